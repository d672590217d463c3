import type { Effect, Heard } from './dialogue.ts'
import { flows } from './flows/index.ts'
import type { Say } from './speak/index.ts'
import { topIntent } from './turn.ts'
import type { Intent } from './understand/index.ts'

/** What became of one message; `waiting` is one nobody but a person may answer. */
type Attempt =
  | 'answered'
  | 'asked_back'
  | 'verified'
  | 'not_verified'
  | 'not_understood'
  | 'cannot'
  | 'handed_over'
  | 'waiting'
  | 'talk'

/** One message as it was understood, and what became of it: what a person who takes over need not try again. */
export type Tried = {
  readonly intent: Intent | null
  readonly outcome: Attempt
  /** Null where nothing was read from the words. */
  readonly feeling: Heard['sentiment']['label'] | null
}

export function triedOf(heard: Heard, { said, effects }: { said: readonly Say[]; effects: readonly Effect[] }): Tried {
  const intent = topIntent(heard)
  return {
    intent,
    outcome: outcomeOf(intent, said, effects),
    feeling: heard.sentiment.score !== 0 ? heard.sentiment.label : null,
  }
}

function outcomeOf(intent: Intent | null, said: readonly Say[], effects: readonly Effect[]): Attempt {
  const acts = new Set<Say['act']>(said.map(({ act }) => act))
  const has = (...wanted: readonly Say['act'][]) => wanted.some((act) => acts.has(act))
  if (effects.some((effect) => effect.do === 'handOver')) return 'handed_over'
  if (said.length === 0 || has('personWillRead')) return 'waiting'
  if (has('notVerified')) return 'not_verified'
  if (effects.some((effect) => effect.do === 'verify')) return 'verified'
  if (has('notUnderstood', 'stillLost', 'outOfScope')) return 'not_understood'
  if (has('cannot', 'cannotSay')) return 'cannot'
  if (has('askNumber', 'askProof', 'askWhichOrder', 'notHere', 'noOrders')) return 'asked_back'
  const talk = intent !== null && flows[intent].about === 'talk' && intent !== 'complaint'
  return talk ? 'talk' : 'answered'
}
