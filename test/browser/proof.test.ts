import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWeb } from '../../web/build.ts'
import { codesOf } from '../http/codes.ts'
import { type Served, asking, openServed, vendureAnswer, vendureOrder } from '../http/serve.ts'
import { openBrowser } from './browser.ts'

/** A shopper proves more, step by step, in a real browser against the real server. */

const number = '1ZW4R7F10300000019'
const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
let served: Served
let browser: Browser
let mine: string
beforeAll(async () => {
  await buildWeb()
  served = await openServed()
  browser = await openBrowser()
  const api = asking(served.url, await served.key())
  const second = vendureOrder(2, { email: 'customer1@example.com' })
  const body = vendureAnswer(vendureOrder(1, { shipment: { number } }), second)
  await api('/v1/shops/main/orders?connector=vendure', { body })
  mine = (await api('/v1/orders?number=T1')).json['items'][0].id
  const scan = { number, carrier: 'ups', localTime: '2026-11-19T09:00', milestone: 'in_transit' }
  await api('/v1/scans', { body: { scans: [scan] } })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await served?.close()
})

const phone = { width: 360, height: 740 }

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>('axe.run().then((r) => r.violations)')
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

describe('a shopper with a link', () => {
  it.each([false, true])(
    'has a code sent, types it, and sees address and other orders (with a script: %s)',
    async (javaScriptEnabled) => {
      served.clock.advance({ hours: 2 })
      const context = await browser.newContext({ viewport: phone, javaScriptEnabled, reducedMotion: 'reduce' })
      const page = await context.newPage()
      await page.goto(`${served.url}/t/${await served.link(mine)}`)
      const section = page.locator('#proof')
      expect(await section.innerText()).not.toContain('Lindenallee')
      await section.getByRole('button', { name: 'Get a code' }).click()
      await section.getByText('If we have an e-mail address with this order').waitFor()
      await section.getByLabel('Code from the e-mail').fill('000000')
      await section.getByRole('button', { name: 'Show them' }).click()
      await section.getByText('That code does not fit').waitFor()
      await section.getByLabel('Code from the e-mail').fill((await codesOf(served)).at(-1)?.code ?? '')
      await section.getByRole('button', { name: 'Show them' }).click()
      await section.getByText('Lindenallee 12').waitFor()
      await section.getByRole('link', { name: 'Order T2' }).click()
      await page.getByRole('heading', { name: 'Order T2' }).waitFor()
      await context.close()
    },
  )

  it.each(['light', 'dark'] as const)('axe finds nothing at any step, %s', async (colorScheme) => {
    served.clock.advance({ hours: 2 })
    const context = await browser.newContext({ viewport: phone, colorScheme, reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto(`${served.url}/t/${await served.link(mine)}`)
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Get a code' }).click()
    await page.getByLabel('Code from the e-mail').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Code from the e-mail').fill((await codesOf(served)).at(-1)?.code ?? '')
    await page.getByRole('button', { name: 'Show them' }).click()
    await page.getByText('Lindenallee 12').waitFor()
    expect(await violations(page)).toEqual([])
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    expect(await page.evaluate<number>(overflow)).toBe(0)
    for (const target of await page.locator('#proof a, #proof button').all())
      expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await context.close()
  })
})

it('a tracking number alone, typed into the first page, shows how far the parcel is', async () => {
  served.clock.advance({ hours: 2 })
  const context = await browser.newContext({ viewport: phone, javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(served.url)
  await page.getByLabel('Order number or tracking number').fill(number)
  await page.getByRole('button', { name: 'Find my order' }).click()
  await page.getByRole('heading', { name: 'On its way' }).waitFor()
  expect(await page.locator('main').innerText()).toMatch(/Thursday, November 19\s+UPS, as of/)
  await context.close()
})
