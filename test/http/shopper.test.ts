import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TrackingPage } from '../../src/contract/index.ts'
import { digestOf } from '../../src/store/index.ts'
import { main } from '../installation.ts'
import { type Json, type Served, asking, cookieOf, form, openServed, vendureAnswer, vendureOrder } from './serve.ts'

const number = '1ZW4R7F10300000019'
let served: Served
let api: ReturnType<typeof asking>
let ask: ReturnType<typeof asking>
let mine: string
let another: string
beforeAll(async () => {
  served = await openServed()
  ask = asking(served.url)
  api = asking(served.url, await served.key())
  const body = vendureAnswer(vendureOrder(1, { shipment: { number } }), vendureOrder(2))
  await api('/v1/shops/main/orders?connector=vendure', { body })
  mine = (await api('/v1/orders?number=T1')).json['items'][0].id
  another = (await api('/v1/orders?number=T2')).json['items'][0].id
  await api('/v1/scans', {
    body: { scans: [{ number, carrier: 'ups', localTime: '2026-11-02T09:00', milestone: 'in_transit' }] },
  })
}, 60_000)
afterAll(() => served?.close())

const missing = '00000000-0000-4000-8000-000000000000'
const html = { Accept: 'text/html,application/xhtml+xml' }

async function opened(order: string): Promise<Record<string, string>> {
  const { headers } = await ask(`/t/${await served.link(order)}`)
  return { Cookie: cookieOf(headers), ...html }
}

describe('a link', () => {
  it('is exchanged at once for a cookie, and its address is left', async () => {
    const { status, headers } = await ask(`/t/${await served.link(mine)}`)
    expect({ status, to: headers.get('location') }).toEqual({ status: 303, to: `/track/${mine}` })
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^whereabouts-link=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/),
    ])
    expect({ kept: headers.get('cache-control'), told: headers.get('referrer-policy') }).toEqual({
      kept: 'no-store',
      told: 'no-referrer',
    })
  })

  it('adds its order to what the browser could see already', async () => {
    const { Cookie = '' } = await opened(mine)
    const { headers } = await ask(`/t/${await served.link(another)}`, { headers: { Cookie } })
    expect(cookieOf(headers)).toBe(Cookie)
    for (const order of [mine, another])
      expect((await ask(`/track/${order}`, { headers: { Cookie } })).status).toBe(200)
  })

  it.each([
    ['forged', async () => 'A'.repeat(43), 404, 'This link does not work'],
    ['cut off', async () => (await served.link(mine)).slice(0, 20), 404, 'This link does not work'],
    [
      'expired',
      async () => {
        const secret = await served.link(mine, Temporal.Duration.from({ minutes: 5 }))
        served.clock.advance({ minutes: 5 })
        return secret
      },
      410,
      'This link has expired',
    ],
    [
      'withdrawn',
      async () => {
        const secret = await served.link(mine)
        await served.installation.store.as(main, (tx) =>
          tx.query('update links set revoked_at = $2 where digest = $1', [digestOf(secret), served.clock.now()]),
        )
        return secret
      },
      404,
      'This link does not work',
    ],
  ])('that is %s shows nothing but what to do next', async (_, secret, status, title) => {
    const answer = await ask(`/t/${await secret()}`, { headers: html })
    expect({ status: answer.status, cookies: answer.headers.getSetCookie() }).toEqual({ status, cookies: [] })
    expect(answer.text).toContain(title)
    expect(answer.text).toContain('href="/track"')
    expect(answer.text).not.toContain('Mira')
  })
})

describe('the page', () => {
  it('shows the order without a script, under a strict policy', async () => {
    const { status, text, headers } = await ask(`/track/${mine}`, { headers: await opened(mine) })
    expect(status).toBe(200)
    for (const shown of ['T1', 'Desk lamp', 'UPS', `/track/${mine}/say`]) expect(text).toContain(shown)
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    )
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('geolocation=()'),
    })
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  it('and the script get the same data', async () => {
    const { json } = await ask(`/track/${mine}/view`, {
      headers: { ...(await opened(mine)), Accept: 'application/json' },
    })
    expect(json).toMatchObject({ language: 'en', dir: 'ltr', order: { id: mine, number: 'T1' }, conversation: null })
  })

  it("another person's order is answered as one there is not, with any cookie", async () => {
    const cookie = await opened(mine)
    const expired = await opened(another)
    const tries: [string, Record<string, string>][] = [
      [missing, cookie],
      [another, cookie],
      [mine, html],
      [mine, { ...html, Cookie: `whereabouts-link=${'A'.repeat(43)}` }],
      [mine, { ...html, Cookie: 'whereabouts-link=short; x' }],
      ['not-an-id', cookie],
    ]
    const answers = []
    for (const [order, headers] of tries) answers.push(await ask(`/track/${order}`, { headers }))
    served.clock.advance({ hours: 24 * 31 })
    answers.push(await ask(`/track/${another}`, { headers: expired }))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(404)
    expect(answers[0]?.text).toContain('href="/track"')
    for (const path of ['/view', '/events', '']) {
      const fresh = { ...(await opened(mine)), Accept: 'application/json' }
      expect((await ask(`/track/${another}${path}`, { headers: fresh })).json['code']).toBe('ORDER_NOT_FOUND')
    }
    const said = form({ text: 'where is it' })
    const { json } = await ask(`/track/${another}/say`, {
      body: said.body,
      headers: { ...(await opened(mine)), ...said.headers, Accept: 'application/json' },
    })
    expect(json['code']).toBe('ORDER_NOT_FOUND')
  })
})

describe('the chat on it', () => {
  it('answers a form with the page, and a script with the conversation', async () => {
    const headers = await opened(mine)
    const asked = form({ text: 'where is my parcel?' })
    const byForm = await ask(`/track/${mine}/say`, { body: asked.body, headers: { ...headers, ...asked.headers } })
    expect({ status: byForm.status, to: byForm.headers.get('location') }).toEqual({
      status: 303,
      to: `/track/${mine}#assistant`,
    })
    expect((await ask(`/track/${mine}`, { headers })).text).toContain('where is my parcel?')

    const byScript = (key: string) =>
      ask(`/track/${mine}/say`, {
        body: form({ text: 'thanks' }).body,
        headers: { ...headers, ...asked.headers, Accept: 'application/json', 'Idempotency-Key': key },
      })
    const first = await byScript('a')
    expect(first.json['messages']).toHaveLength(4)
    expect((await byScript('a')).text).toBe(first.text)
  })

  it.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a neighbouring host', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['another origin, from an old browser', { Origin: 'https://evil.example' }, 403],
    ['this page', { 'Sec-Fetch-Site': 'same-origin', Origin: 'null' }, 303],
    ['this page over plain http, which names no origin', { Origin: 'null' }, 303],
  ])('a form on %s', async (_, from, status) => {
    const { body, headers } = form({ text: 'hello' })
    const cookie = await opened(mine)
    expect((await ask(`/track/${mine}/say`, { body, headers: { ...cookie, ...headers, ...from } })).status).toBe(status)
    const lookUp = form({ number: 'T1', proof: 'x@example.com' })
    const other = await ask('/track', { body: lookUp.body, headers: { ...headers, ...from } })
    expect(other.status === 403).toBe(status === 403)
  })

  it('an empty message leads back to the page', async () => {
    const { body, headers } = form({ text: ' ' })
    const answer = await ask(`/track/${mine}/say`, { body, headers: { ...(await opened(mine)), ...headers } })
    expect({ status: answer.status, to: answer.headers.get('location') }).toEqual({
      status: 303,
      to: `/track/${mine}#assistant`,
    })
  })

  it('takes nothing but a form', async () => {
    const answer = await ask(`/track/${mine}/say`, { body: { text: 'x' }, headers: await opened(mine) })
    expect(answer.status).toBe(415)
  })
})

describe('live events', () => {
  it('tell an open page that something changed, and nothing of what', async () => {
    const headers = await opened(mine)
    const stream = await follow(`/track/${mine}/events`, headers)
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.response.headers.get('cache-control')).toBe('no-store')
    await served.bus.publish(`order:${another}`, { kind: 'parcel.updated', id: another, sequence: 40 })
    await served.bus.publish(`order:${mine}`, { kind: 'parcel.updated', id: mine, sequence: 41 })
    const text = await stream.until('id: 41')
    expect(text).toContain(`event: changed\nid: 41\ndata: {"kind":"parcel.updated","id":"${mine}"}\n\n`)
    expect(text).not.toContain('id: 40')
    expect(text).toMatch(/^retry: \d+\n\n/)
    await stream.close()
  })

  it('keep the line alive, hold a few pages a browser, and end when the server does', async () => {
    const { url, server } = await served.serve({ heartbeatMs: 5, streamsPerSession: 2 })
    const headers = await opened(mine)
    const first = await follow(`/track/${mine}/events`, headers, url)
    await first.until(':\n\n')
    const second = await follow(`/track/${mine}/events`, headers, url)
    const third = await asking(url)(`/track/${mine}/events`, { headers: { ...headers, Accept: 'text/event-stream' } })
    expect({ status: third.status, code: third.json['code'] }).toEqual({ status: 429, code: 'RATE_LIMITED' })
    const ended = [first.end(), second.end()]
    await server.close()
    await Promise.all(ended)
  })

  async function follow(path: string, headers: Record<string, string>, url = served.url) {
    const aborted = new AbortController()
    const response = await fetch(`${url}${path}`, {
      headers: { ...headers, Accept: 'text/event-stream' },
      signal: aborted.signal,
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let got = ''
    const more = async () => {
      const read = await reader?.read()
      got += read?.value ?? ''
      return read?.done !== true
    }
    return {
      response,
      until: async (wanted: string) => {
        while (!got.includes(wanted)) if (!(await more())) throw new Error(`the stream ended after ${got}`)
        return got
      },
      end: async () => {
        while (await more());
      },
      close: async () => aborted.abort(),
    }
  }
})

describe('the look-up', () => {
  const lookUp = (fields: Record<string, string>, more: Record<string, string> = {}) => {
    const { body, headers } = form(fields)
    return ask('/track', { body, headers: { ...headers, ...html, ...more } })
  }

  it.each(['customer1@example.com', ' Customer1@Example.COM', '10115', '+49 30 1000001', '030 1000001'])(
    'finds the order by its number and %j',
    async (proof) => {
      const { status, headers } = await lookUp({ number: '#t1', proof })
      expect({ status, to: headers.get('location') }).toEqual({ status: 303, to: `/track/${mine}` })
      expect(headers.getSetCookie()[0]).toMatch(
        /^whereabouts-look-up=[\w-]{43}; Path=\/; Max-Age=86400; HttpOnly; SameSite=Lax$/,
      )
      expect((await ask(`/track/${mine}`, { headers: { Cookie: cookieOf(headers) } })).status).toBe(200)
    },
  )

  it('a hit, a wrong pair, a missing order and an odd proof cost the same and say the same', async () => {
    const { store } = served.installation
    const work = async (fields: Record<string, string>) => {
      const before = { queries: store.queries(), ...store.vault.counts }
      const { status, headers, text } = await lookUp(fields)
      const after = { queries: store.queries(), ...store.vault.counts }
      const spent = {
        queries: after.queries - before.queries,
        hmacs: after.hmacs - before.hmacs,
        opens: after.opens - before.opens,
        seals: after.seals - before.seals,
      }
      const cookie = headers.getSetCookie()[0]?.replace(/=[\w-]{43};/, '=…;')
      const names = [...headers.keys()].filter((name) => !['location', 'content-type'].includes(name)).toSorted()
      return { spent, status, text, cookie, names }
    }
    // The first request of all opens what is kept open afterwards.
    await work({ number: 'T1', proof: '10115' })
    const hit = await work({ number: 'T1', proof: 'customer1@example.com' })
    const misses = [
      await work({ number: 'T1', proof: 'customer2@example.com' }),
      await work({ number: 'T404', proof: 'customer1@example.com' }),
      await work({ number: 'T1', proof: '?' }),
      await work({ number: 'T1', proof: '+49 30 9999999' }),
      await work({ number: 'T1', proof: '99999' }),
      await work({ number: '', proof: 'customer1@example.com' }),
      await work({ proof: '10115' }),
    ]
    console.log('look-up, hit and each miss:', JSON.stringify(hit.spent))
    expect(hit.status).toBe(303)
    expect(hit.spent).toEqual({ queries: 5, hmacs: 2, opens: 0, seals: 0 })
    for (const miss of misses) {
      expect(miss.spent).toEqual(hit.spent)
      expect({ cookie: miss.cookie, names: miss.names }).toEqual({ cookie: hit.cookie, names: hit.names })
      expect({ status: miss.status, text: miss.text }).toEqual({ status: 404, text: misses[0]?.text })
    }
    expect(misses[0]?.text).toContain('We could not find that order')
  })

  it('that failed shows nothing, and takes nothing away that a link had shown', async () => {
    const { Cookie = '' } = await opened(mine)
    const { headers } = await lookUp({ number: 'T1', proof: 'wrong' }, { Cookie })
    const both = `${Cookie}; ${cookieOf(headers)}`
    expect((await ask(`/track/${mine}`, { headers: { Cookie: cookieOf(headers) } })).status).toBe(404)
    expect((await ask(`/track/${mine}`, { headers: { Cookie: both } })).status).toBe(200)
  })

  it('is a form that works without a script, on the first page too', async () => {
    for (const path of ['/', '/track']) {
      const { status, text } = await ask(path)
      expect(status).toBe(200)
      for (const part of ['<form method="post" action="/track">', 'name="number"', 'name="proof"'])
        expect(text).toContain(part)
      expect(text).not.toMatch(/<script| style=/)
    }
  })
})

describe('files', () => {
  it('that pages name are there, kept for ever, and packed where that is understood', async () => {
    const page = (await ask(`/track/${mine}`, { headers: await opened(mine) })).text + (await ask('/')).text
    const named = [...new Set(page.match(/\/assets\/[\w.-]+/g))]
    expect(named.length).toBeGreaterThan(3)
    for (const path of named) {
      const { status, headers, text } = await ask(path, { headers: { 'Accept-Encoding': 'br' } })
      expect({ path, status, kept: headers.get('cache-control'), packed: headers.get('content-encoding') }).toEqual({
        path,
        status: 200,
        kept: 'public, max-age=31536000, immutable',
        packed: 'br',
      })
      expect((await ask(path, { headers: { 'Accept-Encoding': 'identity' } })).text).toBe(text)
    }
  })

  it.each(['/assets/..%2Fserver.js', '/assets/.env', '/assets/nothing-here.js', '/assets/server', '/nowhere'])(
    '%s is none',
    async (path) => {
      const { status, text } = await ask(path, { headers: html })
      expect(status).toBe(404)
      expect(text).not.toContain('renderToString')
    },
  )

  it('robots are told to stay away from what is personal', async () => {
    expect((await ask('/robots.txt')).text).toContain('Disallow: /t/')
    expect((await ask('/favicon.ico')).headers.get('content-type')).toBe('image/svg+xml')
  })
})

it('what a page needs is typed as the script expects it', async () => {
  const { json } = await ask(`/track/${mine}/view`, { headers: await opened(mine) })
  expect(TrackingPage.safeParse(json satisfies Json).error?.issues ?? []).toEqual([])
})
