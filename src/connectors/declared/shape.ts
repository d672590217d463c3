import type { Checksum } from '../recognition/index.ts'

/** A shape of tracking numbers, safe to try on anything: no part of it repeats without an end. */
export type NumberShape = {
  readonly pattern: RegExp
  readonly score: number
  readonly shape: string
  readonly checksum: Checksum | null
}

const longest = 40
const piece = /^(?:\\d|[0-9A-Z]|\[(?:[0-9A-Z](?:-[0-9A-Z])?){1,36}\])(?:\{(\d{1,2})(?:,(\d{1,2}))?\})?/
const example = String.raw`HC(?<body>\d{8})(?<check>\d)`

/** A shape from its signs: `HC\d{9}`, `[A-F]\d{8,10}`, with `(?<body>…)` and `(?<check>…)` where it has a check digit. */
export function parseShapeOfNumbers(
  written: string,
  checksum: Checksum | null,
): NumberShape | { readonly problem: string } {
  const wrong = (why: string) => ({
    problem: `"${written.slice(0, 60)}" is no shape of numbers: ${why}; one is ${checksum ? example : String.raw`HC\d{9}`}`,
  })
  if (written.length > 200) return wrong('it is longer than 200 signs')
  let rest = written
  let least = 0
  let most = 0
  let letters = 0
  let open: string | undefined
  let variable = 0
  const groups: string[] = []
  while (rest !== '') {
    const group = /^\(\?<(body|check)>/.exec(rest)
    if (group?.[1] && open === undefined) {
      if (groups.includes(group[1])) return wrong(`it has two of (?<${group[1]}>…)`)
      open = group[1]
      groups.push(open)
      rest = rest.slice(group[0].length)
      continue
    }
    if (open !== undefined && rest.startsWith(')')) {
      open = undefined
      rest = rest.slice(1)
      continue
    }
    const match = piece.exec(rest)
    if (!match)
      return wrong(
        `"${rest.slice(0, 12)}" can't be part of one: capitals, digits, \\d, classes as [A-F0-9], {n} and {n,m} can`,
      )
    const from = Number(match[1] ?? 1)
    const to = Number(match[2] ?? from)
    if (to < from) return wrong(`{${from},${to}} counts backwards`)
    if (to > from) variable++
    if (/^[A-Z]/.test(match[0])) letters += from
    least += from
    most += to
    rest = rest.slice(match[0].length)
    if (open === 'check' && (from !== 1 || to !== 1)) return wrong('the check digit is one sign')
  }
  if (open !== undefined) return wrong(`(?<${open}> is not closed`)
  if (variable > 2) return wrong('at most two parts of it may vary in length')
  if (least < 5) return wrong('it takes numbers of fewer than 5 signs, which are everywhere')
  if (most > longest) return wrong(`it takes numbers of more than ${longest} signs, which none has`)
  if (checksum && groups.join() !== 'body,check')
    return wrong('with a check digit it says which part it is of: (?<body>…) and then (?<check>…)')
  if (!checksum && groups.length > 0) return wrong('it has (?<…>) but no "check" says how the digit is made')
  return {
    pattern: new RegExp(`^${written}$`),
    checksum,
    shape: `${written.replaceAll(/\(\?<\w+>|\)/g, '')}, as declared`,
    // As those of recognition's own formats; letters that are always there tell more.
    score: checksum ? 0.75 : letters >= 2 ? 0.6 : letters === 1 ? 0.4 : 0.1,
  }
}
