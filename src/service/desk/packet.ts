import type { Tried } from '../../chat/index.ts'
import type { OrderId } from '../../model/index.ts'
import type { StoredMessage } from '../../store/index.ts'

/** One message of the shopper's, as it was understood; what a person who takes over is spared trying again. */
export type TriedAt = Tried & { readonly at: string; readonly text: string }

/** What is kept of a hand-over beside the conversation itself. */
export type Packet = { readonly tried: readonly TriedAt[]; readonly about: OrderId | null }

const mostTried = 20
const longestLine = 160

/** Read back from what was stored with each message, so that a conversation tells by itself what was tried in it. */
export function triedIn(messages: readonly Pick<StoredMessage, 'by' | 'at' | 'text' | 'extra'>[]): TriedAt[] {
  return messages
    .flatMap(({ by, at, text, extra }) => {
      const heard = by === 'shopper' ? (extra as { heard?: Tried } | null)?.heard : undefined
      return heard ? [{ ...heard, at: at.toString(), text: lineOf(text) }] : []
    })
    .filter(({ outcome }) => outcome !== 'waiting')
    .slice(-mostTried)
}

/** One line of what may be many. */
export function lineOf(text: string): string {
  const line = text.trim().replaceAll(/\s+/gu, ' ')
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line
}
