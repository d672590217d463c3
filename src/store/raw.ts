import { randomUUIDv7 } from 'node:crypto'
import type { OrderId, ParcelId, PersonId, ScanSource, ShopId } from '../model/index.ts'
import { byteas, texts, uuids } from './arrays.ts'
import { personKeys } from './persons.ts'
import type { Tx } from './store.ts'
import type { Cell, Key } from './vault/index.ts'

/** How something came, without its body. */
export type Envelope = {
  readonly source: ScanSource
  readonly connector: string
  readonly contentType: string
  readonly bytes: number
  readonly receivedAt: Temporal.Instant
}

/** What one answer said of one order or one parcel. `person` null: nobody's yet, under the tenant's key. */
export type Slice = {
  readonly kind: 'order' | 'parcel'
  readonly subject: OrderId | ParcelId
  readonly shop: ShopId | null
  readonly person: PersonId | null
  readonly key: Key
  readonly body: unknown
}

const cellOf = (tx: Tx, id: string): Cell => ({ tenant: tx.tenant, table: 'raw_slices', row: id, column: 'sealed' })

export async function addRaw(tx: Tx, envelope: Envelope, slices: readonly Slice[]): Promise<void> {
  const envelopeId = randomUUIDv7()
  // Sent before the slices are sealed, so that the database is not idle meanwhile.
  const enveloped = tx.query(
    `insert into envelopes (tenant, id, source, connector, content_type, bytes, received_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      tx.tenant,
      envelopeId,
      envelope.source,
      envelope.connector,
      envelope.contentType,
      envelope.bytes,
      envelope.receivedAt,
    ],
  )
  await Promise.all([enveloped, addSlices(tx, envelopeId, envelope, slices)])
}

async function addSlices(tx: Tx, envelopeId: string, envelope: Envelope, slices: readonly Slice[]): Promise<void> {
  if (slices.length === 0) return
  const ids = slices.map(() => randomUUIDv7())
  await tx.query(
    `insert into raw_slices (tenant, id, envelope, kind, connector, source, shop, person, subject, sealed, received_at)
       select $1, s.id, $2, s.kind, $3, $4, s.shop, s.person, s.subject, s.sealed, $5
         from unnest($6::uuid[], $7::text[], $8::text[], $9::uuid[], $10::uuid[], $11::bytea[])
           as s (id, kind, shop, person, subject, sealed)`,
    [
      tx.tenant,
      envelopeId,
      envelope.connector,
      envelope.source,
      envelope.receivedAt,
      uuids(ids),
      texts(slices.map(({ kind }) => kind)),
      texts(slices.map(({ shop }) => shop)),
      uuids(slices.map(({ person }) => person)),
      uuids(slices.map(({ subject }) => subject)),
      byteas(slices.map(({ key, body }, i) => key.seal(cellOf(tx, ids[i] ?? ''), JSON.stringify(body)))),
    ],
  )
}

/** Gives the slices that belonged to nobody to the person a parcel turned out to be for. */
export async function claimSlices(tx: Tx, parcel: ParcelId, person: PersonId, key: Key): Promise<void> {
  const rows = await tx.query<{ id: string; sealed: Buffer }>(
    'select id, sealed from raw_slices where tenant = $1 and subject = $2 and person is null order by seq for update',
    [tx.tenant, parcel],
  )
  for (const { id, sealed } of rows) {
    const body = tx.key.open(cellOf(tx, id), sealed)
    await tx.query('update raw_slices set person = $3, sealed = $4 where tenant = $1 and id = $2', [
      tx.tenant,
      id,
      person,
      key.seal(cellOf(tx, id), body),
    ])
  }
}

export type HeldSlice = {
  readonly seq: number
  readonly kind: 'order' | 'parcel'
  readonly connector: string
  readonly source: ScanSource
  readonly shop: ShopId | null
  readonly person: PersonId | null
  readonly subject: OrderId | ParcelId
  readonly receivedAt: Temporal.Instant
  readonly body: unknown
}

/** The next slices after `seq`, oldest first. Those of an erased person are gone for good and left out. */
export async function slicesAfter(tx: Tx, seq: number, limit: number): Promise<HeldSlice[]> {
  const rows = await tx.query<SealedSlice>(
    `select s.seq, s.id, s.kind, s.connector, s.source, s.shop, s.person, s.subject, s.received_at, s.sealed
       from raw_slices s left join persons p on p.tenant = s.tenant and p.id = s.person
      where s.tenant = $1 and s.seq > $2 and (s.person is null or p.erased_at is null) order by s.seq limit $3`,
    [tx.tenant, seq, limit],
  )
  return opened(tx, rows)
}

/** All that was kept of these parcels, oldest first; what was an erased person's is gone for good and left out. */
export async function slicesOf(tx: Tx, parcels: readonly ParcelId[]): Promise<HeldSlice[]> {
  const rows = await tx.query<SealedSlice>(
    `select s.seq, s.id, s.kind, s.connector, s.source, s.shop, s.person, s.subject, s.received_at, s.sealed
       from raw_slices s left join persons p on p.tenant = s.tenant and p.id = s.person
      where s.tenant = $1 and s.subject = any($2::uuid[]) and s.kind = 'parcel' and (s.person is null or p.erased_at is null)
      order by s.seq`,
    [tx.tenant, uuids(parcels)],
  )
  return opened(tx, rows)
}

type SealedSlice = Omit<HeldSlice, 'receivedAt' | 'body'> & {
  readonly id: string
  readonly received_at: Temporal.Instant
  readonly sealed: Buffer
}

async function opened(tx: Tx, rows: readonly SealedSlice[]): Promise<HeldSlice[]> {
  const keys = await personKeys(
    tx,
    rows.flatMap(({ person }) => person ?? []),
  )
  return rows.map(({ id, sealed, received_at, ...row }) => {
    const key = row.person === null ? tx.key : keys.get(row.person)
    if (!key) throw new Error(`no key for person ${row.person}`)
    return { ...row, receivedAt: received_at, body: JSON.parse(key.open(cellOf(tx, id), sealed)) as unknown }
  })
}

/** Every derived table, emptied; what is raw, and links, sessions and conversations, stay. */
export async function emptyDerived(tx: Tx): Promise<void> {
  for (const table of ['shipment_lines', 'shipments', 'scans', 'parcels', 'order_lookups', 'order_lines', 'orders']) {
    await tx.query(`delete from ${table} where tenant = $1`, [tx.tenant])
  }
}

/** Each derived table's rows as text in key order: what must be equal before and after deriving again. */
export async function dumpDerived(tx: Tx): Promise<Record<string, string[]>> {
  const dump: Record<string, string[]> = {}
  for (const table of ['orders', 'order_lines', 'order_lookups', 'parcels', 'shipments', 'shipment_lines', 'scans']) {
    const rows = await tx.query<{ row: string }>(
      `select t::text as row from ${table} t where tenant = $1 order by t::text collate "C"`,
      [tx.tenant],
    )
    dump[table] = rows.map(({ row }) => row)
  }
  return dump
}

/** Requests share this lock; `rederive` holds it alone. */
export async function lockHistory(tx: Tx, mode: 'shared' | 'alone'): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock${mode === 'shared' ? '_shared' : ''}(hashtextextended($1, 1))`, [
    tx.tenant,
  ])
}

/** Slices that were nobody's for too long, with the parcels known only from them. */
export async function purgeUnclaimed(tx: Tx, before: Temporal.Instant): Promise<number> {
  const rows = await tx.query<{ n: number }>('select purge_unclaimed($1) as n', [before])
  return rows[0]?.n ?? 0
}

/** The newest of what was kept of an order or a parcel; what was an erased person's is gone for good. */
export async function lastSlice(
  tx: Tx,
  subject: OrderId | ParcelId,
): Promise<Pick<HeldSlice, 'connector' | 'person' | 'body'> | undefined> {
  const rows = await tx.query<{ id: string; connector: string; person: PersonId | null; sealed: Buffer }>(
    `select s.id, s.connector, s.person, s.sealed from raw_slices s
       left join persons p on p.tenant = s.tenant and p.id = s.person
      where s.tenant = $1 and s.subject = $2 and p.erased_at is null order by s.seq desc limit 1`,
    [tx.tenant, subject],
  )
  const row = rows[0]
  if (!row) return undefined
  const key = row.person === null ? tx.key : (await personKeys(tx, [row.person])).get(row.person)
  if (!key) return undefined
  const { connector, person } = row
  return { connector, person, body: JSON.parse(key.open(cellOf(tx, row.id), row.sealed)) as unknown }
}
