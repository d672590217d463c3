import { readFile } from 'node:fs/promises'
import { brotliCompressSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { TrackingPage } from '../../src/contract/index.ts'
import { buildWeb } from '../../web/build.ts'
import type { MessagePage } from '../../web/rendering.ts'
import { openBrowser } from './browser.ts'
import { arrivedLater, inLanguage, pages } from './pages.ts'
import { openStage, type Stage } from './stage.ts'

const phone = { width: 390, height: 844 }
const desktop = { width: 1280, height: 900 }
const names = Object.keys(pages) as (keyof typeof pages)[]
const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

let browser: Browser
let stage: Stage
const opened: { page: Page; complaints: string[] }[] = []

beforeAll(async () => {
  await buildWeb()
  stage = await openStage(pages.onItsWay)
  browser = await openBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

afterEach(async () => {
  stage.answerSay('well')
  for (const { page } of opened) await page.context().close()
  const complaints = opened.splice(0).flatMap(({ complaints }) => complaints)
  expect(complaints, 'console errors and refusals of the content security policy').toEqual([])
})

/** Opens the stage's page; whatever the browser complains of fails the test, unless it is `expected`. */
async function visit(
  shown: TrackingPage | MessagePage,
  options: BrowserContextOptions = {},
  expected: RegExp = /^$/,
): Promise<Page> {
  stage.show(shown)
  const context = await browser.newContext({
    viewport: phone,
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
  await page.goto(stage.url)
  if (options.javaScriptEnabled !== false && 'order' in shown) await page.waitForSelector('.live.live')
  return page
}

const told = (page: Page) => page.locator('h1').innerText()
const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')

describe('without a script', () => {
  const noScript = { javaScriptEnabled: false }

  it.each<[keyof typeof pages, string, { steps: number; scans: number }]>([
    ['notShipped', 'Not shipped yet', { steps: 5, scans: 0 }],
    ['onItsWay', 'On its way', { steps: 5, scans: 4 }],
    ['outForDelivery', 'Out for delivery today', { steps: 5, scans: 6 }],
    ['split', '1 of 2 parcels delivered', { steps: 10, scans: 6 }],
    ['late', 'Late, still on its way', { steps: 5, scans: 4 }],
    ['pickUp', 'Ready for you to pick up', { steps: 5, scans: 2 }],
    ['returned', 'Back with the sender since yesterday', { steps: 4, scans: 3 }],
    ['sent', 'Sent by Northlight yesterday', { steps: 5, scans: 0 }],
    ['sentWithoutNumber', 'Sent by Northlight', { steps: 3, scans: 0 }],
    ['deliveredSaysShop', 'Northlight says it was delivered', { steps: 3, scans: 0 }],
    ['cancelled', 'This order was cancelled', { steps: 0, scans: 0 }],
    ['manyScans', 'On its way', { steps: 5, scans: 31 }],
  ])('%s is answered first: %s', async (name, headline, { steps, scans }) => {
    const page = await visit(pages[name], noScript)
    expect(await told(page)).toBe(headline)
    expect(await page.locator('.step').count()).toBe(steps)
    expect(await page.locator('.scan').count()).toBe(scans)
  })

  it('says whose word it is, and as of when, in the shop’s zone by name', async () => {
    const page = await visit(pages.outForDelivery, noScript)
    expect(await page.locator('.hero').innerText()).toContain('UPS, as of 14:05 CET')
  })

  it('names the shop where the shop alone says so', async () => {
    for (const name of ['sent', 'deliveredSaysShop'] as const) {
      const page = await visit(pages[name], noScript)
      expect(await page.locator('.hero .source').innerText()).toBe('Northlight, as of 13:40 CET')
    }
    const page = await visit(pages.deliveredSaysShop, noScript)
    expect(await page.locator('.parcel').innerText()).toMatch(
      /Sent by Northlight on Tuesday 17 November\. UPS has not reported it yet\./,
    )
  })

  it('lists what is in each parcel and what is in none yet', async () => {
    const page = await visit(pages.split, noScript)
    const [bulbs, lamp] = await page.locator('.parcel').allInnerTexts()
    expect(bulbs).toContain('LED bulb')
    expect(bulbs).not.toContain('Reading lamp')
    expect(lamp).toContain('Reading lamp')
    expect(await page.locator('.order').innerText()).toMatch(/Not shipped yet\s+1 ×\s+Wool rug/)
  })

  it('tells where to pick it up and until when, who signed, and who else carries it', async () => {
    const factsOf = async (name: keyof typeof pages) =>
      (await (await visit(pages[name], noScript)).locator('.parcel dl').innerText()).replaceAll(/\s+/g, ' ')
    expect(await factsOf('pickUp')).toBe(
      'Pick-up point Kiosk am Ring, Ringstr. 4, 10115 Berlin, Germany Waits there until Friday 27 November Service Express Saver',
    )
    expect(await factsOf('partner')).toBe(
      'Signed for by A LOVELACE Proof of delivery Photo at the carrier Also carried by GLS, 4711081542',
    )
    const page = await visit(pages.partner, noScript)
    const links = await page
      .locator('.parcel dl a')
      .evaluateAll((found) => found.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]))
    expect(links).toEqual([
      ['https://photos.example/4711', 'noopener noreferrer'],
      ['https://gls.example/track/4711081542', 'noopener noreferrer'],
    ])
    expect(await page.locator('.scan .place').allInnerTexts()).toEqual(['GLS · Berlin, Germany', 'Cologne, Germany'])
  })

  it('shows both words where shop and carrier disagree', async () => {
    const page = await visit(pages.conflict, noScript)
    expect(await page.locator('.notice').innerText()).toContain('Northlight says “delivered”, UPS says “On its way”')
  })

  it('says what the shopper has to do, and why', async () => {
    const page = await visit(pages.customs, noScript)
    expect(await page.locator('.parcel').innerText()).toMatch(
      /What you need to do\s+Pay the duties or taxes that are due\.[^]*Cause\s+customs/,
    )
  })

  it('keeps the carrier’s own words of an unknown code, as its own', async () => {
    const page = await visit(pages.unknownCode, noScript)
    expect(await page.locator('.scan').first().innerText()).toMatch(
      /Parcel re-bagged <b>at hub<\/b>\s+In the words of UPS/,
    )
  })

  it('unfolds the older part of a long history', async () => {
    const page = await visit(pages.manyScans, noScript)
    const oldest = page.locator('.scan').last()
    expect(await oldest.isVisible()).toBe(false)
    await page.getByText('Show 25 earlier events').click()
    expect(await oldest.isVisible()).toBe(true)
  })

  it('sends what is typed, and what is chosen, and comes back with the reply', async () => {
    const page = await visit(pages.onItsWay, noScript)
    await page.getByLabel('Your question').fill('when does it come?')
    await page.getByRole('button', { name: 'Send' }).click()
    expect(await page.getByRole('log').innerText()).toContain('UPS expects it on Tuesday 24 November.')
    await page.getByRole('button', { name: 'And the rug?' }).click()
    expect(stage.said.slice(-2).map(({ text }) => text)).toEqual(['when does it come?', 'Where is the rug?'])
    expect(await page.locator('.message').count()).toBe(4)
  })
})

describe('live', () => {
  it('shows a change at once, and says it to those who listen', async () => {
    const page = await visit(pages.outForDelivery)
    expect(await told(page)).toBe('Out for delivery today')
    expect(await page.getByRole('status').textContent()).toBe('')
    stage.show(arrivedLater)
    await page.getByRole('heading', { level: 1, name: 'Delivered today' }).waitFor()
    expect(await page.getByRole('status').textContent()).toBe('Updated: Delivered today')
    expect(await page.locator('h1').count()).toBe(1)
  })

  it('says that it is cut off and as of when it speaks, and catches up when it is back', async () => {
    const page = await visit(pages.outForDelivery, {}, /ERR_INTERNET_DISCONNECTED|ERR_NETWORK/)
    await page.context().setOffline(true)
    await page.getByText('No connection · as of 14:10').waitFor()
    stage.show(arrivedLater)
    await page.context().setOffline(false)
    await page.getByRole('heading', { level: 1, name: 'Delivered today' }).waitFor()
    await page.locator('.live.live').waitFor()
  })

  it('tells times in the shopper’s own zone once it knows it', async () => {
    const page = await visit(pages.outForDelivery, { timezoneId: 'America/New_York' })
    await page.getByText('UPS, as of 08:05').first().waitFor()
    // The carrier's wall clocks stay what they were.
    expect(await page.locator('.scan').first().innerText()).toContain('08:04')
  })
})

describe('the assistant', () => {
  it('sends with Enter, shows the reply with its evidence, and leaves the box ready', async () => {
    const page = await visit(pages.onItsWay)
    const box = page.getByLabel('Your question')
    await box.fill('when does it come?')
    await box.press('Enter')
    const log = page.getByRole('log')
    await log.getByText('UPS expects it on Tuesday 24 November.').waitFor()
    expect(await log.innerText()).toMatch(/when does it come\?[^]*UPS, as of 14:05/)
    expect(await box.inputValue()).toBe('')
    expect(await page.locator('.message').count()).toBe(2)
    expect(page.url()).toBe(stage.url)
  })

  it('offers choices that send what they stand for', async () => {
    const page = await visit(pages.outForDelivery)
    await page.getByRole('button', { name: 'A person, please' }).click()
    await page.locator('.message').nth(3).waitFor()
    expect(stage.said.at(-1)?.text).toBe('I want to talk to a person')
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe('log')
  })

  it('keeps what could not be sent, and sends it once when asked again', async () => {
    const page = await visit(pages.onItsWay, {}, /status of 503/)
    stage.answerSay('broken')
    await page.getByLabel('Your question').fill('where is my lamp?')
    await page.getByLabel('Your question').press('Enter')
    await page.getByText('Not sent. Your words are kept here.').waitFor()
    expect(await page.getByRole('log').innerText()).toContain('where is my lamp?')
    stage.answerSay('well')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('log').getByText('UPS expects it on Tuesday 24 November.').waitFor()
    const [first, again] = stage.said.slice(-2)
    expect(again).toEqual(first)
    expect(again?.key).toMatch(/^\d+-\d+-\d+-\d+$/)
    expect(await page.locator('.message.shopper').count()).toBe(1)
  })

  it('says so when the link has ended', async () => {
    const page = await visit(pages.onItsWay, {}, /status of 403/)
    stage.answerSay('gone')
    await page.getByLabel('Your question').fill('hello')
    await page.getByLabel('Your question').press('Enter')
    await page.getByText('This link has ended, so it could not be sent.').waitFor()
  })

  it('says that a person will answer', async () => {
    const page = await visit(pages.deliveredSafePlace)
    expect(await page.locator('.chat').innerText()).toContain('A person from our team answers here.')
  })
})

describe('for everybody', () => {
  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe)
    const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
      'axe.run().then((r) => r.violations)',
    )
    return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  }

  it.each(names)('axe finds nothing on %s', async (name) => {
    expect(await violations(await visit(pages[name]))).toEqual([])
  })

  const looks = [phone, desktop].flatMap((viewport) =>
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      ['en', 'de', 'ar'].map((language) => ({ viewport, colorScheme, language })),
    ),
  )
  it.each(looks)('axe finds nothing at $viewport.width px, $colorScheme, $language', async ({ language, ...look }) => {
    const page = await visit(inLanguage(pages.outForDelivery, language), look)
    expect(await violations(page)).toEqual([])
    for (const name of ['split', 'attemptFailed'] as const) {
      stage.show(inLanguage(pages[name], language))
      await page.reload()
      expect(await violations(page), name).toEqual([])
    }
  })

  it.each(['light', 'dark'] as const)('axe finds nothing on a message page, %s', async (colorScheme) => {
    const page = await visit({ language: 'en', kind: 'linkExpired', shop: 'Northlight' }, { colorScheme })
    expect(await violations(page)).toEqual([])
  })

  it.each(['en', 'de', 'ar'])('needs no sideways scroll at 320 px, nor at double zoom: %s', async (language) => {
    const page = await visit(pages.onItsWay)
    for (const name of names) {
      stage.show(inLanguage(pages[name], language))
      await page.setViewportSize({ width: 320, height: 640 })
      await page.goto(stage.url)
      expect(await overflow(page), `${name}, 320 px`).toBe(0)
      // A browser's zoom of 200 % is half the CSS pixels, each twice as big; then with letters twice as big as well.
      await page.setViewportSize({ width: desktop.width / 2, height: desktop.height / 2 })
      expect(await overflow(page), `${name}, zoomed`).toBe(0)
      await page.evaluate("document.documentElement.style.fontSize = '200%'")
      expect(await overflow(page), `${name}, large letters`).toBe(0)
    }
  })

  it('gives every button and link room for a finger', async () => {
    const page = await visit(pages.outForDelivery)
    for (const target of await page.locator('a:visible, button:visible, input:visible, summary:visible').all()) {
      const box = await target.boundingBox()
      expect(box?.height, await target.innerText()).toBeGreaterThanOrEqual(44)
      expect(box?.width).toBeGreaterThanOrEqual(44)
    }
  })

  it('mirrors in Arabic: the first station is the rightmost', async () => {
    const page = await visit(inLanguage(pages.onItsWay, 'ar'))
    const [first, last] = [page.locator('.step').first(), page.locator('.step').last()]
    expect((await first.boundingBox())?.x).toBeGreaterThan((await last.boundingBox())?.x ?? Infinity)
    expect(await told(page)).toBe('في الطريق إليك')
  })
})

describe('safe and light', () => {
  it('runs under a policy that bites', async () => {
    const page = await visit(pages.onItsWay, {}, /TrustedHTML/)
    await expect(page.evaluate("document.body.innerHTML = '<p>'")).rejects.toThrow(/TrustedHTML/)
  })

  it('treats whatever was sent as text', async () => {
    const page = await visit(pages.hostile)
    expect(await page.locator('.scan').innerText()).toContain('</script><script>alert(1)</script>')
    expect(await page.locator('.hero').innerText()).toContain('"><img src=x onerror=alert(1)>')
    expect(await page.locator('img, #app script').count()).toBe(0)
  })

  it.each(names)('%s is at most 20 kB to load, brotli', async (name) => {
    stage.show(pages[name])
    const html = await (await fetch(stage.url)).arrayBuffer()
    expect(brotliCompressSync(html).length).toBeLessThanOrEqual(20 * 1024)
  })

  it('is at most 15 kB of script in any language, gzip', async () => {
    const { manifest } = await buildWeb()
    const size = (path: string) => manifest.sizes[path.split('/').at(-1) ?? ''] ?? Infinity
    for (const [language, words] of Object.entries(manifest.words)) {
      expect(size(manifest.script) + size(words), language).toBeLessThanOrEqual(15 * 1024)
    }
  })

  it('asks no other host for anything', async () => {
    const asked = new Set<string>()
    const page = await visit(pages.outForDelivery)
    page.on('request', (request) => asked.add(new URL(request.url()).origin))
    await page.reload()
    await page.waitForSelector('.live.live')
    expect([...asked].filter((origin) => origin !== 'null')).toEqual([new URL(stage.url).origin])
  })
})

describe('a page that says why there is nothing to show', () => {
  it.each<[MessagePage, string[]]>([
    [{ language: 'en', kind: 'linkExpired' }, ['This link has expired', 'ask the shop for a new link']],
    [{ language: 'de', kind: 'lookUpFailed' }, ['Wir konnten diese Bestellung nicht finden', 'noch einmal']],
    [
      {
        language: 'en',
        shop: 'Northlight',
        title: 'Moved',
        text: 'It is elsewhere.',
        links: [{ label: 'There', href: '/x' }],
      },
      ['Northlight', 'Moved', 'It is elsewhere.', 'There'],
    ],
  ])('%o', async (message, expected) => {
    const page = await visit(message, { javaScriptEnabled: false })
    const text = await page.locator('body').innerText()
    for (const words of expected) expect(text).toContain(words)
  })
})
