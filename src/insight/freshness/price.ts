import { day, hour, minute } from './time.ts'

/** What the poller measures itself by: a pulse that asks for every parcel this often. */
export const pulseMs = 2 * hour
/**
 * What is held against the pulse: calls of its calls, finds that lay longer than its median and its 95th percentile. The
 * last is less than that twentieth: how long a find lay is a guess.
 */
const limits = { calls: 0.5, half: 0.5, most: 0.028 }
/** Delays of that pulse, whose phase is chance: half of what it finds lay longer than one, a twentieth than the other. */
const halfMs = pulseMs * 0.5 - 5 * minute
const mostMs = pulseMs * 0.95 - 5 * minute

/** How it went: looks, how many the pulse would have made in the same time, finds, and how many of them were late. */
type Tally = { looks: number; pulses: number; finds: number; overHalf: number; overMost: number }

/** What a look has to promise to be made, and how it went at that price, of late and in the long run. */
export type Price = {
  /** In fresh finds: at 0.03 a look is made for a chance of 3 %. */
  price: number
  at: number | null
  /** When the first look was noted. */
  since: number | null
  readonly recent: Tally
  readonly long: Tally
}

const nothing = (): Tally => ({ looks: 0, pulses: 0, finds: 0, overHalf: 0, overMost: 0 })
export const firstPrice = (): Price => ({
  price: 0.016,
  at: null,
  since: null,
  recent: nothing(),
  long: nothing(),
})

export const isOverHalf = (delayMs: number): boolean => delayMs > halfMs
export const isOverMost = (delayMs: number): boolean => delayMs > mostMs

/** How likely a find lay longer than the pulse's median and 95th percentile that may have lain for up to so long. */
export const overOf = (mostDelayMs: number): { half: number; most: number } => ({
  half: Math.max(0, 1 - halfMs / mostDelayMs),
  most: Math.max(0, 1 - mostMs / mostDelayMs),
})

const lowest = 0.002
const highest = 0.3
/** By what power of e the price moves in a day when calls or delays are e times what they should be, and at most. */
const haste = 0.25
const mostPressure = 1.5
/** Half lives of what counts as recent and of what counts in the long run, and how much less the long run weighs. */
const recentDays = 3
const longDays = 30
const longWeight = 0.5
/** The price does not rise before a whole week was seen, and only by and by in the next. */
const week = 7
/** So many of the pulse's looks and of finds are taken to have been as wished before the first was seen. */
const doubt = 100

/**
 * What a look has to promise where a state's habits are known for so long: next to nothing at first, when a look teaches
 * more than it shows and there are few parcels to look at. States in which parcels stay for long are known later; of a
 * parcel that stands still there is less to learn.
 */
export function priceFor(
  { price }: Price,
  { daysKnown, staysDays, standsDays }: { daysKnown: number; staysDays: number; standsDays: number },
): number {
  const trustedDays = Math.min(14, Math.max(5, 4 + 2.5 * staysDays))
  return price * Math.min(1, 0.1 + daysKnown / trustedDays + Math.max(0, standsDays - 5) / 15)
}

/** One more look that ended a gap, at an instant. */
export function noteLook(state: Price, gapMs: number, now: number): void {
  const since = Math.min(0.5, Math.max(0, (now - (state.at ?? now)) / day))
  state.since ??= now
  state.at = Math.max(state.at ?? now, now)
  if (since > 0) {
    fadeTally(state.recent, since / recentDays)
    fadeTally(state.long, since / longDays)
    const sure = Math.min(1, Math.max(0, ((now - state.since) / day - week) / week))
    const wished = pressure(state.recent) + longWeight * pressure(state.long) + excess(state)
    const by = Math.max(-mostPressure, Math.min(mostPressure * sure, wished))
    state.price = Math.min(highest, Math.max(lowest, state.price * Math.exp(since * haste * by)))
  }
  for (const tally of [state.recent, state.long]) {
    tally.looks++
    tally.pulses += gapMs / pulseMs
  }
}

/** One more find, which lay longer than the pulse's median and 95th percentile with these probabilities. */
export function noteFind({ recent, long }: Price, over: { readonly half: number; readonly most: number }): void {
  for (const tally of [recent, long]) {
    tally.finds++
    tally.overHalf += over.half
    tally.overMost += over.most
  }
}

function fadeTally(tally: Tally, halfLives: number): void {
  const left = 2 ** -halfLives
  tally.looks *= left
  tally.pulses *= left
  tally.finds *= left
  tally.overHalf *= left
  tally.overMost *= left
}

/** Above zero where more of the calls' limit is used than of the delays': both are kept equally far from theirs. */
function pressure(tally: Tally): number {
  const { finds, overHalf, overMost } = tally
  const calls = callsOf(tally) / limits.calls
  const half = (overHalf + doubt * 0.4) / (finds + doubt) / limits.half
  const most = (overMost + doubt * 0.04) / (finds + doubt) / limits.most
  return Math.log(calls / Math.max(half ** 4, most))
}

/** Calls near their limit, of late and in the long run, weigh more than delays. */
const excess = ({ recent, long }: Price): number =>
  22 * Math.max(0, Math.min(callsOf(recent), callsOf(long)) / limits.calls - 0.91)

/** Looks, as a share of the pulse's. */
const callsOf = ({ looks, pulses }: Tally): number => (looks + doubt * 0.4) / (pulses + doubt)

export type Quota = {
  /** Calls left until `until`, of `of` that there were from `since` on. */
  readonly left: number
  readonly of: number
  readonly since: number
  readonly until: number
}

/** How many times the price doubles: none while calls are left as time is, more the further they run ahead of it. */
export function scarcity(now: number, { left, of, since, until }: Quota): number {
  const time = Math.max(0.002, (until - now) / Math.max(1, until - since))
  const calls = left / Math.max(1, of)
  const pace = calls / time
  return Math.max(0, Math.min(6, Math.ceil(-3 * Math.log2(Math.max(1e-6, pace / 0.85)))))
}
