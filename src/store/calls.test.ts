import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallingTask } from '../../test/faults/calling-process.ts'
import { main, openTestInstallation, type TestInstallation } from '../../test/installation.ts'
import { type CarrierLimits, failed, ok } from '../model/index.ts'
import { budgetsOf, tokensOf } from './index.ts'

let installation: TestInstallation
beforeAll(async () => {
  installation = await openTestInstallation()
})
afterAll(() => installation.close())

const noon = Temporal.Instant.from('2026-11-20T12:00:00Z')
const after = (milliseconds: number) => noon.add({ milliseconds })
const played = () => budgetsOf(installation.store, main, { clock: 'caller' })
let made = 0
const newKey = () => `account-${++made}`

function start(key: string, task: CallingTask['task']): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../test/faults/calling-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const said: CallingTask = {
    connection: installation.database.connection,
    master: installation.master.toString('hex'),
    tenant: main,
    key,
    task,
  }
  child.stdin?.end(JSON.stringify(said))
  return child
}

const answerOf = async <T>(child: ChildProcess) => JSON.parse(child.stdout ? await text(child.stdout) : '') as T

describe('a budget', () => {
  it('gives what the hour allows, says when there is more, and what is left', async () => {
    const key = newKey()
    const limits = { batch: 1, perHour: 3, perDay: 100 }
    expect(await played().left(key, limits, noon)).toEqual({
      hour: { calls: 3, moreAt: null },
      day: { calls: 100, moreAt: null },
      paused: null,
    })
    for (const minute of [0, 10, 20])
      expect(await played().take(key, limits, noon.add({ minutes: minute }))).toEqual({ taken: true, pauses: 0 })
    // An hour after the first, to the next whole sixtieth of it.
    const until = Temporal.Instant.from('2026-11-20T13:01:00Z')
    expect(await played().take(key, limits, noon.add({ minutes: 30 }))).toEqual({ taken: false, until, why: 'budget' })
    expect(await played().left(key, limits, noon.add({ minutes: 30 }))).toMatchObject({
      hour: { calls: 0, moreAt: until },
      day: { calls: 97 },
    })
    expect(await played().take(key, limits, until)).toMatchObject({ taken: true })
    expect(await played().take(key, limits, until)).toMatchObject({ taken: false })
  })

  it('takes from every window or from none', async () => {
    const key = newKey()
    const limits = { batch: 1, perSecond: 1, perDay: 2 }
    expect(await played().take(key, limits, noon)).toMatchObject({ taken: true })
    for (let i = 0; i < 5; i++) expect(await played().take(key, limits, noon)).toMatchObject({ taken: false })
    expect((await played().left(key, limits, noon)).day?.calls).toBe(1)
    expect(await played().take(key, limits, after(1_100))).toMatchObject({ taken: true })
    expect(await played().take(key, limits, after(2_200))).toMatchObject({
      taken: false,
      until: Temporal.Instant.from('2026-11-21T12:24:00Z'),
    })
  })

  it('never allows more than its limits in any window, wherever it starts, and keeps its word on when there is more', async () => {
    const spans = { perSecond: 1_000, perHour: 3_600_000, perDay: 86_400_000 } as const
    const limit = fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined })
    const wait = fc.oneof(
      fc.constantFrom(0, 0, 1, 16, 17, 500, 999, 1_000, 59_999, 3_600_000),
      fc.nat(2_000),
      fc.nat(4_000_000),
      fc.nat(30_000_000),
    )
    let taken = 0
    let refused = 0
    const plan = fc.record({
      limits: fc.record({ perSecond: limit, perHour: limit, perDay: limit }),
      waits: fc.array(fc.record({ ms: wait, untilRoom: fc.boolean() }), { minLength: 10, maxLength: 40 }),
    })
    await fc.assert(
      fc.asyncProperty(plan, async ({ limits: drawn, waits }) => {
        const limits = { batch: 1, ...JSON.parse(JSON.stringify(drawn)) } as CarrierLimits
        const key = newKey()
        const calls: number[] = []
        let at = noon
        for (const { ms, untilRoom } of waits) {
          at = at.add({ milliseconds: ms })
          let answer = await played().take(key, limits, at)
          if (!answer.taken) {
            refused++
            expect(Temporal.Instant.compare(answer.until, at)).toBe(1)
            if (!untilRoom) continue
            at = answer.until
            answer = await played().take(key, limits, at)
            expect(answer.taken).toBe(true)
          }
          taken++
          calls.push(at.epochMilliseconds)
        }
        for (const [name, span] of Object.entries(spans) as [keyof typeof spans, number][]) {
          const most = limits[name] ?? Infinity
          const fullest = Math.max(
            0,
            ...calls.map((from) => calls.filter((call) => call >= from && call <= from + span).length),
          )
          expect(fullest, `${name} ${most}`).toBeLessThanOrEqual(most)
        }
      }),
      { numRuns: 40, seed: 7 },
    )
    console.info(`budgets: ${taken} calls taken, ${refused} refused, no window passed`)
    expect(Math.min(taken, refused)).toBeGreaterThan(200)
  })

  it('gives nothing back to a clock that runs backwards', async () => {
    const key = newKey()
    const limits = { batch: 1, perHour: 1 }
    await played().take(key, limits, noon.add({ hours: 5 }))
    expect(await played().take(key, limits, noon)).toMatchObject({
      taken: false,
      until: Temporal.Instant.from('2026-11-20T18:01:00Z'),
    })
  })

  it('counts what was called before there was a limit', async () => {
    const key = newKey()
    for (let i = 0; i < 4; i++) await played().take(key, { batch: 1 }, noon)
    expect(await played().take(key, { batch: 1, perDay: 4 }, noon)).toMatchObject({ taken: false })
    expect(await played().take(key, { batch: 1, perDay: 5 }, noon)).toMatchObject({ taken: true })
    expect(await played().take(key, { batch: 1, perDay: 0 }, noon)).toMatchObject({ taken: false })
  })

  it('is one for two processes that take as fast as they can', async () => {
    const key = newKey()
    const task = { kind: 'take', times: 300, atOnce: 6, perHour: 50 } as const
    const both = await Promise.all([start(key, task), start(key, task)].map(answerOf<{ taken: number }>))
    expect(both.map(({ taken }) => taken).reduce((a, b) => a + b)).toBe(50)
  })

  it("belongs to one tenant: another's calls under the same key are not counted", async () => {
    const other = await installation.addTenant('calls-other')
    const key = newKey()
    const limits = { batch: 1, perHour: 1 }
    await played().take(key, limits, noon)
    const theirs = budgetsOf(installation.store, other, { clock: 'caller' })
    expect(await theirs.take(key, limits, noon)).toMatchObject({ taken: true })
    expect(await theirs.take(key, limits, noon)).toMatchObject({ taken: false })
  })
})

describe('a pause', () => {
  const limits = { batch: 1, perHour: 1_000 }

  it('keeps every process quiet until it is over, and is counted until the carrier answers', async () => {
    const key = newKey()
    await played().take(key, limits, noon)
    const until = noon.add({ minutes: 5 })
    expect(await played().pause(key, { until, why: 'rate_limited' }, noon)).toBe(true)
    // Calls that were under way hear the same: it is one pause.
    expect(await played().pause(key, { until: noon.add({ minutes: 2 }), why: 'rate_limited' }, noon)).toBe(false)
    expect(await played().take(key, limits, noon.add({ minutes: 4 }))).toEqual({ taken: false, until, why: 'paused' })
    expect((await played().left(key, limits, noon)).paused).toEqual({ until, why: 'rate_limited' })
    expect(await played().resume(key, noon.add({ minutes: 4 }))).toBeNull()
    expect(await played().take(key, limits, until)).toEqual({ taken: true, pauses: 1 })
    await played().pause(key, { until: noon.add({ minutes: 20 }), why: 'credentials_refused' }, until)
    const over = noon.add({ minutes: 21 })
    expect(await played().take(key, limits, over)).toEqual({ taken: true, pauses: 2 })
    expect([await played().resume(key, over), await played().resume(key, over)]).toEqual(['credentials_refused', null])
    expect(await played().take(key, limits, over)).toEqual({ taken: true, pauses: 0 })
  })

  it('ends at once when there are new credentials', async () => {
    const key = newKey()
    expect(await played().pause(key, { until: noon.add({ hours: 6 }), why: 'credentials_refused' }, noon)).toBe(true)
    expect(await played().take(key, limits, noon)).toMatchObject({ taken: false, why: 'paused' })
    await played().lift(key)
    expect(await played().take(key, limits, noon)).toEqual({ taken: true, pauses: 0 })
  })
})

describe('a token', () => {
  const brings = (token: string, seconds = 600) => {
    const fetch = async () => {
      fetch.calls++
      return ok({ token, seconds })
    }
    fetch.calls = 0
    return fetch
  }

  it.each([
    ['an hour: a minute before', 3_600, 3_540],
    ['a minute: a tenth before', 60, 54],
  ])('is used until shortly before it lapses, %s', async (_what, seconds, usedSeconds) => {
    const key = newKey()
    const tokens = () => tokensOf(installation.store, main)
    const [first, second] = [brings('first', seconds), brings('second', seconds)]
    expect(await tokens().current(key, noon, first)).toEqual(ok('first'))
    expect(await tokens().current(key, noon.add({ seconds: usedSeconds - 1 }), second)).toEqual(ok('first'))
    expect(await tokens().current(key, noon.add({ seconds: usedSeconds }), second)).toEqual(ok('second'))
    expect([first.calls, second.calls]).toEqual([1, 1])
  })

  it('is dropped when refused, but not the newer one somebody else has brought since', async () => {
    const key = newKey()
    const tokens = tokensOf(installation.store, main)
    await tokens.current(key, noon, brings('old'))
    await tokens.drop(key, 'old')
    expect(await tokens.current(key, noon, brings('new'))).toEqual(ok('new'))
    await tokens.drop(key, 'old')
    expect(await tokens.current(key, noon, brings('another'))).toEqual(ok('new'))
    await tokens.drop(key)
    expect(await tokens.current(key, noon, brings('another'))).toEqual(ok('another'))
  })

  it('lies sealed, and is a secret of its tenant', async () => {
    const key = newKey()
    await tokensOf(installation.store, main).current(key, noon, brings('plainly-readable'))
    const rows = await installation.store.as(main, (tx) =>
      tx.query<{ sealed: Buffer }>('select sealed from call_tokens where credential = $1', [key]),
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]?.sealed.includes('plainly-readable')).toBe(false)
    const other = await installation.addTenant('tokens-other')
    expect(await tokensOf(installation.store, other).current(key, noon, brings('theirs'))).toEqual(ok('theirs'))
  })

  it('that could not be fetched leaves nothing behind: the next one fetches at once', async () => {
    const key = newKey()
    const tokens = tokensOf(installation.store, main)
    const refused = failed({ kind: 'unauthorized', code: 'invalid_client', message: 'no' })
    expect(await tokens.current(key, noon, async () => refused)).toEqual(refused)
    await expect(tokens.current(key, noon, () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug')
    expect(await tokens.current(key, noon, brings('good'))).toEqual(ok('good'))
  })

  it('is fetched once by 8 callers in 2 processes', async () => {
    let asked = 0
    const server = createServer((_request, response) => {
      const token = `token-${++asked}`
      setTimeout(() => response.end(token), 400)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const key = newKey()
    const { port } = server.address() as AddressInfo
    const task = { kind: 'token', callers: 4, url: `http://127.0.0.1:${port}/` } as const
    const both = await Promise.all([start(key, task), start(key, task)].map(answerOf<{ tokens: string[] }>))
    server.close()
    expect(both.flatMap(({ tokens }) => tokens)).toEqual(Array.from({ length: 8 }, () => 'token-1'))
    expect(asked).toBe(1)
  })

  it('comes from somebody else when the process that was to bring it is killed', async () => {
    const key = newKey()
    const child = start(key, { kind: 'hold' })
    await once(child.stdout ?? child, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await tokensOf(installation.store, main).current(key, noon, brings('rescued'))).toEqual(ok('rescued'))
  })
})
