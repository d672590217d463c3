import type { Limit } from './desk.ts'

export type Usage = {
  /** Counts a call; more than 0: seconds until one is let through, and this one was not counted. */
  readonly take: (credential: string, now: Temporal.Instant) => number
}

/** Calls of each credential in the current window of each limit. */
export function openUsage(limits: readonly Limit[]): Usage {
  const windows = new Map<string, { readonly window: number; readonly calls: number }>()
  return {
    take(credential, now) {
      const seconds = now.epochMilliseconds / 1_000
      const states = limits.map((limit, i) => {
        const key = `${i} ${credential}`
        const window = Math.floor(seconds / limit.seconds)
        const held = windows.get(key)
        return { key, limit, window, calls: held?.window === window ? held.calls : 0 }
      })
      const waits = states
        .filter(({ calls, limit }) => calls >= limit.calls)
        .map(({ window, limit }) => Math.max(1, Math.ceil((window + 1) * limit.seconds - seconds)))
      if (waits.length > 0) return Math.max(...waits)
      for (const { key, window, calls } of states) windows.set(key, { window, calls: calls + 1 })
      return 0
    },
  }
}
