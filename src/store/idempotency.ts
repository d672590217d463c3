import type { Tx } from './store.ts'
import type { Cell } from './vault/index.ts'

export type StoredAnswer = { readonly status: number; readonly body: string }

/** `new`: ours to run. `running`: another request with this key has not answered yet. `other`: the key was used for another request. */
export type Reservation =
  | { readonly kind: 'new' }
  | { readonly kind: 'running' }
  | { readonly kind: 'other' }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }

/** What a key was first used for is remembered as a keyed hash; its answer, sealed under the tenant's key. */
export async function reserve(
  tx: Tx,
  { key, request, now }: { key: string; request: string; now: Temporal.Instant },
): Promise<Reservation> {
  const digest = tx.key.index('request', `key ${key}`)
  const hash = tx.key.index('request', `request ${request}`)
  const made = await tx.query(
    'insert into idempotency (tenant, digest, request, created_at, held_at) values ($1, $2, $3, $4, $4) on conflict do nothing returning digest',
    [tx.tenant, digest, hash, now],
  )
  if (made.length > 0) return { kind: 'new' }
  const rows = await tx.query<{
    request: Buffer
    status: number | null
    sealed: Buffer | null
    held_at: Temporal.Instant
  }>('select request, status, sealed, held_at from idempotency where tenant = $1 and digest = $2 for update', [
    tx.tenant,
    digest,
  ])
  const row = rows[0]
  if (!row) return { kind: 'running' }
  if (!row.request.equals(hash)) return { kind: 'other' }
  if (row.status !== null && row.sealed) {
    return { kind: 'answered', answer: { status: row.status, body: tx.key.open(cellOf(tx, digest), row.sealed) } }
  }
  if (now.epochMilliseconds - row.held_at.epochMilliseconds < leaseMs) return { kind: 'running' }
  // Whoever held it died before it answered.
  await tx.query('update idempotency set held_at = $3 where tenant = $1 and digest = $2', [tx.tenant, digest, now])
  return { kind: 'new' }
}

/** A request that runs says so this often at least; one that was silent for longer is taken to have died. */
export const leaseMs = 3_000

export async function hold(tx: Tx, key: string, now: Temporal.Instant): Promise<void> {
  await tx.query('update idempotency set held_at = $3 where tenant = $1 and digest = $2 and status is null', [
    tx.tenant,
    tx.key.index('request', `key ${key}`),
    now,
  ])
}

export async function remember(tx: Tx, key: string, { status, body }: StoredAnswer): Promise<void> {
  const digest = tx.key.index('request', `key ${key}`)
  await tx.query('update idempotency set status = $3, sealed = $4 where tenant = $1 and digest = $2', [
    tx.tenant,
    digest,
    status,
    tx.key.seal(cellOf(tx, digest), body),
  ])
}

/** A request that failed on our side leaves no trace: the same key may be used again. */
export async function forget(tx: Tx, key: string): Promise<void> {
  await tx.query('delete from idempotency where tenant = $1 and digest = $2 and status is null', [
    tx.tenant,
    tx.key.index('request', `key ${key}`),
  ])
}

export async function purgeIdempotency(tx: Tx, before: Temporal.Instant): Promise<void> {
  await tx.query('delete from idempotency where tenant = $1 and created_at < $2', [tx.tenant, before])
}

const cellOf = (tx: Tx, digest: Buffer): Cell => ({
  tenant: tx.tenant,
  table: 'idempotency',
  row: digest.toString('hex'),
  column: 'sealed',
})
