import type {
  ActionRequired,
  Address,
  Money,
  PickupPoint,
  Place,
  PolicyTopic,
  Precision,
  Reason,
  Source,
  Status,
  Texts,
  TrackedLine,
  Weekday,
} from '../../model/index.ts'
import type { Intent } from '../understand/index.ts'

/** Every kind of thing a reply may state, and its value as the model has it. */
export type Values = {
  order: string
  tracking_number: string
  carrier: string
  shop: string
  items: readonly Pick<TrackedLine, 'title' | 'variant' | 'quantity'>[]
  /** A parcel, named by what it holds. */
  parcel: Values['items']
  place: Place
  pickup_point: Pick<PickupPoint, 'name' | 'street' | 'place'>
  /** The last day of something; `zone` as for `days`. */
  last_day: { readonly date: Temporal.PlainDate; readonly zone: string | null }
  /** Who signed, as the carrier wrote it. */
  signer: string
  address: Address
  status: Status
  state: StateWord
  /** A day or a span of days; `zone` is where "today" may be told, null where it isn't known. */
  days: { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate; readonly zone: string | null }
  /** `HH:MM` to `HH:MM`, local to the destination. */
  window: { readonly from: string; readonly to: string }
  /** A scan's wall clock as the carrier sent it, never shifted. */
  moment: {
    readonly localTime: Temporal.PlainDateTime
    readonly precision: Precision
    readonly zone: string | null
  }
  /** When we heard it; told in the shop's zone. */
  as_of: Temporal.Instant
  /** The day an order was placed, in the shop's zone. */
  placed: Temporal.Instant
  reason: Reason
  action: ActionRequired
  count: number
  topic: Intent
  /** BCP 47. */
  languages: readonly string[]

  /** ISO 3166-1 alpha-2. */
  country: string
  countries: 'everywhere' | { readonly only: readonly string[] } | { readonly except: readonly string[] }
  /** Names the shop gives: a shipping method, carriers, ways to pay, what it doesn't take back. */
  names: readonly Texts[]
  cost: { readonly cost: Money; readonly freeFrom: Money | null }
  business_days: { readonly min: number; readonly max: number }
  day_count: number
  month_count: number
  /** `HH:MM` on these weekdays, in the zone. */
  deadline: { readonly time: string; readonly days: readonly Weekday[]; readonly zone: string }
  hours: { readonly hours: Hours; readonly zone: string }
  closed_days: readonly Temporal.PlainDate[]
  contact: readonly string[]
  /** What the shop wrote itself. */
  own_words: Texts
  /** The last day of a return window: so many days from a day that was told beside it. */
  return_day: { readonly from: Temporal.PlainDate; readonly days: number; readonly zone: string | null }
  /** When the shop said it; its day, in the shop's zone. */
  as_of_day: Temporal.Instant
  gap: PolicyTopic
}
export type Hours = Readonly<
  Partial<Record<Weekday, readonly { readonly from: string; readonly to: string }[] | undefined>>
>
export type Kind = keyof Values

/** What is said of an order beside the carrier's status. */
export type StateWord =
  | 'not_shipped'
  | 'items_not_shipped'
  | 'late'
  | 'not_late'
  | 'order_cancelled'
  | 'no_parcel'
  | 'no_news'
  | 'not_seen'
  | 'no_number'
  | 'shop_shipped'
  | 'shop_delivered'
  | 'shop_cancelled'
  | 'ships_there'
  | 'ships_not_there'
  | 'return_from_delivery'
  | 'return_from_purchase'
  | 'takes_nothing_back'
  | 'shop_pays_return'
  | 'shopper_pays_return'
  | 'open_now'
  | 'closed_now'

/** A fact before it is put into words: a typed value and who said it (null: a matter of the conversation itself). */
export type Told<K extends Kind = Kind> = {
  [P in K]: { readonly kind: P; readonly value: Values[P]; readonly source: Source | null }
}[K]

/** A fact in words: in a template it marks its own place, so that the lock can tell fact from prose; `text` is its words. */
export type Fact<K extends Kind = Kind> = {
  [P in K]: string & {
    readonly kind: P
    readonly value: Values[P]
    readonly text: string
    readonly source: Source | null
  }
}[K]

export function told<K extends Kind>(kind: K, value: Values[K], source: Source | null): Told<K> {
  return { kind, value, source }
}
