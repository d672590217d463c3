import {
  type Consignment,
  type Estimate,
  type LineId,
  type OrderId,
  type ParcelFacts,
  type ParcelId,
  type PersonId,
  type Source,
  type TrackedCarrier,
  type TrackedLeg,
  type TrackedLine,
  type TrackedOrder,
  type TrackedParcel,
  compareScans,
  fulfilmentOf,
  noFacts,
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
  type StoredEstimate,
  type Tx,
  linesOf,
  listShops,
  keysOfOrders,
  normaliseTrackingNumber,
  openParcel,
  ordersById,
  parcelsById,
  parcelsOfJourneys,
  scansOf,
  shipmentsOf,
} from '../../store/index.ts'
import { type Context, carrierName } from '../context.ts'
import { shownOnce } from './shown-once.ts'

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
  const journeys = parcelIds.flatMap((id) => parcels.get(id)?.journey ?? [])
  const legs = await legsOf(tx, [...new Set(journeys)], people)
  for (const leg of legs) if (!parcels.has(leg.id)) parcels.set(leg.id, leg)
  const scans = await scansOf(tx, [...new Set([...readable, ...legs.map(({ id }) => id)])], parcelKey)
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
      shipments: oneOfEachJourney(
        shipments.filter((shipment) => shipment.order === id),
        parcels,
      ),
    }
    return [trackedOrder(own, (parcel) => holding(tx, ctx, { parcel, order, parcels, scans, keyOf: parcelKey }))]
  })
}

/** All parcels of these journeys that these people may see. */
async function legsOf(tx: Tx, journeys: readonly ParcelId[], people: ReadonlyMap<PersonId, Key>): Promise<ParcelRow[]> {
  if (journeys.length === 0) return []
  const rows = await parcelsOfJourneys(tx, journeys)
  return parcelsById(
    tx,
    rows.filter(({ person }) => person !== null && people.has(person)).map(({ id }) => id),
  )
}

/** A shop may name both numbers of one parcel: its buyer gets one, with what is in either. */
function oneOfEachJourney(
  shipments: readonly ShipmentRow[],
  parcels: ReadonlyMap<ParcelId, ParcelRow>,
): readonly ShipmentRow[] {
  const kept = new Map<string, ShipmentRow>()
  for (const shipment of shipments) {
    const { parcel, externalDigest } = shipment
    const key = (parcel !== null && parcels.get(parcel)?.journey) || externalDigest.toString('hex')
    const first = kept.get(key)
    const others = shipment.lines.filter(({ line }) => !first?.lines.some((one) => one.line === line))
    kept.set(key, first ? { ...first, lines: [...first.lines, ...others] } : shipment)
  }
  return [...kept.values()]
}

type HeldScan = ScanRow & { readonly carrier: TrackedCarrier | null }

type Holding = {
  readonly row: ParcelRow
  readonly number: string
  readonly carrier: TrackedCarrier | null
  /** Who told the newest of it, and when that carrier was last heard. */
  readonly teller: { readonly carrier: TrackedCarrier | null; readonly heardAt: Temporal.Instant | null }
  readonly estimate: (StoredEstimate & { readonly carrier: TrackedCarrier | null }) | null
  readonly facts: ParcelFacts
  readonly legs: readonly TrackedLeg[]
  readonly scans: readonly HeldScan[]
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
  const named = (id: string | null) => (id === null ? null : { id, name: carrierName(ctx, id) })
  const others =
    row.journey === null
      ? []
      : [...parcels.values()].filter(
          ({ id, journey, person }) => journey === row.journey && id !== row.id && person === order.person,
        )
  const members = [row, ...others].map((one) => ({
    row: one,
    carrier: named(one.carrier),
    ...openParcel(tx, keyOf(one.id), one),
  }))
  const [own] = members
  if (!own) return undefined
  const told = members.flatMap(({ row: { id }, carrier }) =>
    (scans.get(id) ?? []).map((scan) => {
      const isRelayed = scan.source === 'aggregator'
      const teller = `${carrier?.id ?? ''} ${isRelayed}`
      return { ...scan, carrier, teller, rank: isRelayed ? 2 : id === row.id ? 1 : 0 }
    }),
  )
  const newestFirst = shownOnce(told).toSorted((a, b) =>
    compareScans({ ...b, dedupeKey: b.dedupe.toString('hex') }, { ...a, dedupeKey: a.dedupe.toString('hex') }),
  )
  const decided = newestFirst.find(({ status, milestone }) => (status ?? milestone) === row.status)
  const teller = members.find(({ row: { id } }) => id === (decided ?? newestFirst[0])?.parcel) ?? own
  const estimates = members.flatMap(({ row: { estimate }, carrier }) => (estimate ? [{ ...estimate, carrier }] : []))
  return {
    row,
    number: own.number,
    carrier: own.carrier,
    teller: { carrier: teller.carrier, heardAt: teller.row.heardAt },
    estimate: estimates.toSorted((a, b) => Temporal.Instant.compare(b.at, a.at))[0] ?? null,
    // Of several, the own carrier's word; who has it last knows where it waits and who took it.
    facts: {
      ...(own.facts ?? noFacts),
      proof: members.findLast(({ facts }) => facts?.proof)?.facts?.proof ?? null,
      pickup: members.findLast(({ facts }) => facts?.pickup)?.facts?.pickup ?? null,
    },
    legs: legsAmong(members, named),
    scans: newestFirst,
  }
}

/** Those that are followed, and those that were only named. */
function legsAmong(
  members: readonly {
    readonly carrier: TrackedCarrier | null
    readonly number: string
    readonly facts?: ParcelFacts
  }[],
  named: (id: string | null) => TrackedCarrier | null,
): TrackedLeg[] {
  const [own, ...others] = members
  const followed = others.flatMap(({ carrier, number }) => (carrier ? [{ carrier, name: carrier.name, number }] : []))
  const mentioned = members.flatMap(({ facts }) =>
    (facts?.legs ?? []).flatMap(({ carrier, name, number }): TrackedLeg[] => {
      const known = named(carrier)
      const called = known?.name ?? name
      return called === null ? [] : [{ carrier: known, name: called, number }]
    }),
  )
  const keyOf = (number: string | null) => (number === null ? null : normaliseTrackingNumber(number))
  const seen = new Set([keyOf(own?.number ?? null)])
  return [...followed, ...mentioned].filter(({ carrier, number }) => {
    if (number === null)
      return carrier?.id !== own?.carrier?.id && !others.some((one) => one.carrier?.id === carrier?.id)
    const isNew = !seen.has(keyOf(number))
    seen.add(keyOf(number))
    return isNew
  })
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
        name: held.teller.carrier?.name ?? source.name,
        asOf: held.teller.heardAt ?? source.asOf,
      }
    : source
  const stored = held?.estimate ?? null
  const estimate: Estimate | null = stored && {
    from: stored.from,
    to: stored.to,
    window: stored.window,
    source: { kind: 'carrier', name: stored.carrier?.name ?? by.name, asOf: stored.at },
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
    service: held?.facts.service ?? null,
    proof: held && milestone === 'delivered' && heard ? proofOf(held) : null,
    pickup: held && !terminal[milestone] && milestone !== 'returning' ? held.facts.pickup : null,
    legs: held?.legs ?? [],
    scans: (held?.scans ?? []).map(
      ({
        carrier,
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
      }) => ({
        carrier,
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

/** Pages elsewhere are linked only where the way there is sealed. */
function proofOf({ facts, scans }: Holding): TrackedParcel['proof'] {
  const page = (url: string | null | undefined) => (url && /^https:\/\//i.test(url) && URL.canParse(url) ? url : null)
  const signedBy = facts.proof?.signedBy ?? scans.find((scan) => scan.milestone === 'delivered')?.signedBy ?? null
  const proof = { signedBy, photoUrl: page(facts.proof?.photoUrl), documentUrl: page(facts.proof?.documentUrl) }
  return Object.values(proof).some((one) => one !== null) ? proof : null
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
