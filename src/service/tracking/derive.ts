import {
  type OrderId,
  type ParcelId,
  type PersonId,
  type ReadOrder,
  type ReadParcel,
  type ReadShipment,
  type ScanSource,
  type ShopId,
  type StateScan,
  dedupeTexts,
  noFacts,
  noScans,
  parcelState,
  placeInTime,
  toldFacts,
} from '../../model/index.ts'
import {
  type Key,
  type NewParcel,
  type NewScan,
  type PackedScans,
  type ParcelRow,
  type ParcelUpdate,
  type Tx,
  claimSlices,
  insertParcels,
  insertScans,
  lockJourneys,
  lockOrder,
  lockParcels,
  normaliseTrackingNumber,
  openParcel,
  ordersOfParcels,
  packScans,
  personKeys,
  resealParcel,
  resealScans,
  saveOrder,
  sealParcel,
  setParcelStates,
  setSealed,
  shipmentsOf,
  stateScans,
  updateParcels,
} from '../../store/index.ts'
import type { Context } from '../context.ts'
import { claimed, joinLegs, statesOf } from './journeys.ts'
import { overlayOf } from './overlay.ts'
import { aroundOf, ownCarrier, recogniseCarrier } from './recognise-carrier.ts'

/**
 * From what was received to what we say: the same functions when something arrives and when history is derived again, so
 * that both end alike. Nothing here looks at a clock; the only times are those in the answers and `receivedAt`.
 */

/** A scan this much older than the order that opened a generation is still taken to be its own: clocks and zones differ. */
const slack = Temporal.Duration.from({ hours: 48 })

/** Two orders of one person under one number this close together went out in one box; farther apart, the number was used again. */
const sameBox = Temporal.Duration.from({ hours: 24 * 60 })

type Carriers = Pick<Context, 'carriers' | 'recognition' | 'places'>

export type DerivedOrder = { readonly id: OrderId; readonly changed: boolean; readonly parcels: readonly ParcelId[] }

/** Stores an order's version if it is the newest, with the parcels its shipments name. */
export async function deriveOrder(
  tx: Tx,
  ctx: Carriers,
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
    const made = await parcelForOrder(tx, ctx, {
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
  ctx: Carriers,
  { shipment, number, digest, rows, already, person, key, order }: ForOrder,
): Promise<ParcelRow> {
  const carrier =
    ownCarrier(rows.filter((row) => row.digest.equals(digest))) ??
    recogniseCarrier(ctx, number) ??
    recogniseCarrier(
      ctx,
      number,
      await aroundOf(tx, { country: order.shippingAddress?.country ?? null, words: shipment.carrierText }),
    )
  const family = rows
    .filter((row) => row.digest.equals(digest) && (row.carrier === null || carrier === null || row.carrier === carrier))
    .toSorted((a, b) => b.generation - a.generation)
  const mine = family.find(({ id }) => already.has(id))
  if (mine) return mine
  const [latest] = family
  if (latest && latest.person === null) {
    const sealed = { ...openParcel(tx, tx.key, latest), carrierText: shipment.carrierText }
    await resealParcel(tx, latest, {
      carrier: latest.carrier ?? carrier,
      person,
      openedAt: order.placedAt,
      from: tx.key,
      to: key,
      sealed,
    })
    await claimSlices(tx, latest.id, person, key)
    if (latest.journey !== null) await claimed(tx, await lockJourneys(tx, [latest.journey]))
    return { ...latest, person, carrier: latest.carrier ?? carrier, openedAt: order.placedAt }
  }
  if (latest && latest.person === person && isSameBox(latest, order.placedAt)) return latest
  const generation = (latest?.generation ?? 0) + 1
  const id = parcelId(tx, carrier, number, generation)
  const fresh: NewParcel = {
    id,
    digest,
    carrier,
    generation,
    openedAt: opensAt(latest, order.placedAt),
    person,
    state: noScans,
    estimate: null,
    heardAt: null,
    sealed: sealParcel(tx, key, id, { number, carrierText: shipment.carrierText }),
  }
  const made = await insertParcels(tx, [fresh])
  const row = (await lockParcels(tx, [digest])).find((held) => held.id === id)
  if (!row) throw new Error(`parcel ${id} was neither made nor found`)
  if (!made.has(id) && row.person === null) {
    // A scan of the number came first, a moment ago.
    return parcelForOrder(tx, ctx, { shipment, number, digest, rows: [row], already, person, key, order })
  }
  if (latest) await moveLaterScans(tx, latest, row, key)
  return row
}

/**
 * Somebody else's parcel keeps its number for as long as one box may be under way: two people's live orders under one number
 * are a slip of the shop's, and the second must not see the first one's journey.
 */
function opensAt(latest: ParcelRow | undefined, placedAt: Temporal.Instant): Temporal.Instant {
  const free = latest?.openedAt?.add(sameBox)
  return free && Temporal.Instant.compare(free, placedAt) > 0 ? free : placedAt
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
  const states = await statesOf(tx, [to, ...(from.journey === null ? [from] : await lockJourneys(tx, [from.journey]))])
  await updateParcels(
    tx,
    [from, to].map(({ id, heardAt }) => ({
      id,
      state: states.get(id) ?? noScans,
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
  /** Another carrier's leg of the journey of a parcel that was told of: `stored` counts the journey's. */
  readonly aside: boolean
}

/** For each parcel of an answer the row it means, and the key of what is that row's. */
export type Assigned = {
  readonly assigned: readonly (ParcelRow | undefined)[]
  readonly keyOf: (row: ParcelRow) => Key
}

/**
 * What an answer says of its parcels, stored: scans not yet known, states, estimates. `carrier` null: recognised by number.
 * `beside` runs in the same transaction while the database stores the scans.
 */
export async function deriveParcels(
  tx: Tx,
  ctx: Carriers,
  {
    carrier,
    parcels,
    source,
    receivedAt,
  }: { carrier: string | null; parcels: readonly ReadParcel[]; source: ScanSource; receivedAt: Temporal.Instant },
  beside: (assigned: Assigned) => Promise<void> = async () => {},
): Promise<DerivedParcel[]> {
  const asked = parcels.map((parcel): Wanted => {
    const digest = digestOf(tx, parcel.number)
    const { told, by } = tellerOf(ctx, parcel, carrier)
    return { parcel, carrier: by, told, by, digest, name: nameOf(digest) }
  })
  // Wherever two run side by side below, ours works while the database does.
  const [{ rows: locked, wanted }, likely, overlay] = await Promise.all([
    lockWanted(tx, ctx, asked),
    soon(() => asked.map((want) => placeScans(tx, ctx, want, source))),
    overlayOf(tx),
  ])
  const read = likely.map((scans, w) => {
    const want = wanted[w]
    return !want || want.carrier === want.by ? scans : placeScans(tx, ctx, want, source)
  })
  const placed = overlay ? read.map((scans, w) => scans.map((scan) => overlay(wanted[w]?.carrier ?? null, scan))) : read
  let held = locked
  const fresh = freshRows(tx, wanted, held)
  let given = await giveScans(tx, placed, wanted, [...held, ...fresh.values()])
  const update = (row: ParcelRow, states: ReadonlyMap<ParcelId, StateScan[]>): ParcelUpdate => {
    const estimate = given.touched.get(row.id)?.parcel.estimatedDelivery ?? null
    return {
      id: row.id,
      state: parcelState(states.get(row.id) ?? []),
      estimate: estimate && { ...estimate, at: receivedAt },
      heardAt: receivedAt,
    }
  }
  // A parcel nobody had heard of has no scans but these: its state is known before it is stored.
  const firstStates = stateScansOf(given.scans, fresh)
  const facts = factsIn(parcels, given.assigned)
  const news = [...fresh.values()].map((row): NewParcel => {
    const sealed = facts.size === 0 ? row.sealed : withFacts(tx, tx.key, row, facts)
    return { ...row, sealed, ...update(row, firstStates) }
  })
  const pack = (from: number) => packScans(tx, given.scans.slice(from, from + part))
  const [made, firstPart] = await Promise.all([insertParcels(tx, news), soon(() => pack(0))])
  let first: PackedScans | undefined = firstPart
  if (made.size < fresh.size) {
    // Somebody else made one of them a moment ago, and may have said more of it.
    for (const id of [...fresh.keys()].filter((one) => !made.has(one))) fresh.delete(id)
    held = (await lockWanted(tx, ctx, wanted)).rows.filter(({ id }) => !made.has(id))
    given = await giveScans(tx, placed, wanted, [...held, ...fresh.values()])
    first = undefined
  }
  const { scans, touched } = given
  const starts = Array.from({ length: Math.ceil(scans.length / part) }, (_, n) => n * part)
  const store = async (from: number) =>
    insertScans(tx, from === 0 && first ? first : pack(from), { source, receivedAt })
  const [stored] = await Promise.all([Promise.all(starts.map(store)).then(summed), beside(given)])
  const known = [...touched.values()].filter(({ row }) => !fresh.has(row.id))
  const ids = known.map(({ row }) => row.id)
  const [states, orders] = await Promise.all([stateScans(tx, ids), ordersOfParcels(tx, ids)])
  const updates = new Map(known.map(({ row }) => [row.id, update(row, states)]))
  await updateParcels(tx, [...updates.values()])
  await saveFacts(tx, given, factsIn(parcels, given.assigned), fresh)
  const firsts = new Map(news.map((parcel) => [parcel.id, parcel]))
  const derived = [...touched.values()].map(({ row, parcel, sent }): DerivedParcel => {
    const said = updates.get(row.id) ?? firsts.get(row.id)
    if (!said) throw new Error(`parcel ${row.id} was touched but neither made nor updated`)
    return {
      id: row.id,
      number: parcel.number,
      carrier: row.carrier,
      person: row.person,
      state: said.state,
      before: { milestone: row.milestone, status: row.status },
      stored: stored.get(row.id) ?? 0,
      known: sent - (stored.get(row.id) ?? 0),
      orders: orders.get(row.id) ?? [],
      aside: false,
    }
  })
  const isAlone = parcels.every(({ legs }) => legs.length === 0) && held.every(({ journey }) => journey === null)
  return isAlone ? derived : onJourneys(tx, ctx, { parcels, given, derived })
}

/** The same with the journeys that the parcels are legs of, or are now known to be. */
async function onJourneys(
  tx: Tx,
  ctx: Carriers,
  { parcels, given, derived }: { parcels: readonly ReadParcel[]; given: Given; derived: readonly DerivedParcel[] },
): Promise<DerivedParcel[]> {
  for (const [i, { number, legs }] of parcels.entries()) {
    const id = given.assigned[i]?.id
    if (legs.length === 0 || id === undefined) continue
    // As it stands by now: the parcel may be new, or a leg of another's since.
    const row = (await lockParcels(tx, [digestOf(tx, number)])).find((one) => one.id === id)
    if (row) await joinLegs(tx, ctx, row, { number, legs })
  }
  const told = new Map(derived.map((parcel) => [parcel.id, parcel]))
  const rows = await lockParcels(
    tx,
    [...given.touched.values()].map(({ row }) => row.digest),
  )
  const journeys = rows.filter(({ id }) => told.has(id)).flatMap(({ journey }) => journey ?? [])
  const members = await lockJourneys(tx, [...new Set(journeys)])
  const states = await statesOf(tx, members)
  await setParcelStates(
    tx,
    [...states].map(([id, state]) => ({ id, state })),
  )
  const orders = await ordersOfParcels(
    tx,
    members.map(({ id }) => id),
  )
  const storedOn = (journey: ParcelId | null) =>
    members.filter((one) => one.journey === journey).reduce((n, { id }) => n + (told.get(id)?.stored ?? 0), 0)
  const others = members
    .filter(({ id }) => !told.has(id))
    .map((row): DerivedParcel => {
      const { id, carrier, person, milestone, status } = row
      const state = states.get(id) ?? noScans
      const before = { milestone, status }
      const stored = storedOn(row.journey)
      return {
        id,
        number: '',
        carrier,
        person,
        state,
        before,
        stored,
        known: 0,
        orders: orders.get(id) ?? [],
        aside: true,
      }
    })
  return [...derived.map((parcel) => ({ ...parcel, state: states.get(parcel.id) ?? parcel.state })), ...others]
}

type Facts = NonNullable<ReturnType<typeof toldFacts>>

/** By parcel, what an answer adds to what is known beside scans. */
function factsIn(parcels: readonly ReadParcel[], assigned: Assigned['assigned']): Map<ParcelId, Facts[]> {
  const found = new Map<ParcelId, Facts[]>()
  for (const [i, parcel] of parcels.entries()) {
    const row = assigned[i]
    const facts = row && toldFacts(parcel)
    if (facts) found.set(row.id, [...(found.get(row.id) ?? []), facts])
  }
  return found
}

/** A row's sealed part with what was added; the same bytes where that is nothing new. */
function withFacts(tx: Tx, key: Key, row: ParcelRow, facts: ReadonlyMap<ParcelId, readonly Facts[]>): Buffer {
  const added = facts.get(row.id)
  if (!added) return row.sealed
  const parcel = openParcel(tx, key, row)
  const known = added.reduce((before, add) => add(before), parcel.facts ?? noFacts)
  return sealParcel(tx, key, row.id, { ...parcel, facts: known })
}

async function saveFacts(
  tx: Tx,
  { touched, assigned, keyOf }: Given,
  facts: ReadonlyMap<ParcelId, readonly Facts[]>,
  fresh: ReadonlyMap<ParcelId, unknown>,
): Promise<void> {
  if (facts.size === 0) return
  const rows = new Map([...assigned, ...[...touched.values()].map(({ row }) => row)].map((row) => [row?.id, row]))
  const changed = [...facts.keys()].flatMap((id) => {
    const row = rows.get(id)
    if (!row || fresh.has(id)) return []
    const sealed = withFacts(tx, keyOf(row), row, facts)
    return sealed.equals(row.sealed) ? [] : [{ id, sealed }]
  })
  await setSealed(tx, changed)
}

/** Whose an answer says it is, else whose the number alone is certain to be. */
export function tellerOf(
  ctx: Carriers,
  parcel: ReadParcel,
  carrier: string | null,
): { readonly told: boolean; readonly by: string | null } {
  const told = carrierOf(ctx, parcel) ?? carrier
  return { told: told !== null, by: told ?? recogniseCarrier(ctx, parcel.number) }
}

/** Whose parcel an aggregator says it is, where that is somebody known here. */
const carrierOf = ({ carriers, recognition }: Carriers, { carrier }: ReadParcel): string | null =>
  carrier !== null && (carriers.has(carrier) || recognition.nameOf(carrier) !== null) ? carrier : null

/** So many scans are sent while the next are packed. */
const part = 250

function summed(counts: readonly ReadonlyMap<ParcelId, number>[]): Map<ParcelId, number> {
  const sums = new Map<ParcelId, number>()
  for (const [parcel, count] of counts.flatMap((one) => [...one])) sums.set(parcel, (sums.get(parcel) ?? 0) + count)
  return sums
}

/** A throw becomes a rejection, so that what runs beside it is waited for. */
const soon = async <T>(work: () => T): Promise<T> => work()

type Wanted = {
  readonly parcel: ReadParcel
  readonly carrier: string | null
  /** The answer says whose it is. */
  readonly told: boolean
  /** By the answer or the number alone: what its scans are told apart by stays the same, whatever else becomes known. */
  readonly by: string | null
  readonly digest: Buffer
  /** The digest as a key of a map. */
  readonly name: string
}

const nameOf = (digest: Buffer) => digest.toString('latin1')

const byName = (rows: Iterable<ParcelRow>) => Map.groupBy(rows, ({ digest }) => nameOf(digest))

/** Whether a row can be what an answer of this carrier speaks of; either may not know its carrier. */
const fits = (row: ParcelRow, { carrier }: Pick<Wanted, 'carrier'>) =>
  row.carrier === null || carrier === null || row.carrier === carrier

/** What of a scan is known before it is known whose it is. */
type Placed = Omit<NewScan, 'parcel' | 'key'>

function placeScans(tx: Tx, ctx: Carriers, { parcel, carrier: id, by }: Wanted, source: ScanSource): readonly Placed[] {
  const carrier = ctx.carriers.get(id ?? '')
  // Plain scans are the wall clock at the place by contract; of a carrier's it has to be known.
  const places = source === 'merchant' || carrier?.clock === 'place' ? ctx.places : undefined
  const dedupes = dedupesOf(tx, by, parcel)
  return parcel.scans.map((scan, i) => {
    const zone = scan.zone ?? places?.zoneOf(scan.place) ?? null
    return {
      ...scan,
      zone,
      ...placeInTime({ localTime: scan.localTime, zone }, carrier?.defaultZone ?? 'UTC'),
      dedupe: dedupes[i] ?? Buffer.alloc(0),
    }
  })
}

/** What tells a parcel's scans from each other, in their order. */
export function dedupesOf(tx: Tx, carrier: string | null, { number, scans }: ReadParcel): Buffer[] {
  return dedupeTexts(carrier ?? '', normaliseTrackingNumber(number), scans).map((text) => tx.key.index('scan', text))
}

type Given = Assigned & {
  readonly scans: NewScan[]
  readonly touched: Map<ParcelId, { row: ParcelRow; parcel: ReadParcel; sent: number }>
}

/** Gives each scan to the generation of its number that it belongs to. */
async function giveScans(
  tx: Tx,
  placed: readonly (readonly Placed[])[],
  wanted: readonly Wanted[],
  rows: readonly ParcelRow[],
): Promise<Given> {
  const people = await personKeys(
    tx,
    rows.flatMap(({ person }) => person ?? []),
  )
  const keyOf = (row: ParcelRow): Key => {
    const key = row.person === null ? tx.key : people.get(row.person)
    if (!key) throw new Error(`no key for person ${row.person}`)
    return key
  }
  const named = byName(rows)
  const scans: NewScan[] = []
  const touched: Given['touched'] = new Map()
  const assigned = wanted.map((want, w) => {
    const { parcel } = want
    const family = (named.get(want.name) ?? [])
      .filter((row) => fits(row, want))
      .toSorted((a, b) => b.generation - a.generation)
    const [latest] = family
    if (latest && !touched.has(latest.id)) touched.set(latest.id, { row: latest, parcel, sent: 0 })
    for (const scan of placed[w] ?? []) {
      const row = generationAt(family, scan.instant)
      if (!row) continue
      scans.push({ ...scan, parcel: row.id, key: keyOf(row) })
      const held = touched.get(row.id)
      touched.set(row.id, { row, parcel, sent: (held?.sent ?? 0) + 1 })
    }
    return latest
  })
  return { scans, touched, assigned, keyOf }
}

/** As `stateScans` will find them once they are stored: of doubles, the first. */
function stateScansOf(scans: readonly NewScan[], parcels: ReadonlyMap<ParcelId, unknown>): Map<ParcelId, StateScan[]> {
  const found = new Map<ParcelId, Map<string, StateScan>>()
  for (const scan of scans) {
    if (!parcels.has(scan.parcel)) continue
    const dedupeKey = scan.dedupe.toString('hex')
    const held = found.get(scan.parcel) ?? new Map<string, StateScan>()
    if (!held.has(dedupeKey)) held.set(dedupeKey, { ...scan, dedupeKey })
    found.set(scan.parcel, held)
  }
  return new Map([...found].map(([parcel, held]) => [parcel, [...held.values()]]))
}

/** The newest generation that had been opened when the scan was made, else the oldest there is. */
function generationAt(family: readonly ParcelRow[], instant: Temporal.Instant): ParcelRow | undefined {
  return (
    family.find(
      ({ openedAt }) => openedAt === null || Temporal.Instant.compare(openedAt.subtract(slack), instant) <= 0,
    ) ?? family.at(-1)
  )
}

/**
 * The rows that answers speak of, locked, and whose the answers are where they don't say. A parcel known from the shop alone
 * learns its carrier from the first of them.
 */
async function lockWanted(
  tx: Tx,
  ctx: Carriers,
  asked: readonly Wanted[],
): Promise<{ rows: ParcelRow[]; wanted: readonly Wanted[] }> {
  const rows = new Map(
    (
      await lockParcels(
        tx,
        asked.map(({ digest }) => digest),
      )
    ).map((row) => [row.id, row]),
  )
  const named = byName(rows.values())
  const wanted = await settled(tx, ctx, asked, named)
  for (const want of wanted) {
    if (want.carrier === null) continue
    const found = named.get(want.name)?.find(({ id }) => {
      const row = rows.get(id)
      return row !== undefined && fits(row, want)
    })
    const row = found && rows.get(found.id)
    if (!row || row.carrier !== null) continue
    const key = row.person === null ? tx.key : (await personKeys(tx, [row.person])).get(row.person)
    if (!key) continue
    const { carrier } = want
    const { person, openedAt } = row
    await resealParcel(tx, row, { carrier, person, openedAt, from: key, to: key, sealed: openParcel(tx, key, row) })
    rows.set(row.id, { ...row, carrier })
  }
  return { rows: [...rows.values()], wanted }
}

/** The merchant's own parcels decide whose an answer is that doesn't say, then the number, then what is around it. */
async function settled(
  tx: Tx,
  ctx: Carriers,
  asked: readonly Wanted[],
  named: ReadonlyMap<string, readonly ParcelRow[]>,
): Promise<readonly Wanted[]> {
  if (asked.every(({ told }) => told)) return asked
  const isOpen = asked.some(({ told, by }) => !told && by === null)
  const around = isOpen ? await aroundOf(tx) : {}
  return asked.map((want) => {
    if (want.told) return want
    const own = ownCarrier(named.get(want.name) ?? [])
    return { ...want, carrier: own ?? want.by ?? recogniseCarrier(ctx, want.parcel.number, around) }
  })
}

/** For numbers nobody has spoken of yet: the parcels to be made, nobody's so far. */
function freshRows(tx: Tx, wanted: readonly Wanted[], rows: readonly ParcelRow[]): Map<ParcelId, ParcelRow> {
  const named = byName(rows)
  const fresh = new Map<string, ParcelRow>()
  for (const want of wanted) {
    const { parcel, carrier, digest, name } = want
    if (fresh.has(name) || named.get(name)?.some((row) => fits(row, want))) continue
    const id = parcelId(tx, carrier, parcel.number, 1)
    fresh.set(name, {
      id,
      digest,
      carrier,
      generation: 1,
      openedAt: null,
      person: null,
      milestone: noScans.milestone,
      status: noScans.status,
      reason: null,
      action: null,
      estimate: null,
      heardAt: null,
      journey: null,
      chosen: false,
      sealed: sealParcel(tx, tx.key, id, { number: parcel.number, carrierText: null }),
    })
  }
  return new Map([...fresh.values()].map((row) => [row.id, row]))
}
