import { randomUUIDv7 } from 'node:crypto'
import type { Level, OrderId, ShopId } from '../model/index.ts'
import { type Proven, addSession } from './access.ts'
import type { ShopRow } from './shops.ts'
import type { Tx } from './store.ts'

/** What a shop's own pages name themselves with; no secret. */
export type ShopKey = {
  readonly id: string
  readonly shop: ShopId
  readonly key: string
  readonly origins: readonly string[]
  readonly createdAt: Temporal.Instant
  readonly revokedAt: Temporal.Instant | null
}

type Raw = Omit<ShopKey, 'origins'> & { readonly origins: string }

const columns = `id, shop, key, array_to_string(origins, ' ') as origins, created_at as "createdAt", revoked_at as "revokedAt"`
const keyOf = (raw: Raw): ShopKey => ({ ...raw, origins: raw.origins.split(' ') })

export async function addShopKey(
  tx: Tx,
  { shop, key, origins, now }: { shop: ShopId; key: string; origins: readonly string[]; now: Temporal.Instant },
): Promise<string> {
  const id = randomUUIDv7()
  await tx.query(
    'insert into shop_keys (tenant, id, shop, key, origins, created_at) values ($1, $2, $3, $4, $5::text[], $6)',
    [tx.tenant, id, shop, key, origins, now],
  )
  return id
}

export type UsedShopKey = {
  readonly id: string
  readonly shop: Pick<ShopRow, 'id' | 'name' | 'zone'>
  readonly origins: readonly string[]
}

/** One that is in use, and the shop it is for. */
export async function findShopKey(tx: Tx, key: string): Promise<UsedShopKey | undefined> {
  const rows = await tx.query<{ id: string; shop: ShopId; name: string; zone: string; origins: string }>(
    `select k.id, k.shop, s.name, s.zone, array_to_string(k.origins, ' ') as origins
       from shop_keys k join shops s on s.tenant = k.tenant and s.id = k.shop
      where k.tenant = $1 and k.key = $2 and k.revoked_at is null`,
    [tx.tenant, key],
  )
  const [row] = rows
  return row && { id: row.id, shop: { id: row.shop, name: row.name, zone: row.zone }, origins: row.origins.split(' ') }
}

export async function pageOfShopKeys(tx: Tx): Promise<ShopKey[]> {
  const rows = await tx.query<Raw>(`select ${columns} from shop_keys where tenant = $1 order by created_at, id`, [
    tx.tenant,
  ])
  return rows.map(keyOf)
}

export async function markShopKeyRevoked(tx: Tx, id: string, now: Temporal.Instant): Promise<boolean> {
  const rows = await tx.query(
    'update shop_keys set revoked_at = $3 where tenant = $1 and id = $2 and revoked_at is null returning id',
    [tx.tenant, id, now],
  )
  return rows.length > 0
}

export async function addWidgetSession(
  tx: Tx,
  session: Proven,
  { shopKey, now }: { shopKey: string; now: Temporal.Instant },
): Promise<void> {
  await addSession(tx, session, now)
  await tx.query('insert into widget_sessions (tenant, digest, shop_key) values ($1, $2, $3)', [
    tx.tenant,
    session.digest,
    shopKey,
  ])
}

/** Whose key a session was made with, whether or not it still lasts; undefined for one that no widget holds. */
export async function keyOfWidgetSession(tx: Tx, digest: Buffer): Promise<string | undefined> {
  const rows = await tx.query<{ shop_key: string }>(
    'select shop_key from widget_sessions where tenant = $1 and digest = $2',
    [tx.tenant, digest],
  )
  return rows[0]?.shop_key
}

export async function removeSession(tx: Tx, digest: Buffer): Promise<void> {
  await tx.query('delete from sessions where tenant = $1 and digest = $2', [tx.tenant, digest])
}

export type PagePass = { readonly order: OrderId; readonly level: Level; readonly sessionExpiresAt: Temporal.Instant }

export async function addPagePass(
  tx: Tx,
  pass: PagePass,
  { digest, now, expiresAt }: { digest: Buffer; now: Temporal.Instant; expiresAt: Temporal.Instant },
): Promise<void> {
  await tx.query(
    `insert into page_passes (tenant, digest, order_id, level, session_expires_at, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.tenant, digest, pass.order, pass.level, pass.sessionExpiresAt, now, expiresAt],
  )
}

/** Takes it away with the reading, and what was never taken along with it; two who come at once can't both have it. */
export async function takePagePass(tx: Tx, digest: Buffer, now: Temporal.Instant): Promise<PagePass | undefined> {
  const rows = await tx.query<PagePass & { good: boolean }>(
    `delete from page_passes where tenant = $1 and (digest = $2 or expires_at <= $3)
       returning order_id as "order", level, session_expires_at as "sessionExpiresAt", digest = $2 and expires_at > $3 as good`,
    [tx.tenant, digest, now],
  )
  const found = rows.find(({ good }) => good)
  return found && { order: found.order, level: found.level, sessionExpiresAt: found.sessionExpiresAt }
}
