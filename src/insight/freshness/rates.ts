import { type Milestone, type Status, milestoneOf } from '../../model/index.ts'
import { ages, lagWidths, lags, phases, slotsOfDay, slotsOfWeek, stretchesOfWeek } from './scales.ts'
import { tables } from './tables.ts'

/**
 * How likely a parcel's next event shows itself, as a product: events an hour at an age, times the factor of the half
 * hour of the week, times the factor of the distance to the estimate. `lag` is the density, a minute, of the delay
 * between scan and answer.
 */
export type Rates = {
  readonly age: Float64Array
  readonly week: Float64Array
  readonly day: Float64Array
  /** `week` times `day`. */
  readonly clock: Float64Array
  readonly phase: Float64Array
  readonly lag: Float64Array
  /** Days a parcel stays in the state, roughly. */
  readonly staysDays: number
  /** The hour of the destination's day with which the busiest six begin. */
  readonly busiest: number
}

/** So many events have to be seen before they weigh as much as what is known without them. */
const weight = 3

/** What is observed, drawn towards `parent` where it is little (the mean of a gamma prior with the parent's rate). */
export function blend(numbers: Float32Array, parent: Rates): Rates {
  const drawn = (from: Float64Array, seen: number, expected: number, level: number) =>
    from.map((rate, i) => ((numbers[seen + i] ?? 0) + weight) / ((numbers[expected + i] ?? 0) * level + weight / rate))
  const relative = (from: Float64Array, seen: number, expected: number) =>
    drawn(from, seen, expected, levelOf(numbers, seen, expected, from.length))
  const week = relative(parent.week, tables.weekSeen, tables.weekExpected)
  const day = relative(parent.day, tables.daySeen, tables.dayExpected)
  return {
    age: drawn(parent.age, tables.ageSeen, tables.ageExpected, 1),
    week,
    day,
    clock: clockOf(week, day),
    phase: relative(parent.phase, tables.phaseSeen, tables.phaseExpected),
    lag: lagOf(numbers, parent.lag),
    staysDays: staysDaysOf(numbers, parent.staysDays),
    busiest: busiestOf(day),
  }
}

/**
 * Events seen for each that was expected. Only ages tell how much is to be expected; the other factors tell how it is shared
 * out, or what never came would count three times.
 */
function levelOf(numbers: Float32Array, seen: number, expected: number, size: number): number {
  let [came, foreseen] = [weight, weight]
  for (let i = 0; i < size; i++) {
    came += numbers[seen + i] ?? 0
    foreseen += numbers[expected + i] ?? 0
  }
  return came / foreseen
}

function staysDaysOf(numbers: Float32Array, parent: number): number {
  let events = weight
  let hours = weight * parent * 24
  for (let i = 0; i < ages; i++) {
    events += numbers[tables.ageSeen + i] ?? 0
    hours += numbers[tables.ageExpected + i] ?? 0
  }
  return hours / events / 24
}

function clockOf(week: Float64Array, day: Float64Array): Float64Array {
  const clock = new Float64Array(slotsOfWeek)
  for (let i = 0; i < slotsOfWeek; i++) clock[i] = (week[Math.floor(i / 6)] ?? 1) * (day[i % slotsOfDay] ?? 1)
  return clock
}

function busiestOf(day: Float64Array): number {
  let best = 0
  let most = 0
  for (let hour = 0; hour < 24; hour++) {
    let sum = 0
    for (let i = 0; i < 12; i++) sum += day[(2 * hour + i) % slotsOfDay] ?? 0
    if (sum > most) [best, most] = [hour, sum]
  }
  return best
}

function lagOf(numbers: Float32Array, parent: Float64Array): Float64Array {
  let total = weight * 2
  for (let i = 0; i < lags; i++) total += numbers[tables.lagSeen + i] ?? 0
  return parent.map((density, i) => {
    const width = lagWidths[i] ?? 1
    return ((numbers[tables.lagSeen + i] ?? 0) + weight * 2 * density * width) / total / width
  })
}

/** Events an hour to begin with, before a carrier has shown its own. */
const usual = {
  not_found: 0.04,
  info_received: 0.05,
  in_transit: 0.09,
  out_for_delivery: 0.25,
  available_for_pickup: 0.03,
  attempt_failed: 0.06,
  delivered: 0.001,
  exception: 0.03,
  returning: 0.02,
  returned: 0.001,
  cancelled: 0.001,
  unknown: 0.05,
} as const satisfies Record<Milestone, number>

/** The longer nothing came, from a day and a half on, the less is to be expected. */
const prior = Object.fromEntries(
  Object.entries(usual).map(([milestone, perHour]) => [milestone, priorRates(perHour)]),
) as Record<Milestone, Rates>

export const priorOf = (status: Status | null): Rates => prior[status ? milestoneOf(status) : 'not_found']

function priorRates(perHour: number): Rates {
  const week = new Float64Array(stretchesOfWeek).fill(1)
  // Thursday is day 0: Saturday is 2, Sunday 3. Some carriers rest on other days, so little is made of it.
  for (let i = 16; i < 24; i++) week[i] = 0.8
  for (let i = 24; i < 32; i++) week[i] = 0.6
  const day = Float64Array.from({ length: slotsOfDay }, (_, slot) => (slot < 12 ? 0.5 : slot < 44 ? 1.2 : 0.7))
  return {
    age: Float64Array.from({ length: ages }, (_, i) => (i < 18 ? perHour : perHour * 0.8 ** (i - 17))),
    week,
    day,
    clock: clockOf(week, day),
    phase: new Float64Array(phases).fill(1),
    lag: priorLag(),
    staysDays: 1 / perHour / 24,
    busiest: busiestOf(day),
  }
}

function priorLag(): Float64Array {
  const shares = Float64Array.from({ length: lags }, (_, i) => 0.7 ** i)
  const total = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share, i) => share / total / (lagWidths[i] ?? 1))
}
