import type { CarrierLimits, CarrierRequest, ReadAnswer, Settings } from './carrier.ts'
import type { CarrierReply } from './change.ts'
import type { Failure, Result } from './result.ts'

/** The merchant's account at a carrier. */
export type CarrierAccount = {
  readonly id: string
  readonly carrier: string
  readonly settings: Settings
  /** Instead of the carrier's own address: its test system, or a rehearsal. */
  readonly baseUrl: string | null
  /** What this account was granted, where it differs from what the carrier grants by default. */
  readonly limits: Partial<CarrierLimits>
}

/** What came of asking a carrier for some numbers. Each number is in an answer, a failure or among the deferred. */
export type Asked = {
  readonly answers: readonly {
    readonly numbers: readonly string[]
    readonly body: string
    readonly contentType: string
    readonly answer: ReadAnswer
  }[]
  readonly failures: readonly { readonly numbers: readonly string[]; readonly failure: Failure }[]
  /** Not asked: the budget is used up, the carrier is given a rest, or too much is under way. */
  readonly deferred: readonly {
    readonly numbers: readonly string[]
    readonly until: Temporal.Instant
    readonly why: 'budget' | 'paused' | 'busy'
  }[]
  /** Calls made, each of which the carrier counts. */
  readonly calls: number
}

/** Asks carriers. Identity, budgets, retries and breakers are its own; it never throws for what the other side does. */
export type CarrierCaller = {
  readonly track: (account: CarrierAccount, numbers: readonly string[]) => Promise<Asked>
  readonly subscribe: (
    account: CarrierAccount,
    numbers: readonly string[],
    to: { readonly callback: string; readonly secret: string },
  ) => Promise<Result<{ readonly id: string | null; readonly failures: readonly Failure[] }>>
  /** Makes the call that a message the carrier pushed asks for, so that its subscription holds. */
  readonly confirm: (account: CarrierAccount, message: string) => Promise<Result<null>>
}

/** What came of one exchange with a carrier beside tracking. */
export type Exchanged<T> =
  | { readonly kind: 'answered'; readonly value: T; readonly body: string }
  /** It said no, or was not asked at all: nothing was done. */
  | { readonly kind: 'refused'; readonly failure: Failure; readonly body: string | null }
  /** It may have been done: the request went out, and no answer to it could be read. */
  | { readonly kind: 'lost'; readonly failure: Failure; readonly body: string | null }

/** Asks a carrier for something that is not tracking. Never throws for what the other side does. */
export type CarrierExchange = {
  /** `once`: sent at most once, because it does something; otherwise tried again where no answer comes. */
  readonly exchange: <T>(
    account: CarrierAccount,
    call: {
      readonly request: (token: string) => CarrierRequest
      readonly read: (reply: CarrierReply) => Result<T>
      readonly once: boolean
    },
  ) => Promise<Exchanged<T>>
}

/** Why a credential is left alone for a while, whichever process would call. */
export type PauseReason = 'rate_limited' | 'credentials_refused'

/** What a window has left, and when the first spent call comes back; the limit itself and null where nothing is spent. */
export type Left = { readonly calls: number; readonly moreAt: Temporal.Instant | null }

/**
 * Token buckets by second, hour and day, one for all processes: a spent token comes back a window later, so no window of that
 * length, wherever it starts, holds more calls than its limit. `key` names the credential.
 */
export type Budgets = {
  /** Takes one call from every bucket, or none and says when there is one again. `pauses`: in a row, since it last answered. */
  readonly take: (
    key: string,
    limits: CarrierLimits,
    now: Temporal.Instant,
  ) => Promise<
    | { readonly taken: true; readonly pauses: number }
    | { readonly taken: false; readonly until: Temporal.Instant; readonly why: 'budget' | 'paused' }
  >
  /** What is left of the long windows, for planning; null where there is no limit. Takes nothing. */
  readonly left: (
    key: string,
    limits: CarrierLimits,
    now: Temporal.Instant,
  ) => Promise<{
    readonly hour: Left | null
    readonly day: Left | null
    readonly paused: { readonly until: Temporal.Instant; readonly why: PauseReason } | null
  }>
  /** Nobody takes before `until`; a longer pause stays as long as it is. Whether it was not paused before. */
  readonly pause: (
    key: string,
    pause: { readonly until: Temporal.Instant; readonly why: PauseReason },
    now: Temporal.Instant,
  ) => Promise<boolean>
  /** It answers again: the pauses before are forgotten, one that runs is not. Why the last of them was; null: there were none. */
  readonly resume: (key: string, now: Temporal.Instant) => Promise<PauseReason | null>
  /** Ends a pause at once: there are new credentials. */
  readonly lift: (key: string) => Promise<void>
}

/** Access tokens, one for all processes. */
export type Tokens = {
  /** The one that is good for a while yet, else what `fetch` brings; only one process fetches at a time. */
  readonly current: (
    key: string,
    now: Temporal.Instant,
    fetch: () => Promise<Result<{ readonly token: string; readonly seconds: number }>>,
  ) => Promise<Result<string>>
  /** The carrier refused it; without one, whatever there is goes: the credentials were replaced or removed. */
  readonly drop: (key: string, token?: string) => Promise<void>
}
