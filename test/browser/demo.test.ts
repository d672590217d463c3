import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDemo } from '../../src/server/demo/index.ts'
import { buildServer } from '../../src/server/http/index.ts'
import { loadAssistant } from '../../src/server/assistant.ts'
import { loadPages } from '../../src/server/pages.ts'
import { openTestInstallation } from '../installation.ts'
import { openBrowser } from './browser.ts'

/** The demo shop in a real browser. */

const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const closing: (() => Promise<unknown>)[] = []
let browser: Browser
let url: string

beforeAll(async () => {
  const installation = await openTestInstallation({ assistant: await loadAssistant() })
  const ctx = installation.context()
  const server = buildServer({
    ...ctx,
    pages: await loadPages(),
    demo: await openDemo({ ...ctx, actor: { kind: 'job' } }),
    settings: { trustProxy: false, requestsPerMinute: 10_000, lookUpsPerMinute: 10_000 },
  })
  url = await server.listen({ host: '127.0.0.1', port: 0 })
  browser = await openBrowser()
  closing.push(
    () => browser.close(),
    () => server.close(),
    () => installation.close(),
  )
}, 120_000)
afterAll(async () => {
  for (const close of closing) await close()
})

type Violation = { id: string; nodes: { html: string }[] }

it.each(
  (['light', 'dark'] as const).flatMap((scheme) =>
    (['en', 'de'] as const).flatMap((lang) => [
      { scheme, lang, width: 360, height: 740 },
      { scheme, lang, width: 1280, height: 900 },
    ]),
  ),
)('$lang, $scheme, $width wide: no accessibility fault, nothing sticks out, nothing to complain of', async (one) => {
  const { scheme, lang, width, height } = one
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, bypassCSP: true })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => void complaints.push(message.text()))
  page.on('requestfailed', (request) => void complaints.push(request.url()))
  await page.goto(`${url}/demo?lang=${lang}`)
  for (const summary of (await page.locator('summary').all()).slice(0, 3)) await summary.click()
  await page.evaluate(axe)
  const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run()')
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
  expect(await page.evaluate<number>(overflow)).toBe(0)
  expect(complaints).toEqual([])
  await context.close()
})

it('a card shows what to type and leads to the tracking page, within the page’s own policy', async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => void complaints.push(message.text()))
  await page.goto(`${url}/demo`)
  const card = page.locator('.card', { hasText: 'LO-4116' })
  expect(await card.locator('kbd').first().isVisible()).toBe(false)
  await card.getByText('Be Anna').click()
  expect(await card.locator('kbd').allInnerTexts()).toEqual(['LO-4116', '60316'])
  await card.getByText('Open the tracking page').click()
  await page.waitForURL(/\/track\/[0-9a-f-]{36}$/)
  expect(await page.locator('h1').innerText()).toBe('On its way')
  expect(complaints).toEqual([])
  await context.close()
})
