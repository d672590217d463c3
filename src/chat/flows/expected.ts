import type { TrackedOrder, TrackedParcel } from '../../model/index.ts'
import type { World } from '../dialogue.ts'
import { say, type Say, told } from '../speak/index.ts'
import { aboutFact, carrierFact, isOver, lastScan, orderFact, parcelAsOf, shopFact, wordOf } from './facts.ts'
import type { View } from './flow.ts'

/** The day that was named, by whom, and whether it has passed; or that nobody named one. Never a day of our own making. */
export function expected(view: View, parcel: TrackedParcel, world: World): Say[] {
  if (!isOnItsWay(parcel)) return []
  const estimate = standingEstimate(parcel, world)
  if (parcel.late) return [lateness(view, parcel, world, false), ...estimate]
  if (estimate.length > 0) return estimate
  if (parcel.estimate || parcel.milestone === 'attempt_failed') return [say('noNewDay', { by: wordOf(view, parcel) })]
  return [promise(view.order) ?? say('noEstimate', { carrier: carrierFact(parcel), shop: shopFact(view.order) })]
}

/** Nothing is expected of a parcel that has arrived, waits to be picked up, or goes back. */
export const isOnItsWay = (parcel: TrackedParcel) =>
  !isOver(parcel) && parcel.milestone !== 'returning' && parcel.milestone !== 'available_for_pickup'

/** "It is late", and by whose word: the carrier's day if that has passed, else the shop's. */
export function lateness(view: View, parcel: TrackedParcel, world: World, opening: boolean): Say {
  const { order } = view
  const broken = parcel.estimate && hasPassed(parcel.estimate.to, world) ? parcel.estimate : null
  const promised = order.promised && hasPassed(order.promised, world) ? order.promised : null
  const start = opening ? { about: aboutFact(view, parcel), asOf: parcelAsOf(parcel) } : {}
  const state = told('state', 'late', parcel.source)
  if (broken) return say('late', { ...start, state, by: teller(broken), days: days(broken, parcel) })
  if (promised) return say('late', { ...start, state, by: shopFact(order), days: promisedDays(order, promised) })
  return say('late', { ...start, state })
}

/** Why it is late in the carrier's words, or that the carrier gave no reason. */
export function reason(view: View, parcel: TrackedParcel): Say {
  const by = wordOf(view, parcel)
  const given = parcel.reason ?? parcel.scans.find((scan) => scan.reason !== null)?.reason
  return given ? say('lateReason', { by, reason: told('reason', given, parcel.source) }) : say('lateNoReason', { by })
}

export const hasReason = (parcel: TrackedParcel) =>
  parcel.reason !== null || parcel.scans.some((scan) => scan.reason !== null)

/** The estimate while its last day has not passed; with its subject and as-of where it opens the answer. */
export function standingEstimate(parcel: TrackedParcel, world: World, opening: TrackedOrder | null = null): Say[] {
  const { estimate } = parcel
  if (!estimate || hasPassed(estimate.to, world)) return []
  const window = estimate.window ? told('window', estimate.window, estimate.source) : undefined
  const facts = { by: teller(estimate), days: days(estimate, parcel), window }
  const asOf = told('as_of', estimate.source.asOf, estimate.source)
  return [say('estimate', opening ? { about: orderFact(opening), ...facts, asOf } : facts)]
}

/** Of what hasn't shipped: the shop's promise, that it is broken, or that there is none. */
export function expectedUnshipped(order: TrackedOrder, world: World): Say {
  if (order.promised && hasPassed(order.promised, world)) {
    const state = told('state', 'late', order.source)
    return say('late', { state, by: shopFact(order), days: promisedDays(order, order.promised) })
  }
  return promise(order) ?? say('noEstimate', { shop: shopFact(order) })
}

const promise = (order: TrackedOrder) =>
  order.promised ? say('promise', { shop: shopFact(order), days: promisedDays(order, order.promised) }) : undefined

const promisedDays = (order: TrackedOrder, day: Temporal.PlainDate) =>
  told('days', { from: day, to: day, zone: order.shop.zone }, order.source)

type Estimate = NonNullable<TrackedParcel['estimate']>

const teller = ({ source }: Estimate) => told(source.kind, source.name, source)

/** A carrier's day is a day at the destination; the newest scan's zone is the nearest thing known to it. */
const days = ({ from, to, source }: Estimate, parcel: TrackedParcel) =>
  told('days', { from, to, zone: lastScan(parcel)?.zone ?? null }, source)

const hasPassed = (day: Temporal.PlainDate, { now, shop }: World) =>
  Temporal.PlainDate.compare(day, now.toZonedDateTimeISO(shop.zone).toPlainDate()) < 0
