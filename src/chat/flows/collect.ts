import type { TrackedOrder } from '../../model/index.ts'
import type { World } from '../dialogue.ts'
import type { Answer } from './flow.ts'
import { where } from './where.ts'
import { focus } from './which-order.ts'

/**
 * Who asks about another delivery while a parcel waits to be collected is told where it waits and until when, which needs no
 * code; what else they may want of it, a person does. Undefined where none waits.
 */
export function collect(order: TrackedOrder | undefined, world: World): Answer | undefined {
  const waits = order?.parcels.some(({ milestone }) => milestone === 'available_for_pickup')
  return order && waits ? { ...where.answer(focus(order, null), world), offer: 'cannot' } : undefined
}
