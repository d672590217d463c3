import type { Heard, World } from './dialogue.ts'
import { withoutItems } from './flows/index.ts'
import { type LanguageCounts, languageOf, type Model, type Prior } from './learn/index.ts'
import { understand } from './understand/index.ts'

/** What was taught: a model for each language, and what tells the languages apart. */
export type Ears = {
  readonly models: ReadonlyMap<string, Model>
  /** How the writer feels; a language without one is read as neutral. */
  readonly feelings?: ReadonlyMap<string, Model>
  readonly languages: LanguageCounts
}

/** Which language a message is in, and what it means in that language. */
export function hear(ears: Ears, text: string, { orders, prior }: Pick<World, 'orders'> & { prior: Prior }): Heard {
  const names = orders.flatMap(({ lines }) => lines.flatMap(({ title, variant }) => [title, variant ?? '']))
  const language = languageOf(ears.languages, text, prior, names)
  const model = ears.models.get(language)
  if (!model) throw new Error(`nothing was taught in "${language}"; there are ${[...ears.models.keys()].join(', ')}`)
  return hearIn(model, text, { orders, language, feelings: ears.feelings?.get(language) })
}

/**
 * What was written, understood in view of what this shopper bought: a message that makes no sense by itself is read once
 * more with the names of their own items taken out.
 */
export function hearIn(
  model: Model,
  text: string,
  { orders, language, feelings }: Pick<World, 'orders'> & { language: string; feelings?: Model | undefined },
): Heard {
  const heard = understand(model, { text, language, feelings })
  const plain = heard.outOfScope ? withoutItems(text, orders, language) : undefined
  const again = plain === undefined ? heard : understand(model, { text: plain, language })
  return { ...(again.outOfScope ? heard : { ...again, entities: heard.entities, sentiment: heard.sentiment }), text }
}
