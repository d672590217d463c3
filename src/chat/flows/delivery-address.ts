import { isOpen, orderAsOf, orderFact, shopFact } from './facts.ts'
import type { OrderFlow } from './flow.ts'
import { say, told } from '../speak/index.ts'

/** Which address is it going to? The one the shop gave, to somebody whose code showed that it is theirs. */
export const deliveryAddress: OrderFlow = {
  about: 'order',
  likely: isOpen,
  answer: ({ order }) => {
    const about = orderFact(order)
    if (order.address === null) return { say: [say('noAddress', { about })] }
    const address = told('address', order.address, order.source)
    return { say: [say('goesTo', { about, address, shop: shopFact(order), asOf: orderAsOf(order) })] }
  },
}
