/** A call to somebody else's system either answers or fails in one of a few foreseen ways. */
export type Result<T, F = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: F }

export type FailureKind = 'not_found' | 'unauthorized' | 'rejected' | 'rate_limited' | 'unreachable' | 'malformed'

export type Failure = {
  readonly kind: FailureKind
  /** The other side's own code where it sent one (`TW0001`), else ours. */
  readonly code: string
  readonly message: string
  /** The tracking or order number it is about, where only a part failed. */
  readonly number?: string
  readonly retryAfterMs?: number
}

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value })
export const failed = (failure: Failure): Result<never> => ({ ok: false, failure })
