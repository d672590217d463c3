import type { Status } from '../../model/index.ts'
import { type Rates, blend, priorOf } from './rates.ts'
import { tables } from './tables.ts'
import { day, hour } from './time.ts'

/** Old observations count half after this long, so that changed habits are noticed. */
const halfLife = 10 * day

/** What was observed of parcels in one state: how soon, at which hours and how near to the estimate it was left. */
export type Habit = {
  readonly numbers: Float32Array
  /** When the first of it was observed. */
  readonly since: number
  /** Until when `numbers` have faded. */
  fadedAt: number
  /** Events seen, faded alike. */
  events: number
  rates: Rates | null
  learned: number
}

export function newHabit(since: number, fadedAt = since, numbers = new Float32Array(tables.size), events = 0): Habit {
  return { numbers, since, fadedAt, events, rates: null, learned: 0 }
}

export function fade(habit: Habit, now: number): void {
  const since = now - habit.fadedAt
  if (since < 6 * hour) return
  const left = 2 ** (-since / halfLife)
  const { numbers } = habit
  for (let i = 0; i < numbers.length; i++) numbers[i] = (numbers[i] ?? 0) * left
  habit.events *= left
  habit.fadedAt = now
}

/** The rates a habit stands for, where it says little those of `parent`; worked out anew every few observations. */
export function ratesOf(habit: Habit | undefined, parent: Rates): Rates {
  if (!habit) return parent
  if (habit.rates && habit.learned < 24) return habit.rates
  habit.learned = 0
  habit.rates = blend(habit.numbers, parent)
  return habit.rates
}

export type Habits = {
  /** Of the carrier as a whole, by state. */
  readonly carrier: Map<string, Habit>
  readonly lanes: Map<string, Map<string, Habit>>
}

/** A parcel nobody has scanned is in a state too. */
export const stateOf = (status: Status | null): string => status ?? 'unscanned'

/** All states of a carrier together: when it works and uploads is soon known, before each state has shown its own. */
export const anyState = 'any'

export function ratesFor(habits: Habits, lane: string, status: Status | null): Rates {
  const state = stateOf(status)
  const habit = habits.carrier.get(state)
  const carrier = habit?.rates && habit.learned < 24 ? habit.rates : ratesOf(habit, firstRates(habits, status))
  return ratesOf(habits.lanes.get(lane)?.get(state), carrier)
}

/** After so long, a state's quiet hours are believed e times more. */
const trustMs = 2.5 * day

/**
 * Events an hour that are expected at an age whatever was learned. Hundreds of parcels that wait through one night or
 * one weekend have seen it once: only days make sure that nothing comes at an hour.
 */
export function leastRateOf(habits: Habits, status: Status | null, now: number): (age: number) => number {
  const { since = now } = habits.carrier.get(stateOf(status)) ?? {}
  const { age } = priorOf(status)
  const left = Math.exp(-Math.max(0, now - since) / trustMs)
  return (at) => left * (age[at] ?? 0)
}

/** Of a state that was never seen: how soon from what is usual anywhere, when from the carrier's other states. */
function firstRates({ carrier }: Habits, status: Status | null): Rates {
  const prior = priorOf(status)
  const all = carrier.get(anyState)
  return all ? { ...ratesOf(all, prior), age: prior.age, phase: prior.phase } : prior
}
