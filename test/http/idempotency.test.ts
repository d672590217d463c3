import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { reserve } from '../../src/store/index.ts'
import { main } from '../installation.ts'
import { type Served, asking, openServed } from './serve.ts'

let served: Served
let key: string
let ask: ReturnType<typeof asking>
beforeAll(async () => {
  served = await openServed()
  key = await served.key()
  ask = asking(served.url, key)
}, 60_000)
afterAll(() => served?.close())

const begin = (idempotencyKey: string, text = 'hello', by = ask) =>
  by('/v1/conversations', { body: { text }, headers: { 'Idempotency-Key': idempotencyKey } })
const begun = async () => (await ask('/v1/conversations?limit=200')).json['items'].length as number

it('does a request once and gives the same answer again', async () => {
  const before = await begun()
  const first = await begin('once-1')
  const again = await begin('once-1')
  expect(first.headers.get('idempotency-replayed')).toBeNull()
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect({ status: again.status, text: again.text }).toEqual({ status: 201, text: first.text })
  expect(await begun()).toBe(before + 1)
})

it("takes the draft's quoted form for the same key", async () => {
  const first = await begin('quoted-1')
  expect((await begin('"quoted-1"')).text).toBe(first.text)
})

it('refuses a key that was used for another body, but not for another path or by another API key', async () => {
  const first = await begin('other-1')
  expect(await begin('other-1', 'good evening')).toMatchObject({
    status: 422,
    json: { code: 'IDEMPOTENCY_KEY_REUSED' },
  })
  const elsewhere = await ask(`/v1/conversations/${first.json['id']}/messages`, {
    body: { text: 'good evening' },
    headers: { 'Idempotency-Key': 'other-1' },
  })
  expect(elsewhere.status).toBe(200)
  const theirs = await begin('other-1', 'good evening', asking(served.url, await served.key()))
  expect(theirs.status).toBe(201)
})

it('of ten at once one runs; the others wait or get its answer', async () => {
  const before = await begun()
  const answers = await Promise.all(Array.from({ length: 10 }, () => begin('race-1')))
  const byStatus = Object.groupBy(answers, ({ status }) => status)
  expect(Object.keys(byStatus).filter((status) => !['201', '409'].includes(status))).toEqual([])
  expect(new Set(byStatus[201]?.map(({ json }) => json['id'])).size).toBe(1)
  for (const { json, headers } of byStatus[409] ?? []) {
    expect({ code: json['code'], retry: headers.get('retry-after') }).toEqual({
      code: 'IDEMPOTENCY_RUNNING',
      retry: '2',
    })
  }
  expect(await begun()).toBe(before + 1)
})

it('forgets a request that was refused: nothing had happened', async () => {
  expect((await begin('refused-1', ' ')).status).toBe(422)
  expect((await begin('refused-1', 'hello')).status).toBe(201)
})

it.each(['x'.repeat(256), 'two words', '""'])('refuses the key %j', async (given) => {
  expect(await begin(given)).toMatchObject({ status: 422, json: { code: 'INPUT_INVALID' } })
})

it('a process that dies between write and answer: the lease runs out, and the scans are not there twice', async () => {
  const body = JSON.stringify({
    scans: [{ number: '1ZW4R7F10300000019', carrier: 'ups', localTime: '2026-11-02T09:00', code: 'I' }],
  })
  const post = () => ask('/v1/scans', { body, headers: { 'Idempotency-Key': 'crash-1' } })
  // As such a process leaves it: the key reserved, the write committed, no answer remembered.
  const { store } = served.installation
  const [row] = await store.as(main, (tx) =>
    tx.query<{ id: string }>('select id from api_keys where hint = $1', [`…${key.slice(-4)}`]),
  )
  const content = createHash('sha256').update(body).digest('base64url')
  const reserved = await store.as(main, (tx) =>
    reserve(tx, {
      key: JSON.stringify([row?.id, 'POST', '/v1/scans', 'crash-1']),
      request: JSON.stringify(['/v1/scans', 'application/json', content]),
      now: served.clock.now(),
    }),
  )
  expect(reserved.kind).toBe('new')
  expect((await ask('/v1/scans', { body })).json['parcels']).toMatchObject([{ stored: 1, known: 0 }])

  expect((await post()).json['code']).toBe('IDEMPOTENCY_RUNNING')
  served.clock.advance({ seconds: 4 })
  const retried = await post()
  expect(retried.json['parcels']).toMatchObject([{ stored: 0, known: 1 }])
  expect((await ask('/v1/parcels?number=1ZW4R7F10300000019')).json['items'][0].scans).toHaveLength(1)
  expect((await post()).text).toBe(retried.text)
})
