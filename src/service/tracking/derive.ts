import {
  type Carrier,
  type OrderId,
  type ParcelId,
  type PersonId,
  type ReadOrder,
  type ReadParcel,
  type ReadShipment,
  type ScanSource,
  type ShopId,
  dedupeTexts,
  parcelState,
  placeInTime,
} from '../../model/index.ts'
import {
  type Key,
  type NewParcel,
  type NewScan,
  type ParcelRow,
  type ParcelUpdate,
  type Tx,
  claimSlices,
  insertParcels,
  insertScans,
  lockOrder,
  lockParcels,
  normaliseTrackingNumber,
  openParcel,
  ordersOfParcels,
  personKeys,
  resealParcel,
  resealScans,
  saveOrder,
  sealParcel,
  shipmentsOf,
  stateScans,
  updateParcels,
} from '../../store/index.ts'

/**
 * From what was received to what we say: the same functions when something arrives and when history is derived again, so
 * that both end alike. Nothing here looks at a clock; the only times are those in the answers and `receivedAt`.
 */

/** A scan this much older than the order that opened a generation is still taken to be its own: clocks and zones differ. */
const slack = Temporal.Duration.from({ hours: 48 })

/** Two orders of one person under one number this close together went out in one box; farther apart, the number was used again. */
const sameBox = Temporal.Duration.from({ hours: 24 * 60 })

export type Carriers = ReadonlyMap<string, Carrier>

/** The carrier a number certainly belongs to, by checksum; null where its shape alone can't tell. */
export function recogniseCarrier(carriers: Carriers, number: string): string | null {
  const sure = [...carriers.values()].filter((carrier) => carrier.recognises(number) === 1)
  return sure.length === 1 ? (sure[0]?.id ?? null) : null
}

export type DerivedOrder = { readonly id: OrderId; readonly changed: boolean; readonly parcels: readonly ParcelId[] }

/** Stores an order's version if it is the newest, with the parcels its shipments name. */
export async function deriveOrder(
  tx: Tx,
  carriers: Carriers,
  {
    shop,
    person,
    key,
    order,
    receivedAt,
  }: { shop: ShopId; person: PersonId; key: Key; order: ReadOrder; receivedAt: Temporal.Instant },
): Promise<DerivedOrder> {
  const id = orderId(tx, shop, order)
  const version = tx.key.index('request', `order ${canonical(order)}`)
  const held = await lockOrder(tx, id)
  if (held && (held.version.equals(version) || Temporal.Instant.compare(held.changedAt, order.updatedAt) > 0)) {
    return { id, changed: false, parcels: [] }
  }
  const before = held ? await shipmentsOf(tx, [id]) : []
  const already = new Set(before.flatMap(({ parcel }) => parcel ?? []))
  const shipments: (ReadShipment & { parcel: ParcelId | null })[] = []
  // Locks are taken in the order of the digests, as everywhere.
  const digests = new Map(
    order.shipments.flatMap(({ number }) => (number ? [[number, digestOf(tx, number)] as const] : [])),
  )
  const rows = await lockParcels(tx, [...digests.values()])
  for (const shipment of order.shipments) {
    const digest = shipment.number ? digests.get(shipment.number) : undefined
    if (!digest || !shipment.number) {
      shipments.push({ ...shipment, parcel: null })
      continue
    }
    const made = await parcelForOrder(tx, carriers, {
      shipment,
      number: shipment.number,
      digest,
      rows,
      already,
      person,
      key,
      order,
    })
    shipments.push({ ...shipment, parcel: made.id })
    if (!rows.some(({ id }) => id === made.id)) rows.push(made)
  }
  await saveOrder(tx, { id, shop, person, key, order, version, receivedAt, shipments })
  return { id, changed: true, parcels: shipments.flatMap(({ parcel }) => parcel ?? []) }
}

export function orderId(tx: Tx, shop: ShopId, { external }: Pick<ReadOrder, 'external'>): OrderId {
  return tx.key.id('order', shop, external) as OrderId
}

const digestOf = (tx: Tx, number: string) => tx.key.index('tracking-number', normaliseTrackingNumber(number))

/** Same content, same text, whatever the order of its keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) =>
    held && typeof held === 'object' && !Array.isArray(held) && !('toJSON' in held)
      ? Object.fromEntries(Object.entries(held).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  )
}

type ForOrder = {
  readonly shipment: ReadShipment
  readonly number: string
  readonly digest: Buffer
  readonly rows: readonly ParcelRow[]
  readonly already: ReadonlySet<ParcelId>
  readonly person: PersonId
  readonly key: Key
  readonly order: ReadOrder
}

/** The generation of a number that an order's shipment means: one it holds, one nobody holds, one of the same box, or a new one. */
async function parcelForOrder(
  tx: Tx,
  carriers: Carriers,
  { shipment, number, digest, rows, already, person, key, order }: ForOrder,
): Promise<ParcelRow> {
  const carrier = recogniseCarrier(carriers, number)
  const family = rows
    .filter((row) => row.digest.equals(digest) && (row.carrier === null || carrier === null || row.carrier === carrier))
    .toSorted((a, b) => b.generation - a.generation)
  const mine = family.find(({ id }) => already.has(id))
  if (mine) return mine
  const [latest] = family
  if (latest && latest.person === null) {
    const sealed = { ...openParcel(tx, tx.key, latest), carrierText: shipment.carrierText }
    await resealParcel(tx, latest, { carrier: latest.carrier ?? carrier, person, from: tx.key, to: key, sealed })
    await claimSlices(tx, latest.id, person, key)
    return { ...latest, person, carrier: latest.carrier ?? carrier }
  }
  if (latest && latest.person === person && isSameBox(latest, order.placedAt)) return latest
  const generation = (latest?.generation ?? 0) + 1
  const id = parcelId(tx, carrier, number, generation)
  const fresh: NewParcel = {
    id,
    digest,
    carrier,
    generation,
    openedAt: order.placedAt,
    person,
    sealed: sealParcel(tx, key, id, { number, carrierText: shipment.carrierText }),
  }
  const made = await insertParcels(tx, [fresh])
  const row = (await lockParcels(tx, [digest])).find((held) => held.id === id)
  if (!row) throw new Error(`parcel ${id} was neither made nor found`)
  if (!made.has(id) && row.person === null) {
    // A scan of the number came first, a moment ago.
    return parcelForOrder(tx, carriers, { shipment, number, digest, rows: [row], already, person, key, order })
  }
  if (latest) await moveLaterScans(tx, latest, row, key)
  return row
}

function isSameBox({ openedAt }: ParcelRow, placedAt: Temporal.Instant): boolean {
  return openedAt === null || Temporal.Duration.compare(placedAt.since(openedAt).abs(), sameBox) <= 0
}

function parcelId(tx: Tx, carrier: string | null, number: string, generation: number): ParcelId {
  return tx.key.id('parcel', carrier ?? '', normaliseTrackingNumber(number), generation) as ParcelId
}

/** A number used again: the scans that came before its new order did, but belong to it, go over. */
async function moveLaterScans(tx: Tx, from: ParcelRow, to: ParcelRow, key: Key): Promise<void> {
  if (!to.openedAt) return
  const fromKey = from.person === null ? tx.key : (await personKeys(tx, [from.person])).get(from.person)
  if (!fromKey) return
  const moved = await resealScans(tx, {
    parcel: from.id,
    toParcel: to.id,
    since: to.openedAt.subtract(slack),
    from: fromKey,
    to: key,
  })
  if (moved === 0) return
  const states = await stateScans(tx, [from.id, to.id])
  await updateParcels(
    tx,
    [from, to].map(({ id, heardAt }) => ({
      id,
      state: parcelState(states.get(id) ?? []),
      estimate: null,
      heardAt: heardAt ?? from.heardAt ?? Temporal.Instant.fromEpochMilliseconds(0),
    })),
  )
}

export type DerivedParcel = {
  readonly id: ParcelId
  readonly number: string
  readonly carrier: string | null
  readonly person: PersonId | null
  readonly state: ReturnType<typeof parcelState>
  readonly before: { readonly milestone: string; readonly status: string }
  readonly stored: number
  readonly known: number
  readonly orders: readonly OrderId[]
}

/** What an answer says of its parcels, stored: scans not yet known, states, estimates. `carrier` null: recognised by number. */
export async function deriveParcels(
  tx: Tx,
  carriers: Carriers,
  {
    carrier,
    parcels,
    source,
    receivedAt,
  }: { carrier: string | null; parcels: readonly ReadParcel[]; source: ScanSource; receivedAt: Temporal.Instant },
): Promise<{
  derived: DerivedParcel[]
  rows: Map<ParcelId, ParcelRow>
  keyOf: (row: ParcelRow) => Key
  assigned: (ParcelRow | undefined)[]
}> {
  const wanted = parcels.map((parcel) => ({
    parcel,
    carrier: carrier ?? recogniseCarrier(carriers, parcel.number),
    digest: digestOf(tx, parcel.number),
  }))
  const rows = await lockOrMakeParcels(tx, wanted)
  const people = await personKeys(
    tx,
    rows.flatMap(({ person }) => person ?? []),
  )
  const keyOf = (row: ParcelRow): Key => {
    const key = row.person === null ? tx.key : people.get(row.person)
    if (!key) throw new Error(`no key for person ${row.person}`)
    return key
  }
  const scans: NewScan[] = []
  const touched = new Map<ParcelId, { row: ParcelRow; parcel: ReadParcel; sent: number }>()
  const assigned = wanted.map(({ parcel, carrier: by, digest }) => {
    const family = rows
      .filter((row) => row.digest.equals(digest) && (row.carrier === null || by === null || row.carrier === by))
      .toSorted((a, b) => b.generation - a.generation)
    const zone = carriers.get(by ?? '')?.defaultZone ?? 'UTC'
    const keys = dedupeTexts(by ?? '', normaliseTrackingNumber(parcel.number), parcel.scans)
    const [latest] = family
    if (latest && !touched.has(latest.id)) touched.set(latest.id, { row: latest, parcel, sent: 0 })
    for (const [i, scan] of parcel.scans.entries()) {
      const time = placeInTime(scan, zone)
      const row = generationAt(family, time.instant)
      if (!row) continue
      const {
        localTime,
        precision,
        sequence,
        code,
        milestone,
        status,
        reason,
        action,
        text,
        language,
        place,
        signedBy,
      } = scan
      const dedupe = tx.key.index('scan', keys[i] ?? '')
      scans.push({
        parcel: row.id,
        key: keyOf(row),
        dedupe,
        ...time,
        localTime,
        precision,
        zone: scan.zone,
        sequence,
        code,
        milestone,
        status,
        reason,
        action,
        text,
        language,
        place,
        signedBy,
      })
      const held = touched.get(row.id)
      touched.set(row.id, { row, parcel, sent: (held?.sent ?? 0) + 1 })
    }
    return latest
  })
  const ids = [...touched.keys()]
  const stored = await insertScans(tx, scans, { source, receivedAt })
  const states = await stateScans(tx, ids)
  const updates: ParcelUpdate[] = [...touched.values()].map(({ row, parcel }) => ({
    id: row.id,
    state: parcelState(states.get(row.id) ?? []),
    estimate: parcel.estimatedDelivery && { ...parcel.estimatedDelivery, at: receivedAt },
    heardAt: receivedAt,
  }))
  await updateParcels(tx, updates)
  const orders = await ordersOfParcels(tx, ids)
  const derived = updates.map(({ id, state }): DerivedParcel => {
    const held = touched.get(id)
    if (!held) throw new Error(`parcel ${id} was updated but not touched`)
    return {
      id,
      number: held.parcel.number,
      carrier: held.row.carrier,
      person: held.row.person,
      state,
      before: { milestone: held.row.milestone, status: held.row.status },
      stored: stored.get(id) ?? 0,
      known: held.sent - (stored.get(id) ?? 0),
      orders: orders.get(id) ?? [],
    }
  })
  return { derived, rows: new Map(rows.map((row) => [row.id, row])), keyOf, assigned }
}

/** The newest generation that had been opened when the scan was made, else the oldest there is. */
function generationAt(family: readonly ParcelRow[], instant: Temporal.Instant): ParcelRow | undefined {
  return (
    family.find(
      ({ openedAt }) => openedAt === null || Temporal.Instant.compare(openedAt.subtract(slack), instant) <= 0,
    ) ?? family.at(-1)
  )
}

type Wanted = { readonly parcel: ReadParcel; readonly carrier: string | null; readonly digest: Buffer }

async function lockOrMakeParcels(tx: Tx, wanted: readonly Wanted[]): Promise<ParcelRow[]> {
  const digests = wanted.map(({ digest }) => digest)
  const fits = (row: ParcelRow, { digest, carrier }: Wanted) =>
    row.digest.equals(digest) && (row.carrier === null || carrier === null || row.carrier === carrier)
  let rows = await lockParcels(tx, digests)
  const missing = new Map<string, Wanted>()
  for (const want of wanted) {
    if (!rows.some((row) => fits(row, want))) missing.set(want.digest.toString('hex'), want)
  }
  if (missing.size > 0) {
    await insertParcels(
      tx,
      [...missing.values()].map(({ parcel, carrier, digest }): NewParcel => {
        const id = parcelId(tx, carrier, parcel.number, 1)
        return {
          id,
          digest,
          carrier,
          generation: 1,
          openedAt: null,
          person: null,
          sealed: sealParcel(tx, tx.key, id, { number: parcel.number, carrierText: null }),
        }
      }),
    )
    rows = await lockParcels(tx, digests)
  }
  // A parcel known from the shop alone learns its carrier from the first answer about it.
  for (const want of wanted) {
    const row = rows.find((held) => fits(held, want))
    if (!row || row.carrier !== null || want.carrier === null) continue
    const key = row.person === null ? tx.key : (await personKeys(tx, [row.person])).get(row.person)
    if (!key) continue
    await resealParcel(tx, row, {
      carrier: want.carrier,
      person: row.person,
      from: key,
      to: key,
      sealed: openParcel(tx, key, row),
    })
    rows = rows.map((held) => (held.id === row.id ? { ...held, carrier: want.carrier } : held))
  }
  return rows
}
