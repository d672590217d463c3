import type { FailureKind, Milestone, ParcelId, PersonId } from '../model/index.ts'
import { ints, instants, jsonbs, texts, uuids } from './arrays.ts'
import type { Tx } from './store.ts'

/** `given_up`: refused too often. `ended`: nothing more is expected of the parcel, or its account is gone. */
export type SubscriptionState = 'waiting' | 'live' | 'given_up' | 'ended'

/** What a carrier is to be asked to push: one parcel, or (`parcel` null) all that an account ships. */
export type DueSubscription = {
  readonly id: string
  readonly parcel: ParcelId | null
  readonly state: SubscriptionState
  readonly external: string | null
  readonly until: Temporal.Instant | null
  readonly failures: number
  readonly failure: { readonly kind: FailureKind; readonly code: string } | null
  /** Null where there is no such parcel any more, or its person was erased. */
  readonly of: { readonly person: PersonId | null; readonly milestone: Milestone; readonly sealed: Buffer } | null
}

const over = `('delivered', 'returned', 'cancelled')`

/** The account a parcel belongs to: the one it is asked for through, else the carrier's first; only such as can subscribe. */
const wanted = `select $1, gen_random_uuid(), a.id, p.id, 'waiting', $3::timestamptz, $3::timestamptz
   from parcels p
   left join looks l on l.tenant = p.tenant and l.parcel = p.id
   join lateral (
     select id, carrier, push_sealed from carrier_accounts a
      where a.tenant = p.tenant and a.revoked_at is null and (a.id = l.account or (l.account is null and a.carrier = p.carrier))
      order by a.created_at, a.id limit 1) a on a.push_sealed is not null and a.carrier = any($2::text[])
  where p.tenant = $1 and p.milestone not in ${over}`
const columns = '(tenant, id, account, parcel, state, due_at, changed_at)'

/** Parcels that something was heard of, to be subscribed where their account's carrier is among `carriers`. */
export async function wantSubscriptions(
  tx: Tx,
  {
    carriers,
    parcels,
    orders,
    now,
  }: {
    carriers: readonly string[]
    parcels: readonly string[]
    /** Of these, all parcels. */
    orders: readonly string[]
    now: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    `insert into subscriptions ${columns} ${wanted}
        and (p.id = any($4::uuid[]) or p.id in (select s.parcel from shipments s where s.tenant = $1 and s.order_id = any($5::uuid[])))
      on conflict do nothing`,
    [tx.tenant, texts(carriers), now, uuids(parcels), uuids(orders)],
  )
}

/** Those of an account that nobody told of: they were there before it was. Once an hour is enough; how many there were. */
export async function wantForgotten(
  tx: Tx,
  { account, carrier, now }: { account: string; carrier: string; now: Temporal.Instant },
): Promise<number> {
  const due = await tx.query(
    `update carrier_accounts set sought_at = $3 where tenant = $1 and id = $2 and (sought_at is null or sought_at <= $4) returning id`,
    [tx.tenant, account, now, now.subtract({ hours: 1 })],
  )
  if (due.length === 0) return 0
  const rows = await tx.query(
    `insert into subscriptions ${columns} ${wanted} and a.id = $4
        and not exists (select from subscriptions s where s.tenant = $1 and s.account = a.id and s.parcel = p.id)
      on conflict do nothing returning id`,
    [tx.tenant, texts([carrier]), now, account],
  )
  return rows.length
}

/** One for all that the account ships. */
export async function wantForAccount(tx: Tx, account: string, now: Temporal.Instant): Promise<void> {
  await tx.query(
    `insert into subscriptions ${columns} values ($1, gen_random_uuid(), $2, null, 'waiting', $3, $3) on conflict do nothing`,
    [tx.tenant, account, now],
  )
}

/** Of these parcels, those of which nothing more is expected; they are not renewed. */
export async function endSubscriptions(tx: Tx, parcels: readonly string[], now: Temporal.Instant): Promise<void> {
  await tx.query(
    `update subscriptions s set state = 'ended', due_at = null, changed_at = $3 from parcels p
      where s.tenant = $1 and s.parcel = any($2::uuid[]) and s.state <> 'ended'
        and p.tenant = $1 and p.id = s.parcel and p.milestone in ${over}`,
    [tx.tenant, uuids(parcels), now],
  )
}

/** Takes what is due at an account for this process until `leasedUntil`. */
export async function claimSubscriptions(
  tx: Tx,
  {
    account,
    now,
    leasedUntil,
    limit,
  }: { account: string; now: Temporal.Instant; leasedUntil: Temporal.Instant; limit: number },
): Promise<DueSubscription[]> {
  const rows = await tx.query<
    Omit<DueSubscription, 'of'> & {
      person: PersonId | null
      milestone: Milestone | null
      sealed: Buffer | null
      erased: boolean
    }
  >(
    `with due as (
       select id from subscriptions
        where tenant = $1 and account = $2 and due_at <= $3 and (leased_until is null or leased_until <= $3)
        order by due_at, id limit $5 for update skip locked),
     s as (update subscriptions set leased_until = $4 from due
            where subscriptions.tenant = $1 and subscriptions.id = due.id returning subscriptions.*)
     select s.id, s.parcel, s.state, s.external, s.until, s.failures, s.failure, p.person, p.milestone, p.sealed,
            o.erased_at is not null as erased
       from s left join parcels p on p.tenant = $1 and p.id = s.parcel
       left join persons o on o.tenant = $1 and o.id = p.person order by s.due_at, s.id`,
    [tx.tenant, account, now, leasedUntil, limit],
  )
  return rows.map(({ person, milestone, sealed, erased, ...row }) => ({
    ...row,
    of: milestone && sealed && !erased ? { person, milestone, sealed } : null,
  }))
}

export type FinishedSubscription = Pick<
  DueSubscription,
  'id' | 'state' | 'external' | 'until' | 'failures' | 'failure'
> & { readonly dueAt: Temporal.Instant | null }

/** What came of those that were claimed, which frees them. What ended meanwhile stays ended. */
export async function finishSubscriptions(
  tx: Tx,
  finished: readonly FinishedSubscription[],
  now: Temporal.Instant,
): Promise<void> {
  if (finished.length === 0) return
  const sorted = finished.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  await tx.query(
    `update subscriptions s set state = n.state, external = n.external, until = n.until, due_at = n.due_at, leased_until = null,
            failures = n.failures, failure = n.failure, changed_at = $2
       from unnest($3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::int[], $9::jsonb[])
         as n (id, state, external, until, due_at, failures, failure)
      where s.tenant = $1 and s.id = n.id and s.state <> 'ended'`,
    [
      tx.tenant,
      now,
      uuids(sorted.map(({ id }) => id)),
      texts(sorted.map(({ state }) => state)),
      texts(sorted.map(({ external }) => external)),
      instants(sorted.map(({ until }) => until)),
      instants(sorted.map(({ dueAt }) => dueAt)),
      ints(sorted.map(({ failures }) => failures)),
      jsonbs(sorted.map(({ failure }) => failure)),
    ],
  )
}

/** Those given up are tried again from their first try; how many there were. */
export async function reviveSubscriptions(tx: Tx, now: Temporal.Instant): Promise<number> {
  const rows = await tx.query(
    `update subscriptions set state = case when until > $2 then 'live' else 'waiting' end, due_at = $2, failures = 0,
            failure = null, changed_at = $2
      where tenant = $1 and state = 'given_up' returning id`,
    [tx.tenant, now],
  )
  return rows.length
}

/** Subscribed, and not lapsed; also where the next renewal was given up. */
const inForce = `(s.state <> 'ended' and coalesce(s.until > $2, s.state = 'live'))`

/** Those of the parcels that a carrier tells of by itself: they need to be asked for only now and then, to be safe. */
export async function pushedParcels(
  tx: Tx,
  parcels: readonly ParcelId[],
  now: Temporal.Instant,
): Promise<Set<ParcelId>> {
  if (parcels.length === 0) return new Set()
  const rows = await tx.query<{ id: ParcelId }>(
    `select p.id from parcels p left join looks l on l.tenant = p.tenant and l.parcel = p.id
      where p.tenant = $1 and p.id = any($3::uuid[]) and exists (
       select from subscriptions s join carrier_accounts a on a.tenant = s.tenant and a.id = s.account and a.revoked_at is null
        where s.tenant = $1 and (s.parcel = p.id or (s.parcel is null and (a.id = l.account or a.carrier = p.carrier)))
          and ${inForce})`,
    [tx.tenant, now, uuids(parcels)],
  )
  return new Set(rows.map(({ id }) => id))
}

export type SubscriptionCounts = {
  readonly account: string
  /** Asked for and not taken yet. */
  readonly waiting: number
  readonly live: number
  /** Of the live ones, those with less than a day left. */
  readonly lapsing: number
  readonly givenUp: number
}

export async function countSubscriptions(tx: Tx, now: Temporal.Instant): Promise<SubscriptionCounts[]> {
  return tx.query<SubscriptionCounts>(
    `select account, count(*) filter (where state in ('waiting', 'live') and not ${inForce})::int as waiting,
            count(*) filter (where ${inForce})::int as live,
            count(*) filter (where ${inForce} and until < $3)::int as lapsing,
            count(*) filter (where state = 'given_up')::int as "givenUp"
       from subscriptions s where tenant = $1 group by account`,
    [tx.tenant, now, now.add({ hours: 24 })],
  )
}

export async function purgeSubscriptions(tx: Tx, before: Temporal.Instant): Promise<void> {
  await tx.query(`delete from subscriptions where tenant = $1 and state = 'ended' and changed_at < $2`, [
    tx.tenant,
    before,
  ])
}
