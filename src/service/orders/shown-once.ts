import type { Milestone, Place, Status } from '../../model/index.ts'

/** An event as one of several tells it. */
export type Told = {
  readonly instant: Temporal.Instant
  readonly localTime: Temporal.PlainDateTime
  readonly milestone: Milestone | null
  readonly status: Status | null
  readonly place: Place | null
  /** Who tells it. */
  readonly teller: string
  /** Of two who tell the same, the lower is shown. */
  readonly rank: number
}

const apart = Temporal.Duration.from({ minutes: 5 })

/**
 * Without what somebody nearer to the parcel tells as well: the same milestone within minutes, at the same place as far as both
 * name one. One event hides one of each other teller, so that two that follow each other closely stay two.
 */
export function shownOnce<Event extends Told>(events: readonly Event[]): Event[] {
  if (new Set(events.map(({ teller }) => teller)).size < 2) return [...events]
  const hidden = new Set<Event>()
  const hides = new Map<Event, Set<string>>()
  for (const event of events.toSorted((a, b) => b.rank - a.rank || Temporal.Instant.compare(a.instant, b.instant))) {
    const [nearest] = events
      .filter((other) => other.rank < event.rank && other.teller !== event.teller)
      .filter((other) => !hides.get(other)?.has(event.teller) && isSame(event, other))
      .toSorted((a, b) => distance(a, event) - distance(b, event))
    if (!nearest) continue
    hidden.add(event)
    hides.set(nearest, new Set([...(hides.get(nearest) ?? []), event.teller]))
  }
  return events.filter((event) => !hidden.has(event))
}

const isSame = (a: Told, b: Told): boolean =>
  a.milestone !== null && a.milestone === b.milestone && isSameStatus(a, b) && isClose(a, b) && isSamePlace(a, b)

/** A parcel is delivered once, however each calls it; elsewhere only a word without detail fits another. */
const isSameStatus = (a: Told, b: Told): boolean =>
  a.milestone === 'delivered' || a.status === b.status || a.status === a.milestone || b.status === b.milestone

const distance = (a: Told, b: Told) => Math.abs(a.instant.epochMilliseconds - b.instant.epochMilliseconds)

/** By the instant, or by the clock on the wall: one of them may have sent no zone. */
const isClose = (a: Told, b: Told): boolean =>
  Temporal.Duration.compare(a.instant.since(b.instant).abs(), apart) <= 0 ||
  Temporal.Duration.compare(a.localTime.since(b.localTime, { largestUnit: 'hours' }).abs(), apart) <= 0

function isSamePlace({ place: a }: Told, { place: b }: Told): boolean {
  if (!a || !b) return true
  if (a.country && b.country && a.country !== b.country) return false
  const [one, other] = [nameOf(a), nameOf(b)]
  return one === null || other === null || one === other
}

const nameOf = ({ city }: Place) =>
  city
    ?.normalize('NFKD')
    .replaceAll(/[^\p{L}]/gu, '')
    .toLowerCase() || null
