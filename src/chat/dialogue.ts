import type { Glance, Level, OrderId, PolicyTopic, ShopId, ShopPolicies, TrackedOrder } from '../model/index.ts'
import type { Say } from './speak/say.ts'
import type { Intent, Understanding } from './understand/index.ts'

/** What the shopper wrote and what was understood of it; the words themselves are needed to tell "the blue one". */
export type Heard = Understanding & { readonly text: string }

/**
 * What became of an effect. `not_verified` covers a wrong pair and a missing order alike, `code_sent` an order with an e-mail
 * address and one without: nobody can tell them apart. `wait`: too many tries lately.
 */
export type Outcome =
  | { readonly outcome: 'verified' | 'code_fits' | 'code_wrong' | 'code_unavailable' }
  | { readonly outcome: 'person_answered' | 'handed_back' | 'closed' }
  | { readonly outcome: 'not_verified' | 'code_sent'; readonly wait?: boolean }
  | { readonly outcome: 'glanced'; readonly glance: Glance | null; readonly wait?: boolean }

export type Effect =
  | { readonly do: 'verify'; readonly number: string; readonly proof: Proof }
  /** What a tracking number alone shows. */
  | { readonly do: 'glance'; readonly number: string }
  /** A one-time code to the e-mail address given with this order. */
  | { readonly do: 'sendCode'; readonly order: OrderId }
  | { readonly do: 'tryCode'; readonly code: string }
  | { readonly do: 'handOver'; readonly reason: HandOverReason }
  /** A shopper asked what the shop hasn't told; `detail` is a country's code, never anything of the shopper's. */
  | { readonly do: 'noteGap'; readonly shop: ShopId; readonly topic: PolicyTopic; readonly detail: string | null }

export type Proof = { readonly kind: 'email' | 'phone' | 'postcode'; readonly value: string }

export type HandOverReason = 'asked' | 'complaint' | 'cannot' | 'not_understood' | 'not_verified' | 'problem' | 'upset'

/** All a turn may know besides what was said. Who is speaking was decided before: these are the orders they may see. */
export type World = {
  readonly now: Temporal.Instant
  readonly shop: { readonly name: string; readonly zone: string }
  readonly level: Level
  readonly orders: readonly TrackedOrder[]
  /** The languages that can be spoken; BCP 47. */
  readonly languages: readonly string[]
  /** What the shops in sight say of themselves, the tenant's first shop first. */
  readonly policies?: readonly ShopPolicies[]
}

/** Where a conversation stands: plain JSON, bounded, stored encrypted and replayed. */
export type Dialogue = {
  readonly version: 1
  /** What is being spoken, BCP 47; null until something was said. */
  readonly language: string | null
  /** Asked for by name: kept whatever is written after, until another is asked for. */
  readonly languageAsked: boolean
  /** A person has it; the assistant says nothing until it is handed back. */
  readonly silent: boolean
  /** Nobody has answered yet; a shopper who goes on writing is told once that a person will read it. */
  readonly unanswered: boolean
  /** What the shopper wants, kept while something must be asked first and while small talk interrupts. */
  readonly goal: Intent | null
  /** The order being talked about. */
  readonly order: OrderId | null
  readonly expects: Expectation | null
  /** A code was sent and may still be typed, whatever was talked about since. */
  readonly code: AwaitedCode | null
  /** The last thing answered, for "say that again" and for hearing a question repeated. */
  readonly last: Intent | null
  /** How often in a row that was asked about the same order. */
  readonly asked: number
  /** How often in a row nothing was understood. */
  readonly misses: number
  /** How often a number and its proof did not fit. */
  readonly refused: number
  /** The last that were tried: whoever is told that they don't fit may send one of them anew. */
  readonly pair: { readonly number: string; readonly proof: Proof } | null
  /** A word of empathy has been said for this bout; not said twice running. */
  readonly soothed: boolean
}

export type Expectation =
  | { readonly kind: 'which_order'; readonly options: readonly OrderId[] }
  | { readonly kind: 'which_intent'; readonly options: readonly Intent[] }
  | { readonly kind: 'identify'; readonly number: string | null; readonly proof: Proof | null }
  | { readonly kind: 'code'; readonly wanted: WantedCode; readonly sent: boolean }
  | { readonly kind: 'hand_over'; readonly reason: HandOverReason }

/** What a code is wanted for, and the order whose e-mail address it goes to. */
export type WantedCode = { readonly goal: Intent; readonly order: OrderId }
export type AwaitedCode = {
  readonly wanted: WantedCode
  /** How many did not fit. */
  readonly wrong: number
  /** ISO instant; six digits after it are no code any more. */
  readonly until: string
}

export type Step = {
  readonly state: Dialogue
  readonly say: readonly Say[]
  readonly effects: readonly Effect[]
  /** The orders it told of. */
  readonly about?: readonly OrderId[]
}

export const newDialogue: Dialogue = {
  version: 1,
  language: null,
  languageAsked: false,
  silent: false,
  unanswered: false,
  goal: null,
  order: null,
  expects: null,
  code: null,
  last: null,
  asked: 0,
  misses: 0,
  refused: 0,
  pair: null,
  soothed: false,
}

/** A stored state, or a fresh one where it was written by a version whose shape is gone; a person keeps what they hold. */
export function resumeDialogue(stored: unknown): Dialogue {
  const state = stored as Partial<Dialogue> | null
  if (state?.version === newDialogue.version) return { ...newDialogue, ...state }
  return { ...newDialogue, silent: state?.silent === true }
}
