import { isTaskCancelledError } from 'cockatiel'
import type { Clock, Failure } from '../../../model/index.ts'

/** Not asked: nothing is known of the carrier by it. */
export type Held = { readonly kind: 'held'; readonly until: Temporal.Instant; readonly why: 'budget' | 'paused' }
export type Called<T> =
  | { readonly kind: 'answered'; readonly value: T }
  /** `early`: it is about the access token, so nothing was asked yet. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly early?: boolean }
  | Held

export const held = (until: Temporal.Instant, why: Held['why']): Held => ({ kind: 'held', until, why })
export const failing = (failure: Failure) => ({ kind: 'failed', failure }) as const

/** Why nothing was asked, where only a failure can say so. */
export const asFailure = ({ until, why }: Pick<Held, 'until'> & { readonly why: string }, { now }: Clock): Failure => ({
  kind: 'rate_limited',
  code: why === 'budget' ? 'BUDGET_USED_UP' : 'PAUSED',
  message: `nothing is asked of this account before ${until.toString()}`,
  retryAfterMs: Math.max(0, Math.ceil(until.since(now()).total('milliseconds'))),
})

/** The same way back; undefined for failures of the other side. */
export function heldBy({ code, retryAfterMs = 0 }: Failure, { now }: Clock): Held | undefined {
  const why = holdCodes[code]
  return why && held(now().add({ milliseconds: retryAfterMs }), why)
}

const holdCodes: Readonly<Record<string, Held['why'] | undefined>> = { BUDGET_USED_UP: 'budget', PAUSED: 'paused' }

/** Also "there is no such parcel" shows that the carrier takes this account's calls. */
export const isAnswer = (called: Called<unknown>) =>
  called.kind === 'answered' ||
  (called.kind === 'failed' && (called.failure.kind === 'not_found' || called.failure.kind === 'rejected'))

export const isRefusal = (called: Called<unknown>): called is { readonly kind: 'failed'; readonly failure: Failure } =>
  called.kind === 'failed' && called.failure.kind === 'unauthorized'

/** Whether it says that the carrier is down, or something else stands in its place. */
export function isOutage(result: unknown): boolean {
  const kind = failureIn(result)?.kind
  return kind === 'unreachable' || kind === 'malformed'
}

/** Asking changes nothing at the carrier, so it may be asked again; one that said when is left alone until then. */
export function isWorthAnotherTry(result: unknown): boolean {
  const failure = failureIn(result)
  return failure?.kind === 'unreachable' && failure.retryAfterMs === undefined
}

export function outOfTime(error: unknown) {
  if (!isTaskCancelledError(error)) throw error
  return failing({ kind: 'unreachable', code: 'TIMEOUT', message: 'the carrier did not answer in time' })
}

const failureIn = (result: unknown): Failure | undefined => {
  const called = result as Called<unknown>
  return called.kind === 'failed' ? called.failure : undefined
}
