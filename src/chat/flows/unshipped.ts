import type { World } from '../dialogue.ts'
import { say, type Say, told } from '../speak/index.ts'
import { expectedUnshipped } from './expected.ts'
import { orderAsOf, orderFact, shopFact } from './facts.ts'
import type { Answer, View } from './flow.ts'
import { standing } from './standing.ts'

/** The answer where no parcel carries one: cancelled, not shipped, or shipped without anybody telling us how. */
export function withoutParcel(view: View, world: World): Answer | undefined {
  const { order, parcels, unshipped } = view
  const about = { about: orderFact(order), asOf: orderAsOf(order) }
  if (order.state === 'cancelled') {
    const state = told('state', 'order_cancelled', order.source)
    const moving = parcels.filter((parcel) => parcel.milestone !== 'cancelled' && parcel.scans.length > 0)
    const cancelled = say('orderCancelled', { ...about, state, shop: shopFact(order) })
    return { say: [cancelled, ...moving.flatMap((parcel) => standing(view, parcel))] }
  }
  if (parcels.length > 0) return undefined
  if (order.parcels.length > 0 && unshipped.length > 0) return { say: stillToCome(view, world) }
  if (order.state === 'open' && order.parcels.length === 0) {
    const state = told('state', 'not_shipped', order.source)
    const days = expectedUnshipped(order, world)
    return { say: [say('notShipped', { ...about, state }), days], ...(days.act === 'late' ? { offer: 'problem' } : {}) }
  }
  const state = told('state', 'no_parcel', order.source)
  return { say: [say('noParcel', { ...about, state, shop: shopFact(order) })], offer: 'problem' }
}

/** What of a part-shipped order is in no parcel yet. */
export function stillToCome({ order, unshipped }: View, world: World): Say[] {
  if (unshipped.length === 0) return []
  const state = told('state', 'items_not_shipped', order.source)
  const items = told('items', unshipped, order.source)
  return [say('itemsNotShipped', { items, state }), expectedUnshipped(order, world)]
}
