import { isBulkheadRejectedError } from 'cockatiel'
import { Agent, type Dispatcher } from 'undici'
import {
  type Carrier,
  type CarrierAccount,
  type CarrierCaller,
  type CarrierExchange,
  type CarrierLimits,
  type Clock,
  type Failure,
  failed,
  ok,
  type Result,
} from '../../../model/index.ts'
import { askBatch, type Gathered } from './batch.ts'
import { asFailure } from './called.ts'
import { exchangeOn } from './exchange.ts'
import { failureOfStatus } from './judge.ts'
import { type AccountState, type Line, type LineLog, openLine, type Outside } from './line.ts'
import { type Patience, usual } from './patience.ts'
import type { Caller } from './prepare.ts'

export type CallerOptions = Pick<Outside, 'budgets' | 'tokens' | 'clock'> & {
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly log: LineLog
  /** Accounts that are left alone, and that are back. Of an outage each process tells that noticed it. */
  readonly onState?: (state: AccountState) => void
  readonly patience?: Partial<Patience>
  /** One's own, with its own time limits; it stays open. */
  readonly dispatcher?: Dispatcher
  readonly random?: () => number
}

/** Calls carriers for one tenant. `close` breaks off what is under way. */
export function createCaller({
  carriers,
  budgets,
  tokens,
  clock,
  log,
  onState = () => {},
  patience: given = {},
  dispatcher,
  random = Math.random,
}: CallerOptions): CarrierCaller & CarrierExchange & { readonly close: () => Promise<void> } {
  const patience = { ...usual, ...given }
  const agent = dispatcher ?? agentOf(patience)
  const outside: Outside = { budgets, tokens, clock, log, onState, dispatcher: agent, random, patience }
  const lines = new Map<string, { readonly to: string; readonly line: Line }>()

  /** One an account, as long as it leads to the same place. */
  function lineOf(account: CarrierAccount, { concurrent = 4 }: CarrierLimits): Line {
    const to = JSON.stringify([account.carrier, account.baseUrl, concurrent])
    const known = lines.get(account.id)
    if (known?.to === to) return known.line
    const line = openLine(account, { concurrent }, outside)
    lines.set(account.id, { to, line })
    return line
  }

  function openAccount(account: CarrierAccount, secrets: readonly string[] = []) {
    const carrier = carriers.get(account.carrier)
    if (!carrier?.calls) return failed(notAsked(carrier?.name ?? account.carrier))
    let calls = 0
    const limits = { ...carrier.calls.limits, ...account.limits }
    const caller: Caller = { account, calls: carrier.calls, limits, secrets, count: () => calls++ }
    return ok({ carrier, caller, line: lineOf(account, limits), calls: () => calls })
  }

  const track: CarrierCaller['track'] = async (account, wanted) => {
    const gathered: Gathered = { answers: [], failures: [], deferred: [] }
    const numbers = [...new Set(wanted)]
    const opened = openAccount(account)
    if (!opened.ok) {
      const failures = numbers.length > 0 ? [{ numbers, failure: opened.failure }] : []
      return { ...gathered, failures, calls: 0 }
    }
    const { carrier, caller, line, calls } = opened.value
    await Promise.all(
      batchesOf(numbers, caller.limits.batch).map((batch) =>
        unlessBusy(
          line.bulkhead.execute(() => askBatch(batch, { carrier, caller, line, gathered })),
          () => gathered.deferred.push({ numbers: batch, until: soon(clock), why: 'busy' }),
        ),
      ),
    )
    return { ...gathered, calls: calls() }
  }

  const subscribe: CarrierCaller['subscribe'] = async (account, wanted, { callback, secret }) => {
    const opened = openAccount(account, [secret])
    if (!opened.ok) return opened
    const { carrier, caller, line } = opened.value
    const { settings } = account
    const subscription = carrier.push?.subscribe
    if (!subscription) {
      const message = `${carrier.name} takes no subscriptions by call; pushing is set up in its own pages`
      return failed({ kind: 'rejected', code: 'NO_SUBSCRIPTION', message })
    }
    const numbers = [...new Set(wanted)]
    const batches = subscription.batch === null ? [numbers] : batchesOf(numbers, subscription.batch)
    const results: Result<{ readonly id: string | null; readonly failures: readonly Failure[] }>[] = []
    for (const batch of batches) {
      const asking = line.bulkhead.execute(() =>
        line.ask(
          caller,
          (token) => subscription.request(batch, { settings, token, callback, secret, now: clock.now() }),
          (reply, hide) => {
            const read = subscription.read(reply.body)
            if (read.ok) return ok({ ...read.value, failures: read.value.failures.map(hide) })
            return reply.status < 400 ? read : failed(failureOfStatus(reply))
          },
          // It may have been taken though no answer came, and a second one would push everything twice.
          { tries: 1 },
        ),
      )
      const called = (await unlessBusy(asking)) ?? ({ kind: 'held', until: soon(clock), why: 'busy' } as const)
      if (called.kind === 'answered') results.push(ok(called.value))
      else results.push(failed(called.kind === 'failed' ? called.failure : asFailure(called, clock)))
    }
    const [first] = results
    if (first && results.every(({ ok: taken }) => !taken)) return first
    const ids = results.flatMap((result) => (result.ok && result.value.id !== null ? [result.value.id] : []))
    const failures = results.flatMap((result, index) => {
      if (result.ok) return result.value.failures
      return (batches[index] ?? []).map((number) => ({ ...result.failure, number }))
    })
    return ok({ id: ids.length === 1 ? (ids[0] ?? null) : null, failures })
  }

  const exchange: CarrierExchange['exchange'] = async (account, call) => {
    const opened = openAccount(account)
    if (!opened.ok) return { kind: 'refused', failure: opened.failure, body: null }
    const { caller, line } = opened.value
    const exchanged = await unlessBusy(line.bulkhead.execute(() => exchangeOn(line, caller, call, clock)))
    const busy = { until: soon(clock), why: 'busy' } as const
    return exchanged ?? { kind: 'refused', failure: asFailure(busy, clock), body: null }
  }

  const confirm: CarrierCaller['confirm'] = async (account, message) => {
    const opened = openAccount(account)
    if (!opened.ok) return opened
    const { carrier, caller, line } = opened.value
    const { settings } = account
    if (!carrier.push?.confirm?.(message, { settings, token: '' })) {
      const text = `${carrier.name} asks for no confirmation with this message`
      return failed({ kind: 'rejected', code: 'NOTHING_TO_CONFIRM', message: text })
    }
    const asking = line.bulkhead.execute(() =>
      line.ask(
        caller,
        (token) => carrier.push?.confirm?.(message, { settings, token }) ?? { path: '/' },
        (reply) => (reply.status < 400 ? ok(null) : failed(failureOfStatus(reply))),
        // It is tried again later, by whoever keeps the message.
        { tries: 1 },
      ),
    )
    const called = (await unlessBusy(asking)) ?? ({ kind: 'held', until: soon(clock), why: 'busy' } as const)
    if (called.kind === 'answered') return ok(called.value)
    return failed(called.kind === 'failed' ? called.failure : asFailure(called, clock))
  }

  return {
    track,
    subscribe,
    exchange,
    confirm,
    close: async () => {
      if (!dispatcher) await agent.destroy()
    },
  }
}

const agentOf = ({ connectMs, silenceMs }: Patience): Dispatcher =>
  new Agent({ connect: { timeout: connectMs }, headersTimeout: silenceMs, bodyTimeout: silenceMs })

function batchesOf(numbers: readonly string[], size: number): readonly (readonly string[])[] {
  const most = Math.max(1, Math.floor(size))
  return Array.from({ length: Math.ceil(numbers.length / most) }, (_, i) => numbers.slice(i * most, (i + 1) * most))
}

/** Undefined where too many calls of the account wait already. */
async function unlessBusy<T>(call: Promise<T>, busy: () => void = () => {}): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (!isBulkheadRejectedError(error)) throw error
    busy()
    return undefined
  }
}

const soon = ({ now }: Clock) => now().add({ seconds: 10 })

const notAsked = (name: string): Failure => ({
  kind: 'rejected',
  code: 'NOT_ASKED',
  message: `${name} cannot be asked from here; its answers come by file, push or another carrier`,
})
