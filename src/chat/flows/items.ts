import { carrierFact, isOnlySent, orderFact, shopFact } from './facts.ts'
import type { Flow, OrderFlow } from './flow.ts'
import { say, told } from '../speak/index.ts'
import { eachParcel, sentBy, unseen } from './standing.ts'
import { stillToCome, withoutParcel } from './unshipped.ts'

const ordersTold = 4

/** What did I order? Newest first, the items of each. */
export const orderedItems: Flow = {
  about: 'orders',
  answer: (orders) => {
    const newest = orders.toSorted((a, b) => Temporal.Instant.compare(b.placedAt, a.placedAt))
    const more = newest.length - ordersTold
    return {
      say: [
        ...newest.slice(0, ordersTold).map((order) =>
          say('orderItems', {
            order: orderFact(order),
            placed: told('placed', order.placedAt, order.source),
            items: order.lines.length > 0 ? told('items', order.lines, order.source) : undefined,
          }),
        ),
        ...(more > 0 ? [say('moreOrders', { count: told('count', more, null) })] : []),
      ],
    }
  },
}

/** Which parcel? What each holds, who carries it, and under which number. */
export const whichParcel: OrderFlow = {
  about: 'order',
  likely: (order) => order.parcels.length > 0,
  answer: (view, world) =>
    withoutParcel(view, world) ?? {
      say: [
        ...eachParcel(view, (parcel) => {
          const items = parcel.lines.length > 0 ? told('items', parcel.lines, view.order.source) : undefined
          const about = { order: orderFact(view.order), items }
          const sent = isOnlySent(parcel) ? sentBy(view, parcel, { opening: false }) : []
          if (parcel.number === null) return [say('parcelNoNumber', { ...about, shop: shopFact(view.order) }), ...sent]
          const number = told('tracking_number', parcel.number, parcel.source)
          return [
            say('parcelHolds', { ...about, carrier: carrierFact(parcel), number }),
            ...sent,
            ...(sent.length > 0 ? [unseen(parcel)] : []),
          ]
        }),
        ...stillToCome(view, world),
      ],
    },
}
