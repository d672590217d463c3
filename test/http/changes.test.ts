import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, asking, openServed } from './serve.ts'
import { delivery } from '../changing.ts'

let served: Served
let ask: ReturnType<typeof asking>
let parcel: string
beforeAll(async () => {
  served = await openServed()
  ask = asking(served.url, await served.key())
  parcel = (await delivery(served.ctx)).parcel
}, 60_000)
afterAll(() => served?.close())

const hold = { kind: 'hold_for_pickup' }

describe('a change that the merchant has to ask the carrier for', () => {
  it('is offered, quoted without a cost, requested, listed and closed', async () => {
    const { json } = await ask(`/v1/parcels/${parcel}/changes`)
    expect(json).toMatchObject({
      changes: [],
      options: [{}, { kind: 'hold_for_pickup', how: 'task', possible: true }, {}, {}],
    })
    const quoted = await ask(`/v1/parcels/${parcel}/changes`, { body: hold })
    expect(quoted).toMatchObject({
      status: 201,
      json: { state: 'quoted', cost: null, paidBy: 'merchant', needs: 'merchant' },
    })
    const { id } = quoted.json as { id: string }
    const wrong = await ask(`/v1/changes/${id}/confirm`, { body: { cost: { minor: 1, currency: 'USD' } } })
    expect(wrong).toMatchObject({ status: 409, json: { code: 'QUOTE_CHANGED' } })
    expect(await ask(`/v1/changes/${id}/confirm`, { body: {} })).toMatchObject({ status: 422 })
    const confirmed = await ask(`/v1/changes/${id}/confirm`, { body: { cost: null } })
    expect(confirmed).toMatchObject({ status: 200, json: { state: 'requested' } })
    expect((await ask('/v1/changes')).json['items']).toMatchObject([{ id, state: 'requested' }])
    const closed = await ask(`/v1/changes/${id}/close`, { body: { outcome: 'made', note: 'held at the depot' } })
    expect(closed).toMatchObject({ status: 200, json: { state: 'made' } })
    expect(closed.json['steps'].map(({ step }: { step: string }) => step)).toEqual(['quoted', 'requested', 'closed'])
    expect((await ask('/v1/changes')).json['items']).toEqual([])
    expect((await ask(`/v1/changes/${id}`)).json).toEqual(closed.json)
    expect((await ask(`/v1/changes/${id}/cancel`, { method: 'POST' })).json).toMatchObject({
      code: 'CHANGE_NOT_POSSIBLE',
    })
  })

  it('is quoted once for an Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': 'one-quote' }
    const first = await ask(`/v1/parcels/${parcel}/changes`, { body: hold, headers })
    const again = await ask(`/v1/parcels/${parcel}/changes`, { body: hold, headers })
    expect(again.json).toEqual(first.json)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })

  it('needs the scope, a parcel, a change, and a wish that is one', async () => {
    const reading = asking(served.url, await served.key('parcels:read'))
    expect((await reading(`/v1/parcels/${parcel}/changes`)).status).toBe(200)
    expect(await reading(`/v1/parcels/${parcel}/changes`, { body: hold })).toMatchObject({ status: 403 })
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect(await ask(`/v1/parcels/${nobody}/changes`)).toMatchObject({
      status: 404,
      json: { code: 'PARCEL_NOT_FOUND' },
    })
    expect(await ask(`/v1/changes/${nobody}`)).toMatchObject({ status: 404, json: { code: 'CHANGE_NOT_FOUND' } })
    for (const body of [{}, { kind: 'teleport' }, { kind: 'reschedule' }, { ...hold, extra: 1 }])
      expect(await ask(`/v1/parcels/${parcel}/changes`, { body })).toMatchObject({ status: 422 })
  })
})

it('rules are versions, and the next one names the one it is based on', async () => {
  const none = await ask('/v1/change-rules')
  expect(none.json).toMatchObject({ version: 0, rules: { allowed: [], contact: null } })
  const rules = { allowed: [{ kind: 'reschedule', limit: { minor: 2000, currency: 'USD' } }] }
  const put = (body: unknown, version: string) =>
    ask('/v1/change-rules', { method: 'PUT', body, headers: { 'If-Match': version } })
  const saved = await put(rules, '"0"')
  expect(saved).toMatchObject({ status: 200, json: { version: 1, rules: { ...rules, contact: null } } })
  expect((await put(rules, '"1"')).json['version']).toBe(1)
  expect(await put({ allowed: [] }, '"0"')).toMatchObject({ status: 412, json: { code: 'VERSION_STALE' } })
  const twice = { allowed: [...rules.allowed, ...rules.allowed] }
  for (const wrong of [
    twice,
    { allowed: [{ kind: 'reschedule', limit: { minor: -1, currency: 'USD' } }] },
    { contact: {} },
  ])
    expect(await put(wrong, '"1"')).toMatchObject({ status: 422 })
})

describe('the tracking page', () => {
  const page = async (order: string, lang: string) => {
    const { headers } = await asking(served.url)(`/t/${await served.link(order)}`)
    const Cookie = headers
      .getSetCookie()
      .map((set) => set.split(';')[0])
      .join('; ')
    return (await asking(served.url)(`/track/${order}?lang=${lang}`, { headers: { Cookie, Accept: 'text/html' } })).text
  }
  const gls = (n: number, status: 'in_transit' | 'out_for_delivery') =>
    delivery(served.ctx, {
      carrier: 'gls',
      number: `ZQ7KXW1${n}`,
      status,
      over: { external: `g${n}`, number: `#20${n}` },
    })

  it.each([
    ['en', 'Change this delivery'],
    ['de', 'Zustellung ändern'],
    ['ar', 'تغيير التوصيل'],
  ])(
    'in %s leads to the carrier’s own page where that is where it is changed, as long as it can be',
    async (lang, words) => {
      const [way, late, api] = [
        await gls(1, 'in_transit'),
        await gls(2, 'out_for_delivery'),
        await delivery(served.ctx),
      ]
      const text = await page(way.order, lang)
      expect(text).toContain(words)
      const link = /<a [^>]*href="([^"]*)"[^>]*>[^<]*/g
      const found = [...text.matchAll(link)].find(([all]) => all.includes(words))
      expect(found?.[0]).toContain('rel="noopener noreferrer"')
      expect(found?.[1]).toBe(`https://gls-group.com/track/${way.number}`)
      for (const { order } of [late, api]) {
        const other = await page(order, lang)
        expect(other).toContain('</html>')
        expect(other).not.toContain(words)
      }
    },
  )
})
