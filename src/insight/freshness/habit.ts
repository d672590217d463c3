import type { Status } from '../../model/index.ts'
import { type Rates, blend, priorOf } from './rates.ts'
import { ages, lags, phases, slotsOfDay, stretchesOfWeek } from './scales.ts'
import { day, hour } from './time.ts'

/** Old observations count half after this long, so that changed habits are noticed. */
const halfLife = 10 * day

/** Where in a habit's numbers each table starts; `seen` are events, `expected` is what flat factors would have seen. */
export const tables = layOut({
  ageSeen: ages,
  ageExpected: ages,
  weekSeen: stretchesOfWeek,
  weekExpected: stretchesOfWeek,
  daySeen: slotsOfDay,
  dayExpected: slotsOfDay,
  phaseSeen: phases,
  phaseExpected: phases,
  lagSeen: lags,
})

/** What was observed of parcels in one state: how soon, at which hours and how near to the estimate it was left. */
export type Habit = {
  readonly numbers: Float32Array
  /** Until when `numbers` have faded. */
  fadedAt: number
  /** Events seen, faded alike. */
  events: number
  rates: Rates | null
  learned: number
}

export function newHabit(at: number, numbers = new Float32Array(tables.size), events = 0): Habit {
  return { numbers, fadedAt: at, events, rates: null, learned: 0 }
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

export function ratesFor(habits: Habits, lane: string, status: Status | null): Rates {
  const state = stateOf(status)
  const carrier = ratesOf(habits.carrier.get(state), priorOf(status))
  return ratesOf(habits.lanes.get(lane)?.get(state), carrier)
}

function layOut<Name extends string>(sizes: Readonly<Record<Name, number>>): Record<Name | 'size', number> {
  let size = 0
  const starts: Partial<Record<Name | 'size', number>> = {}
  for (const name of Object.keys(sizes) as Name[]) {
    starts[name] = size
    size += sizes[name]
  }
  return { ...starts, size } as Record<Name | 'size', number>
}
