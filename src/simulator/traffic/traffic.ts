import type { Status } from '../../model/index.ts'

/** One scan as it happened, and when the carrier's answer first showed it. Instants are epoch milliseconds. */
export type Passing = { readonly scannedAt: number; readonly visibleAt: number; readonly status: Status }

/** One parcel's whole way, as a poller may come to know it and not before. Instants are epoch milliseconds. */
export type Consignment = {
  /** What distinguishes the lane within its carrier; means nothing beyond being equal or not. */
  readonly lane: string
  /** When the parcel and its number became known to us. */
  readonly openedAt: number
  /** What the destination's clock is ahead of UTC. */
  readonly offsetMs: number
  /** When it is said to arrive, told from the start. */
  readonly estimate: { readonly from: number; readonly to: number } | null
  /** In the order they happened. */
  readonly passings: readonly Passing[]
}

/** A carrier's world for as long as parcels are handed over: the same for the same seed. */
export type Traffic = { readonly name: string; readonly consignments: readonly Consignment[] }

export type TrafficOptions = {
  readonly parcels: number
  readonly seed: number
  readonly from: number
  /** Days on which parcels are handed over. */
  readonly days: number
}

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export type Chance = {
  /** From 0 to below 1. */
  readonly next: () => number
  readonly between: (from: number, to: number) => number
  readonly whole: (from: number, to: number) => number
  readonly happens: (share: number) => boolean
  readonly pick: <T>(list: readonly T[]) => T
  /** Of the given mean. */
  readonly wait: (mean: number) => number
  /** Skewed to the right, as durations are; `spread` of 0.1 is tight, 0.8 is wide. */
  readonly around: (middle: number, spread: number) => number
}

/** Mulberry32: small, quick, and good enough to draw parcels. */
export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, to: number) => from + (to - from) * next()
  return {
    next,
    between,
    whole: (from, to) => Math.floor(between(from, to + 1)),
    happens: (share) => next() < share,
    pick: <T>(list: readonly T[]): T => {
      const one = list[Math.floor(next() * list.length)]
      if (one === undefined) throw new Error('nothing to draw from')
      return one
    },
    wait: (mean) => -mean * Math.log(1 - next()),
    around: (middle, spread) =>
      middle * Math.exp(spread * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())),
  }
}

/** When somebody works: local hours on some days of the week, Monday first. `to` may pass midnight. */
export type Shift = { readonly days: readonly boolean[]; readonly from: number; readonly to: number }

export const daily = Array.from({ length: 7 }, () => true)
export const weekdays = [true, true, true, true, true, false, false]
export const withSaturday = [true, true, true, true, true, true, false]

/** 0 is Monday; of a local time as if it were UTC. */
const weekdayOf = (local: number) => (((Math.floor(local / day) + 3) % 7) + 7) % 7

/** The first instant from `at` at which the shift works; one that has to wait comes some way into the shift. */
export function inShift(at: number, { days, from, to }: Shift, offsetMs: number, { next }: Chance): number {
  const local = at + offsetMs
  const today = Math.floor(local / day) * day
  for (let n = -1; n < 9; n++) {
    const opens = today + n * day + from * hour
    const closes = today + n * day + to * hour
    if (!days[weekdayOf(today + n * day)] || closes <= local) continue
    return local >= opens ? at : opens + next() ** 2 * (closes - opens) - offsetMs
  }
  return at
}

/** How scans get from the scanner into the carrier's answer. */
export type Upload =
  | { readonly kind: 'at_once'; readonly meanMs: number }
  | { readonly kind: 'every'; readonly everyMs: number; readonly phaseMs: number; readonly takesMs: number }
  | {
      readonly kind: 'at_hours'
      readonly hours: readonly number[]
      readonly offsetMs: number
      readonly takesMs: number
    }

export function uploaded(at: number, upload: Upload, { wait }: Chance): number {
  if (upload.kind === 'at_once') return at + wait(upload.meanMs)
  if (upload.kind === 'every') {
    const { everyMs, phaseMs, takesMs } = upload
    return Math.ceil((at - phaseMs) / everyMs) * everyMs + phaseMs + wait(takesMs)
  }
  const local = at + upload.offsetMs
  const today = Math.floor(local / day) * day
  const next = [...upload.hours, ...upload.hours.map((one) => one + 24)]
    .map((one) => today + one * hour)
    .toSorted((a, b) => a - b)
    .find((one) => one >= local)
  return (next ?? local) - upload.offsetMs + wait(upload.takesMs)
}

/** The local days from `from` to `to`, whole. */
export function daysAround(from: number, to: number, offsetMs: number): { from: number; to: number } {
  const start = Math.floor((from + offsetMs) / day) * day - offsetMs
  return { from: start, to: Math.floor((to + offsetMs) / day) * day + day - offsetMs }
}

/** Writes down one parcel's way: `scan` notes where it is, the clock is the caller's. */
export function diary(draw: Chance) {
  const passings: Passing[] = []
  return {
    passings,
    scan: (scannedAt: number, status: Status, upload: Upload) => {
      const whole = Math.round(scannedAt / 1_000) * 1_000
      passings.push({ scannedAt: whole, visibleAt: Math.max(whole, uploaded(scannedAt, upload, draw)), status })
    },
  }
}

/** When an order is packed and its number is known: shops work by day, on weekends less. */
export function handedOver(draw: Chance, { from, days }: TrafficOptions, offsetMs: number): number {
  for (;;) {
    const at = from + draw.next() * days * day
    const local = at + offsetMs
    const hourOfDay = (((local % day) + day) % day) / hour
    const busy = hourOfDay > 8 && hourOfDay < 18 ? 1 : hourOfDay >= 18 && hourOfDay < 22 ? 0.3 : 0.05
    if (draw.happens(busy * (weekdayOf(local) < 5 ? 1 : 0.3))) return at
  }
}
