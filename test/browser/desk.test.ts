import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Workers, startWorkers } from '../../src/server/workers/index.ts'
import { livePages, makeSignInLink } from '../../src/service/index.ts'
import { type Served, asking, openServed, vendureAnswer, vendureOrder } from '../http/serve.ts'
import { openBrowser } from './browser.ts'

/** The desk and the tracking page side by side, with the real server, database and job queue behind them. */

const phone = { width: 360, height: 740 }
const desktop = { width: 1280, height: 900 }
const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const number = '1ZW4R7F10300000019'

let served: Served
let workers: Workers
let browser: Browser
let api: ReturnType<typeof asking>
const orders: string[] = []
const opened: { page: Page; complaints: string[] }[] = []

beforeAll(async () => {
  served = await openServed()
  const { store, clock, log } = served.ctx
  workers = await startWorkers({ store, clock, log, consumers: [livePages(served.bus)] })
  browser = await openBrowser()
  api = asking(served.url, await served.key())
  await api('/v1/shops/main/orders?connector=vendure', {
    body: vendureAnswer(
      vendureOrder(1, { shipment: { number }, lines: [{ name: 'Reading lamp', quantity: 2 }] }),
      ...[2, 3, 4].map((n) => vendureOrder(n)),
    ),
  })
  for (const n of [1, 2, 3, 4]) orders.push((await api(`/v1/orders?number=T${n}`)).json['items'][0].id)
  const scan = { number, carrier: 'ups', place: { city: 'Leipzig', country: 'DE' } }
  await api('/v1/scans', {
    body: {
      scans: [
        { ...scan, localTime: '2026-11-18T19:00', milestone: 'in_transit', status: 'in_transit/picked_up' },
        { ...scan, localTime: '2026-11-19T04:10', milestone: 'in_transit', status: 'in_transit/departed', code: 'DP' },
      ],
    },
  })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await workers?.stop()
  await served?.close()
})

afterEach(async () => {
  for (const { page } of opened) await page.context().close()
  const complaints = opened.splice(0).flatMap(({ complaints }) => complaints)
  expect(complaints, 'console errors and refusals of the content security policy').toEqual([])
})

async function visit(path: string, options: BrowserContextOptions = {}, expected = /^$/): Promise<Page> {
  const context = await browser.newContext({
    viewport: desktop,
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  const complain = (text: string) => {
    if (!expected.test(text)) complaints.push(text)
  }
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complain(message.text()))
  page.on('pageerror', (error) => complain(error.message))
  opened.push({ page, complaints })
  await page.goto(`${served.url}${path}`)
  return page
}

const shopperPage = async (order = orders[0] ?? '', options: BrowserContextOptions = {}) => {
  const page = await visit(`/t/${await served.link(order)}`, { viewport: phone, ...options })
  if (options.javaScriptEnabled !== false) await page.waitForSelector('.live.live')
  return page
}

async function deskPage(options: BrowserContextOptions = {}, expected?: RegExp): Promise<Page> {
  const page = await visit(await makeSignInLink(served.ctx, { name: 'Anna' }), options, expected)
  await page.getByRole('button').click()
  await page.waitForURL('**/desk')
  if (options.javaScriptEnabled !== false) await page.waitForSelector('body[data-live=live]')
  return page
}

async function ask(page: Page, text: string): Promise<void> {
  const box = page.getByLabel('Your question')
  await box.fill(text)
  await box.press('Enter')
}

describe('the whole way', () => {
  it('asked for, seen, answered, replied to, handed back: live on both sides', async () => {
    const desk = await deskPage()
    const shopper = await shopperPage()
    await ask(shopper, 'where is my parcel?')
    await ask(shopper, 'I want to talk to a person')
    await shopper.getByText('A person from our team answers here.').waitFor()

    // On the open list, without a reload.
    const row = desk.locator('.row.waiting').filter({ hasText: 'Mira' })
    await row.waitFor()
    expect(await row.innerText()).toMatch(/Asked for a person/)
    await expect.poll(() => desk.title()).toBe('(1) Conversations')

    await row.getByRole('link').click()
    await desk.waitForSelector('body[data-live=live]')
    const facts = await desk.locator('#facts').innerText()
    for (const known of ['T1', 'On its way', 'Leipzig', '2 × Reading lamp', 'UPS, as of', number])
      expect(facts).toContain(known)
    expect(await desk.locator('#tried').innerText()).toMatch(/where is my parcel\?[^]*Answered[^]*Given to a person/)

    // The draft is taken over, changed, and sent by keyboard.
    await desk.getByRole('link', { name: 'Put into the answer' }).click()
    const box = desk.getByLabel('Your answer')
    expect(await box.inputValue()).toContain('T1')
    await box.fill('Hello Mira, I have asked UPS.')
    await box.press('Control+Enter')
    await shopper.getByText('Hello Mira, I have asked UPS.').waitFor()
    expect(await shopper.locator('.message.person .who').innerText()).toBe('Anna, Lampenladen')

    // While the agent is typing, the shopper's reply appears and the words typed stay.
    await desk.waitForSelector('body[data-live=live]')
    await desk.getByLabel('Your answer').fill('One mo')
    await ask(shopper, 'Thank you, Anna')
    await desk.locator('.message.shopper').filter({ hasText: 'Thank you, Anna' }).waitFor()
    expect(await desk.getByLabel('Your answer').inputValue()).toBe('One mo')
    expect(await shopper.locator('.message').last().innerText()).toContain('Thank you, Anna')

    await desk.getByRole('button', { name: 'Hand back to the assistant' }).click()
    await shopper.getByText('The assistant is back.').waitFor()
    await ask(shopper, 'where is my parcel?')
    await expect.poll(() => shopper.locator('.message').last().innerText()).toMatch(/T1 .*on its way/)
    await desk.getByText('The assistant has this conversation.').waitFor()
  })

  it('works without a script', async () => {
    const desk = await deskPage({ javaScriptEnabled: false })
    const shopper = await shopperPage(orders[1], { javaScriptEnabled: false })
    await shopper.getByLabel('Your question').fill('I want to talk to a person')
    await shopper.getByRole('button', { name: 'Send' }).click()
    await desk.reload()
    await desk.locator('.row.waiting').first().getByRole('link').click()
    await desk.getByRole('link', { name: 'Put into the answer' }).click()
    expect(await desk.getByLabel('Your answer').inputValue()).toContain('T2')
    await desk.getByLabel('Your answer').fill('Hello without a script.')
    await desk.getByRole('button', { name: 'Send answer' }).click()
    await desk.locator('.message.person').waitFor()
    await shopper.reload()
    expect(await shopper.locator('.message.person').innerText()).toContain('Hello without a script.')
    await desk.getByRole('button', { name: 'Close conversation' }).click()
    await desk.getByText('This conversation is closed.').waitFor()
    await shopper.reload()
    await shopper.getByText('This conversation is closed. Write to start again.').waitFor()
  })

  it('an answer to what somebody else ended meanwhile is refused, and stays in the box', async () => {
    const shopper = await shopperPage(orders[2])
    await ask(shopper, 'I want to talk to a person')
    await shopper.getByText('A person from our team answers here.').waitFor()
    const desk = await deskPage({}, /status of 409/)
    await desk.locator('.row.waiting').filter({ hasText: 'T3' }).getByRole('link').click()
    await desk.getByLabel('Your answer').fill('A long answer.')
    const id = desk.url().split('/').at(-1)
    await api(`/v1/conversations/${id}/close`, { method: 'POST' })
    await desk.locator('#summary').getByText('This conversation is closed.').waitFor()
    await desk.getByRole('button', { name: 'Send answer' }).click()
    await desk.getByRole('alert').getByText('the conversation was closed meanwhile').waitFor()
    expect(await desk.getByLabel('Your answer').inputValue()).toBe('A long answer.')
    expect(desk.url()).toBe(`${served.url}/desk/${id}`)
  })

  it('says to whom is signed out meanwhile that they are', async () => {
    const desk = await deskPage({}, /status of 401/)
    const other = await desk.context().newPage()
    await other.goto(`${served.url}/desk`)
    await other.getByRole('button', { name: 'Sign out' }).click()
    await other.getByText('You are not signed in').waitFor()
    const shopper = await shopperPage(orders[3])
    await ask(shopper, 'I want to talk to a person')
    await desk.getByText('You are not signed in').waitFor()
  })
})

describe('for everybody who works there', () => {
  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe)
    const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
      'axe.run().then((r) => r.violations)',
    )
    return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  }
  const overflow = (page: Page) =>
    page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')

  beforeAll(async () => {
    await api('/v1/conversations', { body: { text: 'I want to talk to a person' } })
  })

  const looks = [phone, desktop].flatMap((viewport) =>
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      ['en', 'de'].map((locale) => ({ viewport, colorScheme, locale })),
    ),
  )
  it.each(looks)('axe finds nothing at $viewport.width px, $colorScheme, $locale', async (look) => {
    const page = await deskPage(look)
    expect(await violations(page), 'list').toEqual([])
    expect(await overflow(page)).toBe(0)
    const ids = await page.locator('.row a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    for (const path of [...ids, '/desk?show=closed', '/desk/none', await makeSignInLink(served.ctx)]) {
      await page.goto(`${served.url}${path}`).catch(() => {})
      expect(await violations(page), String(path)).toEqual([])
      expect(await overflow(page), String(path)).toBe(0)
    }
    opened.at(-1)?.complaints.splice(0)
  })

  it('gives every button and link of a row room for a finger', async () => {
    const page = await deskPage({ viewport: phone })
    for (const row of await page.locator('.row').all())
      expect((await row.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await page.locator('.row a').first().click()
    await page.waitForSelector('h2')
    for (const target of await page.locator('button:visible, .button:visible, summary:visible').all())
      expect((await target.boundingBox())?.height, await target.innerText()).toBeGreaterThanOrEqual(44)
  })

  it('leads a keyboard straight to the answer', async () => {
    const page = await deskPage()
    await page.locator('.row.waiting a').first().focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('#answer')
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').innerText()).toBe('Go to the answer')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').getAttribute('id')).toBe('text')
  })
})
