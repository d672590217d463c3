import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Json, type Served, asking, openServed } from './serve.ts'

let served: Served
let ask: ReturnType<typeof asking>
let example: Json
beforeAll(async () => {
  served = await openServed()
  ask = asking(served.url, await served.key())
  example = JSON.parse(await readFile(new URL('../../examples/policies.json', import.meta.url), 'utf8')) as Json
}, 60_000)
afterAll(() => served?.close())

const path = '/v1/shops/main/policies'
const put = (body: unknown, version?: string) =>
  ask(path, { method: 'PUT', body, ...(version !== undefined && { headers: { 'If-Match': version } }) })
const talk = async (text: string) => {
  const { json } = await ask('/v1/conversations', { body: { text } })
  return (json['messages'] as { text: string }[]).at(-1)?.text
}

it('a shop that has told nothing is version 0; a shopper hears that it has not', async () => {
  const { json, headers } = await ask(path)
  expect(json).toEqual({ version: 0, changedAt: null, changedBy: null, policies: {} })
  expect(headers.get('etag')).toBe('"0"')
  expect(await talk('do you ship to norway?')).toMatch(/has not told me whether it ships there \(Norway\)/)
  const gaps = await ask(`${path}/gaps`)
  expect(gaps.json['items']).toMatchObject([{ topic: 'countries', detail: 'NO', count: 1, resolvedAt: null }])
})

it('a write says which version it is based on; one that is based on an old one is refused', async () => {
  expect(await put(example)).toMatchObject({ status: 428, json: { code: 'VERSION_REQUIRED' } })
  expect(await put(example, '3')).toMatchObject({ status: 422, json: { code: 'INPUT_INVALID' } })
  const first = await put(example, '"0"')
  expect(first).toMatchObject({ status: 200, json: { version: 1, policies: example } })
  expect(first.headers.get('etag')).toBe('"1"')
  expect(first.json['changedBy']).toMatch(/^api_key [0-9a-f-]{36}$/)

  const stale = await put({ warranty: { months: 6 } }, '"0"')
  expect(stale).toMatchObject({ status: 412, json: { code: 'VERSION_STALE' } })
  expect((await ask(path)).json).toEqual(first.json)
  expect((await put(example, '"1"')).json['version']).toBe(1)
  expect((await put({ ...example, warranty: { months: 6 } }, '*')).json['version']).toBe(2)
})

it('what was asked is filled by what was told, and a shopper without an order is answered', async () => {
  const { json } = await ask(`${path}/gaps`)
  expect(json['items']).toMatchObject([{ topic: 'countries', detail: 'NO', resolvedVersion: 1 }])
  expect(await talk('do you ship to norway?')).toMatch(
    /^Norway: Lampenladen says it ships there \(as of today\)\.\nInternational: \$24\.00/,
  )
  expect(await talk('can i still return it?')).toMatch(/within 30 days of delivery/)
  expect(await talk('i want to talk to a person')).toMatch(/They answer Mon–Thu 09:00–17:00; Fri 09:00–15:00/)
})

it('a wrong body is refused with the places in it, and the standing version stays', async () => {
  const before = await ask(path)
  const refused = await put(
    { shipping: { cutOff: { time: '25:00', days: ['mon'] } }, returns: { windowDays: 5 }, surprise: 1 },
    '"2"',
  )
  expect(refused).toMatchObject({ status: 422, json: { code: 'INPUT_INVALID' } })
  expect(refused.json['errors'].map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
    '',
    '/returns/from',
    '/shipping/cutOff/time',
  ])
  expect((await put('{', '"2"')).json['code']).toBe('BODY_MALFORMED')
  expect((await ask(path)).json).toEqual(before.json)
})

it('every version stays readable, page by page', async () => {
  const { json } = await ask(`${path}/versions?limit=1`)
  expect(json['items']).toMatchObject([{ version: 2 }])
  const next = await ask(`${path}/versions?cursor=${encodeURIComponent(json['next'] as string)}`)
  expect(next.json).toMatchObject({ items: [{ version: 1, policies: example }], next: null })
})

it('a shop there is not', async () => {
  expect(await ask('/v1/shops/nowhere/policies')).toMatchObject({ status: 422, json: { code: 'SHOP_UNKNOWN' } })
})
