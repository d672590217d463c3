import { createHash, randomUUIDv7 } from 'node:crypto'
import type { OrderId, ParcelId, PersonId, ShopId } from '../model/index.ts'
import { dates, texts } from './arrays.ts'
import { enqueue } from './outbox.ts'
import { personKey } from './persons.ts'
import type { Tx } from './store.ts'
import type { Cell, Key } from './vault/index.ts'

export type NewNotice = {
  readonly kind: string
  readonly channel: string
  readonly person: PersonId
  readonly order: OrderId | null
  readonly parcel: ParcelId | null
  /** The day that passed, where something is late. */
  readonly day: Temporal.PlainDate | null
  /** What makes it this event and no other, e.g. the parcel and the day promised. */
  readonly about: string
  /** What the words need beside the order; sealed under the person's key. */
  readonly data: unknown
}

const dataCell = (tx: Tx, id: string): Cell => ({ tenant: tx.tenant, table: 'notices', row: id, column: 'sealed' })
const previewCell = (tx: Tx, id: string): Cell => ({ tenant: tx.tenant, table: 'notices', row: id, column: 'preview' })

/** Written with what happened, and sent after: undefined where this person was told, or is to be told, the same already. */
export async function addNotice(
  tx: Tx,
  { kind, channel, person, order, parcel, day, about, data }: NewNotice,
  now: Temporal.Instant,
): Promise<string | undefined> {
  const id = randomUUIDv7()
  const dedupe = createHash('sha256')
    .update(JSON.stringify([kind, channel, person, about]))
    .digest()
  const key = await personKey(tx, person)
  const rows = await tx.query(
    `insert into notices (tenant, id, dedupe, kind, channel, person, order_id, parcel, day, state, next_at, created_at, sealed)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, $10, $11) on conflict (tenant, dedupe) do nothing returning id`,
    [
      tx.tenant,
      id,
      dedupe,
      kind,
      channel,
      person,
      order,
      parcel,
      day,
      now,
      key.seal(dataCell(tx, id), JSON.stringify(data)),
    ],
  )
  if (rows.length === 0) return undefined
  await enqueue(tx, [{ task: 'send', payload: { tenant: tx.tenant, notice: id } }])
  return id
}

export type NoticeRow = {
  readonly id: string
  readonly kind: string
  readonly channel: string
  readonly person: PersonId
  readonly order: OrderId | null
  readonly parcel: ParcelId | null
  readonly day: Temporal.PlainDate | null
  /** Which try this is, from 1. Whoever holds a smaller one has lost the notice to somebody else. */
  readonly attempts: number
  readonly createdAt: Temporal.Instant
  readonly sealed: Buffer | null
}

/** Takes a notice that is due, until `until`: undefined where it is sent, somebody else's, or not due yet. */
export async function claimNotice(
  tx: Tx,
  { id, now, until }: { id: string; now: Temporal.Instant; until: Temporal.Instant },
): Promise<NoticeRow | undefined> {
  const rows = await tx.query<NoticeRow>(
    `update notices set state = 'sending', attempts = attempts + 1, next_at = $4
      where tenant = $1 and id = $2 and state in ('waiting', 'sending') and next_at <= $3
      returning id, kind, channel, person, order_id as "order", parcel, day, attempts, created_at as "createdAt", sealed`,
    [tx.tenant, id, now, until],
  )
  return rows[0]
}

/** What was sealed with a notice. */
export async function noticeData(tx: Tx, { id, person, sealed }: NoticeRow): Promise<unknown> {
  return sealed === null ? {} : JSON.parse((await personKey(tx, person)).open(dataCell(tx, id), sealed))
}

/** Held on to while the other side takes its time; false once somebody else has taken it over. */
export async function holdNotice(
  tx: Tx,
  { id, attempts }: Pick<NoticeRow, 'id' | 'attempts'>,
  until: Temporal.Instant,
): Promise<boolean> {
  const rows = await tx.query(
    `update notices set next_at = $4 where tenant = $1 and id = $2 and attempts = $3 and state = 'sending' returning id`,
    [tx.tenant, id, attempts, until],
  )
  return rows.length > 0
}

export type Outcome =
  | { readonly state: 'sent'; readonly at: Temporal.Instant; readonly preview: string | null }
  | { readonly state: 'waiting'; readonly nextAt: Temporal.Instant; readonly reason: string }
  | { readonly state: 'failed' | 'dropped'; readonly reason: string }

/** How a try ended; false where somebody else has taken it over meanwhile. What it was made of goes once it is over. */
export async function finishNotice(
  tx: Tx,
  { id, attempts, person }: Pick<NoticeRow, 'id' | 'attempts' | 'person'>,
  outcome: Outcome,
): Promise<boolean> {
  const { state } = outcome
  const preview = state === 'sent' ? outcome.preview : null
  const sealed = preview === null ? null : (await personKey(tx, person)).seal(previewCell(tx, id), preview)
  const rows = await tx.query(
    `update notices set state = $4, reason = $5, sent_at = $6, next_at = coalesce($7, next_at), preview = $8,
            sealed = case when $4 = 'waiting' then sealed end
      where tenant = $1 and id = $2 and attempts = $3 and state = 'sending' returning id`,
    [
      tx.tenant,
      id,
      attempts,
      state,
      state === 'sent' ? null : outcome.reason,
      state === 'sent' ? outcome.at : null,
      state === 'waiting' ? outcome.nextAt : null,
      sealed,
    ],
  )
  return rows.length > 0
}

/** Notices to send: new ones, those to try again, and those of a process that was killed over them. */
export async function dueNotices(tx: Tx, now: Temporal.Instant, limit = 100): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from notices where tenant = $1 and state in ('waiting', 'sending') and next_at <= $2 order by next_at limit $3`,
    [tx.tenant, now, limit],
  )
  return rows.map(({ id }) => id)
}

/** Whether a parcel's own notice of this kind was written before. */
export async function isTold(tx: Tx, kind: string, parcel: ParcelId, order: OrderId): Promise<boolean> {
  const rows = await tx.query(
    'select id from notices where tenant = $1 and kind = $2 and parcel = $3 and order_id = $4 limit 1',
    [tx.tenant, kind, parcel, order],
  )
  return rows.length > 0
}

/** What a notice may be about: not cancelled, its person not erased, and something of it newer than `since`. */
export type Candidate = {
  readonly id: OrderId
  readonly person: PersonId
  readonly changedAt: Temporal.Instant
  /** Something of it was told before: what changes now, changed while we watched. */
  readonly watched: boolean
}

export async function candidates(
  tx: Tx,
  orders: readonly OrderId[],
  since: Temporal.Instant,
): Promise<Map<OrderId, Candidate>> {
  if (orders.length === 0) return new Map()
  const rows = await tx.query<Candidate>(
    `select o.id, o.person, o.changed_at as "changedAt",
            exists (select from notices n where n.tenant = o.tenant and n.order_id = o.id and n.kind <> 'code') as watched
       from orders o join persons p on p.tenant = o.tenant and p.id = o.person and p.erased_at is null
      where o.tenant = $1 and o.id = any($2::uuid[]) and o.state <> 'cancelled'
        and (o.placed_at > $3 or o.changed_at > $3 or o.promised > $4
          or exists (select from shipments h join parcels c on c.tenant = h.tenant and c.id = h.parcel
                      where h.tenant = o.tenant and h.order_id = o.id and c.estimate_to > $4)
          or exists (select from shipments h join scans c on c.tenant = h.tenant and c.parcel = h.parcel
                      where h.tenant = o.tenant and h.order_id = o.id and c.instant > $3))`,
    [tx.tenant, orders, since, since.toZonedDateTimeISO('UTC').toPlainDate()],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * Orders of which something was due on one of the last `days` days at its shop, has not come, and nobody was told. What is
 * late is decided by whoever reads the order; this only finds where to look.
 */
export async function ordersPastTheirDay(
  tx: Tx,
  { shops, days }: { shops: readonly { readonly id: ShopId; readonly today: Temporal.PlainDate }[]; days: number },
): Promise<OrderId[]> {
  if (shops.length === 0) return []
  const todays = shops.map(({ today }) => today)
  const [first] = todays.toSorted((a, b) => Temporal.PlainDate.compare(a, b))
  const [last] = todays.toSorted((a, b) => Temporal.PlainDate.compare(b, a))
  const rows = await tx.query<{ id: OrderId }>(
    `with near as (
       select id from orders where tenant = $1 and promised between $4 and $5
       union select h.order_id from parcels c join shipments h on h.tenant = c.tenant and h.parcel = c.id
              where c.tenant = $1 and c.estimate_to between $4 and $5
     ), due as (
       select o.id, o.tenant, o.shop, coalesce(c.estimate_to, o.promised) as day
         from near join orders o on o.tenant = $1 and o.id = near.id and o.state <> 'cancelled'
         join shipments h on h.tenant = o.tenant and h.order_id = o.id
         left join parcels c on c.tenant = h.tenant and c.id = h.parcel
        where (h.state = 'shipped' or c.heard_at is not null)
          and coalesce(c.milestone, '') not in ('delivered', 'returned', 'cancelled', 'available_for_pickup', 'returning')
       union
       select o.id, o.tenant, o.shop, o.promised
         from near join orders o on o.tenant = $1 and o.id = near.id and o.state = 'open'
        where (select coalesce(sum(quantity), 0) from order_lines l where l.tenant = o.tenant and l.order_id = o.id) >
              (select coalesce(sum(l.quantity), 0) from shipment_lines l
                 join shipments h on h.tenant = l.tenant and h.order_id = l.order_id and h.external_digest = l.external_digest
                 left join parcels c on c.tenant = h.tenant and c.id = h.parcel
                where l.tenant = o.tenant and l.order_id = o.id and (h.state in ('shipped', 'delivered')
                  or coalesce(c.milestone, 'unknown') not in ('unknown', 'not_found', 'info_received', 'cancelled')))
     )
     select distinct due.id from due join unnest($2::text[], $3::date[]) as s (id, today) on s.id = due.shop
      where due.day < s.today and due.day >= s.today - $6::int
        and not exists (select from notices n where n.tenant = due.tenant and n.order_id = due.id and n.kind = 'late' and n.day = due.day)
      order by 1`,
    [
      tx.tenant,
      texts(shops.map(({ id }) => id)),
      dates(todays),
      first?.subtract({ days }),
      last?.subtract({ days: 1 }),
      days,
    ],
  )
  return rows.map(({ id }) => id)
}

export type PreviewRow = { readonly id: string; readonly at: Temporal.Instant; readonly body: string }

/** Messages nobody sent, newest first; those of people erased since can't be read and are left out. */
export async function previews(tx: Tx, limit = 100): Promise<PreviewRow[]> {
  return openPreviews(
    tx,
    await tx.query<SealedPreview>(
      `${selectPreviews} where n.tenant = $1 and n.preview is not null order by n.created_at desc, n.id desc limit $2`,
      [tx.tenant, limit],
    ),
  )
}

export async function findPreview(tx: Tx, id: string): Promise<PreviewRow | undefined> {
  const rows = await tx.query<SealedPreview>(
    `${selectPreviews} where n.tenant = $1 and n.id = $2 and n.preview is not null`,
    [tx.tenant, id],
  )
  return (await openPreviews(tx, rows))[0]
}

type SealedPreview = { id: string; at: Temporal.Instant; person: PersonId; preview: Buffer }
const selectPreviews = `select n.id, n.sent_at as at, n.person, n.preview from notices n
  join persons p on p.tenant = n.tenant and p.id = n.person and p.erased_at is null`

async function openPreviews(tx: Tx, rows: readonly SealedPreview[]): Promise<PreviewRow[]> {
  const keys = new Map<PersonId, Key>()
  for (const { person } of rows) if (!keys.has(person)) keys.set(person, await personKey(tx, person))
  return rows.flatMap(({ id, at, person, preview }) => {
    const key = keys.get(person)
    return key ? [{ id, at, body: key.open(previewCell(tx, id), preview) }] : []
  })
}

/** What is over is of no more use after a while: its event is then too old to be told again. */
export async function purgeNotices(tx: Tx, before: Temporal.Instant): Promise<void> {
  await tx.query(
    "delete from notices where tenant = $1 and created_at < $2 and state in ('sent', 'failed', 'dropped')",
    [tx.tenant, before],
  )
}
