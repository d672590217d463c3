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
 * takes it back (`exception/delivery_corrected`) or the parcel sets out again towards its sender.
 */
export function parcelState(scans: readonly StateScan[]): ParcelState {
  let current: StateScan | undefined
  for (const scan of scans.toSorted(compareScans)) {
    if (scan.milestone === null || scan.milestone === 'unknown') continue
    if (current?.milestone === 'delivered' && !endsDelivered(scan)) continue
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

function endsDelivered(scan: StateScan): boolean {
  return (
    scan.milestone === 'delivered' ||
    scan.milestone === 'returning' ||
    scan.milestone === 'returned' ||
    scan.status === 'exception/delivery_corrected'
  )
}
