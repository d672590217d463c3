import type { Milestone } from './milestone.ts'
import type { Fulfilment, ReadOrder, ReadShipment } from './order.ts'

/** What one consignment holds, and what shop and carrier say of it; `milestone` null where no carrier was heard. */
export type Consignment = {
  readonly shop: ReadShipment['state']
  readonly milestone: Milestone | null
  readonly lines: readonly { readonly line: string; readonly quantity: number }[]
}

/** Whether it has left: by the carrier's word where there is one, else by the shop's. */
export function hasLeft({ shop, milestone }: Pick<Consignment, 'shop' | 'milestone'>): boolean {
  if (milestone !== null && milestone !== 'unknown' && milestone !== 'not_found' && milestone !== 'info_received') {
    return milestone !== 'cancelled'
  }
  return shop === 'shipped' || shop === 'delivered'
}

export function hasArrived({ shop, milestone }: Pick<Consignment, 'shop' | 'milestone'>): boolean {
  if (milestone !== null && milestone !== 'unknown' && milestone !== 'not_found') return milestone === 'delivered'
  return shop === 'delivered'
}

/** How far an order's lines have come, counted in pieces over its consignments. */
export function fulfilmentOf(
  state: ReadOrder['state'],
  lines: readonly { readonly line: string; readonly quantity: number }[],
  consignments: readonly Consignment[],
): Fulfilment {
  if (state === 'cancelled') return 'cancelled'
  const left = piecesIn(consignments.filter(hasLeft))
  const arrived = piecesIn(consignments.filter(hasArrived))
  const share = (pieces: ReadonlyMap<string, number>) => {
    const wanted = lines.filter(({ quantity }) => quantity > 0)
    const met = wanted.filter(({ line, quantity }) => (pieces.get(line) ?? 0) >= quantity)
    if (wanted.length > 0 && met.length === wanted.length) return 'all'
    return wanted.some(({ line }) => (pieces.get(line) ?? 0) > 0) ? 'some' : 'none'
  }
  if (share(arrived) === 'all') return 'delivered'
  if (share(arrived) === 'some') return 'partially_delivered'
  if (share(left) === 'all') return 'shipped'
  return share(left) === 'some' ? 'partially_shipped' : 'not_shipped'
}

/** Pieces of each line that are in none of the consignments that have left. */
export function unshippedPieces(
  lines: readonly { readonly line: string; readonly quantity: number }[],
  consignments: readonly Consignment[],
): Map<string, number> {
  const left = piecesIn(consignments.filter(hasLeft))
  return new Map(
    lines.flatMap(({ line, quantity }) => {
      const missing = quantity - (left.get(line) ?? 0)
      return missing > 0 ? [[line, missing] as const] : []
    }),
  )
}

function piecesIn(consignments: readonly Consignment[]): Map<string, number> {
  const pieces = new Map<string, number>()
  for (const { lines } of consignments) {
    for (const { line, quantity } of lines) pieces.set(line, (pieces.get(line) ?? 0) + quantity)
  }
  return pieces
}
