import { randomUUID } from 'node:crypto'
import type { CarrierAccount, CarrierLimits, FailureKind, Settings } from '../model/index.ts'
import type { Tx } from './store.ts'
import type { Cell } from './vault/index.ts'

/** An account as its operator may see it: nothing that was entered. */
export type CarrierAccountRow = {
  readonly id: string
  readonly carrier: string
  readonly baseUrl: string | null
  readonly limits: Partial<CarrierLimits>
  readonly createdAt: Temporal.Instant
  readonly revokedAt: Temporal.Instant | null
  readonly answeredAt: Temporal.Instant | null
  readonly failingSince: Temporal.Instant | null
  readonly failure: { readonly kind: FailureKind; readonly code: string } | null
  readonly pausedUntil: Temporal.Instant | null
}

const settingsCell = (tx: Tx, id: string): Cell => ({
  tenant: tx.tenant,
  table: 'carrier_accounts',
  row: id,
  column: 'sealed',
})

const columns = `id, carrier, base_url as "baseUrl", limits, created_at as "createdAt", revoked_at as "revokedAt",
  answered_at as "answeredAt", failing_since as "failingSince", failure, paused_until as "pausedUntil"`

export async function addCarrierAccount(
  tx: Tx,
  { carrier, settings, baseUrl, limits, now }: Omit<CarrierAccount, 'id'> & { now: Temporal.Instant },
): Promise<string> {
  const id = randomUUID()
  await tx.query(
    `insert into carrier_accounts (tenant, id, carrier, sealed, base_url, limits, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.tenant, id, carrier, tx.key.seal(settingsCell(tx, id), JSON.stringify(settings)), baseUrl, limits, now],
  )
  return id
}

export async function listCarrierAccounts(tx: Tx): Promise<CarrierAccountRow[]> {
  return tx.query<CarrierAccountRow>(
    `select ${columns} from carrier_accounts where tenant = $1 order by created_at, id`,
    [tx.tenant],
  )
}

/** Those in use, with what was entered. */
export async function openCarrierAccounts(tx: Tx): Promise<CarrierAccount[]> {
  const rows = await tx.query<CarrierAccountRow & { sealed: Buffer }>(
    `select ${columns}, sealed from carrier_accounts where tenant = $1 and revoked_at is null order by created_at, id`,
    [tx.tenant],
  )
  return rows.map(({ id, carrier, baseUrl, limits, sealed }) => ({
    id,
    carrier,
    baseUrl,
    limits,
    settings: JSON.parse(tx.key.open(settingsCell(tx, id), sealed)) as Settings,
  }))
}

/** What was entered goes with it; its looks are planned anew with whoever else can be asked. */
export async function revokeCarrierAccount(tx: Tx, id: string, now: Temporal.Instant): Promise<boolean> {
  const rows = await tx.query(
    `update carrier_accounts set revoked_at = $3, sealed = $4, push_sealed = null where tenant = $1 and id = $2 and revoked_at is null returning id`,
    [tx.tenant, id, now, tx.key.seal(settingsCell(tx, id), '{}')],
  )
  if (rows.length === 0) return false
  await tx.query('delete from looks where tenant = $1 and account = $2', [tx.tenant, id])
  await tx.query('delete from subscriptions where tenant = $1 and account = $2', [tx.tenant, id])
  for (const table of ['call_tokens', 'call_budgets'])
    await tx.query(`delete from ${table} where tenant = $1 and credential = $2`, [tx.tenant, id])
  return true
}

export type AccountHealth =
  | { readonly kind: 'answered'; readonly at: Temporal.Instant }
  | {
      readonly kind: 'failed'
      readonly at: Temporal.Instant
      readonly failure: { readonly kind: FailureKind; readonly code: string }
      readonly pausedUntil: Temporal.Instant | null
    }

/** Whether this changed what the merchant should know: it began to fail, or answers again. */
export async function noteAccountHealth(tx: Tx, id: string, health: AccountHealth): Promise<boolean> {
  const { at } = health
  const rows =
    health.kind === 'answered'
      ? await tx.query<{ changed: boolean }>(
          `update carrier_accounts a set answered_at = greatest(a.answered_at, $3), failing_since = null, failure = null, paused_until = null
             from (select failing_since from carrier_accounts where tenant = $1 and id = $2 for update) b
            where a.tenant = $1 and a.id = $2 returning b.failing_since is not null as changed`,
          [tx.tenant, id, at],
        )
      : await tx.query<{ changed: boolean }>(
          `update carrier_accounts a set failing_since = coalesce(a.failing_since, $3), failure = $4,
                  paused_until = greatest(a.paused_until, $5)
             from (select failing_since from carrier_accounts where tenant = $1 and id = $2 for update) b
            where a.tenant = $1 and a.id = $2 returning b.failing_since is null as changed`,
          [tx.tenant, id, at, health.failure, health.pausedUntil],
        )
  return rows[0]?.changed ?? false
}
