import {
  type Carrier,
  type CarrierAccount,
  type CarrierCaller,
  type CarrierSubscription,
  type Failure,
  terminal,
} from '../../model/index.ts'
import {
  type DueSubscription,
  type FinishedSubscription,
  type Tx,
  claimConfirmations,
  claimSubscriptions,
  dropUnreadPush,
  endSubscriptions,
  findPushAccount,
  finishSubscriptions,
  listCarrierAccounts,
  normaliseTrackingNumber,
  openCarrierAccounts,
  openParcel,
  personKeys,
  wantForAccount,
  wantForgotten,
  wantSubscriptions,
} from '../../store/index.ts'
import type { Context } from '../context.ts'
import type { Consumer } from '../outbox/drain.ts'
import { pushPath } from './push.ts'

/** What asking carriers to push needs: only the process with the job queue has it. */
export type Subscribing = Pick<Context, 'store' | 'tenant' | 'clock' | 'log' | 'carriers'> & {
  readonly caller: Pick<CarrierCaller, 'subscribe' | 'confirm'>
  /** What carriers reach us under, without a slash at the end; undefined: nothing is subscribed. */
  readonly publicUrl: string | undefined
}

/** A process that dies while it asks keeps its subscriptions from the others for no longer than this. */
const lease = Temporal.Duration.from({ minutes: 3 })
const atOnce = 1_000

/** Parcels of carriers that push by parcel: subscribed once they appear, ended once nothing more is expected of them. */
export function subscriptionsWanted({ carriers, clock }: Pick<Context, 'carriers' | 'clock'>): Consumer {
  const byParcel = [...carriers.values()].flatMap(({ id, push }) => (push?.subscribe?.batch ? [id] : []))
  return {
    id: 'subscriptions',
    kinds: ['order.updated', 'parcel.updated'],
    consume: async (tx, { body: { parcel, orders, milestone } }) => {
      const now = clock.now()
      const parcels = typeof parcel === 'string' ? [parcel] : []
      // An event of one parcel names the orders it is in as well, which may have others.
      const ofOrders = parcels.length === 0 && Array.isArray(orders) ? (orders as string[]) : []
      const isOver =
        typeof milestone === 'string' && milestone in terminal && terminal[milestone as keyof typeof terminal]
      if (isOver) await endSubscriptions(tx, parcels, now)
      else if (byParcel.length > 0) await wantSubscriptions(tx, { carriers: byParcel, parcels, orders: ofOrders, now })
    },
  }
}

export type Subscribed = { readonly calls: number; readonly taken: number; readonly refused: number }

/** Asks carriers to push what is due: what is new, what lapses soon, and what was refused and is tried again. */
export async function keepSubscribed(subscribing: Subscribing): Promise<Subscribed> {
  const { store, tenant, clock, carriers, log, publicUrl } = subscribing
  const total = { calls: 0, taken: 0, refused: 0 }
  if (publicUrl === undefined) return total
  const now = clock.now()
  const accounts = await store.as(tenant, async (tx) => {
    const resting = (await listCarrierAccounts(tx)).filter(
      ({ pausedUntil }) => pausedUntil && Temporal.Instant.compare(pausedUntil, now) > 0,
    )
    return (await openCarrierAccounts(tx)).filter(({ id }) => !resting.some((row) => row.id === id))
  })
  for (const account of accounts) {
    const carrier = carriers.get(account.carrier)
    const subscription = carrier?.push?.subscribe
    if (!carrier || !subscription) continue
    try {
      const came = await subscribeAccount({ ...subscribing, publicUrl }, { account, carrier, subscription })
      total.calls += came.calls
      total.taken += came.taken
      total.refused += came.refused
    } catch (error) {
      // The lease frees them again; the other accounts are not to wait.
      const reason = error instanceof Error ? error.message : String(error)
      log.error({ account: account.id, carrier: carrier.id, reason }, 'push.subscribing_failed')
    }
  }
  return total
}

type Of = {
  readonly account: CarrierAccount
  readonly carrier: Carrier
  readonly subscription: CarrierSubscription
}

async function subscribeAccount(
  subscribing: Subscribing & { readonly publicUrl: string },
  { account, carrier, subscription }: Of,
): Promise<Subscribed> {
  const { store, tenant, clock, caller, log, publicUrl } = subscribing
  const now = clock.now()
  const total = { calls: 0, taken: 0, refused: 0 }
  const claimed = await store.as(tenant, async (tx) => {
    const found = await findPushAccount(tx, account.id)
    if (!found) return undefined
    if (subscription.batch === null) await wantForAccount(tx, account.id, now)
    else await wantForgotten(tx, { account: account.id, carrier: carrier.id, now })
    const leasedUntil = now.add(lease)
    const due = await claimSubscriptions(tx, { account: account.id, now, leasedUntil, limit: atOnce })
    return { secret: found.secrets.secret, ...(await opened(tx, due, now)) }
  })
  if (!claimed) return total
  await confirm(subscribing, account)
  const to = { callback: `${publicUrl}${pushPath(account.id)}`, secret: claimed.secret }
  for (const group of grouped(claimed.due, subscription)) {
    const numbers = group.flatMap(({ number }) => number ?? [])
    const answer = await caller.subscribe(account, numbers, to)
    total.calls++
    const at = clock.now()
    const finished = group.map((one) => {
      const failure = answer.ok ? failureOf(one, answer.value.failures) : answer.failure
      return failure ? refused(one, failure, at) : taken(one, answer.ok ? answer.value.id : null, subscription, at)
    })
    const kinds = Map.groupBy(finished, ({ state, failure }) => (failure ? state : 'taken'))
    total.taken += kinds.get('taken')?.length ?? 0
    total.refused += finished.length - (kinds.get('taken')?.length ?? 0)
    await store.as(tenant, (tx) => finishSubscriptions(tx, finished, at))
    const lost = kinds.get('given_up') ?? []
    if (lost.length > 0) {
      const { kind, code } = lost[0]?.failure ?? {}
      log.warn(
        { account: account.id, carrier: carrier.id, subscriptions: lost.length, kind, code },
        'push.subscriptions_given_up',
      )
    }
  }
  if (total.calls > 0) log.info({ account: account.id, carrier: carrier.id, ...total }, 'push.subscribed')
  return total
}

/** What subscriptions made before wait for; they push nothing until it came. */
async function confirm({ store, tenant, clock, caller, log }: Subscribing, account: CarrierAccount): Promise<void> {
  for (const { id, body } of await store.as(tenant, (tx) => claimConfirmations(tx, account.id, clock.now()))) {
    const answer = await caller.confirm(account, Buffer.from(body).toString('utf8'))
    if (answer.ok) await store.as(tenant, (tx) => dropUnreadPush(tx, id))
    else {
      const { kind, code } = answer.failure
      log.warn({ account: account.id, carrier: account.carrier, kind, code }, 'push.not_confirmed')
    }
  }
}

type Due = DueSubscription & { readonly number: string | null }

/** With their numbers; those of which nothing more is expected are ended. */
async function opened(tx: Tx, due: readonly DueSubscription[], now: Temporal.Instant): Promise<{ due: Due[] }> {
  const people = await personKeys(
    tx,
    due.flatMap(({ of }) => of?.person ?? []),
  )
  const still: Due[] = []
  const ended: FinishedSubscription[] = []
  for (const one of due) {
    const { parcel, of } = one
    const key = of && (of.person === null ? tx.key : people.get(of.person))
    if (parcel === null) still.push({ ...one, number: null })
    else if (of && key && !terminal[of.milestone])
      still.push({ ...one, number: openParcel(tx, key, { id: parcel, sealed: of.sealed }).number })
    else ended.push({ ...one, state: 'ended', dueAt: null })
  }
  await finishSubscriptions(tx, ended, now)
  return { due: still }
}

/** Calls for one number each; the rest comes with the next runs, when the lease is over. */
const mostAlone = 50

/** As many as the carrier takes at once; what it refused before goes alone, because one number may have been why. */
function grouped(due: readonly Due[], { batch }: CarrierSubscription): Due[][] {
  if (batch === null) return due.map((one) => [one])
  const alone = due.filter(({ failure }) => failure?.kind === 'rejected' || failure?.kind === 'not_found')
  const together = due.filter((one) => !alone.includes(one))
  const starts = Array.from({ length: Math.ceil(together.length / batch) }, (_, n) => n * batch)
  return [...starts.map((from) => together.slice(from, from + batch)), ...alone.slice(0, mostAlone).map((one) => [one])]
}

/** One without a number is about all that were asked for. */
function failureOf({ number }: Due, failures: readonly Failure[]): Failure | undefined {
  const mine = (failure: Failure) =>
    failure.number === undefined ||
    (number !== null && normaliseTrackingNumber(failure.number) === normaliseTrackingNumber(number))
  return failures.find(mine)
}

function taken(
  { id, external }: Due,
  given: string | null,
  { days }: CarrierSubscription,
  now: Temporal.Instant,
): FinishedSubscription {
  const until = days === null ? null : now.add({ hours: 24 * days })
  const dueAt = days === null ? null : now.add({ minutes: Math.round((days - leadDays(days)) * 24 * 60) })
  return { id, state: 'live', external: given ?? external, until, dueAt, failures: 0, failure: null }
}

/** Renewed when a third of its time is left, and at least a day; of a very short one when half of it is. */
const leadDays = (days: number) => Math.min(Math.max(1, days / 3), days / 2)

/** So often a carrier is asked: what it refused is hardly ever made right by asking again, what it did not answer is. */
const tries = {
  rejected: 3,
  not_found: 5,
  malformed: 5,
  unauthorized: 8,
  rate_limited: 12,
  unreachable: 12,
} satisfies Record<Failure['kind'], number>

function refused(one: Due, failure: Failure, now: Temporal.Instant): FinishedSubscription {
  const { id, external, until } = one
  const { kind, code } = failure
  const failures = one.failures + 1
  const ours = { id, external, until, failures, failure: { kind, code } }
  if (failures >= tries[kind]) return { ...ours, state: 'given_up', dueAt: null }
  const dueAt = now.add({ milliseconds: Math.max(failure.retryAfterMs ?? 0, waitMinutes(failures) * 60_000) })
  return { ...ours, state: one.state === 'live' ? 'live' : 'waiting', dueAt }
}

/** 5 minutes, 15, 45, … at most 12 hours. */
const waitMinutes = (failures: number) => Math.min(12 * 60, 5 * 3 ** Math.min(10, failures - 1))
