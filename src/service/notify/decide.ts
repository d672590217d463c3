import { type ParcelId, type TrackedOrder, type TrackedParcel, type TrackedScan, terminal } from '../../model/index.ts'
import type { Notice } from './notice.ts'

/** A notice and what makes it this one and no other. */
export type Decided = { readonly about: string; readonly notice: Exclude<Notice, { kind: 'code' }> }

export type Known = {
  readonly now: Temporal.Instant
  /** When the shop last changed the order. */
  readonly changedAt: Temporal.Instant
  /** Something of the order was told before: what changes now, changed while we watched. */
  readonly watched: boolean
  /** IANA zone in which a carrier's times without a zone are read. */
  readonly zoneOf: (parcel: TrackedParcel) => string
}

/** What is older than this is history, and telling it now would only confuse. */
export const recent = {
  placed: Temporal.Duration.from({ hours: 48 }),
  moved: Temporal.Duration.from({ hours: 72 }),
  lateDays: 3,
} as const

/**
 * What an order's buyer should have been told by now, of what is recent. Each is told once, whoever asks how often; an order
 * first seen when it has left, or arrived, is told by that alone.
 */
export function decide(order: TrackedOrder, known: Known): Decided[] {
  if (order.state === 'cancelled') return []
  const { id, parcels } = order
  const decided: Decided[] = []
  if (!parcels.some(hasLeft) && isWithin(order.placedAt, recent.placed, known.now))
    decided.push({ about: id, notice: { kind: 'order_confirmed', order: id } })
  for (const parcel of parcels) {
    const kind = parcel.milestone === 'delivered' ? 'delivered' : isMoving(parcel) ? 'shipped' : undefined
    if (kind && isRecent(kind === 'delivered' ? deliveredAt(parcel, known) : leftAt(parcel, known), order, known))
      decided.push({ about: parcel.id, notice: { kind, order: id, parcel: parcel.id } })
  }
  for (const day of lateDays(order, known.now))
    decided.push({ about: `${id} ${day.toString()}`, notice: { kind: 'late', order: id, day } })
  return decided
}

/** What of an order is late because of a day: parcels, and what is in none yet. */
export type Late = { readonly parcels: readonly ParcelId[]; readonly unshipped: boolean }

export function lateBy(order: TrackedOrder, day: Temporal.PlainDate, now: Temporal.Instant): Late {
  return {
    parcels: order.parcels.filter((parcel) => parcel.late && dueOf(parcel, order)?.equals(day)).map(({ id }) => id),
    unshipped: isUnshippedLate(order, now) && (order.promised?.equals(day) ?? false),
  }
}

/** The days that passed within the last three without what was due on them; each once. */
function lateDays(order: TrackedOrder, now: Temporal.Instant): Temporal.PlainDate[] {
  const today = now.toZonedDateTimeISO(order.shop.zone).toPlainDate()
  const days = [
    ...order.parcels.filter(({ late }) => late).map((parcel) => dueOf(parcel, order)),
    ...(isUnshippedLate(order, now) ? [order.promised] : []),
  ]
    .filter((day) => day !== null)
    .filter((day) => day.until(today).total('days') <= recent.lateDays)
  return [...new Map(days.map((day) => [day.toString(), day])).values()]
}

const dueOf = ({ estimate }: TrackedParcel, { promised }: TrackedOrder) => estimate?.to ?? promised

/** A shop that has closed the order, or has no money for it, owes nothing by that day. */
function isUnshippedLate({ state, payment, promised, unshipped, shop }: TrackedOrder, now: Temporal.Instant): boolean {
  const today = now.toZonedDateTimeISO(shop.zone).toPlainDate()
  return (
    state === 'open' &&
    payment !== 'refunded' &&
    payment !== 'failed' &&
    unshipped.length > 0 &&
    promised !== null &&
    Temporal.PlainDate.compare(promised, today) < 0
  )
}

const notHanded: ReadonlySet<string> = new Set(['unknown', 'not_found', 'info_received'])

/** By the carrier's word where there is one, else by the shop's. */
const hasLeft = ({ milestone, sent }: TrackedParcel): boolean =>
  notHanded.has(milestone) ? sent !== null : milestone !== 'cancelled'

/** On its way to its buyer: neither there, nor on its way back. */
export const isMoving = (parcel: TrackedParcel): boolean =>
  hasLeft(parcel) && !terminal[parcel.milestone] && parcel.milestone !== 'returning'

/** The earliest word that it had left, the shop's or the carrier's. */
function leftAt(parcel: TrackedParcel, { zoneOf }: Known): Temporal.Instant | null {
  const first = parcel.scans.findLast(({ milestone }) => milestone !== null && !notHanded.has(milestone))
  const times = [parcel.sent?.at, first && instantOf(first, zoneOf(parcel))].filter(
    (at) => at !== null && at !== undefined,
  )
  return times.toSorted((a, b) => Temporal.Instant.compare(a, b))[0] ?? null
}

function deliveredAt(parcel: TrackedParcel, { zoneOf }: Known): Temporal.Instant | null {
  const scan = parcel.scans.find(({ milestone }) => milestone === 'delivered')
  return scan ? instantOf(scan, zoneOf(parcel)) : null
}

const instantOf = ({ localTime, zone }: TrackedScan, assumed: string) =>
  localTime.toZonedDateTime(zone ?? assumed).toInstant()

/** Where nobody said when, it is recent if the order is, or if it changed while we watched it. */
function isRecent(
  at: Temporal.Instant | null,
  { placedAt }: TrackedOrder,
  { now, changedAt, watched }: Known,
): boolean {
  if (at !== null) return isWithin(at, recent.moved, now)
  return isWithin(placedAt, recent.moved, now) || (watched && isWithin(changedAt, recent.moved, now))
}

const isWithin = (at: Temporal.Instant, span: Temporal.Duration, now: Temporal.Instant) =>
  Temporal.Instant.compare(at.add(span), now) >= 0
