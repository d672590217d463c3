import type { ActionRequired, Milestone, Reason, Status } from './milestone.ts'
import { milestoneRank } from './milestone.ts'
import type { Place } from './place.ts'

export const precisions = ['second', 'minute', 'day'] as const
export type Precision = (typeof precisions)[number]

export const scanSources = ['push', 'poll', 'aggregator', 'shop', 'merchant', 'inferred'] as const
export type ScanSource = (typeof scanSources)[number]

/** One event of one parcel, as a connector's reader gives it: what the carrier said, and what we made of its code. */
export type ReadScan = {
  readonly code: string | null
  readonly text: string | null
  /** BCP 47 tag of `text` where known. */
  readonly language: string | null
  /** The carrier's wall clock as sent; never converted. */
  readonly localTime: Temporal.PlainDateTime
  readonly precision: Precision
  /** IANA zone or `±HH:MM`, only if sent or derived from a located place. */
  readonly zone: string | null
  readonly place: Place | null
  /** Null for a code nobody has mapped: the parcel then keeps the milestone it had. */
  readonly milestone: Milestone | null
  readonly status: Status | null
  readonly reason: Reason | null
  readonly action: ActionRequired | null
  /** The carrier's own running number, where it sends one. */
  readonly sequence: number | null
  /** Somebody's name as the carrier sent it with a delivery. */
  readonly signedBy: string | null
}

/** `YYYY-MM-DDTHH:MM:SS`, without the seconds or the time where the carrier sent none. */
export function formatLocalTime({ localTime, precision }: Pick<ReadScan, 'localTime' | 'precision'>): string {
  if (precision === 'day') return localTime.toPlainDate().toString()
  return localTime.toString({ smallestUnit: precision })
}

/** What decides which of two scans is the newer; independent of when either was received. */
export type ScanOrder = {
  /** Instant if the zone is known, else the local time read in the carrier's default zone. */
  readonly instant: Temporal.Instant
  readonly sequence: number | null
  readonly milestone: Milestone | null
  readonly dedupeKey: string
}

/** Total: instant, then the carrier's sequence (none sorts first), milestone rank, dedupe key. */
export function compareScans(a: ScanOrder, b: ScanOrder): number {
  return (
    Temporal.Instant.compare(a.instant, b.instant) ||
    (a.sequence ?? -1) - (b.sequence ?? -1) ||
    milestoneRank[a.milestone ?? 'unknown'] - milestoneRank[b.milestone ?? 'unknown'] ||
    (a.dedupeKey < b.dedupeKey ? -1 : a.dedupeKey > b.dedupeKey ? 1 : 0)
  )
}

/**
 * Where a scan stands in time. `assumed` when no zone was sent: the carrier's default zone was used, which is good enough
 * for ordering one carrier's events but is never shown as an instant.
 */
export function placeInTime(
  scan: Pick<ReadScan, 'localTime' | 'zone'>,
  defaultZone: string,
): { readonly instant: Temporal.Instant; readonly assumed: boolean } {
  return {
    instant: scan.localTime.toZonedDateTime(scan.zone ?? defaultZone, { disambiguation: 'compatible' }).toInstant(),
    assumed: scan.zone === null,
  }
}

/**
 * The text whose keyed hash is a scan's dedupe key: carrier, number, code, local time, place, text, and which occurrence
 * within its answer it is. Never when it was received, so the same answer read twice gives the same keys.
 */
export function dedupeText(carrier: string, number: string, scan: ReadScan, occurrence: number): string {
  const { place } = scan
  return JSON.stringify([
    carrier,
    number,
    scan.code,
    formatLocalTime(scan),
    place && [place.city, place.region, place.postal, place.country],
    scan.text,
    occurrence,
  ])
}

/** Numbers equal scans within one answer, so that two real events that look alike are both kept. */
export function dedupeTexts(carrier: string, number: string, scans: readonly ReadScan[]): string[] {
  const seen = new Map<string, number>()
  return scans.map((scan) => {
    const first = dedupeText(carrier, number, scan, 0)
    const occurrence = seen.get(first) ?? 0
    seen.set(first, occurrence + 1)
    return occurrence === 0 ? first : dedupeText(carrier, number, scan, occurrence)
  })
}
