import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mayPreview } from '../../src/server/http/mailbox/guard.ts'
import { drainOutbox, importOrders, ingestScans, listMailbox, orderNotices, sendDue } from '../../src/service/index.ts'
import { type OrderId, parseId } from '../../src/model/index.ts'
import { outboxPartitions } from '../../src/store/index.ts'
import { openBrowser } from '../browser/browser.ts'
import { main, shop } from '../installation.ts'
import { renderer } from '../mail/mailing.ts'
import { upsNumber } from '../worlds/journeys.ts'
import { type Served, asking, cookieOf, form, openServed, vendureAnswer, vendureOrder } from './serve.ts'

/** Mails where no server is set: read in the mailbox, with links that work; and the page that stops them. */

let served: Served
let ask: ReturnType<typeof asking>
let browser: Browser
const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
beforeAll(async () => {
  served = await openServed({ mailbox: true })
  ask = asking(served.url)
  browser = await openBrowser()
  await place(1)
  await place(2, 'de')
})
afterAll(async () => {
  await browser?.close()
  await served?.close()
})

const html = { Accept: 'text/html' }

async function place(n: number, languageCode = 'en', more: object = {}): Promise<OrderId> {
  const order = { ...vendureOrder(n, { shipment: { number: upsNumber(n) } }), orderPlacedAt: '2026-11-20T09:00:00Z' }
  const fulfillments = order.fulfillments.map((one) => ({ ...one, state: 'Pending' }))
  const answer = { ...order, fulfillments, customer: { ...order.customer, languageCode }, ...more }
  const { ctx } = served
  const read = ctx.shops.get('vendure')?.read(JSON.stringify(vendureAnswer(answer)), { map: {}, now: ctx.clock.now() })
  if (!read?.ok) throw new Error('the sample cannot be read')
  const { ids } = await importOrders(ctx, {
    connector: 'vendure',
    shop,
    read: read.value,
    contentType: 'application/json',
    bytes: 1,
  })
  await settle()
  return parseId('order', ids[0] ?? '')
}

async function settle(): Promise<void> {
  const { ctx } = served
  for (let partition = 0; partition < outboxPartitions; partition++)
    await drainOutbox(ctx, { tenant: main, partition, consumers: [orderNotices(ctx)] })
  await sendDue({ ...ctx, render: await renderer(), mail: null, publicUrl: () => served.url })
}

const mails = () => listMailbox(served.ctx)
const secretIn = (text: string, path: 't' | 'u') =>
  new RegExp(`${served.url}/${path}/([\\w-]{43})`).exec(text)?.[1] ?? 'none'

describe('the mailbox', () => {
  it('lists mails with whom they were for and what they say, the newest first', async () => {
    served.clock.advance({ minutes: 1 })
    await place(3)
    const { status, text, headers } = await ask('/mailbox', { headers: html })
    expect(status).toBe(200)
    expect(text.match(/Your order T\d at|Ihre Bestellung T\d bei/g)?.[0]).toBe('Your order T3 at')
    for (const shown of ['customer1@example.com', 'customer2@example.com', 'Ihre Bestellung T2 bei Lampenladen'])
      expect(text).toContain(shown)
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(text).not.toMatch(/<script| style=/)
  })

  it('shows the newest at once where there is room beside the list, and comes anew by itself only while it is empty', async () => {
    const [newest] = await mails()
    const { page } = await visit('/mailbox', { width: 1280 })
    await page.frameLocator('iframe').getByText('Follow your order').waitFor()
    expect(await page.locator('aside h2').innerText()).toBe(newest?.subject)
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.locator('iframe').isVisible()).toBe(false)
    await page.context().close()
    const empty = await openServed({ mailbox: true })
    const refreshes = async (url: string) => (await asking(url)('/mailbox', { headers: html })).headers.get('refresh')
    expect([await refreshes(empty.url), await refreshes(served.url)]).toEqual(['5', null])
    await empty.close()
  })

  it('shows one as a frame that may do nothing, under its own strict policy, and as text', async () => {
    const [mail] = await mails()
    const page = await ask(`/mailbox/${mail?.id}`, { headers: html })
    expect(page.text).toContain(`src="/mailbox/${mail?.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"`)
    expect(page.text).toContain('Follow your order:')
    const framed = await ask(`/mailbox/${mail?.id}/html`, { headers: html })
    expect(framed.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox",
    )
    expect(framed.text).toContain('<base target="_blank">')
  })

  it('is sound and looks as it should on phone and desktop, light and dark', async () => {
    const [mail] = await mails()
    const folder = process.env['WHEREABOUTS_SHOTS']
    if (folder) await mkdir(folder, { recursive: true })
    for (const path of ['/mailbox', `/mailbox/${mail?.id}`])
      for (const width of [360, 1280])
        for (const colorScheme of ['light', 'dark'] as const) {
          const { page, complaints } = await visit(path, { width, colorScheme })
          if (folder)
            await writeFile(
              `${folder}/mailbox${path === '/mailbox' ? '' : '-mail'}-${width}-${colorScheme}.png`,
              await page.screenshot(),
            )
          expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
            0,
          )
          expect(await violations(page)).toEqual([])
          expect(complaints).toEqual([])
          await page.context().close()
        }
  })

  it('its links open the order in a new tab, as it stands by then', async () => {
    const { page } = await visit(`/mailbox/${(await mails()).find(({ to }) => to === 'customer1@example.com')?.id}`)
    await ingestScans(served.ctx, {
      bytes: 1,
      scans: [{ number: upsNumber(1), localTime: '2026-11-20T10:00', status: 'delivered/safe_place' }],
    })
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page.frameLocator('iframe').getByText('Follow your order').click(),
    ])
    await tab.waitForSelector('h1')
    expect(new URL(tab.url()).pathname).toMatch(/^\/track\/[0-9a-f-]{36}$/)
    expect(await tab.locator('h1').innerText()).toContain('Delivered')
    await page.context().close()
    await settle()
    expect((await mails()).map(({ subject }) => subject)).toContain('Delivered on Friday, November 20 · Order T1')
  })

  it.each(['/mailbox/01a2009e-9ad4-7960-94bb-3409a90ed735', '/mailbox/x', '/mailbox/..%2F..%2Fetc/html'])(
    '%s is no mail',
    async (path) => {
      expect((await ask(path, { headers: html })).status).toBe(404)
    },
  )

  it('is not there at all where a server for mails is set', async () => {
    const { url } = await served.serve({ mailbox: false })
    const [mail] = await mails()
    for (const path of ['/mailbox', `/mailbox/${mail?.id}`, `/mailbox/${mail?.id}/html`])
      expect((await asking(url)(path, { headers: html })).status).toBe(404)
  })

  it.each([
    ['through a proxy', { 'X-Forwarded-For': '10.0.0.9' }],
    ['through another kind of proxy', { Forwarded: 'for=10.0.0.9' }],
    ['through a third', { Via: '1.1 proxy' }],
    ['by a name that was bent to this address', { Host: 'rebound.attacker.example' }],
  ])('is not there for whoever comes %s', async (_, headers) => {
    const [mail] = await mails()
    for (const path of ['/mailbox', `/mailbox/${mail?.id}`, `/mailbox/${mail?.id}/html`]) {
      const answer = await raw(path, headers)
      expect(answer).toMatch(/^HTTP\/1\.1 404/)
      expect(answer).not.toContain('customer')
    }
    expect(await raw('/mailbox', {})).toMatch(/^HTTP\/1\.1 200/)
  })

  it.each([
    ['127.0.0.1', 'localhost:4100', true],
    ['::1', '[::1]:4100', true],
    ['::ffff:127.0.0.1', '127.0.0.1', true],
    ['192.168.1.20', 'localhost', false],
    ['127.0.0.1', 'localhost.attacker.example', false],
    ['127.0.0.1', '', false],
  ])('%s asking for %j may read: %s', (remoteAddress, host, may) => {
    expect(mayPreview({ socket: { remoteAddress }, headers: { host } } as Parameters<typeof mayPreview>[0])).toBe(may)
  })

  it('erased people’s mails are gone from it', async () => {
    await place(9)
    const before = await mails()
    await served.ctx.store.as(main, (tx) =>
      tx.query(
        `update persons set wrapped_key = null, erased_at = now() where tenant = $1 and id = (select person from notices where id = $2)`,
        [tx.tenant, before.find(({ to }) => to === 'customer9@example.com')?.id],
      ),
    )
    expect((await mails()).map(({ to }) => to)).not.toContain('customer9@example.com')
    expect((await ask('/mailbox', { headers: html })).status).toBe(200)
  })
})

describe('"no more of these"', () => {
  const linkOf = async (to: string) => {
    const mail = (await mails()).find((one) => one.to === to)
    return { path: `/u/${secretIn(mail?.text ?? '', 'u')}`, mail }
  }
  const unsubscribed = async (path: string) => (await ask(path, { headers: html })).text.includes('value="again"')

  it('looking changes nothing; the button does; and it can be taken back', async () => {
    const { path } = await linkOf('customer1@example.com')
    for (let i = 0; i < 3; i++) expect(await unsubscribed(path)).toBe(false)
    const stop = form({ choice: 'stop' })
    const answer = await ask(path, { body: stop.body, headers: { ...stop.headers, ...html } })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, path])
    expect(await unsubscribed(path)).toBe(true)
    expect((await ask(path, { headers: html })).text).toContain('Codes that you ask for still come.')
    const again = form({ choice: 'again' })
    await ask(path, { body: again.body, headers: again.headers })
    expect(await unsubscribed(path)).toBe(false)
  })

  const oneClick = form({ 'List-Unsubscribe': 'One-Click' })
  it.each([
    ['a form', oneClick.body, oneClick.headers['Content-Type']],
    [
      'a form of parts',
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      'multipart/form-data; boundary=b',
    ],
  ])('one request of a mail program is enough, as %s, without a cookie or a page', async (_, body, type) => {
    const { path } = await linkOf('customer2@example.com')
    const again = form({ choice: 'again' })
    await ask(path, { body: again.body, headers: again.headers })
    const { status, headers } = await ask(path, {
      body,
      headers: { 'Content-Type': type, Origin: 'https://mail.example' },
    })
    expect([status, headers.getSetCookie()]).toEqual([200, []])
    expect(await unsubscribed(path)).toBe(true)
  })

  it('speaks the mail’s language, and is a page without a script', async () => {
    const { path } = await linkOf('customer2@example.com')
    const { text } = await ask(path, { headers: html })
    expect(text).toContain('<html lang="de" dir="ltr">')
    expect(text).toContain('Sie erhalten keine solchen Mails mehr')
    expect(text).not.toContain('<script')
    const { page, complaints } = await visit(path)
    expect([await violations(page), complaints]).toEqual([[], []])
    await page.getByRole('button', { name: 'Ich möchte sie wieder' }).click()
    await page.getByRole('button', { name: 'Keine solchen Mails mehr' }).waitFor()
    if (process.env['WHEREABOUTS_SHOTS'])
      await writeFile(`${process.env['WHEREABOUTS_SHOTS']}/unsubscribe.png`, await page.screenshot())
    await page.context().close()
  })

  it('is for this person only', async () => {
    const [first, third] = [await linkOf('customer2@example.com'), await linkOf('customer3@example.com')]
    await ask(first.path, { body: oneClick.body, headers: oneClick.headers })
    expect([await unsubscribed(first.path), await unsubscribed(third.path)]).toEqual([true, false])
  })

  it('a forged link, and one that opens an order, are none; nor does it open an order', async () => {
    const { mail, path } = await linkOf('customer3@example.com')
    const tracking = secretIn(mail?.text ?? '', 't')
    for (const secret of ['A'.repeat(43), tracking, 'x']) {
      expect((await ask(`/u/${secret}`, { headers: html })).status).toBe(404)
      expect((await ask(`/u/${secret}`, { body: oneClick.body, headers: oneClick.headers })).status).toBe(404)
    }
    const wrong = await ask(path.replace('/u/', '/t/'), { headers: html })
    expect([wrong.status, cookieOf(wrong.headers)]).toEqual([404, ''])
  })

  it('anything else that is sent there is refused, and changes nothing', async () => {
    const { path } = await linkOf('customer3@example.com')
    const other = form({ choice: 'maybe' })
    expect((await ask(path, { body: other.body, headers: other.headers })).status).toBe(422)
    expect((await ask(path, { body: { choice: 'stop' } })).status).toBe(422)
    expect(await unsubscribed(path)).toBe(false)
  })
})

async function visit(
  path: string,
  { width = 360, colorScheme = 'light' }: { width?: number; colorScheme?: 'light' | 'dark' } = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width, height: 740 }, colorScheme })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
  await page.goto(`${served.url}${path}`, { waitUntil: 'networkidle' })
  return { page, complaints }
}

/** In the page's own world a policy forbids it; the mail in the frame is looked at by itself elsewhere. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations: found } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    'axe.run(document, { resultTypes: ["violations"], iframes: false })',
  )
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)
}

/** `fetch` sets no Host; a socket says what it is told. */
function raw(path: string, headers: Record<string, string>): Promise<string> {
  const { port, host } = new URL(served.url)
  return new Promise((done, failed) => {
    const socket = createConnection({ host: '127.0.0.1', port: Number(port) })
    let got = ''
    socket.on('data', (chunk) => (got += chunk.toString()))
    socket.on('error', failed)
    socket.on('close', () => done(got))
    const sent = Object.entries({ Host: host, Accept: 'text/html', Connection: 'close', ...headers })
    socket.write(`GET ${path} HTTP/1.1\r\n${sent.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
  })
}
