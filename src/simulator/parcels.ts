import type { Journey, Phrase } from './journey.ts'
import { randomJourney } from './random-journey.ts'
import type { Desk } from './served/desk.ts'
import { type TestNumber, testNumbers } from './test-numbers.ts'
import { abroad } from './towns.ts'

/** The parcels one played carrier has. */
export type Parcels = {
  /** Null: it knows no such number. Test numbers are `fixed`: no fault touches what they show. */
  readonly find: (number: string) => { readonly journey: Journey; readonly fixed: boolean } | null
  readonly load: (journey: Journey) => void
  /** The way its parcel takes instead; null gives it its old one back. */
  readonly change: (number: string, journey: Journey | null) => void
  readonly isChanged: (number: string) => boolean
  readonly tests: readonly TestNumber[]
  readonly random: readonly string[]
}

/** Ways are made when they are asked for, so thousands of parcels cost their numbers only. */
export function openParcels(desk: Desk, { seed, count }: { readonly seed: string; readonly count: number }): Parcels {
  const { speaker, towns } = desk
  const tests = testNumbers(speaker, desk.numberOf)
  const fixed = new Map(tests.flatMap(({ number, journey }) => (journey ? [[number, journey] as const] : [])))
  const random = Array.from({ length: count }, (_, i) => desk.numberOf(firstSerial + i))
  const drawn = new Set(random)
  const scripted = new Map<string, Journey>()
  const changed = new Map<string, Journey>()
  return {
    find(asked) {
      const number = asked.replaceAll(/[\s-]/g, '').toUpperCase()
      const test = fixed.get(number)
      if (test) return { journey: test, fixed: true }
      const journey =
        changed.get(number) ??
        scripted.get(number) ??
        (drawn.has(number) ? randomJourney({ number, seed, speaker, towns, abroad }) : undefined)
      return journey ? { journey, fixed: false } : null
    },
    load(journey) {
      scripted.set(journey.number, journey)
      changed.delete(journey.number)
    },
    change(number, journey) {
      if (journey) changed.set(number, journey)
      else changed.delete(number)
    },
    isChanged: (number) => changed.has(number),
    tests: tests.map(({ number, says }): { number: string; says: Phrase } => ({ number, says })),
    random,
  }
}

/** Seen in a number as 88. */
const firstSerial = 88_000_000
