import { randomBytes } from 'node:crypto'
import type { ShopId, TenantId } from '../../model/index.ts'
import {
  type ShopKey,
  type UsedShopKey,
  addShopKey,
  findShopKey,
  listShops,
  markShopKeyRevoked,
  pageOfShopKeys,
} from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'

/** A key for the chat on a shop's own pages. It may be read by anybody: it works on the named origins only. */
export async function makeShopKey(
  ctx: Context,
  { shop, origins }: { shop: ShopId; origins: readonly string[] },
): Promise<{ id: string; key: string; origins: readonly string[] }> {
  requireScope(ctx, 'conversations:write')
  if (origins.length === 0) {
    throw new ServiceError('INPUT_INVALID', 'name at least one origin the chat is on, such as https://shop.example')
  }
  const exact = [...new Set(origins.map(originOf))]
  const key = `whp_${randomBytes(18).toString('base64url')}`
  const id = await ctx.store.as(ctx.tenant, async (tx) => {
    const shops = (await listShops(tx)).map((held) => held.id)
    if (!shops.includes(shop)) {
      throw new ServiceError('SHOP_UNKNOWN', `there is no shop "${shop}"; there are ${shops.join(', ')}`)
    }
    return addShopKey(tx, { shop, key, origins: exact, now: ctx.clock.now() })
  })
  return { id, key, origins: exact }
}

/** The key of these origins and this shop that is in use already, or a new one. */
export async function findOrMakeShopKey(
  ctx: Context,
  { shop, origins }: { shop: ShopId; origins: readonly string[] },
): Promise<string> {
  const held = (await listShopKeys(ctx)).find(
    (one) => one.shop === shop && one.revokedAt === null && origins.every((origin) => one.origins.includes(origin)),
  )
  return held?.key ?? (await makeShopKey(ctx, { shop, origins })).key
}

export async function listShopKeys(ctx: Context): Promise<ShopKey[]> {
  requireScope(ctx, 'conversations:read')
  return ctx.store.as(ctx.tenant, (tx) => pageOfShopKeys(tx))
}

/** From now on no page can use it; false where it was none in use. */
export async function revokeShopKey(ctx: Context, id: string): Promise<boolean> {
  requireScope(ctx, 'conversations:write')
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return false
  return ctx.store.as(ctx.tenant, (tx) => markShopKeyRevoked(tx, id, ctx.clock.now()))
}

/** Whose key it is and where it works; undefined for a wrong or revoked one. */
export async function openShopKey(
  { store }: Pick<Context, 'store'>,
  key: string,
): Promise<(UsedShopKey & { readonly tenant: TenantId }) | undefined> {
  if (!/^whp_[\w-]{24}$/.test(key)) return undefined
  const tenant = await store.tenantOf('shop_key', key)
  if (!tenant) return undefined
  const found = await store.as(tenant, (tx) => findShopKey(tx, key))
  return found && { tenant, ...found }
}

/** A page's origin as browsers send it: scheme, host and port, and nothing else. */
function originOf(given: string): string {
  const shown = JSON.stringify(given.slice(0, 200))
  const refuse = (why: string) => new ServiceError('INPUT_INVALID', `${shown} is no origin: ${why}`)
  if (given.includes('*')) throw refuse('every host has to be named, a star stands for none')
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (!url || url.host === '') throw refuse('it looks like https://shop.example, or https://shop.example:8443')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('pages come over https')
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw refuse(`without encryption only localhost is taken; https://${url.host} would do`)
  }
  if (url.username !== '' || url.password !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw refuse(`it is scheme, host and port only; ${url.origin} would do`)
  }
  return url.origin
}

const isLoopback = (host: string) =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
