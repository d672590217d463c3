import type { ConversationView } from '../types.ts'
import { hasEnded } from './live.ts'

/** The conversation as it is after these words, or `ended`. The key lets the server answer a repeat without a second turn. */
export async function say(url: string, text: string, key: string): Promise<ConversationView | 'ended'> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { Accept: 'application/json', 'Idempotency-Key': key },
    body: new URLSearchParams({ text }),
    signal: AbortSignal.timeout(30_000),
  })
  if (hasEnded(answer)) return 'ended'
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return (await answer.json()) as ConversationView
}
