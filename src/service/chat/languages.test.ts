import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestInstallation, shop, type TestInstallation } from '../../../test/installation.ts'
import { fewWords } from '../../../test/understanding/few-words.ts'
import { order, upsNumber } from '../../../test/worlds/journeys.ts'
import type { ConversationId } from '../../model/index.ts'
import { importOrders } from '../orders/import.ts'
import { answer, say, showConversation } from './say.ts'

let installation: TestInstallation
beforeAll(async () => {
  installation = await openTestInstallation({ assistant: fewWords() })
  const sent = order({
    shipments: [
      {
        external: 's',
        number: upsNumber(1),
        carrierText: null,
        shippedAt: Temporal.Instant.from('2026-11-18T09:00:00Z'),
        state: 'shipped',
        lines: [{ external: 'a', quantity: 1 }],
      },
    ],
  })
  const german = order({ external: '2', number: '#1002', language: 'de-AT' })
  await importOrders(installation.context(), {
    connector: 'csv',
    shop,
    read: {
      orders: [
        { order: sent, slice: {} },
        { order: german, slice: {} },
      ],
      rejected: [],
      fields: {},
    },
    contentType: 'text/csv',
    bytes: 0,
  })
}, 60_000)
afterAll(() => installation.close())

/** What each line is answered, as `language: text`, in one stored conversation. */
async function talk(lines: readonly string[], { language }: { language?: string } = {}) {
  let conversation: ConversationId | undefined
  const answers: (string | undefined)[] = []
  for (const text of lines) {
    const which = conversation ? { conversation } : { order: null }
    const view = await say(installation.context(), { text, ...which, ...(language && { language }) })
    conversation = view.id as ConversationId
    const last = view.messages.at(-1)
    answers.push(last && `${last.language}: ${last.text}`)
  }
  return { answers, conversation: conversation as ConversationId }
}

const where =
  'Bestellung #1001 wurde verschickt, laut Lampenladen am Mittwoch, 18. Nov. (Stand: heute, 13:00 Uhr). UPS hat die Sendung noch nicht gemeldet.'
const askNumber = 'de: Wie lautet Ihre Bestellnummer?'

describe('a conversation in German, on a shop that writes English', () => {
  it('is recognised, asked for number and proof in German, answered in German, and stored with its language', async () => {
    const { answers, conversation } = await talk([
      'Wo ist meine Bestellung?',
      'Bestellnummer 1001',
      'PLZ 78701',
      'Wann kommt es an?',
    ])
    expect(answers[0]).toContain(askNumber)
    expect(answers[1]).toContain('de: Mit welcher E-Mail-Adresse')
    expect(answers[2]).toBe(`de: ${where}`)
    expect(answers[3]).toContain('de: Bestellung #1001 wurde verschickt')
    const held = await showConversation(installation.context(), { conversation })
    expect(held?.messages.map(({ language }) => language)).toEqual(Array(8).fill('de'))
  })

  it('keeps its language for "ok", a number, an emoji, a name and a postcode', async () => {
    const { answers } = await talk(['Wo ist mein Paket?', 'ok', '#10244', '👍', 'Smith', '60311'])
    expect(answers.map((text) => text?.slice(0, 3))).toEqual(Array(6).fill('de:'))
  })

  it('goes over to English with whoever writes English, and back', async () => {
    const { answers } = await talk(['Wo ist mein Paket?', 'thank you', 'danke schön'])
    expect(answers.slice(1)).toEqual([
      'en: You are welcome. What is your order number? Please add the e-mail address, phone number or postcode you ordered with.',
      expect.stringMatching(/^de: Gern geschehen\./),
    ])
  })

  it('understands its own buttons', async () => {
    const { repliesOf } = installation.context().assistant
    for (const tag of ['de', 'en']) {
      const topics = Object.values(repliesOf(tag).words.topics)
      const heard = topics.map((text) => fewWordsHear(text, tag))
      expect(heard).toEqual(topics.map(() => tag))
    }
  })
})

const fewWordsHear = (text: string, language: string) =>
  installation.context().assistant.hear(text, [], { language, by: 'spoken' }).language

describe('a language that is asked for', () => {
  it('"Können wir Deutsch sprechen?" goes on in German', async () => {
    const { answers } = await talk(['where is my order', 'Können wir Deutsch sprechen?', '#1001'])
    expect(answers[1]).toContain('de: Gern, ab jetzt auf Deutsch.')
    expect(answers[2]).toContain('de: Mit welcher')
  })

  it('"can you write in German" is answered in German, and stays so while English is written, until English is asked for', async () => {
    const { answers } = await talk(['can you write in German', 'where is my order', 'speak English please', 'thanks'])
    expect(answers.map((text) => text?.slice(0, 3))).toEqual(['de:', 'de:', 'en:', 'en:'])
    expect(answers[0]).toBe('de: Gern, ab jetzt auf Deutsch.')
    expect(answers[2]).toContain('en: Of course. I will go on in English.')
  })

  it('that we lack is answered with those we have', async () => {
    expect((await talk(['do you speak French'])).answers).toEqual(['en: I write German and English here.'])
    expect((await talk(['Sprechen Sie Französisch?'])).answers).toEqual(['de: Ich schreibe hier Deutsch und Englisch.'])
  })
})

describe('where the words say nothing', () => {
  it('the page tells the language, then the shop', async () => {
    expect((await talk(['#1001'], { language: 'de-CH' })).answers[0]).toContain('de: Mit welcher')
    expect((await talk(['#1001'], { language: 'fr' })).answers[0]).toContain('en: Which e-mail')
  })

  it("the customer's own language by the order comes first", async () => {
    const ctx = installation.context()
    const proven = await answer(ctx, {
      text: 'order #1002, my email is ana@example.com',
      seen: { level: 'L0', orders: [] },
      shop: { name: 'Lampenladen', zone: 'Europe/Berlin' },
    })
    expect(proven.seen.orders.map(({ language }) => language)).toEqual(['de-AT'])
    const { shop: of } = proven.seen.orders[0] ?? { shop: { name: '', zone: 'UTC' } }
    const { heard } = await answer(ctx, { text: '?', seen: proven.seen, shop: of, language: 'en' })
    expect(heard.language).toBe('de')
  })
})
