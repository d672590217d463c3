import type { ConversationView } from '../types.ts'

/** A live view may have been made before an answer that is already here. */
export function newer(known: ConversationView | null, came: ConversationView | null): ConversationView | null {
  if (!known || !came || known.id !== came.id) return came ?? known
  return came.messages.length >= known.messages.length ? came : known
}

// crypto.randomUUID is missing on plain http, which a shop's own network may use.
export function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-')
}
