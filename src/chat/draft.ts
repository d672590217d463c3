import type { TrackedOrder } from '../model/index.ts'
import type { World } from './dialogue.ts'
import { type Flow, flows, focus } from './flows/index.ts'
import { find } from './repair/index.ts'
import { say, type Say } from './speak/index.ts'
import type { Tried } from './tried.ts'

/**
 * What a person could write next, from facts alone: the last question about an order answered as things stand now. Empty
 * where no order may be spoken of.
 */
export function draft(
  { tried, about }: { tried: readonly Pick<Tried, 'intent' | 'feeling'>[]; about: TrackedOrder['id'] | null },
  world: World,
): Say[] {
  const asked = tried
    .map(({ intent }) => intent)
    .findLast((intent) => intent !== null && flows[intent].about === 'order')
  const flow: Flow = flows[asked ?? 'order_status']
  const one = find(world.orders, about)
  const orders = one ? [one] : world.orders.slice(0, mostOrders)
  const facts = orders.flatMap((order) => (flow.about === 'order' ? flow.answer(focus(order, null), world).say : []))
  if (facts.length === 0) return []
  return tried.at(-1)?.feeling === 'negative' ? [say('empathy', {}), ...facts] : facts
}

const mostOrders = 4
