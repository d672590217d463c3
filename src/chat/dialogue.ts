import type { Level, OrderId, TrackedOrder } from '../model/index.ts'
import type { Say } from './speak/say.ts'
import type { Intent, Understanding } from './understand/index.ts'

/** What the shopper wrote and what was understood of it; the words themselves are needed to tell "the blue one". */
export type Heard = Understanding & { readonly text: string }

/** What became of an effect. `not_verified` covers a wrong pair and a missing order alike: nobody can tell them apart. */
export type Outcome = { readonly outcome: 'verified' | 'not_verified' | 'handed_back' }

export type Effect =
  | { readonly do: 'verify'; readonly number: string; readonly proof: Proof }
  | { readonly do: 'handOver'; readonly reason: HandOverReason }

export type Proof = { readonly kind: 'email' | 'phone' | 'postcode'; readonly value: string }

export type HandOverReason = 'asked' | 'complaint' | 'cannot' | 'not_understood' | 'not_verified' | 'problem' | 'upset'

/** All a turn may know besides what was said. Who is speaking was decided before: these are the orders they may see. */
export type World = {
  readonly now: Temporal.Instant
  readonly shop: { readonly name: string; readonly zone: string }
  readonly level: Level
  readonly orders: readonly TrackedOrder[]
}

/** Where a conversation stands: plain JSON, bounded, stored encrypted and replayed. */
export type Dialogue = {
  readonly version: 1
  /** A person has it; the assistant says nothing until it is handed back. */
  readonly silent: boolean
  /** What the shopper wants, kept while something must be asked first and while small talk interrupts. */
  readonly goal: Intent | null
  /** The order being talked about. */
  readonly order: OrderId | null
  readonly expects: Expectation | null
  /** The last thing answered, for "say that again" and for hearing a question repeated. */
  readonly last: Intent | null
  /** How often in a row that was asked about the same order. */
  readonly asked: number
  /** How often in a row nothing was understood. */
  readonly misses: number
  /** How often a number and its proof did not fit. */
  readonly refused: number
  /** A word of empathy has been said for this bout; not said twice running. */
  readonly soothed: boolean
}

export type Expectation =
  | { readonly kind: 'which_order'; readonly options: readonly OrderId[] }
  | { readonly kind: 'which_intent'; readonly options: readonly Intent[] }
  | { readonly kind: 'identify'; readonly number: string | null; readonly proof: Proof | null }
  | { readonly kind: 'hand_over'; readonly reason: HandOverReason }

export type Step = {
  readonly state: Dialogue
  readonly say: readonly Say[]
  readonly effects: readonly Effect[]
  /** The orders it told of. */
  readonly about?: readonly OrderId[]
}

export const newDialogue: Dialogue = {
  version: 1,
  silent: false,
  goal: null,
  order: null,
  expects: null,
  last: null,
  asked: 0,
  misses: 0,
  refused: 0,
  soothed: false,
}

/** A stored state, or a fresh one where it was written by a version whose shape is gone; a person keeps what they hold. */
export function resumeDialogue(stored: unknown): Dialogue {
  const state = stored as Partial<Dialogue> | null
  if (state?.version === newDialogue.version) return { ...newDialogue, ...state }
  return { ...newDialogue, silent: state?.silent === true }
}
