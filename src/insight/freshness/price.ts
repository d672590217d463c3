import { day, hour, minute } from './time.ts'

/** What the poller measures itself by: a pulse that asks for every parcel this often. */
export const pulseMs = 2 * hour
/** What may be spent of the pulse's calls, and what is spent where finds are fresh enough for less. */
const mostCalls = 0.45
const fewestCalls = 0.3
/** Delays of that pulse, whose phase is chance: half of what it finds lay longer than one, a twentieth than the other. */
const halfMs = pulseMs * 0.5 - 5 * minute
const mostMs = pulseMs * 0.95 - 5 * minute

/** What a look has to promise to be made, and how it went of late at that price. */
export type Price = {
  /** In fresh finds: at 0.03 a look is made for a chance of 3 %. */
  price: number
  at: number | null
  /** Looks made, and how many the pulse would have made in the same time; old ones count less. */
  looks: number
  pulses: number
  /** Finds, and how many of them lay longer than the pulse's median and its 95th percentile. */
  finds: number
  overHalf: number
  overMost: number
}

export const firstPrice = (): Price => ({
  price: 0.009,
  at: null,
  looks: 0,
  pulses: 0,
  finds: 0,
  overHalf: 0,
  overMost: 0,
})

export const isOverHalf = (delayMs: number): boolean => delayMs > halfMs
export const isOverMost = (delayMs: number): boolean => delayMs > mostMs

/** Days after which what went on counts half; over a week, as weekends differ from it. */
const memory = 12
/** By what power of e the price moves in a day when calls are e times what they should be. */
const haste = 0.2
const lowest = 0.002
const highest = 0.3
/** So many of the pulse's looks and of finds are taken to have been as wished before the first was seen. */
const doubt = 100

/** One more look that ended a gap, at an instant. */
export function noteLook(state: Price, gapMs: number, now: number): void {
  const since = Math.min(0.5, Math.max(0, (now - (state.at ?? now)) / day))
  state.at = Math.max(state.at ?? now, now)
  if (since > 0) {
    const left = 2 ** (-since / memory)
    state.looks *= left
    state.pulses *= left
    state.finds *= left
    state.overHalf *= left
    state.overMost *= left
    const by = pressure(state)
    const moved = state.price * Math.exp(since * haste * by)
    state.price = Math.min(highest, Math.max(lowest, moved))
  }
  state.looks++
  state.pulses += gapMs / pulseMs
}

/** One more find, which lay longer than the pulse's median and 95th percentile with these probabilities. */
export function noteFind(state: Price, over: { readonly half: number; readonly most: number }): void {
  state.finds++
  state.overHalf += over.half
  state.overMost += over.most
}

/** Above zero where too much is spent: on calls beyond what may be, or on finds that are fresher than they need to be. */
function pressure({ looks, pulses, finds, overHalf, overMost }: Price): number {
  const calls = (looks + doubt * mostCalls) / (pulses + doubt)
  const half = (overHalf + doubt * 0.4) / (finds + doubt) / 0.5
  const most = (overMost + doubt * 0.04) / (finds + doubt) / 0.05
  // Nothing is saved until delays are well within; at a third of what is allowed, all that can be.
  const strain = Math.min(1, Math.max(0, (Math.max(half ** 2, most) - 0.3) / 0.3))
  return Math.max(-1, Math.min(1, Math.log(calls / (fewestCalls + (mostCalls - fewestCalls) * strain))))
}

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
