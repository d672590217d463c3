import { canChange, changedJourney } from '../changes.ts'
import type { Asked, Said } from '../exchange.ts'
import {
  type Fault,
  type FaultPlan,
  isToldTwice,
  knownWithFaults,
  type Scanned,
  striking,
  withLateScans,
} from '../faults.ts'
import { instantOf, type Journey, type JourneyClock, type Known } from '../journey.ts'
import { openParcels, type Parcels } from '../parcels.ts'
import {
  type Callback,
  type Changes,
  type Desk,
  isCustomer,
  isRefusal,
  type Limit,
  type Push,
  type Refusal,
  type Subscriptions,
} from './desk.ts'
import { type Event, openSubscribers } from './subscribers.ts'
import { openTokens } from './tokens.ts'
import { openUsage } from './usage.ts'

/** How an answer reaches whoever asked. */
export type Wire = { readonly delayMs: number; readonly ending: 'whole' | 'never' | 'reset' }

export type Reply = { readonly said: Said; readonly wire: Wire }

/** One call in the log: whose, about what, how it went. Credentials by id, and only those of the simulator. */
export type Call = {
  readonly at: string
  readonly carrier: string
  readonly asks: 'token' | 'tracking' | 'subscription' | 'change' | 'other'
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
  /** Gives a parcel this way, in place of any it had. */
  readonly load: (journey: Journey) => void
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
  const scanned: Scanned = { seed, carrier: desk.id, clock, began }
  const subscribers = openSubscribers(eventsOf)

  const occasion = (now: Temporal.Instant) => ({
    seed,
    carrier: desk.id,
    minute: now.since(began).total('minutes'),
  })

  function known(number: string, now: Temporal.Instant): Known {
    const found = parcels.find(number)
    if (!found) return { number, service: '', weightGrams: 0, to: desk.towns[0], due: null, window: null, steps: [] }
    return knownWithFaults(found.journey, found.fixed ? [] : plan, scanned, now)
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

  function track(asked: Asked, now: Temporal.Instant): Done {
    const question = desk.question(asked)
    if (isRefusal(question)) return { said: desk.refuses(question, asked), numbers: 0 }
    const { numbers } = question
    const said = desk.answers(
      numbers.map((number) => known(number, now)),
      asked,
    )
    return { said, numbers: numbers.length }
  }

  /** What a subscriber is told of a parcel. */
  function eventsOf(number: string): readonly Event[] {
    const found = parcels.find(number)
    if (!found) return []
    const journey = found.fixed ? found.journey : withLateScans(found.journey, plan, scanned)
    return journey.steps.map((step) => {
      const due = instantOf(Math.max(step.at, step.told ?? step.at), clock)
      const event = { ...step, instant: instantOf(step.at, clock) }
      return {
        due,
        pushes: (to, client) => {
          const sent = desk.subscriptions?.push(known(number, due), event, to, client)
          const twice = !found.fixed && isToldTwice(plan, journey, step, scanned)
          return sent ? (twice ? [sent, sent] : [sent]) : []
        },
      }
    })
  }

  function subscribe(
    asked: Asked,
    now: Temporal.Instant,
    { client, subscriptions }: { client: string; subscriptions: Subscriptions },
  ): Done {
    const { said, numbers, to } = subscriptions.subscribe(asked, opening.callback ?? null)
    const until = now.add({ hours: 24 * subscriptions.days })
    if (to) for (const number of numbers) subscribers.add({ number, to, client, until, told: now })
    return { said, numbers: numbers.length }
  }

  function change(asked: Asked, now: Temporal.Instant, changes: Changes): Done {
    const number = changes.number(asked.path)
    const found = parcels.find(number)
    const { said, change } = changes.answer(asked, {
      number,
      open: found !== null && canChange(found.journey, clock, now),
      changed: parcels.isChanged(number),
      today: now.toZonedDateTimeISO(found?.journey.to.zone ?? desk.towns[0].zone).toPlainDate(),
    })
    // A test number goes on showing what it shows.
    if (change && found && !found.fixed) {
      parcels.change(number, change === 'undo' ? null : changedJourney(found.journey, change, clock, now))
      subscribers.changed()
    }
    return { said, numbers: 1 }
  }

  function dispatch(
    asked: Asked,
    now: Temporal.Instant,
    faults: FaultPlan,
  ): Pick<Call, 'asks' | 'credential' | 'numbers'> & { said: Said } {
    const { access, tracking } = desk
    if (access.kind === 'oauth' && asked.path === access.path)
      return { asks: 'token', numbers: 0, ...token(asked, now, faults) }
    const { subscriptions, changes } = desk
    const asks: Call['asks'] = subscriptions?.path.test(asked.path)
      ? 'subscription'
      : changes?.path.test(asked.path)
        ? 'change'
        : tracking.path.test(asked.path)
          ? 'tracking'
          : 'other'
    const refuse = (refusal: Refusal, credential: string | null = null) => ({
      asks,
      credential,
      numbers: 0,
      said: desk.refuses(refusal, asked),
    })
    if (asks === 'other') return refuse({ why: 'no_such_path' })
    const method = asks === 'subscription' ? 'POST' : asks === 'change' ? changes?.method(asked.path) : tracking.method
    if (asked.method !== method) return refuse({ why: 'wrong_method' })
    const credential = caller(asked, now)
    if (typeof credential !== 'string') return refuse(credential)
    const wait = usage.take(credential, now)
    if (wait > 0) return refuse({ why: 'rate_limited', retryAfterSeconds: wait }, credential)
    if (asks === 'subscription' && subscriptions)
      return { asks, credential, ...subscribe(asked, now, { client: credential, subscriptions }) }
    if (asks === 'change' && changes) return { asks, credential, ...change(asked, now, changes) }
    return { asks, credential, ...track(asked, now) }
  }

  return {
    desk,
    parcels,
    plan(faults) {
      plan = faults
      subscribers.changed()
    },
    load(journey) {
      parcels.load(journey)
      subscribers.changed()
    },
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

    due: (now) => subscribers.due(now),
  }
}

type Done = { readonly said: Said; readonly numbers: number }

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
