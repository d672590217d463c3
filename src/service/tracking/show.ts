import { type Milestone, type ParcelId, type Status, compareScans } from '../../model/index.ts'
import {
  type ParcelRow,
  type ScanRow,
  type Tx,
  destinationsOf,
  findParcels,
  normaliseTrackingNumber,
  openParcel,
  ordersOfParcels,
  pageOfParcels,
  parcelsById,
  personKeys,
  scansOf,
} from '../../store/index.ts'
import { type Context, carrierName, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { aroundOf } from './recognise-carrier.ts'

/** A parcel as the merchant's own systems see it, with or without an order. */
export type ShownParcel = {
  readonly id: ParcelId
  readonly number: string
  readonly carrier: { readonly id: string; readonly name: string } | null
  readonly carrierUrl: string | null
  readonly milestone: Milestone
  readonly status: Status
  readonly heardAt: Temporal.Instant | null
  readonly orders: readonly string[]
  readonly scans: readonly ScanRow[]
  /** The merchant said whose it is. */
  readonly chosen: boolean
  /** Whose the number may be, best first; of one parcel only. */
  readonly candidates?: readonly Candidate[]
}

export type Candidate = {
  readonly carrier: { readonly id: string; readonly name: string }
  /** From 0 to 1; not a probability. */
  readonly score: number
  readonly reasons: readonly string[]
}

export async function showParcel(ctx: Context, id: ParcelId): Promise<ShownParcel> {
  requireScope(ctx, 'parcels:read')
  const parcel = await ctx.store.as(ctx.tenant, async (tx) => {
    const rows = await parcelsById(tx, [id])
    const [found] = await shown(tx, ctx, rows)
    return found && { ...found, candidates: await candidatesFor(tx, ctx, rows, found.number) }
  })
  if (!parcel) throw new ServiceError('PARCEL_NOT_FOUND', `no parcel ${id}`)
  return parcel
}

/** Of each carrier the likeliest of its formats, with what is known around the number. */
async function candidatesFor(
  tx: Tx,
  ctx: Pick<Context, 'carriers' | 'recognition'>,
  rows: readonly ParcelRow[],
  number: string,
): Promise<Candidate[]> {
  const keys = await personKeys(
    tx,
    rows.flatMap(({ person }) => person ?? []),
  )
  const words = rows.flatMap((row) => {
    const key = row.person === null ? tx.key : keys.get(row.person)
    return (key && openParcel(tx, key, row).carrierText) ?? []
  })
  const to = await destinationsOf(
    tx,
    rows.map(({ id }) => id),
    (person) => keys.get(person),
  )
  const around = await aroundOf(tx, { words: words.join(' '), country: [...to.values()][0] ?? null })
  const best = new Map<string, Candidate>()
  for (const { carrier: id, score, reasons } of ctx.recognition.recognise(number, around))
    if (!best.has(id)) best.set(id, { carrier: { id, name: carrierName(ctx, id) }, score, reasons })
  return [...best.values()]
}

/** All generations of a number, newest first. */
export async function trackNumber(ctx: Context, number: string): Promise<ShownParcel[]> {
  requireScope(ctx, 'parcels:read')
  return ctx.store.as(ctx.tenant, async (tx) =>
    shown(tx, ctx, await findParcels(tx, tx.key.index('tracking-number', normaliseTrackingNumber(number)))),
  )
}

export async function listParcels(
  ctx: Context,
  { after = null, limit = 50 }: { after?: string | null; limit?: number } = {},
): Promise<{ parcels: ShownParcel[]; next: string | null }> {
  requireScope(ctx, 'parcels:read')
  return ctx.store.as(ctx.tenant, async (tx) => {
    const rows = await pageOfParcels(tx, { after, limit: limit + 1 })
    const page = rows.slice(0, limit)
    return { parcels: await shown(tx, ctx, page), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
  })
}

async function shown(tx: Tx, ctx: Context, rows: readonly ParcelRow[]): Promise<ShownParcel[]> {
  const people = await personKeys(
    tx,
    rows.flatMap(({ person }) => person ?? []),
  )
  const keys = new Map(rows.map(({ id, person }) => [id, person === null ? tx.key : people.get(person)]))
  const keyOf = (id: ParcelId) => {
    const key = keys.get(id)
    if (!key) throw new Error(`no key for parcel ${id}`)
    return key
  }
  const ids = rows.map(({ id }) => id)
  const scans = await scansOf(tx, ids, keyOf)
  const orders = await ordersOfParcels(tx, ids)
  return rows.map((row) => {
    const { number } = openParcel(tx, keyOf(row.id), row)
    const carrier = row.carrier === null ? undefined : ctx.carriers.get(row.carrier)
    return {
      id: row.id,
      number,
      carrier: row.carrier === null ? null : { id: row.carrier, name: carrierName(ctx, row.carrier) },
      carrierUrl: carrier?.trackingUrl(number) ?? null,
      milestone: row.milestone,
      status: row.status,
      heardAt: row.heardAt,
      chosen: row.chosen,
      orders: orders.get(row.id) ?? [],
      scans: (scans.get(row.id) ?? []).toSorted((a, b) =>
        compareScans({ ...b, dedupeKey: b.dedupe.toString('hex') }, { ...a, dedupeKey: a.dedupe.toString('hex') }),
      ),
    }
  })
}
