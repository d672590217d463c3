import type { OrderId, ReadOrders } from '../../model/index.ts'
import { type Context, importOrders, ingestAnswer, orderId, trackedOrders } from '../../service/index.ts'
import {
  changesOf,
  hasCome,
  type JourneyClock,
  knownAt,
  newestOf,
  vendureId,
  vendureOrders,
} from '../../simulator/index.ts'
import { lockOrder } from '../../store/index.ts'
import type { DemoOrder } from './orders.ts'
import { demoShop } from './shop.ts'

/** What was told so far: when each order last changed, and how many scans of each number are held. */
export type Told = {
  readonly orders: ReadonlyMap<string, string>
  readonly scans: ReadonlyMap<string, number>
}

/** The demo's orders that have been placed by now, in the script's order. */
export async function placedOrders(
  ctx: Context,
  orders: readonly DemoOrder[],
  clock: JourneyClock,
): Promise<readonly { readonly id: OrderId; readonly order: DemoOrder }[]> {
  const now = ctx.clock.now()
  const placed = orders.filter(({ script }) => hasCome(script.placedAt, clock, now))
  return ctx.store.as(ctx.tenant, async (tx) =>
    placed.map((order) => ({ id: orderId(tx, demoShop.id, { external: String(order.script.external) }), order })),
  )
}

/** What the database holds of the demo, so that playing on tells nothing twice. */
export async function readTold(ctx: Context, orders: readonly DemoOrder[], clock: JourneyClock): Promise<Told> {
  const placed = await placedOrders(ctx, orders, clock)
  const held = await ctx.store.as(ctx.tenant, (tx) =>
    trackedOrders(
      tx,
      ctx,
      placed.map(({ id }) => id),
    ),
  )
  return {
    orders: new Map(),
    scans: new Map(
      held.flatMap(({ parcels }) =>
        parcels.flatMap(({ number, scans }) => (number === null ? [] : [[number, scans.length] as const])),
      ),
    ),
  }
}

/**
 * Brings the installation to where the demo is now: orders as the shop would report them, then what carriers would push.
 * Everything goes the way of a real answer; what was told before is not told again.
 */
export async function play(
  ctx: Context,
  told: Told,
  { orders, clock }: { orders: readonly DemoOrder[]; clock: JourneyClock },
): Promise<Told> {
  const now = ctx.clock.now()
  const versions = new Map(
    orders.flatMap(({ script }) => {
      const newest = newestOf(changesOf(script), clock, now)
      return newest ? [[script.number, newest.toString()] as const] : []
    }),
  )
  const changed = orders.filter(({ script: { number } }) => versions.get(number) !== told.orders.get(number))
  await importChanged(ctx, changed, clock, now)

  const scans = new Map(told.scans)
  const parcels = orders.flatMap((order) => order.parcels)
  const moved = parcels
    .map(({ speaker, journey }) => ({ speaker, known: knownAt(journey, clock, now) }))
    .filter(({ known }) => known.steps.length > (scans.get(known.number) ?? 0))
  for (const [speaker, some] of Map.groupBy(moved, (one) => one.speaker)) {
    for (const body of speaker.answers(some.map(({ known }) => known))) {
      const { id: carrier, contentType } = speaker
      const { parcels: read } = await ingestAnswer(ctx, { carrier, body, contentType, source: 'push' })
      for (const { id, order, milestone, stored } of read)
        ctx.log.info({ order, parcel: id, milestone, stored }, 'demo.event')
    }
    for (const { known } of some) scans.set(known.number, known.steps.length)
  }
  return { orders: versions, scans }
}

async function importChanged(
  ctx: Context,
  changed: readonly DemoOrder[],
  clock: JourneyClock,
  now: Temporal.Instant,
): Promise<void> {
  const connector = ctx.shops.get(vendureId)
  if (!connector) throw new Error(`the demo speaks as ${vendureId}, and there is no such connector`)
  const body = vendureOrders(
    changed.map(({ script }) => script),
    clock,
    now,
  )
  if (body === null) return
  const answer = connector.read(body, { map: {}, now })
  if (!answer.ok) throw new Error(`the demo's orders can't be read: ${answer.failure.message}`)
  const read = { ...answer.value, orders: await newer(ctx, answer.value.orders) }
  if (read.orders.length + read.rejected.length === 0) return
  const imported = await importOrders(ctx, {
    connector: connector.id,
    shop: demoShop.id,
    read,
    contentType: 'application/json',
    bytes: Buffer.byteLength(body),
  })
  if (imported.changed > 0) ctx.log.info({ orders: imported.ids, changed: imported.changed }, 'demo.event')
}

/** Those that are not held in this version: after a restart nearly none, so that starting again leaves no trace. */
function newer(ctx: Context, orders: ReadOrders['orders']): Promise<ReadOrders['orders']> {
  return ctx.store.as(ctx.tenant, async (tx) => {
    const held = await Promise.all(orders.map(({ order }) => lockOrder(tx, orderId(tx, demoShop.id, order))))
    return orders.filter(({ order }, i) => {
      const before = held[i]
      return !before || Temporal.Instant.compare(before.changedAt, order.updatedAt) < 0
    })
  })
}
