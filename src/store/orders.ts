import type { LineId, Money, OrderId, ParcelId, PersonId, ReadOrder, ReadShipment, ShopId } from '../model/index.ts'
import type { Tx } from './store.ts'
import {
  type Cell,
  type IndexKind,
  type Key,
  normaliseEmail,
  normaliseOrderNumber,
  normalisePhone,
  normalisePostcode,
} from './vault/index.ts'

export type SealedOrder = Pick<
  ReadOrder,
  'external' | 'number' | 'customer' | 'shippingAddress' | 'shippingMethod' | 'language' | 'instructions'
>
export type SealedLine = {
  readonly external: string
  readonly title: string
  readonly variant: string | null
  readonly sku: string | null
  readonly unitPrice: Money | null
}

export type OrderRow = SealedOrder & {
  readonly id: OrderId
  readonly shop: ShopId
  readonly person: PersonId
  readonly placedAt: Temporal.Instant
  readonly changedAt: Temporal.Instant
  readonly receivedAt: Temporal.Instant
  readonly state: ReadOrder['state']
  readonly payment: ReadOrder['payment']
  readonly promised: Temporal.PlainDate | null
  readonly total: Money
}

export type LineRow = SealedLine & {
  readonly id: LineId
  readonly order: OrderId
  readonly quantity: number
  readonly ordered: number
}

export type ShipmentRow = {
  readonly order: OrderId
  readonly externalDigest: Buffer
  readonly parcel: ParcelId | null
  readonly state: ReadShipment['state']
  readonly shippedAt: Temporal.Instant | null
  readonly lines: readonly { readonly line: LineId; readonly quantity: number }[]
}

const orderCell = (tx: Tx, id: string): Cell => ({ tenant: tx.tenant, table: 'orders', row: id, column: 'sealed' })
const lineCell = (tx: Tx, id: string): Cell => ({ tenant: tx.tenant, table: 'order_lines', row: id, column: 'sealed' })

export type OrderVersion = { readonly person: PersonId; readonly changedAt: Temporal.Instant; readonly version: Buffer }

/** Takes the order's lock, whether it is stored yet or not, and tells which version is held. */
export async function lockOrder(tx: Tx, id: OrderId): Promise<OrderVersion | undefined> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 2))', [id])
  const rows = await tx.query<{ person: PersonId; changed_at: Temporal.Instant; version_digest: Buffer }>(
    'select person, changed_at, version_digest from orders where tenant = $1 and id = $2',
    [tx.tenant, id],
  )
  const row = rows[0]
  return row && { person: row.person, changedAt: row.changed_at, version: row.version_digest }
}

export type SaveOrder = {
  readonly id: OrderId
  readonly shop: ShopId
  readonly person: PersonId
  readonly key: Key
  readonly order: ReadOrder
  readonly version: Buffer
  readonly receivedAt: Temporal.Instant
  readonly shipments: readonly (ReadShipment & { readonly parcel: ParcelId | null })[]
}

/** Replaces the order's derived rows by this version's. */
export async function saveOrder(
  tx: Tx,
  { id, shop, person, key, order, version, receivedAt, shipments }: SaveOrder,
): Promise<void> {
  const { external, number, customer, shippingAddress, shippingMethod, language, instructions } = order
  const sealed: SealedOrder = { external, number, customer, shippingAddress, shippingMethod, language, instructions }
  await tx.query('delete from orders where tenant = $1 and id = $2', [tx.tenant, id])
  await tx.query(
    `insert into orders (tenant, id, shop, person, number_digest, placed_at, changed_at, received_at, version_digest, state, payment,
                         promised, currency, total_minor, sealed)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      tx.tenant,
      id,
      shop,
      person,
      tx.key.index('order-number', normaliseOrderNumber(number)),
      order.placedAt,
      order.updatedAt,
      receivedAt,
      version,
      order.state,
      order.payment,
      order.promised,
      order.total.currency,
      order.total.minor,
      key.seal(orderCell(tx, id), JSON.stringify(sealed)),
    ],
  )
  const lines = order.lines.map((line) => ({ ...line, id: lineId(tx, id, line.external) }))
  await tx.query(
    `insert into order_lines (tenant, id, order_id, position, quantity, ordered, sealed)
       select $1, l.id, $2, l.position, l.quantity, l.ordered, l.sealed
         from unnest($3::uuid[], $4::int[], $5::int[], $6::int[], $7::bytea[]) as l (id, position, quantity, ordered, sealed)`,
    [
      tx.tenant,
      id,
      lines.map((line) => line.id),
      lines.map((_, i) => i),
      lines.map(({ quantity }) => quantity),
      lines.map(({ ordered }) => ordered),
      lines.map((line) => {
        const plain: SealedLine = {
          external: line.external,
          title: line.title,
          variant: line.variant,
          sku: line.sku,
          unitPrice: line.unitPrice,
        }
        return key.seal(lineCell(tx, line.id), JSON.stringify(plain))
      }),
    ],
  )
  const lookups = lookupsOf(tx, order)
  await tx.query(
    `insert into order_lookups (tenant, kind, digest, order_id)
       select $1, kind, digest, $2 from unnest($3::text[], $4::bytea[]) as l (kind, digest) on conflict do nothing`,
    [tx.tenant, id, lookups.map(({ kind }) => kind), lookups.map(({ digest }) => digest)],
  )
  const digests = shipments.map(({ external }) => tx.key.index('request', `shipment ${external}`))
  await tx.query(
    `insert into shipments (tenant, order_id, external_digest, parcel, state, shipped_at, position)
       select $1, $2, s.digest, s.parcel, s.state, s.shipped_at, s.position
         from unnest($3::bytea[], $4::uuid[], $5::text[], $6::timestamptz[], $7::int[]) as s (digest, parcel, state, shipped_at, position)`,
    [
      tx.tenant,
      id,
      digests,
      shipments.map(({ parcel }) => parcel),
      shipments.map(({ state }) => state),
      shipments.map(({ shippedAt }) => shippedAt),
      shipments.map((_, i) => i),
    ],
  )
  const known = new Set(order.lines.map((line) => line.external))
  const held = shipments.flatMap(({ lines: parts }, i) =>
    [...totalByLine(parts)]
      .filter(([line]) => known.has(line))
      .map(([line, quantity]) => ({ digest: digests[i], line, quantity })),
  )
  await tx.query(
    `insert into shipment_lines (tenant, order_id, external_digest, line, quantity)
       select $1, $2, l.digest, l.line, l.quantity from unnest($3::bytea[], $4::uuid[], $5::int[]) as l (digest, line, quantity)`,
    [
      tx.tenant,
      id,
      held.map(({ digest }) => digest),
      held.map(({ line }) => lineId(tx, id, line)),
      held.map(({ quantity }) => quantity),
    ],
  )
}

function totalByLine(parts: ReadShipment['lines']): Map<string, number> {
  const totals = new Map<string, number>()
  for (const { external, quantity } of parts) totals.set(external, (totals.get(external) ?? 0) + quantity)
  return totals
}

const lineId = (tx: Tx, order: OrderId, external: string) => tx.key.id('line', order, external) as LineId

function lookupsOf(tx: Tx, { number, customer, shippingAddress }: ReadOrder): { kind: IndexKind; digest: Buffer }[] {
  const proofs: [ProofKind, string | null | undefined][] = [
    ['email', customer.email],
    ['phone', customer.phone],
    ['postcode', shippingAddress?.postal],
  ]
  return proofs.flatMap(([kind, value]) => {
    if (!value) return []
    const index = proofIndex(number, kind, value)
    return index ? [{ kind: index.kind, digest: tx.key.index(index.kind, index.text) }] : []
  })
}

export const proofKinds = ['email', 'phone', 'postcode'] as const
export type ProofKind = (typeof proofKinds)[number]

const normaliseProof = { email: normaliseEmail, phone: normalisePhone, postcode: normalisePostcode } satisfies Record<
  ProofKind,
  (text: string) => string
>

function proofIndex(number: string, kind: ProofKind, value: string): { kind: IndexKind; text: string } | undefined {
  const proof = normaliseProof[kind](value)
  // An empty proof must never match an order that has none.
  return proof.length < 3
    ? undefined
    : { kind: `order-number+${kind}`, text: `${normaliseOrderNumber(number)}|${proof}` }
}

/**
 * Orders of this number that belong to whoever gave the proof. One HMAC and one query whether it fits or not; a proof that
 * could fit nothing is looked up all the same.
 */
export async function findOrdersByProof(
  tx: Tx,
  { number, kind, value }: { number: string; kind: ProofKind; value: string },
): Promise<OrderId[]> {
  const index = proofIndex(number, kind, value) ?? {
    kind: `order-number+${kind}` as IndexKind,
    text: `${normaliseOrderNumber(number)}|`,
  }
  const rows = await tx.query<{ order_id: OrderId }>(
    'select order_id from order_lookups where tenant = $1 and kind = $2 and digest = $3 order by order_id limit 20',
    [tx.tenant, index.kind, tx.key.index(index.kind, index.text)],
  )
  return rows.map(({ order_id }) => order_id)
}

export async function findOrdersByNumber(tx: Tx, number: string): Promise<OrderId[]> {
  const rows = await tx.query<{ id: OrderId }>(
    'select id from orders where tenant = $1 and number_digest = $2 order by id',
    [tx.tenant, tx.key.index('order-number', normaliseOrderNumber(number))],
  )
  return rows.map(({ id }) => id)
}

/** Newest first. */
export async function ordersOfPerson(tx: Tx, person: PersonId, limit = 50): Promise<OrderId[]> {
  const rows = await tx.query<{ id: OrderId }>(
    'select id from orders where tenant = $1 and person = $2 order by placed_at desc, id limit $3',
    [tx.tenant, person, limit],
  )
  return rows.map(({ id }) => id)
}

/** Newest first; `before` is the last row of the page before. */
export async function pageOfOrders(
  tx: Tx,
  { before, limit }: { before: { placedAt: string; id: string } | null; limit: number },
): Promise<{ id: OrderId; placedAt: Temporal.Instant }[]> {
  const rows = await tx.query<{ id: OrderId; placed_at: Temporal.Instant }>(
    `select id, placed_at from orders where tenant = $1 and ($2::timestamptz is null or (placed_at, id) < ($2, $3::uuid))
      order by placed_at desc, id desc limit $4`,
    [tx.tenant, before?.placedAt ?? null, before?.id ?? null, limit],
  )
  return rows.map(({ id, placed_at }) => ({ id, placedAt: placed_at }))
}

type RawOrder = {
  id: OrderId
  shop: ShopId
  person: PersonId
  placed_at: Temporal.Instant
  changed_at: Temporal.Instant
  received_at: Temporal.Instant
  state: ReadOrder['state']
  payment: ReadOrder['payment']
  promised: Temporal.PlainDate | null
  currency: string
  total_minor: number
  sealed: Buffer
}

/** Whose an order is, before anything of it is opened. */
export async function peopleOfOrders(tx: Tx, ids: readonly OrderId[]): Promise<PersonId[]> {
  const rows = await tx.query<{ person: PersonId }>(
    'select distinct person from orders where tenant = $1 and id = any($2::uuid[])',
    [tx.tenant, ids],
  )
  return rows.map(({ person }) => person)
}

export async function ordersById(
  tx: Tx,
  ids: readonly OrderId[],
  keys: Promise<(person: PersonId) => Key>,
): Promise<OrderRow[]> {
  const rows = await tx.query<RawOrder>(
    `select id, shop, person, placed_at, changed_at, received_at, state, payment, promised, currency, total_minor, sealed
       from orders where tenant = $1 and id = any($2::uuid[])`,
    [tx.tenant, ids],
  )
  const keyOf = await keys
  return rows.map((row) => ({
    ...(JSON.parse(keyOf(row.person).open(orderCell(tx, row.id), row.sealed)) as SealedOrder),
    id: row.id,
    shop: row.shop,
    person: row.person,
    placedAt: row.placed_at,
    changedAt: row.changed_at,
    receivedAt: row.received_at,
    state: row.state,
    payment: row.payment,
    promised: row.promised,
    total: { minor: row.total_minor, currency: row.currency },
  }))
}

export async function parcelsOfOrders(tx: Tx, orders: readonly string[]): Promise<ParcelId[]> {
  if (orders.length === 0) return []
  const rows = await tx.query<{ parcel: ParcelId }>(
    'select distinct parcel from shipments where tenant = $1 and order_id = any($2::uuid[]) and parcel is not null',
    [tx.tenant, orders],
  )
  return rows.map(({ parcel }) => parcel)
}

/** The country each parcel's newest order is sent to; left out where no order tells. */
export async function destinationsOf(
  tx: Tx,
  parcels: readonly ParcelId[],
  keyOf: (person: PersonId) => Key | undefined,
): Promise<Map<ParcelId, string>> {
  if (parcels.length === 0) return new Map()
  const rows = await tx.query<{ parcel: ParcelId; id: OrderId; person: PersonId; sealed: Buffer }>(
    `select distinct on (s.parcel) s.parcel, o.id, o.person, o.sealed
       from shipments s join orders o on o.tenant = s.tenant and o.id = s.order_id
      where s.tenant = $1 and s.parcel = any($2::uuid[]) order by s.parcel, o.placed_at desc, o.id`,
    [tx.tenant, parcels],
  )
  const found = new Map<ParcelId, string>()
  for (const { parcel, id, person, sealed } of rows) {
    const key = keyOf(person)
    const country = key && (JSON.parse(key.open(orderCell(tx, id), sealed)) as SealedOrder).shippingAddress?.country
    if (country) found.set(parcel, country)
  }
  return found
}

export async function linesOf(
  tx: Tx,
  orders: readonly OrderId[],
  keys: Promise<(person: PersonId) => Key>,
): Promise<LineRow[]> {
  const rows = await tx.query<{
    id: LineId
    order_id: OrderId
    person: PersonId
    quantity: number
    ordered: number
    sealed: Buffer
  }>(
    `select l.id, l.order_id, o.person, l.quantity, l.ordered, l.sealed
       from order_lines l join orders o on o.tenant = l.tenant and o.id = l.order_id
      where l.tenant = $1 and l.order_id = any($2::uuid[]) order by l.order_id, l.position`,
    [tx.tenant, orders],
  )
  const keyOf = await keys
  return rows.map(({ id, order_id, person, quantity, ordered, sealed }) => {
    const plain = JSON.parse(keyOf(person).open(lineCell(tx, id), sealed)) as SealedLine
    return { ...plain, id, order: order_id, quantity, ordered }
  })
}

export async function shipmentsOf(tx: Tx, orders: readonly OrderId[]): Promise<ShipmentRow[]> {
  const rows = await tx.query<{
    order_id: OrderId
    external_digest: Buffer
    parcel: ParcelId | null
    state: ReadShipment['state']
    shipped_at: Temporal.Instant | null
    lines: { line: LineId; quantity: number }[]
  }>(
    `select s.order_id, s.external_digest, s.parcel, s.state, s.shipped_at,
            coalesce((select jsonb_agg(jsonb_build_object('line', l.line, 'quantity', l.quantity) order by l.line)
                        from shipment_lines l where l.tenant = s.tenant and l.order_id = s.order_id and l.external_digest = s.external_digest), '[]') as lines
       from shipments s where s.tenant = $1 and s.order_id = any($2::uuid[]) order by s.order_id, s.position`,
    [tx.tenant, orders],
  )
  return rows.map(({ order_id, external_digest, shipped_at, ...row }) => ({
    ...row,
    order: order_id,
    externalDigest: external_digest,
    shippedAt: shipped_at,
  }))
}
