import { describe, expect, it } from 'vitest'
import { replies } from '../../corpus/de/replies.ts'
import { replies as english } from '../../corpus/en/replies.ts'
import type { Replies, Say, Voice } from '../../src/chat/index.ts'
import { newDialogue, speak, turn, UnsupportedReply } from '../../src/chat/index.ts'
import { allStatuses } from '../../src/model/index.ts'
import { germanWorlds } from '../worlds/german.ts'
import { actsOfPolicies } from '../worlds/policies.ts'
import { asWritten } from './story.ts'

const world = germanWorlds['DE: unterwegs']
const voice = (pack: Replies = replies): Voice => ({
  replies: pack,
  language: 'de',
  now: world.now,
  zone: world.shop.zone,
})
const asked = (intent: 'order_status' | 'delivery_eta', customer: keyof typeof germanWorlds = 'DE: unterwegs') => {
  const heard = asWritten({ user: 'x', intent, sentiment: 'neutral', says: [], never: [], offers: [] }, 'de')
  return turn(newDialogue, heard, germanWorlds[customer]).say
}
const [where] = asked('order_status')
const lying = (reply: Replies['acts']['where']): Replies => ({ ...replies, acts: { ...replies.acts, where: reply } })

const source = { kind: 'carrier', name: 'DHL', asOf: world.now } as const
const fact = (kind: string, value: unknown) => ({ kind, value, source })
const day = (away: number, more = 0) => {
  const from = Temporal.PlainDate.from('2026-11-17').add({ days: away })
  return fact('days', { from, to: from.add({ days: more }), zone: 'Europe/Berlin' })
}
const place = (city: string | null, country: string) => fact('place', { city, region: null, postal: null, country })

/** A fact for every placeholder there is; the second set is of other shapes, the third leaves out all that may be. */
const lines = [{ title: 'Stehlampe Bogen', variant: 'blau', quantity: 2 }]
const moment = (precision: 'minute' | 'day') =>
  fact('moment', { localTime: Temporal.PlainDateTime.from('2026-11-13T07:13'), precision, zone: 'Europe/Berlin' })
const common = {
  asOf: fact('as_of', world.now),
  carrier: fact('carrier', 'DHL'),
  shop: fact('shop', 'Lampenladen'),
  status: fact('status', 'delivered/to_neighbour'),
  state: fact('state', 'late'),
  shopSays: fact('state', 'shop_delivered'),
  order: fact('order', '#10244'),
  items: fact('items', lines),
  placed: fact('placed', world.now.subtract({ hours: 24 * 5 })),
  reason: fact('reason', { party: 'weather', code: 'severe_weather' }),
  action: fact('action', { by: 'shopper', what: 'collect_parcel' }),
  topic: fact('topic', 'cancel_order'),
  number: fact('tracking_number', '00340434161094021501'),
  languages: fact('languages', ['de', 'en']),
  signer: fact('signer', 'K. BRANDT'),
  until: fact('last_day', { date: Temporal.PlainDate.from('2026-11-24'), zone: null }),
  point: fact('pickup_point', {
    name: 'Kiosk am Ring',
    street: 'Ringstr. 4',
    place: { city: 'Berlin', region: null, postal: '10115', country: 'DE' },
  }),
  address: fact('address', {
    name: 'Jana Vogt',
    lines: ['Gartenweg 3'],
    city: 'Frankfurt am Main',
    region: null,
    postal: '60311',
    country: 'DE',
  }),
}
const full = {
  ...common,
  about: fact('order', '#10244'),
  by: fact('carrier', 'DHL'),
  count: fact('count', 1),
  days: day(2),
  window: fact('window', { from: '15:00', to: '18:00' }),
  at: moment('minute'),
  place: place('Berlin', 'DE'),
}
const other = {
  ...common,
  about: fact('parcel', lines),
  by: fact('shop', 'Lampenladen'),
  count: fact('count', 3),
  days: day(0, 3),
  window: undefined,
  at: moment('day'),
  place: place(null, 'US'),
}
const least = {
  ...common,
  by: undefined,
  about: undefined,
  until: undefined,
  carrier: undefined,
  place: undefined,
  window: undefined,
}
const bare = { ...least, at: undefined, days: undefined, asOf: undefined, items: undefined, number: undefined }
const states: Readonly<Record<string, string>> = {
  noNews: 'no_news',
  sent: 'shop_shipped',
  notSeen: 'not_seen',
  noNumber: 'no_number',
  notShipped: 'not_shipped',
  itemsNotShipped: 'items_not_shipped',
  orderCancelled: 'order_cancelled',
  noParcel: 'no_parcel',
  notLate: 'not_late',
}
const mayLack: Readonly<Record<string, readonly string[]>> = {
  noNews: ['carrier', 'number'],
  sent: ['about', 'at', 'asOf'],
  notSeen: ['carrier'],
  noEstimate: ['carrier'],
  late: ['about', 'by', 'days', 'asOf'],
  notThere: ['by'],
  orderItems: ['items'],
  parcelHolds: ['items', 'carrier'],
  parcelNoNumber: ['items'],
  choiceOrder: ['items'],
  estimate: ['about', 'window', 'asOf'],
  lastScan: ['place', 'asOf'],
  delivered: ['at', 'place'],
  glance: ['at'],
  pickUp: ['until'],
}

const told = (act: string, facts: object) => {
  const state = fact('state', states[act] ?? 'late')
  return speak({ act, facts: { ...facts, state }, choices: [] } as unknown as Say, voice()).text
}

describe('German', () => {
  const acts = Object.keys(replies.acts)

  it('says all that English says', () => {
    expect(acts.toSorted()).toEqual(Object.keys(english.acts).toSorted())
    for (const words of ['reasons', 'actions'] as const)
      expect(Object.keys(replies.words[words]).toSorted()).toEqual(Object.keys(english.words[words]).toSorted())
  })

  // What a shop says of itself is tried in policies-lock.test.ts.
  const ofOrders = acts.filter((act) => !actsOfPolicies.includes(act))
  it.each(ofOrders)('"%s" says nothing of its own, with every fact, with others, and with as few as may be', (act) => {
    const few = Object.fromEntries(
      Object.entries(full).map(([name, value]) => [name, mayLack[act]?.includes(name) ? bare[name as 'by'] : value]),
    )
    const said = [full, other, few].map((facts) => told(act, facts))
    for (const text of said) {
      expect(text).toMatch(/^[\p{Lu}„„#\d].*[.?)]$|^#10244/u)
      expect(text).not.toMatch(/undefined|null| {2}|[ ][.,]|\.\.|\(\)/u)
    }
  })

  it('puts dates and times as a German writes them', () => {
    expect(speak(asked('order_status'), voice()).text).toBe(
      'Bestellung #10244 hat ein Depot verlassen und ist unterwegs (Stand: heute, 20:05 Uhr). ' +
        'DHL hat die Sendung zuletzt heute um 07:13 Uhr in Frankfurt am Main, Deutschland erfasst. ' +
        'Laut DHL soll die Sendung am Donnerstag, 19. Nov. ankommen.',
    )
    expect(speak(asked('delivery_eta', 'DE: in Zustellung'), voice()).text).toContain(
      'Laut DHL soll die Sendung heute zwischen 15:00 und 18:00 Uhr ankommen.',
    )
    expect(speak(asked('delivery_eta', 'DE: verspätet, Wetter'), voice()).text).toContain(
      'Laut DHL soll die Sendung zwischen Donnerstag, 19. Nov. und Samstag, 21. Nov. ankommen.',
    )
  })

  it('has a predicate for every status, of a verb', () => {
    const odd = allStatuses.filter(
      (status) =>
        !/^(?:ist|hat|wird|wurde|war|liegt|wartet|verlässt|konnte|muss) /u.test(replies.words.statuses[status]),
    )
    expect(odd).toEqual([])
  })
})

describe('the fact lock on German', () => {
  it.each([
    ['a number', '17', ({ about }: { about: string }) => `${about} ist 17 km entfernt.`],
    ['a figure spelled out', 'drei', ({ about }: { about: string }) => `${about} ist noch drei Halte entfernt.`],
    ['a weekday', 'Freitag', ({ about }: { about: string }) => `${about} kommt am Freitag.`],
    ['a short weekday', 'Fr', ({ about }: { about: string }) => `${about} kommt Fr an.`],
    ['a month', 'Dezember', ({ about }: { about: string }) => `${about} kommt im Dezember.`],
    ['tomorrow', 'morgen', ({ about }: { about: string }) => `${about} kommt morgen.`],
    ['the day after tomorrow', 'übermorgen', ({ about }: { about: string }) => `Übermorgen kommt ${about}.`],
    ['a place', 'Frankfurt', ({ about }: { about: string }) => `${about} ist in Frankfurt.`],
    ['a carrier', 'DHL', ({ about }: { about: string }) => `DHL hat ${about}.`],
    ['a status', 'zugestellt', ({ about }: { about: string }) => `${about} wurde zugestellt.`],
    ['an invented status', 'unterwegs', ({ about }: { about: string }) => `${about} ist unterwegs.`],
    ['a promise', 'bald', ({ about }: { about: string }) => `${about} kommt bald.`],
  ])('lets no template say %s of its own', (_, found, reply) => {
    expect(() => speak(where as Say, voice(lying(reply)))).toThrow(UnsupportedReply)
    expect(() => speak(where as Say, voice(lying(reply)))).toThrow(`"where" says "${found}"`)
  })

  it('lists no noun that no reply uses', () => {
    const prose = Object.values(replies.acts).map(String).join(' ')
    expect(replies.lock.capitals.filter((word) => !prose.includes(word))).toEqual([])
  })
})
