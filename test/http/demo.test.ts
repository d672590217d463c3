import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoLines, type DemoParts, openDemo } from '../../src/server/demo/index.ts'
import { buildServer } from '../../src/server/http/index.ts'
import { loadAssistant } from '../../src/server/assistant.ts'
import { loadPages } from '../../src/server/pages.ts'
import { questions } from '../../src/server/demo/questions.ts'
import { demoShop } from '../../src/server/demo/shop.ts'
import { tellingOrders } from '../../src/server/demo/orders.ts'
import { type Context, answer, importOrders } from '../../src/service/index.ts'
import type { OrderId } from '../../src/model/index.ts'
import { openTestInstallation, shop, testClock, type TestInstallation } from '../installation.ts'
import { vendureAnswer, vendureOrder } from './serve.ts'

/** The demo shop as a newcomer meets it: its page, its links, and what one may ask. */

let installation: TestInstallation
let ctx: Context
const clock = testClock()
const closing: (() => Promise<unknown>)[] = []

async function serve(parts: DemoParts | null) {
  const demo = parts && (await openDemo({ ...ctx, actor: { kind: 'job' } }, parts))
  const server = buildServer({
    ...ctx,
    pages: await loadPages(),
    ...(demo && { demo }),
    settings: { trustProxy: false, requestsPerMinute: 10_000, lookUpsPerMinute: 10_000 },
  })
  closing.push(() => server.close())
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const get = async (path: string) => {
    const response = await fetch(new URL(path, url), { redirect: 'manual', headers: { accept: 'text/html' } })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  return { url, get, demo }
}

beforeAll(async () => {
  installation = await openTestInstallation({ clock, assistant: await loadAssistant() })
  ctx = installation.context()
  closing.push(() => installation.close())
})
afterAll(async () => {
  for (const close of closing) await close()
})

const hrefs = (html: string) => [...html.matchAll(/(?:href|src)="([^"]+)"/g)].flatMap(([, href]) => href ?? [])

describe('/demo', () => {
  it.each([
    ['/demo', 'en-GB', 'This shop is invented. Nothing here is for sale', 'Be Anna'],
    ['/demo?lang=de', 'de', 'Diesen Laden gibt es nicht. Hier ist nichts zu kaufen', 'Anna sein'],
    ['/demo?lang=tlh', 'en-GB', 'This shop is invented', 'Be Anna'],
  ])('%s speaks %s', async (path, language, banner, be) => {
    const { get } = await serve({})
    const { status, text } = await get(path)
    expect(status).toBe(200)
    expect(text).toContain(`<html lang="${language}"`)
    expect(text).toContain(banner)
    expect(text).toContain(be)
  })

  it('has a card for each telling order: who, number, postcode, how it stands', async () => {
    const { get } = await serve({})
    const { text } = await get('/demo')
    const cards = text.split('<li class="card').slice(1)
    expect(cards).toHaveLength(tellingOrders.length)
    for (const { script, person } of tellingOrders) {
      const card = cards.find((one) => one.includes(script.number))
      expect(card).toContain(person.customer.lastName)
      expect(card).toContain(`<kbd title="Postcode">${person.address.postal}</kbd>`)
    }
    const card = (number: string) => cards.find((one) => one.includes(number))
    expect(card('LO-4106')).toContain('Late, still on its way')
    expect(card('LO-4107')).toContain('The shop says it was delivered.')
    expect(card('LO-4110')).toContain('The customer has nothing.')
    expect(card('LO-4116')).toContain('Moves within minutes')
    expect(card('LO-4109')).not.toContain('Moves within minutes')
  })

  it('leads nowhere that does not answer, and loads nothing from elsewhere', async () => {
    const { get } = await serve({})
    const { text, headers } = await get('/demo')
    const links = hrefs(text)
    expect(links.length).toBeGreaterThan(20)
    expect(links.filter((href) => !href.startsWith('/'))).toEqual([])
    const answers = await Promise.all(links.map(async (href) => [href, (await get(href)).status] as const))
    expect(answers.filter(([href, status]) => status !== (href.startsWith('/demo/track/') ? 303 : 200))).toEqual([])
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('opens the tracking pages of its own orders and of no others', async () => {
    const { get } = await serve({})
    const body = JSON.stringify(vendureAnswer(vendureOrder(4_116)))
    const connector = ctx.shops.get('vendure')
    const read = connector?.read(body, { map: {}, now: clock.now() })
    if (!read?.ok) throw new Error('not read')
    await importOrders(ctx, {
      connector: 'vendure',
      shop,
      read: read.value,
      contentType: 'application/json',
      bytes: body.length,
    })
    expect((await get('/demo/track/T4116')).status).toBe(404)
    expect((await get('/demo')).text).not.toContain('T4116')
    const opened = await get('/demo/track/LO-4116')
    expect(opened.status).toBe(303)
    expect(opened.headers.get('location')).toMatch(/^\/t\/[\w-]{43}$/)
  })

  it('names mailbox, desk and widget only where they are', async () => {
    const bare = await (await serve({})).get('/demo')
    expect(bare.text).not.toMatch(/mailbox|\/desk|data-key/)
    const asked: unknown[] = []
    const { get, url } = await serve({
      mailbox: { path: '/mailbox' },
      signIn: async () => '/in/once',
      widget: {
        path: '/widget.js',
        key: async (_, input) => {
          asked.push(input)
          return 'shop-key'
        },
      },
    })
    const { text } = await get('/demo')
    await get('/demo')
    expect(text).toContain('<script async src="/widget.js" data-key="shop-key">')
    expect(hrefs(text)).toEqual(expect.arrayContaining(['/mailbox', '/desk']))
    expect(text).toContain('The assistant is in the corner of this page.')
    // One key however often the page is looked at.
    expect(asked).toEqual([{ shop: demoShop.id, origins: [url, url.replace('127.0.0.1', 'localhost')] }])
  })

  it('is not there where no demo runs, and the landing leads to it only where one does', async () => {
    const without = await serve(null)
    expect((await without.get('/demo')).status).toBe(404)
    expect((await without.get('/demo/track/LO-4116')).status).toBe(404)
    expect((await without.get('/')).text).not.toContain('/demo')
    const { get } = await serve({})
    expect((await get('/')).text).toContain('<a class="button" href="/demo">')
    expect((await get('/track')).text).not.toContain('/demo')
  })
})

describe('what start prints', () => {
  it('answers, link by link, and fits eighty columns', async () => {
    const { url, demo } = await serve({})
    const lines = demoLines({ address: url, watch: `/t/${await demo?.watch()}`, mailbox: null, signIn: null })
    const links = lines.flatMap((line) => /http:\S+/.exec(line)?.[0] ?? [])
    expect(links).toHaveLength(4)
    const statuses = await Promise.all(links.map(async (link) => (await fetch(link, { redirect: 'manual' })).status))
    expect(statuses).toEqual([200, 303, 200, 200])
    const atHome = demoLines({
      address: 'http://127.0.0.1:4100',
      watch: `/t/${'x'.repeat(43)}`,
      mailbox: '/mailbox',
      signIn: `/in/${'x'.repeat(43)}`,
    })
    expect(atHome.filter((line) => line.length > 80)).toEqual([])
    expect(atHome.filter((line) => /\/(?:t|in)\/x+$/.test(line))).toHaveLength(2)
    expect(atHome.filter((line) => line.includes('within 15 minutes'))).toHaveLength(1)
    expect(lines.filter((line) => line.includes('within 15 minutes'))).toEqual([])
  })

  it('watches the one that moves first, then whichever is next, then nothing', async () => {
    const { demo } = await serve({})
    const watched = async () => {
      const secret = await demo?.watch()
      if (!secret) return null
      const { url } = await serve({})
      const { headers } = await fetch(`${url}/t/${secret}`, { redirect: 'manual' })
      const id = headers.get('location')?.split('/').at(-1) as OrderId
      const { findOrdersByNumber } = await import('../../src/store/index.ts')
      const [first] = await ctx.store.as(ctx.tenant, (tx) => findOrdersByNumber(tx, 'LO-4116'))
      return id === first ? 'LO-4116' : 'another'
    }
    expect(await watched()).toBe('LO-4116')
    const before = clock.now().toString()
    clock.advance({ minutes: 3 })
    expect(await watched()).toBe('another')
    clock.advance({ hours: 7 })
    expect(await demo?.watch()).toBeNull()
    clock.set(before)
  })
})

describe('the questions', () => {
  // Where nothing has moved yet.
  let fresh: Context
  beforeAll(async () => {
    fresh = installation.context({ tenant: await installation.addTenant('asked') })
  })

  const expected: Readonly<Record<string, RegExp>> = {
    'Where is my order?': /LO-4116 has reached the depot near you.*UPS says it will arrive today/,
    'Why is my parcel late?': /LO-4106 is late.*its truck, train or plane ran late/,
    'Where is the rest of my order?': /Floor lamp Rhön was delivered.*Side table Eiche has reached a depot/,
    'Has my order arrived?': /Lumen & Oak says it was delivered, UPS says .*They don’t agree/,
    'Why is my parcel stuck?': /until duties are paid.*the duties have to be paid/,
    'It says delivered, but I have nothing': /LO-4110 was delivered (?:yesterday|on ).*a person can look into it/,
    'Wann kommt meine Lieferung?': /LO-4114 ist in der Zustellung.*soll die Sendung heute zwischen .* ankommen/,
    'Wo wurde mein Paket abgegeben?': /LO-4103 wurde bei einem Nachbarn abgegeben, laut UPS/,
  }

  it('each is expected to show something else, and two are German', () => {
    expect(questions.map(({ say }) => say)).toEqual(Object.keys(expected))
    expect(questions.filter(({ language }) => language === 'de')).toHaveLength(2)
  })

  it.each(questions)('“$say”, then $order and the postcode when asked for them', async ({ say, order }) => {
    await openDemo({ ...fresh, actor: { kind: 'job' } })
    const postcode = tellingOrders.find(({ script }) => script.number === order)?.person.address.postal ?? ''
    const asked = { shop: { name: demoShop.name, zone: demoShop.zone } }
    const first = await answer(fresh, { ...asked, text: say, seen: { orders: [], level: 'L0' } })
    const second = await answer(fresh, { ...asked, text: order, dialogue: first.dialogue, seen: first.seen })
    const third = await answer(fresh, { ...asked, text: postcode, dialogue: second.dialogue, seen: second.seen })
    expect(third.spoken.text.replaceAll('\n', ' ')).toMatch(expected[say] ?? /^$/)
  })
})
