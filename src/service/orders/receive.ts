import type { Headers, ShopId } from '../../model/index.ts'
import {
  addConnection,
  addRaw,
  addToOutbox,
  connectionDigest,
  connectionHeard,
  findConnection,
  lastSlice,
  lockHistory,
  personKey,
} from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { deriveOrder, orderId } from '../tracking/derive.ts'
import { importOrders } from './import.ts'

export type Received =
  | { readonly kind: 'ping' }
  | { readonly kind: 'stored'; readonly orders: number; readonly changed: number }
  /** The shop's own, understood, and nothing to store; told with the reason. */
  | { readonly kind: 'ignored'; readonly reasons: readonly string[] }

/**
 * An event a shop system pushed to one of our connections: believed only with the signature of its raw bytes, answered only
 * once it is stored. Sent twice, it changes nothing the second time.
 */
export async function receiveWebhook(
  app: Omit<Context, 'actor' | 'tenant'>,
  { connection: id, body, headers }: { connection: string; body: Uint8Array; headers: Headers },
): Promise<Received> {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw notOurs()
  const tenant = await app.store.tenantOf('connection', connectionDigest(id))
  const found = tenant && (await app.store.as(tenant, (tx) => findConnection(tx, id)))
  const shop = found && app.shops.get(found.connector)
  if (!tenant || !found || !shop?.webhook) throw notOurs()
  const text = Buffer.from(body).toString('utf8')
  if (shop.webhook.isPing(text)) return { kind: 'ping' }
  if (!shop.webhook.verify(body, headers, found.secret)) throw notOurs()

  const ctx: Context = { ...app, tenant, actor: { kind: 'job' } }
  const heard = {
    connector: found.connector,
    shop: found.shop,
    contentType: headers['content-type'] ?? '',
    bytes: body.length,
  }
  const gone = shop.webhook.goneOrder(text, headers)
  if (gone !== null) return finish(ctx, id, await withdrawOrder(ctx, { ...heard, external: gone }))

  const read = shop.read(text, { map: {}, now: app.clock.now() })
  if (!read.ok)
    throw new ServiceError('INPUT_INVALID', `this is signed, but no order of ${shop.name}: ${read.failure.message}`)
  const { orders, rejected, skipped = [] } = read.value
  if (orders.length === 0)
    return finish(ctx, id, { kind: 'ignored', reasons: [...rejected, ...skipped].map(({ reason }) => reason) })
  const { orders: stored, changed } = await importOrders(ctx, { ...heard, read: read.value })
  return finish(ctx, id, { kind: 'stored', orders: stored, changed })
}

/** The last version that was kept, read once more as of its going; nothing is known of what the shop did to it besides. */
async function withdrawOrder(
  ctx: Context,
  { external, connector, shop: shopId, contentType, bytes }: WithdrawnOrder,
): Promise<Received> {
  requireScope(ctx, 'orders:write')
  const now = ctx.clock.now()
  const shop = ctx.shops.get(connector)
  return ctx.store.as(ctx.tenant, async (tx) => {
    await lockHistory(tx, 'shared')
    const id = orderId(tx, shopId, { external })
    const held = await lastSlice(tx, id)
    if (!held || held.person === null || held.connector !== connector || !shop?.webhook)
      return { kind: 'ignored', reasons: ['an order that was never here is gone'] }
    const slice = shop.webhook.withdraw(held.body)
    const order = shop.reread(slice)
    if (!order.ok) throw new ServiceError('INPUT_INVALID', order.failure.message)
    const key = await personKey(tx, held.person)
    const { changed } = await deriveOrder(tx, ctx, {
      shop: shopId,
      person: held.person,
      key,
      order: order.value,
      receivedAt: now,
    })
    if (changed) {
      const { person } = held
      await addRaw(tx, { source: 'shop', connector, contentType, bytes, receivedAt: now }, [
        { kind: 'order', subject: id, shop: shopId, person, key, body: slice },
      ])
      await addToOutbox(tx, [{ key: id, kind: 'order.updated', body: { orders: [id] } }], now)
    }
    return { kind: 'stored', orders: 1, changed: changed ? 1 : 0 }
  })
}

type WithdrawnOrder = Omit<Parameters<typeof importOrders>[1], 'read'> & { readonly external: string }

async function finish(ctx: Context, id: string, received: Received): Promise<Received> {
  await ctx.store.as(ctx.tenant, (tx) => connectionHeard(tx, id, ctx.clock.now()))
  if (received.kind === 'ignored') ctx.log.info({ connection: id, events: received.reasons.length }, 'webhook.ignored')
  return received
}

/** One answer for a wrong address and a wrong signature. */
const notOurs = () =>
  new ServiceError(
    'UNAUTHENTICATED',
    'this event is not signed with the secret of a connection of ours; the shop takes both address and secret from: whereabouts connect',
  )

/** Makes the address a shop system is to send its events to; the secret is the one it signs them with. */
export async function connectShop(
  ctx: Context,
  { connector, shop, secret }: { connector: string; shop: ShopId; secret: string },
): Promise<string> {
  requireScope(ctx, 'orders:write')
  const pushing = [...ctx.shops.values()].filter(({ webhook }) => webhook)
  if (!pushing.some(({ id }) => id === connector)) {
    throw new ServiceError(
      'CONNECTOR_UNKNOWN',
      `"${connector}" sends no events we can read; ${pushing.map(({ id }) => id).join(', ')} does`,
    )
  }
  if (secret.trim() === '')
    throw new ServiceError('INPUT_INVALID', 'the secret is empty; without one nobody can tell who sent an event')
  return ctx.store.as(ctx.tenant, (tx) =>
    addConnection(tx, { shop, connector, secret: secret.trim(), now: ctx.clock.now() }),
  )
}
