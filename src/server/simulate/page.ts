import { type Desk, desks, testNumbers } from '../../simulator/index.ts'

/** `docs/reference/test-numbers.md`. */
export function testNumbersPage(): string {
  return `${[
    '# Test numbers',
    '',
    '<!-- Written by: whereabouts simulate --numbers > docs/reference/test-numbers.md -->',
    '',
    '`whereabouts simulate` plays carriers as local HTTP servers. Each number below always shows the state beside it,',
    'whatever faults are played and however the clock is turned. Their check digits are right, so they are taken for',
    "that carrier's everywhere; no real parcel should have one of them.",
    '',
    'Their digits say the state: `601` is nobody at home, with every carrier. Before them stands `99` in these, `88` in',
    'random parcels and `77` in journeys of a script; with UPS, `9`, `8` and `7`, and the shipper `TESTWA`.',
    ...desks.flatMap(section),
  ].join('\n')}\n`
}

function section(desk: Desk): readonly string[] {
  const rows = testNumbers(desk.speaker, desk.numberOf).map(({ number, says }) => {
    const [status, reason] = says.split(':')
    return `| \`${number}\` | ${status} | ${reason ?? ''} |`
  })
  return ['', `## ${desk.name} (\`${desk.id}\`)`, '', '| number | shows | reason |', '|---|---|---|', ...rows]
}
