import type { TrackingPage } from '../../contract/index.ts'
import type { OrderId } from '../../model/index.ts'
import { type Context, showConversation, showOrder, viewOfOrder } from '../../service/index.ts'

/** All one order's page is rendered from, as this session may see it. */
export async function trackingPage(ctx: Context, id: OrderId): Promise<TrackingPage> {
  const order = await showOrder(ctx, id)
  const conversation = await showConversation(ctx, { order: id })
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
