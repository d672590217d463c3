import type { Carrier, CodeMeaning } from '../../model/index.ts'

/** A row of a connector's own table; `code` as the table names it, which may be more than a scan's code (`X/A6`). */
export type ShippedCode = CodeMeaning & { readonly code: string }

/** All a connector's table has for a scan's code. */
export function shippedCodes(carrier: Pick<Carrier, 'codes'> | undefined, code: string): readonly ShippedCode[] {
  if (!carrier) return []
  const known = tables.get(carrier.codes) ?? tableOf(carrier.codes)
  tables.set(carrier.codes, known)
  return known.get(bare(code)) ?? []
}

const tables = new WeakMap<Carrier['codes'], ReadonlyMap<string, ShippedCode[]>>()

const tableOf = (codes: Carrier['codes']): ReadonlyMap<string, ShippedCode[]> =>
  Map.groupBy(
    Object.entries(codes).map(([code, { status, reason, action }]) => ({ code, status, reason, action })),
    ({ code }) => bare(code.slice(code.lastIndexOf('/') + 1)),
  )

/** Carriers send the same code with and without leading zeros, and in either case. */
const bare = (code: string) =>
  code
    .trim()
    .toUpperCase()
    .replace(/^0+(?=.)/, '')
