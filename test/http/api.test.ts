import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shops } from '../../src/connectors/index.ts'
import { buildServer } from '../../src/server/http/index.ts'
import { makeApiKey, scopes } from '../../src/service/index.ts'
import { digestOf, revokeApiKey } from '../../src/store/index.ts'
import { main } from '../installation.ts'
import { type Served, asking, openServed, vendureAnswer, vendureOrder } from './serve.ts'

let served: Served
let ask: ReturnType<typeof asking>
beforeAll(async () => {
  served = await openServed()
  ask = asking(served.url, await served.key())
}, 60_000)
afterAll(() => served?.close())

const missing = '00000000-0000-4000-8000-000000000000'
const scan = (number: string, localTime: string, more: object = {}) => ({ number, carrier: 'ups', localTime, ...more })

describe('orders', () => {
  const orders = '/v1/shops/main/orders?connector=vendure'

  it('takes what a shop system answers, once, and shows it', async () => {
    const body = vendureAnswer(vendureOrder(1, { shipment: { number: '1ZW4R7F10300000019' } }))
    const imported = await ask(orders, { body })
    expect(imported).toMatchObject({ status: 200, json: { orders: 1, changed: 1, ids: [expect.any(String)] } })
    const again = await ask(orders, { body })
    expect(again.json).toEqual({ ...imported.json, changed: 0 })
    const { json } = await ask(`/v1/orders/${imported.json['ids'][0]}`)
    expect(json).toMatchObject({
      number: 'T1',
      lines: [{ title: 'Desk lamp' }],
      parcels: [{ number: '1ZW4R7F10300000019' }],
    })
    expect((await ask('/v1/orders?number=t1')).json['items']).toEqual([json])
  })

  it('takes a file, with the columns the headers do not tell', async () => {
    const file = 'Nr,Wann,E-Mail,Was,Menge,Preis,Waehrung\nC-7,2026-10-05T09:00:00Z,ada@example.com,Rug,1,20.00,EUR\n'
    const map = ['number=Nr', 'placedAt=Wann', 'title=Was', 'total=Preis', 'quantity=Menge', 'currency==EUR']
      .map((pair) => `&map=${encodeURIComponent(pair)}`)
      .join('')
    const { status, text } = await ask(`/v1/shops/main/orders?connector=csv${map}`, {
      body: file,
      headers: { 'Content-Type': 'text/csv' },
    })
    expect(text).toContain('"orders":1')
    expect(status).toBe(200)
  })

  it.each([
    ['an order without lines', vendureOrder(900, { lines: [] }), /line/],
    ['an impossible currency', vendureOrder(901, { currency: 'XQZ' }), /XQZ/],
  ])('stores nothing of a body with %s', async (_, wrong, reason) => {
    const { status, json } = await ask(orders, { body: vendureAnswer(vendureOrder(902), wrong) })
    expect({ status, code: json['code'] }).toEqual({ status: 422, code: 'INPUT_INVALID' })
    expect(json['errors'][0].detail).toMatch(reason)
    expect((await ask('/v1/orders?number=T902')).json['items']).toEqual([])
  })

  it.each([
    ['/v1/shops/nowhere/orders?connector=vendure', 'SHOP_UNKNOWN', /known are main/],
    ['/v1/shops/main/orders?connector=abacus', 'CONNECTOR_UNKNOWN', /known are csv, .*vendure/],
    ['/v1/shops/main/orders', 'INPUT_INVALID', /connector/],
  ])('%s is %s', async (path, code, detail) => {
    const { json } = await ask(path, { body: vendureAnswer(vendureOrder(903)) })
    expect(json).toMatchObject({ status: 422, code, detail: expect.stringMatching(detail) })
  })

  it('pages through 250 orders, each once, newest first, by next and by Link', async () => {
    const wanted = Array.from({ length: 250 }, (_, i) => vendureOrder(1000 + i))
    await ask(orders, { body: vendureAnswer(...wanted) })
    const numbers: string[] = []
    let path: string | undefined = '/v1/orders?limit=60'
    for (let pages = 0; path !== undefined && pages < 20; pages++) {
      const { json, headers } = await ask(path)
      numbers.push(...json['items'].map(({ number }: { number: string }) => number))
      path = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1]
      expect(path === undefined ? null : new URL(path, served.url).searchParams.get('cursor')).toBe(json['next'])
    }
    const made = numbers.filter((number) => /^T1\d{3}$/.test(number))
    expect(made).toEqual(wanted.map(({ code }) => code).toReversed())
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  it.each(['zzz', Buffer.from('{"at":"x"}').toString('base64url'), Buffer.from('[]').toString('base64url')])(
    'refuses a cursor that is none: %s',
    async (cursor) => {
      expect(await ask(`/v1/orders?cursor=${cursor}`)).toMatchObject({ status: 400, json: { code: 'CURSOR_INVALID' } })
    },
  )

  it('makes a link that opens the page, and none for an order there is not', async () => {
    const { json: list } = await ask('/v1/orders?number=T1')
    const { status, json } = await ask(`/v1/orders/${list['items'][0].id}/links`, { method: 'POST' })
    expect({ status, url: json['url'], expiresAt: json['expiresAt'] }).toEqual({
      status: 201,
      url: expect.stringMatching(new RegExp(`^${served.url}/t/[\\w-]{43}$`)),
      expiresAt: served.clock
        .now()
        .add({ hours: 24 * 180 })
        .toString(),
    })
    expect((await fetch(json['url'], { redirect: 'manual' })).status).toBe(303)
    expect((await ask(`/v1/orders/${missing}/links`, { method: 'POST' })).json['code']).toBe('ORDER_NOT_FOUND')
  })
})

describe('parcels and scans', () => {
  it('keeps scans of a number no order knows, and counts those it knew', async () => {
    const body = { scans: [scan('1ZW4R7F10300000082', '2026-11-02T09:00', { milestone: 'in_transit' })] }
    const first = await ask('/v1/scans', { body })
    expect(first.json['parcels']).toMatchObject([{ stored: 1, known: 0, order: null, milestone: 'in_transit' }])
    expect((await ask('/v1/scans', { body })).json['parcels']).toMatchObject([{ stored: 0, known: 1 }])
    const { json } = await ask('/v1/parcels?number=1ZW4R7F10300000082')
    expect(json['items']).toMatchObject([{ orders: [], scans: [{ localTime: '2026-11-02T09:00' }] }])
    const { candidates, ...one } = (await ask(`/v1/parcels/${json['items'][0].id}`)).json
    expect(one).toEqual(json['items'][0])
    expect(candidates).toMatchObject([
      {
        carrier: { id: 'ups', name: 'UPS' },
        reasons: expect.arrayContaining([expect.stringContaining('check digit')]),
      },
    ])
  })

  it('takes the merchant’s word on whose a parcel is, and starts again', async () => {
    const [number, at] = ['1ZW4R7F10300000091', '2026-11-02T09:00']
    const posted = await ask('/v1/scans', { body: { scans: [scan(number, at, { milestone: 'delivered' })] } })
    const path = `/v1/parcels/${posted.json['parcels'][0].id}/carrier`
    const put = (carrier: string) => ask(path, { method: 'PUT', body: { carrier } })
    expect(await put('pigeons')).toMatchObject({ status: 422, json: { code: 'CARRIER_UNKNOWN' } })
    expect(await put('gls')).toMatchObject({
      status: 200,
      json: { carrier: { id: 'gls' }, chosen: true, milestone: 'unknown', scans: [] },
    })
    expect((await ask(`/v1/parcels?number=${number}`)).json['items']).toHaveLength(2)
    expect(await ask(`/v1/parcels/${missing}/carrier`, { method: 'PUT', body: { carrier: 'gls' } })).toMatchObject({
      status: 404,
      json: { code: 'PARCEL_NOT_FOUND' },
    })
  })

  it('pages through parcels', async () => {
    const scans = Array.from({ length: 30 }, (_, i) => scan(`UNORDERED${100 + i}`, '2026-11-03'))
    await ask('/v1/scans', { body: { scans } })
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { json } = await ask(`/v1/parcels?limit=7${cursor && `&cursor=${cursor}`}`)
      seen.push(...json['items'].map(({ number }: { number: string }) => number))
      cursor = json['next']
    }
    expect(seen.filter((number) => number.startsWith('UNORDERED')).toSorted()).toEqual(
      scans.map(({ number }) => number),
    )
  })

  it("takes a carrier's answer as it came; a code nobody mapped is stored and counted, not guessed", async () => {
    const answer = await readFile(
      join(import.meta.dirname, '../../src/connectors/carriers/ups/answers/what-we-cannot-map.json'),
      'utf8',
    )
    const { status, json } = await ask('/v1/carriers/ups/answers', { body: answer })
    expect({ status, parcels: json['parcels'].length }).toEqual({ status: 200, parcels: 1 })
    const unmapped = (await ask('/v1/unmapped')).json['items'] as { carrier: string; count: number }[]
    expect(unmapped.filter(({ carrier }) => carrier === 'ups').length).toBeGreaterThan(0)
    const { json: parcels } = await ask('/v1/parcels?number=1ZW4R7F10300000082')
    const codes = parcels['items'][0].scans.filter(({ milestone }: { milestone: unknown }) => milestone === null)
    expect(codes.length).toBe(unmapped.reduce((sum, { count }) => sum + count, 0))
    await ask('/v1/carriers/ups/answers', { body: answer })
    expect((await ask('/v1/unmapped')).json['items']).toEqual(unmapped)
  })

  it.each([
    ['a clock that was never set', { localTime: '1970-01-01T00:00' }, '/scans/0/localTime', /1970/],
    ['a day that does not exist', { localTime: '2026-02-30' }, '/scans/0/localTime', /2026-02-30/],
    ['next year', { localTime: '2027-11-20' }, '/scans/0/localTime', /future/],
    ['no date', { localTime: 'yesterday' }, '/scans/0/localTime', /./],
    ['a milestone there is not', { milestone: 'teleported' }, '/scans/0/milestone', /./],
    ['no number', { number: '' }, '/scans/0/number', /./],
  ])('points at %s, and stores nothing', async (_, wrong, pointer, detail) => {
    const number = `BAD${pointer.length}${JSON.stringify(wrong).length}`
    const scans = [{ ...scan(number, '2026-11-04'), ...wrong }, scan(number, '2026-11-05')]
    const { status, json } = await ask('/v1/scans', { body: { scans } })
    expect(status).toBe(422)
    expect(json).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ in: 'body', pointer, detail: expect.stringMatching(detail) }],
    })
    expect((await ask(`/v1/parcels?number=${number}`)).json['items']).toEqual([])
  })

  it.each([
    ['/v1/carriers/pigeon/answers', '{}', 'CARRIER_UNKNOWN', 422],
    ['/v1/carriers/ups/answers', '{"trackResponse":', 'BODY_MALFORMED', 400],
    ['/v1/carriers/ups/answers', '<not><json>', 'BODY_MALFORMED', 400],
    ['/v1/scans', '{"scans":[', 'BODY_MALFORMED', 400],
    ['/v1/scans', '', 'BODY_MALFORMED', 400],
    ['/v1/scans', '{}', 'INPUT_INVALID', 422],
  ])('%s with %j is %s', async (path, body, code, status) => {
    expect(await ask(path, { body })).toMatchObject({ status, json: { code } })
  })
})

describe('conversations', () => {
  it('are begun, gone on with, listed and shown', async () => {
    const begun = await ask('/v1/conversations', { body: { text: 'hello' } })
    expect(begun).toMatchObject({
      status: 201,
      json: { level: 'L0', messages: [{ by: 'shopper' }, { by: 'assistant' }] },
    })
    const { id } = begun.json
    const more = await ask(`/v1/conversations/${id}/messages`, { body: { text: 'thanks' } })
    expect(more.json['messages']).toHaveLength(4)
    expect((await ask(`/v1/conversations/${id}`)).json).toEqual(more.json)
    const { json: list } = await ask('/v1/conversations?state=with_assistant&limit=1')
    expect(list['items']).toMatchObject([{ id, state: 'with_assistant', order: null }])
    expect((await ask('/v1/conversations?state=closed')).json).toEqual({ items: [], next: null })
  })

  it.each([
    ['/v1/conversations', { text: ' ' }, 'INPUT_INVALID'],
    [`/v1/conversations/${missing}/messages`, { text: 'hello' }, 'CONVERSATION_NOT_FOUND'],
    ['/v1/conversations/12/messages', { text: 'hello' }, 'INPUT_INVALID'],
  ])('POST %s %j is %s', async (path, body, code) => {
    expect((await ask(path, { body })).json['code']).toBe(code)
  })
})

describe('who is asking', () => {
  it.each([
    ['no key', {}],
    ['a made-up key', { Authorization: `Bearer wh_${'a'.repeat(43)}` }],
    ['another scheme', { Authorization: 'Basic YTpi' }],
  ])('%s is told to bring one', async (_, headers) => {
    const { status, headers: told, json } = await asking(served.url)('/v1/orders', { headers })
    expect(status).toBe(401)
    expect(told.get('www-authenticate')).toBe('Bearer realm="whereabouts"')
    expect(json).toMatchObject({ code: 'UNAUTHENTICATED', detail: expect.stringContaining('whereabouts keys add') })
  })

  it('a revoked key opens nothing', async () => {
    const key = await served.key()
    const id = await served.installation.store.as(main, async (tx) => {
      const [row] = await tx.query<{ id: string }>('select id from api_keys where digest = $1', [digestOf(key)])
      return row?.id ?? ''
    })
    expect((await asking(served.url, key)('/v1/orders')).status).toBe(200)
    await served.installation.store.as(main, (tx) => revokeApiKey(tx, id, served.clock.now()))
    expect((await asking(served.url, key)('/v1/orders')).status).toBe(401)
  })

  it.each([
    ['GET', '/v1/orders', 'orders:read'],
    ['GET', '/v1/parcels', 'parcels:read'],
    ['GET', '/v1/unmapped', 'parcels:read'],
    ['GET', '/v1/conversations', 'conversations:read'],
    ['GET', '/v1/shops/main/policies', 'settings:read'],
    ['GET', '/v1/shops/main/policies/versions', 'settings:read'],
    ['GET', '/v1/shops/main/policies/gaps', 'settings:read'],
    ['PUT', '/v1/shops/main/policies', 'settings:write'],
    ['GET', `/v1/conversations/${missing}`, 'conversations:read'],
    ['PUT', `/v1/parcels/${missing}/carrier`, 'parcels:write'],
    ['POST', '/v1/scans', 'parcels:write'],
    ['POST', '/v1/carriers/ups/answers', 'parcels:write'],
    ['POST', '/v1/shops/main/orders?connector=vendure', 'orders:write'],
    ['POST', '/v1/conversations', 'conversations:write'],
    ['POST', `/v1/conversations/${missing}/messages`, 'conversations:write'],
  ] as const)('%s %s needs %s and that alone', async (method, path, scope) => {
    const body = method === 'POST' ? { body: '{}' } : {}
    const without = await asking(served.url, await served.key(...scopes.filter((one) => one !== scope)))(path, {
      method,
      ...body,
    })
    expect(without).toMatchObject({ status: 403, json: { code: 'FORBIDDEN', detail: expect.stringContaining(scope) } })
    const alone = await asking(served.url, await served.key(scope))(path, { method, ...body })
    expect(alone.json['code']).not.toBe('FORBIDDEN')
  })

  it("a key of one merchant sees nothing of another's", async () => {
    const tenant = await served.installation.addTenant('other')
    const { key } = await makeApiKey({ ...served.ctx, tenant }, { name: 'theirs', scopes: ['orders:read'] })
    const { json } = await ask('/v1/orders?limit=1')
    expect(json['items']).toHaveLength(1)
    const theirs = asking(served.url, key)
    expect((await theirs('/v1/orders')).json).toEqual({ items: [], next: null })
    expect((await theirs(`/v1/orders/${json['items'][0].id}`)).json['code']).toBe('ORDER_NOT_FOUND')
  })
})

describe('what is refused is a problem', () => {
  it.each([
    ['GET', '/v1/nothing', 404, 'NOT_FOUND', null],
    ['DELETE', '/v1/orders', 405, 'METHOD_NOT_ALLOWED', 'GET, HEAD'],
    ['PUT', `/v1/orders/${missing}/links`, 405, 'METHOD_NOT_ALLOWED', 'POST'],
    ['GET', '/v1/scans', 405, 'METHOD_NOT_ALLOWED', 'POST'],
    ['GET', `/v1/orders/${missing}`, 404, 'ORDER_NOT_FOUND', null],
    ['GET', `/v1/parcels/${missing}`, 404, 'PARCEL_NOT_FOUND', null],
    ['GET', `/v1/conversations/${missing}`, 404, 'CONVERSATION_NOT_FOUND', null],
    ['GET', '/v1/orders/%zz', 404, 'NOT_FOUND', null],
    ['GET', '/v1/orders?limit=1000', 422, 'INPUT_INVALID', null],
  ])('%s %s is %d %s', async (method, path, status, code, allow) => {
    const { headers, json, ...answer } = await ask(path, { method })
    expect(answer.status).toBe(status)
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(headers.get('allow')).toBe(allow)
    expect(json).toMatchObject({
      type: `/problems/${code}`,
      code,
      status,
      title: expect.any(String),
      detail: expect.any(String),
    })
    const page = await fetch(`${served.url}${json['type']}`)
    expect(await page.text()).toContain(code)
  })

  it.each([
    ['/v1/scans', 'text/plain'],
    ['/v1/scans', 'application/x-www-form-urlencoded'],
    ['/v1/carriers/ups/answers', 'image/png'],
  ])('%s does not take %s', async (path, type) => {
    const { status, json } = await ask(path, { body: '{}', headers: { 'Content-Type': type } })
    expect({ status, code: json['code'] }).toEqual({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' })
  })

  it('bytes that are no text', async () => {
    const { json } = await ask('/v1/carriers/ups/answers', { body: new Uint8Array([0x7b, 0xff, 0x7d]) })
    expect(json).toMatchObject({ code: 'BODY_MALFORMED', detail: 'the body is not UTF-8' })
  })

  it('takes 9 MB and refuses more than 10 MB by its length, before it comes', async () => {
    const big = JSON.stringify({ scans: [], filler: 'x'.repeat(9_000_000) })
    expect((await ask('/v1/scans', { body: big })).json['code']).toBe('INPUT_INVALID')
    const key = await served.key()
    const { hostname, port } = new URL(served.url)
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname)
      let got = ''
      socket.on('data', (data) => {
        got += String(data)
      })
      socket.on('end', () => resolve(got))
      socket.on('error', reject)
      socket.write(
        `POST /v1/scans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: 50000000\r\n\r\n{"scans":[`,
      )
    })
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toMatch(/"code":"BODY_TOO_LARGE"/)
  })

  it('refuses a body that turns out too long while it comes', async () => {
    const piece = new Uint8Array(1_000_000).fill(0x20)
    let sent = 0
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => (sent++ < 40 ? controller.enqueue(piece) : controller.close()),
    })
    const request = fetch(`${served.url}/v1/scans`, {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { Authorization: `Bearer ${await served.key()}`, 'Content-Type': 'application/json' },
    })
    // The connection is closed under a client that goes on sending; some see the answer first, some the end.
    const status = await request.then(
      (response) => response.status,
      () => 'cut off',
    )
    expect([413, 'cut off']).toContain(status)
    expect(sent).toBeLessThan(40)
  })

  it('a failure nobody foresaw is an id that stands in the log, and nothing else', async () => {
    const broken = {
      ...shops.vendure,
      read: () => {
        throw new Error('secret of mira@example.com')
      },
    }
    const server = buildServer({
      ...served.ctx,
      shops: new Map([['broken', broken]]),
      pages: {
        renderMessagePage: () => '',
        renderDemoPage: () => '',
        tellFacts: (page) => page,
        renderTrackingPage: () => '',
        renderGlancePage: () => '',
        renderDesk: () => '',
        assets: { script: '', style: '', words: {}, desk: { script: '', style: '' } },
        assetsFolder: '',
      },
      settings: { trustProxy: false, requestsPerMinute: 100, lookUpsPerMinute: 100 },
    })
    const url = await server.listen({ host: '127.0.0.1', port: 0 })
    const { status, json, text } = await asking(url, await served.key())('/v1/shops/main/orders?connector=broken', {
      body: {},
    })
    await server.close()
    expect({ status, code: json['code'] }).toEqual({ status: 500, code: 'INTERNAL' })
    expect(text).not.toMatch(/secret|mira|\.ts/)
    const found = served.logged.find(({ event }) => event === 'http.failed')
    expect(json['instance']).toBe(`urn:uuid:${String(found?.fields['id'])}`)
    expect(found?.fields).toMatchObject({ route: '/v1/shops/:shop/orders', error: 'Error' })
    expect(JSON.stringify(served.logged)).not.toMatch(/mira@example/)
  })
})

it('logs patterns and ids, never keys, secrets or numbers', async () => {
  const key = await served.key()
  const { json } = await ask('/v1/orders?number=T1')
  const secret = await served.link(json['items'][0].id)
  await fetch(`${served.url}/t/${secret}`, { redirect: 'manual' })
  await asking(served.url, key)('/v1/parcels?number=1ZW4R7F10300000019')
  const routes = served.logged.filter(({ event }) => event === 'http.answered').map(({ fields }) => fields['route'])
  expect(routes).toEqual(expect.arrayContaining(['/t/:secret', '/v1/parcels', '/v1/orders/:id']))
  const all = JSON.stringify(served.logged)
  for (const private_ of [key, secret, '1ZW4R7F10300000019', 'example.com']) expect(all).not.toContain(private_)
})

it('says without a key whether it can serve', async () => {
  expect(await asking(served.url)('/v1/health')).toMatchObject({
    status: 200,
    json: { status: 'ok', database: 'reachable' },
  })
})
