import {
  classify,
  type Classified,
  evidence,
  feelingOf,
  outOfScope,
  type Model,
  type Sentiment,
} from '../learn/index.ts'
import { findEntities, type Entity } from './entities.ts'
import { isIntent, type Intent } from './intents.ts'
import { thingsAsParcels, wantedOfThings } from './things.ts'

export type Understanding = {
  /** BCP 47. */
  readonly language: string
  /** Likeliest first, with probabilities; what would be meant if it is in scope at all. */
  readonly intents: readonly { readonly intent: Intent; readonly score: number }[]
  readonly entities: readonly Entity[]
  /** Neutral with score 0 where the language was taught no feelings. */
  readonly sentiment: Sentiment
  readonly outOfScope: boolean
  /** For the people who read conversations: what spoke for the decision. */
  readonly because: string
}

/** The learner alone decides; patterns only find entities. `model` and `feelings` are the ones of the message's language. */
export function understand(
  model: Model,
  {
    text,
    language,
    feelings,
  }: { readonly text: string; readonly language: string; readonly feelings?: Model | undefined },
): Understanding {
  const { label, score, oos, alternatives } = classified(model, text)
  const ranked = oos ? alternatives : [{ label, score }, ...alternatives]
  const intents = ranked.flatMap(({ label, score }) => (isIntent(label) ? [{ intent: label, score }] : []))
  return {
    language,
    intents,
    entities: findEntities(text),
    sentiment: feelings ? feelingOf(feelings, text) : { label: 'neutral', score: 0 },
    outOfScope: oos,
    because: reason(model, text, oos, intents),
  }
}

/** A message that makes no sense by itself is read once more with the things it names as parcels. */
function classified(model: Model, text: string): Classified {
  const heard = classify(model, text)
  const plain = heard.oos ? thingsAsParcels(model, text) : undefined
  const again = plain === undefined ? heard : classify(model, plain, { doubt: doubtOfThings })
  return !again.oos && wantedOfThings.has(again.label) ? again : heard
}

// Out-of-scope recall on questions others wrote: .912 without this, .795 with no doubt at all, .899 with .6.
const doubtOfThings = 0.6

function reason(model: Model, text: string, oos: boolean, intents: Understanding['intents']): string {
  const [best, next] = intents
  const share = ({ intent, score }: { intent: Intent; score: number }) => `${intent} ${score.toFixed(2)}`
  const words = evidence(model, text, oos ? outOfScope : (best?.intent ?? outOfScope))
  const spoke = words.length > 0 ? ` for ${words.map((word) => `"${word}"`).join(', ')}` : ''
  if (!best) return 'no intent was taught'
  if (oos) return `out of scope${spoke}; nearest ${share(best)}`
  return `${share(best)}${spoke}${next ? `; then ${share(next)}` : ''}`
}
