import type { ReadOrders, ShopId } from '../../model/index.ts'
import {
  type OutboxEvent,
  type ShopRow,
  type Slice,
  addRaw,
  addToOutbox,
  findOrMakePerson,
  listShops,
  lockHistory,
} from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { deriveOrder, orderId } from '../tracking/derive.ts'

export type Imported = { readonly orders: number; readonly changed: number; readonly ids: readonly string[] }

/**
 * Stores what was read of a file or an answer, all or nothing: one rejected row and nothing is stored. The caller shows the
 * preview first.
 */
export async function importOrders(
  ctx: Context,
  {
    connector,
    shop: shopId,
    read,
    contentType,
    bytes,
  }: { connector: string; shop: ShopId; read: ReadOrders; contentType: string; bytes: number },
): Promise<Imported> {
  requireScope(ctx, 'orders:write')
  if (read.rejected.length > 0) {
    throw new ServiceError(
      'INPUT_INVALID',
      `nothing was stored: ${read.rejected.length} of ${read.rejected.length + read.orders.length} rows can't be read`,
      {
        errors: read.rejected.slice(0, 100).map(({ line, reason }) => ({ pointer: `/${line}`, detail: reason })),
      },
    )
  }
  const received = ctx.clock.now()
  return ctx.store.as(ctx.tenant, async (tx) => {
    await lockHistory(tx, 'shared')
    const shop = shopOf(await listShops(tx), shopId)
    // Sorted, so that two imports of the same orders wait for each other instead of deadlocking.
    const sorted = read.orders
      .map(({ order, slice }) => ({ order, slice, id: orderId(tx, shop.id, order) }))
      .toSorted((a, b) =>
        a.id < b.id ? -1 : a.id > b.id ? 1 : Temporal.Instant.compare(a.order.updatedAt, b.order.updatedAt),
      )
    const slices: Slice[] = []
    const events: OutboxEvent[] = []
    for (const { order, slice, id } of sorted) {
      const { id: person, key } = await findOrMakePerson(tx, order.customer, received)
      const derived = await deriveOrder(tx, ctx, { shop: shop.id, person, key, order, receivedAt: received })
      if (!derived.changed) continue
      slices.push({ kind: 'order', subject: id, shop: shop.id, person, key, body: slice })
      events.push({ key: id, kind: 'order.updated', body: { orders: [id] } })
    }
    await addRaw(tx, { source: 'shop', connector, contentType, bytes, receivedAt: received }, slices)
    await addToOutbox(tx, events, received)
    ctx.log.info({ connector, shop: shop.id, orders: sorted.length, changed: slices.length }, 'orders.imported')
    return { orders: sorted.length, changed: slices.length, ids: [...new Set(sorted.map(({ id }) => id))] }
  })
}

function shopOf(shops: readonly ShopRow[], id: ShopId): ShopRow {
  const shop = shops.find((held) => held.id === id)
  if (!shop)
    throw new ServiceError(
      'SHOP_UNKNOWN',
      `there is no shop "${id}"; known are ${shops.map((held) => held.id).join(', ')}`,
    )
  return shop
}
