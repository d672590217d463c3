import {
  hasLanguage,
  methodsTo,
  type PolicyTopic,
  type ShippingMethod,
  type ShopPolicies,
  shipsTo,
  tells,
  type TrackedOrder,
  weekdays,
} from '../../model/index.ts'
import type { Effect, Heard, World } from '../dialogue.ts'
import { say, type Say, told } from '../speak/index.ts'
import { countriesIn, type Intent } from '../understand/index.ts'
import type { Answer, Flow } from './flow.ts'
import { personOnly } from './person.ts'
import { asksWhether, topicsNamed } from './policy-words.ts'
import { returnDays } from './return-days.ts'

/** Where it ships, what that costs, how long it takes, and until when to order. */
export const shippingInfo: Flow = {
  about: 'talk',
  continues: ({ text, language }) => countriesIn(text, language).length > 0,
  answer: (world, order, heard) => {
    const shop = policiesOf(world, order)
    const countries = heard ? countriesIn(heard.text, heard.language).slice(0, mostCountries) : []
    const topics = topicsNamed('shipping', heard)
    if (countries.length > 0) {
      const rest = topics.filter((topic) => topic !== 'countries')
      return together(countries.map((country) => toCountry({ shop, heard, world, order }, country, rest)))
    }
    // the deadline tells of the quickest way itself; "how much is express" asks what it costs, not which ways there are
    const deadline = topics.includes('cut_off')
    const narrower = deadline || topics.includes('shipping_cost') || topics.includes('shipping_time')
    const named = topics.filter(
      (topic) => !(topic === 'shipping_methods' && narrower) && !(topic === 'shipping_time' && deadline),
    )
    return answerTopics({ shop, heard, world, order }, named, ['countries', 'shipping_methods'])
  },
}

/** Until when, who pays, what is excluded; with an order that was delivered, until which day. */
export const returnPolicy: Flow = {
  about: 'talk',
  continues: () => false,
  answer: (world, order, heard) => {
    const named = topicsNamed('returns', heard)
    // "can I still send it back?" is answered by the rule and the day it ends, and by nothing beside
    const topics: readonly PolicyTopic[] = named.length === 0 && heard && asksWhether(heard) ? ['returns'] : named
    return answerTopics({ shop: policiesOf(world, order), heard, world, order }, topics, [
      'returns',
      'return_cost',
      'return_exclusions',
    ])
  },
}

/** The rule and how it goes; the return itself is a person's to arrange. */
export const returnRequest: Flow = {
  about: 'talk',
  answer: (world, order, heard) => {
    const shop = policiesOf(world, order)
    const asks = heard !== null && asksWhether(heard)
    const wanted = (['returns', 'return_how'] as const).filter((topic) => tells(shop.says, topic))
    if (asks) return { offer: 'cannot', ...answerTopics({ shop, heard, world, order }, ['returns'], []) }
    if (wanted.length === 0) return cannot('return_request', world)
    return together([answerTopics({ shop, heard, world, order }, wanted, []), cannot('return_request', world)])
  },
}

/** How long a refund takes at this shop; where this one is, only a person can see. */
export const refundStatus: Flow = {
  about: 'talk',
  answer: (world, order, heard) => {
    const shop = policiesOf(world, order)
    const asks = topicsNamed('returns', heard).includes('refunds')
    if (!asks && !tells(shop.says, 'refunds')) return cannot('refund_status', world)
    const rule = answerTopics({ shop, heard, world, order }, ['refunds'], [])
    return together([rule, cannot('refund_status', world)])
  },
}

/** Which payments are taken; everything about a payment that was made is a person's. */
export const paymentInvoice: Flow = {
  about: 'talk',
  answer: (world, order, heard) => {
    const topics = topicsNamed('payment', heard)
    if (topics.length === 0) return cannot('payment_invoice', world)
    return answerTopics({ shop: policiesOf(world, order), heard, world, order }, topics, [])
  },
}

/** A person, please; unless only their hours or address were asked for. */
export const person: Flow = {
  about: 'talk',
  answer: (world, order, heard) => {
    const topics = topicsNamed('person', heard)
    const shop = policiesOf(world, order)
    if (heard !== null && topics.length === 0) return { say: [], handOver: 'asked' }
    const answer = answerTopics({ shop, heard, world, order }, topics, ['hours', 'contact'])
    return { offer: 'asked', ...answer }
  },
}

/** A person in so many words, and not only when they answer or how to reach them. */
export const asksForPerson = (heard: Heard): boolean => topicsNamed('person', heard).length === 0

/** When people answer, where the shop has told. */
export function supportHours(world: World, order: TrackedOrder | undefined) {
  const { says, shop, source } = policiesOf(world, order)
  const hours = says.support?.hours
  return hours && told('hours', { hours, zone: shop.zone }, source)
}

/** Of the order's shop, of the one shop all orders are of, or of the tenant's first; a shop nothing was saved for has told nothing. */
function policiesOf(world: World, asked: TrackedOrder | undefined): Known {
  const { now, policies = [], orders } = world
  const [first] = orders
  const order = asked ?? (first && orders.every(({ shop }) => shop.id === first.shop.id) ? first : undefined)
  const held = order ? policies.find(({ shop }) => shop.id === order.shop.id) : policies[0]
  if (held) return held
  const { name, zone } = order?.shop ?? world.shop
  return { shop: { id: order?.shop.id ?? null, name, zone }, says: {}, source: { kind: 'shop', name, asOf: now } }
}

type Known = Omit<ShopPolicies, 'shop'> & {
  readonly shop: Omit<ShopPolicies['shop'], 'id'> & { readonly id: ShopPolicies['shop']['id'] | null }
}

const mostCountries = 3

const shopFact = ({ source }: Known) => told('shop', source.name, source)
const asOf = ({ source }: Known) => told('as_of_day', source.asOf, source)
const cited = (shop: Known) => ({ shop: shopFact(shop), asOf: asOf(shop) })

function cannot(topic: Intent, world: World): Answer {
  const flow = personOnly(topic)
  return flow.about === 'talk' ? flow.answer(world, undefined, null) : { say: [] }
}

/** Several answers as one; what is offered is offered once. */
function together(answers: readonly Answer[]): Answer {
  const offer = answers.find((answer) => answer.offer)?.offer
  const effects = answers.flatMap((answer) => answer.effects ?? [])
  return {
    say: answers.flatMap((answer) => answer.say),
    ...(offer ? { offer } : {}),
    ...(effects.length > 0 ? { effects } : {}),
  }
}

/** Said to be missing, noted for the merchant, and a person offered. */
function missing(shop: Known, topic: PolicyTopic, country: string | null = null): Answer {
  const about = country === null ? undefined : told('country', country, shop.source)
  const effect: Effect[] = shop.shop.id === null ? [] : [{ do: 'noteGap', shop: shop.shop.id, topic, detail: country }]
  return {
    say: [say('notTold', { shop: shopFact(shop), gap: told('gap', topic, null), country: about })],
    offer: 'cannot',
    effects: effect,
  }
}

function toCountry(asking: Asking, country: string, topics: readonly PolicyTopic[]): Answer {
  const { shop } = asking
  const { says, source } = shop
  const ships = shipsTo(says, country)
  if (ships === undefined) {
    const general = ownWords(shop, 'countries', null)
    return together([{ say: general }, missing(shop, 'countries', country)])
  }
  const state = told('state', ships ? 'ships_there' : 'ships_not_there', source)
  const answer: Answer = { say: [say('shipsTo', { country: told('country', country, source), state, ...cited(shop) })] }
  if (!ships) return answer
  const untold = topics.filter((topic) => !tells(says, topic, country) && !tells(says, topic))
  const ask: readonly PolicyTopic[] =
    methodsTo(says, country).length === 0 ? untold : untold.filter((topic) => topic !== 'shipping_methods')
  const after = topics.includes('cut_off') ? tellers.cut_off(asking) : []
  return together([
    answer,
    { say: [...methodLines(shop, methodsTo(says, country), country), ...after] },
    ...ask.map((topic) => missing(shop, topic, topic === 'cut_off' ? null : country)),
  ])
}

type Asking = {
  readonly shop: Known
  readonly heard: Heard | null
  readonly world: World
  readonly order: TrackedOrder | undefined
}

/** Each topic in the shop's own words, or from what it told; a topic that was asked for and isn't there is missing. */
function answerTopics(asking: Asking, named: readonly PolicyTopic[], all: readonly PolicyTopic[]): Answer {
  const { shop } = asking
  const known = all.filter((topic) => tells(shop.says, topic))
  const first = all.slice(0, 1)
  const topics = [named, known, first].find((some) => some.length > 0) ?? []
  const opensList = topics.find((topic) => listed.has(topic) && tells(shop.says, topic))
  return together(
    topics.map((topic) => {
      if (!tells(shop.says, topic)) return missing(shop, topic)
      const own = ownWords(shop, topic, asking.heard)
      if (own.length > 0) return { say: [...own, ...(topic === 'returns' ? returnDaysOf(asking) : [])] }
      // one list of methods tells what they cost and how long they take
      if (listed.has(topic) && topic !== opensList) return { say: [] }
      return { say: tellers[topic](asking) }
    }),
  )
}

const listed: ReadonlySet<PolicyTopic> = new Set(['shipping_methods', 'shipping_cost', 'shipping_time'])

/** The shop's own words on a topic: in the language spoken, or in any where it told nothing else. */
function ownWords(shop: Known, topic: PolicyTopic, heard: Heard | null): Say[] {
  const words = shop.says.answers?.[topic]
  const { answers: _, ...typed } = shop.says
  if (!words || (heard && !hasLanguage(words, heard.language) && tells(typed, topic))) return []
  return [say('ownWords', { ...cited(shop), words: told('own_words', words, shop.source) })]
}

const returnDaysOf = ({ shop: { shop, says, source }, order, heard, world }: Asking): Say[] =>
  order ? returnDays({ order, heard, world, returns: says.returns, shop: { ...shop, source } }) : []

/** What each topic's facts are told as; nothing where the shop told none. */
const tellers: { readonly [T in PolicyTopic]: (asking: Asking) => Say[] } = {
  shipping_methods: methodsAsked,
  shipping_cost: methodsAsked,
  shipping_time: methodsAsked,
  countries: ({ shop }) => {
    const { only, except } = shop.says.shipping?.countries ?? {}
    const countries = only ? { only } : except && (except.length > 0 ? { except } : 'everywhere')
    return countries
      ? [say('shipsWhere', { ...cited(shop), countries: told('countries', countries, shop.source) })]
      : []
  },
  cut_off: ({ shop }) => {
    const { cutOff, handlingBusinessDays: takes, methods = [] } = shop.says.shipping ?? {}
    if (!cutOff) return []
    const deadline = told('deadline', { ...cutOff, zone: shop.shop.zone }, shop.source)
    const timed = methods.filter(({ businessDays }) => businessDays !== undefined)
    const quickest = timed.toSorted((a, b) => (a.businessDays?.max ?? 0) - (b.businessDays?.max ?? 0)).slice(0, 1)
    return [
      say('cutOff', { ...cited(shop), deadline }),
      ...(takes ? [say('handling', { takes: told('business_days', takes, shop.source) })] : []),
      ...methodLines(shop, quickest, null),
    ]
  },
  returns: (asking) => {
    const { shop } = asking
    const { windowDays, from } = shop.says.returns ?? {}
    if (windowDays === undefined) return []
    if (windowDays === 0)
      return [say('noReturns', { ...cited(shop), state: told('state', 'takes_nothing_back', shop.source) })]
    const counted = from === 'purchase' ? 'return_from_purchase' : 'return_from_delivery'
    const days = told('day_count', windowDays, shop.source)
    const rule = say('returnRule', { ...cited(shop), days, state: told('state', counted, shop.source) })
    return [rule, ...returnDaysOf(asking)]
  },
  return_cost: ({ shop }) => {
    const paidBy = shop.says.returns?.paidBy
    if (!paidBy) return []
    const state = told('state', paidBy === 'shop' ? 'shop_pays_return' : 'shopper_pays_return', shop.source)
    return [say('returnPays', { shop: shopFact(shop), state })]
  },
  return_exclusions: ({ shop }) => {
    const names = shop.says.returns?.exclusions
    return names ? [say('returnExclusions', { shop: shopFact(shop), names: told('names', names, shop.source) })] : []
  },
  return_how: ({ shop }) => {
    const how = shop.says.returns?.how
    return how ? [say('returnHow', { shop: shopFact(shop), words: told('own_words', how, shop.source) })] : []
  },
  refunds: ({ shop }) => {
    const days = shop.says.returns?.refundDays
    return days === undefined ? [] : [say('refundTime', { ...cited(shop), days: told('day_count', days, shop.source) })]
  },
  warranty: ({ shop }) => {
    const months = shop.says.warranty?.months
    return months ? [say('warranty', { ...cited(shop), months: told('month_count', months, shop.source) })] : []
  },
  payment: ({ shop }) => {
    const names = shop.says.payment?.methods
    return names ? [say('payment', { ...cited(shop), names: told('names', names, shop.source) })] : []
  },
  hours: ({ shop, world }) => {
    const hours = shop.says.support?.hours
    if (!hours) return []
    const fact = told('hours', { hours, zone: shop.shop.zone }, shop.source)
    return [say('supportHours', { ...cited(shop), hours: fact }), ...openNow(shop, world)]
  },
  contact: ({ shop }) => {
    const { email, phone, url } = shop.says.support ?? {}
    const ways = [email, phone, url].filter((way) => way !== undefined)
    return ways.length > 0 ? [say('contact', { ...cited(shop), contact: told('contact', ways, shop.source) })] : []
  },
}

/** All of them, or the one that was called by its name. */
function methodsAsked({ shop, heard }: Asking): Say[] {
  const methods = methodsTo(shop.says, null)
  const named = heard ? methods.filter((method) => isNamed(method, heard)) : []
  return [say('shippingMethods', cited(shop)), ...methodLines(shop, named.length > 0 ? named : methods, null)]
}

/** Read at a glance; nobody chooses among more. */
const methodsTold = 8

function methodLines({ source }: Known, methods: readonly ShippingMethod[], country: string | null): Say[] {
  return methods.slice(0, methodsTold).map(({ name, carriers, cost, freeFrom, businessDays, countries }) =>
    say('shippingMethod', {
      method: told('names', [name], source),
      carriers:
        carriers &&
        told(
          'names',
          carriers.map((carrier) => ({ en: carrier })),
          source,
        ),
      cost: cost && told('cost', { cost, freeFrom: freeFrom ?? null }, source),
      takes: businessDays && told('business_days', businessDays, source),
      to: country === null && countries ? told('countries', { only: countries }, source) : undefined,
    }),
  )
}

/** "how much is express": a method the shopper calls by a word of its name, in whichever language. */
function isNamed({ id, name }: ShippingMethod, { text, language }: Heard): boolean {
  const words = (some: string) => some.toLocaleLowerCase(language).match(/[\p{L}\p{M}\p{N}]{4,}/gu) ?? []
  const own = new Set([id, ...Object.values(name)].flatMap(words).filter((word) => !everyday.has(word)))
  return words(text.slice(0, 1000)).some((word) => own.has(word))
}

const everyday: ReadonlySet<string> = new Set(['shipping', 'delivery', 'versand', 'lieferung', 'parcel', 'paket'])

/** Whether people answer at this moment, and which days soon they don't. */
function openNow(shop: Known, { now }: World): Say[] {
  const { hours, closedDays = [] } = shop.says.support ?? {}
  if (!hours) return []
  const local = now.toZonedDateTimeISO(shop.shop.zone)
  const [today, time] = [local.toPlainDate(), local.toPlainTime().toString({ smallestUnit: 'minute' })]
  const slots = hours[weekdays[local.dayOfWeek - 1] ?? 'mon'] ?? []
  const open = !closedDays.includes(today.toString()) && slots.some(({ from, to }) => from <= time && time < to)
  const soon = closedDays
    .map((day) => Temporal.PlainDate.from(day))
    .filter((day) => Temporal.PlainDate.compare(day, today) >= 0 && today.until(day).total('days') <= soonDays)
    .toSorted((a, b) => Temporal.PlainDate.compare(a, b))
    .slice(0, 3)
  const fact = shopFact(shop)
  return [
    say('openNow', { shop: fact, state: told('state', open ? 'open_now' : 'closed_now', shop.source) }),
    ...(soon.length > 0 ? [say('closedOn', { shop: fact, days: told('closed_days', soon, shop.source) })] : []),
  ]
}

const soonDays = 14
