import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { carriers, recognition } from '../../src/connectors/index.ts'
import { allStatuses, type Carrier, milestoneOf, type Status } from '../../src/model/index.ts'
import { type Simulator, startSimulator } from '../../src/server/simulate/index.ts'
import { testNumbersPage } from '../../src/server/simulate/page.ts'
import { desks, roughDay, testNumbers } from '../../src/simulator/index.ts'
import { ask } from './asking.ts'

/** Every documented test number, asked for over HTTP on a bad day and read by the same readers as real answers. */

const readers: Readonly<Record<string, Carrier>> = carriers
const scanFaults = roughDay.filter(({ kind }) => kind.endsWith('_scans')).map((fault) => ({ ...fault, share: 1 }))

let simulator: Simulator
beforeAll(async () => {
  const unlimited = Object.fromEntries(desks.map(({ id }) => [id, []]))
  simulator = await startSimulator({ faults: scanFaults, limits: unlimited })
})
afterAll(() => simulator?.close())

describe.each(desks.map((desk) => ({ name: desk.name, desk })))('the test numbers of $name', ({ desk }) => {
  const rows = testNumbers(desk.speaker, desk.numberOf)
  const reader = readers[desk.id]

  it('are one for each thing it can say, all different', () => {
    expect(rows.map(({ says }) => says).toSorted()).toEqual(
      ['not_found', ...desk.speaker.phrases()].filter(once).toSorted(),
    )
    expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length)
  })

  it.each(rows)('$number is recognised as its own', ({ number }) => {
    const found = recognition.recognise(number).find(({ carrier }) => carrier === desk.id)
    expect(found?.score, number).toBeGreaterThan(0.5)
  })

  it.skipIf(reader === undefined).each(rows)('$number shows $says', async ({ number, says }) => {
    if (!reader) throw new Error('no reader')
    const response = await ask(simulator, desk.id, number)
    const answer = reader.read(await response.text())
    if (!answer.ok) throw new Error(answer.failure.message)
    const [parcel] = answer.value.parcels
    if (says === 'not_found') {
      expect([answer.value.parcels, answer.value.failures.map(({ kind }) => kind)]).toEqual([[], ['not_found']])
      return
    }
    const [status, reason] = says.split(':')
    const newest = parcel?.scans[0]
    expect(parcel?.number).toBe(number)
    expect(newest?.status).toBe(status)
    if (reason !== undefined) expect(newest?.reason?.code).toBe(reason)
    expect(parcel?.scans.slice(1).filter((scan) => scan.status === null)).toEqual([])
  })
})

const once = <T>(value: T, i: number, all: readonly T[]) => all.indexOf(value) === i

it('together show every milestone but the unknown one, and what these carriers have words for', () => {
  const shown = new Set(
    desks.flatMap((desk) => testNumbers(desk.speaker, desk.numberOf).map(({ says }) => says.split(':')[0] ?? '')),
  )
  const missing = allStatuses.filter((status: Status) => !shown.has(status) && status.includes('/'))
  expect(missing).toMatchInlineSnapshot(`
    [
      "attempt_failed/address_problem",
      "delivered/cod_collected",
      "delivered/otp_verified",
      "exception/delivery_corrected",
      "cancelled/by_recipient",
    ]
  `)
  const milestones = new Set([...shown].map((status) => milestoneOf(status as Status)))
  expect(allStatuses.map(milestoneOf).filter((milestone) => !milestones.has(milestone))).toEqual(['unknown'])
})

it('stand in docs/reference/test-numbers.md as the code has them', async () => {
  const page = await readFile(join(import.meta.dirname, '../../docs/reference/test-numbers.md'), 'utf8')
  expect(page, 'run: whereabouts simulate --numbers > docs/reference/test-numbers.md').toBe(testNumbersPage())
})
