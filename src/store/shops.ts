import type { ShopId } from '../model/index.ts'
import type { Tx } from './store.ts'

export type ShopRow = { readonly id: ShopId; readonly name: string; readonly zone: string; readonly language: string }

export async function saveShop(tx: Tx, { id, name, zone, language }: ShopRow, now: Temporal.Instant): Promise<void> {
  await tx.query(
    `insert into shops (tenant, id, name, zone, language, created_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (tenant, id) do update set name = excluded.name, zone = excluded.zone, language = excluded.language`,
    [tx.tenant, id, name, zone, language, now],
  )
}

export async function listShops(tx: Tx): Promise<ShopRow[]> {
  return tx.query<ShopRow>('select id, name, zone, language from shops where tenant = $1 order by created_at, id', [
    tx.tenant,
  ])
}

/** When the shop was first saved; undefined while there is none. */
export async function shopSince(tx: Tx, id: ShopId): Promise<Temporal.Instant | undefined> {
  const [row] = await tx.query<{ at: Temporal.Instant }>(
    'select created_at as at from shops where tenant = $1 and id = $2',
    [tx.tenant, id],
  )
  return row?.at
}
