import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from '../browser/browser.ts'
import { type Served, serve } from '../faults/served.ts'
import { vendureAnswer, vendureOrder } from '../http/serve.ts'
import { upsNumber } from '../worlds/journeys.ts'

/** The whole thread as people live it: the operator's commands, the real server, a real browser. */

const phone = { width: 390, height: 844 }
const desktop = { width: 1280, height: 900 }
const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

let served: Served
let browser: Browser
let key: string
beforeAll(async () => {
  served = await serve({ env: { LOOK_UPS_PER_MINUTE: '1000' } })
  await served.start()
  const file = join(served.home, 'orders.json')
  const orders = [1, 2, 3, 4].map((n) =>
    vendureOrder(n, { lines: [{ name: 'Reading lamp', quantity: 1 + (n % 2) }], shipment: { number: upsNumber(n) } }),
  )
  await writeFile(file, JSON.stringify(vendureAnswer(...orders)))
  await served.command('import', 'orders', file)
  ;({ key } = JSON.parse(await served.command('keys', 'add', 'carrier feed', '--json')) as { key: string })
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await served?.stop()
  await served?.remove()
}, 60_000)

const opened: { page: Page; complaints: string[] }[] = []
afterEach(async () => {
  for (const { page } of opened) await page.context().close()
  const complaints = opened.splice(0).flatMap((one) => one.complaints)
  expect(complaints, 'console errors and refusals of the content security policy').toEqual([])
})

/** A browser of its own; whatever it complains of fails the test, unless it is `expected`. */
async function visit(url: string, options: BrowserContextOptions = {}, expected: RegExp = /^$/): Promise<Page> {
  const context = await browser.newContext({ viewport: phone, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  const complain = (text: string) => {
    if (!expected.test(text)) complaints.push(text)
  }
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complain(message.text()))
  page.on('pageerror', (error) => complain(error.message))
  opened.push({ page, complaints })
  await page.goto(url)
  return page
}

const link = async (number: string) =>
  (JSON.parse(await served.command('link', number, '--json')) as { url: string }).url
const listening = (page: Page) => page.waitForSelector('.live.live')
const noon = Temporal.Now.plainDateTimeISO('UTC').with({ hour: 0, minute: 0, second: 0 }).subtract({ days: 1 })

async function scan(number: string, minutes: number, more: Record<string, unknown>): Promise<void> {
  const localTime = noon.add({ minutes }).toString({ smallestUnit: 'minute' })
  const response = await fetch(`${served.url()}/v1/scans`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ scans: [{ number, carrier: 'ups', localTime, ...more }] }),
  })
  expect(response.status, await response.text()).toBe(200)
}

/** What was answered, once it was. */
async function say(page: Page, text: string): Promise<string> {
  const messages = page.locator('.message')
  const before = await messages.count()
  await page.getByLabel('Your question').fill(text)
  await page.getByLabel('Your question').press('Enter')
  const answers = async () => (await messages.allInnerTexts()).slice(before + 1).join('\n')
  await expect.poll(answers, { timeout: 10_000 }).toMatch(/^(?!Looking it up)./)
  return answers()
}

describe('by the link of a message', () => {
  it('a browser gets a cookie, leaves the secret address, and sees the order', async () => {
    const url = await link('T1')
    const page = await visit(url)
    expect(page.url()).toMatch(/\/track\/[0-9a-f-]{36}$/)
    const [cookie, ...others] = await page.context().cookies()
    expect(others).toEqual([])
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: expect.stringMatching(/^\//) })
    expect(url).not.toContain(cookie?.value ?? '?')
    expect(await page.locator('h1').innerText()).toMatch(/\w/)
    const text = await page.locator('main').innerText()
    expect(text).toContain('T1')
    expect(text).toContain('Reading lamp')
    // The address and the mail are not this link's to show.
    expect(await page.content()).not.toMatch(/Lindenallee|customer1@|Okafor|\+4930/)
  })

  it('a scan posted to the API is on the open page within a second', async () => {
    const page = await visit(await link('T1'))
    await listening(page)
    const times: number[] = []
    for (let n = 0; n < 12; n++) {
      const city = `Halt ${'ABCDEFGHIJKL'[n]}`
      const shown = page.getByText(city).first().waitFor({ state: 'attached' })
      const from = performance.now()
      await scan(upsNumber(1), n, { milestone: 'in_transit', status: 'in_transit/departed', place: { city } })
      await shown
      times.push(performance.now() - from)
    }
    times.sort((a, b) => a - b)
    const median = ((times[5] ?? 0) + (times[6] ?? 0)) / 2
    console.info(
      `scan to open page, post included: median ${median.toFixed(0)} ms, longest ${times.at(-1)?.toFixed(0)} ms of ${times.length}`,
    )
    expect(times.at(-1)).toBeLessThan(5_000)
  })

  it('the headline follows the parcel to the door, live', async () => {
    const page = await visit(await link('T2'))
    await listening(page)
    const heading = (name: RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
    await scan(upsNumber(2), 10, { milestone: 'in_transit', place: { city: 'Köln', country: 'DE' } })
    await heading(/on its way/i)
    await scan(upsNumber(2), 500, { milestone: 'out_for_delivery', place: { city: 'Berlin', country: 'DE' } })
    await heading(/out for delivery/i)
    await scan(upsNumber(2), 720, { milestone: 'delivered', place: { city: 'Berlin', country: 'DE' } })
    await heading(/delivered/i)
    expect(await page.locator('.scan').first().innerText()).toContain('12:00')
  })

  it('the assistant answers there, and is silent once a person was asked for', async () => {
    await scan(upsNumber(3), 30, {
      milestone: 'in_transit',
      place: { city: 'Louisville', region: 'KY', country: 'US' },
    })
    const page = await visit(await link('T3'))
    await listening(page)
    expect(await say(page, 'where is it?')).toMatch(/Louisville, KY[^]*UPS/)
    expect(await say(page, 'when does it come?')).toMatch(/UPS|not|no date|promised/)
    expect(await say(page, 'what did I order?')).toMatch(/T3[^]*Reading lamp/)
    expect(await say(page, 'I want to talk to a person')).toMatch(/passing this to a person/)
    const before = await page.locator('.message').count()
    await page.getByLabel('Your question').fill('where is it?')
    // The message is shown before it was taken; a reload in between would take it back.
    const taken = page.waitForResponse((response) => response.url().endsWith('/say'))
    await page.getByLabel('Your question').press('Enter')
    await page.locator('.message').nth(before).waitFor()
    await taken
    // The assistant says once that a person will read on, and nothing else.
    await expect.poll(() => page.locator('.message').allInnerTexts()).toHaveLength(before + 2)
    expect(await page.locator('.message').last().innerText()).toMatch(/person at .* will read this as well/)
    await page.reload()
    expect(await page.locator('.message').count()).toBe(before + 2)
    const waiting = await fetch(`${served.url()}/v1/conversations?state=with_person`, {
      headers: { authorization: `Bearer ${key}` },
    })
    expect(((await waiting.json()) as { items: unknown[] }).items).toHaveLength(1)
  })

  it('all of it works without JavaScript', async () => {
    const page = await visit(await link('T4'), { javaScriptEnabled: false })
    await page.getByLabel('Your question').fill('what did I order?')
    await page.getByRole('button', { name: 'Send' }).click()
    expect(page.url()).toMatch(/\/track\/[0-9a-f-]{36}#assistant$/)
    expect(await page.getByRole('log').innerText()).toMatch(/what did I order\?[^]*T4[^]*Reading lamp/)
    await page.getByLabel('Your question').fill('thanks')
    await page.getByRole('button', { name: 'Send' }).click()
    expect(await page.locator('.message').count()).toBe(4)
  })

  it.each([
    ['phone, light', { viewport: phone, colorScheme: 'light' }],
    ['phone, dark', { viewport: phone, colorScheme: 'dark' }],
    ['desktop, light', { viewport: desktop, colorScheme: 'light' }],
    ['desktop, dark', { viewport: desktop, colorScheme: 'dark' }],
  ] as const)('axe finds nothing: %s', async (_, options) => {
    await scan(upsNumber(4), 40, { milestone: 'in_transit', place: { city: 'Leipzig', country: 'DE' } })
    const page = await visit(await link('T4'), options)
    await listening(page)
    await say(page, 'where is my order?')
    await expectAccessible(page)
    expect(
      await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      'pixels that reach beyond the side',
    ).toBe(0)
  })

  it('a policy forbids what the page does not need, and the page keeps to it', async () => {
    const page = await visit(await link('T4'))
    const response = await page.reload()
    const policy = response?.headers()['content-security-policy'] ?? ''
    expect(policy).toMatch(/default-src 'none'/)
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*/)
    // A refusal would show: this script must not run, and the browser must say so.
    const refused = new Promise<string>((told) => page.once('console', (message) => told(message.text())))
    opened.at(-1)?.complaints.splice(0)
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.com/x.png' }))`,
    )
    expect(await refused).toMatch(/Content Security Policy/)
    opened.at(-1)?.complaints.splice(0)
  })
})

async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe)
  const { violations } = await page.evaluate<{
    violations: { id: string; help: string; nodes: { target: string[] }[] }[]
  }>('axe.run()')
  expect(
    violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((n) => n.target.join(' ')).join(', ')})`),
  ).toEqual([])
}

describe('what must not open', () => {
  const notFound = /status of 40[34]|status of 410/

  it('a forged link says so in words, and how to go on', async () => {
    const page = await visit(`${served.url()}/t/${'A'.repeat(43)}`, {}, notFound)
    expect(await page.locator('h1').innerText()).toMatch(/link/i)
    expect(await page.context().cookies()).toEqual([])
    await page.getByRole('link', { name: /look up/i }).click()
    expect(await page.getByLabel(/Order number/).count()).toBe(1)
  })

  it('an expired link says that it was one', async () => {
    const url = await link('T1')
    await served.rows("update whereabouts.links set expires_at = now() - interval '1 minute'")
    const page = await visit(url, {}, notFound)
    expect(await page.locator('main').innerText()).toMatch(/expired|no longer/i)
    expect(page.url()).not.toMatch(/\/track\//)
    await expectAccessible(page)
  })

  it("another person's order and none are one and the same answer", async () => {
    const page = await visit(await link('T1'), {}, notFound)
    const other = await visit(await link('T2'))
    const foreign = other.url()
    const told = async (url: string) => {
      const response = await page.goto(url)
      return { status: response?.status(), words: await page.locator('main').innerText() }
    }
    const missing = await told(`${served.url()}/track/00000000-0000-4000-8000-000000000000`)
    expect(missing.status).toBe(404)
    expect(await told(foreign)).toEqual(missing)
  })

  it('the look-up form finds by number and proof, and tells a miss alike whatever was wrong', async () => {
    const page = await visit(served.url(), {}, notFound)
    await expectAccessible(page)
    const lookUp = async (number: string, proof: string) => {
      await page.goto(`${served.url()}/track`)
      await page.getByLabel(/Order number/).fill(number)
      await page.getByLabel(/E-mail, phone or postcode/).fill(proof)
      await page.getByRole('button', { name: 'Find my order' }).click()
      return page.locator('main').innerText()
    }
    const wrongProof = await lookUp('T2', 'somebody@example.com')
    const noOrder = await lookUp('T99', 'customer2@example.com')
    expect(wrongProof).toBe(noOrder)
    expect(page.url()).toMatch(/\/track$/)
    expect(await lookUp('t2', ' Customer2@example.com ')).toContain('T2')
    expect(page.url()).toMatch(/\/track\/[0-9a-f-]{36}$/)
  })
})
