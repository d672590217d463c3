import type { FastifyRequest } from 'fastify'
import type { TrackingPage } from '../../contract/index.ts'
import type { OrderId } from '../../model/index.ts'
import {
  type Context,
  ServiceError,
  conversationIn,
  taughtLanguage,
  trackedOrders,
  viewOfOrder,
  watchOrders,
} from '../../service/index.ts'
import type { Tx } from '../../store/index.ts'
import { directionOf, inLanguage, langOf, languageFor } from './language.ts'

/** All one order's page is rendered from, for a session that may see it. */
export async function trackingPage(
  tx: Tx,
  ctx: Context,
  id: OrderId,
  { request }: { request: FastifyRequest },
): Promise<TrackingPage> {
  const [[order], conversation] = await tx.together(() =>
    Promise.all([trackedOrders(tx, ctx, [id]), conversationIn(tx, ctx, { order: id }, { orders: false })]),
  )
  if (!order) throw new ServiceError('ORDER_NOT_FOUND', `no order ${id}`)
  await watchOrders(tx, ctx, [order])
  const home = `/track/${id}`
  const language = languageFor(request, { order: order.language, shop: ctx.assistant.language })
  const lang = langOf(request)
  return {
    language,
    dir: directionOf(language),
    now: ctx.clock.now().toString(),
    order: viewOfOrder(order, ctx.carriers),
    conversation,
    foreign: taughtLanguage(ctx.assistant, [language]) === undefined,
    links: {
      say: inLanguage(`${home}/say`, lang),
      view: inLanguage(`${home}/view`, lang),
      events: `${home}/events`,
    },
  }
}
