import { replies as german } from '../../corpus/de/replies.ts'
import { replies as english } from '../../corpus/en/replies.ts'
import { countLanguages, type Example, hear, type Intent, type Replies, train } from '../../src/chat/index.ts'
import type { Assistant } from '../../src/service/index.ts'

type Few = Readonly<Partial<Record<Intent | 'oos', readonly string[]>>>

/** Enough to tell a few wishes and two languages apart: for tests of what happens then, never a measure of understanding. */
const written: Readonly<Record<string, Few>> = {
  en: {
    order_status: ['where is my order', 'where is my parcel', 'where is it', 'has my order shipped', 'track my order'],
    delivery_eta: ['when will it arrive', 'when does my order come', 'what day will it be here', 'when is it due'],
    human_agent: ['talk to a person', 'i want a human', 'can i speak to somebody', 'a person please'],
    provide_info: [
      'my order number is 4411',
      'it is 10115',
      '#4411',
      'order 4411',
      'sam@example.com',
      '60311',
      'the second one',
    ],
    affirm: ['yes', 'yes please', 'sure', 'ok', 'please do'],
    deny: ['no', 'no thanks', 'not that one'],
    thanks: ['thanks', 'thank you', 'many thanks'],
    language_switch: [
      'can you write in german',
      'speak english please',
      'do you speak french',
      'another language please',
    ],
    oos: ['will it rain', 'tell me a joke', 'who won the match', 'sing a song', 'what is the weather like'],
  },
  de: {
    order_status: [
      'wo ist meine bestellung',
      'wo ist mein paket',
      'wo bleibt es',
      'ist meine bestellung verschickt',
      'paket verfolgen',
    ],
    delivery_eta: ['wann kommt es an', 'wann kommt meine bestellung', 'an welchem tag ist es da', 'wann ist es soweit'],
    human_agent: [
      'mit einem menschen sprechen',
      'ich will einen mitarbeiter',
      'kann ich mit jemandem reden',
      'einen menschen bitte',
    ],
    provide_info: [
      'meine bestellnummer ist 4411',
      'sie lautet 10115',
      '#4411',
      'bestellung 4411',
      'jana@example.com',
      '60311',
      'die zweite',
    ],
    affirm: ['ja', 'ja bitte', 'gern', 'ok', 'bitte machen sie das'],
    deny: ['nein', 'nein danke', 'nicht diese'],
    thanks: ['danke', 'vielen dank', 'danke schön'],
    language_switch: [
      'können wir deutsch sprechen',
      'bitte auf englisch',
      'sprechen sie französisch',
      'eine andere sprache bitte',
    ],
    oos: ['wird es regnen', 'erzähl einen witz', 'wer hat gewonnen', 'sing ein lied', 'wie ist das wetter'],
  },
}

const repliesOf: Readonly<Record<string, Replies>> = { de: german, en: english }

/** An assistant of two languages that was taught a few sentences in each. */
export function fewWords({ language = 'en' }: { language?: string } = {}): Assistant {
  const examples = (few: Few): Example[] =>
    Object.entries(few).flatMap(([label, texts]) => texts.map((text) => ({ text, label })))
  const models = new Map(Object.entries(written).map(([tag, few]) => [tag, train(examples(few))]))
  const taught = Object.entries(written).map(([tag, few]) => [
    tag,
    Object.entries(few).flatMap(([label, texts]) => (label === 'language_switch' ? [] : texts)),
  ])
  const ears = { models, languages: countLanguages(Object.fromEntries(taught)) }
  return {
    languages: Object.keys(written).toSorted(),
    language,
    hear: (text, orders, prior) => hear(ears, text, { orders, prior }),
    repliesOf: (tag) => repliesOf[tag] ?? english,
  }
}
