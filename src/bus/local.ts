import type { Bus, LiveEvent } from '../model/index.ts'

/** Live events within one process. */
export function localBus(): Bus {
  const listeners = new Map<string, Set<(event: LiveEvent) => void>>()
  return {
    publish: async (topic, event) => {
      for (const listener of listeners.get(topic) ?? []) listener(event)
    },
    subscribe: (topic, listener) => {
      const held = listeners.get(topic) ?? new Set()
      listeners.set(topic, held.add(listener))
      return () => {
        held.delete(listener)
        if (held.size === 0) listeners.delete(topic)
      }
    },
    close: async () => listeners.clear(),
  }
}
