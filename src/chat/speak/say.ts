import type { PolicyTopic, Status } from '../../model/index.ts'
import type { Intent } from '../understand/index.ts'
import type { Fact, Kind, StateWord, Told } from './fact.ts'

type None = Record<string, never>

/** Everything the assistant can say, and the kind of fact each placeholder takes. One reply per language each. */
export type Acts = {
  greet: { shop: 'shop' }
  goodbye: None
  welcome: None
  help: None
  bot: { shop: 'shop' }
  allRight: None
  askAway: None
  thanksForTelling: None
  /** Asked for a language that is none of these, or for which there are. */
  ourLanguages: { languages: 'languages' }
  /** Said in the language that was asked for. */
  switched: None
  handedBack: None

  askWhichOrder: None
  askNumber: None
  askProof: None
  notVerified: None
  notHere: None
  /** After a try that was not heard because of those before it. Always the same. */
  wait: None
  offerCode: None
  /** The same whether or not there is an address to send it to. */
  codeSent: None
  /** Too many were asked for. */
  codePaused: None
  askCode: None
  codeWrong: None
  codeSpent: None
  /** In place of what was told while a code opened it. */
  closedAgain: None
  noOrders: { shop: 'shop' }
  outOfScope: None
  notUnderstood: None
  stillLost: None
  cannot: { topic: 'topic' }
  empathy: None
  offerPerson: None
  handedOver: { shop: 'shop'; hours?: 'hours' | undefined }
  /** To whoever writes on while nobody has answered yet. */
  personWillRead: { shop: 'shop' }
  /** For the service, when a reply did not pass the fact lock. */
  cannotSay: None

  /** To somebody who knows a tracking number and nothing else. */
  glance: { status: 'status'; by: 'carrier' | 'shop'; at?: 'moment' | undefined; asOf: 'as_of' }
  glanceMore: None
  notGlanced: None

  where: { about: 'order' | 'parcel'; status: 'status'; asOf: 'as_of' }
  lastScan: { carrier: 'carrier'; place?: 'place' | undefined; at: 'moment'; asOf?: 'as_of' | undefined }
  delivered: {
    about: 'order' | 'parcel'
    status: 'status'
    by: 'carrier' | 'shop'
    at?: 'moment' | undefined
    place?: 'place' | undefined
    asOf: 'as_of'
  }
  noNews: {
    about: 'order' | 'parcel'
    state: 'state'
    carrier?: 'carrier' | undefined
    number?: 'tracking_number' | undefined
    asOf: 'as_of'
  }
  /** The shop's word that it handed the parcel over. */
  sent: {
    about?: 'order' | 'parcel' | undefined
    state: 'state'
    shop: 'shop'
    at?: 'moment' | undefined
    asOf?: 'as_of' | undefined
  }
  notSeen: { carrier?: 'carrier' | undefined; state: 'state' }
  noNumber: { state: 'state' }
  notShipped: { about: 'order'; state: 'state'; asOf: 'as_of' }
  itemsNotShipped: { items: 'items'; state: 'state' }
  orderCancelled: { about: 'order'; state: 'state'; shop: 'shop'; asOf: 'as_of' }
  noParcel: { about: 'order'; state: 'state'; shop: 'shop'; asOf: 'as_of' }
  conflict: {
    about: 'order' | 'parcel'
    shop: 'shop'
    shopSays: 'state'
    carrier: 'carrier'
    status: 'status'
    asOf: 'as_of'
  }
  moreParcels: { count: 'count' }

  estimate: {
    about?: 'order' | undefined
    by: 'carrier' | 'shop'
    days: 'days'
    window?: 'window' | undefined
    asOf?: 'as_of' | undefined
  }
  promise: { shop: 'shop'; days: 'days' }
  noEstimate: { carrier?: 'carrier' | undefined; shop: 'shop' }
  noNewDay: { by: 'carrier' | 'shop' }
  late: {
    about?: 'order' | 'parcel' | undefined
    state: 'state'
    by?: 'carrier' | 'shop' | undefined
    days?: 'days' | undefined
    asOf?: 'as_of' | undefined
  }
  lateReason: { by: 'carrier' | 'shop'; reason: 'reason' }
  lateNoReason: { by: 'carrier' | 'shop' }
  notLate: { state: 'state' }
  action: { action: 'action' }
  nothingAsked: { by: 'carrier' | 'shop' }
  notThere: { by?: 'carrier' | 'shop' | undefined }
  proofByPerson: None
  signed: { by: 'carrier' | 'shop'; signer: 'signer' }
  /** The carrier's own photo or document is linked there. */
  proofOnPage: { by: 'carrier' | 'shop' }
  pickUp: { point: 'pickup_point'; until?: 'last_day' | undefined }
  pickUpUntil: { until: 'last_day' }

  orderItems: { order: 'order'; placed: 'placed'; items?: 'items' | undefined }
  moreOrders: { count: 'count' }
  parcelHolds: {
    order: 'order'
    items?: 'items' | undefined
    carrier?: 'carrier' | undefined
    number: 'tracking_number'
  }
  goesTo: { about: 'order'; address: 'address'; shop: 'shop'; asOf: 'as_of' }
  noAddress: { about: 'order' }
  parcelNoNumber: { order: 'order'; items?: 'items' | undefined; shop: 'shop' }

  shipsTo: { country: 'country'; shop: 'shop'; state: 'state'; asOf: 'as_of_day' }
  shipsWhere: { shop: 'shop'; countries: 'countries'; asOf: 'as_of_day' }
  /** Opens a list of `shippingMethod`. */
  shippingMethods: { shop: 'shop'; asOf: 'as_of_day' }
  shippingMethod: {
    method: 'names'
    carriers?: 'names' | undefined
    cost?: 'cost' | undefined
    takes?: 'business_days' | undefined
    to?: 'countries' | undefined
  }
  cutOff: { shop: 'shop'; deadline: 'deadline'; asOf: 'as_of_day' }
  handling: { takes: 'business_days' }
  returnRule: { shop: 'shop'; days: 'day_count'; state: 'state'; asOf: 'as_of_day' }
  noReturns: { shop: 'shop'; state: 'state'; asOf: 'as_of_day' }
  /** From a delivery somebody reported, or from the day the order was placed. */
  returnUntil: {
    by: 'carrier' | 'shop'
    placed?: 'placed' | undefined
    shop: 'shop'
    day: 'return_day'
  }
  returnOver: {
    by: 'carrier' | 'shop'
    placed?: 'placed' | undefined
    shop: 'shop'
    day: 'return_day'
  }
  returnPays: { shop: 'shop'; state: 'state' }
  returnExclusions: { shop: 'shop'; names: 'names' }
  returnHow: { shop: 'shop'; words: 'own_words' }
  refundTime: { shop: 'shop'; days: 'day_count'; asOf: 'as_of_day' }
  warranty: { shop: 'shop'; months: 'month_count'; asOf: 'as_of_day' }
  payment: { shop: 'shop'; names: 'names'; asOf: 'as_of_day' }
  supportHours: { shop: 'shop'; hours: 'hours'; asOf: 'as_of_day' }
  openNow: { shop: 'shop'; state: 'state' }
  closedOn: { shop: 'shop'; days: 'closed_days' }
  contact: { shop: 'shop'; contact: 'contact'; asOf: 'as_of_day' }
  ownWords: { shop: 'shop'; words: 'own_words'; asOf: 'as_of_day' }
  notTold: { shop: 'shop'; gap: 'gap'; country?: 'country' | undefined }

  /** A button's words. */
  choiceOrder: { order: 'order'; placed: 'placed'; items?: 'items' | undefined }
}
export type Act = keyof Acts

export type FactsOf<A extends Act> = {
  readonly [F in keyof Acts[A]]: Told<Extract<Acts[A][F], Kind>> | Extract<Acts[A][F], undefined>
}
type FormattedFacts<A extends Act> = {
  readonly [F in keyof Acts[A]]: Fact<Extract<Acts[A][F], Kind>> | Extract<Acts[A][F], undefined>
}

/** One thing to say: which, its facts, and what may be picked in answer. Plain data, no words. */
export type Say = {
  [A in Act]: { readonly act: A; readonly facts: FactsOf<A>; readonly choices: readonly Choice[] }
}[Act]

export type Choice =
  | { readonly kind: 'order'; readonly facts: FactsOf<'choiceOrder'> }
  | { readonly kind: 'intent'; readonly intent: Intent }

export function say<A extends Act>(act: A, facts: FactsOf<A>, choices: readonly Choice[] = []): Say {
  return { act, facts, choices } as unknown as Say
}

/** One language: its replies, its words for facts, and what the lock watches for in its prose. */
export type Replies = {
  /** BCP 47. */
  readonly language: string
  readonly acts: { readonly [A in Act]: (facts: FormattedFacts<A>) => string }
  readonly words: {
    /** Predicates that fit after an order number or "the parcel with …". */
    readonly statuses: Readonly<Record<Status, string>>
    readonly states: Readonly<Record<StateWord, string>>
    /** By `party/code`, by code, or by party for a code without words. */
    readonly reasons: Readonly<Record<string, string>>
    /** By `who/what`, by what is asked, or by who must act for an ask without words. */
    readonly actions: Readonly<Record<string, string>>
    /** What somebody would type to ask for it; also a button's words. */
    readonly topics: Readonly<Record<Intent, string>>
    /** A date within a sentence; a relative day ("today") stands alone. */
    readonly on: (date: string) => string
    readonly between: (from: string, to: string) => string
    readonly at: (day: string, time: string) => string
    /** `on` is the day as it stands in a sentence, `day` the bare one. */
    readonly asOf: (time: string, on: string, day: string) => string
    readonly asOfDay: (day: string) => string
    readonly everywhere: string
    readonly everywhereBut: (countries: string) => string
    readonly free: string
    /** A price, and the worth of an order from which it is none. */
    readonly freeFrom: (cost: string, from: string) => string
    /** "1–2 business days"; `form` is what the language counts them as. */
    readonly businessDays: (count: string, form: Intl.LDMLPluralRule) => string
    /** No business day at all. */
    readonly sameDay: string
    /** "whether it ships there": what follows "has not told me". */
    readonly gaps: Readonly<Record<PolicyTopic, string>>
    readonly span: (from: string, to: string) => string
    readonly more: (count: number) => string
    /** A subject in front of a status predicate. */
    readonly parcelWith: (items: string) => string
  }
  readonly lock: {
    /** Words that state something of a parcel or name a number: only a fact may bring them. Lower case. */
    readonly words: readonly string[]
    /** The capitalised words a reply's own prose may use; null in a language that capitalises nouns. */
    readonly capitals: readonly string[] | null
  }
}
