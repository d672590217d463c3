import type { Unsent } from '../parts/chat.tsx'
import { newKey } from '../parts/say.ts'
import type { Memory } from './memory.ts'

/** More than anybody types while a line is down. */
const mostKept = 50

/** Words that were not taken yet, in the order they were said; kept over reloads, and the same in every tab. */
export function openQueue(memory: Memory) {
  let sending: string | undefined

  function kept(): Unsent[] {
    try {
      return JSON.parse(memory.get('queue') ?? '[]') as Unsent[]
    } catch {
      return []
    }
  }

  function keep(messages: readonly Unsent[]): void {
    memory.set('queue', messages.length > 0 ? JSON.stringify(messages) : null)
  }

  return {
    list: (): readonly Unsent[] => kept().map((one) => (one.key === sending ? { ...one, state: 'sending' } : one)),
    next: () => kept().find(({ state }) => state === 'waiting'),
    add: (text: string) => keep([...kept().slice(1 - mostKept), { key: newKey(), text, state: 'waiting' }]),
    remove: (key: string) => keep(kept().filter((one) => one.key !== key)),
    mark: (key: string, state: 'waiting' | 'refused') =>
      keep(kept().map((one) => (one.key === key ? { ...one, state } : one))),
    /** They were said into a conversation that is over. */
    refuse: () => keep(kept().map((one) => ({ ...one, state: 'refused' }))),
    /** Which is on its way, in this tab. */
    setSending: (key: string | undefined) => {
      sending = key
    },
    clear: () => keep([]),
  }
}
