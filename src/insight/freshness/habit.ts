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
  if (habit.rates && habit.learned < 40) return habit.rates
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

export function ratesFor(habits: Habits, lane: string, status: Status | null): Rates {
  const state = stateOf(status)
  const carrier = ratesOf(habits.carrier.get(state), priorOf(status))
  return ratesOf(habits.lanes.get(lane)?.get(state), carrier)
}

/** Days since the carrier's first parcel in this state was looked at. */
export function daysKnown({ carrier }: Habits, status: Status | null): number {
  const habit = carrier.get(stateOf(status))
  return habit ? (habit.fadedAt - habit.since) / day : 0
}
