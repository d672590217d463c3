/** How patient calls are; milliseconds unless it says otherwise. */
export type Patience = {
  /** To connect; without a word until the headers, or between parts of the body; for all of one call. */
  readonly connectMs: number
  readonly silenceMs: number
  readonly callMs: number
  /** Tries of one call, the first included, and the pause before the second, which then doubles. */
  readonly tries: number
  readonly retryMs: number
  /** How long a call waits for its budget before it is put off. */
  readonly budgetMs: number
  /** Calls in a row that fail until a carrier is given a rest, and for how long; doubles up to half an hour. */
  readonly breakAfter: number
  readonly breakMs: number
  /** Calls that wait for others of their account to end. */
  readonly queue: number
}

export const usual: Patience = {
  connectMs: 5_000,
  silenceMs: 15_000,
  callMs: 20_000,
  tries: 3,
  retryMs: 500,
  budgetMs: 2_000,
  breakAfter: 5,
  breakMs: 60_000,
  queue: 100,
}
