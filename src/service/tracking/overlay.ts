import { type CodeMeaning, type Milestone, milestoneOf } from '../../model/index.ts'
import { type MappingRow, type Tx, currentMappings } from '../../store/index.ts'

/** What the merchant's own mappings make of a scan of this carrier, or of none that is known; the scan itself where they say nothing. */
export type Overlay = <
  Scan extends CodeMeaning & { readonly code: string | null; readonly milestone: Milestone | null },
>(
  carrier: string | null,
  scan: Scan,
) => Scan

/** Stands where a carrier's id does for scans of which no carrier is known. */
export const noCarrier = 'none'

const asked = new WeakMap<Tx, Promise<Overlay | null>>()

/**
 * The mappings as they stand, asked for once a transaction; null where there are none. Ask under the lock of history: a mapping
 * is saved while nobody holds it, so whoever does not see one yet is done before its history is derived again.
 */
export function overlayOf(tx: Tx): Promise<Overlay | null> {
  const known = asked.get(tx) ?? currentMappings(tx).then(overlayWith)
  asked.set(tx, known)
  return known
}

function overlayWith(mappings: readonly MappingRow[]): Overlay | null {
  const standing = mappings.filter(({ withdrawn }) => !withdrawn)
  if (standing.length === 0) return null
  const byCode = new Map(standing.map((mapping) => [keyOf(mapping.carrier, mapping.code), mapping]))
  return (carrier, scan) => {
    if (scan.code === null) return scan
    const mapping = byCode.get(keyOf(carrier ?? noCarrier, scan.code))
    if (!mapping || (!mapping.override && (scan.milestone !== null || mapping.status === null))) return scan
    const { status, reason, action } = mapping
    return { ...scan, milestone: status && milestoneOf(status), status, reason, action }
  }
}

const keyOf = (carrier: string, code: string) => `${carrier} ${code}`
