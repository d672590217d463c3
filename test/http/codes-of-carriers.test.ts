import { afterAll, beforeAll, expect, it } from 'vitest'
import { mappingsJob, mappingsTask } from '../../src/service/index.ts'
import { type Workers, startWorkers } from '../../src/server/workers/index.ts'
import { upsNumber } from '../worlds/journeys.ts'
import { type Served, asking, openServed } from './serve.ts'

let served: Served
let ask: ReturnType<typeof asking>
let workers: Workers
beforeAll(async () => {
  served = await openServed()
  ask = asking(served.url, await served.key())
  const { store, clock, log } = served.ctx
  workers = await startWorkers({
    store,
    clock,
    log,
    consumers: [],
    tasks: { [mappingsTask]: mappingsJob(served.ctx) },
  })
}, 60_000)
afterAll(async () => {
  await workers?.stop()
  await served?.close()
})

const path = '/v1/carriers/ups/codes'
const put = (code: string, body: unknown, version?: string) =>
  ask(`${path}/${encodeURIComponent(code)}`, {
    method: 'PUT',
    body,
    ...(version !== undefined && { headers: { 'If-Match': version } }),
  })
const withdraw = (code: string, version?: string) =>
  ask(`${path}/${encodeURIComponent(code)}`, {
    method: 'DELETE',
    ...(version !== undefined && { headers: { 'If-Match': version } }),
  })
const post = (code: string, n: number, text?: string) =>
  ask('/v1/scans', {
    body: { scans: [{ number: upsNumber(n), carrier: 'ups', localTime: '2026-11-19T09:00', code, text }] },
  })
const statusOf = async (n: number) => (await ask(`/v1/parcels?number=${upsNumber(n)}`)).json['items'][0].status

it('a code in the queue says what it may mean, gets that meaning, and its parcels have it', async () => {
  await post('Q/7 x', 1, 'Nobody home, notice left')
  const { json } = await ask('/v1/unmapped')
  expect(json['items']).toMatchObject([
    {
      carrier: 'ups',
      code: 'Q/7 x',
      count: 1,
      parcels: 1,
      firstSeen: '2026-11-20T12:00:00Z',
      examples: ['Nobody home, notice left'],
      suggestions: [{ status: 'attempt_failed/not_home', because: expect.stringMatching(/^it is like "/) }, {}, {}],
    },
  ])
  expect((await ask('/v1/unmapped?carrier=canadapost')).json['items']).toEqual([])
  const saved = await put('Q/7 x', { status: 'attempt_failed/not_home' }, '"0"')
  expect(saved).toMatchObject({ status: 200, json: { version: 1, meaning: { status: 'attempt_failed/not_home' } } })
  expect(saved.headers.get('etag')).toBe('"1"')
  expect(saved.json['changedBy']).toMatch(/^api_key [0-9a-f-]{36}$/)
  await expect.poll(() => statusOf(1), { timeout: 20_000 }).toBe('attempt_failed/not_home')
  await expect
    .poll(async () => (await ask(path)).json['mappings'], { timeout: 20_000 })
    .toMatchObject([{ code: 'Q/7 x', history: { parcels: 1, changed: 1, finishedAt: '2026-11-20T12:00:00Z' } }])
  expect((await ask('/v1/unmapped')).json['items']).toEqual([])

  const gone = await withdraw('Q/7 x', '"1"')
  expect(gone).toMatchObject({ status: 200, json: { version: 2, meaning: null } })
  await expect.poll(() => statusOf(1), { timeout: 20_000 }).toBe('unknown')
}, 60_000)

it('a write says which version it is based on; one that is based on an old one is refused', async () => {
  expect(await put('Q8', { status: 'delivered' })).toMatchObject({ status: 428, json: { code: 'VERSION_REQUIRED' } })
  expect(await withdraw('Q8')).toMatchObject({ status: 428, json: { code: 'VERSION_REQUIRED' } })
  expect(await withdraw('Q8', '*')).toMatchObject({ status: 404, json: { code: 'MAPPING_NOT_FOUND' } })
  expect((await put('Q8', { status: 'delivered' }, '"0"')).json['version']).toBe(1)
  expect((await put('Q8', { status: 'delivered' }, '"1"')).json['version']).toBe(1)
  const stale = await put('Q8', { status: 'returned' }, '"0"')
  expect(stale).toMatchObject({ status: 412, json: { code: 'VERSION_STALE' } })
  expect(await withdraw('Q8', '"3"')).toMatchObject({ status: 412, json: { code: 'VERSION_STALE' } })
})

it('refuses what is no status, no carrier, no field, and keys without the scope', async () => {
  const wrong = await put('Q9', { status: 'attempt_failed/nobody_home' }, '"0"')
  expect(wrong).toMatchObject({
    status: 422,
    json: { code: 'INPUT_INVALID', errors: [{ pointer: '/status', detail: expect.stringMatching(/not_home/) }] },
  })
  expect(await put('Q9', { status: 'delivered', surprise: 1 }, '"0"')).toMatchObject({ status: 422 })
  expect(await ask('/v1/carriers/upps/codes')).toMatchObject({ status: 422, json: { code: 'CARRIER_UNKNOWN' } })
  const reading = asking(served.url, await served.key('settings:read'))
  const refused = await reading(`${path}/Q9`, {
    method: 'PUT',
    body: { status: 'delivered' },
    headers: { 'If-Match': '*' },
  })
  expect(refused).toMatchObject({ status: 403, json: { code: 'FORBIDDEN' } })
  expect((await reading(path)).json['carrier']).toEqual({ id: 'ups', name: 'UPS' })
})
