import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, asking, openServed } from './serve.ts'

let served: Served
let ask: ReturnType<typeof asking>
beforeAll(async () => {
  served = await openServed()
  ask = asking(served.url, await served.key())
}, 60_000)
afterAll(() => served?.close())

type Shown = { id: string; asked: boolean; settings: { id: string }[]; accounts: { id: string; state: string }[] }
const shown = async (id: string) =>
  ((await ask('/v1/carriers')).json['items'] as Shown[]).find((carrier) => carrier.id === id)

const connect = (carrier: string, body: object) =>
  ask(`/v1/carriers/${carrier}/accounts`, { method: 'POST', body: JSON.stringify(body) })

describe('accounts at carriers', () => {
  it('are made with what the carrier calls them by, shown without it, and taken back', async () => {
    expect(await shown('ups')).toMatchObject({
      asked: true,
      settings: [{ id: 'clientId' }, { id: 'clientSecret' }],
      accounts: [],
    })
    const secret = 'nobody-sees-this-again'
    const made = await connect('ups', { settings: { clientId: 'shop', clientSecret: secret }, limits: { perDay: 400 } })
    expect(made).toMatchObject({ status: 201, json: { carrier: 'ups', state: 'new', limits: { perDay: 400 } } })
    const { status, text } = await ask('/v1/carriers')
    expect(status).toBe(200)
    expect(text).not.toContain(secret)
    const { id } = made.json as { id: string }
    expect((await shown('ups'))?.accounts).toMatchObject([{ id, state: 'new', waiting: 0, push: null }])

    expect(await ask(`/v1/carriers/ups/accounts/${id}`, { method: 'DELETE' })).toMatchObject({ status: 200 })
    expect((await shown('ups'))?.accounts).toEqual([])
    expect(await ask(`/v1/carriers/ups/accounts/${id}`, { method: 'DELETE' })).toMatchObject({ status: 404 })
  })

  it.each([
    ['pigeon', { settings: {} }, 422, /no carrier ..pigeon.. that can be asked/],
    ['ups', { settings: { clientId: 'a' } }, 422, /clientSecret \(Client secret\) is missing/],
    ['ups', { settings: { clientId: 'a', clientSecret: 'b', colour: 'c' } }, 422, /no setting ..colour../],
    ['ups', { settings: { clientId: 'a\nb', clientSecret: 'b' } }, 422, /line break/],
    ['ups', { settings: { clientId: 'a', clientSecret: 'b' }, limits: { perDay: 0 } }, 422, /./],
    ['ups', { settings: { clientId: 'a', clientSecret: 'b' }, baseUrl: 'http://127.0.0.1:1' }, 422, /baseUrl/],
    ['gls', { settings: { clientId: 'a', clientSecret: 'b' }, test: 'yes' }, 422, /./],
  ])('at %s with %j are refused', async (carrier, body, status, words) => {
    const answer = await connect(carrier, body)
    expect(answer.status).toBe(status)
    expect(answer.text).toMatch(words)
    expect((await shown('ups'))?.accounts).toEqual([])
  })

  it('need a key that may change settings', async () => {
    const reading = asking(served.url, await served.key('settings:read'))
    expect(await reading('/v1/carriers')).toMatchObject({ status: 200 })
    const refused = await reading('/v1/carriers/ups/accounts', {
      method: 'POST',
      body: JSON.stringify({ settings: { clientId: 'a', clientSecret: 'b' } }),
    })
    expect(refused).toMatchObject({ status: 403 })
  })
})
