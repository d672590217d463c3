import { listShops, ordersPastTheirDay } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { recent } from './decide.ts'
import { noticesFor } from './events.ts'

/** By the clock: what was due on a day that has passed and has not come, where nobody was told; how many now are to be. */
export async function sweepLate(
  ctx: Pick<Context, 'store' | 'clock' | 'log' | 'carriers' | 'recognition'>,
): Promise<number> {
  const now = ctx.clock.now()
  let added = 0
  for (const tenant of await ctx.store.tenants()) {
    const orders = await ctx.store.as(tenant, async (tx) => {
      const shops = (await listShops(tx)).map(({ id, zone }) => ({
        id,
        today: now.toZonedDateTimeISO(zone).toPlainDate(),
      }))
      return ordersPastTheirDay(tx, { shops, days: recent.lateDays })
    })
    for (let from = 0; from < orders.length; from += atOnce) {
      const some = orders.slice(from, from + atOnce)
      added += await ctx.store.as(tenant, (tx) => noticesFor(tx, ctx, some))
    }
  }
  if (added > 0) ctx.log.info({ notices: added }, 'notices.late')
  return added
}

const atOnce = 50
