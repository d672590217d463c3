import type { ActionRequired, Milestone, Reason, Status } from './milestone.ts'
import type { ScanOrder } from './scan.ts'
import { compareScans } from './scan.ts'

export type ParcelState = {
  readonly milestone: Milestone
  readonly status: Status
  readonly reason: Reason | null
  readonly action: ActionRequired | null
  /** The dedupe key of the scan that decided; null while there is none. */
  readonly decidedBy: string | null
}

export type StateScan = ScanOrder & {
  readonly status: Status | null
  readonly reason: Reason | null
  readonly action: ActionRequired | null
  /** Whose word it is, where several carriers tell of one journey under numbers of their own. */
  readonly leg?: string
}

export const noScans: ParcelState = {
  milestone: 'unknown',
  status: 'unknown',
  reason: null,
  action: null,
  decidedBy: null,
}

/**
 * A parcel's state from its scans in any order: the newest with a milestone wins, but delivered is kept until the carrier
 * takes it back (`exception/delivery_corrected`) or the parcel sets out again towards its sender. On a journey of several
 * legs, what an earlier carrier calls delivered ends where a later one goes on.
 */
export function parcelState(scans: readonly StateScan[]): ParcelState {
  let current: StateScan | undefined
  const begins = legsBegin(scans)
  const goesOn = (from: StateScan, to: StateScan) =>
    from.leg !== to.leg && (begins.get(to.leg) ?? -1) > (begins.get(from.leg) ?? -1)
  for (const scan of scans.toSorted(compareScans)) {
    if (scan.milestone === null || scan.milestone === 'unknown') continue
    if (current?.milestone === 'delivered' && !endsDelivered(scan) && !goesOn(current, scan)) continue
    current = scan
  }
  if (!current?.milestone) return noScans
  return {
    milestone: current.milestone,
    status: current.status ?? current.milestone,
    reason: current.reason,
    action: current.action,
    decidedBy: current.dedupeKey,
  }
}

/** The order in which carriers first had the parcel; one that was only told of it has no place in it. */
function legsBegin(scans: readonly StateScan[]): ReadonlyMap<string | undefined, number> {
  const begins = new Map<string | undefined, number>()
  if (scans.every(({ leg }) => leg === scans[0]?.leg)) return begins
  for (const { leg, milestone } of scans.toSorted(compareScans)) {
    if (milestone !== null && !isOnlyAnnounced(milestone) && !begins.has(leg)) begins.set(leg, begins.size)
  }
  return begins
}

const isOnlyAnnounced = (milestone: Milestone) =>
  milestone === 'unknown' || milestone === 'not_found' || milestone === 'info_received' || milestone === 'cancelled'

function endsDelivered(scan: StateScan): boolean {
  return (
    scan.milestone === 'delivered' ||
    scan.milestone === 'returning' ||
    scan.milestone === 'returned' ||
    scan.status === 'exception/delivery_corrected'
  )
}
