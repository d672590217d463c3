import type { Milestone, ParcelId, PersonId, Status } from '../model/index.ts'
import { booleans, byteas, instants, ints, texts, uuids } from './arrays.ts'
import type { StoredEstimate } from './parcels.ts'
import type { Tx } from './store.ts'

/** A parcel that may be asked for, with what decides when. */
export type Lookable = {
  readonly parcel: ParcelId
  readonly carrier: string | null
  readonly person: PersonId | null
  readonly openedAt: Temporal.Instant | null
  readonly milestone: Milestone
  readonly status: Status
  readonly estimate: Pick<StoredEstimate, 'from' | 'to' | 'window'> | null
  readonly sealed: Buffer
  /** When its newest scan happened. */
  readonly scannedAt: Temporal.Instant | null
  readonly account: string | null
  readonly lookedAt: Temporal.Instant | null
  readonly answeredAt: Temporal.Instant | null
  readonly answerDigest: Buffer | null
  readonly failures: number
  readonly watchedAt: Temporal.Instant | null
  readonly usual: boolean
  /** The merchant said that the number is another carrier's: this one is kept, and asked for by nobody. */
  readonly aside: boolean
}

const lookable = `p.id as parcel, p.carrier, p.person, p.opened_at as "openedAt", p.milestone, p.status,
  p.estimate_from, p.estimate_to, p.estimate_window, p.sealed,
  (select max(s.instant) from scans s where s.tenant = p.tenant and s.parcel = p.id) as "scannedAt",
  l.account, l.looked_at as "lookedAt", l.answered_at as "answeredAt", l.answer_digest as "answerDigest",
  coalesce(l.failures, 0) as failures, l.watched_at as "watchedAt", coalesce(l.usual, false) as usual,
  not p.chosen and exists (select 1 from parcels c where c.tenant = p.tenant and c.number_digest = p.number_digest
                             and c.generation = p.generation and c.chosen) as aside`

type Raw = Omit<Lookable, 'estimate'> & {
  estimate_from: Temporal.PlainDate | null
  estimate_to: Temporal.PlainDate | null
  estimate_window: StoredEstimate['window']
}

function toLookable({ estimate_from: from, estimate_to: to, estimate_window: window, ...row }: Raw): Lookable {
  return { ...row, estimate: from && to ? { from, to, window } : null }
}

/** Takes due parcels of these accounts for this process until `leasedUntil`; those a shopper looks at first. */
export async function claimLooks(
  tx: Tx,
  {
    accounts,
    now,
    leasedUntil,
    limit,
  }: { accounts: readonly string[]; now: Temporal.Instant; leasedUntil: Temporal.Instant; limit: number },
): Promise<Lookable[]> {
  if (accounts.length === 0) return []
  const rows = await tx.query<Raw>(
    `with due as (
       select parcel from looks
        where tenant = $1 and account = any($2::uuid[]) and due_at <= $3 and (leased_until is null or leased_until <= $3)
        order by watched_at desc nulls last, worth * (1 + extract(epoch from $3 - due_at) / 3600) desc limit $5 for update skip locked),
     l as (update looks set leased_until = $4 from due where looks.tenant = $1 and looks.parcel = due.parcel returning looks.*)
     select ${lookable} from l join parcels p on p.tenant = $1 and p.id = l.parcel order by l.watched_at desc nulls last, l.due_at`,
    [tx.tenant, uuids(accounts), now, leasedUntil, limit],
  )
  return rows.map(toLookable)
}

export async function lookablesById(tx: Tx, parcels: readonly ParcelId[]): Promise<Lookable[]> {
  if (parcels.length === 0) return []
  const rows = await tx.query<Raw>(
    `select ${lookable} from parcels p left join looks l on l.tenant = p.tenant and l.parcel = p.id
      where p.tenant = $1 and p.id = any($2::uuid[])`,
    [tx.tenant, uuids(parcels)],
  )
  return rows.map(toLookable)
}

/** Parcels nobody asks for yet, of carriers that can be asked; `carriers` null: of any. Those on whose way nothing more comes are left out. */
export async function unplannedParcels(
  tx: Tx,
  { carriers, limit }: { carriers: readonly string[] | null; limit: number },
): Promise<Lookable[]> {
  const rows = await tx.query<Raw>(
    `select ${lookable} from parcels p left join looks l on l.tenant = p.tenant and l.parcel = p.id
      where p.tenant = $1 and l.parcel is null and ($2::text[] is null or p.carrier = any($2::text[]))
        and p.milestone not in ('delivered', 'returned', 'cancelled') limit $3`,
    [tx.tenant, carriers && texts(carriers), limit],
  )
  return rows.map(toLookable)
}

export type PlannedLook = {
  readonly parcel: ParcelId
  readonly account: string
  readonly dueAt: Temporal.Instant | null
  readonly reason: string | null
}

/** When they are asked for next; what was learned of earlier looks stays. A process that asks just now keeps its lease. */
export async function planLooks(tx: Tx, planned: readonly PlannedLook[]): Promise<void> {
  if (planned.length === 0) return
  const sorted = planned.toSorted((a, b) => (a.parcel < b.parcel ? -1 : 1))
  await tx.query(
    `insert into looks (tenant, parcel, account, due_at, reason)
       select $1, n.* from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[]) as n
       on conflict (tenant, parcel) do update set account = excluded.account, due_at = excluded.due_at, reason = excluded.reason`,
    [
      tx.tenant,
      uuids(sorted.map(({ parcel }) => parcel)),
      uuids(sorted.map(({ account }) => account)),
      instants(sorted.map(({ dueAt }) => dueAt)),
      texts(sorted.map(({ reason }) => reason)),
    ],
  )
}

/** They are asked for anew, and of whom is decided again. */
export async function forgetLooks(tx: Tx, parcels: readonly ParcelId[]): Promise<void> {
  await tx.query('delete from looks where tenant = $1 and parcel = any($2::uuid[])', [tx.tenant, uuids(parcels)])
}

export type FinishedLook = Omit<PlannedLook, 'account'> & {
  /** Null where the carrier was not asked. */
  readonly lookedAt: Temporal.Instant | null
  /** Null where it did not answer about this parcel. */
  readonly answeredAt: Temporal.Instant | null
  readonly answerDigest: Buffer | null
  readonly failures: number
  readonly worth: number
  readonly usual: boolean
}

/** What came of the looks that were claimed, which frees them. */
export async function finishLooks(tx: Tx, finished: readonly FinishedLook[]): Promise<void> {
  if (finished.length === 0) return
  const sorted = finished.toSorted((a, b) => (a.parcel < b.parcel ? -1 : 1))
  await tx.query(
    `update looks l set due_at = n.due_at, reason = n.reason, leased_until = null, looked_at = coalesce(n.looked_at, l.looked_at),
            answered_at = coalesce(n.answered_at, l.answered_at), answer_digest = coalesce(n.digest, l.answer_digest), failures = n.failures, worth = n.worth, usual = n.usual
       from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bytea[], $8::int[],
                   $9::real[], $10::boolean[])
         as n (parcel, due_at, reason, looked_at, answered_at, digest, failures, worth, usual)
      where l.tenant = $1 and l.parcel = n.parcel`,
    [
      tx.tenant,
      uuids(sorted.map(({ parcel }) => parcel)),
      instants(sorted.map(({ dueAt }) => dueAt)),
      texts(sorted.map(({ reason }) => reason)),
      instants(sorted.map(({ lookedAt }) => lookedAt)),
      instants(sorted.map(({ answeredAt }) => answeredAt)),
      byteas(sorted.map(({ answerDigest }) => answerDigest)),
      ints(sorted.map(({ failures }) => failures)),
      sorted.map(({ worth }) => worth),
      booleans(sorted.map(({ usual }) => usual)),
    ],
  )
}

/** A shopper looks at them: they come first, and at once where the last answer is older than `staleBefore`. */
export async function watchParcels(
  tx: Tx,
  parcels: readonly ParcelId[],
  { now, staleBefore }: { now: Temporal.Instant; staleBefore: Temporal.Instant },
): Promise<void> {
  if (parcels.length === 0) return
  await tx.query(
    `update looks set watched_at = $3,
            due_at = case when due_at > $3 and coalesce(looked_at, '-infinity') < $4 then $3 else due_at end,
            usual = false
      where tenant = $1 and parcel = any($2::uuid[]) and (watched_at is null or watched_at < $4)`,
    [tx.tenant, uuids(parcels), now, staleBefore],
  )
}

export type LookCounts = {
  readonly account: string
  readonly waiting: number
  readonly overdue: number
  readonly oldestDue: Temporal.Instant | null
}

/** For the operator: what waits at each account. `overdue` by more than ten minutes. */
export async function countLooks(tx: Tx, now: Temporal.Instant): Promise<LookCounts[]> {
  return tx.query<LookCounts>(
    `select account, count(*)::int as waiting, count(*) filter (where due_at < $2)::int as overdue, min(due_at) as "oldestDue"
       from looks where tenant = $1 and due_at is not null group by account`,
    [tx.tenant, now.subtract({ minutes: 10 })],
  )
}

export async function readScanHabits(tx: Tx, carrier: string): Promise<object | undefined> {
  const rows = await tx.query<{ body: object }>('select body from scan_habits where tenant = $1 and carrier = $2', [
    tx.tenant,
    carrier,
  ])
  return rows[0]?.body
}

export async function saveScanHabits(tx: Tx, carrier: string, body: unknown, now: Temporal.Instant): Promise<void> {
  await tx.query(
    `insert into scan_habits (tenant, carrier, body, changed_at) values ($1, $2, $3, $4)
       on conflict (tenant, carrier) do update set body = excluded.body, changed_at = excluded.changed_at`,
    [tx.tenant, carrier, JSON.stringify(body), now],
  )
}
