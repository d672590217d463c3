import { describe, expect, it } from 'vitest'
import { replies } from '../../corpus/en/replies.ts'
import type { Replies, Say, Voice } from '../../src/chat/index.ts'
import { newDialogue, speak, turn, UnsupportedReply } from '../../src/chat/index.ts'
import { now, shop } from '../worlds/build.ts'
import { worlds } from '../worlds/index.ts'
import { asWritten } from './story.ts'

const voice = (pack: Replies = replies): Voice => ({ replies: pack, language: 'en', now, zone: shop.zone })

const [where, lastScan] = answer('order_status')

function answer(intent: 'order_status' | 'delivery_eta'): readonly Say[] {
  const heard = asWritten({ user: 'x', intent, sentiment: 'neutral', says: [], never: [], offers: [] })
  return turn(newDialogue, heard, worlds['on-its-way']).say
}

/** English with one reply replaced. */
function lying(reply: Replies['acts']['where']): Replies {
  return { ...replies, acts: { ...replies.acts, where: reply } }
}

describe('speak', () => {
  it('puts facts into words, dates in the shopper’s language, scans in the place’s own time', () => {
    expect(speak(answer('order_status'), voice()).text).toBe(
      '#10244 has left a depot and is on its way (as of 14:05 today). ' +
        'UPS last scanned it in Louisville, KY, today at 07:13. UPS says it will arrive on Thursday, Nov 19.',
    )
  })

  it('ends a sentence once, where the fact that closes it ends in a full stop', () => {
    const facts = { shop: { kind: 'shop' as const, value: 'Lumen & Co.', source: null } }
    expect(speak({ act: 'noOrders', facts, choices: [] }, voice()).text).toBe('I see no order of yours at Lumen & Co.')
  })

  it('hands out every fact told with its source', () => {
    const { evidence } = speak(answer('order_status'), voice())
    expect(evidence.map(({ kind, text, value, source }) => [kind, text, value, source?.name])).toEqual([
      ['order', '#10244', '#10244', 'Lumen & Oak'],
      ['status', 'has left a depot and is on its way', 'in_transit/departed', 'UPS'],
      ['as_of', 'as of 14:05 today', '2026-11-17T19:05:00Z', 'UPS'],
      ['carrier', 'UPS', 'UPS', 'UPS'],
      ['place', 'Louisville, KY', 'Louisville, KY', 'UPS'],
      ['moment', 'today at 07:13', '2026-11-17T07:13', 'UPS'],
      ['days', 'on Thursday, Nov 19', '2026-11-19', 'UPS'],
    ])
  })

  it('says weekday and date where the zone of a day is not known, and the year where it is another', () => {
    const days = (from: string, zone: string | null) => ({
      kind: 'days' as const,
      value: { from: Temporal.PlainDate.from(from), to: Temporal.PlainDate.from(from), zone },
      source: null,
    })
    const said = (from: string, zone: string | null) => {
      const shop = { kind: 'shop' as const, value: 'Lumen & Oak', source: null }
      return speak({ act: 'promise', facts: { shop, days: days(from, zone) }, choices: [] }, voice()).text
    }
    expect(said('2026-11-18', shop.zone)).toBe('Lumen & Oak promised it would arrive tomorrow.')
    expect(said('2026-11-18', null)).toBe('Lumen & Oak promised it would arrive on Wednesday, Nov 18.')
    expect(said('2027-01-04', shop.zone)).toBe('Lumen & Oak promised it would arrive on Monday, Jan 4, 2027.')
  })
})

describe('the fact lock', () => {
  it.each([
    ['a number', '17', ({ about }: { about: string }) => `${about} is 17 km away.`],
    ['a figure spelled out', 'three', ({ about }: { about: string }) => `${about} is three stops away.`],
    ['a weekday', 'Friday', ({ about }: { about: string }) => `${about} arrives on Friday.`],
    ['a month', 'December', ({ about }: { about: string }) => `${about} arrives in December.`],
    ['tomorrow', 'tomorrow', ({ about }: { about: string }) => `${about} arrives tomorrow.`],
    ['Tomorrow, opening the sentence', 'tomorrow', ({ about }: { about: string }) => `Tomorrow ${about} arrives.`],
    ['a place', 'Louisville', ({ about }: { about: string }) => `${about} is in Louisville.`],
    ['a carrier', 'UPS', ({ about }: { about: string }) => `UPS has ${about}.`],
    ['a status', 'delivered', ({ about }: { about: string }) => `${about} was delivered.`],
    ['an invented status of several words', 'on its way', ({ about }: { about: string }) => `${about} is on its way.`],
    ['a link', '://', ({ about }: { about: string }) => `${about}: see https://example.com/track`],
  ])('lets no template say %s of its own', (_, found, reply) => {
    expect(() => speak(where as Say, voice(lying(reply)))).toThrow(UnsupportedReply)
    expect(() => speak(where as Say, voice(lying(reply)))).toThrow(`"where" says "${found}"`)
  })

  it('lets no template take a fact’s text apart and put it together again', () => {
    const halved = lying(({ about }) => `${about.text.slice(0, 3)} is somewhere.`)
    expect(() => speak(where as Say, voice(halved))).toThrow(UnsupportedReply)
  })

  it('lets no template name a fact that another sentence was given', () => {
    const forged = lying(({ about }) => `${about} is in \uE0005\uE001.`)
    expect(() => speak([where as Say, lastScan as Say], voice(forged))).toThrow(UnsupportedReply)
  })

  it('lets no fact in that has no words in the language', () => {
    const wordless = { ...replies, words: { ...replies.words, statuses: { ...replies.words.statuses } } }
    wordless.words.statuses['in_transit/departed'] = ''
    expect(() => speak(where as Say, voice(wordless))).toThrow('a status without words')
  })

  it('takes a product that is called "Delivered by Friday 13" for the name it is', () => {
    const items = [{ title: 'Delivered by Friday 13 \uE0000\uE001\u202E', variant: null, quantity: 1 }]
    const named: Say = {
      act: 'itemsNotShipped',
      facts: {
        items: { kind: 'items', value: items, source: null },
        state: { kind: 'state', value: 'items_not_shipped', source: null },
      },
      choices: [],
    }
    expect(speak(named, voice()).text).toBe('Not shipped yet: Delivered by Friday 13 0.')
  })

  it('has a sentence for the service to fall back on', () => {
    expect(speak({ act: 'cannotSay', facts: {}, choices: [] }, voice()).text).toContain('Shall I get a person?')
  })
})
