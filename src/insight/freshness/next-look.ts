import { type Milestone, type Status, milestoneOf, terminal } from '../../model/index.ts'
import { ratesFor } from './habit.ts'
import { type ScanHabits, rateAt } from './learn.ts'
import { type Quota, pulseMs, scarcity } from './price.ts'
import type { Rates } from './rates.ts'
import { type Worth, bestLook, pastSlotsOf, slotMs, slotsAhead } from './schedule.ts'
import { type Estimate, phaseAt } from './scales.ts'
import { day, hour, minute } from './time.ts'

/** What is known of a parcel when its next look is planned. Instants are epoch milliseconds. */
export type Awaited = {
  readonly lane: string
  /** Of the newest scan; null before the first. */
  readonly status: Status | null
  readonly scannedAt: number | null
  readonly openedAt: number
  /** When the carrier was last asked; null if never. */
  readonly lookedAt: number | null
  /** What the destination's clock is ahead of UTC. */
  readonly offsetMs: number
  /** From the start of its first day or window to the end of its last. */
  readonly estimate: Estimate
  /** A shopper looked at it lately. */
  readonly watched: boolean
  /** The carrier pushes; looking only makes up for lost pushes. */
  readonly pushed: boolean
}

export type Look = {
  readonly at: number
  /** What the look is expected to show, in fresh finds; says who goes first when calls are short. */
  readonly worth: number
  /** For operators. */
  readonly reason: string
}

const SLOPE = Number(process.env.SLOPE ?? .1)
const EVER = Number(process.env.EVER ?? .1)
const worth: Worth = {
  fresh: Float64Array.from({ length: 10 }, (_, slot) => {
    const delay = ((slot + 0.5) * slotMs) / pulseMs
    return delay < 0.93 ? 1 - SLOPE * delay : 0
  }),
  ever: EVER,
}
const chances = new Float64Array(slotsAhead(1_000))

/** When to ask the carrier next; null for never, as nothing more is to come. */
export function nextLook(
  habits: ScanHabits,
  { now, parcel, quota }: { readonly now: number; readonly parcel: Awaited; readonly quota: Quota | null },
): Look | null {
  const { status, lookedAt, watched, pushed } = parcel
  if (status !== null && terminal[milestoneOf(status)]) return null
  if (lookedAt === null) return { at: now, worth: 1, reason: 'never asked before' }
  const rates = ratesFor(habits, parcel.lane, status)
  const past = pastSlotsOf(now - lookedAt)
  const slots = slotsAhead(past)
  const origin = now - past * slotMs
  foresee(rates, parcel, origin, slots)
  const { price } = habits.price
  const at = (times: number) => {
    const { slot, worth: shown } = bestLook(chances, { slots, past, price: price * times, worth })
    return { at: slot === slots ? origin + slots * slotMs + idle(parcel, now) : origin + slot * slotMs, worth: shown }
  }
  let look = at(1)
  const short = quota && !watched ? scarcity(now, quota) : 0
  for (let doubled = 1; doubled <= short; doubled++) {
    const dearer = at(2 ** doubled)
    if (dearer.at > look.at) look = dearer
  }
  if (watched) {
    const sooner = at(0.25)
    if (sooner.at < look.at) look = sooner
  }
  const soonest = pushed ? Math.max(look.at, lookedAt + (watched ? 2 : 12) * hour) : look.at
  const out = quota && quota.left <= 0 ? Math.max(soonest, quota.until) : soonest
  return { at: Math.max(out, now + minute), worth: look.worth * (watched ? 4 : 1), reason: '' }
}

/** Fills `chances` with how likely the next event shows itself in each slot, given that it has not until `origin`. */
function foresee(rates: Rates, { scannedAt, openedAt, offsetMs, estimate }: Awaited, origin: number, slots: number): void {
  const since = scannedAt ?? openedAt
  let left = 1
  for (let i = 0; i < slots; i++) {
    const at = origin + (i + 0.5) * slotMs
    const stays = Math.exp((-rateAt(rates, at - since, at + offsetMs, phaseAt(at, estimate)) * slotMs) / hour)
    chances[i] = left * (1 - stays)
    left *= stays
  }
}

/** What is let pass besides where no look is worth its price: the longer a parcel stands still, the more. */
function idle({ scannedAt, openedAt }: Awaited, now: number): number {
  return Math.min(3 * day, Math.max(0, (now - (scannedAt ?? openedAt) - 3 * day) / 6))
}
