import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TenantId } from '../../src/model/index.ts'
import { makeSignInLink, revokeSignIns } from '../../src/service/index.ts'
import { type Served, asking, cookieOf, form, openServed, vendureAnswer, vendureOrder } from './serve.ts'

let served: Served
let ask: ReturnType<typeof asking>
let api: ReturnType<typeof asking>
let order: string
beforeAll(async () => {
  served = await openServed()
  ask = asking(served.url)
  api = asking(served.url, await served.key())
  const imported = await api('/v1/shops/main/orders?connector=vendure', {
    body: vendureAnswer(vendureOrder(1, { shipment: { number: '1ZW4R7F10300000019' } })),
  })
  order = imported.json['ids'][0]
}, 60_000)
afterAll(() => served?.close())

const html = { Accept: 'text/html,application/xhtml+xml' }
const posted = form({}).headers

const link = (name?: string, tenant?: TenantId) =>
  makeSignInLink({ ...served.ctx, ...(tenant && { tenant }) }, name === undefined ? {} : { name })
const enter = (path: string, headers: Record<string, string> = {}) =>
  ask(path, { body: '', headers: { ...posted, ...html, ...headers } })

async function signedIn(name = 'Anna', tenant?: TenantId): Promise<Record<string, string>> {
  const { status, headers } = await enter(await link(name, tenant))
  expect(status).toBe(303)
  return { Cookie: cookieOf(headers), ...html }
}

/** A shopper on the tracking page asks for a person. */
async function waiting(): Promise<{ id: string; say: (text: string) => ReturnType<typeof ask> }> {
  const Cookie = cookieOf((await ask(`/t/${await served.link(order)}`)).headers)
  const say = (text: string) =>
    ask(`/track/${order}/say`, {
      body: form({ text }).body,
      headers: { ...posted, Cookie, Accept: 'application/json' },
    })
  const { json } = await say('I want to talk to a person')
  return { id: json['id'], say }
}

describe('signing in', () => {
  it('a link that is only looked at is not used up; the button uses it, once', async () => {
    const path = await link('Anna')
    for (const method of ['GET', 'GET']) {
      const { status, text, headers } = await ask(path, { method, headers: html })
      expect({ status, cookies: headers.getSetCookie() }).toEqual({ status: 200, cookies: [] })
      expect(text).toContain('<form method="post"><button class="main">Sign in</button></form>')
    }
    const { status, headers } = await enter(path)
    expect({ status, to: headers.get('location') }).toEqual({ status: 303, to: '/desk' })
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^whereabouts-desk=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/),
    ])
    const desk = await ask('/desk', { headers: { Cookie: cookieOf(headers), ...html } })
    expect(desk.status).toBe(200)
    expect(desk.text).toContain('Signed in as Anna')
    expect((await enter(path)).status).toBe(404)
  })

  it('looks the same before the button is pressed, and is refused in the same words, for used, expired and forged', async () => {
    const used = await link()
    await enter(used)
    const late = await link()
    served.clock.advance({ minutes: 15 })
    const paths = [used, late, `/in/${'A'.repeat(43)}`, '/in/x']
    const good = (await ask(await link(), { headers: html })).text
    for (const path of paths) expect((await ask(path, { headers: html })).text).toBe(good)
    const refused = await Promise.all(paths.map((path) => enter(path)))
    expect(new Set(refused.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(refused[0]?.status).toBe(404)
    expect(refused[0]?.text).toContain('whereabouts sign-in')
    expect(refused.flatMap(({ headers }) => headers.getSetCookie())).toEqual([])
  })

  it.each([
    ['no cookie', async () => ({})],
    ['a forged one', async () => ({ Cookie: `whereabouts-desk=${'A'.repeat(43)}` })],
    [
      'a shopper’s',
      async () => {
        const secret = cookieOf((await ask(`/t/${await served.link(order)}`)).headers).split('=')[1]
        return { Cookie: `whereabouts-desk=${secret}` }
      },
    ],
    [
      'one of yesterday',
      async () => {
        const cookie = await signedIn()
        served.clock.advance({ hours: 12 })
        return cookie
      },
    ],
    [
      'one that was revoked',
      async () => {
        const cookie = await signedIn()
        await revokeSignIns(served.ctx)
        return cookie
      },
    ],
    [
      'one of somebody who signed out',
      async () => {
        const cookie = await signedIn()
        expect((await enter('/desk/out', cookie)).status).toBe(303)
        return cookie
      },
    ],
  ])('with %s nothing is shown and nothing done', async (_, cookie) => {
    const { id } = await waiting()
    const headers = { ...(await cookie()), ...html }
    for (const path of ['/desk', '/desk/events', `/desk/${id}`, `/desk/${id}/events`, '/desk/none']) {
      const { status, text } = await ask(path, { headers })
      expect({ path, status }).toEqual({ path, status: 401 })
      expect(text).toContain('You are not signed in')
      expect(text).not.toContain('Mira')
    }
    const { body } = form({ text: 'forged answer' })
    expect((await ask(`/desk/${id}/reply`, { body, headers: { ...posted, ...headers } })).status).toBe(401)
    expect((await api(`/v1/conversations/${id}`)).text).not.toContain('forged answer')
  })

  it('over https the cookie is bound to the host', async () => {
    const { url } = await served.serve({ trustProxy: ['127.0.0.1'] })
    const { headers } = await asking(url)(await link(), {
      body: '',
      headers: { ...posted, 'X-Forwarded-Proto': 'https' },
    })
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-whereabouts-desk=.*; Secure$/)])
  })
})

describe('at the desk', () => {
  let agent: Record<string, string>
  beforeEach(async () => {
    agent = await signedIn()
  })
  const at = (path: string, more: Record<string, string> = {}) => ask(path, { headers: { ...agent, ...more } })
  const send = (path: string, fields: Record<string, string> = {}, more: Record<string, string> = {}) =>
    ask(path, { body: form(fields).body, headers: { ...agent, ...posted, ...more } })

  it('the list says who waits, why, and what they wrote last; the page all else', async () => {
    const { id } = await waiting()
    const list = await at('/desk')
    expect(list.text).toMatch(/<title>\(\d+\) Conversations<\/title>/)
    expect(list.text).toContain(`href="/desk/${id}"`)
    const { text, headers } = await at(`/desk/${id}`)
    for (const shown of ['Mira', 'T1', 'Opened the link in a message', 'Asked for a person', 'Draft, not sent'])
      expect(text).toContain(shown)
    expect(headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'")
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('the list ends with what shoppers asked and the shop never said, in the words of whoever reads it', async () => {
    const Cookie = cookieOf((await ask(`/t/${await served.link(order)}`)).headers)
    const body = form({ text: 'do you ship to Norway' })
    await ask(`/track/${order}/say`, { body: body.body, headers: { ...posted, Cookie, Accept: 'application/json' } })
    const desk = await signedIn()
    const { text } = await ask('/desk', { headers: desk })
    expect(text).toMatch(/asked once<\/span><span>whether it ships there \(Norway\)<\/span>/)
    const german = await ask('/desk?lang=de', { headers: desk })
    expect(german.text).toMatch(/einmal gefragt<\/span><span>ob dorthin geliefert wird \(Norwegen\)<\/span>/)
    expect((await ask('/desk?show=waiting', { headers: desk })).text).not.toContain('Norway')
  })

  it('speaks German to a browser that does', async () => {
    expect((await at('/desk', { 'Accept-Language': 'de-AT,de;q=0.9' })).text).toContain('Gespräche')
    expect((await at('/desk', { 'Accept-Language': 'fr' })).text).toContain('Conversations')
  })

  it('an answer reaches the shopper under the agent’s name', async () => {
    const { id, say } = await waiting()
    const { status, headers } = await send(`/desk/${id}/reply`, { text: 'Hello, I am looking.' })
    expect({ status, to: headers.get('location') }).toEqual({ status: 303, to: `/desk/${id}` })
    const { json } = await say('thank you')
    expect(json['state']).toBe('with_person')
    expect(json['messages'].at(-2)).toMatchObject({
      by: 'person',
      text: 'Hello, I am looking.',
      from: { name: 'Anna', shop: 'Lampenladen' },
    })
  })

  it.each([
    ['handed back', 'hand-back', 'handed back to the assistant meanwhile'],
    ['closed', 'close', 'closed meanwhile'],
  ])('an answer to what was %s meanwhile is refused, and its text kept', async (_, how, told) => {
    const { id } = await waiting()
    expect((await send(`/desk/${id}/${how}`)).status).toBe(303)
    const { status, text } = await send(`/desk/${id}/reply`, { text: 'my long <b>answer</b>' })
    expect(status).toBe(409)
    expect(text).toContain(told)
    expect(text).toMatch(/<textarea[^>]*>my long &lt;b>answer&lt;\/b><\/textarea>/)
    expect((await api(`/v1/conversations/${id}`)).text).not.toContain('my long')
  })

  it('so is one written before somebody else’s was read, and an empty one', async () => {
    const { id } = await waiting()
    const after = /name="after" value="([^"]+)"/.exec((await at(`/desk/${id}`)).text)?.[1] ?? ''
    const ben = await signedIn('Ben')
    const first = await ask(`/desk/${id}/reply`, {
      body: form({ text: 'from Ben', after }).body,
      headers: { ...ben, ...posted },
    })
    expect(first.status).toBe(303)
    const second = await send(`/desk/${id}/reply`, { text: 'from Anna', after })
    expect(second.status).toBe(409)
    expect(second.text).toContain('somebody else has answered meanwhile')
    expect(second.text).toContain('>from Anna</textarea>')
    const empty = await send(`/desk/${id}/reply`, { text: ' ' })
    expect(empty.status).toBe(422)
    expect(empty.text).toContain('the answer is empty')
  })

  it.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['another origin, from an old browser', { Origin: 'https://evil.example' }, 403],
    ['this page', { 'Sec-Fetch-Site': 'same-origin' }, 303],
  ])('a form on %s', async (_, from, status) => {
    for (const what of ['reply', 'hand-back', 'close']) {
      const { id } = await waiting()
      expect((await send(`/desk/${id}/${what}`, { text: 'x' }, from)).status, what).toBe(status)
      const { json } = await api(`/v1/conversations/${id}/hand-over`)
      expect(json['handOver'].state === 'open', what).toBe(status === 403)
    }
    expect((await enter(await link(), from)).status).toBe(status)
    expect((await send('/desk/out', {}, from)).status).toBe(status)
  })

  it('the draft is put into the answer on request, and only facts are in it', async () => {
    const { id } = await waiting()
    expect((await at(`/desk/${id}`)).text).toMatch(/<textarea[^>]*><\/textarea>/)
    const { text } = await at(`/desk/${id}?draft=1`)
    expect(text).toMatch(/<textarea[^>]*>T1 was shipped/)
  })

  it('a conversation that is none, and another shop’s, are the same page', async () => {
    const other = await served.installation.addTenant('other')
    const theirs = await signedIn('Eve', other)
    const { id } = await waiting()
    const missing = '00000000-0000-4000-8000-000000000000'
    const answers = [
      await ask(`/desk/${id}`, { headers: theirs }),
      await ask(`/desk/${missing}`, { headers: theirs }),
      await ask('/desk/nonsense', { headers: theirs }),
      await ask(`/desk/${id}/reply`, { body: form({ text: 'x' }).body, headers: { ...theirs, ...posted } }),
      await ask(`/desk/${id}/close`, { body: '', headers: { ...theirs, ...posted } }),
    ]
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(404)
    const list = await ask('/desk', { headers: theirs })
    expect(list.text).toContain('No conversations yet')
    expect(list.text).not.toContain(id)
    expect((await api(`/v1/conversations/${id}/hand-over`)).json['handOver'].state).toBe('open')
  })
})

describe('through the API', () => {
  it('the same: packet, answer, hand back and close, each done once for its key', async () => {
    const { id } = await waiting()
    expect((await api('/v1/conversations?state=with_person')).text).toContain(id)
    const packet = await api(`/v1/conversations/${id}/hand-over`)
    expect(packet.json).toMatchObject({ handOver: { reason: 'asked', state: 'open' }, level: 'L1' })
    const replied = () =>
      api(`/v1/conversations/${id}/replies`, {
        body: { text: 'Hello.', name: 'Mira' },
        headers: { 'Idempotency-Key': 'reply-1' },
      })
    const first = await replied()
    expect(first.json['messages'].at(-1)).toMatchObject({ by: 'person', from: { name: 'Mira' } })
    const again = await replied()
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect((await api(`/v1/conversations/${id}`)).json['messages']).toHaveLength(first.json['messages'].length)
    const back = await api(`/v1/conversations/${id}/hand-back`, { method: 'POST' })
    expect(back.json['state']).toBe('with_assistant')
    const late = await api(`/v1/conversations/${id}/close`, { method: 'POST' })
    expect({ status: late.status, code: late.json['code'] }).toEqual({ status: 409, code: 'NOT_WITH_PERSON' })
  })

  it('only with the scope, and a packet only where a person was asked for', async () => {
    const { id } = await waiting()
    const reader = asking(served.url, await served.key('conversations:read'))
    for (const path of ['replies', 'hand-back', 'close'])
      expect((await reader(`/v1/conversations/${id}/${path}`, { body: { text: 'x' } })).status).toBe(403)
    const { json } = await api('/v1/conversations', { body: { text: 'hello' } })
    expect((await api(`/v1/conversations/${json['id']}/hand-over`)).json['code']).toBe('HAND_OVER_NOT_FOUND')
  })
})
