import type { OrderId } from '../../model/index.ts'
import { type Context, trackedOrders } from '../../service/index.ts'
import type { Session, Tx } from '../../store/index.ts'
import type { Proof } from './app.ts'

const told = ['sent', 'wrong', 'paused'] as const
export type Told = (typeof told)[number]

/** What came of the form that was sent before, as the address says it; it changes words only. */
export const toldOf = (query: unknown): Told | null => {
  const { code } = (query ?? {}) as { readonly code?: unknown }
  return told.find((kind) => kind === code) ?? null
}

/** As many as a person looks through. */
const mostOrders = 50

/** The section below an order: how to get a code, or what one has opened for its person's own. */
export async function proofOf(
  tx: Tx,
  ctx: Context,
  { order, session: { raised }, told: before }: { order: OrderId; session: Session; told: Told | null },
): Promise<Proof> {
  const home = `/track/${order}`
  if (!raised?.orders.includes(order)) {
    return { kind: 'locked', told: before, send: `${home}/code`, open: `${home}/code/try` }
  }
  const others = raised.orders.filter((id) => id !== order).slice(0, mostOrders)
  const orders = await trackedOrders(tx, ctx, [order, ...others], { shownTo: raised.person })
  return {
    kind: 'open',
    until: raised.until.toString(),
    address: orders.find(({ id }) => id === order)?.address ?? null,
    orders: orders
      .filter(({ id }) => id !== order)
      .map(({ id, number, placedAt }) => ({ number, placedAt: placedAt.toString(), href: `/track/${id}` })),
  }
}
