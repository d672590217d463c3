import { createHash, randomUUIDv7 } from 'node:crypto'
import type { OrderId, ParcelId, PersonId } from '../model/index.ts'
import { enqueue } from './outbox.ts'
import { personKey } from './persons.ts'
import type { Tx } from './store.ts'
import type { Cell } from './vault/index.ts'

export type NewNotice = {
  readonly kind: string
  readonly channel: string
  readonly person: PersonId
  readonly order: OrderId | null
  readonly parcel: ParcelId | null
  /** What makes it this event and no other, e.g. the parcel and the day promised. */
  readonly about: string
  /** What the words need beside the order; sealed under the person's key. */
  readonly data: unknown
}

const dataCell = (tx: Tx, id: string): Cell => ({ tenant: tx.tenant, table: 'notices', row: id, column: 'sealed' })

/** Written with what happened, and sent after: undefined where this person was told, or is to be told, the same already. */
export async function addNotice(
  tx: Tx,
  { kind, channel, person, order, parcel, about, data }: NewNotice,
  now: Temporal.Instant,
): Promise<string | undefined> {
  const id = randomUUIDv7()
  const dedupe = createHash('sha256')
    .update(JSON.stringify([kind, channel, person, about]))
    .digest()
  const key = await personKey(tx, person)
  const rows = await tx.query(
    `insert into notices (tenant, id, dedupe, kind, channel, person, order_id, parcel, state, next_at, created_at, sealed)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $9, $10) on conflict (tenant, dedupe) do nothing returning id`,
    [
      tx.tenant,
      id,
      dedupe,
      kind,
      channel,
      person,
      order,
      parcel,
      now,
      key.seal(dataCell(tx, id), JSON.stringify(data)),
    ],
  )
  if (rows.length === 0) return undefined
  await enqueue(tx, [{ task: 'send', payload: { tenant: tx.tenant, notice: id } }])
  return id
}
