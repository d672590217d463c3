import type { Intent } from '../understand/index.ts'
import { say, told } from '../speak/index.ts'
import type { Flow } from './flow.ts'
import { where } from './where.ts'
import { focus } from './which-order.ts'

/** A word of empathy, how things stand, and a person; no lecture. */
export const complaint: Flow = {
  about: 'talk',
  answer: (world, order) => ({
    say: [say('empathy', {}), ...(order ? where.answer(focus(order, null), world).say : [])],
    offer: 'complaint',
  }),
}

/** About an order, but nothing the assistant does itself: said so, and a person offered. */
export const personOnly = (topic: Intent): Flow => ({
  about: 'talk',
  answer: () => ({ say: [say('cannot', { topic: told('topic', topic, null) })], offer: 'cannot' }),
})
