import type { ConversationView } from '../types.ts'

/** A live view may have been made before an answer that is already here. */
export function newer(known: ConversationView | null, came: ConversationView | null): ConversationView | null {
  if (!known || !came || known.id !== came.id) return came ?? known
  return came.messages.length >= known.messages.length ? came : known
}

// crypto.randomUUID is missing on plain http, which a shop's own network may use.
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
