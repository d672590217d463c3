import type { TrackedLine, TrackedOrder, TrackedParcel } from '../../model/index.ts'
import type { Effect, HandOverReason, Heard, World } from '../dialogue.ts'
import type { Say } from '../speak/index.ts'

/** What one intent leads to. `order`: one order must be known first; `orders`: all that fit; `talk`: none. */
export type Flow =
  | OrderFlow
  | { readonly about: 'orders'; readonly answer: (orders: readonly TrackedOrder[]) => Answer }
  | {
      readonly about: 'talk'
      /** `order`: the one being talked about, or the only one there is. */
      readonly answer: (world: World, order: TrackedOrder | undefined, heard: Heard | null) => Answer
      /** "and to Norway?": a few words that only make sense as more of the same. */
      readonly continues?: (heard: Heard) => boolean
    }

export type OrderFlow = {
  readonly about: 'order'
  /** Of several orders, those the question is most likely about; all of them where this leaves none. */
  readonly likely: (order: TrackedOrder) => boolean
  readonly answer: (view: View, world: World) => Answer
}

/** The part of an order that was asked about: all of it, or the parcels that hold what was named. */
export type View = {
  readonly order: TrackedOrder
  readonly parcels: readonly TrackedParcel[]
  readonly unshipped: readonly TrackedLine[]
}

export type Answer = {
  readonly say: readonly Say[]
  /** A person would help here: offered, not imposed. */
  readonly offer?: HandOverReason
  /** From here on in this language. */
  readonly language?: string
  /** Hands the conversation over at once. */
  readonly handOver?: HandOverReason
  readonly effects?: readonly Effect[]
}
