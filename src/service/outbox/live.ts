import type { Bus } from '../../model/index.ts'
import type { Consumer } from './drain.ts'

/** Tells open pages that something changed; they ask for what it is themselves, with their own session. */
export function livePages(bus: Bus): Consumer {
  return {
    id: 'live',
    kinds: [
      'parcel.updated',
      'order.updated',
      'conversation.message',
      'conversation.handed_over',
      'conversation.closed',
    ],
    consume: async ({ tenant }, { kind, body, seq }) => {
      const { orders, conversation } = body
      for (const id of Array.isArray(orders) ? (orders as string[]) : [])
        await bus.publish(`order:${id}`, { kind, id, sequence: seq })
      if (typeof conversation !== 'string') return
      for (const topic of [`conversation:${conversation}`, `desk:${tenant}`])
        await bus.publish(topic, { kind, id: conversation, sequence: seq })
    },
  }
}
