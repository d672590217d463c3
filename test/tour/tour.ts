/**
 * Plays a newcomer's first quarter of an hour and writes it down: docs/tour.md and docs/images. By hand: `node test/tour/tour.ts`.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { questions } from '../../src/server/demo/questions.ts'
import { tellingOrders } from '../../src/server/demo/orders.ts'
import { openBrowser } from '../browser/browser.ts'
import { ask, card, openDocument, say, saidSince, startDemo } from './newcomer.ts'

const folder = join(import.meta.dirname, '../../docs')
const desktop = { width: 1280, height: 800 }
const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true } as const

await mkdir(join(folder, 'images'), { recursive: true })
const demo = await startDemo()
const browser = await openBrowser({ fonts: 'system' })
try {
  await tour()
} finally {
  await browser.close()
  await demo.stop()
}

async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: desktop,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  await page.goto(path.startsWith('http') ? path : `${demo.url}${path}`)
  return page
}

async function openAssistant(page: Page): Promise<void> {
  await page.locator('.launch').click()
  await page.locator('dialog #say').waitFor()
}

async function startOver(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start over' }).click()
  await page.locator('.intro').waitFor()
}

async function tour(): Promise<void> {
  const doc = openDocument({ folder, clean: demo.clean })
  const printed = demo.printed()
  const link = (name: string) => new RegExp(`^${name} +(\\S+)$`, 'm').exec(printed)?.[1] ?? ''
  const postcode = (order: string) =>
    tellingOrders.find(({ script }) => script.number === order)?.script.address.postal ?? ''

  // What moves is opened first: it is on its way while everything else is looked at.
  const moving = await visit(`${link('moves soon')}?lang=en`)
  const from = performance.now()
  await moving.locator('.live.live').waitFor()
  const stations: { text: string; seconds: number }[] = []
  await moving.exposeFunction('heading', (text: string) =>
    stations.push({ text, seconds: Math.round((performance.now() - from) / 1000) }),
  )
  await moving.evaluate(`{
    const heading = document.querySelector('h1')
    globalThis.heading(heading.innerText)
    new MutationObserver(() => globalThis.heading(heading.innerText)).observe(heading, { childList: true, characterData: true, subtree: true })
  }`)

  doc.head('One command')
  doc.say(
    'Nothing is set and nothing is installed beside npm. On a folder that holds nothing yet, `npm start` makes a database of its own, plays an invented shop into it, and prints what to open and what to ask:',
  )
  doc.printed(printed)

  doc.head('The shop')
  doc.say(
    'The shop is invented: a page with a range, and customers to be. What belongs to Whereabouts is the button in its corner, one script tag on the shop’s own page.',
  )
  const shop = await visit('/demo')
  await shop.locator('.launch').waitFor()
  await doc.shot(shop, 'shop', 'The demo shop: its range, and the button of the assistant in the corner')

  doc.head('Eight questions')
  doc.say(
    'These are the ones that `start` prints. No language model answers: each day, place and status is a fact that a carrier or the shop has told, with the time it was told. Nothing is shown before the order number and something only its customer knows were typed.',
  )
  await openAssistant(shop)
  for (const [index, { say: question, order }] of questions.entries()) {
    if (index > 0) await startOver(shop)
    const asked = await ask(shop, question)
    const answered = await ask(shop, `${order}, ${postcode(order)}`)
    await shop.locator('.order-card').waitFor()
    doc.talk([...asked, ...answered, await card(shop)])
    if (index === 0)
      await doc.shot(shop, 'demo-shop', 'The assistant in the demo shop has answered, with the card of the order')
  }

  doc.head('What is not known, and what is not told')
  doc.say(
    'A wrong postcode shows nothing. After three, the assistant offers a person. What the answer says is the same whether there is such an order or not.',
  )
  await startOver(shop)
  const wrong = [...(await ask(shop, 'where is my order LO-4110'))]
  for (const guess of ['D04 XX11', 'D04 XX12', 'D04 XX13']) wrong.push(...(await ask(shop, guess)))
  doc.talk(wrong)

  doc.say(
    'Rules of the shop (shipping, returns, payment, hours) come from one file, such as `examples/policies.json`. Of what it doesn’t hold, the assistant says that it was not told.',
  )
  const rules = await visit('/demo')
  await openAssistant(rules)
  doc.talk([
    ...(await ask(rules, 'where is my order LO-4102, postcode 60316')),
    ...(await ask(rules, 'Can I still return it?')),
    ...(await ask(rules, 'who pays the return postage?')),
  ])

  doc.head('A person')
  doc.say('Somebody is angry, and then asks for a person.')
  const before = await rules.locator('.message').count()
  const angry = await ask(rules, 'This is ridiculous, nobody ever tells me anything!')
  await say(rules, 'I want to talk to a person')
  await rules.getByText('A person from our team answers here.').waitFor()
  const asked = await saidSince(rules, before + angry.filter(({ who }) => who !== 'Buttons').length)
  doc.talk([...angry, ...asked])

  doc.say('The sign-in link that `start` printed opens the desk. Who waits longest stands first.')
  const desk = await visit(link('desk'))
  await desk.getByRole('button').click()
  await desk.waitForURL('**/desk')
  const row = desk.locator('.row.waiting').first()
  doc.talk([{ who: 'On the list', text: await row.innerText() }])
  await row.getByRole('link').first().click()
  await desk.waitForSelector('body[data-live=live]')
  doc.say(
    'The packet: who it is and how they proved it, all that was said, what was tried, what is known and by whose word, and a draft to start from.',
  )
  await doc.shot(desk, 'desk', 'The desk: the conversation, the answer to write, and the facts of the order beside it')
  await desk.getByLabel('Your answer').fill('I am sorry about that. Send it back to us as it is, we pay for it.')
  await desk.getByLabel('Your answer').press('Control+Enter')
  const person = rules.locator('.message.person').last()
  await person.waitFor()
  doc.say('It stands in the shopper’s chat at once, marked as a person’s:')
  doc.talk([{ who: await person.locator('.who').innerText(), text: await person.locator('.text').innerText() }])
  await doc.shot(rules, 'person', 'The chat: a person’s answer, marked as one')
  await desk.waitForSelector('body[data-live=live]')
  await desk.getByRole('button', { name: 'Hand back to the assistant' }).click()
  await rules.getByText('The assistant is back.').waitFor()
  doc.talk(
    (await saidSince(rules, (await rules.locator('.message').count()) - 1)).concat(
      await ask(rules, 'where is it now?'),
    ),
  )

  doc.head('A parcel moves')
  doc.say('All this while the tracking page of order LO-4116 was open. It needed no reload:')
  await moving.locator('h1', { hasText: /^Delivered/ }).waitFor({ timeout: 240_000 })
  doc.printed(stations.map(({ text, seconds }) => `after ${String(seconds).padStart(3)} s   ${text}`).join('\n'))
  await doc.shot(moving, 'tracking', 'The tracking page after delivery')

  doc.head('The mail')
  doc.say(
    'No mail server is set, so what would have been sent lies in a mailbox on the same machine. It is in the language she ordered in.',
  )
  const mailbox = await visit('/mailbox')
  const delivered = mailbox.locator('.mails a', { hasText: 'LO-4116' }).filter({ hasText: /delivered/i })
  for (let tries = 0; (await delivered.count()) === 0 && tries < 60; tries += 1) {
    await mailbox.waitForTimeout(500)
    await mailbox.goto(`${demo.url}/mailbox`)
  }
  await delivered.first().click()
  await mailbox.locator('main iframe').waitFor()
  const frame = mailbox.frameLocator('main iframe')
  await frame.locator('h1').waitFor()
  await doc.shot(mailbox, 'mailbox', 'The mailbox: the list of mails, and the one that tells of the delivery')
  doc.talk([
    {
      who: 'Mail',
      text: await mailbox
        .locator('pre')
        .textContent()
        .then((text) => text ?? ''),
    },
  ])
  const hrefs = await Promise.all((await frame.locator('a').all()).map((one) => one.getAttribute('href')))
  const [track, stop] = [hrefs.find((href) => href?.includes('/t/')), hrefs.at(-1)]
  const tracked = await visit(track ?? '')
  doc.say('Its link opens the order, without a number or a proof:')
  doc.talk([{ who: 'Tracking page', text: await tracked.locator('.hero').innerText() }])
  const stopping = await visit(stop ?? '')
  doc.say('Its last line ends such mails, with one press and a way back:')
  const first = await stopping.locator('main').innerText()
  await stopping.getByRole('button').first().click()
  doc.talk([
    { who: 'Page', text: first },
    { who: 'Then', text: await stopping.locator('main').innerText() },
  ])

  doc.head('What a postcode does not show')
  doc.say(
    'A postcode proves little, so the address and the other orders stay covered until a code was typed that goes to the e-mail address of the order.',
  )
  const coded = await visit('/demo')
  await openAssistant(coded)
  const talk = [
    ...(await ask(coded, 'where is my order LO-4102, postcode 60316')),
    ...(await ask(coded, 'Which address does it go to?')),
  ]
  await mailbox.goto(`${demo.url}/mailbox`)
  let code = ''
  for (let tries = 0; code === '' && tries < 60; tries += 1) {
    await mailbox.goto(`${demo.url}/mailbox`)
    const mail = mailbox.locator('.mails a', { hasText: /code/i }).first()
    if ((await mail.count()) > 0) {
      await mail.click()
      await mailbox.waitForURL(/mailbox\/./)
      code = /^ +([\d ]{6,})$/m.exec((await mailbox.locator('pre').textContent()) ?? '')?.[1]?.trim() ?? ''
    } else await mailbox.waitForTimeout(500)
  }
  talk.push(...(await ask(coded, code)), ...(await ask(coded, 'show me my other orders')))
  doc.talk(talk.map(({ who, text }) => ({ who, text: code === '' ? text : text.replaceAll(code, '123456') })))

  doc.head('A tracking number alone')
  doc.say('Who has no order number sees how far the parcel is, and nothing that tells whose it is.')
  const glance = await visit('/')
  const [parcel] = tellingOrders.find(({ script }) => script.number === 'LO-4106')?.parcels ?? []
  await glance.locator('[name=number]').fill(parcel?.journey.number ?? '')
  await glance.locator('main form button').click()
  doc.talk([
    { who: 'You', text: parcel?.journey.number ?? '' },
    { who: 'Page', text: await glance.locator('main').innerText() },
  ])
  await doc.shot(glance, 'glance', 'How far a parcel is, by its tracking number alone')

  doc.head('In the hand, at night, in German')
  const hand = await visit('/demo?lang=de', { ...phone, locale: 'de-DE', colorScheme: 'dark' })
  await openAssistant(hand)
  const german = [
    ...(await ask(hand, 'Wann kommt meine Lieferung?')),
    ...(await ask(hand, `LO-4114, ${postcode('LO-4114')}`)),
  ]
  await hand.locator('.order-card').waitFor()
  doc.talk(german)
  await doc.shot(hand, 'phone-german', 'The assistant on a phone, in German, in dark colours')

  doc.head('From right to left')
  doc.say(
    'Amal ordered in Arabic. Her tracking page is in Arabic; the assistant has not learned the language yet and says so instead of guessing.',
  )
  const amal = await visit('/demo', { ...phone, locale: 'ar' })
  const hers = amal.locator('.card', { hasText: 'LO-4113' })
  await hers.locator('summary').click()
  await hers.locator('a').click()
  await amal.locator('.live.live').waitFor()
  await doc.shot(amal, 'phone-arabic', 'Amal’s tracking page in Arabic')

  await doc.write(
    '# A tour\n\nWhat a newcomer sees in the first quarter of an hour, word for word. It is written by a script that starts the demo, opens a browser and does it all: `node test/tour/tour.ts`. Times, numbers and words are those of that run; addresses of pages and codes are replaced by fixed examples.',
  )
}
