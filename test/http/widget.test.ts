import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConversationView, WidgetView } from '../../src/contract/index.ts'
import { type ShopId, parseId } from '../../src/model/index.ts'
import { type Scope, listShopKeys, makeShopKey, revokeShopKey } from '../../src/service/index.ts'
import { main, shop } from '../installation.ts'
import { type Json, type Served, asking, cookieOf, openServed, vendureAnswer, vendureOrder } from './serve.ts'

const number = '1ZW4R7F10300000019'
const origin = 'https://lampenladen.example'
let served: Served
let ask: ReturnType<typeof asking>
let key: string
let mine: string
let another: string
beforeAll(async () => {
  served = await openServed()
  ask = asking(served.url)
  const api = asking(served.url, await served.key())
  const body = vendureAnswer(
    vendureOrder(10231, { shipment: { number } }),
    vendureOrder(10232, { postalCode: '20095' }),
  )
  await api('/v1/shops/main/orders?connector=vendure', { body })
  mine = (await api('/v1/orders?number=T10231')).json['items'][0].id
  another = (await api('/v1/orders?number=T10232')).json['items'][0].id
  await api('/v1/scans', {
    body: { scans: [{ number, carrier: 'ups', localTime: '2026-11-19T09:00', milestone: 'in_transit' }] },
  })
  key = (await makeShopKey(served.ctx, { shop, origins: [origin] })).key
}, 60_000)
afterAll(() => served?.close())

type Asked = { readonly with?: string; readonly from?: string | null; readonly token?: string; readonly body?: Json }
const widget = (
  path: string,
  method: string,
  { with: by = key, from = origin, token, body, ...more }: Asked & Json = {},
) =>
  ask(`/widget/${path}?key=${by}`, {
    method,
    body,
    headers: {
      ...(from !== null && { Origin: from }),
      ...(token && { Authorization: `Bearer ${token}` }),
      ...more['headers'],
    },
  })
const start = async (): Promise<string> => (await widget('sessions', 'POST')).json['token']
const say = (token: string, text: string, headers: Record<string, string> = {}) =>
  widget('say', 'POST', { token, body: { text }, headers })
async function verified(): Promise<string> {
  const token = await start()
  await say(token, 'where is my order T10231')
  await say(token, 'my postcode is 10115')
  return token
}
const readable = ({ headers }: { headers: Headers }) => headers.get('access-control-allow-origin')

describe('a shop key', () => {
  it('is listed with where it works, until it is revoked', async () => {
    const made = await makeShopKey(served.ctx, { shop, origins: ['https://a.example', 'HTTPS://A.example:443/'] })
    expect(made.key).toMatch(/^whp_[\w-]{24}$/)
    expect(await listShopKeys(served.ctx)).toContainEqual(
      expect.objectContaining({ id: made.id, shop, origins: ['https://a.example'], revokedAt: null }),
    )
    expect(await revokeShopKey(served.ctx, made.id)).toBe(true)
    expect(await revokeShopKey(served.ctx, made.id)).toBe(false)
  })

  it.each([
    ['*', 'a star stands for none'],
    ['https://*.shop.example', 'a star stands for none'],
    ['shop.example', 'it looks like https://shop.example'],
    ['null', 'it looks like https://shop.example'],
    ['ftp://shop.example', 'pages come over https'],
    ['http://shop.example', 'https://shop.example would do'],
    ['https://shop.example/cart', 'https://shop.example would do'],
    ['https://shop.example?x', 'https://shop.example would do'],
    ['https://me@shop.example', 'https://shop.example would do'],
  ])('is not made for %s', async (given, told) => {
    await expect(makeShopKey(served.ctx, { shop, origins: [origin, given] })).rejects.toThrow(told)
  })

  it.each(['http://localhost:3000', 'http://127.0.0.1:8080', 'http://[::1]:5173', 'https://shop.example:8443'])(
    'is made for %s',
    async (given) => {
      expect((await makeShopKey(served.ctx, { shop, origins: [given] })).origins).toEqual([given])
    },
  )

  it('names a shop there is, and one origin at least', async () => {
    await expect(makeShopKey(served.ctx, { shop: parseId('shop', 'none'), origins: [origin] })).rejects.toThrow(
      'there is no shop "none"; there are main',
    )
    await expect(makeShopKey(served.ctx, { shop, origins: [] })).rejects.toThrow('at least one origin')
  })

  it('is made by nobody without the scope', async () => {
    const actor = { kind: 'api_key', id: 'x', scopes: ['conversations:read'] } as const
    await expect(makeShopKey({ ...served.ctx, actor }, { shop, origins: [origin] })).rejects.toThrow(
      'this needs the scope conversations:write',
    )
  })
})

describe('who may ask', () => {
  it('is a page of the named origin, which alone may read the answer', async () => {
    const answer = await widget('sessions', 'POST')
    expect(answer.status).toBe(201)
    expect(answer.json).toEqual({ token: expect.stringMatching(/^whs_[\w-]{43}$/), expiresAt: '2026-11-21T12:00:00Z' })
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      vary: 'Origin',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    })
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it('is told beforehand, and need not ask each time', async () => {
    const { status, headers } = await widget('say', 'OPTIONS')
    expect(status).toBe(204)
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key',
      'access-control-max-age': '7200',
      vary: 'Origin',
    })
  })

  it.each<[string, () => Promise<Asked>]>([
    ['a page of another origin', async () => ({ from: 'https://elsewhere.example' })],
    ['the same host without encryption', async () => ({ from: 'http://lampenladen.example' })],
    ['another port', async () => ({ from: 'https://lampenladen.example:8443' })],
    ['a host that ends alike', async () => ({ from: 'https://evil-lampenladen.example' })],
    ['a page that hides where it is from', async () => ({ from: 'null' })],
    ['no page at all', async () => ({ from: null })],
    ['a key nobody made', async () => ({ with: `whp_${'A'.repeat(24)}` })],
    ['no key', async () => ({ with: '' })],
    [
      'a revoked key',
      async () => {
        const made = await makeShopKey(served.ctx, { shop, origins: [origin] })
        await revokeShopKey(served.ctx, made.id)
        return { with: made.key }
      },
    ],
  ])('%s is refused, and may not even read why', async (_, how) => {
    const asked = { ...(await how()), token: await verified() }
    for (const [path, method] of [
      ['sessions', 'OPTIONS'],
      ['sessions', 'POST'],
      ['conversation', 'GET'],
      ['events', 'GET'],
    ] as const) {
      const answer = await widget(path, method, asked)
      expect({ status: answer.status, code: answer.json['code'], readable: readable(answer) }, path).toEqual({
        status: 403,
        code: 'FORBIDDEN',
        readable: null,
      })
      expect(answer.headers.get('vary')).toBe('Origin')
      expect(answer.text).not.toContain('T10231')
    }
  })

  it('what is sent on with a token of another key is refused alike', async () => {
    const other = await makeShopKey(served.ctx, { shop, origins: [origin] })
    const answer = await widget('conversation', 'GET', { with: other.key, token: await verified() })
    expect({ status: answer.status, readable: readable(answer) }).toEqual({ status: 403, readable: null })
  })

  it('a session that is over says so to its own page', async () => {
    const none = await widget('conversation', 'GET', { token: `whs_${'A'.repeat(43)}` })
    const never = await widget('conversation', 'GET', {})
    const token = await verified()
    expect((await widget('sessions', 'DELETE', { token })).status).toBe(204)
    const ended = await widget('conversation', 'GET', { token })
    const old = await start()
    served.clock.advance({ hours: 24 })
    const expired = await widget('conversation', 'GET', { token: old })
    for (const answer of [none, never, ended, expired])
      expect({ status: answer.status, readable: readable(answer) }).toEqual({ status: 401, readable: origin })
  })

  it('a cookie of our pages opens nothing here, and a token nothing there', async () => {
    const { headers } = await ask(`/t/${await served.link(mine)}`)
    const cookie = cookieOf(headers).split('=')[1] ?? ''
    for (const token of [cookie, `whs_${cookie}`])
      expect((await widget('conversation', 'GET', { token })).status).toBe(401)
    const token = await verified()
    for (const Cookie of [`whereabouts-link=${token}`, `whereabouts-link=${token.slice(4)}`])
      expect((await ask(`/track/${mine}`, { headers: { Cookie } })).status).toBe(404)
  })
})

describe('the conversation', () => {
  it('begins with nothing, and shows an order once its number and a proof were told', async () => {
    const token = await start()
    expect(WidgetView.parse((await widget('conversation', 'GET', { token })).json)).toMatchObject({
      shop: { name: 'Lampenladen', zone: 'Europe/Berlin' },
      conversation: null,
    })
    const asked = (await say(token, 'where is my order T10231')).json['conversation']
    expect(asked).toMatchObject({ level: 'L0', orders: [] })
    const proven = ConversationView.parse((await say(token, 'my postcode is 10115')).json['conversation'])
    expect(proven).toMatchObject({ level: 'L2', orders: [{ id: mine, number: 'T10231' }] })
    expect(proven.messages.map(({ about }) => about)).toEqual([[], [], [], [mine]])
    expect((await widget('conversation', 'GET', { token })).json['conversation']).toEqual(proven)
  })

  it('shows the facts of now, not of when they were told', async () => {
    const token = await verified()
    const api = asking(served.url, await served.key())
    const scan = { number, carrier: 'ups', localTime: '2026-11-20T08:00', milestone: 'out_for_delivery' }
    await api('/v1/scans', { body: { scans: [scan] } })
    const { orders } = (await widget('conversation', 'GET', { token })).json['conversation']
    expect(orders[0].parcels[0].milestone).toBe('out_for_delivery')
  })

  it('shows nothing for a wrong proof, and another one nothing of this one', async () => {
    const token = await start()
    await say(token, 'where is my order T10231')
    const wrong = (await say(token, 'my postcode is 99999')).json['conversation']
    expect(wrong).toMatchObject({ level: 'L0', orders: [] })
    await verified()
    expect((await widget('conversation', 'GET', { token })).json['conversation']).toMatchObject({ orders: [] })
  })

  it('answers the same words with the same key once', async () => {
    const token = await start()
    const headers = { 'Idempotency-Key': 'a1' }
    const [first, again] = [await say(token, 'hello', headers), await say(token, 'hello', headers)]
    expect(again.json).toEqual(first.json)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect((await widget('conversation', 'GET', { token })).json['conversation'].messages).toHaveLength(2)
    expect((await say(token, 'other words', headers)).json['code']).toBe('IDEMPOTENCY_KEY_REUSED')
  })

  it.each([
    ['', 'INPUT_INVALID'],
    ['  ', 'INPUT_INVALID'],
  ])('takes no message "%s"', async (text, code) => {
    expect((await say(await start(), text)).json['code']).toBe(code)
  })

  it('takes JSON with a text, and nothing else', async () => {
    const token = await start()
    const sent = (body: unknown, type = 'application/json') =>
      ask(`/widget/say?key=${key}`, {
        method: 'POST',
        body,
        headers: { Origin: origin, Authorization: `Bearer ${token}`, 'Content-Type': type },
      })
    expect((await sent('{')).json['code']).toBe('BODY_MALFORMED')
    expect((await sent({ words: 'x' })).json['errors'][0].pointer).toBe('/text')
    expect((await sent('text=x', 'application/x-www-form-urlencoded')).status).toBe(415)
  })

  it('is in the words of the shop whose key it is', async () => {
    const second = 'zweiter' as ShopId
    await served.installation.store.as(main, (tx) =>
      tx.query(`insert into shops values ($1, $2, 'Zweiter Laden', 'Europe/Berlin', 'de', $3)`, [
        main,
        second,
        served.clock.now(),
      ]),
    )
    const made = await makeShopKey(served.ctx, { shop: second, origins: [origin] })
    const { token } = (await widget('sessions', 'POST', { with: made.key })).json
    const { json } = await widget('say', 'POST', {
      with: made.key,
      token,
      body: { text: 'I want to talk to a person' },
    })
    expect(json['shop'].name).toBe('Zweiter Laden')
    expect(json['conversation'].state).toBe('with_person')
    expect(json['conversation'].messages[1].text).toContain('Zweiter Laden')
  })

  it('tells nothing of orders to an API key that may not read them', async () => {
    const token = await verified()
    const { id } = (await widget('conversation', 'GET', { token })).json['conversation']
    const shown = async (...scopes: Scope[]) =>
      (await asking(served.url, await served.key(...scopes))(`/v1/conversations/${id}`)).json['orders']
    expect(await shown('conversations:read')).toEqual([])
    expect(await shown('conversations:read', 'orders:read')).toMatchObject([{ number: 'T10231' }])
  })
})

describe('events', () => {
  it('tell a page that its conversation or its orders changed, never what', async () => {
    const token = await verified()
    const { id } = (await widget('conversation', 'GET', { token })).json['conversation']
    const stop = new AbortController()
    const response = await fetch(`${served.url}/widget/events?key=${key}`, {
      headers: { Origin: origin, Authorization: `Bearer ${token}` },
      signal: stop.signal,
    })
    expect({ type: response.headers.get('content-type'), readable: readable(response) }).toEqual({
      type: 'text/event-stream; charset=utf-8',
      readable: origin,
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe('retry: 3000\n\n')
    await served.bus.publish(`order:${another}`, { kind: 'order.updated', id: another, sequence: 1 })
    await served.bus.publish(`order:${mine}`, { kind: 'order.updated', id: mine, sequence: 2 })
    expect((await reader?.read())?.value).toContain(`{"kind":"order.updated","id":"${mine}"}`)
    await served.bus.publish(`conversation:${id}`, { kind: 'conversation.message', id, sequence: 3 })
    expect((await reader?.read())?.value).toContain(`"id":"${id}"`)
    stop.abort()
  })
})

describe('the way to the page', () => {
  const html = { Accept: 'text/html' }

  it('opens the order once, for as long as the chat might see it', async () => {
    const token = await verified()
    const { path } = (await widget('open', 'POST', { token, body: { order: mine } })).json
    expect(path).toMatch(/^\/t\/w\/[\w-]{43}$/)
    const first = await ask(path)
    expect({ status: first.status, to: first.headers.get('location') }).toEqual({ status: 303, to: `/track/${mine}` })
    const Cookie = cookieOf(first.headers)
    expect((await ask(`/track/${mine}`, { headers: { ...html, Cookie } })).text).toContain('Desk lamp')
    expect((await ask(`/track/${another}`, { headers: { ...html, Cookie } })).status).toBe(404)
    const again = await ask(path, { headers: html })
    expect({ status: again.status, cookies: again.headers.getSetCookie() }).toEqual({ status: 410, cookies: [] })
    served.clock.advance({ hours: 23, minutes: 59 })
    expect((await ask(`/track/${mine}`, { headers: { ...html, Cookie } })).status).toBe(200)
    served.clock.advance({ minutes: 2 })
    expect((await ask(`/track/${mine}`, { headers: { ...html, Cookie } })).status).toBe(404)
  })

  it('is shut after a minute, and for two at once open to one', async () => {
    const token = await verified()
    const open = async () => (await widget('open', 'POST', { token, body: { order: mine } })).json['path']
    const [late, raced] = [await open(), await open()]
    const statuses = await Promise.all([raced, raced, raced].map(async (path) => (await ask(path)).status))
    expect(statuses.toSorted((a, b) => a - b)).toEqual([303, 410, 410])
    served.clock.advance({ minutes: 1 })
    expect((await ask(late, { headers: html })).status).toBe(410)
  })

  it.each([
    ["another person's order", () => another],
    ['an order that is none', () => '00000000-0000-4000-8000-000000000000'],
  ])('leads to no page of %s', async (_, order) => {
    const { status, json } = await widget('open', 'POST', { token: await verified(), body: { order: order() } })
    expect({ status, code: json['code'] }).toEqual({ status: 404, code: 'ORDER_NOT_FOUND' })
  })
})

describe('limits', () => {
  it('hold for each session, and tell a page when to come back', async () => {
    const few = await served.serve({ requestsPerMinute: 3, trustProxy: ['127.0.0.1'] })
    const from = asking(few.url)
    const token = await start()
    const view = (address: string) =>
      from(`/widget/conversation?key=${key}`, {
        headers: { Origin: origin, Authorization: `Bearer ${token}`, 'X-Forwarded-For': address },
      })
    const answers = []
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']) answers.push(await view(address))
    const statuses = answers.map(({ status }) => status)
    expect(answers.map(readable)).toEqual([origin, origin, origin, origin])
    expect(statuses).toEqual([200, 200, 200, 429])
  })

  it('hold for new sessions of one address', async () => {
    const few = await served.serve({ lookUpsPerMinute: 2 })
    const make = () => asking(few.url)(`/widget/sessions?key=${key}`, { method: 'POST', headers: { Origin: origin } })
    const answers = [await make(), await make(), await make()]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 429])
    expect(readable(answers[2] ?? answers[0] ?? { headers: new Headers() })).toBe(origin)
    expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('hold for guesses at a number and its proof, not for talk', async () => {
    const few = await served.serve({ lookUpsPerMinute: 2 })
    const token = await start()
    const tell = (text: string) =>
      asking(few.url)(`/widget/say?key=${key}`, {
        method: 'POST',
        body: { text },
        headers: { Origin: origin, Authorization: `Bearer ${token}` },
      })
    for (let n = 0; n < 5; n++) expect((await tell('hello')).status).toBe(200)
    const guesses = []
    for (const code of ['11111', '22222', '33333']) guesses.push((await tell(`order T10231, postcode ${code}`)).status)
    expect(guesses).toEqual([200, 200, 429])
    // What was refused was not taken either: nothing of it is in the conversation.
    const { messages } = (await widget('conversation', 'GET', { token })).json['conversation']
    expect(messages.filter(({ by }: Json) => by === 'shopper')).toHaveLength(7)
    expect((await tell('hello')).status).toBe(200)
  })
})

describe('the script', () => {
  it('may be included by any page, and is sent again only when it changed', async () => {
    const { status, headers, text } = await ask('/widget.js')
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=300, stale-while-revalidate=3600',
    })
    const tag = headers.get('etag') ?? ''
    expect((await ask('/widget.js', { headers: { 'If-None-Match': tag } })).status).toBe(304)
    expect((await ask('/widget.js', { headers: { 'If-None-Match': '"other"' } })).status).toBe(200)
    const module = /\/assets\/widget-[\w-]{8}\.js/.exec(text)?.[0] ?? ''
    const file = await ask(module)
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })

  it('is the only thing any page may include: what is ours alone stays so', async () => {
    for (const path of ['/track', '/v1/health', '/favicon.ico']) {
      const { headers } = await ask(path)
      expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin')
      expect(headers.get('access-control-allow-origin'), path).toBeNull()
    }
  })
})
