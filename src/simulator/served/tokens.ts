import { chance } from '../chance.ts'

export type Tokens = {
  readonly give: (client: string, now: Temporal.Instant, seconds: number) => string
  /** Whose it is; undefined for one that was never given or is over. */
  readonly holder: (value: string, now: Temporal.Instant) => string | undefined
}

/** The tokens a carrier has given; the same in the same order for the same seed. */
export function openTokens(seed: string): Tokens {
  const held = new Map<string, { readonly client: string; readonly until: number }>()
  return {
    give(client, now, seconds) {
      const value = `sim-token-${held.size + 1}-${Math.floor(chance(seed, 'token', held.size) * 2 ** 32).toString(36)}`
      held.set(value, { client, until: now.epochMilliseconds + seconds * 1_000 })
      return value
    },
    holder(value, now) {
      const token = held.get(value)
      return token && now.epochMilliseconds < token.until ? token.client : undefined
    },
  }
}
