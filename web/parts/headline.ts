import type { EstimateView, OrderView, ParcelView, ScanView } from '../types.ts'
import type { When, Words } from '../words/words.ts'
import { countOf, dateIn, dayOf, hourOf, placeOf, type Clock } from './format.ts'

/** `good` has arrived, `moving` needs nobody, `waiting` has not set out, `attention` does not go as planned, `over` has ended. */
export type Tone = 'good' | 'moving' | 'waiting' | 'attention' | 'over'

/** The answer to "where is it?": one line, and the sentences that carry it. Says nothing that is not in the data. */
export type Headline = { readonly title: string; readonly details: readonly string[]; readonly tone: Tone }

export function orderHeadline(order: OrderView, words: Words, clock: Clock): Headline {
  const [first, ...others] = order.parcels
  if (order.state === 'cancelled' || order.fulfilment === 'cancelled') {
    return { title: words.headline.orderCancelled, details: paymentDetails(order, words), tone: 'over' }
  }
  if (!first) return notShipped(order, words, clock)
  const waiting = order.unshipped.length > 0 ? [words.unshippedToo(countOf(order.unshipped))] : []
  if (others.length === 0) {
    const headline = parcelHeadline(first, order, words, clock)
    return { ...headline, details: [...headline.details, ...waiting] }
  }
  return splitHeadline(order, words, clock, waiting)
}

export function parcelHeadline(parcel: ParcelView, order: OrderView, words: Words, clock: Clock): Headline {
  const { headline } = words
  const carrier = parcel.carrier?.name ?? words.theCarrier
  const promise = promiseOf(parcel, order, words, clock)
  const scan = parcel.scans.find((scan) => scan.milestone === parcel.milestone)
  const day = scan ? dayOf(scan.localTime, clock, scan.zone) : null
  // Said under the title unless the title says as much already.
  const closer = (title: string) =>
    parcel.status === parcel.milestone || words.status[parcel.status as keyof Words['status']] === title
      ? []
      : [sentence(statusWords(parcel, words))]

  if (parcel.sent && parcel.scans.length === 0) {
    // The shop's word is all there is.
    if (parcel.milestone === 'delivered')
      return { title: headline.deliveredSaysShop(parcel.source.name), details: [], tone: 'good' }
    return {
      title: sentWords(parcel.sent, words, clock),
      details: [unseenWords(parcel, words), ...promise],
      tone: parcel.late ? 'attention' : 'waiting',
    }
  }
  switch (parcel.milestone) {
    case 'delivered': {
      const title = headline.delivered(day)
      return { title, details: closer(words.status.delivered), tone: 'good' }
    }
    case 'out_for_delivery':
      return {
        title: day?.away === 0 ? headline.outToday : headline.outSince(day),
        details: promise,
        tone: parcel.late ? 'attention' : 'moving',
      }
    case 'in_transit':
      return {
        title: parcel.late ? headline.onItsWayLate : headline.onItsWay,
        details: promise,
        tone: parcel.late ? 'attention' : 'moving',
      }
    case 'info_received':
      return {
        title: parcel.late ? headline.announcedLate(carrier) : headline.announced(carrier),
        details: promise,
        tone: parcel.late ? 'attention' : 'waiting',
      }
    case 'available_for_pickup': {
      const where = scan && placeOf(scan.place, clock.language)
      return { title: headline.pickup, details: [...closer(''), ...(where ? [where] : [])], tone: 'moving' }
    }
    case 'attempt_failed':
      return {
        title: headline.attempt(day),
        details: [sentence(statusWords(parcel, words)), ...promise],
        tone: 'attention',
      }
    case 'exception':
      return { title: statusWords(parcel, words), details: promise, tone: 'attention' }
    case 'returning':
      return { title: headline.returning, details: closer(headline.returning), tone: 'attention' }
    case 'returned':
      return { title: headline.returned(day), details: [], tone: 'over' }
    case 'cancelled':
      return { title: headline.parcelCancelled, details: closer(words.status.cancelled), tone: 'over' }
    case 'not_found':
    case 'unknown':
      return {
        title: parcel.carrier ? headline.notFound(carrier) : words.status.unknown,
        details: promise,
        tone: 'waiting',
      }
    default:
      return parcel.milestone satisfies never
  }
}

/** "Sent by Northlight on Thursday": the shop's word, and its day where it named one. */
export function sentWords({ at, source }: NonNullable<ParcelView['sent']>, words: Words, clock: Clock): string {
  return words.headline.sent(source.name, at === null ? null : dayOf(dateIn(clock.zone, { now: at }), clock))
}

/** That no carrier has reported it, or that there is no number under which one could. */
export const unseenWords = ({ number, carrier }: ParcelView, words: Words) =>
  number ? words.notReported(carrier?.name ?? null) : words.noNumber

/** Our word for a parcel's or a scan's status; a status newer than this page falls back to its milestone. */
export function statusWords({ status, milestone }: Pick<ParcelView, 'status' | 'milestone'>, words: Words): string {
  return words.status[status as keyof Words['status']] ?? words.status[milestone]
}

/** What a scan is called: our word where its code is mapped, else the carrier's own text, else its bare code. */
export function scanWords(scan: ScanView, words: Words): string {
  if (scan.milestone && scan.milestone !== 'unknown') {
    return statusWords({ status: scan.status ?? scan.milestone, milestone: scan.milestone }, words)
  }
  return scan.text ?? (scan.code ? words.noText(scan.code) : words.status.unknown)
}

function notShipped(order: OrderView, words: Words, clock: Clock): Headline {
  const missed = order.promised !== null && order.promised < dateIn(clock.zone, clock)
  return {
    title: missed ? words.headline.notShippedLate : words.headline.notShipped,
    details: [...shopPromise(order, words, clock), ...paymentDetails(order, words)],
    tone: missed ? 'attention' : 'waiting',
  }
}

function splitHeadline(order: OrderView, words: Words, clock: Clock, waiting: readonly string[]): Headline {
  const total = order.parcels.length
  const delivered = order.parcels.filter((parcel) => parcel.milestone === 'delivered').length
  const tones = order.parcels.map((parcel) => parcelHeadline(parcel, order, words, clock).tone)
  const tone = tones.includes('attention')
    ? 'attention'
    : delivered === total && waiting.length === 0
      ? 'good'
      : tones.every((tone) => tone === 'over')
        ? 'over'
        : tones.every((tone) => tone === 'waiting')
          ? 'waiting'
          : 'moving'
  const title =
    delivered === total
      ? words.headline.allDelivered(total)
      : delivered > 0
        ? words.headline.someDelivered(delivered, total)
        : words.headline.inParcels(total)
  return { title, details: waiting, tone }
}

/** The carrier's day where it named one, else the shop's; whose word it is is always said. */
function promiseOf(parcel: ParcelView, order: OrderView, words: Words, clock: Clock): string[] {
  const { estimate } = parcel
  if (estimate) return [promised(estimate, estimate.source, words, clock)]
  if (order.promised) return shopPromise(order, words, clock)
  return parcel.milestone === 'in_transit' && parcel.carrier ? [words.promise.none(parcel.carrier.name)] : []
}

function shopPromise(order: OrderView, words: Words, clock: Clock): string[] {
  if (!order.promised) return []
  const estimate = { from: order.promised, to: order.promised, window: null }
  return [promised(estimate, { kind: 'shop', name: order.shop.name }, words, clock)]
}

function promised(
  estimate: Pick<EstimateView, 'from' | 'to' | 'window'>,
  by: Pick<EstimateView['source'], 'kind' | 'name'>,
  words: Words,
  clock: Clock,
): string {
  const when: When =
    estimate.from === estimate.to
      ? {
          day: dayOf(estimate.from, clock),
          window: estimate.window && {
            from: hourOf(estimate.window.from, clock),
            to: hourOf(estimate.window.to, clock),
          },
        }
      : { from: dayOf(estimate.from, clock), to: dayOf(estimate.to, clock) }
  const missed = estimate.to < dateIn(clock.zone, clock)
  const say =
    words.promise[by.kind === 'carrier' ? (missed ? 'carrierMissed' : 'carrier') : missed ? 'shopMissed' : 'shop']
  return say(by.name, when)
}

function paymentDetails(order: OrderView, words: Words): string[] {
  const text = words.payment[order.payment]
  return text ? [text] : []
}

const sentence = (text: string) => (/[.!?…”“»]$/.test(text) ? text : `${text}.`)
