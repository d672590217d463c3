import type { PickupPoint, ProofOfDelivery } from './carrier.ts'
import type { ConversationId, LineId, OrderId, ParcelId, ShopId } from './ids.ts'
import type { ActionRequired, Milestone, Reason, Status } from './milestone.ts'
import type { Money } from './money.ts'
import type { Address, Fulfilment, ReadOrder } from './order.ts'
import type { Place } from './place.ts'
import type { Precision, ScanSource } from './scan.ts'

/** Who said it, and when we heard it. Every fact told to a shopper carries one. */
export type Source = {
  readonly kind: 'carrier' | 'shop'
  /** "UPS", or the shop's name. */
  readonly name: string
  readonly asOf: Temporal.Instant
}

/** A delivery day or window, named for whose word it is. */
export type Estimate = {
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
  /** `HH:MM` of the window in the destination's local time, where given. */
  readonly window: { readonly from: string; readonly to: string } | null
  readonly source: Source
}

export type TrackedScan = {
  /** Whose word it is. */
  readonly carrier: TrackedCarrier | null
  readonly localTime: Temporal.PlainDateTime
  readonly precision: Precision
  readonly zone: string | null
  readonly place: Place | null
  readonly code: string | null
  readonly text: string | null
  readonly milestone: Milestone | null
  readonly status: Status | null
  readonly reason: Reason | null
  readonly source: ScanSource
  readonly receivedAt: Temporal.Instant
}

/** Present only for the parts of an order that a parcel holds. */
export type TrackedLine = {
  readonly id: LineId
  readonly title: string
  readonly variant: string | null
  readonly quantity: number
}

export type TrackedCarrier = { readonly id: string; readonly name: string }

/** Another carrier that has the parcel before or after the one it is under, and its number there. */
export type TrackedLeg = {
  readonly carrier: TrackedCarrier | null
  readonly name: string
  readonly number: string | null
}

/** A parcel with everything a page or a reply may say about it. Scans are newest first. */
export type TrackedParcel = {
  readonly id: ParcelId
  readonly carrier: TrackedCarrier | null
  readonly number: string | null
  readonly milestone: Milestone
  readonly status: Status
  readonly reason: Reason | null
  readonly action: ActionRequired | null
  readonly estimate: Estimate | null
  /** Derived: the day named has passed and the parcel has not arrived. Never overwrites the milestone. */
  readonly late: boolean
  /** The shop's own word that it sent the parcel; all there is to say until the carrier reports it. */
  readonly sent: { readonly at: Temporal.Instant | null; readonly source: Source } | null
  /** The shop and the carrier contradict each other; both words are kept and shown. */
  readonly conflict: { readonly shop: 'shipped' | 'delivered' | 'cancelled'; readonly carrier: Milestone } | null
  readonly lines: readonly TrackedLine[]
  /** The carrier's name for how it is sent. */
  readonly service: string | null
  /** What there is to show for the delivery; null until it is delivered. */
  readonly proof: ProofOfDelivery | null
  /** Where it waits, or will; null once it is over. */
  readonly pickup: PickupPoint | null
  readonly legs: readonly TrackedLeg[]
  readonly scans: readonly TrackedScan[]
  /** The carrier that told how it stands now, which may be one of the legs'. */
  readonly source: Source
}

/** One order as its buyer may see it. What the level of proof does not allow is null. */
export type TrackedOrder = {
  readonly id: OrderId
  readonly shop: { readonly id: ShopId; readonly name: string; readonly zone: string }
  readonly number: string
  readonly placedAt: Temporal.Instant
  readonly state: ReadOrder['state']
  readonly payment: ReadOrder['payment']
  readonly fulfilment: Fulfilment
  readonly promised: Temporal.PlainDate | null
  readonly total: Money
  readonly lines: readonly TrackedLine[]
  /** Lines, or parts of lines, that are in no parcel yet. */
  readonly unshipped: readonly TrackedLine[]
  readonly parcels: readonly TrackedParcel[]
  readonly firstName: string | null
  /** The customer's, as the shop's records have it; BCP 47. */
  readonly language: string | null
  readonly address: Address | null
  readonly source: Source
}

/** One ladder of proof, on page, chat, voice and command line alike. */
export const levels = ['L0', 'L1', 'L2', 'L3', 'L4'] as const
export type Level = (typeof levels)[number]

export const speakers = ['shopper', 'assistant', 'person'] as const
export type Message = {
  readonly by: (typeof speakers)[number]
  readonly text: string
  readonly at: Temporal.Instant
}

export const conversationStates = ['with_assistant', 'with_person', 'closed'] as const
export type Conversation = {
  readonly id: ConversationId
  readonly state: (typeof conversationStates)[number]
  readonly level: Level
  readonly messages: readonly Message[]
}

/** What a tracking number alone shows: how far the parcel is, the day it got there, and whose word that is. */
export type Glance = {
  readonly milestone: Milestone
  /** At the place of the scan; the zone only where it is known. */
  readonly day: { readonly date: Temporal.PlainDate; readonly zone: string | null } | null
  readonly source: Source
}
