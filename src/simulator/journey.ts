import type { Place, Status } from '../model/index.ts'

/** Where something happens, and whose clock hangs there. */
export type Stop = Place & { readonly zone: string }

/** A status, with the reason where a carrier has several for it: `in_transit/delayed:late_transport`. */
export type Phrase = Status | `${Status}:${string}`

export type Step = {
  /** Hours of the journey from the start; below zero it had happened before. */
  readonly at: number
  readonly says: Phrase
  readonly stop: Stop
  readonly signedBy?: string
  /** The hour the carrier itself learns of it, where that is later. */
  readonly told?: number
}

/** One parcel's whole way as data, past and future, oldest step first. */
export type Journey = {
  readonly number: string
  readonly service: string
  readonly weightGrams: number
  readonly to: Stop
  /** The hour whose day the carrier names for the delivery. */
  readonly due: number | null
  /** Hours between which the carrier says it comes, told in full hours. */
  readonly window?: readonly [from: number, to: number]
  readonly steps: readonly Step[]
}

/**
 * Real time with journeys that run faster: what lies before the start keeps its distance, an hour after it takes
 * `3600 / rate` seconds. What happened by an instant follows from the start alone.
 */
export type JourneyClock = {
  readonly start: Temporal.Instant
  /** Hours of journey in one real hour. */
  readonly rate: number
}

/** In whole seconds, as carriers write them. */
export function instantOf(hours: number, { start, rate }: JourneyClock): Temporal.Instant {
  return start.add({ seconds: Math.round((hours * 3_600) / (hours > 0 ? rate : 1)) })
}

export const hasCome = (hours: number, clock: JourneyClock, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(instantOf(hours, clock), now) <= 0

/** What the carrier knows of a parcel at an instant; no steps: it does not know the number yet. */
export type Known = Pick<Journey, 'number' | 'service' | 'weightGrams' | 'to'> & {
  readonly due: Temporal.PlainDate | null
  /** `HHMMSS` of the day it is due. */
  readonly window: { readonly from: string; readonly to: string } | null
  readonly steps: readonly (Step & { readonly instant: Temporal.Instant })[]
}

export function knownAt(journey: Journey, clock: JourneyClock, now: Temporal.Instant): Known {
  const { number, service, weightGrams, to } = journey
  const local = (hours: number) => instantOf(hours, clock).toZonedDateTimeISO(to.zone)
  const due = journey.due === null ? null : local(journey.due).toPlainDate()
  return {
    number,
    service,
    weightGrams,
    to,
    due,
    window: windowOn(due, journey.window?.map(local)),
    steps: journey.steps
      .filter(({ at, told }) => hasCome(Math.max(at, told ?? at), clock, now))
      .map((step) => ({ ...step, instant: instantOf(step.at, clock) })),
  }
}

/** None where it would reach over midnight: it is told within one day. */
function windowOn(
  due: Temporal.PlainDate | null,
  hours: readonly Temporal.ZonedDateTime[] | undefined,
): Known['window'] {
  const [from, to] = hours ?? []
  if (!due || !from || !to) return null
  const opens = from.round({ smallestUnit: 'hour', roundingMode: 'floor' })
  const closes = to.round({ smallestUnit: 'hour', roundingMode: 'ceil' })
  const within = [opens, closes].every((time) => time.toPlainDate().equals(due))
  return within ? { from: clockDigits(opens), to: clockDigits(closes) } : null
}

/** `HHMMSS`. */
export const clockDigits = (time: Temporal.ZonedDateTime): string =>
  time.toPlainTime().toString({ smallestUnit: 'second' }).replaceAll(':', '')

/** `YYYYMMDD`. */
export const dayDigits = (day: Temporal.PlainDate): string => day.toString().replaceAll('-', '')
