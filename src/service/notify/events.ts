import { type OrderId, isId, parseId } from '../../model/index.ts'
import { type PendingEvent, type Tx, candidates, isTold } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { trackedOrders } from '../orders/show.ts'
import type { Consumer } from '../outbox/drain.ts'
import { decide } from './decide.ts'
import { notify } from './notice.ts'

type Deciding = Pick<Context, 'carriers' | 'recognition' | 'clock'>

/** Writes what people should be told of an order or a parcel that changed, in the transaction in which the event is done. */
export function orderNotices(ctx: Deciding): Consumer {
  return {
    id: 'notices',
    kinds: ['order.updated', 'parcel.updated'],
    consume: async (tx, event) => {
      const orders = ordersOf(event)
      if (orders.length > 0 && !(await saysNothingNew(tx, event, orders))) await noticesFor(tx, ctx, orders)
    },
  }
}

/** Decides for these orders; how many notices were new. */
export async function noticesFor(tx: Tx, ctx: Deciding, orders: readonly OrderId[]): Promise<number> {
  const now = ctx.clock.now()
  const found = await candidates(tx, orders, now.subtract(longestAgo))
  const zoneOf = (carrier: string | undefined, shop: string) => ctx.carriers.get(carrier ?? '')?.defaultZone ?? shop
  let added = 0
  for (const order of await trackedOrders(tx, ctx, [...found.keys()])) {
    const candidate = found.get(order.id)
    if (!candidate) continue
    const { person, changedAt, watched } = candidate
    const known = {
      now,
      changedAt,
      watched,
      zoneOf: (parcel: { carrier: { id: string } | null }) => zoneOf(parcel.carrier?.id, order.shop.zone),
    }
    for (const { about, notice } of decide(order, known)) {
      if (await notify(tx, ctx, { person, about, notice })) added++
    }
  }
  return added
}

/** The longest that is still recent, and a day for zones nobody named. */
const longestAgo = Temporal.Duration.from({ hours: 24 * 5 })

/** Most scans only move a parcel that is known to be on its way; that its day passes is found by the clock. */
async function saysNothingNew(tx: Tx, { kind, body }: PendingEvent, orders: readonly OrderId[]): Promise<boolean> {
  const { milestone, parcel } = body
  if (kind !== 'parcel.updated' || typeof parcel !== 'string' || milestone === 'delivered') return false
  if (milestone === 'unknown' || milestone === 'not_found' || milestone === 'info_received') return true
  for (const order of orders) if (!(await isTold(tx, 'shipped', parseId('parcel', parcel), order))) return false
  return true
}

function ordersOf({ body }: PendingEvent): OrderId[] {
  const { orders } = body
  return Array.isArray(orders) ? (orders as string[]).filter((id) => isId('order', id)) : []
}
