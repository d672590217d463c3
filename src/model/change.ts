import type { CarrierRequest, Settings } from './carrier.ts'
import type { Milestone } from './milestone.ts'
import type { Money } from './money.ts'
import type { Address } from './order.ts'
import type { Result } from './result.ts'
import type { Level } from './tracked.ts'

/** What of a delivery can be changed while it is on its way. */
export const changeKinds = ['redirect_to_address', 'hold_for_pickup', 'reschedule', 'return_to_sender'] as const
export type ChangeKind = (typeof changeKinds)[number]

/** What is wanted. `hold_for_pickup` is at a place of the carrier's near the address. */
export type DeliveryChange =
  | { readonly kind: 'redirect_to_address'; readonly address: Address }
  | { readonly kind: 'hold_for_pickup' }
  | { readonly kind: 'reschedule'; readonly day: Temporal.PlainDate }
  | { readonly kind: 'return_to_sender' }

/** What a shopper has to have proven to ask for it. */
export const changeLevels = {
  redirect_to_address: 'L3',
  hold_for_pickup: 'L2',
  reschedule: 'L2',
  return_to_sender: 'L3',
} as const satisfies Record<ChangeKind, Level>

/** How a carrier lets one kind be asked for. */
export type ChangeWay = (
  | { readonly how: 'api' }
  /** On a page of the carrier's about this number; the one to follow it on if not said. `asks`: what it wants of the shopper first. */
  | {
      readonly how: 'link'
      readonly asks: 'nothing' | 'postcode' | 'account'
      readonly url?: (number: string) => string
    }
  /** The merchant has to ask the carrier. */
  | { readonly how: 'task' }
  | { readonly how: 'none' }
) & {
  /** Where the parcel has to be for it; those of `changeable` if not said. */
  readonly milestones?: readonly Milestone[]
}

export type CarrierChanges = Readonly<Record<ChangeKind, ChangeWay>>

/** Still with the carrier and on its way to the address. */
export const changeable: readonly Milestone[] = [
  'info_received',
  'in_transit',
  'out_for_delivery',
  'attempt_failed',
  'exception',
]
/** The same for carriers that change nothing once the parcel is with the courier. */
export const beforeTheRound: readonly Milestone[] = changeable.filter((milestone) => milestone !== 'out_for_delivery')

/** Never once it has arrived, waits to be collected, goes back or was called off, whatever a connector says. */
export const isChangeable = ({ milestones = changeable }: Pick<ChangeWay, 'milestones'>, milestone: Milestone) =>
  changeable.includes(milestone) && milestones.includes(milestone)

/** Somebody a carrier may ask back, or deliver to. */
export type Party = {
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
  readonly address: Address
}

/** What a carrier is told of a change: whose parcel it is, where it goes now, and what is wanted; null: of every kind. */
export type ChangeRequest = {
  readonly number: string
  readonly from: Party
  readonly to: Party
  readonly change: DeliveryChange | null
}

/** What a carrier says it would do now. */
export type CarrierOption = {
  readonly kind: ChangeKind
  readonly possible: 'yes' | 'no' | 'unknown'
  /** Whether one that was made can be called off. */
  readonly cancellable: boolean
  /** Days a delivery can be moved to; empty where it names none. */
  readonly days: readonly Temporal.PlainDate[]
}

export type ChangePrice = {
  readonly kind: ChangeKind
  /** All there is to pay, with the taxes that are known. */
  readonly cost: Money
  readonly taxes: 'none' | 'included' | 'not_known'
  /** When it would be delivered then; null where the carrier names no day. */
  readonly expected: Temporal.PlainDate | null
}

/** One thing a carrier's request cannot do without, or cannot take. */
export type ChangeLack = { readonly of: 'from' | 'to' | 'change'; readonly detail: string }

export type CarrierReply = { readonly status: number; readonly body: string }

/** A call and how its answer is read; `read` gives a failure for everything that is not a plain yes, and never throws. */
export type ChangeCall<Asked, Answer> = {
  readonly request: (
    asked: Asked,
    who: { readonly settings: Settings; readonly token: string; readonly reference: string },
  ) => CarrierRequest
  readonly read: (reply: CarrierReply, asked: Asked) => Result<Answer>
}

/** How a carrier changes a delivery by API. */
export type ChangeCalls = {
  /** Empty where the request can be made. */
  readonly lacks: (asked: ChangeRequest) => readonly ChangeLack[]
  readonly options: ChangeCall<Pick<ChangeRequest, 'number'>, readonly CarrierOption[]>
  readonly prices: ChangeCall<ChangeRequest, readonly ChangePrice[]>
  /** `reference`: the carrier's own, of the change. */
  readonly make: ChangeCall<ChangeRequest, { readonly reference: string | null }>
  /** Null where what was made stays. */
  readonly cancel: ChangeCall<ChangeRequest, { readonly reference: string | null }> | null
}
