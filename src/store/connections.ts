import { randomUUID } from 'node:crypto'
import type { ShopId } from '../model/index.ts'
import type { Tx } from './store.ts'
import type { Cell } from './vault/index.ts'

/** A shop system that sends its events here. */
export type ConnectionRow = {
  readonly id: string
  readonly shop: ShopId
  readonly connector: string
  readonly createdAt: Temporal.Instant
  /** When it last sent something that was its own. */
  readonly receivedAt: Temporal.Instant | null
  readonly revokedAt: Temporal.Instant | null
}

const secretCell = (tx: Tx, id: string): Cell => ({
  tenant: tx.tenant,
  table: 'connections',
  row: id,
  column: 'sealed',
})

const columns = 'id, shop, connector, created_at as "createdAt", received_at as "receivedAt", revoked_at as "revokedAt"'

/** What `Store.tenantOf` finds a connection by: the bytes of its id. */
export const connectionDigest = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

export async function addConnection(
  tx: Tx,
  { shop, connector, secret, now }: { shop: ShopId; connector: string; secret: string; now: Temporal.Instant },
): Promise<string> {
  const id = randomUUID()
  await tx.query(
    'insert into connections (tenant, id, shop, connector, sealed, created_at) values ($1, $2, $3, $4, $5, $6)',
    [tx.tenant, id, shop, connector, tx.key.seal(secretCell(tx, id), secret), now],
  )
  return id
}

export async function findConnection(
  tx: Tx,
  id: string,
): Promise<(Pick<ConnectionRow, 'shop' | 'connector'> & { readonly secret: string }) | undefined> {
  const rows = await tx.query<{ shop: ShopId; connector: string; sealed: Buffer }>(
    'select shop, connector, sealed from connections where tenant = $1 and id = $2 and revoked_at is null',
    [tx.tenant, id],
  )
  const row = rows[0]
  return row && { shop: row.shop, connector: row.connector, secret: tx.key.open(secretCell(tx, id), row.sealed) }
}

export async function connectionHeard(tx: Tx, id: string, now: Temporal.Instant): Promise<void> {
  await tx.query('update connections set received_at = $3 where tenant = $1 and id = $2', [tx.tenant, id, now])
}

export async function listConnections(tx: Tx): Promise<ConnectionRow[]> {
  return tx.query<ConnectionRow>(`select ${columns} from connections where tenant = $1 order by created_at, id`, [
    tx.tenant,
  ])
}

export async function revokeConnection(tx: Tx, id: string, now: Temporal.Instant): Promise<boolean> {
  const rows = await tx.query(
    'update connections set revoked_at = $3 where tenant = $1 and id = $2 and revoked_at is null returning id',
    [tx.tenant, id, now],
  )
  return rows.length > 0
}
