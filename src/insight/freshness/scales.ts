import { day, hour, minute } from './time.ts'

/** Upper ends of the ages told apart, in hours since the last scan; beyond the last is one more. */
const ageEnds = [
  0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 21, 24, 30, 36, 48, 60, 72, 96, 120, 168, 240, 336, 504,
]
export const ages = ageEnds.length + 1
/** Upper ends of the delays between scan and answer told apart, in minutes. */
const lagEnds = [5, 15, 30, 60, 90, 120, 180, 240, 360, 480, 720, 1_440, 2_880]
export const lags = lagEnds.length + 1
/** Half hours. */
export const slotsOfDay = 48
/** Three hours each, Thursday first as the epoch was one. */
export const stretchesOfWeek = 56
export const slotsOfWeek = 7 * slotsOfDay
export const phases = 9

/** Quarters of an hour up to 504 hours, so that finding an age's place is one look-up. */
const ageTable = Uint8Array.from({ length: 504 * 4 }, (_, quarter) => placeOf((quarter + 0.5) / 4, ageEnds))
export function ageAt(sinceMs: number): number {
  return sinceMs <= 0 ? 0 : (ageTable[Math.floor(sinceMs / (15 * minute))] ?? ageEnds.length)
}

const lagTable = Uint8Array.from({ length: 2_880 / 5 }, (_, n) => placeOf(n * 5 + 2.5, lagEnds))
export function lagAt(sinceMs: number): number {
  return sinceMs <= 0 ? 0 : (lagTable[Math.floor(sinceMs / (5 * minute))] ?? lagEnds.length)
}

/** Minutes a delay's place is wide; the last is taken for two days. */
export const lagWidths = Float64Array.from({ length: lags }, (_, n) =>
  n < lagEnds.length ? (lagEnds[n] ?? 0) - (lagEnds[n - 1] ?? 0) : 2_880,
)

/** Which half hour of the week it is; `local` is an instant moved by its offset from UTC. */
export function slotOfWeekAt(local: number): number {
  const slot = Math.floor(local / (30 * minute)) % slotsOfWeek
  return slot < 0 ? slot + slotsOfWeek : slot
}

export type Estimate = { readonly from: number; readonly to: number } | null

/** How near the arrival is said to be; 0 where nothing is said. */
export function phaseAt(at: number, estimate: Estimate): number {
  if (!estimate) return 0
  const { from, to } = estimate
  if (at < from) {
    const ahead = from - at
    if (ahead > 3 * day) return 1
    if (ahead > 2 * day) return 2
    if (ahead > day) return 3
    return ahead > 12 * hour ? 4 : 5
  }
  if (at < to) return 6
  return at < to + day ? 7 : 8
}

function placeOf(value: number, ends: readonly number[]): number {
  const place = ends.findIndex((end) => value < end)
  return place === -1 ? ends.length : place
}
