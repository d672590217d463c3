import { readFile, writeFile, mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MailKind, OrderView } from '../../src/contract/index.ts'
import type { Web } from '../../web/rendering.ts'
import { openBrowser } from '../browser/browser.ts'
import { pages } from '../browser/pages.ts'
import { renderer } from './mailing.ts'

/** What mails say and how they look: as markup, as text, in each language. */

const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
let browser: Browser
let render: Web['renderMail']
beforeAll(async () => {
  render = await renderer()
  browser = await openBrowser()
}, 120_000)
afterAll(() => browser?.close())

const links = { order: 'https://track.example.com/t/secret', unsubscribe: 'https://track.example.com/u/secret' }
const languages = ['en-GB', 'de', 'ar'] as const

/** One of each kind, and some that are hard. */
const mails = {
  confirmed: ['order_confirmed', { order: pages.notShipped.order }],
  confirmedUnpaid: ['order_confirmed', { order: { ...pages.notShippedLate.order, promised: null } }],
  shipped: ['shipped', { order: pages.onItsWay.order, parcel: 'p1' }],
  shippedSaysShop: ['shipped', { order: pages.sent.order, parcel: 'p1' }],
  shippedAnnounced: [
    'shipped',
    {
      order: onlyParcel(pages.announced.order, {
        sent: { at: '2026-11-19T16:40:00Z', source: pages.announced.order.source },
      }),
      parcel: 'p1',
    },
  ],
  shippedPart: ['shipped', { order: pages.split.order, parcel: 'p2' }],
  delivered: ['delivered', { order: pages.deliveredSafePlace.order, parcel: 'p1' }],
  deliveredSaysShop: ['delivered', { order: pages.deliveredSaysShop.order, parcel: 'p1' }],
  late: ['late', { order: pages.late.order, parcels: ['p1'], unshipped: false }],
  lateAll: ['late', { order: { ...pages.split.order, promised: '2026-11-18' }, parcels: ['p2'], unshipped: true }],
  code: ['code', { order: pages.notShipped.order, code: '408163', expiresAt: '2026-11-20T13:20:00Z' }],
  long: ['shipped', { order: pages.longNames.order, parcel: 'p1' }],
  hostile: ['shipped', { order: pages.hostile.order, parcel: 'p1' }],
} as const satisfies Readonly<Record<string, readonly [MailKind, { order: OrderView } & Record<string, unknown>]>>

type Name = keyof typeof mails
const names = Object.keys(mails) as Name[]

function made(name: Name, language: string) {
  const [kind, view] = mails[name]
  return render(
    kind,
    { language, now: pages.onItsWay.now, ...view },
    {
      links: kind === 'code' ? { ...links, unsubscribe: null } : links,
    },
  )
}

function onlyParcel(order: OrderView, more: Partial<OrderView['parcels'][number]>): OrderView {
  return { ...order, parcels: order.parcels.map((parcel) => ({ ...parcel, ...more })) }
}

async function shown(html: string, { dark = false, width = 360 } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 740 }, colorScheme: dark ? 'dark' : 'light' })
  const page = await context.newPage()
  await page.setContent(html)
  return page
}

describe('a mail', () => {
  it.each(names)('%s is sound markup in every language, light and dark, on a phone', async (name) => {
    for (const language of languages) {
      const { html } = made(name, language)
      for (const dark of [false, true]) {
        const page = await shown(html, { dark })
        await page.evaluate(axe)
        const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
          'axe.run(document, { resultTypes: ["violations"] })',
        )
        const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)
        expect(told, `${name} ${language} ${dark ? 'dark' : 'light'}`).toEqual([])
        const over = await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        )
        expect(over, 'wider than a phone').toBeLessThanOrEqual(0)
        await page.context().close()
      }
    }
  })

  it.each(names)('%s needs no script, no image and nothing from elsewhere', (name) => {
    const { html } = made(name, 'en')
    expect(html).not.toMatch(/<(?:script|img|link|iframe|form|video|object)\b/i)
    expect(html).not.toMatch(/url\(|@import|<[^>]*\son\w+=/i)
    const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)
    expect(new Set(hrefs)).toEqual(new Set(mails[name][0] === 'code' ? [links.order] : Object.values(links)))
  })

  it.each(names)('%s says the same as text', async (name) => {
    for (const language of languages) {
      const { html, text } = made(name, language)
      const page = await shown(html)
      const said = await page.evaluate<string>(
        `[...document.querySelectorAll('h1,h2,h3,p,td,a,bdi')].map((e) => e.innerText).filter(Boolean).join('\\n')`,
      )
      await page.context().close()
      const plain = words(text)
      const missing = said
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !words(line).every((word) => plain.includes(word)))
      expect(missing, `${name} ${language}`).toEqual([])
      for (const href of mails[name][0] === 'code' ? [links.order] : Object.values(links)) expect(text).toContain(href)
    }
  })

  it('says nothing in days that pass while it waits to be read', () => {
    const near = /\b(?:today|tomorrow|yesterday|heute|morgen|gestern)\b|اليوم|غدًا|أمس/i
    for (const name of names)
      for (const language of languages) {
        const { subject, text } = made(name, language)
        expect(`${subject}\n${text}`, `${name} ${language}`).not.toMatch(near)
      }
    const out = render(
      'shipped',
      { language: 'en', now: pages.onItsWay.now, order: pages.outForDelivery.order, parcel: 'p1' },
      { links },
    )
    expect(out.subject).toMatch(/^Out for delivery since Friday/)
  })

  it('names whose word each thing is', () => {
    expect(made('delivered', 'en-GB').text).toMatch(/Left in a safe place\.\n[^]*UPS, as of 20 Nov, 14:05 CET/)
    expect(made('deliveredSaysShop', 'en-GB').text).toContain('Northlight says it was delivered')
    expect(made('shipped', 'de').text).toContain('UPS erwartet die Zustellung am Dienstag, 24. November.')
    expect(made('late', 'en-GB').text).toContain('UPS expected it on Thursday 19 November.')
    expect(made('shippedAnnounced', 'en-GB').text).toMatch(
      /Sent by Northlight on Thursday 19 November\n[^]*Not handed to UPS yet\./,
    )
  })

  it('leaves unsaid what is not known', () => {
    const order: OrderView = { ...pages.sentWithoutNumber.order, promised: null, firstName: null }
    const { text, html } = render(
      'shipped',
      { language: 'en', now: pages.onItsWay.now, order, parcel: 'p1' },
      { links },
    )
    for (const body of [text, html]) {
      expect(body).toContain('Sent by Northlight')
      expect(body).not.toMatch(/null|undefined|NaN|Invalid|promised|expects|Tracking number/)
    }
  })

  it('lets no title be more than a title', () => {
    const line = pages.notShipped.order.lines[0]
    if (!line) throw new Error('no line')
    const title = 'Lamp\r\n\r\nYour code: 1234 <b>\u2028-- '
    const order: OrderView = { ...pages.notShipped.order, lines: [{ ...line, title }], number: '1\r\nBcc: x@y.z' }
    const { text, html } = render('order_confirmed', { language: 'en', now: pages.onItsWay.now, order }, { links })
    expect(text).toContain('Lamp Your code: 1234 <b> -- ')
    expect(text.split('\n').filter((one) => one.startsWith('Your code') || one.startsWith('Bcc'))).toEqual([])
    expect(html).not.toContain('<b>')
  })
})

it('is drawn for whoever wants to look: WHEREABOUTS_SHOTS names a folder', async () => {
  const folder = process.env['WHEREABOUTS_SHOTS']
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
  for (const name of names)
    for (const [language, dark, width] of [
      ['en-GB', false, 360],
      ['de', true, 360],
      ['ar', false, 360],
      ['en-GB', false, 1000],
    ] as const) {
      const page = await shown(made(name, language).html, { dark, width })
      const shot = await page.screenshot({ fullPage: true })
      await writeFile(`${folder}/${name}-${language}-${dark ? 'dark' : 'light'}-${width}.png`, shot)
      await page.context().close()
    }
})

/** Words and figures, without marks, case and the isolates of right-to-left text. */
function words(text: string): string[] {
  return text
    .replaceAll(/[\u2066-\u2069]/g, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
}
