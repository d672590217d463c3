import {
  type BulkheadPolicy,
  BrokenCircuitError,
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  DelegateBackoff,
  handleWhenResult,
  retry,
  timeout,
  TimeoutStrategy,
} from 'cockatiel'
import type { Dispatcher } from 'undici'
import {
  type Budgets,
  type CarrierAccount,
  type CarrierRequest,
  type Clock,
  type Failure,
  failed,
  ok,
  type PauseReason,
  type Result,
  type Tokens,
} from '../../../model/index.ts'
import {
  asFailure,
  type Called,
  failing,
  type Held,
  held,
  heldBy,
  isAnswer,
  isOutage,
  isRefusal,
  isWorthAnotherTry,
  outOfTime,
} from './called.ts'
import { missingOf, type Token, tokenFetch } from './identity.ts'
import type { Patience } from './patience.ts'
import { retryAfterMs } from './pause.ts'
import { type Caller, type Prepared, prepare } from './prepare.ts'
import { redact, redactBody } from './redact.ts'
import { type Reply, send } from './send.ts'

/** An account is left alone, or may be asked again. `until`: when it is tried next; null with `resumed`. */
export type AccountState = {
  readonly account: string
  readonly carrier: string
  readonly state: 'paused' | 'resumed'
  readonly until: Temporal.Instant | null
  readonly why: PauseReason | 'unreachable'
}

export type LineLog = Readonly<
  Record<'info' | 'warn', (fields: Readonly<Record<string, unknown>>, event: string) => void>
>

export type Outside = {
  readonly budgets: Budgets
  readonly tokens: Tokens
  readonly clock: Clock
  readonly log: LineLog
  readonly onState: (state: AccountState) => void
  readonly dispatcher: Dispatcher
  /** From 0 to below 1. */
  readonly random: () => number
  readonly patience: Patience
}

/** What a reply comes to; `hide` takes secrets out of what the other side says. */
export type Judge<T> = (reply: Reply, hide: (failure: Failure) => Failure) => Result<T>

export type Line = {
  readonly bulkhead: BulkheadPolicy
  /** One call and all that belongs to it: identity, budget, tries, rests. `judge` says what a reply comes to. */
  readonly ask: <T>(
    caller: Caller,
    request: (token: string) => CarrierRequest,
    judge: Judge<T>,
    options?: { readonly tries?: number },
  ) => Promise<Called<T>>
  /** Leaves the account alone, in all processes; until when. */
  readonly rest: (failure: Failure, why: PauseReason) => Promise<Temporal.Instant>
}

const pauses = {
  rate_limited: { firstMs: 30_000, mostMs: 3_600_000 },
  credentials_refused: { firstMs: 900_000, mostMs: 6 * 3_600_000 },
} as const satisfies Record<PauseReason, unknown>

const longestBreakMs = 1_800_000

/** What one account's calls share in this process. */
export function openLine(
  { id: account, carrier }: Pick<CarrierAccount, 'id' | 'carrier'>,
  { concurrent }: { readonly concurrent: number },
  { budgets, tokens, clock, log, onState, dispatcher, random, patience }: Outside,
): Line {
  let openMs = 0
  let triedAt = 0
  /** How often it was paused in a row, as the budgets last said. */
  let paused = 0
  const inMs = (ms: number) => clock.now().add({ milliseconds: Math.ceil(ms) })
  const jittered = (ms: number) => ms * (0.75 + random() / 2)

  const breaker = circuitBreaker(
    handleWhenResult((result) => isOutage(result)),
    {
      breaker: new ConsecutiveBreaker(patience.breakAfter),
      halfOpenAfter: new DelegateBackoff(({ attempt }) => {
        openMs = jittered(Math.min(longestBreakMs, patience.breakMs * 2 ** (attempt - 1)))
        return openMs
      }),
    },
  )
  breaker.onBreak(() => {
    triedAt = Date.now() + openMs
    tell('paused', inMs(openMs), 'unreachable')
  })
  breaker.onReset(() => tell('resumed', null, 'unreachable'))

  const timed = timeout(patience.callMs, TimeoutStrategy.Aggressive)

  function tell(state: AccountState['state'], until: Temporal.Instant | null, why: AccountState['why']): void {
    log.info({ account, carrier, why, ...(until && { until: until.toString() }) }, `carrier.${state}`)
    try {
      onState({ account, carrier, state, until, why })
    } catch (error) {
      // Whoever listens must not turn a carrier's answer into an error.
      log.warn({ account, carrier, error: error instanceof Error ? error.name : 'unknown' }, 'carrier.state_untold')
    }
  }

  /** While one call tries whether the carrier is back, the others don't wait for it: their budget would be spent on time. */
  function broken(): Held | undefined {
    if (breaker.state === CircuitState.HalfOpen) return held(inMs(patience.callMs), 'paused')
    if (breaker.state !== CircuitState.Open || Date.now() >= triedAt) return undefined
    return held(inMs(triedAt - Date.now()), 'paused')
  }

  async function takeBudget({ limits }: Caller): Promise<Held | undefined> {
    let waitMs = 0
    const waiting = retry(
      handleWhenResult(() => waitMs > 0),
      { maxAttempts: 20, backoff: new DelegateBackoff(() => waitMs) },
    )
    return waiting.execute(async () => {
      const taken = await budgets.take(account, limits, clock.now())
      const ms = taken.taken ? 0 : taken.until.since(clock.now()).total('milliseconds')
      waitMs = !taken.taken && taken.why === 'budget' && ms <= patience.budgetMs ? Math.max(1, Math.ceil(ms)) : 0
      if (!taken.taken) return held(taken.until, taken.why)
      paused = taken.pauses
      return undefined
    })
  }

  /** One try. The budget is asked last, as it is for the call that goes out right after it. */
  async function once<T>(caller: Caller, prepared: Prepared, judge: Judge<T>): Promise<Called<T>> {
    const resting = broken() ?? (await takeBudget(caller)) ?? broken()
    if (resting) return resting
    caller.count()
    const before = performance.now()
    let status = 0
    const judged = (reply: Reply): Called<T> => {
      status = reply.status
      const result = judge(reply, (failure) => redact(failure, prepared.secrets))
      if (result.ok) return { kind: 'answered', value: result.value }
      const { failure } = result
      const after = failure.retryAfterMs ?? retryAfterMs(reply.retryAfter, clock.now())
      return failing(after === undefined ? failure : { ...failure, retryAfterMs: after })
    }
    try {
      const called = await breaker.execute(() =>
        timed.execute(({ signal }) => transmit(prepared, judged, signal)).catch(outOfTime),
      )
      const ms = Math.round(performance.now() - before)
      if (called.kind === 'failed') {
        const { kind, code } = called.failure
        log.warn({ account, carrier, status, ms, kind, code }, 'carrier.failed')
      } else log.info({ account, carrier, status, ms }, 'carrier.answered')
      return called
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error
      return held(inMs(Math.max(0, triedAt - Date.now())), 'paused')
    }
  }

  async function transmit<T>(
    { outgoing, secrets }: Prepared,
    judged: (reply: Reply) => Called<T>,
    signal: AbortSignal,
  ): Promise<Called<T>> {
    const reply = await send(outgoing, { dispatcher, signal })
    if (!reply.ok) return failing(reply.failure)
    const called = judged({ ...reply.value, body: redactBody(reply.value.body, secrets) })
    return called.kind === 'failed' ? failing(redact(called.failure, secrets)) : called
  }

  /** All tries of one exchange, and the rest the carrier may ask for. */
  async function exchange<T>(caller: Caller, prepared: Prepared, judge: Judge<T>, tries: number): Promise<Called<T>> {
    const retrying = retry(
      handleWhenResult((result) => isWorthAnotherTry(result)),
      {
        maxAttempts: tries - 1,
        backoff: new DelegateBackoff(({ attempt }) => jittered(patience.retryMs * 2 ** (attempt - 1))),
      },
    )
    const called = await retrying.execute(() => once(caller, prepared, judge))
    if (called.kind !== 'failed') return called
    const { failure } = called
    if (failure.kind === 'rate_limited' || (failure.kind === 'unreachable' && failure.retryAfterMs !== undefined))
      return held(await rest(failure, 'rate_limited'), 'paused')
    return called
  }

  async function answersAgain(): Promise<void> {
    if (paused === 0) return
    paused = 0
    const why = await budgets.resume(account, clock.now())
    if (why) tell('resumed', null, why)
  }

  const rest: Line['rest'] = async (failure, why) => {
    const { firstMs, mostMs } = pauses[why]
    const growing = Math.min(mostMs, firstMs * 2 ** Math.min(paused, 20)) * (1 + random() / 4)
    const until = inMs(why === 'rate_limited' ? (failure.retryAfterMs ?? growing) : growing)
    if (await budgets.pause(account, { until, why }, clock.now())) tell('paused', until, why)
    return until
  }

  /** Undefined where no token is needed. */
  async function tokenOf(caller: Caller): Promise<Called<string>> {
    const { account: who, calls } = caller
    const fetching = tokenFetch(calls.auth, who.settings)
    if (!fetching) return { kind: 'answered', value: '' }
    // It may be handed to others that wait for it, so what holds it back travels as a failure.
    const fetched = await tokens.current(account, clock.now(), async (): Promise<Result<Token>> => {
      const prepared = prepare(caller, () => fetching.request, '')
      if (!prepared.ok) return prepared
      const called = await exchange(caller, prepared.value, fetching.judge, 2)
      if (called.kind === 'answered') return ok(called.value)
      return failed(called.kind === 'failed' ? called.failure : asFailure(called, clock))
    })
    if (fetched.ok) return { kind: 'answered', value: fetched.value }
    const { failure } = fetched
    // Nothing is known of a parcel where the address of tokens is not found.
    const kind = failure.kind === 'not_found' ? 'rejected' : failure.kind
    return heldBy(failure, clock) ?? { kind: 'failed', failure: { ...failure, kind }, early: true }
  }

  const ask: Line['ask'] = async (caller, request, judge, { tries = patience.tries } = {}) => {
    const { account: who, calls } = caller
    const missing = missingOf(calls, who.settings)
    if (missing.length > 0) {
      const message = `the account has no ${missing.join(', ')}; enter what is missing`
      return failing({ kind: 'unauthorized', code: 'SETTINGS_MISSING', message })
    }
    const withToken = async (token: string) => {
      const prepared = prepare(caller, request, token)
      if (!prepared.ok) return failing(prepared.failure)
      const called = await exchange(caller, prepared.value, judge, tries)
      if (isAnswer(called)) await answersAgain()
      return called
    }
    const token = await tokenOf(caller)
    let called = token.kind === 'answered' ? await withToken(token.value) : token
    if (token.kind === 'answered' && token.value !== '' && isRefusal(called)) {
      await tokens.drop(account, token.value)
      const another = await tokenOf(caller)
      called = another.kind === 'answered' ? await withToken(another.value) : another
    }
    if (isRefusal(called)) await rest(called.failure, 'credentials_refused')
    return called
  }

  return { bulkhead: bulkhead(concurrent, patience.queue), ask, rest }
}
