import type { Heard, World } from './dialogue.ts'
import { withoutItems } from './flows/index.ts'
import type { Model } from './learn/index.ts'
import { understand } from './understand/index.ts'

/**
 * What was written, understood in view of what this shopper bought: a message that makes no sense by itself is read once
 * more with the names of their own items taken out.
 */
export function hear(model: Model, text: string, { orders }: Pick<World, 'orders'>): Heard {
  const heard = understand(model, { text })
  const plain = heard.outOfScope ? withoutItems(text, orders, heard.language) : undefined
  const again = plain === undefined ? heard : understand(model, { text: plain })
  return { ...(again.outOfScope ? heard : { ...again, entities: heard.entities }), text }
}
