import type {
  ActionRequired,
  Milestone,
  OrderId,
  ParcelId,
  ParcelFacts,
  ParcelState,
  PersonId,
  Place,
  Precision,
  Reason,
  ScanSource,
  StateScan,
  Status,
} from '../model/index.ts'
import { bigints, booleans, byteas, dates, instants, ints, jsonbs, localTimes, texts, uuids } from './arrays.ts'
import type { Tx } from './store.ts'
import type { Cell, Key } from './vault/index.ts'

/** A parcel as stored; `number`, `carrierText` and facts are sealed. Several generations share a number that was used again. */
export type ParcelRow = {
  readonly id: ParcelId
  readonly digest: Buffer
  readonly carrier: string | null
  readonly generation: number
  readonly openedAt: Temporal.Instant | null
  readonly person: PersonId | null
  readonly milestone: Milestone
  readonly status: Status
  readonly reason: Reason | null
  readonly action: ActionRequired | null
  readonly estimate: StoredEstimate | null
  readonly heardAt: Temporal.Instant | null
  /** Shared with the parcels that are other carriers' legs of the same journey. */
  readonly journey: ParcelId | null
  /** The merchant said whose parcel it is. */
  readonly chosen: boolean
  readonly sealed: Buffer
}

export type StoredEstimate = {
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
  readonly window: { readonly from: string; readonly to: string } | null
  readonly at: Temporal.Instant
}

export type SealedParcel = {
  readonly number: string
  readonly carrierText: string | null
  readonly facts?: ParcelFacts
}

export function sealParcel(tx: Tx, key: Key, id: ParcelId, parcel: SealedParcel): Buffer {
  return key.seal(parcelCell(tx, id), JSON.stringify(parcel))
}

export function openParcel(tx: Tx, key: Key, row: Pick<ParcelRow, 'id' | 'sealed'>): SealedParcel {
  const parcel = JSON.parse(key.open(parcelCell(tx, row.id), row.sealed)) as SealedParcel
  const { facts } = parcel
  if (!facts?.pickup?.until) return parcel
  const until = Temporal.PlainDate.from(facts.pickup.until)
  return { ...parcel, facts: { ...facts, pickup: { ...facts.pickup, until } } }
}

const parcelCell = (tx: Tx, id: string): Cell => ({ tenant: tx.tenant, table: 'parcels', row: id, column: 'sealed' })
const scanCell = (tx: Tx, dedupe: Buffer): Cell => ({
  tenant: tx.tenant,
  table: 'scans',
  row: dedupe.toString('hex'),
  column: 'sealed',
})

const columns = `id, number_digest, carrier, generation, opened_at, person, milestone, status, reason, action, estimate_from,
  estimate_to, estimate_window, estimate_at, heard_at, journey, chosen, sealed`

type Raw = {
  id: ParcelId
  number_digest: Buffer
  carrier: string | null
  generation: number
  opened_at: Temporal.Instant | null
  person: PersonId | null
  milestone: Milestone
  status: Status
  reason: Reason | null
  action: ActionRequired | null
  estimate_from: Temporal.PlainDate | null
  estimate_to: Temporal.PlainDate | null
  estimate_window: { from: string; to: string } | null
  estimate_at: Temporal.Instant | null
  heard_at: Temporal.Instant | null
  journey: ParcelId | null
  chosen: boolean
  sealed: Buffer
}

function toRow(raw: Raw): ParcelRow {
  const { estimate_from: from, estimate_to: to, estimate_at: at } = raw
  return {
    id: raw.id,
    digest: raw.number_digest,
    carrier: raw.carrier,
    generation: raw.generation,
    openedAt: raw.opened_at,
    person: raw.person,
    milestone: raw.milestone,
    status: raw.status,
    reason: raw.reason,
    action: raw.action,
    estimate: from && to && at ? { from, to, window: raw.estimate_window, at } : null,
    heardAt: raw.heard_at,
    journey: raw.journey,
    chosen: raw.chosen,
    sealed: raw.sealed,
  }
}

/** Locked in the order of their ids, so that two batches that touch the same parcels wait instead of deadlocking. */
export async function lockParcels(tx: Tx, digests: readonly Buffer[]): Promise<ParcelRow[]> {
  const rows = await tx.query<Raw>(
    `select ${columns} from parcels where tenant = $1 and number_digest = any($2::bytea[]) order by id for update`,
    [tx.tenant, byteas(digests)],
  )
  return rows.map(toRow)
}

/** All legs of these journeys, locked. Who waits here for somebody who waits for them is tried again by the store. */
export async function lockJourneys(tx: Tx, journeys: readonly ParcelId[]): Promise<ParcelRow[]> {
  if (journeys.length === 0) return []
  const rows = await tx.query<Raw>(
    `select ${columns} from parcels where tenant = $1 and journey = any($2::uuid[]) order by id for update`,
    [tx.tenant, uuids(journeys)],
  )
  return rows.map(toRow)
}

/** All legs of these journeys. */
export async function parcelsOfJourneys(tx: Tx, journeys: readonly ParcelId[]): Promise<ParcelRow[]> {
  if (journeys.length === 0) return []
  const rows = await tx.query<Raw>(
    `select ${columns} from parcels where tenant = $1 and journey = any($2::uuid[]) order by id`,
    [tx.tenant, uuids(journeys)],
  )
  return rows.map(toRow)
}

export async function setJourney(tx: Tx, parcels: readonly ParcelId[], journey: ParcelId): Promise<void> {
  await tx.query('update parcels set journey = $3 where tenant = $1 and id = any($2::uuid[])', [
    tx.tenant,
    uuids(parcels),
    journey,
  ])
}

export async function setSealed(tx: Tx, parcels: readonly Pick<ParcelRow, 'id' | 'sealed'>[]): Promise<void> {
  if (parcels.length === 0) return
  await tx.query(
    `update parcels p set sealed = u.sealed from unnest($2::uuid[], $3::bytea[]) as u (id, sealed) where p.tenant = $1 and p.id = u.id`,
    [tx.tenant, uuids(parcels.map(({ id }) => id)), byteas(parcels.map(({ sealed }) => sealed))],
  )
}

/** Whose parcel it is; null for nobody's that is known. */
export async function setCarrier(
  tx: Tx,
  { id, carrier, chosen }: Pick<ParcelRow, 'id' | 'carrier' | 'chosen'>,
): Promise<void> {
  await tx.query('update parcels set carrier = $3, chosen = $4 where tenant = $1 and id = $2', [
    tx.tenant,
    id,
    carrier,
    chosen,
  ])
}

/** `heardAt` tells answers without news as well, which leave nothing else behind. */
export async function parcelsById(tx: Tx, ids: readonly ParcelId[]): Promise<ParcelRow[]> {
  if (ids.length === 0) return []
  const rows = await tx.query<Raw>(
    `select ${columns.replace('heard_at', 'greatest(heard_at, answered_at) as heard_at')}
       from parcels left join (select parcel, answered_at from looks where tenant = $1 and parcel = any($2::uuid[])) l on l.parcel = id
      where tenant = $1 and id = any($2::uuid[])`,
    [tx.tenant, ids],
  )
  return rows.map(toRow)
}

export async function findParcels(tx: Tx, digest: Buffer): Promise<ParcelRow[]> {
  const rows = await tx.query<Raw>(
    `select ${columns} from parcels where tenant = $1 and number_digest = $2 order by generation desc, id`,
    [tx.tenant, digest],
  )
  return rows.map(toRow)
}

export async function pageOfParcels(
  tx: Tx,
  { after, limit }: { after: string | null; limit: number },
): Promise<ParcelRow[]> {
  const rows = await tx.query<Raw>(
    `select ${columns} from parcels where tenant = $1 and ($2::uuid is null or id > $2) order by id limit $3`,
    [tx.tenant, after, limit],
  )
  return rows.map(toRow)
}

export type NewParcel = Pick<
  ParcelRow,
  'id' | 'digest' | 'carrier' | 'generation' | 'openedAt' | 'person' | 'estimate' | 'heardAt' | 'sealed'
> & { readonly state: ParcelState }

/** Ids of those that were really new; the others were made by somebody else meanwhile, and are left as they are. */
export async function insertParcels(tx: Tx, parcels: readonly NewParcel[]): Promise<Set<ParcelId>> {
  if (parcels.length === 0) return new Set()
  const sorted = parcels.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const rows = await tx.query<{ id: ParcelId }>(
    `insert into parcels (tenant, id, number_digest, carrier, generation, opened_at, person, milestone, status, reason, action, decided_by,
                          heard_at, estimate_from, estimate_to, estimate_window, estimate_at, sealed)
       select $1, p.* from unnest($2::uuid[], $3::bytea[], $4::text[], $5::int[], $6::timestamptz[], $7::uuid[], $8::text[], $9::text[],
                                  $10::jsonb[], $11::jsonb[], $12::bytea[], $13::timestamptz[], $14::date[], $15::date[], $16::jsonb[],
                                  $17::timestamptz[], $18::bytea[]) as p
       on conflict do nothing returning id`,
    [
      tx.tenant,
      uuids(sorted.map(({ id }) => id)),
      byteas(sorted.map(({ digest }) => digest)),
      texts(sorted.map(({ carrier }) => carrier)),
      ints(sorted.map(({ generation }) => generation)),
      instants(sorted.map(({ openedAt }) => openedAt)),
      uuids(sorted.map(({ person }) => person)),
      ...stateColumns(sorted),
      byteas(sorted.map(({ sealed }) => sealed)),
    ],
  )
  return new Set(rows.map(({ id }) => id))
}

/** From `milestone` to `estimate_at`, as both statements that write a state take them. */
function stateColumns(
  parcels: readonly {
    readonly state: ParcelState
    readonly estimate: StoredEstimate | null
    readonly heardAt: Temporal.Instant | null
  }[],
): unknown[] {
  return [
    texts(parcels.map(({ state }) => state.milestone)),
    texts(parcels.map(({ state }) => state.status)),
    jsonbs(parcels.map(({ state }) => state.reason)),
    jsonbs(parcels.map(({ state }) => state.action)),
    byteas(parcels.map(({ state }) => (state.decidedBy === null ? null : Buffer.from(state.decidedBy, 'hex')))),
    instants(parcels.map(({ heardAt }) => heardAt)),
    dates(parcels.map(({ estimate }) => estimate?.from ?? null)),
    dates(parcels.map(({ estimate }) => estimate?.to ?? null)),
    jsonbs(parcels.map(({ estimate }) => estimate?.window)),
    instants(parcels.map(({ estimate }) => estimate?.at ?? null)),
  ]
}

/** The carrier became known, or the person did: the parcel's own fields and all its scans are sealed under the new key. */
export async function resealParcel(
  tx: Tx,
  parcel: ParcelRow,
  {
    carrier,
    person,
    openedAt,
    from,
    to,
    sealed,
  }: Pick<ParcelRow, 'carrier' | 'person' | 'openedAt'> & {
    readonly from: Key
    readonly to: Key
    readonly sealed: SealedParcel
  },
): Promise<void> {
  await tx.query(
    'update parcels set carrier = $3, person = $4, opened_at = $5, sealed = $6 where tenant = $1 and id = $2',
    [tx.tenant, parcel.id, carrier, person, openedAt, sealParcel(tx, to, parcel.id, sealed)],
  )
  if (from === to) return
  await resealScans(tx, { parcel: parcel.id, toParcel: parcel.id, since: null, from, to })
}

/** Seals scans under another key and, where asked, gives them to another parcel: those from `since` on. */
export async function resealScans(
  tx: Tx,
  {
    parcel,
    toParcel,
    since,
    from,
    to,
  }: { parcel: ParcelId; toParcel: ParcelId; since: Temporal.Instant | null; from: Key; to: Key },
): Promise<number> {
  const rows = await tx.query<{ dedupe: Buffer; sealed: Buffer }>(
    'select dedupe, sealed from scans where tenant = $1 and parcel = $2 and ($3::timestamptz is null or instant >= $3) order by dedupe',
    [tx.tenant, parcel, since],
  )
  await tx.query(
    `update scans set parcel = $3, sealed = s.sealed from unnest($4::bytea[], $5::bytea[]) as s (dedupe, sealed)
      where scans.tenant = $1 and scans.parcel = $2 and scans.dedupe = s.dedupe`,
    [
      tx.tenant,
      parcel,
      toParcel,
      rows.map(({ dedupe }) => dedupe),
      rows.map(({ dedupe, sealed }) => to.seal(scanCell(tx, dedupe), from.open(scanCell(tx, dedupe), sealed))),
    ],
  )
  return rows.length
}

/** Each gets the other's scans and what was told of it by them; both are sealed under one key. */
export async function exchangeScans(tx: Tx, one: ParcelId, other: ParcelId): Promise<void> {
  await tx.query(
    `update scans set parcel = case when parcel = $2::uuid then $3::uuid else $2::uuid end where tenant = $1 and parcel in ($2, $3)`,
    [tx.tenant, one, other],
  )
  await tx.query(
    `update parcels p set estimate_from = q.estimate_from, estimate_to = q.estimate_to, estimate_window = q.estimate_window,
            estimate_at = q.estimate_at, heard_at = q.heard_at, journey = q.journey
       from parcels q where p.tenant = $1 and q.tenant = $1 and p.id in ($2, $3) and q.id in ($2, $3) and p.id <> q.id`,
    [tx.tenant, one, other],
  )
}

export type SealedScan = {
  readonly text: string | null
  readonly language: string | null
  readonly place: Place | null
  readonly signedBy: string | null
}

export type NewScan = SealedScan & {
  readonly parcel: ParcelId
  readonly key: Key
  readonly dedupe: Buffer
  readonly instant: Temporal.Instant
  readonly assumed: boolean
  readonly localTime: Temporal.PlainDateTime
  readonly precision: Precision
  readonly zone: string | null
  readonly sequence: number | null
  readonly code: string | null
  readonly milestone: Milestone | null
  readonly status: Status | null
  readonly reason: Reason | null
  readonly action: ActionRequired | null
}

/** Scans sealed and in the form the database takes them in: what can be made while it is at other work. */
export type PackedScans = { readonly count: number; readonly columns: readonly Buffer[] }

export function packScans(tx: Tx, scans: readonly NewScan[]): PackedScans {
  const sealed = scans.map(({ key, dedupe, text, language, place, signedBy }) =>
    key.seal(scanCell(tx, dedupe), JSON.stringify({ text, language, place, signedBy } satisfies SealedScan)),
  )
  const columns = [
    uuids(scans.map(({ parcel }) => parcel)),
    byteas(scans.map(({ dedupe }) => dedupe)),
    instants(scans.map(({ instant }) => instant)),
    booleans(scans.map(({ assumed }) => assumed)),
    localTimes(scans.map(({ localTime }) => localTime)),
    texts(scans.map(({ precision }) => precision)),
    texts(scans.map(({ zone }) => zone)),
    bigints(scans.map(({ sequence }) => sequence)),
    texts(scans.map(({ code }) => code)),
    texts(scans.map(({ milestone }) => milestone)),
    texts(scans.map(({ status }) => status)),
    jsonbs(scans.map(({ reason }) => reason)),
    jsonbs(scans.map(({ action }) => action)),
    byteas(sealed),
  ]
  return { count: scans.length, columns }
}

/** Stores what is new; a scan that is there already, by its dedupe key, changes nothing. Counts the new ones by parcel. */
export async function insertScans(
  tx: Tx,
  { count, columns: packed }: PackedScans,
  { source, receivedAt }: { source: ScanSource; receivedAt: Temporal.Instant },
): Promise<Map<ParcelId, number>> {
  if (count === 0) return new Map()
  const rows = await tx.query<{ parcel: ParcelId; stored: number }>(
    `with made as (insert into scans (tenant, parcel, dedupe, instant, assumed, local_time, precision, zone, sequence, code, milestone, status,
                        reason, action, source, received_at, sealed)
       select $1, s.parcel, s.dedupe, s.instant, s.assumed, s.local_time, s.precision, s.zone, s.sequence, s.code, s.milestone,
              s.status, s.reason, s.action, $2, $3, s.sealed
         from unnest($4::uuid[], $5::bytea[], $6::timestamptz[], $7::boolean[], $8::timestamp[], $9::text[], $10::text[], $11::bigint[],
                     $12::text[], $13::text[], $14::text[], $15::jsonb[], $16::jsonb[], $17::bytea[])
           as s (parcel, dedupe, instant, assumed, local_time, precision, zone, sequence, code, milestone, status, reason, action, sealed)
       on conflict do nothing returning parcel)
     select parcel, count(*)::int as stored from made group by parcel`,
    [tx.tenant, source, receivedAt, ...packed],
  )
  return new Map(rows.map(({ parcel, stored }) => [parcel, stored]))
}

/** What states are computed from: no decryption needed. */
export async function stateScans(tx: Tx, parcels: readonly ParcelId[]): Promise<Map<ParcelId, StateScan[]>> {
  const found = new Map<ParcelId, StateScan[]>(parcels.map((id) => [id, []]))
  if (parcels.length === 0) return found
  const rows = await tx.query<{
    parcel: ParcelId
    dedupe: Buffer
    instant: Temporal.Instant
    sequence: number | null
    milestone: Milestone | null
    status: Status | null
    reason: Reason | null
    action: ActionRequired | null
  }>(
    `select parcel, dedupe, instant, sequence, milestone, status, reason, action from scans
      where tenant = $1 and parcel = any($2::uuid[])`,
    [tx.tenant, parcels],
  )
  for (const { parcel, dedupe, ...scan } of rows)
    found.get(parcel)?.push({ ...scan, dedupeKey: dedupe.toString('hex') })
  return found
}

export type ParcelUpdate = {
  readonly id: ParcelId
  readonly state: ParcelState
  readonly estimate: StoredEstimate | null
  readonly heardAt: Temporal.Instant
}

/** An older answer that arrives late changes neither the estimate nor when the carrier was last heard. */
export async function updateParcels(tx: Tx, updates: readonly ParcelUpdate[]): Promise<void> {
  if (updates.length === 0) return
  await tx.query(
    `update parcels p set milestone = u.milestone, status = u.status, reason = u.reason, action = u.action, decided_by = u.decided_by,
        heard_at = greatest(p.heard_at, u.heard_at),
        estimate_from = case when u.keep then p.estimate_from else u.estimate_from end,
        estimate_to = case when u.keep then p.estimate_to else u.estimate_to end,
        estimate_window = case when u.keep then p.estimate_window else u.estimate_window end,
        estimate_at = case when u.keep then p.estimate_at else u.estimate_at end
       from (select w.*, w.estimate_at is null or coalesce(w.estimate_at < q.estimate_at, false) as keep
               from unnest($2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::bytea[], $8::timestamptz[], $9::date[],
                           $10::date[], $11::jsonb[], $12::timestamptz[])
                 as w (id, milestone, status, reason, action, decided_by, heard_at, estimate_from, estimate_to, estimate_window, estimate_at)
               join parcels q on q.tenant = $1 and q.id = w.id) u
      where p.tenant = $1 and p.id = u.id`,
    [tx.tenant, uuids(updates.map(({ id }) => id)), ...stateColumns(updates)],
  )
}

export type ScanRow = SealedScan &
  Omit<NewScan, 'key' | keyof SealedScan> & { readonly source: ScanSource; readonly receivedAt: Temporal.Instant }

export function openScan(tx: Tx, key: Key, { dedupe, sealed }: { dedupe: Buffer; sealed: Buffer }): SealedScan {
  return JSON.parse(key.open(scanCell(tx, dedupe), sealed)) as SealedScan
}

/** Newest first, at most `limit` a parcel. `keyOf` gives the key each parcel's scans are sealed under. */
export async function scansOf(
  tx: Tx,
  parcels: readonly ParcelId[],
  keyOf: (parcel: ParcelId) => Key,
  limit = 200,
): Promise<Map<ParcelId, ScanRow[]>> {
  const found = new Map<ParcelId, ScanRow[]>(parcels.map((id) => [id, []]))
  if (parcels.length === 0) return found
  const rows = await tx.query<{
    parcel: ParcelId
    dedupe: Buffer
    instant: Temporal.Instant
    assumed: boolean
    local_time: Temporal.PlainDateTime
    precision: Precision
    zone: string | null
    sequence: number | null
    code: string | null
    milestone: Milestone | null
    status: Status | null
    reason: Reason | null
    action: ActionRequired | null
    source: ScanSource
    received_at: Temporal.Instant
    sealed: Buffer
  }>(
    `select s.* from unnest($2::uuid[]) as p (id) cross join lateral (
       select parcel, dedupe, instant, assumed, local_time, precision, zone, sequence, code, milestone, status, reason, action, source,
              received_at, sealed
         from scans where tenant = $1 and parcel = p.id order by instant desc limit $3) s`,
    [tx.tenant, parcels, limit],
  )
  for (const { local_time, received_at, sealed, ...row } of rows) {
    const plain = openScan(tx, keyOf(row.parcel), { dedupe: row.dedupe, sealed })
    found.get(row.parcel)?.push({ ...row, ...plain, localTime: local_time, receivedAt: received_at })
  }
  return found
}

/** The orders a parcel holds lines of. */
export async function ordersOfParcels(tx: Tx, parcels: readonly ParcelId[]): Promise<Map<ParcelId, OrderId[]>> {
  const found = new Map<ParcelId, OrderId[]>()
  if (parcels.length === 0) return found
  const rows = await tx.query<{ parcel: ParcelId; order_id: OrderId }>(
    'select distinct parcel, order_id from shipments where tenant = $1 and parcel = any($2::uuid[]) order by 1, 2',
    [tx.tenant, parcels],
  )
  for (const { parcel, order_id } of rows) found.set(parcel, [...(found.get(parcel) ?? []), order_id])
  return found
}

/** So many of the merchant's parcels tell which carriers are in use; ids are as good as random, so they are a fair sample. */
const sampled = 500

/** The carriers the merchant has an account with, or parcels of. */
export async function carriersInUse(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ carrier: string }>(
    `select carrier from carrier_accounts where tenant = $1 and revoked_at is null
      union select carrier from (select carrier from parcels where tenant = $1 and carrier is not null order by id limit $2) p
      order by 1`,
    [tx.tenant, sampled],
  )
  return rows.map(({ carrier }) => carrier)
}
