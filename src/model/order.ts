import type { Money } from './money.ts'

export type Address = {
  readonly name: string | null
  readonly lines: readonly string[]
  readonly city: string | null
  readonly region: string | null
  readonly postal: string | null
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null
}

export type Customer = {
  readonly email: string | null
  readonly phone: string | null
  readonly firstName: string | null
  readonly lastName: string | null
}

export type ReadLine = {
  /** The shop's id of the line, unique within its order. */
  readonly external: string
  readonly title: string
  readonly variant: string | null
  readonly sku: string | null
  /** Still wanted; below `ordered` after a part was cancelled. */
  readonly quantity: number
  readonly ordered: number
  readonly unitPrice: Money | null
}

/** What the shop says of one consignment: which lines went out under which tracking number. */
export type ReadShipment = {
  /** The shop's id of the fulfilment, unique within its order. */
  readonly external: string
  readonly number: string | null
  /** Free text such as "UPS Ground"; the carrier's id is recognised from the number first. */
  readonly carrierText: string | null
  readonly shippedAt: Temporal.Instant | null
  /** What the shop says; the carrier may say otherwise, and both are kept. */
  readonly state: 'pending' | 'shipped' | 'delivered' | 'cancelled'
  readonly lines: readonly { readonly external: string; readonly quantity: number }[]
}

export const orderStates = ['open', 'cancelled', 'completed'] as const
export const paymentStates = [
  'pending',
  'authorized',
  'paid',
  'partially_refunded',
  'refunded',
  'failed',
  'unknown',
] as const

/** An order as a shop's connector or a file gives it. */
export type ReadOrder = {
  /** The shop's internal id. */
  readonly external: string
  /** The number the customer knows, as printed. */
  readonly number: string
  readonly placedAt: Temporal.Instant
  /** When the shop last changed it; the newest version wins whatever the order of arrival. */
  readonly updatedAt: Temporal.Instant
  readonly state: (typeof orderStates)[number]
  readonly payment: (typeof paymentStates)[number]
  /** BCP 47. */
  readonly language: string | null
  readonly customer: Customer
  readonly shippingAddress: Address | null
  readonly shippingMethod: string | null
  /** The day the shop promised, where it said one. */
  readonly promised: Temporal.PlainDate | null
  readonly total: Money
  readonly lines: readonly ReadLine[]
  readonly shipments: readonly ReadShipment[]
  readonly instructions: string | null
}

export const fulfilments = [
  'not_shipped',
  'partially_shipped',
  'shipped',
  'partially_delivered',
  'delivered',
  'cancelled',
] as const
/** Computed from lines and parcels, never taken from the shop's word. */
export type Fulfilment = (typeof fulfilments)[number]
