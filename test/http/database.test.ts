import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lockHistory, openEmbedded } from '../../src/store/index.ts'
import { main } from '../installation.ts'
import { type Served, asking, cookieOf, form, openServed, vendureAnswer, vendureOrder } from './serve.ts'

let served: Served
beforeAll(async () => {
  served = await openServed()
}, 60_000)
afterAll(() => served?.close())

it('while the database is gone every request says so and none hangs; when it is back all goes on', async () => {
  const { installation, url } = served
  const ask = asking(url, await served.key())
  const imported = await ask('/v1/shops/main/orders?connector=vendure', { body: vendureAnswer(vendureOrder(1)) })
  const order = imported.json['ids'][0] as string
  const opened = await ask(`/t/${await served.link(order)}`)
  const html = { Accept: 'text/html', Cookie: cookieOf(opened.headers) }
  const scans = { scans: [{ number: '1ZW4R7F10300000019', carrier: 'ups', localTime: '2026-11-02T09:00' }] }
  const keyed = { body: scans, headers: { 'Idempotency-Key': 'during' } }

  // Somebody holds the history, so that these wait in the database when it goes.
  const held = Promise.withResolvers<void>()
  const holding = installation.store
    .as(main, async (tx) => {
      await lockHistory(tx, 'alone')
      held.resolve()
      await tx.query('select pg_sleep(600)')
    })
    .catch((error: unknown) => error)
  await held.promise
  const inFlight = ask('/v1/scans', { body: scans, headers: { 'Idempotency-Key': 'in-flight' } })
  let answered = false
  void inFlight.finally(() => (answered = true))
  while (!answered && (await waiting(served)) < 1) await sleep(10)

  const { folder } = installation.database
  const running = await openEmbedded({ folder, durable: false })
  expect(running.kind).toBe('adopted')
  await running.stop()
  expect(await holding).toMatchObject({ code: 'DATABASE_UNREACHABLE' })
  expect(await inFlight).toMatchObject({ status: 503, json: { code: 'DATABASE_UNREACHABLE' } })

  for (const [path, more] of [
    ['/v1/orders', {}],
    ['/v1/health', {}],
    ['/v1/scans', keyed],
    [`/v1/orders/${order}`, {}],
  ] as const) {
    const { status, headers, json, text } = await ask(path, more)
    expect({ path, status, code: json['code'], retry: headers.get('retry-after') }).toEqual({
      path,
      status: 503,
      code: 'DATABASE_UNREACHABLE',
      retry: '5',
    })
    // Where it lies and who we are there is nobody's business.
    expect(text).not.toMatch(/whereabouts_app|\/tmp|ECONN|ENOENT/)
  }
  const { body, headers: urlencoded } = form({ number: 'T1', proof: '10115' })
  for (const [path, more] of [
    [`/track/${order}`, { headers: html }],
    [`/t/${'A'.repeat(43)}`, { headers: html }],
    ['/track', { body, headers: { ...urlencoded, ...html } }],
  ] as const) {
    const { status, headers, text } = await ask(path, more)
    expect({ path, status, retry: headers.get('retry-after') }).toEqual({ path, status: 503, retry: '5' })
    expect(text).toContain('Please try again in a moment')
  }

  const back = await openEmbedded({ folder, durable: false })
  expect(back.connection).toEqual(installation.database.connection)
  expect((await ask('/v1/health')).status).toBe(200)
  expect((await ask('/v1/scans', keyed)).json['parcels']).toMatchObject([{ stored: 1 }])
  expect((await ask(`/track/${order}`, { headers: html })).status).toBe(200)
  // Nobody could be told that what was cut off has ended; its lease runs out.
  const again = () => ask('/v1/scans', { body: scans, headers: { 'Idempotency-Key': 'in-flight' } })
  expect((await again()).status).toBe(409)
  served.clock.advance({ seconds: 4 })
  expect((await again()).json['parcels']).toMatchObject([{ stored: 0, known: 1 }])
  expect(served.logged.filter(({ event }) => event === 'http.failed')).toEqual([])
}, 60_000)

/** Requests that wait for a lock. */
async function waiting({ installation }: Served): Promise<number> {
  const rows = await installation.store.as(main, (tx) =>
    tx.query<{ n: number }>("select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted"),
  )
  return rows[0]?.n ?? 0
}
