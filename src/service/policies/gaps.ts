import type { ShopId } from '../../model/index.ts'
import { type GapRow, type ShopRow, listGaps, listShops } from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { requireShop } from './show.ts'

/** What shoppers asked and the shop hasn't told, the most asked first; then what a later version told. */
export async function policyGaps(ctx: Context, shop: ShopId): Promise<GapRow[]> {
  requireScope(ctx, 'settings:read')
  return ctx.store.as(ctx.tenant, async (tx) => {
    await requireShop(tx, shop)
    return listGaps(tx, shop)
  })
}

/** The open ones of every shop, for whoever answers shoppers; the most asked first. */
export async function openGaps(
  ctx: Context,
): Promise<{ readonly shop: ShopRow; readonly gap: Pick<GapRow, 'topic' | 'detail' | 'count'> }[]> {
  requireScope(ctx, 'settings:read')
  return ctx.store.as(ctx.tenant, async (tx) => {
    const found = []
    for (const shop of await listShops(tx)) {
      const open = (await listGaps(tx, shop.id)).filter(({ resolvedAt }) => resolvedAt === null)
      found.push(...open.map((gap) => ({ shop, gap })))
    }
    return found.toSorted((a, b) => b.gap.count - a.gap.count)
  })
}
