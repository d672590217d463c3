import type { TrackedParcel } from '../../model/index.ts'
import { say, type Say, told } from '../speak/index.ts'
import {
  aboutFact,
  carrierFact,
  decidingScan,
  isOnlySent,
  lastScan,
  momentFact,
  parcelAsOf,
  placeFact,
  shopFact,
  statusFact,
  wordOf,
} from './facts.ts'
import type { View } from './flow.ts'

/** How a parcel stands, in the carrier's words, and in the shop's too where they contradict each other. */
export function standing(view: View, parcel: TrackedParcel): Say[] {
  const [about, asOf] = [aboutFact(view, parcel), parcelAsOf(parcel)]
  const carrier = carrierFact(parcel)
  if (parcel.conflict && carrier) {
    const shopSays = told('state', `shop_${parcel.conflict.shop}`, view.order.source)
    const status = statusFact(parcel)
    return [say('conflict', { about, shop: shopFact(view.order), shopSays, carrier, status, asOf }), ...seen(parcel)]
  }
  if (parcel.milestone === 'delivered') {
    const scan = decidingScan(parcel)
    return [
      say('delivered', {
        about,
        status: statusFact(parcel),
        by: wordOf(view, parcel),
        at: scan && momentFact(parcel, scan),
        place: scan && placeFact(parcel, scan),
        asOf,
      }),
    ]
  }
  if (isOnlySent(parcel)) return [...sentBy(view, parcel, { opening: true }), unseen(parcel)]
  if (parcel.milestone === 'unknown') {
    const number = parcel.number === null ? undefined : told('tracking_number', parcel.number, parcel.source)
    const state = told('state', 'no_news', parcel.source)
    return [say('noNews', { about, state, carrier, number, asOf }), ...seen(parcel)]
  }
  return [say('where', { about, status: statusFact(parcel), asOf }), ...seen(parcel), ...pickUp(view, parcel)]
}

/** Where it waits and how long, as far as the carrier told. */
function pickUp({ order }: View, { milestone, pickup, source }: TrackedParcel): Say[] {
  if (milestone !== 'available_for_pickup' || !pickup) return []
  const { name, street, place, until } = pickup
  const named = [name, street, ...Object.values(place ?? {})].some((part) => part?.trim())
  const point = !named ? undefined : told('pickup_point', { name, street, place }, source)
  const day = until ? told('last_day', { date: until, zone: order.shop.zone }, source) : undefined
  if (point) return [say('pickUp', { point, until: day })]
  return day ? [say('pickUpUntil', { until: day })] : []
}

/** The shop's word that it handed the parcel over, and the day where it named one. */
export function sentBy(view: View, parcel: TrackedParcel, { opening }: { opening: boolean }): Say[] {
  const { sent } = parcel
  if (!sent) return []
  const { zone } = view.order.shop
  const localTime = sent.at?.toZonedDateTimeISO(zone).toPlainDateTime()
  const facts = {
    state: told('state', 'shop_shipped', sent.source),
    shop: told('shop', sent.source.name, sent.source),
    at: localTime && told('moment', { localTime, precision: 'day', zone }, sent.source),
  }
  return [say('sent', opening ? { ...facts, about: aboutFact(view, parcel), asOf: parcelAsOf(parcel) } : facts)]
}

/** That no carrier has reported it, or that there is no number under which one could. */
export function unseen(parcel: TrackedParcel): Say {
  if (parcel.number === null) return say('noNumber', { state: told('state', 'no_number', parcel.source) })
  return say('notSeen', { carrier: carrierFact(parcel), state: told('state', 'not_seen', parcel.source) })
}

/** The newest scan with its place and the clock there. */
export function seen(parcel: TrackedParcel, { asOf = false } = {}): Say[] {
  const scan = lastScan(parcel)
  const carrier = scan?.carrier ? told('carrier', scan.carrier.name, parcel.source) : carrierFact(parcel)
  if (!scan || !carrier) return []
  const facts = { carrier, place: placeFact(parcel, scan), at: momentFact(parcel, scan) }
  return [say('lastScan', { ...facts, asOf: asOf ? parcelAsOf(parcel) : undefined })]
}

/** What somebody must do next; said to be nothing only where a shopper would expect to be asked. */
export function nextStep(view: View, parcel: TrackedParcel): Say[] {
  if (parcel.action) return [say('action', { action: told('action', parcel.action, parcel.source) })]
  const expectsOne = parcel.milestone === 'exception' || parcel.milestone === 'attempt_failed'
  return expectsOne && !parcel.conflict ? [say('nothingAsked', { by: wordOf(view, parcel) })] : []
}

/** Four parcels are read at a glance on a phone; the rest is counted. */
const parcelsTold = 4

export function eachParcel({ order, parcels }: View, tell: (parcel: TrackedParcel) => readonly Say[]): Say[] {
  const lines = parcels.slice(0, parcelsTold).flatMap(tell)
  const more = parcels.length - parcelsTold
  return more > 0 ? [...lines, say('moreParcels', { count: told('count', more, order.source) })] : lines
}
