import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { parseSync } from 'vite'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeShopKey } from '../../src/service/index.ts'
import { addMessages, digestOf, findConversation } from '../../src/store/index.ts'
import { buildWeb } from '../../web/build.ts'
import { type Served, asking, openServed, vendureAnswer, vendureOrder } from '../http/serve.ts'
import { main, shop } from '../installation.ts'
import { openBrowser } from './browser.ts'
import { type ShopPage, openShopPage } from './shop-page.ts'

const phone = { width: 360, height: 740 }
const desktop = { width: 1280, height: 900 }
const number = '1ZW4R7F10300000019'
const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

let browser: Browser
let served: Served
let page_: ShopPage
let key: string
let order: string
const contexts: { context: BrowserContext; complaints: string[] }[] = []

beforeAll(async () => {
  served = await openServed()
  const api = asking(served.url, await served.key())
  const body = vendureAnswer(vendureOrder(10231, { shipment: { number } }))
  await api('/v1/shops/main/orders?connector=vendure', { body })
  order = (await api('/v1/orders?number=T10231')).json['items'][0].id
  await scanned('2026-11-19T09:00', 'in_transit')
  page_ = await openShopPage(served.url)
  key = (await makeShopKey(served.ctx, { shop, origins: [page_.origin] })).key
  browser = await openBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await page_?.close()
  await served?.close()
})

afterEach(async () => {
  for (const { context } of contexts) await context.close()
  const complaints = contexts.splice(0).flatMap(({ complaints }) => complaints)
  expect(complaints, 'console errors and refusals of the content security policy').toEqual([])
})

async function scanned(localTime: string, milestone: string): Promise<void> {
  const api = asking(served.url, await served.key())
  const { status, text } = await api('/v1/scans', {
    body: { scans: [{ number, carrier: 'ups', localTime, milestone }] },
  })
  expect(status, text).toBe(200)
}

const tag = (more = '', by = key) => `<script async src="${served.url}/widget.js" data-key="${by}"${more}></script>`

/** A browser of a shopper; whatever it complains of fails the test, unless it is `expected`. */
async function openContext(options: BrowserContextOptions = {}, expected: RegExp = /^$/): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: desktop,
    timezoneId: 'Europe/Berlin',
    locale: 'en',
    reducedMotion: 'reduce',
    ...options,
  })
  const complaints: string[] = []
  const complain = (text: string) => {
    if (!expected.test(text)) complaints.push(text)
  }
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complain(message.text())
  })
  context.on('weberror', (error) => complain(error.error().message))
  await context.addInitScript(
    "addEventListener('securitypolicyviolation', (e) => console.error('refused: ' + e.violatedDirective))",
  )
  contexts.push({ context, complaints })
  return context
}

async function visit(
  { tags = tag(), lang = 'en', style = '', ...options }: BrowserContextOptions & Partial<Shown> = {},
  expected?: RegExp,
): Promise<Page> {
  page_.show({ tags, lang, style })
  const page = await (await openContext(options, expected)).newPage()
  await page.goto(page_.origin)
  return page
}
type Shown = Parameters<ShopPage['show']>[0]

async function opened(...how: Parameters<typeof visit>): Promise<Page> {
  const page = await visit(...how)
  await page.locator('.launch').click()
  await page.locator('dialog').waitFor()
  return page
}

const answers = (page: Page) => page.locator('.message.assistant:not(.thinking)')
const said = (page: Page) => page.locator('.message.shopper .text').allInnerTexts()

async function type(page: Page, text: string): Promise<void> {
  await page.locator('#say').fill(text)
  await page.locator('#say').press('Enter')
}

/** Says it and waits for the answer. */
async function ask(page: Page, text: string): Promise<string> {
  const before = await answers(page).count()
  await type(page, text)
  await answers(page).nth(before).waitFor()
  return answers(page).nth(before).locator('.text').innerText()
}

async function verified(...how: Parameters<typeof visit>): Promise<Page> {
  const page = await opened(...how)
  await ask(page, 'where is my order T10231')
  await ask(page, 'my postcode is 10115')
  await page.locator('.order-card').waitFor()
  return page
}

/** An expression about the dialog, as `e`. */
const inside = <T>(page: Page, expression: string) =>
  page.evaluate<T>(
    `((e) => ${expression})(document.querySelector('whereabouts-assistant').shadowRoot.querySelector('dialog'))`,
  )

const stored = (page: Page, what: string) =>
  page.evaluate<string | null>(`localStorage.getItem('whereabouts ${key} ${what}')`)

/** What the server holds of the page's conversation. */
async function held(page: Page) {
  const token = (await stored(page, 'token')) ?? ''
  const { json } = await asking(served.url)(`/widget/conversation?key=${key}`, {
    headers: { Origin: page_.origin, Authorization: `Bearer ${token}` },
  })
  return json['conversation'] as { id: string; messages: { by: string; text: string }[] }
}
/** As the desk does it: stored, and told to who listens. */
async function answerAsPerson(page: Page, text: string): Promise<void> {
  const token = (await stored(page, 'token')) ?? ''
  await served.installation.store.as(main, async (tx) => {
    const row = await findConversation(tx, { session: digestOf(token), order: null })
    if (!row) throw new Error('no conversation')
    await addMessages(tx, row, [{ by: 'person', text, at: served.clock.now(), extra: null }])
  })
  const { id } = await held(page)
  await served.bus.publish(`conversation:${id}`, { kind: 'conversation.message', id, sequence: 1 })
}
const heldWords = async (page: Page) =>
  (await held(page)).messages.filter(({ by }) => by === 'shopper').map(({ text }) => text)

/** The line to the assistant is down, as in a tunnel; the shop's own page, kept by the browser, is not. */
async function cut(page: Page): Promise<void> {
  await page.context().route(`${served.url}/widget/**`, (route) => route.abort())
  await page
    .context()
    .route(`${served.url}/widget.js`, (route) =>
      route.request().method() === 'HEAD' ? route.abort() : route.continue(),
    )
}
const mend = (page: Page) => page.context().unrouteAll()
const down = /net::ERR_FAILED|ERR_INTERNET_DISCONNECTED/

describe("on a shop's page", () => {
  it('is a button at once; the rest comes when it is pressed, all from one host, without a cookie', async () => {
    page_.show({ tags: tag() })
    const context = await openContext()
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(page_.origin)
    await page.getByRole('button', { name: 'Order assistant' }).waitFor()
    await page.waitForLoadState('networkidle')
    const own = () => asked.filter((url) => !url.startsWith(page_.origin))
    expect(own()).toEqual([`${served.url}/widget.js`])
    await page.locator('.launch').click()
    await page.getByRole('dialog', { name: 'Order assistant' }).waitFor()
    await ask(page, 'hello')
    expect(new Set(own().map((url) => new URL(url).origin))).toEqual(new Set([served.url]))
    expect(own().filter((url) => url.includes('/assets/'))).toHaveLength(2)
    expect(await context.cookies()).toEqual([])
  })

  it('runs under a policy that bites', async () => {
    const page = await opened({}, /TrustedHTML|refused: require-trusted-types-for|refused: style-src|inline style/)
    await expect(page.evaluate("document.body.innerHTML = '<p>'")).rejects.toThrow(/TrustedHTML/)
    const refused = page.waitForEvent('console', (message) => message.text() === 'refused: style-src-attr')
    await page.evaluate("document.body.setAttribute('style', 'color: red')")
    await refused
  })

  it.each([
    ['twice', () => tag() + tag()],
    ['as a module', () => tag(' type="module"')],
    ['early, in a page that is long in coming', () => tag().replace('async', 'async fetchpriority="high"')],
  ])('is there once when included %s', async (_, tags) => {
    const page = await opened({ tags: tags() })
    expect(await page.locator('whereabouts-assistant').count()).toBe(1)
    expect(await ask(page, 'hello')).not.toBe('')
  })

  it.each([
    [{ lang: 'de-AT' }, 'Bestell-Assistent', 'ltr'],
    [{ lang: 'ar' }, 'مساعد الطلبات', 'rtl'],
    [{ lang: 'en', more: ' data-language="ar"' }, 'مساعد الطلبات', 'rtl'],
    [{ lang: '', locale: 'de-DE' }, 'Bestell-Assistent', 'ltr'],
    [{ lang: 'fi', locale: 'fi-FI' }, 'Order assistant', 'ltr'],
  ])(
    'speaks the language of %o',
    async ({ lang, more = '', locale = 'en' }: { lang: string; more?: string; locale?: string }, title, dir) => {
      const page = await visit({ tags: tag(more), lang, locale })
      await page.getByRole('button', { name: title }).click()
      const dialog = page.getByRole('dialog', { name: title })
      await dialog.waitFor()
      expect(await dialog.getAttribute('dir')).toBe(dir)
    },
  )

  it('stays as large as the reader set, and as it is, whatever the page does to its own letters', async () => {
    const style = 'html{font-size:62.5%} *{font-family:serif;letter-spacing:5px;text-transform:uppercase}'
    const page = await opened({ style })
    const look = await inside<object>(
      page,
      "(({ fontSize, fontFamily, letterSpacing }) => ({ fontSize, fontFamily, letterSpacing }))(getComputedStyle(e.querySelector('.intro')))",
    )
    expect(look).toEqual({
      fontSize: '16px',
      fontFamily: expect.stringContaining('system-ui'),
      letterSpacing: 'normal',
    })
  })

  it('keeps its keys to itself', async () => {
    const page = await opened()
    await page.evaluate("globalThis.heard = []; addEventListener('keydown', (e) => heard.push(e.key))")
    await page.locator('#say').pressSequentially('/s')
    expect(await page.evaluate('heard')).toEqual([])
  })

  it('offers the order the page names', async () => {
    const page = await opened({ tags: tag(' data-order="T10231"') })
    await page.getByRole('button', { name: 'Where is my order T10231?' }).click()
    await answers(page).first().waitFor()
    expect(await said(page)).toEqual(['Where is my order T10231?'])
  })
})

describe('asking', () => {
  it('shows an order once its number and a proof were told, with whose word it is and as of when', async () => {
    const page = await opened()
    expect(await ask(page, 'where is my order T10231')).toContain('postcode')
    expect(await page.locator('.order-card').count()).toBe(0)
    await ask(page, 'my postcode is 10115')
    const card = page.getByRole('region', { name: 'Order T10231' })
    const text = await card.innerText()
    for (const shown of ['On its way', 'Last scan', '9:00 AM', 'UPS, as of', 'UPS has not named a delivery day'])
      expect(text).toContain(shown)
    expect(await card.locator('.step').count()).toBe(5)
    expect(await card.locator('.step[aria-current]').innerText()).toContain('On its way')
  })

  it.each([
    ['Europe/Berlin', '1:00 PM'],
    ['Europe/Vienna', '1:00 PM'],
    ['America/New_York', '1:00 PM GMT+1'],
  ])('tells hours by the shop’s clock, as its sentences do: seen in %s, %s', async (timezoneId, hour) => {
    const page = await verified({ timezoneId })
    const times = await page.locator('.message.assistant .meta time').allInnerTexts()
    expect(new Set(times)).toEqual(new Set([hour]))
  })

  it('keeps an order’s one card under the newest answer about it', async () => {
    const page = await verified()
    await ask(page, 'when will it arrive?')
    expect(await page.locator('.order-card').count()).toBe(1)
    const log = await page.locator('.messages').innerText()
    expect(log.indexOf('Last scan')).toBeGreaterThan(log.indexOf('when will it arrive?'))
  })

  it('shows nothing for a proof that does not fit', async () => {
    const page = await opened()
    await ask(page, 'where is my order T10231')
    await ask(page, 'my postcode is 99999')
    expect(await page.locator('.order-card').count()).toBe(0)
  })

  it('changes the card when the parcel moves', async () => {
    const page = await verified()
    await page.reload()
    // Shown again: whatever comes from now on, the line brought.
    await page.locator('.order-card').waitFor()
    await page.locator('.live.live').waitFor()
    await scanned('2026-11-20T08:00', 'out_for_delivery')
    await served.bus.publish(`order:${order}`, { kind: 'parcel.updated', id: order, sequence: 1 })
    await page.locator('.order-card h3', { hasText: 'Out for delivery' }).waitFor()
  })

  it('leads to the order’s own page, without a second proof', async () => {
    const page = await verified()
    const coming = page.context().waitForEvent('page')
    await page.getByRole('link', { name: 'Open the tracking page' }).click()
    const own = await coming
    await own.waitForURL(`${served.url}/track/${order}`)
    expect(await own.locator('.hero').innerText()).toContain('T10231')
    expect(await own.evaluate('opener')).toBeNull()
  })

  it('says so where that page does not open', async () => {
    const page = await verified({}, down)
    await page.context().route(`${served.url}/widget/open**`, (route) => route.abort())
    await page.getByRole('link', { name: 'Open the tracking page' }).click()
    await page.getByText('The tracking page did not open').waitFor()
    expect(page.context().pages()).toHaveLength(1)
  })

  it('offers the newest answer’s choices as buttons, and sends what they say', async () => {
    const page = await opened()
    await page.getByRole('button', { name: 'I want to talk to a person' }).click()
    await answers(page).first().waitFor()
    expect(await page.locator('.choices').count()).toBe(0)
    expect(await said(page)).toEqual(['I want to talk to a person'])
  })

  it('says who has it, and by whom a message is', async () => {
    const page = await opened()
    await ask(page, 'I want to talk to a person')
    await page.reload()
    await page.getByText('A person from our team answers here.').waitFor()
    await page.locator('.live.live').waitFor()
    await answerAsPerson(page, 'Good morning, this is Jonas.')
    const message = page.locator('.message.person')
    await message.waitFor()
    expect(await message.innerText()).toMatch(/^A person of Lampenladen\s+Good morning, this is Jonas\./)
  })

  it('brings a person’s answer also where the first words had to wait, so that the line was open before them', async () => {
    const page = await opened({}, /429/)
    let refused = 0
    await page.context().route(`${served.url}/widget/say**`, async (route) => {
      if (route.request().method() !== 'POST' || refused++ > 0) return route.continue()
      return route.fulfill({ status: 429, headers: { 'Access-Control-Allow-Origin': page_.origin } })
    })
    const conversation = page.waitForResponse(/widget\/conversation/)
    await ask(page, 'I want to talk to a person')
    await conversation
    await page.locator('.live.live').waitFor()
    await answerAsPerson(page, 'I look into it.')
    await page.locator('.message.person').waitFor()
  })
})

describe('over reloads and pages', () => {
  it('stays open with all that was said, and takes no focus', async () => {
    const page = await verified()
    const before = await page.locator('.messages').innerText()
    for (const path of ['', '/lamps']) {
      await page.goto(page_.origin + path)
      await page.locator('.order-card').waitFor()
      expect(await page.locator('.messages').innerText()).toBe(before)
      expect(await page.evaluate('document.activeElement.tagName')).toBe('BODY')
    }
  })

  it('is the same in two tabs', async () => {
    const page = await opened()
    const other = await page.context().newPage()
    await other.goto(page_.origin)
    await other.locator('dialog').waitFor()
    await ask(page, 'hello')
    await answers(other).first().waitFor()
    await type(other, 'where is my order T10231')
    await answers(other).nth(1).waitFor()
    const { id } = await held(page)
    await page.locator('.live.live').waitFor()
    await served.bus.publish(`conversation:${id}`, { kind: 'conversation.message', id, sequence: 1 })
    await answers(page).nth(1).waitFor()
    expect(await said(page)).toEqual(['hello', 'where is my order T10231'])
    expect(await said(other)).toEqual(['hello', 'where is my order T10231'])
  })

  it('starts over: nothing of it is left here, and its token opens nothing any more', async () => {
    const page = await verified()
    const token = await stored(page, 'token')
    await page.getByRole('button', { name: 'Start over' }).click()
    await page.locator('.message').first().waitFor({ state: 'detached' })
    expect(await stored(page, 'token')).toBeNull()
    await expect
      .poll(async () => {
        const headers = { Origin: page_.origin, Authorization: `Bearer ${token}` }
        return (await asking(served.url)(`/widget/conversation?key=${key}`, { headers })).status
      })
      .toBe(401)
    expect(await ask(page, 'where is my order T10231')).toContain('postcode')
    expect(await page.locator('.order-card').count()).toBe(0)
  })

  it('works for one page where the browser keeps nothing', async () => {
    page_.show({ tags: tag() })
    const context = await openContext()
    await context.addInitScript(
      "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })",
    )
    const page = await context.newPage()
    await page.goto(page_.origin)
    await page.locator('.launch').click()
    await ask(page, 'where is my order T10231')
    await ask(page, 'my postcode is 10115')
    await page.locator('.order-card').waitFor()
  })
})

describe('when the line is down', () => {
  it('keeps what is typed, over a reload, and sends it in order and once when it is back', async () => {
    const page = await opened({}, down)
    await ask(page, 'hello')
    await cut(page)
    const words = ['where is my order T10231', 'my postcode is 10115', 'thanks']
    for (const text of words) await type(page, text)
    await page.getByText('No connection. We keep your message').waitFor()
    expect(await page.getByText('Kept here until it can be sent.').count()).toBeGreaterThan(1)
    expect(await page.getByText('Looking it up').count()).toBe(0)
    await page.reload()
    await page.getByText('No connection. We keep your message').waitFor()
    expect(await said(page)).toEqual(words)
    await mend(page)
    await answers(page).nth(3).waitFor()
    expect(await said(page)).toEqual(['hello', ...words])
    expect(await heldWords(page)).toEqual(['hello', ...words])
    expect(await stored(page, 'queue')).toBeNull()
  })

  it('knows when the browser is offline, and sends by itself when it is not', async () => {
    const page = await opened({}, down)
    await page.context().setOffline(true)
    await type(page, 'hello')
    await page.getByText('No connection. We keep your message').waitFor()
    await page.context().setOffline(false)
    await answers(page).first().waitFor()
    expect(await page.getByText('No connection').count()).toBe(0)
  })

  it('sends what an earlier page could not, even where it stays closed', async () => {
    const page = await opened({}, down)
    await cut(page)
    await type(page, 'hello')
    await page.getByText('No connection. We keep your message').waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await mend(page)
    await page.reload()
    await expect.poll(() => stored(page, 'queue')).toBeNull()
    expect(await page.locator('dialog[open]').count()).toBe(0)
    expect(await heldWords(page)).toEqual(['hello'])
  })

  it('says nothing twice when only the answer was lost', async () => {
    const page = await opened({}, down)
    let lost = 0
    await page.context().route(`${served.url}/widget/say**`, async (route) => {
      if (lost++ > 0) return route.continue()
      await route.fetch()
      return route.abort()
    })
    await type(page, 'hello')
    await answers(page).first().waitFor()
    expect(lost).toBeGreaterThan(1)
    expect(await heldWords(page)).toEqual(['hello'])
  })

  it('says what was not sent because the conversation was over, and sends it in a new one', async () => {
    const page = await opened({}, /401|net::ERR_FAILED/)
    await ask(page, 'I want to talk to a person')
    await cut(page)
    await type(page, 'where is my order T10231')
    await page.getByText('No connection. We keep your message').waitFor()
    const token = (await stored(page, 'token')) ?? ''
    await asking(served.url)(`/widget/sessions?key=${key}`, {
      method: 'DELETE',
      headers: { Origin: page_.origin, Authorization: `Bearer ${token}` },
    })
    await mend(page)
    await page.getByText('Not sent: the conversation was over.').waitFor()
    await page.getByText('This conversation is over. You can start again.').waitFor()
    expect(await page.locator('.notes').innerText()).toBe('This conversation is over. You can start again.')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => said(page)).toEqual(['where is my order T10231'])
    expect(await heldWords(page)).toEqual(['where is my order T10231'])
    expect(await page.getByText('This conversation is over').count()).toBe(0)
  })

  it('waits where too much was asked, and says that it is not the line', async () => {
    const page = await opened({}, /429/)
    let refused = 0
    await page.context().route(`${served.url}/widget/say**`, (route) => {
      if (refused++ > 0) return route.continue()
      return route.fulfill({
        status: 429,
        headers: { 'Access-Control-Allow-Origin': page_.origin, 'Retry-After': '1' },
      })
    })
    await type(page, 'hello')
    await page.getByText('The assistant is busy. We keep your message').waitFor()
    await answers(page).first().waitFor()
    expect(await heldWords(page)).toEqual(['hello'])
  })

  it('tells a page it is not for from a line that is down', async () => {
    const other = await makeShopKey(served.ctx, { shop, origins: ['https://elsewhere.example'] })
    const page = await opened({ tags: tag('', other.key) }, /CORS|403|ERR_FAILED/)
    await type(page, 'hello')
    await page.getByText('The assistant cannot be reached from this page').waitFor()
    expect(await said(page)).toEqual(['hello'])
    expect(await page.evaluate(`localStorage.getItem('whereabouts ${other.key} token')`)).toBeNull()
  })

  it('can be tried again where not even its script came', async () => {
    const page = await visit({}, down)
    await page.context().route(`${served.url}/assets/**`, (route) => route.abort())
    await page.locator('.launch').click()
    await page.getByRole('button', { name: 'No connection. Try again' }).waitFor()
    await mend(page)
    await page.locator('.launch').click()
    await page.getByRole('dialog').waitFor()
  })
})

describe('for everybody', () => {
  const focused = (page: Page) =>
    page.evaluate<string>(
      '(() => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement; return e.id || e.className || e.tagName })()',
    )

  it('works by keyboard alone: opened, asked, left, and back where it began', async () => {
    const page = await visit()
    await page.locator('.launch').waitFor()
    for (const _ of ['link', 'field', 'button']) await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('launch')
    await page.keyboard.press('Enter')
    await page.locator('dialog').waitFor()
    await expect.poll(() => focused(page)).toBe('say')
    await page.keyboard.type('hello')
    await page.keyboard.press('Enter')
    await answers(page).first().waitFor()
    await page.keyboard.press('Escape')
    expect(await page.locator('dialog[open]').count()).toBe(0)
    expect(await focused(page)).toBe('launch')
  })

  it('leaves the rest of a desktop’s page in reach', async () => {
    const page = await opened()
    const box = await page.locator('dialog').boundingBox()
    expect(box?.width).toBeLessThanOrEqual(desktop.width / 2)
    await page.locator('[name=q]').fill('lamp')
    expect(await page.locator('dialog[open]').count()).toBe(1)
  })

  it('covers a phone’s screen and keeps what is behind out of reach; the keyboard waits for a finger', async () => {
    const page = await opened({ viewport: phone, hasTouch: true, isMobile: true })
    expect(await page.locator('dialog').boundingBox()).toEqual({ x: 0, y: 0, ...phone })
    expect(await inside(page, "e.matches(':modal')")).toBe(true)
    await expect.poll(() => focused(page)).toBe('title')
    for (let n = 0; n < 12; n++) {
      await page.keyboard.press('Tab')
      expect(await focused(page)).not.toBe('q')
    }
    await page.keyboard.press('Escape')
    expect(await focused(page)).toBe('launch')
  })

  it('follows when a phone is turned', async () => {
    const page = await opened({ viewport: phone })
    await page.setViewportSize({ width: phone.height, height: phone.width })
    await expect.poll(() => inside(page, "e.matches(':modal')")).toBe(false)
    expect((await page.locator('dialog').boundingBox())?.height).toBeLessThanOrEqual(phone.width)
    expect(await page.locator('dialog[open]').count()).toBe(1)
  })

  const looks = [phone, desktop].flatMap((viewport) =>
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      ['en', 'de', 'ar'].map((lang) => ({ viewport, colorScheme, lang })),
    ),
  )
  it.each(looks)('axe finds nothing at $viewport.width px, $colorScheme, $lang', async (look) => {
    const page = await visit(look)
    await page.locator('.launch').waitFor()
    await page.evaluate(axe)
    const violations = async () => {
      type Found = { id: string; nodes: { html: string }[] }[]
      const found = await page.evaluate<Found>('axe.run("whereabouts-assistant").then((r) => r.violations)')
      return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
    }
    expect(await violations(), 'closed').toEqual([])
    await page.locator('.launch').click()
    await page.locator('.choices').waitFor()
    expect(await violations(), 'fresh').toEqual([])
    await ask(page, 'where is my order T10231')
    await ask(page, 'my postcode is 10115')
    await page.locator('.order-card').waitFor()
    expect(await violations(), 'with a card').toEqual([])
  })

  it.each(['en', 'de', 'ar'])('needs no sideways scroll at 320 px, nor at double zoom: %s', async (lang) => {
    const page = await verified({ lang, viewport: { width: 320, height: 640 } })
    const log = () => inside(page, "e.querySelector('.log').scrollWidth - e.querySelector('.log').clientWidth")
    expect(await log(), '320 px').toBe(0)
    await page.setViewportSize({ width: desktop.width / 2, height: desktop.height / 2 })
    expect(await log(), 'zoomed').toBe(0)
    const box = await page.locator('dialog').boundingBox()
    expect(box?.x).toBeGreaterThanOrEqual(0)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(desktop.height / 2)
  })

  it('gives every button and link room for a finger', async () => {
    const page = await verified({ viewport: phone })
    const targets = await page.locator('dialog :is(a, button, input):visible').all()
    expect(targets.length).toBeGreaterThan(4)
    for (const target of targets) {
      const box = await target.boundingBox()
      expect(box?.height, await target.innerText()).toBeGreaterThanOrEqual(44)
      expect(box?.width).toBeGreaterThanOrEqual(44)
    }
  })

  it('has a log that tells what is new, and a field that remembers nothing', async () => {
    const page = await opened()
    expect(await page.getByRole('log', { name: 'Conversation' }).count()).toBe(1)
    expect(await page.getByRole('textbox', { name: 'Your question' }).getAttribute('autocomplete')).toBe('off')
  })

  it('moves nothing for who asked for less motion', async () => {
    const page = await verified()
    expect(await inside(page, 'e.getAnimations({ subtree: true }).length')).toBe(0)
  })
})

describe('light', () => {
  it('is a button of at most 2 KB, and at most 25 KB when open, gzip, in any language', async () => {
    const { manifest } = await buildWeb()
    const size = (path: string) => manifest.sizes[path.split('/').at(-1) ?? ''] ?? Infinity
    const { module, words } = manifest.widget
    expect(size('widget.js')).toBeLessThanOrEqual(2048)
    expect(Object.keys(words).toSorted()).toEqual(['ar', 'de', 'en'])
    for (const [language, file] of Object.entries(words))
      expect(size('widget.js') + size(module) + size(file), language).toBeLessThanOrEqual(25_600)
  })

  it('is all in those files: the module asks for no other', async () => {
    const { manifest } = await buildWeb()
    for (const file of [manifest.widget.module, ...Object.values(manifest.widget.words)]) {
      const text = await readFile(new URL(`../../dist/web${file}`, import.meta.url), 'utf8')
      const { staticImports, dynamicImports } = parseSync(file, text).module
      expect([...staticImports, ...dynamicImports], file).toEqual([])
      expect(/\beval\(|new Function|document\.cookie/.exec(text)?.[0], file).toBeUndefined()
    }
  })
})
