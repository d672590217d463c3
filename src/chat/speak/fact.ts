import type {
  ActionRequired,
  Address,
  Place,
  Precision,
  Reason,
  Source,
  Status,
  TrackedLine,
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
}
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
