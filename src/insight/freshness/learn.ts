import type { Status } from '../../model/index.ts'
import { type Habit, type Habits, fade, newHabit, ratesFor, stateOf } from './habit.ts'
import { type Price, firstPrice, isOverHalf, isOverMost, noteFind, noteLook, overOf } from './price.ts'
import type { Rates } from './rates.ts'
import { type Estimate, ageAt, lagAt, phaseAt, slotsOfDay, slotOfWeekAt } from './scales.ts'
import { tables } from './tables.ts'
import { hour, minute } from './time.ts'

/** What one carrier's credential has taught. Changed in place by `learn`; `writeHabits` makes it JSON. */
export type ScanHabits = Habits & { readonly price: Price }

export const newHabits = (): ScanHabits => ({ carrier: new Map(), lanes: new Map(), price: firstPrice() })

/** One look and what it showed. Instants are epoch milliseconds. */
export type Observation = {
  readonly lane: string
  readonly openedAt: number
  readonly offsetMs: number
  readonly estimate: Estimate
  /** How the parcel stood after the look before. */
  readonly before: {
    readonly status: Status | null
    readonly scannedAt: number | null
    readonly lookedAt: number | null
  }
  readonly lookedAt: number
  /** Scans with a status that the answer showed for the first time, in any order. */
  readonly scans: readonly { readonly at: number; readonly status: Status }[]
  /** What `nextLook` told of this look; of no look, false. */
  readonly usual: boolean
}

/** Lanes kept; the one that was least used goes. */
const mostLanes = 300
const longest = 60 * 24 * hour

/**
 * Takes one look to heart. A look tells of all the time since the look before, not only of its own instant: what was not
 * there was not there at any hour in between. What appeared did so after its scan and between the two looks, and is
 * spread over that time as likely as it is by what was learned before.
 */
export function learn(habits: ScanHabits, observation: Observation): void {
  const { before, lookedAt, openedAt, scans, usual } = observation
  if (before.lookedAt === null || before.lookedAt >= lookedAt) return
  const since = Math.max(before.lookedAt, lookedAt - longest)
  if (usual) noteLook(habits.price, lookedAt - since, lookedAt)
  let { status } = before
  let from = since
  let scannedAt = before.scannedAt ?? openedAt
  for (const scan of scans.toSorted((a, b) => a.at - b.at)) {
    if (before.scannedAt !== null && scan.at < before.scannedAt) {
      // It says nothing of what comes next, but it may have lain for long: since no particular moment of the gap.
      if (usual) noteFind(habits.price, overOf(lookedAt - since))
      continue
    }
    const appeared = Math.min(Math.max(scan.at, from), lookedAt - 1)
    note(habits, observation, { status, scannedAt, from, appeared, scan: scan.at, until: lookedAt })
    status = scan.status
    scannedAt = scan.at
    from = appeared
  }
  note(habits, observation, { status, scannedAt, from, appeared: lookedAt, scan: null, until: lookedAt })
}

type Span = {
  readonly status: Status | null
  readonly scannedAt: number
  readonly from: number
  /** The earliest that the next event can have appeared; `until` where none did. */
  readonly appeared: number
  /** When that event was scanned; null where none appeared. */
  readonly scan: number | null
  readonly until: number
}

/** An event is put nearer to the hours it is likely in than it would have to be, so that uploads' hours are found in days. */
const sharpening = 0.25
const blur = 0.05
const chances = new Float64Array(512)

function note(habits: ScanHabits, observation: Observation, span: Span): void {
  const { lane, offsetMs, estimate, usual } = observation
  const { status, scannedAt, from, appeared, scan, until } = span
  const rates = ratesFor(habits, lane, status)
  const kept = habitsOf(habits, lane, stateOf(status), until)
  for (const habit of kept) {
    fade(habit, until)
    habit.learned++
  }
  const wait = (at: number, ms: number, weight: number) =>
    add(kept, rates, { age: ageAt(at - scannedAt), local: at + offsetMs, phase: phaseAt(at, estimate) }, ms, weight, 0)

  const quiet = Math.ceil((appeared - from) / stepOf(appeared - from))
  for (let i = 0; i < quiet; i++) {
    const ms = (appeared - from) / quiet
    wait(from + (i + 0.5) * ms, ms, 1)
  }
  if (scan === null) return

  const count = Math.max(1, Math.ceil((until - appeared) / stepOf(until - appeared)))
  const ms = (until - appeared) / count
  // A little of the mean is mixed in: with what was learned alone, a wrong belief would be its own proof.
  let mean = 0
  let totalLag = 0
  for (let i = 0; i < count; i++) {
    const at = appeared + (i + 0.5) * ms
    const clock = rates.clock[slotOfWeekAt(at + offsetMs)] ?? 1
    const rate = rateAt(rates, at - scannedAt, at + offsetMs, phaseAt(at, estimate)) * clock ** sharpening
    chances[i] = rate
    mean += rate / count
    totalLag += rates.lag[lagAt(at - scan)] ?? 0
  }
  let total = 0
  for (let i = 0; i < count; i++) {
    const at = appeared + (i + 0.5) * ms
    const chance = ((chances[i] ?? 0) + blur * mean) * (rates.lag[lagAt(at - scan)] ?? 0)
    chances[i] = chance
    total += chance
  }
  let left = 1
  let half = 0
  let most = 0
  for (let i = 0; i < count; i++) {
    const at = appeared + (i + 0.5) * ms
    const share = total > 0 ? (chances[i] ?? 0) / total : 1 / count
    const place = { age: ageAt(at - scannedAt), local: at + offsetMs, phase: phaseAt(at, estimate) }
    add(kept, rates, place, ms, left - share / 2, share)
    const byLag = totalLag > 0 ? (rates.lag[lagAt(at - scan)] ?? 0) / totalLag : 1 / count
    for (const { numbers } of kept) bump(numbers, tables.lagSeen + lagAt(at - scan), byLag)
    left -= share
    if (isOverHalf(until - at)) half += share
    if (isOverMost(until - at)) most += share
  }
  for (const habit of kept) {
    habit.events++
  }
  if (usual) noteFind(habits.price, { half, most })
}

/** Thirds of an hour; coarser where that would be too many. */
const stepOf = (ms: number): number => Math.max(20 * minute, ms / 200)

export function rateAt({ age, clock, phase }: Rates, sinceMs: number, local: number, near: number): number {
  return (age[ageAt(sinceMs)] ?? 0) * (clock[slotOfWeekAt(local)] ?? 1) * (phase[near] ?? 1)
}

type Moment = { readonly age: number; readonly local: number; readonly phase: number }

/** `ms` of waiting, of which `weight` was spent, and `share` of an event. Each factor expects what the others do. */
function add(kept: readonly Habit[], rates: Rates, moment: Moment, ms: number, weight: number, share: number): void {
  const { age, phase } = moment
  const slot = slotOfWeekAt(moment.local)
  const stretch = Math.floor(slot / 6)
  const ofDay = slot % slotsOfDay
  const hours = (ms / hour) * Math.max(0, weight)
  const byAge = rates.age[age] ?? 0
  const byWeek = rates.week[stretch] ?? 1
  const byDay = rates.day[ofDay] ?? 1
  const byPhase = rates.phase[phase] ?? 1
  for (const { numbers } of kept) {
    bump(numbers, tables.ageExpected + age, hours * byWeek * byDay * byPhase)
    bump(numbers, tables.weekExpected + stretch, hours * byAge * byDay * byPhase)
    bump(numbers, tables.dayExpected + ofDay, hours * byAge * byWeek * byPhase)
    bump(numbers, tables.phaseExpected + phase, hours * byAge * byWeek * byDay)
    if (share === 0) continue
    bump(numbers, tables.ageSeen + age, share)
    bump(numbers, tables.weekSeen + stretch, share)
    bump(numbers, tables.daySeen + ofDay, share)
    bump(numbers, tables.phaseSeen + phase, share)
  }
}

function bump(numbers: Float32Array, at: number, by: number): void {
  numbers[at] = (numbers[at] ?? 0) + by
}

function habitsOf(habits: Habits, lane: string, state: string, now: number): readonly Habit[] {
  let states = habits.lanes.get(lane)
  if (!states) {
    states = new Map()
    habits.lanes.set(lane, states)
    if (habits.lanes.size > mostLanes) habits.lanes.delete(leastUsed(habits, lane))
  }
  return [keep(habits.carrier, state, now), keep(states, state, now)]
}

function keep(states: Map<string, Habit>, state: string, now: number): Habit {
  const known = states.get(state)
  if (known) return known
  const habit = newHabit(now)
  states.set(state, habit)
  return habit
}

function leastUsed({ lanes }: Habits, but: string): string {
  let least = but
  let fewest = Number.POSITIVE_INFINITY
  for (const [lane, states] of lanes) {
    if (lane === but) continue
    let events = 0
    for (const habit of states.values()) events += habit.events
    if (events < fewest) [least, fewest] = [lane, events]
  }
  return least
}
