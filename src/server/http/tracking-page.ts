import type { TrackingPage } from '../../contract/index.ts'
import type { OrderId } from '../../model/index.ts'
import { type Context, ServiceError, conversationIn, trackedOrders, viewOfOrder } from '../../service/index.ts'
import type { Tx } from '../../store/index.ts'

/** All one order's page is rendered from, for a session that may see it. */
export async function trackingPage(tx: Tx, ctx: Context, id: OrderId): Promise<TrackingPage> {
  const [[order], conversation] = await tx.together(() =>
    Promise.all([trackedOrders(tx, ctx, [id]), conversationIn(tx, ctx, { order: id }, { orders: false })]),
  )
  if (!order) throw new ServiceError('ORDER_NOT_FOUND', `no order ${id}`)
  const home = `/track/${id}`
  const { language } = ctx.assistant
  return {
    language,
    dir: /^(?:ar|fa|he|ur)\b/.test(language) ? 'rtl' : 'ltr',
    now: ctx.clock.now().toString(),
    order: viewOfOrder(order, ctx.carriers),
    conversation,
    links: { say: `${home}/say`, view: `${home}/view`, events: `${home}/events` },
  }
}
