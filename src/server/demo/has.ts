import type { Context } from '../../service/index.ts'
import { listShops, pageOfOrders } from '../../store/index.ts'
import { demoShop } from './shop.ts'

/** Whether the demo lives in this installation. */
export async function hasDemo(ctx: Pick<Context, 'store' | 'tenant'>): Promise<boolean> {
  const shops = await ctx.store.as(ctx.tenant, (tx) => listShops(tx))
  return shops.some(({ id, name }) => id === demoShop.id && name === demoShop.name)
}

/** Nothing was ever imported: whoever starts this is new here. */
export async function isUntouched(ctx: Pick<Context, 'store' | 'tenant'>): Promise<boolean> {
  return ctx.store.as(ctx.tenant, async (tx) => (await pageOfOrders(tx, { before: null, limit: 1 })).length === 0)
}
