import type { Asked, Said } from '../exchange.ts'
import { type Fault, type FaultPlan, knownWithFaults, striking, withLateScans } from '../faults.ts'
import { instantOf, type JourneyClock, type Known } from '../journey.ts'
import { openParcels, type Parcels } from '../parcels.ts'
import {
  type Callback,
  type Desk,
  isCustomer,
  isRefusal,
  type Limit,
  type Push,
  type Refusal,
  type Subscriptions,
} from './desk.ts'
import { openTokens } from './tokens.ts'
import { openUsage } from './usage.ts'

/** How an answer reaches whoever asked. */
export type Wire = { readonly delayMs: number; readonly ending: 'whole' | 'never' | 'reset' }

export type Reply = { readonly said: Said; readonly wire: Wire }

/** One call in the log: whose, about what, how it went. Credentials by id, and only those of the simulator. */
export type Call = {
  readonly at: string
  readonly carrier: string
  readonly asks: 'token' | 'tracking' | 'subscription' | 'other'
  readonly credential: string | null
  readonly numbers: number
  readonly status: number
  readonly faults: readonly string[]
}

/** One played carrier with all it remembers: tokens, calls, subscriptions. */
export type Counter = {
  readonly desk: Desk
  readonly parcels: Parcels
  readonly answer: (asked: Asked, now: Temporal.Instant) => Reply
  /** Pushes that have become due, each handed out once. */
  readonly due: (now: Temporal.Instant) => readonly Push[]
  readonly plan: (faults: FaultPlan) => void
  /** The newest thousand. */
  readonly calls: () => readonly Call[]
  /** Calls ever answered, by credential and status. */
  readonly counts: () => readonly {
    readonly credential: string | null
    readonly status: number
    readonly calls: number
  }[]
}

export type Opening = {
  readonly clock: JourneyClock
  /** The simulator's own beginning, from which faults count their minutes. */
  readonly began: Temporal.Instant
  readonly seed: string
  readonly parcels: number
  readonly faults: FaultPlan
  readonly callback?: Callback | null
  /** Other limits than the carrier's. */
  readonly limits?: readonly Limit[]
}

export function openCounter(desk: Desk, opening: Opening): Counter {
  const { clock, began, seed, limits = desk.limits } = opening
  const parcels = openParcels(desk, { seed, count: opening.parcels })
  let plan = opening.faults
  let turn = 0
  const tokens = openTokens(`${seed} ${desk.id}`)
  const usage = openUsage(limits)
  const calls: Call[] = []
  const counts = new Map<string, { credential: string | null; status: number; calls: number }>()
  let pending: { due: Temporal.Instant; push: () => readonly Push[] }[] = []

  const occasion = (now: Temporal.Instant) => ({
    seed,
    carrier: desk.id,
    minute: now.since(began).total('minutes'),
  })

  function known(number: string, now: Temporal.Instant): Known {
    const found = parcels.find(number)
    if (!found) return { number, service: '', weightGrams: 0, to: desk.towns[0], due: null, window: null, steps: [] }
    return knownWithFaults(found.journey, { clock, now }, found.fixed ? [] : plan, occasion(now))
  }

  function token(asked: Asked, now: Temporal.Instant, faults: FaultPlan): { said: Said; credential: string | null } {
    const { access } = desk
    if (access.kind !== 'oauth') return { said: desk.refuses({ why: 'no_such_path' }, asked), credential: null }
    if (asked.method !== 'POST') return { said: desk.refuses({ why: 'wrong_method' }, asked), credential: null }
    const client = access.client(asked)
    if (isRefusal(client)) return { said: desk.refuses(client, asked), credential: null }
    if (!isCustomer(client)) return { said: desk.refuses({ why: 'credential_refused' }, asked), credential: null }
    const short = faults.flatMap((one) => (one.kind === 'short_tokens' ? [one.seconds] : []))
    const value = tokens.give(client.id, now, Math.min(access.tokenSeconds, ...short))
    const said = access.grants({ value, seconds: access.tokenSeconds, issued: now }, client.id)
    return { said, credential: client.id }
  }

  /** Whose call it is. */
  function caller(asked: Asked, now: Temporal.Instant): string | Refusal {
    if (desk.access.kind === 'presented') {
      const credential = desk.access.credential(asked)
      return credential && isCustomer(credential) ? credential.id : { why: 'credential_refused' }
    }
    const [, bearer = ''] = /^Bearer (\S+)$/i.exec(asked.headers['authorization'] ?? '') ?? []
    return tokens.holder(bearer, now) ?? { why: 'token_refused' }
  }

  function track(asked: Asked, now: Temporal.Instant): { said: Said; numbers: number } {
    const question = desk.question(asked)
    if (isRefusal(question)) return { said: desk.refuses(question, asked), numbers: 0 }
    const { numbers } = question
    const said = desk.answers(
      numbers.map((number) => known(number, now)),
      asked,
    )
    return { said, numbers: numbers.length }
  }

  function subscribe(
    asked: Asked,
    now: Temporal.Instant,
    { client, subscriptions }: { client: string; subscriptions: Subscriptions },
  ): { said: Said; numbers: number } {
    const { said, numbers, to } = subscriptions.subscribe(asked, opening.callback ?? null)
    if (!to) return { said, numbers: 0 }
    const until = now.add({ hours: 24 * subscriptions.days })
    for (const number of numbers) {
      const found = parcels.find(number)
      if (!found) continue
      const journey = found.fixed ? found.journey : withLateScans(found.journey, plan, occasion(now))
      for (const step of journey.steps) {
        const due = instantOf(Math.max(step.at, step.told ?? step.at), clock)
        if (Temporal.Instant.compare(due, now) <= 0 || Temporal.Instant.compare(due, until) > 0) continue
        const event = { ...step, instant: instantOf(step.at, clock) }
        pending.push({
          due,
          push: () => {
            const sent = subscriptions.push(known(number, due), event, to, client)
            const struck = striking(plan, { ...occasion(due), words: [number, step.at] })
            return struck.some(({ kind }) => kind === 'duplicate_scans') && !found.fixed ? [sent, sent] : [sent]
          },
        })
      }
    }
    pending = pending.toSorted((a, b) => Temporal.Instant.compare(a.due, b.due))
    return { said, numbers: numbers.length }
  }

  function dispatch(
    asked: Asked,
    now: Temporal.Instant,
    faults: FaultPlan,
  ): Pick<Call, 'asks' | 'credential' | 'numbers'> & { said: Said } {
    const { access, tracking } = desk
    if (access.kind === 'oauth' && asked.path === access.path)
      return { asks: 'token', numbers: 0, ...token(asked, now, faults) }
    const subscriptions = desk.subscriptions?.path.test(asked.path) ? desk.subscriptions : undefined
    const asks: Call['asks'] = subscriptions ? 'subscription' : tracking.path.test(asked.path) ? 'tracking' : 'other'
    const refuse = (refusal: Refusal, credential: string | null = null) => ({
      asks,
      credential,
      numbers: 0,
      said: desk.refuses(refusal, asked),
    })
    if (asks === 'other') return refuse({ why: 'no_such_path' })
    if (asked.method !== (subscriptions ? 'POST' : tracking.method)) return refuse({ why: 'wrong_method' })
    const credential = caller(asked, now)
    if (typeof credential !== 'string') return refuse(credential)
    const wait = usage.take(credential, now)
    if (wait > 0) return refuse({ why: 'rate_limited', retryAfterSeconds: wait }, credential)
    const done = subscriptions ? subscribe(asked, now, { client: credential, subscriptions }) : track(asked, now)
    return { asks, credential, ...done }
  }

  return {
    desk,
    parcels,
    plan: (faults) => void (plan = faults),
    calls: () => calls,
    counts: () => [...counts.values()],

    answer(asked, now) {
      const faults = striking(plan, { ...occasion(now), words: ['call', turn++] })
      const refusal = refusalOf(faults, desk.access.kind === 'oauth' && asked.path === desk.access.path)
      const done = refusal
        ? { asks: 'other' as const, credential: null, numbers: 0, said: desk.refuses(refusal, asked) }
        : dispatch(asked, now, faults)
      const said = mangled(done.said, faults)
      const wire = wireOf(faults)
      const call: Call = {
        at: now.toString(),
        carrier: desk.id,
        asks: done.asks,
        credential: done.credential,
        numbers: done.numbers,
        status: said.status,
        faults: faults.filter(({ kind }) => strikesCalls(kind)).map(({ kind }) => kind),
      }
      calls.push(call)
      if (calls.length > keptCalls) calls.shift()
      const key = `${call.credential ?? ''} ${call.status}`
      const count = counts.get(key) ?? { credential: call.credential, status: call.status, calls: 0 }
      counts.set(key, { ...count, calls: count.calls + 1 })
      return { said, wire }
    },

    due(now) {
      const ready = pending.findIndex(({ due }) => Temporal.Instant.compare(due, now) > 0)
      const come = pending.splice(0, ready < 0 ? pending.length : ready)
      return come.flatMap(({ push }) => push())
    },
  }
}

const keptCalls = 1_000

const strikesCalls = (kind: Fault['kind']) => !kind.endsWith('_scans') && kind !== 'short_tokens'

/** The first fault that makes the carrier refuse whatever was asked. A token is given all the same to who is refused later. */
function refusalOf(faults: FaultPlan, forToken: boolean): Refusal | undefined {
  for (const fault of faults) {
    if (fault.kind === 'rate_limited') return { why: 'rate_limited', retryAfterSeconds: fault.retryAfterSeconds }
    if (fault.kind === 'server_error') return { why: 'unavailable', status: fault.status }
    if (fault.kind === 'unauthorized' && !forToken) return { why: 'token_refused' }
  }
  return undefined
}

function mangled(said: Said, faults: FaultPlan): Said {
  const has = (kind: Fault['kind']) => faults.some((fault) => fault.kind === kind)
  if (has('html')) {
    return {
      status: said.status === 200 ? 200 : 502,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<!doctype html><html><head><title>Sorry</title></head><body><h1>We will be back soon</h1></body></html>',
    }
  }
  return has('truncated') ? { ...said, body: said.body.slice(0, Math.floor(said.body.length / 2)) } : said
}

function wireOf(faults: FaultPlan): Wire {
  const has = (kind: Fault['kind']) => faults.some((fault) => fault.kind === kind)
  return {
    delayMs: faults.reduce((sum, fault) => sum + (fault.kind === 'slow' ? fault.ms : 0), 0),
    ending: has('no_answer') ? 'never' : has('reset') ? 'reset' : 'whole',
  }
}
