import type { OrderId, TrackedOrder } from '../../model/index.ts'
import { findOrdersByNumber, findPersonByEmail, ordersOfPerson, pageOfOrders } from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { trackedOrders } from './show.ts'

export type OrderCursor = { readonly placedAt: string; readonly id: string }

/** The shop's orders, newest first; `next` is null on the last page. */
export async function listOrders(
  ctx: Context,
  {
    before = null,
    limit = 50,
    number,
  }: { before?: OrderCursor | null; limit?: number; number?: string | undefined } = {},
): Promise<{ orders: TrackedOrder[]; next: OrderCursor | null }> {
  requireScope(ctx, 'orders:read')
  return ctx.store.as(ctx.tenant, async (tx) => {
    if (number !== undefined)
      return { orders: await trackedOrders(tx, ctx, await findOrdersByNumber(tx, number)), next: null }
    const page = await pageOfOrders(tx, { before, limit: limit + 1 })
    const shown = page.slice(0, limit)
    const last = shown.at(-1)
    const next = page.length > limit && last ? { placedAt: last.placedAt.toString(), id: last.id } : null
    return {
      orders: await trackedOrders(
        tx,
        ctx,
        shown.map(({ id }) => id),
      ),
      next,
    }
  })
}

/** One order: any for a key with the scope, for a shopper only those their session holds. */
export async function showOrder(ctx: Context, id: OrderId): Promise<TrackedOrder> {
  if (ctx.actor.kind !== 'shopper') requireScope(ctx, 'orders:read')
  const allowed = ctx.actor.kind !== 'shopper' || ctx.actor.orders.includes(id)
  const [order] = await ctx.store.as(ctx.tenant, (tx) => trackedOrders(tx, ctx, allowed ? [id] : []))
  if (!order) throw new ServiceError('ORDER_NOT_FOUND', `no order ${id}`)
  return order
}

/** For the operator at the command line, who vouches for the address. */
export async function ordersOfEmail(ctx: Context, email: string): Promise<TrackedOrder[]> {
  requireScope(ctx, 'orders:read')
  return ctx.store.as(ctx.tenant, async (tx) => {
    const person = await findPersonByEmail(tx, email)
    return person ? trackedOrders(tx, ctx, await ordersOfPerson(tx, person), { shownTo: person }) : []
  })
}
