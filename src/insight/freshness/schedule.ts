import { minute } from './time.ts'

/** Six of them are just less than the pulse's 95th percentile. */
export const slotMs = 18 * minute
/** As far as is looked ahead, 30 hours, and how much of the past can count as unseen. */
const aheadSlots = 100
const pastSlots = 40
export const mostSlots = aheadSlots + pastSlots
/** A find is fresh for so many slots; then all that remains is that it was found at all. */
export const freshSlots = 6

/** What a find is worth by the slots it lay unseen, besides what it is worth at any age. */
export type Worth = { readonly fresh: Float64Array; readonly ever: number }

export const slotsAhead = (past: number): number => past + aheadSlots
export const pastSlotsOf = (sinceMs: number): number => Math.min(pastSlots, Math.max(0, Math.floor(sinceMs / slotMs)))

const gain = new Float64Array(mostSlots + 1)
const value = new Float64Array(mostSlots + 2)
const found = new Float64Array(mostSlots + 2)

/**
 * Which of the coming slot ends is the best for the next look, at a price for each: exact, by going backwards from the
 * end of what is looked ahead (dynamic programming over the slot of the last look). `chances` are the probabilities that
 * the next event shows itself in a slot, `past` of which are over. Returns slots from the first; `slots` itself when no
 * look is worth the price.
 */
export function bestLook(
  chances: Float64Array,
  { slots, past, price, worth }: { slots: number; past: number; price: number; worth: Worth },
): { slot: number; worth: number } {
  found[0] = 0
  for (let i = 0; i < slots; i++) found[i + 1] = (found[i] ?? 0) + (chances[i] ?? 0)
  gain.fill(0, 0, slots + 1)
  // The best of the looks so late that what shows itself now would be stale by then.
  let stale = -1
  let staleAt = slots
  const earliest = Math.max(1, past)
  for (let i = slots - 1; i >= 0; i--) {
    const chance = chances[i] ?? 0
    const leaving = i + freshSlots + 1
    if (leaving < slots && leaving >= earliest && later(leaving, worth.ever) > stale) {
      stale = later(leaving, worth.ever)
      staleAt = leaving
    }
    let best = stale
    let bestAt = staleAt
    const end = Math.min(slots - 1, i + freshSlots)
    for (let j = i + 1; j <= end; j++) {
      gain[j] = (gain[j] ?? 0) + chance * (worth.fresh[j - i - 1] ?? 0)
      if (j < earliest) continue
      const then = later(j, worth.ever)
      if (then > best) [best, bestAt] = [then, j]
    }
    // The look is paid for unless the event was found before; what is found at any age counts from `i` on.
    const seen = found[i] ?? 0
    const net = best - worth.ever * seen - price * (1 - seen)
    value[i] = Math.max(0, net)
    if (i === 0 && net > 0) return { slot: bestAt, worth: (gain[bestAt] ?? 0) + worth.ever * (found[bestAt] ?? 0) }
  }
  return { slot: slots, worth: 0 }
}

const later = (j: number, ever: number): number => (gain[j] ?? 0) + ever * (found[j] ?? 0) + (value[j] ?? 0)
