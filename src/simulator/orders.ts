import { hasCome, instantOf, type JourneyClock } from './journey.ts'
import type { Address, Customer } from '../model/index.ts'

export type OrderedLine = {
  readonly title: string
  readonly sku: string
  readonly quantity: number
  /** In the order's currency, with tax. */
  readonly priceMinor: number
}

export type Consignment = {
  readonly number: string | null
  readonly method: string
  /** How many of which line, by its place in the order. */
  readonly holds: readonly { readonly line: number; readonly quantity: number }[]
  /** Hours as in a journey. */
  readonly shippedAt: number
  /** What the shop made of it later, rightly or not. */
  readonly later?: { readonly at: number; readonly state: 'delivered' | 'cancelled' }
}

/** One order's life in its shop as data. */
export type OrderScript = {
  /** The shop's own id. */
  readonly external: number
  readonly number: string
  /** BCP 47. */
  readonly language: string
  readonly currency: string
  readonly customer: Customer
  readonly address: Address
  readonly placedAt: number
  readonly lines: readonly OrderedLine[]
  readonly consignments: readonly Consignment[]
  /** Cancelled and paid back. */
  readonly cancelledAt?: number
}

/** The hours at which the shop's answer about an order changes. */
export const changesOf = ({ placedAt, cancelledAt, consignments }: OrderScript): readonly number[] => [
  placedAt,
  ...(cancelledAt === undefined ? [] : [cancelledAt]),
  ...consignments.flatMap(({ shippedAt, later }) => [shippedAt, ...(later ? [later.at] : [])]),
]

/** The instant of the newest of these hours that has come. */
export function newestOf(
  hours: readonly number[],
  clock: JourneyClock,
  now: Temporal.Instant,
): Temporal.Instant | undefined {
  const come = hours.filter((at) => hasCome(at, clock, now))
  return come.length === 0 ? undefined : instantOf(Math.max(...come), clock)
}
