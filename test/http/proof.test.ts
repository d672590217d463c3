import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main, shop } from '../installation.ts'
import type { OrderId, PersonId } from '../../src/model/index.ts'
import { showOrder, trackedOrders } from '../../src/service/index.ts'
import { peopleOfOrders, purgeSessions } from '../../src/store/index.ts'
import { codesOf } from './codes.ts'
import { type Served, asking, cookieOf, form, openServed, vendureAnswer, vendureOrder } from './serve.ts'

/** Who is asking: what each proof shows, on the page and in the chat, and what guessing comes to. */

const number = '1ZW4R7F10300000019'
const unclaimed = '1ZW4R7F10300000028'
const elsewhere = '1ZW4R7F10300000037'
const html = { Accept: 'text/html,application/xhtml+xml' }

let served: Served
let ask: ReturnType<typeof asking>
let api: ReturnType<typeof asking>
/** Customer 1's two orders, customer 2's, and one whose customer left no e-mail address. */
let orders: { mine: string; second: string; another: string; silent: string }

beforeAll(async () => {
  served = await openServed()
  ask = asking(served.url)
  api = asking(served.url, await served.key())
  const body = vendureAnswer(
    vendureOrder(1, { shipment: { number } }),
    vendureOrder(2),
    vendureOrder(3, { email: 'customer1@example.com', lines: [{ name: 'Wool rug', quantity: 1 }] }),
    { ...vendureOrder(4), customer: { ...vendureOrder(4).customer, emailAddress: '' } },
  )
  await api('/v1/shops/main/orders?connector=vendure', { body })
  const idOf = async (name: string) => (await api(`/v1/orders?number=${name}`)).json['items'][0].id as string
  orders = { mine: await idOf('T1'), another: await idOf('T2'), second: await idOf('T3'), silent: await idOf('T4') }
  const scan = { carrier: 'ups', localTime: '2026-11-02T09:00', milestone: 'in_transit', text: 'Left the hub' }
  const place = { city: 'Leipzig' }
  await api('/v1/scans', { body: { scans: [number, unclaimed].map((one) => ({ ...scan, place, number: one })) } })
  await orderElsewhere()
}, 60_000)
afterAll(() => served?.close())

/** Another tenant's order, with a parcel of its own that was heard of. */
async function orderElsewhere(): Promise<void> {
  const tenant = await served.installation.addTenant('elsewhere')
  const { importOrders, ingestScans } = await import('../../src/service/index.ts')
  const { order } = await import('../worlds/journeys.ts')
  const ctx = { ...served.ctx, tenant }
  const shipment = { external: 's', number: elsewhere, carrierText: null, shippedAt: null, state: 'shipped' } as const
  const read = {
    orders: [{ order: order({ shipments: [{ ...shipment, lines: [] }] }), slice: {} }],
    rejected: [],
    fields: {},
  }
  await importOrders(ctx, { connector: 'csv', shop, read, contentType: 'text/csv', bytes: 0 })
  const scans = [{ number: elsewhere, carrier: 'ups', localTime: '2026-11-02T09:00', milestone: 'in_transit' }] as const
  await ingestScans(ctx, { scans: [...scans], bytes: 0 })
}

type Fields = Record<string, string>

const post = (path: string, fields: Fields, headers: Fields = {}, url = served.url) => {
  const sent = form(fields)
  return asking(url)(path, { body: sent.body, headers: { ...sent.headers, ...html, ...headers } })
}
const lookUp = (fields: Fields, headers: Fields = {}, url?: string) => post('/track', fields, headers, url)

/** A browser that came by a link (L1), or by order number and e-mail (L2). */
async function byLink(...those: string[]): Promise<Fields> {
  let Cookie = ''
  for (const order of those) {
    const { headers } = await ask(`/t/${await served.link(order)}`, Cookie ? { headers: { Cookie } } : {})
    Cookie = cookieOf(headers)
  }
  return { Cookie, ...html }
}
async function byPair(fields: Fields): Promise<Fields> {
  return { Cookie: cookieOf((await lookUp(fields)).headers), ...html }
}

const page = async (order: string, headers: Fields, query = '') => ask(`/track/${order}${query}`, { headers })
const sendCode = (order: string, headers: Fields) => post(`/track/${order}/code`, {}, headers)
const tryCode = (order: string, code: string, headers: Fields) => post(`/track/${order}/code/try`, { code }, headers)

const codes = () => codesOf(served)
const newestCode = async () => (await codes()).at(-1)?.code ?? ''
const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

/** What a request spent, beside what it said. */
async function work(request: () => ReturnType<typeof ask>) {
  const { store } = served.installation
  const before = { queries: store.queries(), ...store.vault.counts }
  const { status, headers, text } = await request()
  const { hmacs, opens, seals } = store.vault.counts
  const spent = {
    queries: store.queries() - before.queries,
    hmacs: hmacs - before.hmacs,
    opens: opens - before.opens,
    seals: seals - before.seals,
  }
  const cookie = headers.getSetCookie()[0]?.replace(/=[\w-]{43};/, '=…;')
  const names = [...headers.keys()].filter((name) => !['location', 'content-type'].includes(name)).toSorted()
  return { spent, status, text, cookie, names, to: headers.get('location') }
}

/** Nothing counts any more, whatever the test before did. */
const later = () => served.clock.advance({ hours: 2 })

describe('a tracking number alone', () => {
  it('shows how far the parcel is, the day it got there and whose word that is, and nothing else', async () => {
    later()
    const { status, text } = await lookUp({ number: number.toLowerCase() })
    expect(status).toBe(200)
    expect(text).toContain('<h1>On its way</h1>')
    expect(text).toContain('Monday, November 2')
    expect(text).toContain('UPS, as of')
    for (const hidden of ['T1', 'Desk lamp', 'Mira', 'Okafor', 'Leipzig', 'Berlin', 'Left the hub', orders.mine])
      expect(text, hidden).not.toContain(hidden)
  })

  it('that is nobody’s, another shop’s or in no order is answered alike, and costs what a known one costs', async () => {
    later()
    await lookUp({ number })
    const known = await work(() => lookUp({ number }))
    const misses = []
    for (const one of ['1Z0000000000000000', elsewhere, unclaimed, 'T1', '', 'x'.repeat(300)]) {
      misses.push(await work(() => lookUp({ number: one })))
    }
    misses.push(await work(() => lookUp({})))
    console.log('tracking number, known and each unknown:', JSON.stringify(known.spent))
    expect(known.spent).toEqual({ queries: 5, hmacs: 1, opens: 0, seals: 0 })
    for (const miss of misses) {
      expect(miss).toEqual({ ...misses[0], spent: known.spent })
      expect({ status: miss.status, cookie: miss.cookie, names: miss.names }).toEqual({
        status: 404,
        cookie: known.cookie,
        names: known.names,
      })
    }
    expect(misses[0]?.text).toContain('We know nothing of that number')
  })

  it('takes away nothing that the browser could see', async () => {
    later()
    const proven = await byPair({ number: 'T1', proof: 'customer1@example.com' })
    const { headers } = await lookUp({ number: 'nothing' }, proven)
    expect(cookieOf(headers)).toBe(proven['Cookie'])
    expect((await page(orders.mine, proven)).status).toBe(200)
  })

  it('after five that are not known a browser has to wait, and is told so in the same words', async () => {
    later()
    const { headers, text: first } = await lookUp({ number: 'unknown-0' })
    const Cookie = cookieOf(headers)
    for (let n = 1; n < 5; n++) expect((await lookUp({ number: `unknown-${n}` }, { Cookie })).text).toBe(first)
    const known = await work(() => lookUp({ number }, { Cookie }))
    const unknown = await work(() => lookUp({ number: 'unknown-6' }, { Cookie }))
    expect(known).toEqual(unknown)
    expect(known.text).toContain('After many tries we pause for a while.')
    expect(known.text.replace(/<p dir="auto">After many tries[^<]*<\/p>/, '')).toBe(first)
    served.clock.advance({ minutes: 16 })
    expect((await lookUp({ number }, { Cookie })).status).toBe(200)
  })
})

describe('wrong pairs', () => {
  const right = { number: 'T1', proof: 'customer1@example.com' }
  const wrong = (n: number) => ({ number: 'T1', proof: `eve${n}@example.com` })

  it('five of one browser in a quarter of an hour: a right one is not heard, at the same cost, in any process', async () => {
    later()
    const { url, server } = await served.serve()
    const { headers, text: first } = await lookUp(wrong(0))
    const Cookie = cookieOf(headers)
    for (let n = 1; n < 5; n++) await lookUp(wrong(n), { Cookie }, n % 2 === 0 ? url : served.url)
    const hit = await work(() => lookUp(right, { Cookie }, url))
    const miss = await work(() => lookUp(wrong(6), { Cookie }, url))
    expect(hit).toEqual(miss)
    expect(hit.status).toBe(404)
    expect(hit.text.replace(/<p dir="auto">After many tries[^<]*<\/p>/, '')).toBe(first)
    expect(hit.text).not.toBe(first)
    served.clock.advance({ minutes: 16 })
    expect((await lookUp(right, { Cookie })).status).toBe(303)
    await server.close()
  })

  it('twenty for one number in an hour, whoever sent them: the pair is not heard, but links, codes and what was proven go on', async () => {
    later()
    const proven = await byPair(right)
    for (let n = 0; n < 20; n++) expect((await lookUp(wrong(n))).status).toBe(404)
    const [hit, miss] = [await work(() => lookUp(right)), await work(() => lookUp(wrong(21)))]
    expect(hit).toEqual(miss)
    expect(hit.text).toContain('After many tries we pause for a while.')
    const refused = await lookUp(right, proven)
    expect({ status: refused.status, cookie: cookieOf(refused.headers) }).toEqual({
      status: 404,
      cookie: proven['Cookie'],
    })
    expect((await page(orders.mine, proven)).status).toBe(200)

    const owner = await byLink(orders.mine)
    expect((await page(orders.mine, owner)).status).toBe(200)
    expect((await sendCode(orders.mine, owner)).headers.get('location')).toContain('code=sent')
    expect((await tryCode(orders.mine, await newestCode(), owner)).headers.get('location')).toBe(
      `/track/${orders.mine}#proof`,
    )
    // Another's number is not attacked.
    expect((await lookUp({ number: 'T2', proof: 'customer2@example.com' })).status).toBe(303)
    served.clock.advance({ minutes: 61 })
    expect((await lookUp(right)).status).toBe(303)
  })

  it('at once, from several browsers, are counted one by one', async () => {
    later()
    await Promise.all(Array.from({ length: 30 }, (_, n) => lookUp(wrong(n))))
    const [row] = await served.installation.store.as(main, (tx) =>
      tx.query<{ n: number }>(
        `select max(cardinality(times)) as n from attempts where kind = 'number' and until > $1`,
        [served.clock.now()],
      ),
    )
    expect(row?.n).toBe(20)
  })

  it('right ones use nothing up', async () => {
    later()
    let Cookie = ''
    for (let n = 0; n < 25; n++) {
      const { status, headers } = await lookUp(right, { Cookie })
      expect(status).toBe(303)
      Cookie = cookieOf(headers)
    }
  })

  it('are counted in the chat as well, and a right one is not heard there either', async () => {
    later()
    const { json: started } = await api('/v1/conversations', {
      body: { text: 'order #T1, my email is eve0@example.com' },
    })
    const say = async (text: string) => {
      const { json } = await api(`/v1/conversations/${started['id']}/messages`, { body: { text } })
      return json['messages'].at(-1).text as string
    }
    for (let n = 1; n < 5; n++) await say(`order #T1, my email is eve${n}@example.com`)
    const hit = await say('order #T1, my email is customer1@example.com')
    expect(hit).toBe(await say('order #T1, my email is eve7@example.com'))
    expect(hit).toContain('I found no order with that number and those details.')
    expect(hit).toContain('Please wait a while before you try again.')
    served.clock.advance({ minutes: 16 })
    expect(await say('order #T1, my email is customer1@example.com')).toContain('on its way')
  })
})

it('what was counted is forgotten once it counts no more', async () => {
  later()
  await lookUp({ number: 'T1', proof: 'eve@example.com' })
  const counted = () =>
    served.installation.store.as(main, async (tx) => {
      await purgeSessions(tx, served.clock.now())
      return tx.query<{ kind: string }>('select distinct kind from attempts order by kind')
    })
  expect((await counted()).map(({ kind }) => kind)).toEqual(['number', 'session'])
  served.clock.advance({ minutes: 16 })
  expect((await counted()).map(({ kind }) => kind)).toEqual(['number'])
  served.clock.advance({ minutes: 45 })
  expect(await counted()).toEqual([])
})

describe('a one-time code', () => {
  const paths = [
    ['a link', () => byLink(orders.mine)],
    ['number and e-mail', () => byPair({ number: 'T1', proof: 'customer1@example.com' })],
  ] as const

  it.each(paths)('after %s shows the full address and all orders of that person for half an hour', async (_, come) => {
    later()
    const me = await come()
    const before = await page(orders.mine, me)
    expect(before.text).toContain('Full address and your other orders')
    expect(before.text).not.toContain('Lindenallee')
    expect((await page(orders.second, me)).status).toBe(404)

    const asked = await sendCode(orders.mine, me)
    expect({ status: asked.status, to: asked.headers.get('location') }).toEqual({
      status: 303,
      to: `/track/${orders.mine}?code=sent#proof`,
    })
    expect((await page(orders.mine, me, '?code=sent')).text).toContain('If we have an e-mail address with this order')
    const code = await newestCode()
    expect(code).toMatch(/^\d{6}$/)
    expect((await codes()).at(-1)?.order).toBe(orders.mine)

    const tried = await tryCode(orders.mine, `${code.slice(0, 3)} ${code.slice(3)}`, me)
    expect({ status: tried.status, to: tried.headers.get('location') }).toEqual({
      status: 303,
      to: `/track/${orders.mine}#proof`,
    })
    const opened = (await page(orders.mine, me)).text
    for (const shown of ['Mira Okafor', 'Lindenallee 12', '10115 Berlin', 'Germany', `href="/track/${orders.second}"`])
      expect(opened, shown).toContain(shown)
    expect(opened).not.toContain(orders.another)
    const second = await page(orders.second, me)
    expect({ status: second.status, rug: second.text.includes('Wool rug') }).toEqual({ status: 200, rug: true })
    expect((await page(orders.another, me)).status).toBe(404)

    served.clock.advance({ minutes: 30 })
    const after = await page(orders.mine, me)
    expect({ status: after.status, address: after.text.includes('Lindenallee') }).toEqual({
      status: 200,
      address: false,
    })
    expect((await page(orders.second, me)).status).toBe(404)
  })

  it('tells an address only to its own person, wherever orders are read', async () => {
    const { installation, ctx } = served
    const ids = [orders.mine, orders.another] as OrderId[]
    const read = (shownTo?: PersonId) =>
      installation.store.as(main, async (tx) => {
        const tracked = await trackedOrders(tx, ctx, ids, shownTo ? { shownTo } : {})
        return tracked.map(({ address }) => address?.lines ?? null)
      })
    const [person] = await installation.store.as(main, (tx) => peopleOfOrders(tx, [orders.mine as OrderId]))
    expect(await read()).toEqual([null, null])
    expect(await read(person)).toEqual([['Lindenallee 12'], null])
    expect((await showOrder(ctx, orders.mine as OrderId)).address).toBeNull()
  })

  it('is the only way to an address: no page, no data of a page and no answer of the API has one before', async () => {
    later()
    const me = await byLink(orders.mine)
    const view = (headers: Fields) =>
      ask(`/track/${orders.mine}/view`, { headers: { ...headers, Accept: 'application/json' } })
    const chat = await post(
      `/track/${orders.mine}/say`,
      { text: 'where is my order' },
      { ...me, Accept: 'application/json' },
    )
    const answers = [
      await page(orders.mine, me),
      await view(me),
      chat,
      await api('/v1/orders'),
      await api(`/v1/orders/${orders.mine}`),
      await api('/v1/conversations'),
    ]
    for (const { text } of answers) expect(text).not.toMatch(/Lindenallee|Okafor/)
    await sendCode(orders.mine, me)
    await tryCode(orders.mine, await newestCode(), me)
    const Accept = { Accept: 'application/json' }
    await post(`/track/${orders.mine}/say`, { text: 'which address is it going to' }, { ...me, ...Accept })
    expect((await page(orders.mine, me)).text).toContain('T1 goes to: Mira Okafor')
    // The script's data of the order never has it; the page alone does.
    expect(JSON.stringify((await view(me)).json['order'])).not.toContain('Lindenallee')
    expect((await page(orders.mine, me)).text.split('<script id=')[0]).toContain('Lindenallee')
    expect((await api(`/v1/orders/${orders.mine}`)).text).not.toContain('Lindenallee')

    // What the assistant told then is told no more either.
    served.clock.advance({ minutes: 30 })
    expect((await page(orders.mine, me)).text).not.toContain('Lindenallee')
    const { text: seen, json } = await view(me)
    expect(seen).not.toContain('Lindenallee')
    expect(json['conversation']).toMatchObject({ level: 'L1' })
    expect(json['conversation'].messages.at(-1)).toMatchObject({
      text: 'What stood here is shown again once you have typed a code.',
      evidence: [],
    })
  })

  it('works once, in the browser that asked for it, for ten minutes', async () => {
    later()
    const [me, eve] = [await byLink(orders.mine), await byPair({ number: 'T1', proof: '10115' })]
    const opens = async (code: string, who: Fields) =>
      (await tryCode(orders.mine, code, who)).headers.get('location') === `/track/${orders.mine}#proof`
    await sendCode(orders.mine, me)
    const code = await newestCode()
    expect(await opens(code, eve)).toBe(false)
    expect(await opens(otherThan(code), me)).toBe(false)
    expect(await opens(code, me)).toBe(true)
    served.clock.advance({ minutes: 5 })
    expect(await opens(code, me)).toBe(false)
    expect((await page(orders.mine, me)).text).toContain('Lindenallee')

    await sendCode(orders.mine, me)
    const late = await newestCode()
    served.clock.advance({ minutes: 10 })
    expect(await opens(late, me)).toBe(false)
  })

  it('takes the place of the one before it', async () => {
    later()
    const me = await byLink(orders.mine)
    await sendCode(orders.mine, me)
    const before = await newestCode()
    served.clock.advance({ seconds: 5 })
    await sendCode(orders.mine, me)
    const newest = await newestCode()
    if (before !== newest) {
      expect((await tryCode(orders.mine, before, me)).headers.get('location')).toContain('code=wrong')
    }
    expect((await tryCode(orders.mine, newest, me)).headers.get('location')).toBe(`/track/${orders.mine}#proof`)
  })

  it('can be tried five times; the right one comes too late after that', async () => {
    later()
    const me = await byLink(orders.mine)
    await sendCode(orders.mine, me)
    const code = await newestCode()
    for (let n = 0; n < 5; n++) await tryCode(orders.mine, otherThan(code), me)
    expect((await tryCode(orders.mine, code, me)).headers.get('location')).toBe(
      `/track/${orders.mine}?code=wrong#proof`,
    )
    expect((await page(orders.mine, me)).text).not.toContain('Lindenallee')
  })

  it('is sent three times an hour to a person, whoever asks, and five times to a browser', async () => {
    later()
    const browsers = [await byLink(orders.mine), await byLink(orders.second), await byLink(orders.mine)]
    const asked = async (order: string, who: Fields) =>
      /code=(\w+)/.exec((await sendCode(order, who)).headers.get('location') ?? '')?.[1]
    const held = (await codes()).length
    expect(await asked(orders.mine, browsers[0] ?? {})).toBe('sent')
    expect(await asked(orders.second, browsers[1] ?? {})).toBe('sent')
    expect(await asked(orders.mine, browsers[2] ?? {})).toBe('sent')
    expect(await asked(orders.mine, browsers[0] ?? {})).toBe('paused')
    expect((await codes()).length - held).toBe(3)
    served.clock.advance({ minutes: 61 })

    const both = await byLink(orders.mine, orders.another, orders.silent)
    const told = []
    for (const order of [orders.mine, orders.another, orders.silent, orders.mine, orders.another, orders.silent])
      told.push(await asked(order, both))
    expect(told).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 'paused'])
  })

  it('is asked for in the same words and with the same work whether the order has an e-mail address or not', async () => {
    later()
    const [with_, without] = [await byLink(orders.another), await byLink(orders.silent)]
    await page(orders.another, with_)
    await page(orders.silent, without)
    const has = await work(() => sendCode(orders.another, with_))
    const lacks = await work(() => sendCode(orders.silent, without))
    console.log('code request, with and without an e-mail address:', JSON.stringify(has.spent))
    expect(lacks).toEqual({ ...has, to: has.to?.replace(orders.another, orders.silent) })
    const texts = [await page(orders.another, with_, '?code=sent'), await page(orders.silent, without, '?code=sent')]
    const section = (text: string) => /<section class="proof"[^]*?<\/section>/.exec(text)?.[0]
    expect(section(texts[1]?.text ?? '')?.replaceAll(orders.silent, orders.another)).toBe(section(texts[0]?.text ?? ''))
  })

  it('costs the same to try, right, wrong, worn out, never asked for or no code at all', async () => {
    later()
    const [me, never] = [await byLink(orders.mine), await byLink(orders.mine)]
    await sendCode(orders.mine, me)
    const code = await newestCode()
    const wrong = [await work(() => tryCode(orders.mine, otherThan(code), me))]
    wrong.push(await work(() => tryCode(orders.mine, 'not a code', me)))
    wrong.push(await work(() => tryCode(orders.mine, code, never)))
    const hit = await work(() => tryCode(orders.mine, code, me))
    served.clock.advance({ minutes: 31 })
    wrong.push(await work(() => tryCode(orders.mine, code, me)))
    console.log('code, right and each wrong one:', JSON.stringify(hit.spent))
    expect(hit.to).toBe(`/track/${orders.mine}#proof`)
    for (const miss of wrong) expect(miss).toEqual({ ...hit, to: `/track/${orders.mine}?code=wrong#proof` })
  })

  it('is kept as a keyed hash only; jobs and logs hold ids', async () => {
    later()
    const me = await byLink(orders.mine)
    await sendCode(orders.mine, me)
    const code = await newestCode()
    const stored = await served.installation.store.as(main, async (tx) =>
      JSON.stringify([
        await tx.query<{ row: string }>(`select to_jsonb(c)::text as row from codes c`),
        await tx.query<{ row: string }>(`select to_jsonb(n)::text as row from notices n`),
        await tx.query<{ row: string }>(`select to_jsonb(a)::text as row from attempts a`),
        await tx.query<{ row: string }>(`select to_jsonb(o)::text as row from outbox o`),
      ]),
    )
    expect(stored).toContain('"person')
    expect(stored).not.toContain(`"${code}"`)
    expect(stored).not.toContain(`\\"${code}\\"`)
    expect(stored).not.toContain(Buffer.from(code).toString('hex'))
    expect(JSON.stringify(served.logged)).not.toContain(code)
  })

  it('cannot be asked for with another’s order, nor from another site', async () => {
    later()
    const me = await byLink(orders.mine)
    const held = (await codes()).length
    expect((await sendCode(orders.another, me)).status).toBe(404)
    expect((await sendCode(orders.mine, {})).status).toBe(404)
    expect((await sendCode(orders.mine, { ...me, 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    expect((await tryCode(orders.mine, '123456', { ...me, 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    expect((await codes()).length).toBe(held)
  })
})

describe('in the chat', () => {
  async function talking(first: string) {
    const { json } = await api('/v1/conversations', { body: { text: first } })
    const said = (of: typeof json) => of['messages'].at(-1).text as string
    return {
      first: said(json),
      say: async (text: string) => {
        const answer = (await api(`/v1/conversations/${json['id']}/messages`, { body: { text } })).json
        return { text: said(answer), level: answer['level'] as string }
      },
    }
  }

  it('a tracking number alone is told the same little', async () => {
    later()
    const { first, say } = await talking(`where is ${number}`)
    expect(first).toMatch(
      /^That parcel is on its way\. UPS reported it on Monday, Nov 2 \(as of .*\)\. If you want to know more/,
    )
    expect(first).not.toMatch(/T1|lamp|Mira|Leipzig|Lampenladen/)
    const unknown = await say('1Z999AA10123456784')
    expect(unknown).toEqual({
      text: expect.stringMatching(/^I know nothing of a parcel with that number\./),
      level: 'L0',
    })
    expect(await say(elsewhere)).toEqual(unknown)
    expect(await say(unclaimed)).toEqual(unknown)
  })

  it('the address and the other orders are told once the code is typed, and forgotten after half an hour', async () => {
    later()
    const { say } = await talking('order #T1, my email is customer1@example.com')
    const asked = await say('which address is it going to')
    expect(asked.text).toBe(
      'If we have an e-mail address with this order, a code goes there now. Please type it here once you have it.',
    )
    const code = await newestCode()
    const wrong = await say(otherThan(code))
    expect(wrong.text).toContain('That code does not fit')
    expect(await say([...code].map((digit) => String.fromCodePoint(digit.charCodeAt(0) + 0xfee0)).join(''))).toEqual({
      text: expect.stringContaining('T1 goes to: Mira Okafor, Lindenallee 12, 10115 Berlin, Germany, Lampenladen says'),
      level: 'L3',
    })
    const all = await say('what did I order')
    expect(all.text).toMatch(/T3, placed .*Wool rug/)
    expect(all.text).not.toContain('T2')
    served.clock.advance({ minutes: 30 })
    const after = await say('which address is it going to')
    expect(after.level).toBe('L2')
    expect(after.text).not.toContain('Lindenallee')
  })

  it('on the page of one order the code opens the person’s others, and another’s never', async () => {
    later()
    const me = await byLink(orders.mine, orders.another)
    const say = async (order: string, text: string) => {
      const { json } = await post(`/track/${order}/say`, { text }, { ...me, Accept: 'application/json' })
      return json['messages'].at(-1).text as string
    }
    expect(await say(orders.mine, 'which address is it going to')).toContain('a code goes there now')
    expect(await say(orders.mine, await newestCode())).toContain('Lindenallee 12')
    expect((await page(orders.mine, me)).text).toContain('Lindenallee')
    const theirs = await page(orders.another, me)
    expect(theirs.text).toContain('Get a code')
    expect(theirs.text).not.toContain(orders.second)
    expect({ status: theirs.status, address: theirs.text.includes('Lindenallee') }).toEqual({
      status: 200,
      address: false,
    })
    expect(await say(orders.another, 'which address is it going to')).toContain('a code goes there now')
  })

  it('an order without an e-mail address is answered in the same words', async () => {
    later()
    const [has, lacks] = [
      await talking('order #T2, my postcode is 10115'),
      await talking('order #T4, my postcode is 10115'),
    ]
    const asked = [await has.say('which address is it going to'), await lacks.say('which address is it going to')]
    expect(asked[0]?.text).toContain('a code goes there now')
    expect(asked[1]).toEqual(asked[0])
  })
})

it('2,000 random wrong tries, over page and chat, disclose nothing', async () => {
  later()
  const before = (await codes()).length
  let seed = 20_261_120
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return (seed >>> 8) % below
  }
  const digits = (n: number) => Array.from({ length: n }, () => random(10)).join('')
  const pick = <T>(some: readonly T[]): T => some[random(some.length)] as T
  // Never a pair that fits: e-mail addresses of nobody, phone numbers and postcodes of nowhere.
  const proof = () =>
    pick([
      `eve${digits(4)}@example.com`,
      `+49 40 ${digits(7)}`,
      `9${digits(4)}`,
      'x',
      `customer${5 + random(90)}@example.com`,
    ])
  const order = () => pick(['T1', 'T2', 'T3', '#T4', `T${digits(3)}`, digits(6)])
  const tracking = () => pick([elsewhere, unclaimed, `1Z${digits(16)}`, digits(12), number.slice(0, 17)])
  const link = await byLink(orders.mine)
  const secrets = new RegExp(
    ['Mira', 'Okafor', 'Lindenallee', 'Desk lamp', 'Wool rug', 'Leipzig', 'Left the hub', 'on its way', 'On its way']
      .concat(orders.second, orders.another, orders.silent, number)
      .join('|'),
  )
  const tried = { pair: 0, number: 0, link: 0, code: 0, chat: 0 }
  const disclosures: string[] = []
  const one = async () => {
    const kind = pick(['pair', 'pair', 'number', 'number', 'link', 'code', 'chat', 'chat'] as const)
    tried[kind]++
    if (kind === 'chat') {
      const text = pick([
        () => `where is order ${order()}, my details: ${proof()}`,
        () => `where is ${tracking()}`,
        () => `order number ${order()} postcode 9${digits(4)}`,
        () => `my code is ${digits(6)}, which address is it going to`,
        () => 'show me all my orders',
      ])()
      const { json } = await api('/v1/conversations', { body: { text } })
      const told = json['messages'].at(-1).text as string
      if (json['level'] !== 'L0' || secrets.test(told)) disclosures.push(`${text}: ${told}`)
      return
    }
    const answer = await {
      pair: () => lookUp({ number: order(), proof: proof() }),
      number: () => lookUp({ number: tracking() }),
      link: () => ask(`/t/${digits(43)}`, { headers: html }),
      // Without a code having been asked for, every one is wrong.
      code: () => tryCode(orders.mine, digits(6), link),
    }[kind]()
    const Cookie = cookieOf(answer.headers)
    const seen = Cookie === '' ? 404 : (await page(orders.mine, { Cookie })).status
    const to = answer.headers.get('location') ?? ''
    if (secrets.test(answer.text) || seen !== 404 || (to !== '' && !to.includes('code=wrong')))
      disclosures.push(`${kind}: ${answer.status} ${to} ${seen}`)
  }
  const lanes = Array.from({ length: 8 }, async (_, lane) => {
    for (let n = lane; n < 2_000; n += 8) await one()
  })
  await Promise.all(lanes)
  console.log(`wrong tries: ${JSON.stringify(tried)}, disclosures: ${disclosures.length}`)
  expect(disclosures).toEqual([])
  expect(Object.values(tried).reduce((a, b) => a + b)).toBe(2_000)
  expect(Math.min(...Object.values(tried))).toBeGreaterThan(100)
  expect((await codes()).length).toBe(before)
  expect((await page(orders.second, link)).status).toBe(404)
}, 120_000)
