import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replies } from '../../corpus/en/replies.ts'
import type { Dialogue, Heard, Outcome, Say, World } from '../../src/chat/index.ts'
import { findEntities, intents, newDialogue, resumeDialogue, speak, turn } from '../../src/chat/index.ts'
import type { TrackedLine, TrackedOrder, TrackedParcel, TrackedScan } from '../../src/model/index.ts'
import {
  actors,
  allStatuses,
  formatLocalTime,
  levels,
  milestones,
  orderStates,
  parseId,
  reasonParties,
} from '../../src/model/index.ts'
import { repliesOf } from './story.ts'
import { carriers, line, now, order, parcel, scan, shop } from '../worlds/build.ts'
import { lumenAndOak, says } from '../worlds/policies.ts'

/** Any shop, any carrier, anything said: what must hold whatever the story. */

const any = fc.constantFrom
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null })
const title = fc.oneof(
  any('Arc floor lamp', 'Wool rug', 'The Order of Time', '3 Tomorrow Mugs', 'UPS \uE0001\uE001'),
  fc.string(),
)
const day = fc
  .integer({ min: -40, max: 40 })
  .map((away) => Temporal.PlainDate.from('2026-11-17').add({ days: away }).toString())
const place = any(null, 'Wayne, NJ', 'LOUISVILLE, KY', 'Monday Bay, 5', '東京', ', ')
const reason = fc.record({
  party: any(...reasonParties),
  code: any('not_home', 'severe_weather', 'code_of_tomorrow', 'toString'),
})
const action = fc.record({ by: any(...actors), what: any('collect_parcel', 'pay_duties', 'unheard_of', 'constructor') })

const scans: fc.Arbitrary<TrackedScan> = fc
  .record({
    at: fc.tuple(day, fc.integer({ min: 0, max: 23 })),
    place,
    status: maybe(any(...allStatuses)),
    reason: maybe(reason),
    zone: any(null, 'America/New_York', '+09:00'),
    precision: any('second' as const, 'minute' as const, 'day' as const),
  })
  .map(({ at: [date, hour], place, status, ...fields }) =>
    scan(`${date}T${String(hour).padStart(2, '0')}:07`, place, status, fields),
  )

const parcels = (lines: readonly TrackedLine[]): fc.Arbitrary<TrackedParcel> =>
  fc
    .record({
      status: any(...allStatuses),
      carrier: any(null, carriers.ups, carriers.seko),
      number: any(null, '1Z999AA10123456784', 'SEK7781234'),
      scans: fc.array(scans, { maxLength: 3 }),
      estimate: fc.option(
        fc.tuple(day, day).map(([a, b]): [string, string] => (a < b ? [a, b] : [b, a])),
        { nil: undefined },
      ),
      late: fc.boolean(),
      reason: maybe(reason),
      action: maybe(action),
      shopSays: maybe(any('shipped' as const, 'delivered' as const, 'cancelled' as const)),
      sent: fc.option(any(null, '2026-11-12T15:00:00Z', '2026-11-17T04:30:00Z'), { nil: undefined }),
      lines: fc.subarray([...lines]),
      proof: maybe(
        fc.record({
          signedBy: any(null, '', 'J. PARKER', 'Delivered \uE0001\uE001'),
          photoUrl: any(null, 'https://photos.example/1'),
          documentUrl: any(null, 'https://proofs.example/1'),
        }),
      ),
      pickup: maybe(
        fc.record({
          name: any(null, 'Corner Books', ' '),
          street: any(null, '12 Mill Lane'),
          place: any(null, { city: 'Wayne', region: null, postal: '07470', country: 'US' }),
          until: any(null, Temporal.PlainDate.from('2026-11-24')),
        }),
      ),
    })
    .map(({ status, shopSays, estimate, sent, ...fields }) => {
      const made = parcel(status, {
        ...fields,
        ...(estimate ? { estimate } : {}),
        ...(sent === undefined ? {} : { sent }),
      })
      return { ...made, conflict: shopSays && { shop: shopSays, carrier: made.milestone } }
    })

const orders: fc.Arbitrary<TrackedOrder> = fc
  .tuple(any('#10231', '#10244', 'ACME-7', '99'), fc.array(title, { maxLength: 5 }))
  .chain(([number, titles]) => {
    const lines = titles.map((title) => line(title, { variant: any2(title), quantity: 1 + (title.length % 3) }))
    return fc
      .record({
        parcels: fc.array(parcels(lines), { maxLength: 5 }),
        promised: fc.option(day, { nil: undefined }),
        state: any(...orderStates),
      })
      .map(({ parcels, promised, state }) =>
        order(number, lines, {
          parcels,
          state,
          address: addressOf(number),
          ...(promised === undefined ? {} : { promised }),
        }),
      )
  })
const addressOf = (number: string) =>
  number === '99'
    ? null
    : {
        name: 'Ada Byrne',
        lines: ['4 Mill Rd', '\uE0001\uE001'],
        city: 'Wayne',
        region: 'NJ',
        postal: '07470',
        country: 'US',
      }
const any2 = (title: string) => (title.length % 2 === 0 ? 'blue' : null)

/** What a shop told: any part of it, other rules, its own words, or nothing. */
const policies = fc
  .record({
    parts: fc.subarray(['shipping', 'returns', 'support', 'payment', 'warranty'] as const),
    from: any('delivery' as const, 'purchase' as const),
    windowDays: any(0, 1, 30, 365),
    own: any(undefined, { returns: { en: 'Tomorrow, \uE0001\uE001 forever.' }, countries: { de: 'Überall hin.' } }),
  })
  .map(({ parts, from, windowDays, own }) =>
    says({
      ...Object.fromEntries(parts.map((part) => [part, lumenAndOak[part]])),
      ...(parts.includes('returns') && { returns: { ...lumenAndOak.returns, from, windowDays } }),
      ...(own && { answers: own }),
    }),
  )

const worldsOf: fc.Arbitrary<World> = fc.record({
  now: fc.constant(now),
  shop: fc.constant(shop),
  level: any(...levels),
  orders: fc.array(orders, { maxLength: 6 }),
  languages: fc.constant(['de', 'en']),
  policies: policies.map((one) => [one]),
})

const words = any(
  '1Z999AA10123456784',
  '123 456',
  '12345',
  'where is my lamp',
  'the second one',
  'both',
  'no, the other one',
  'the blue rug and the lamp',
  'yes',
  '#10244',
  '99999',
  'in German please',
  '07470',
  'ada@example.com',
  'order #1 07470 a@b.co',
  'and to switzerland?',
  '555 0100 2345',
  'x'.repeat(9000),
  '\uE0000\uE001',
  '',
)
const aboutOrders = [
  'order_status',
  'delivery_eta',
  'delay',
  'not_received',
  'order_history',
  'tracking_number',
  'delivery_address',
  'change_address',
] as const
const wanted = fc.oneof(
  { weight: 3, arbitrary: any(...aboutOrders, 'delay' as const, 'proof_of_delivery' as const) },
  any(...intents),
  any('human_agent' as const, 'affirm'),
)
const found = new Map<string, Heard['entities']>()
function entitiesOf(text: string): Heard['entities'] {
  const entities = found.get(text) ?? findEntities(text)
  found.set(text, entities)
  return entities
}

const heard: fc.Arbitrary<Heard> = fc
  .record({
    text: words,
    intents: fc.array(fc.record({ intent: wanted, score: fc.double({ min: 0.3, max: 1, noNaN: true }) }), {
      maxLength: 3,
    }),
    outOfScope: any(true, ...Array<false>(9).fill(false)),
    sentiment: fc.record({ label: any('negative' as const, 'neutral' as const), score: fc.constant(-0.4) }),
  })
  .map((fields) => ({ ...fields, language: 'en', entities: entitiesOf(fields.text), because: '' }))
const glanceSource = { kind: 'carrier', name: 'UPS', asOf: now } as const
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    outcome: any('verified' as const, 'handed_back' as const, 'code_fits' as const, 'code_unavailable' as const),
  }),
  fc.record({ outcome: any('code_wrong' as const, 'person_answered' as const, 'closed' as const) }),
  fc.record({ outcome: any('not_verified' as const, 'code_sent' as const), wait: fc.boolean() }),
  fc.record({
    outcome: any('glanced' as const),
    glance: maybe(
      fc.record({
        milestone: any(...milestones),
        day: maybe(day.map((date) => ({ date: Temporal.PlainDate.from(date), zone: null }))),
        source: fc.constant(glanceSource),
      }),
    ),
    wait: fc.boolean(),
  }),
)

/** One wrong code more and it can no longer be used. */
const nearlySpent: Dialogue = {
  ...newDialogue,
  code: {
    wanted: { goal: 'delivery_address', order: parseId('order', '00000000-0000-4000-8000-000000000001') },
    wrong: 4,
    until: now.add({ minutes: 5 }).toString(),
  },
}

const isQuiet = (said: Heard | Outcome) =>
  'outcome' in said && (said.outcome === 'closed' || said.outcome === 'person_answered')
const ofShop: fc.Arbitrary<Heard> = any(
  ...([
    ['shipping_info', 'do you ship to Norway, and how much is it'],
    ['shipping_info', 'when must i order'],
    ['shipping_info', 'how fast, and to which countries'],
    ['return_policy', 'can i still send it back'],
    ['return_policy', 'is there a warranty, and how long does a refund take'],
    ['return_request', 'who pays the return, and how do i send it back'],
    ['payment_invoice', 'which payment methods do you take'],
    ['human_agent', 'when are you open, and your e-mail address'],
    ['language_switch', 'auf Deutsch bitte'],
  ] as const),
).map(([intent, text]) => ({
  text,
  language: 'en',
  intents: [{ intent, score: 0.95 }],
  entities: [],
  outOfScope: false,
  because: '',
  sentiment: { label: 'neutral', score: 1 },
}))
const input = fc.oneof(
  { weight: 7, arbitrary: heard },
  { weight: 2, arbitrary: ofShop },
  { weight: 2, arbitrary: outcome },
)

/** What an order and its parcels hold: nothing else may be told with a source. */
function known({ orders }: World): Set<string> {
  return new Set(
    orders.flatMap((order) => [
      `order ${order.number}`,
      `days ${order.promised?.toString()}`,
      ...order.parcels.flatMap(({ number, carrier, status, estimate, scans, sent, proof, pickup }) => [
        `signer ${proof?.signedBy}`,
        `last_day ${pickup?.until?.toString()}`,
        `tracking_number ${number}`,
        `carrier ${carrier?.name}`,
        `status ${status}`,
        ...(estimate ? [`days ${[...new Set([estimate.from, estimate.to].map(String))].join('/')}`] : []),
        ...(sent?.at ? [`moment ${sent.at.toZonedDateTimeISO(shop.zone).toPlainDate().toString()}`] : []),
        ...scans.map((scan) => `moment ${formatLocalTime(scan)}`),
      ]),
    ]),
  )
}
function addGlance(facts: Set<string>, { glance }: Extract<Outcome, { outcome: 'glanced' }>): void {
  if (!glance) return
  facts.add(`status ${glance.milestone}`).add(`carrier ${glance.source.name}`)
  facts.add(`moment ${glance.day?.date.toString()}`)
}
const traced = new Set<string>([
  'signer',
  'last_day',
  'order',
  'days',
  'tracking_number',
  'carrier',
  'status',
  'moment',
])

describe('any conversation in any world', () => {
  it('is answered in supported words, stays small, and is silent once a person has it', () => {
    const seen = { turns: 0, said: 0, silences: 0, traced: 0, acts: new Set<Say['act']>() }
    fc.assert(
      fc.property(
        worldsOf,
        fc.array(fc.tuple(input, fc.boolean()), { minLength: 1, maxLength: 12 }),
        any(newDialogue, ...Array<Dialogue>(3).fill(newDialogue), nearlySpent),
        (world, inputs, first) => {
          let state: Dialogue = first
          for (const [said, forgets] of inputs) {
            const before = state
            // orders come and go between two messages
            const here: World = forgets ? { ...world, orders: world.orders.slice(1) } : world
            const step = turn(before, said, here)
            const spoken = speak(step.say, { replies, language: 'en', now, zone: shop.zone })
            for (const [language, replies] of Object.entries(repliesOf)) {
              const told = speak(step.say, { replies, language, now, zone: shop.zone })
              expect([told.evidence.length, told.choices.length]).toEqual([
                spoken.evidence.length,
                spoken.choices.length,
              ])
            }
            seen.turns++
            const facts = known(here)
            if ('outcome' in said && said.outcome === 'glanced') addGlance(facts, said)
            for (const { kind, value } of spoken.evidence.filter(({ kind }) => traced.has(kind))) {
              if (!facts.has(`${kind} ${value}`)) throw new Error(`${kind} ${value} is told and nowhere to be found`)
              seen.traced++
            }
            seen.said += step.say.length
            step.say.forEach(({ act }) => seen.acts.add(act))

            const ends = 'outcome' in said && (said.outcome === 'handed_back' || said.outcome === 'closed')
            if (before.silent && !ends) {
              seen.silences++
              // told once that a person will read it, while none has answered
              const told = before.unanswered && !('outcome' in said) ? ['personWillRead'] : []
              expect(step.say.map(({ act }) => act)).toEqual(told)
              expect([step.state.silent, step.effects.length]).toEqual([true, 0])
              if (told.length > 0) expect(step.state.unanswered).toBe(false)
            } else if (!step.effects.some((effect) => effect.do !== 'handOver') && !isQuiet(said)) {
              expect(spoken.text).not.toBe('')
            }
            expect(step.state.silent).toBe(
              step.effects.some((effect) => effect.do === 'handOver') || (before.silent && !ends),
            )
            const stored = JSON.stringify(step.state)
            expect(stored.length).toBeLessThan(8192)
            state = resumeDialogue(JSON.parse(stored))
            expect(JSON.stringify(state)).toBe(stored)
            // the same step again is the same step
            expect(JSON.stringify(turn(before, said, here))).toBe(JSON.stringify(step))
          }
        },
      ),
      { seed: 20_261_117, numRuns: 4000 },
    )
    console.info(
      `${seen.turns} turns, ${seen.said} things said by ${seen.acts.size} replies, ${seen.traced} facts traced, ${seen.silences} silences`,
    )
    const unused = Object.keys(replies.acts).filter((act) => !seen.acts.has(act as Say['act']))
    expect(unused).toEqual(['closedAgain', 'cannotSay', 'choiceOrder'])
    expect(seen.silences).toBeGreaterThan(1000)
  }, 120_000)

  it('a state of an unknown version starts afresh, but a person keeps what they hold', () => {
    expect(resumeDialogue({ version: 0, silent: true, stack: ['x'] })).toEqual({ ...newDialogue, silent: true })
    expect(resumeDialogue(null)).toEqual(newDialogue)
  })
})
