import { readFile } from 'node:fs/promises'
import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, asking, cookieOf, form, openServed, vendureAnswer, vendureOrder } from './serve.ts'

let served: Served
let order: string
beforeAll(async () => {
  served = await openServed()
  const body = vendureAnswer(vendureOrder(1))
  const imported = await asking(served.url, await served.key())('/v1/shops/main/orders?connector=vendure', { body })
  order = imported.json['ids'][0]
}, 60_000)
afterAll(() => served?.close())

describe('limits', () => {
  it('count each key by itself, in both families of headers, and give back with time', async () => {
    const { url } = await served.serve({ requestsPerMinute: 3 })
    const [one, two] = [await served.key(), await served.key()]
    const first = await asking(url, one)('/v1/orders')
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'ratelimit-policy': '"key";q=3;w=60',
      ratelimit: '"key";r=2;t=20',
      'x-ratelimit-limit': '3',
      'x-ratelimit-remaining': '2',
      'x-ratelimit-reset': String(served.clock.now().epochMilliseconds / 1000 + 20),
    })
    await asking(url, one)('/v1/orders')
    await asking(url, one)('/v1/orders')
    const refused = await asking(url, one)('/v1/orders')
    expect(refused).toMatchObject({ status: 429, json: { code: 'RATE_LIMITED' } })
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'retry-after': '20',
      ratelimit: '"key";r=0;t=20',
      'x-ratelimit-remaining': '0',
    })
    expect((await asking(url, two)('/v1/orders')).status).toBe(200)
    served.clock.advance({ seconds: 20 })
    expect((await asking(url, one)('/v1/orders')).status).toBe(200)
    expect((await asking(url, one)('/v1/orders')).status).toBe(429)
  })

  it('guesses at keys cost their address, and end before the database is asked', async () => {
    const { url } = await served.serve({ requestsPerMinute: 3 })
    const guess = asking(url, `wh_${'a'.repeat(43)}`)
    const statuses = []
    for (let n = 0; n < 4; n++) statuses.push((await guess('/v1/orders')).status)
    expect(statuses).toEqual([401, 401, 401, 429])
    const before = served.installation.store.queries()
    expect((await guess('/v1/orders')).status).toBe(429)
    expect(served.installation.store.queries()).toBe(before)
  })

  it('look-ups have fewer, and the page says so', async () => {
    const { url } = await served.serve({ lookUpsPerMinute: 2 })
    const { body, headers } = form({ number: 'T1', proof: 'guess' })
    const guess = () => asking(url)('/track', { body, headers: { ...headers, Accept: 'text/html' } })
    const statuses = [(await guess()).status, (await guess()).status]
    const refused = await guess()
    expect([...statuses, refused.status]).toEqual([404, 404, 429])
    expect(refused.headers.get('retry-after')).toBe('30')
    expect(refused.text).toContain('That was a lot of tries')
    expect((await asking(url)('/track')).status).toBe(200)
  })
})

describe('a proxy', () => {
  const forwarded = {
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-For': '203.0.113.9',
    'X-Forwarded-Host': 'evil.example',
  }
  const openAt = async (url: string, headers: Record<string, string>) =>
    asking(url)(`/t/${await served.link(order)}`, { headers })

  it.each([
    ['nobody', false],
    ['another machine', ['192.0.2.7']],
  ] as const)('that is not listed (%s is) is not believed', async (_, trustProxy) => {
    const { url } = await served.serve({ trustProxy })
    const { headers } = await openAt(url, forwarded)
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.getSetCookie()[0]).toMatch(/^whereabouts-link=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/)
  })

  it('that is listed says that the line is encrypted: HSTS, and a cookie for this host and https alone', async () => {
    const { url } = await served.serve({ trustProxy: ['127.0.0.1'] })
    const { headers } = await openAt(url, forwarded)
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
    expect(headers.getSetCookie()[0]).toMatch(
      /^__Host-whereabouts-link=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/,
    )
    const page = await asking(url)(`/track/${order}`, { headers: { ...forwarded, Cookie: cookieOf(headers) } })
    expect(page.status).toBe(200)
    expect((await openAt(url, {})).headers.get('strict-transport-security')).toBeNull()
  })

  it('tells addresses apart only where it is listed', async () => {
    const statuses = async (trustProxy: false | string[]) => {
      const { url } = await served.serve({ lookUpsPerMinute: 1, trustProxy })
      const { body, headers } = form({ number: 'T1', proof: 'guess' })
      const from = (address: string) =>
        asking(url)('/track', { body, headers: { ...headers, 'X-Forwarded-For': address } })
      return [
        (await from('203.0.113.1')).status,
        (await from('203.0.113.2')).status,
        (await from('203.0.113.1')).status,
      ]
    }
    expect(await statuses(['127.0.0.1'])).toEqual([404, 404, 429])
    expect(await statuses(false)).toEqual([404, 429, 429])
  })

  it('links start with the address that was set, whatever host a request names', async () => {
    const { url } = await served.serve({ publicUrl: 'https://orders.example', trustProxy: ['127.0.0.1'] })
    const { json } = await asking(url, await served.key())(`/v1/orders/${order}/links`, {
      method: 'POST',
      headers: { ...forwarded },
    })
    expect(json['url']).toMatch(/^https:\/\/orders\.example\/t\//)
  })
})

describe('our own certificate', () => {
  it('encrypts, asks for https from then on, and makes cookies for it alone', async () => {
    const file = (name: string) => readFile(join(import.meta.dirname, `../tls/test-only-localhost.${name}.pem`), 'utf8')
    const [cert, key] = [await file('cert'), await file('key')]
    const { url } = await served.serve({ tls: { cert, key } })
    expect(url).toMatch(/^https:/)
    const get = (path: string, headers: Record<string, string> = {}) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        request(`${url}${path}`, { ca: cert, headers }, (answer) => resolve(answer.resume()))
          .on('error', reject)
          .end()
      })
    const opened = await get(`/t/${await served.link(order)}`)
    expect(opened.headers['strict-transport-security']).toBe('max-age=31536000')
    const [cookie = ''] = opened.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^__Host-whereabouts-link=[^;]+; Path=\/; .*; Secure$/)
    expect((await get(`/track/${order}`, { Cookie: cookie.split(';')[0] ?? '' })).statusCode).toBe(200)
    const { json } = await asking(served.url, await served.key())(`/v1/orders/${order}/links`, { method: 'POST' })
    expect(json['url']).toMatch(/^http:/)
    await expect(fetch(`${url}/`)).rejects.toThrow()
  })
})
