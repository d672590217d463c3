import {
  type Consignment,
  type Estimate,
  type LineId,
  type OrderId,
  type ParcelId,
  type PersonId,
  type Source,
  type TrackedLine,
  type TrackedOrder,
  type TrackedParcel,
  compareScans,
  fulfilmentOf,
  terminal,
  unshippedPieces,
} from '../../model/index.ts'
import {
  type Key,
  type LineRow,
  type OrderRow,
  type ParcelRow,
  type ScanRow,
  type ShipmentRow,
  type ShopRow,
  type Tx,
  linesOf,
  listShops,
  keysOfOrders,
  openParcel,
  ordersById,
  parcelsById,
  scansOf,
  shipmentsOf,
} from '../../store/index.ts'
import { type Context, carrierName } from '../context.ts'

/**
 * Orders with all a page, a reply or the API may say of them, in the order asked for. Who may see which was decided before:
 * this only reads. `shownTo`: whose delivery addresses may be told as well (L3); everybody else's are left out.
 */
export async function trackedOrders(
  tx: Tx,
  ctx: Pick<Context, 'carriers' | 'recognition' | 'clock'>,
  ids: readonly OrderId[],
  { shownTo = null }: { shownTo?: PersonId | null } = {},
): Promise<TrackedOrder[]> {
  if (ids.length === 0) return []
  const keys = keysOfOrders(tx, ids)
  const opening = keys.then((people) => (person: PersonId): Key => {
    const key = people.get(person)
    if (!key) throw new Error(`no key for person ${person}`)
    return key
  })
  const [people, keyOf, shopRows, orders, lines, shipments] = await Promise.all([
    keys,
    opening,
    listShops(tx),
    ordersById(tx, ids, opening),
    linesOf(tx, ids, opening),
    shipmentsOf(tx, ids),
  ])
  const shops = new Map(shopRows.map((shop) => [shop.id, shop]))
  const parcelIds = [...new Set(shipments.flatMap(({ parcel }) => parcel ?? []))]
  const parcels = new Map((await parcelsById(tx, parcelIds)).map((row) => [row.id, row]))
  const parcelKey = (id: ParcelId): Key => {
    const person = parcels.get(id)?.person
    return person ? keyOf(person) : tx.key
  }
  // A parcel is read for the order's own person only: a number that two people's orders name opens for its holder alone.
  const readable = parcelIds.filter((id) => {
    const person = parcels.get(id)?.person
    return person !== undefined && (person === null || people.has(person))
  })
  const scans = await scansOf(tx, readable, parcelKey)
  const now = ctx.clock.now()
  const byId = new Map(orders.map((order) => [order.id, order]))
  return ids.flatMap((id) => {
    const order = byId.get(id)
    const shop = order && shops.get(order.shop)
    if (!order || !shop) return []
    const own = {
      order,
      address: order.person === shownTo ? order.shippingAddress : null,
      shop,
      now,
      lines: lines.filter((line) => line.order === id),
      shipments: shipments.filter((shipment) => shipment.order === id),
    }
    return [trackedOrder(own, (parcel) => holding(tx, ctx, { parcel, order, parcels, scans, keyOf: parcelKey }))]
  })
}

type Holding = {
  readonly row: ParcelRow
  readonly number: string
  readonly carrier: TrackedParcel['carrier']
  readonly scans: readonly ScanRow[]
}

function holding(
  tx: Tx,
  ctx: Pick<Context, 'carriers' | 'recognition'>,
  {
    parcel,
    order,
    parcels,
    scans,
    keyOf,
  }: {
    parcel: ParcelId
    order: OrderRow
    parcels: ReadonlyMap<ParcelId, ParcelRow>
    scans: ReadonlyMap<ParcelId, ScanRow[]>
    keyOf: (parcel: ParcelId) => Key
  },
): Holding | undefined {
  const row = parcels.get(parcel)
  if (!row || row.person !== order.person) return undefined
  const { number } = openParcel(tx, keyOf(parcel), row)
  const carrier = row.carrier === null ? null : { id: row.carrier, name: carrierName(ctx, row.carrier) }
  const newestFirst = (scans.get(parcel) ?? []).toSorted((a, b) =>
    compareScans({ ...b, dedupeKey: b.dedupe.toString('hex') }, { ...a, dedupeKey: a.dedupe.toString('hex') }),
  )
  return { row, number, carrier, scans: newestFirst }
}

function trackedOrder(
  {
    order,
    address,
    shop,
    now,
    lines,
    shipments,
  }: {
    order: OrderRow
    address: TrackedOrder['address']
    shop: ShopRow
    now: Temporal.Instant
    lines: readonly LineRow[]
    shipments: readonly ShipmentRow[]
  },
  hold: (parcel: ParcelId) => Holding | undefined,
): TrackedOrder {
  const source: Source = { kind: 'shop', name: shop.name, asOf: order.receivedAt }
  const line = (id: LineId, quantity: number): TrackedLine[] => {
    const held = lines.find((row) => row.id === id)
    return held ? [{ id, title: held.title, variant: held.variant, quantity }] : []
  }
  const today = now.toZonedDateTimeISO(shop.zone).toPlainDate()
  const active = shipments
    .map((shipment) => ({ shipment, held: shipment.parcel === null ? undefined : hold(shipment.parcel) }))
    // A label nobody has scanned is not a parcel yet, nor is a consignment that was called off before it left.
    .filter(
      ({ shipment, held }) =>
        (held?.scans.length ?? 0) > 0 || shipment.state === 'shipped' || shipment.state === 'delivered',
    )
  const consignments: Consignment[] = active.map(({ shipment, held }) => ({
    shop: shipment.state,
    milestone: held?.scans.length ? held.row.milestone : null,
    lines: shipment.lines,
  }))
  const wanted = lines.map(({ id, quantity }) => ({ line: id as string, quantity }))
  return {
    id: order.id,
    shop: { id: shop.id, name: shop.name, zone: shop.zone },
    number: order.number,
    placedAt: order.placedAt,
    state: order.state,
    payment: order.payment,
    fulfilment: fulfilmentOf(order.state, wanted, consignments),
    promised: order.promised,
    total: order.total,
    lines: lines.map(({ id, title, variant, quantity }) => ({ id, title, variant, quantity })),
    unshipped:
      order.state === 'cancelled'
        ? []
        : [...unshippedPieces(wanted, consignments)].flatMap(([id, n]) => line(id as LineId, n)),
    parcels: active.map(({ shipment, held }) => trackedParcel({ shipment, held, order, source, today, line })),
    firstName: order.customer.firstName,
    language: order.language,
    address,
    source,
  }
}

function trackedParcel({
  shipment,
  held,
  order,
  source,
  today,
  line,
}: {
  shipment: ShipmentRow
  held: Holding | undefined
  order: OrderRow
  source: Source
  today: Temporal.PlainDate
  line: (id: LineId, quantity: number) => TrackedLine[]
}): TrackedParcel {
  const heard = held !== undefined && held.scans.length > 0
  // Where no carrier was heard, "delivered" is the shop's word and is named as such; "sent" is no milestone of a carrier's.
  const told = shipment.state === 'delivered' ? 'delivered' : 'unknown'
  const milestone = heard ? held.row.milestone : told
  const by: Source = heard
    ? {
        kind: held.scans[0]?.source === 'merchant' && !held.carrier ? 'shop' : 'carrier',
        name: held.carrier?.name ?? source.name,
        asOf: held.row.heardAt ?? source.asOf,
      }
    : source
  const stored = held?.row.estimate ?? null
  const estimate: Estimate | null = stored && {
    from: stored.from,
    to: stored.to,
    window: stored.window,
    source: { kind: 'carrier', name: held?.carrier?.name ?? by.name, asOf: stored.at },
  }
  const due = estimate?.to ?? order.promised
  return {
    id: shipment.parcel ?? (shipment.externalDigest.toString('hex') as ParcelId),
    carrier: held?.carrier ?? null,
    number: held?.number ?? null,
    milestone,
    status: heard ? held.row.status : told,
    reason: heard ? held.row.reason : null,
    action: heard ? held.row.action : null,
    estimate,
    late: due !== null && Temporal.PlainDate.compare(today, due) > 0 && isAwaited(milestone),
    sent: shipment.state === 'shipped' || shipment.state === 'delivered' ? { at: shipment.shippedAt, source } : null,
    conflict: conflictOf(shipment, held),
    lines: shipment.lines.flatMap(({ line: id, quantity }) => line(id, quantity)),
    scans: (held?.scans ?? []).map(
      ({ localTime, precision, zone, place, code, text, milestone: m, status, reason, source: from, receivedAt }) => ({
        localTime,
        precision,
        zone,
        place,
        code,
        text,
        milestone: m,
        status,
        reason,
        source: from,
        receivedAt,
      }),
    ),
    source: by,
  }
}

/** Late is what has not come; what waits at a pick-up point or goes back has not failed to come. */
function isAwaited(milestone: TrackedParcel['milestone']): boolean {
  return !terminal[milestone] && milestone !== 'available_for_pickup' && milestone !== 'returning'
}

/** The shop's word against the carrier's: both are kept, neither is preferred in silence. */
function conflictOf({ state }: ShipmentRow, held: Holding | undefined): TrackedParcel['conflict'] {
  if (!held || held.scans.length === 0 || held.row.milestone === 'unknown') return null
  const carrier = held.row.milestone
  if (state === 'delivered' && carrier !== 'delivered') return { shop: 'delivered', carrier }
  if (state === 'cancelled' && carrier !== 'cancelled' && carrier !== 'info_received')
    return { shop: 'cancelled', carrier }
  if (state === 'shipped' && carrier === 'cancelled') return { shop: 'shipped', carrier }
  return null
}
