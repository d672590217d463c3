import type { ReadParcel } from '../../model/index.ts'
import { PostedScan } from '../../contract/index.ts'
import { type HeldSlice, type Tx, emptyDerived, lockHistory, personKey, slicesAfter } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { requireScope } from '../context.ts'
import { deriveOrder, deriveParcels } from './derive.ts'
import { plainScans, readPosted } from './ingest.ts'
import { type ChosenCarrier, chooseAgain, chosenCarriers } from './set-carrier.ts'

export type Rederived = {
  readonly slices: number
  readonly unreadable: readonly { readonly seq: number; readonly reason: string }[]
}

const batch = 500

/**
 * Empties every derived table and rebuilds it from raw history, in the order it came, with today's readers and code tables.
 * One transaction: a slice nobody can read any more, or a crash half-way, leaves everything as it was or says so.
 */
export async function rederive(
  ctx: Context,
  { onProgress = () => {} }: { onProgress?: (slices: number) => void } = {},
): Promise<Rederived> {
  requireScope(ctx, 'parcels:write')
  return ctx.store.as(ctx.tenant, async (tx) => {
    await lockHistory(tx, 'alone')
    await emptyDerived(tx)
    const unreadable: { seq: number; reason: string }[] = []
    let slices = 0
    for (let last = 0; ;) {
      const held = await slicesAfter(tx, last, batch)
      for (const slice of held) {
        const reason = await deriveSlice(tx, ctx, slice)
        if (reason) unreadable.push({ seq: slice.seq, reason })
        last = slice.seq
      }
      slices += held.length
      onProgress(slices)
      if (held.length < batch) break
    }
    ctx.log.info({ slices, unreadable: unreadable.length }, 'tracking.rederived')
    return { slices, unreadable }
  })
}

/** The reason it could not be read, or undefined. */
async function deriveSlice(tx: Tx, ctx: Context, slice: HeldSlice): Promise<string | undefined> {
  if (slice.kind === 'order') {
    const shop = ctx.shops.get(slice.connector)
    if (!shop) return `no shop connector "${slice.connector}"`
    const order = shop.reread(slice.body)
    if (!order.ok) return order.failure.message
    if (slice.person === null || slice.shop === null) return 'an order without a person or a shop'
    const { person, receivedAt } = slice
    await deriveOrder(tx, ctx, {
      shop: slice.shop,
      person,
      key: await personKey(tx, person),
      order: order.value,
      receivedAt,
    })
    return undefined
  }
  const body = slice.body as ParcelSlice
  if (slice.connector === chosenCarriers) {
    await chooseAgain(tx, body.slice as ChosenCarrier)
    return undefined
  }
  const parcel = rereadParcel(ctx, slice, body)
  if (typeof parcel === 'string') return parcel
  await deriveParcels(tx, ctx, {
    carrier: body.carrier,
    parcels: [parcel],
    source: slice.source,
    receivedAt: slice.receivedAt,
  })
  return undefined
}

/** What is kept of one answer about one parcel. */
export type ParcelSlice = { readonly number: string; readonly carrier: string | null; readonly slice: unknown }

/** Or the reason why it can't be read. */
export function rereadParcel(
  ctx: Pick<Context, 'carriers'>,
  { connector, receivedAt }: Pick<HeldSlice, 'connector' | 'receivedAt'>,
  body: ParcelSlice,
): ReadParcel | string {
  if (connector === plainScans) {
    const posted = PostedScan.array().safeParse(body.slice)
    return posted.success ? readPosted({ number: body.number, posted: posted.data }, receivedAt) : posted.error.message
  }
  if (connector === chosenCarriers) return readPosted({ number: body.number, posted: [] }, receivedAt)
  const carrier = ctx.carriers.get(connector)
  if (!carrier) return `no carrier connector "${connector}"`
  const parcel = carrier.reread(body.slice)
  return parcel.ok ? parcel.value : parcel.failure.message
}
