import { type Habit, newHabit } from './habit.ts'
import { type ScanHabits, newHabits } from './learn.ts'
import type { Price } from './price.ts'
import { tables } from './tables.ts'

/** One state's habit as JSON: since when it is observed, until when it faded, its events, and its numbers as two bytes each in base64. */
type KeptHabit = readonly [since: number, fadedAt: number, events: number, numbers: string]
type KeptStates = Readonly<Record<string, KeptHabit>>
/** Habits as JSON. A carrier's own part and each lane's may be stored apart; a lane takes about 700 bytes a state. */
export type KeptHabits = {
  readonly version: 2
  readonly price: Price
  readonly carrier: KeptStates
  readonly lanes: Readonly<Record<string, KeptStates>>
}

export function writeHabits({ price, carrier, lanes }: ScanHabits): KeptHabits {
  return {
    version: 2,
    price: structuredClone(price),
    carrier: writeStates(carrier),
    lanes: Object.fromEntries([...lanes].map(([lane, states]) => [lane, writeStates(states)])),
  }
}

/** What cannot be read is as if it had never been learned: it is learned again within days. */
export function readHabits(kept: KeptHabits): ScanHabits {
  if (kept.version !== 2) return newHabits()
  return {
    price: structuredClone(kept.price),
    carrier: readStates(kept.carrier),
    lanes: new Map(Object.entries(kept.lanes).map(([lane, states]) => [lane, readStates(states)])),
  }
}

function writeStates(states: ReadonlyMap<string, Habit>): KeptStates {
  return Object.fromEntries(
    [...states].map(([state, { since, fadedAt, events, numbers }]) => [
      state,
      [since, fadedAt, Number(events.toPrecision(6)), writeNumbers(numbers)],
    ]),
  )
}

function readStates(states: KeptStates): Map<string, Habit> {
  return new Map(
    Object.entries(states).flatMap(([state, [since, fadedAt, events, text]]) => {
      const numbers = readNumbers(text)
      return numbers ? [[state, newHabit(since, fadedAt, numbers, events)] as const] : []
    }),
  )
}

/** Steps of a 2,700th over 24 powers of e: what one more event adds to thousands is not rounded away. */
const steps = 65_534
const smallest = -10
const span = 24

function writeNumbers(numbers: Float32Array): string {
  const bytes = new Uint8Array(numbers.length * 2)
  for (const [i, number] of numbers.entries()) {
    const power = (Math.log(number) - smallest) / span
    const code = power > 0 ? 1 + Math.round(Math.min(1, power) * steps) : 0
    bytes[2 * i] = code & 255
    bytes[2 * i + 1] = code >> 8
  }
  return btoa(String.fromCharCode(...bytes))
}

function readNumbers(text: string): Float32Array<ArrayBuffer> | null {
  const bytes = atob(text)
  if (bytes.length !== tables.size * 2) return null
  return Float32Array.from({ length: tables.size }, (_, i) => {
    const code = bytes.charCodeAt(2 * i) + 256 * bytes.charCodeAt(2 * i + 1)
    return code === 0 ? 0 : Math.exp(smallest + ((code - 1) / steps) * span)
  })
}
