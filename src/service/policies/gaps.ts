import type { ShopId } from '../../model/index.ts'
import { type GapRow, listGaps } from '../../store/index.ts'
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
