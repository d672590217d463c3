import type { TrackedOrder, TrackedParcel, TrackedScan } from '../../model/index.ts'
import { terminal } from '../../model/index.ts'
import { told } from '../speak/index.ts'
import type { View } from './flow.ts'

/** Facts of an order and its parcels that several flows tell. */

export const orderFact = (order: TrackedOrder) => told('order', order.number, order.source)
export const shopFact = (order: TrackedOrder) => told('shop', order.shop.name, order.source)
export const orderAsOf = (order: TrackedOrder) => told('as_of', order.source.asOf, order.source)
export const parcelAsOf = (parcel: TrackedParcel) => told('as_of', parcel.source.asOf, parcel.source)
export const statusFact = (parcel: TrackedParcel) => told('status', parcel.status, parcel.source)

/** A parcel's subject: the order's number where it is the only one, else what it holds. */
export function aboutFact({ order }: View, parcel: TrackedParcel) {
  const alone = order.parcels.length === 1 && order.unshipped.length === 0
  return alone || parcel.lines.length === 0 ? orderFact(order) : told('parcel', parcel.lines, order.source)
}

export const carrierFact = (parcel: TrackedParcel) =>
  parcel.carrier ? told('carrier', parcel.carrier.name, parcel.source) : undefined

/** Whose word a parcel's news is: the carrier's, or the shop's where no carrier is known or none has spoken. */
export const wordOf = ({ order }: View, parcel: TrackedParcel) =>
  parcel.source.kind === 'shop'
    ? told('shop', parcel.source.name, parcel.source)
    : (tellerFact(parcel) ?? shopFact(order))

/** The carrier that told how it stands now: its own, or another that has it by now. */
const tellerFact = (parcel: TrackedParcel) =>
  parcel.carrier ? told('carrier', parcel.source.name, parcel.source) : undefined

/** Delivered, as far as the shop says; no carrier has said anything. */
export const isShopsWord = ({ milestone, scans, source }: TrackedParcel) =>
  milestone === 'delivered' && scans.length === 0 && source.kind === 'shop'

/** Past its day, and no carrier has ever reported it. */
export const isOverdueUnseen = (parcel: TrackedParcel) => parcel.late && isOnlySent(parcel)

/** The shop says that it sent it, and no carrier has said anything. */
export const isOnlySent = ({ sent, milestone, scans }: TrackedParcel) =>
  sent !== null && scans.length === 0 && (milestone === 'unknown' || milestone === 'not_found')

export const momentFact = (parcel: TrackedParcel, { localTime, precision, zone }: TrackedScan) =>
  told('moment', { localTime, precision, zone }, parcel.source)

export function placeFact(parcel: TrackedParcel, { place }: TrackedScan) {
  const named = place && [place.city, place.region, place.postal, place.country].some((part) => part?.trim())
  return named ? told('place', place, parcel.source) : undefined
}

/** The newest scan of the parcel itself; a label, a notice or the shop's own note is none. */
export function lastScan(parcel: TrackedParcel): TrackedScan | undefined {
  return parcel.scans.find(
    ({ milestone, source }) => milestone !== 'info_received' && milestone !== 'not_found' && source !== 'shop',
  )
}

/** The scan that brought the parcel its status. */
export function decidingScan({ scans, status, milestone }: TrackedParcel): TrackedScan | undefined {
  return scans.find((scan) => scan.status === status) ?? scans.find((scan) => scan.milestone === milestone)
}

export const isOver = (parcel: TrackedParcel) => terminal[parcel.milestone]

/** Something of it is still to come, as far as was heard. */
export function isOpen(order: TrackedOrder): boolean {
  return order.state !== 'cancelled' && (order.unshipped.length > 0 || order.parcels.some((parcel) => !isOver(parcel)))
}
