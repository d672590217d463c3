import { type Status, milestoneOf, terminal } from '../../model/index.ts'
import { daysKnown, ratesFor } from './habit.ts'
import { type ScanHabits, rateAt } from './learn.ts'
import { type Quota, priceFor, pulseMs, scarcity } from './price.ts'
import type { Rates } from './rates.ts'
import { type Worth, bestLook, freshSlots, mostSlots, pastSlotsOf, slotMs, slotsAhead } from './schedule.ts'
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
  /** Neither a shopper, a push nor a short quota moved it: what it costs and shows says whether the price is right. */
  readonly usual: boolean
  /** For operators. */
  readonly reason: string
}

/** A find counts fully while it is as fresh as nearly all of the pulse's; a little more the fresher it is. */
const worth: Worth = {
  fresh: Float64Array.from({ length: freshSlots }, (_, slot) => 1 - (0.03 * (slot + 0.5)) / freshSlots),
  ever: 0.1,
}
/** Where somebody waits for it, each minute counts. */
const worthWatched: Worth = {
  fresh: Float64Array.from({ length: freshSlots }, (_, slot) => 1 - (slot + 0.5) / freshSlots),
  ever: 0.1,
}
/** Pushes are lost seldom: one look so often makes up for them. */
const pushedEveryMs = 12 * hour
const chances = new Float64Array(mostSlots)

/** When to ask the carrier next; null for never, as nothing more is to come. */
export function nextLook(
  habits: ScanHabits,
  { now, parcel, quota }: { readonly now: number; readonly parcel: Awaited; readonly quota: Quota | null },
): Look | null {
  const { status, lookedAt, watched, pushed } = parcel
  if (status !== null && terminal[milestoneOf(status)]) return null
  if (lookedAt === null)
    return { at: quota && quota.left <= 0 ? quota.until : now, worth: 1, usual: false, reason: 'never asked before' }
  const rates = ratesFor(habits, parcel.lane, status)
  const past = pastSlotsOf(now - lookedAt)
  const slots = slotsAhead(past)
  const origin = now - past * slotMs
  foresee(rates, parcel, origin, slots)
  const standsMs = now - (parcel.scannedAt ?? parcel.openedAt)
  const price = priceFor(habits.price, {
    daysKnown: daysKnown(habits, status),
    staysDays: rates.staysDays,
    standsDays: standsMs / day,
  })
  const at = (times: number, by = worth): { at: number; worth: number } => {
    const best = bestLook(chances, { slots, past, price: price * times, worth: by })
    const waits = best.slot === slots ? idleMs(standsMs) : 0
    return { at: origin + best.slot * slotMs + waits, worth: best.worth }
  }
  let best = at(1)
  const doublings = quota && !watched ? scarcity(now, quota) : 0
  // A dearer look may fall on an earlier instant that promises more; scarcer calls never make anybody ask sooner.
  for (let n = 1; n <= doublings; n++) {
    const dearer = at(2 ** n)
    if (dearer.at > best.at) best = dearer
  }
  if (watched) {
    const cheaper = at(0.25, worthWatched)
    if (cheaper.at < best.at) best = cheaper
  }
  const pushes = pushed ? lookedAt + (watched ? pulseMs : pushedEveryMs) : now
  const renewed = quota && quota.left <= 0 ? quota.until : now
  return {
    at: Math.max(best.at, pushes, renewed, now + minute),
    worth: best.worth,
    usual: !watched && !pushed && doublings === 0,
    reason: reasonOf(rates, parcel, { worth: best.worth, doublings, spent: renewed > now }),
  }
}

/** Fills `chances` with how likely the next event shows itself in each slot, given that it has not until `origin`. */
function foresee(
  rates: Rates,
  { scannedAt, openedAt, offsetMs, estimate }: Awaited,
  origin: number,
  slots: number,
): void {
  const since = scannedAt ?? openedAt
  let left = 1
  for (let i = 0; i < slots; i++) {
    const at = origin + (i + 0.5) * slotMs
    const learned = rateAt(rates, at - since, at + offsetMs, phaseAt(at, estimate))
    const stays = Math.exp((-learned * slotMs) / hour)
    chances[i] = left * (1 - stays)
    left *= stays
  }
}

/** What is let pass besides, where no look ahead is worth its price: the longer a parcel stands still, the more. */
function idleMs(standsMs: number): number {
  return Math.min(3 * day, Math.max(0, (standsMs - 3 * day) / 6))
}

function reasonOf(
  { busiest }: Rates,
  { status, watched, pushed }: Awaited,
  { worth, doublings, spent }: { worth: number; doublings: number; spent: boolean },
): string {
  const state = status === null ? 'not scanned yet' : status.replaceAll('_', ' ')
  const usually = `usually seen ${twoDigits(busiest)}–${twoDigits((busiest + 6) % 24)} h`
  const chance = worth > 0 ? `about ${Math.round(100 * Math.min(1, worth))} % to show something` : 'nothing expected'
  return `${state}; ${usually}; ${chance}${watched ? '; a shopper is watching' : ''}${pushed ? '; pushes come' : ''}${
    spent ? '; the quota is spent' : doublings > 0 ? '; calls are short' : ''
  }`
}

const twoDigits = (hours: number): string => String(hours).padStart(2, '0')
