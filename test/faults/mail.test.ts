import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { upsNumber } from '../worlds/journeys.ts'
import { type Served, serve } from './served.ts'

/**
 * Kills the server 20 times while orders come in and parcels arrive, with a real mail server beside it that keeps what it
 * takes. In the end each event must have reached its person, under one Message-ID.
 */

const smtpPort = 41_962
const blows = 20
const atFirst = 60

let served: Served
let key: string
let folder: string
let mailServer: ChildProcess
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wh-mail-'))
  mailServer = await startMailServer()
  served = await serve({
    env: { SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, MAIL_FROM: 'orders@lampenladen.de' },
  })
  await served.start()
  ;({ key } = JSON.parse(await served.command('keys', 'add', 'ledger', '--json')) as { key: string })
}, 60_000)
afterAll(async () => {
  await served?.stop()
  await served?.remove()
  mailServer?.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
}, 60_000)

async function startMailServer(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'mail-server.ts'), inbox(), String(smtpPort)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

const inbox = () => join(folder, 'taken.jsonl')

type Taken = { readonly id: string; readonly to: readonly string[]; readonly subject: string }

async function taken(): Promise<Taken[]> {
  const text = await readFile(inbox(), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Taken)
}

const address = (n: number) => `shopper${n}@gmx.net`

/** Posted until it was acknowledged. */
async function post(path: string, type: string, body: string): Promise<void> {
  for (;;) {
    const status = await fetch(`${served.url()}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': type },
      body,
      signal: AbortSignal.timeout(20_000),
    }).then(
      async (response) => (await response.arrayBuffer(), response.status),
      () => null,
    )
    if (status === 200) return
    if (status !== null && status < 500) throw new Error(`refused with ${status}`)
    await sleep(50)
  }
}

const placed = Temporal.Now.instant().toString()
const today = Temporal.Now.plainDateTimeISO('UTC').toString({ smallestUnit: 'minute' })

const placeOrder = (n: number) =>
  post(
    '/v1/shops/main/orders?connector=csv',
    'text/csv',
    `order number,placed at,updated at,email,item,quantity,price,currency,tracking number,fulfillment status\n#${n},${placed},${placed},${address(n)},Lamp,1,79,EUR,${upsNumber(n)},unfulfilled`,
  )
const deliver = (n: number) =>
  post(
    '/v1/scans',
    'application/json',
    JSON.stringify({
      scans: [{ number: upsNumber(n), code: 'D', localTime: today, milestone: 'delivered', zone: 'UTC' }],
    }),
  )

async function until(what: string, done: () => Promise<boolean>, limitMs: number): Promise<void> {
  const last = performance.now() + limitMs
  while (!(await done())) {
    if (performance.now() > last) throw new Error(`${what}: not within ${limitMs} ms\n${served.output().slice(-2_000)}`)
    await sleep(100)
  }
}

const subjects = async () => {
  const found = new Map<string, Set<string>>()
  for (const { id, to, subject } of await taken()) {
    const event = `${to.join()} ${subject.startsWith('Delivered') ? 'delivered' : 'confirmed'}`
    found.set(event, (found.get(event) ?? new Set()).add(id))
  }
  return found
}

it(`kill -9, ${blows} times under load: every event reaches its person, under one Message-ID`, async () => {
  for (let n = 1; n <= atFirst; n++) await placeOrder(n)
  await until('the first orders are confirmed', async () => (await subjects()).size === atFirst, 60_000)

  const expected = new Set(Array.from({ length: atFirst }, (_, i) => `${address(i + 1)} confirmed`))
  let running = true
  const ordering = (async () => {
    for (let n = 1_001; running; n++) {
      await placeOrder(n)
      expected.add(`${address(n)} confirmed`)
    }
  })()
  const delivering = (async () => {
    for (let n = 1; running && n <= atFirst; n++) {
      await deliver(n)
      expected.add(`${address(n)} delivered`)
      await sleep(100)
    }
  })()
  for (let n = 0; n < blows; n++) {
    await sleep(200 + ((n * 97) % 300))
    const before = (await taken()).length
    await served.kill()
    await served.start()
    await until('a mail gets through after the blow', async () => (await taken()).length > before, 30_000)
  }
  running = false
  await Promise.all([ordering, delivering])
  const acknowledgedAt = performance.now()
  const open = async () => {
    const [row] = await served.rows<{ events: number; notices: number }>(`
      select (select count(*)::int from whereabouts.outbox where done_at is null and dead_at is null) as events,
        (select count(*)::int from whereabouts.notices where state in ('waiting', 'sending')) as notices`)
    return row === undefined || row.events + row.notices > 0
  }
  await until('all is told', async () => !(await open()), 60_000)
  const settledMs = performance.now() - acknowledgedAt

  const found = await subjects()
  const all = await taken()
  const ids = new Set(all.map(({ id }) => id))
  const [states] = await served.rows<{ sent: number; other: number; again: number; dead: number }>(`
    select count(*) filter (where state = 'sent')::int as sent, count(*) filter (where state <> 'sent')::int as other,
      count(*) filter (where attempts > 1)::int as again,
      (select count(*)::int from whereabouts.outbox where dead_at is not null) as dead
    from whereabouts.notices`)
  console.info(
    `kill -9 under load, ${blows} blows: ${expected.size} events, ${ids.size} Message-IDs, ${all.length - ids.size} of ${all.length} messages taken twice, ${states?.again} notices tried again, all told ${(settledMs / 1000).toFixed(1)} s after the last order`,
  )
  expect(expected.size).toBeGreaterThan(atFirst * 2)
  expect(
    [...expected].filter((event) => !found.has(event)),
    'missing',
  ).toEqual([])
  expect(
    [...found.keys()].filter((event) => !expected.has(event)),
    'nobody asked for',
  ).toEqual([])
  expect(
    [...found].filter(([, held]) => held.size > 1),
    'told under two Message-IDs',
  ).toEqual([])
  expect(ids.size).toBe(expected.size)
  expect(states).toMatchObject({ sent: expected.size, other: 0, dead: 0 })
}, 300_000)

it('the mail server gone for 10 s: all that waited goes out, once', async () => {
  const before = new Set((await taken()).map(({ id }) => id))
  mailServer.kill('SIGKILL')
  await once(mailServer, 'exit')
  for (let n = 9_001; n <= 9_020; n++) await placeOrder(n)
  await sleep(10_000)
  expect((await taken()).filter(({ id }) => !before.has(id))).toEqual([])
  mailServer = await startMailServer()
  const since = async () => (await taken()).filter(({ id }) => !before.has(id))
  await until('all that waited is taken', async () => (await since()).length >= 20, 60_000)
  await until(
    'nothing waits',
    async () => {
      const rows = await served.rows(`select 1 from whereabouts.notices where state in ('waiting', 'sending')`)
      return rows.length === 0
    },
    30_000,
  )
  const got = await since()
  expect(new Set(got.map(({ to }) => to[0]))).toEqual(new Set(Array.from({ length: 20 }, (_, i) => address(9_001 + i))))
  expect(got).toHaveLength(20)
  expect(new Set(got.map(({ id }) => id)).size).toBe(20)
}, 120_000)
