import { randomUUIDv7 } from 'node:crypto'
import type { Tx } from './store.ts'
import type { Cell, TenantKey } from './vault/index.ts'

/** What a carrier proves its pushes with; after a change the ones before are good for a while, newest first. */
export type PushSecrets = {
  readonly secret: string
  readonly before: readonly { readonly secret: string; readonly until: Temporal.Instant }[]
}

/** More of those before are not kept, however often the secret is changed. */
export const secretsBefore = 3

/** What `Store.tenantOf` finds an account by: the bytes of its id. */
export const accountDigest = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

const secretsCell = (tx: Tx, account: string): Cell => ({
  tenant: tx.tenant,
  table: 'carrier_accounts',
  row: account,
  column: 'push_sealed',
})

/** An account in use that is pushed to. One that is not costs the same: what is opened in its place says nothing. */
export async function findPushAccount(
  tx: Tx,
  id: string,
): Promise<{ readonly carrier: string; readonly secrets: PushSecrets } | undefined> {
  const rows = await tx.query<{ carrier: string; sealed: Buffer }>(
    `select carrier, push_sealed as sealed from carrier_accounts
      where tenant = $1 and id = $2 and revoked_at is null and push_sealed is not null`,
    [tx.tenant, id],
  )
  const nothing = sealedNothing(tx)
  const row = rows[0]
  const secrets = toSecrets(tx.key.open(secretsCell(tx, row ? id : nobody), row?.sealed ?? nothing))
  return row && { carrier: row.carrier, secrets }
}

const nobody = '00000000-0000-0000-0000-000000000000'
const nothings = new WeakMap<TenantKey, Buffer>()

function sealedNothing(tx: Tx): Buffer {
  const sealed = nothings.get(tx.key) ?? tx.key.seal(secretsCell(tx, nobody), '{"secret":"","before":[]}')
  nothings.set(tx.key, sealed)
  return sealed
}

function toSecrets(plain: string): PushSecrets {
  const held = JSON.parse(plain) as { secret: string; before: { secret: string; until: string }[] }
  const before = held.before.map(({ secret, until }) => ({ secret, until: Temporal.Instant.from(until) }))
  return { secret: held.secret, before }
}

/** The carrier of the account, undefined where it is not in use. What was the secret until now stays good until `overlapUntil`. */
export async function savePushSecret(
  tx: Tx,
  id: string,
  { secret, now, overlapUntil }: { secret: string; now: Temporal.Instant; overlapUntil: Temporal.Instant },
): Promise<string | undefined> {
  const rows = await tx.query<{ carrier: string; sealed: Buffer | null }>(
    'select carrier, push_sealed as sealed from carrier_accounts where tenant = $1 and id = $2 and revoked_at is null for update',
    [tx.tenant, id],
  )
  const row = rows[0]
  if (!row) return undefined
  const held = row.sealed && toSecrets(tx.key.open(secretsCell(tx, id), row.sealed))
  const before = (held ? [{ secret: held.secret, until: overlapUntil }, ...held.before] : [])
    .filter((one) => one.secret !== secret && Temporal.Instant.compare(one.until, now) > 0)
    .slice(0, secretsBefore)
  // Instants are written as text.
  const sealed = tx.key.seal(secretsCell(tx, id), JSON.stringify({ secret, before } satisfies PushSecrets))
  await tx.query('update carrier_accounts set push_sealed = $3 where tenant = $1 and id = $2', [tx.tenant, id, sealed])
  return row.carrier
}

/** True the first time only; whoever comes with the same at once waits until it is known whether the first one stood. */
export async function takePushEvent(
  tx: Tx,
  { account, digest, now }: { account: string; digest: Buffer; now: Temporal.Instant },
): Promise<boolean> {
  const rows = await tx.query<{ repeats: number }>(
    `insert into push_events as e (tenant, account, digest, received_at) values ($1, $2, $3, $4)
       on conflict (tenant, account, digest) do update set repeats = e.repeats + 1 returning repeats`,
    [tx.tenant, account, digest, now],
  )
  return rows[0]?.repeats === 0
}

/** A push that was proven and not understood, as it came. */
export type UnreadPush = {
  readonly account: string
  readonly body: Uint8Array
  readonly contentType: string
  /** A code, never words: those can hold what is personal. */
  readonly reason: string
  readonly receivedAt: Temporal.Instant
}

const unreadCell = (tx: Tx, id: string): Cell => ({
  tenant: tx.tenant,
  table: 'unread_pushes',
  row: id,
  column: 'sealed',
})

export async function keepUnreadPush(
  tx: Tx,
  { account, body, contentType, reason, receivedAt }: UnreadPush,
): Promise<void> {
  const id = randomUUIDv7()
  const plain = JSON.stringify({ contentType, body: Buffer.from(body).toString('base64') })
  await tx.query(
    'insert into unread_pushes (tenant, id, account, sealed, bytes, reason, received_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [tx.tenant, id, account, tx.key.seal(unreadCell(tx, id), plain), body.length, reason, receivedAt],
  )
}

/** The reason of a push that asks for a subscription to be confirmed. */
export const toConfirm = 'TO_CONFIRM'

/** Takes those of an account that ask for a confirmation, each again after a quarter of an hour, and after a day no more. */
export async function claimConfirmations(
  tx: Tx,
  account: string,
  now: Temporal.Instant,
): Promise<{ readonly id: string; readonly body: Uint8Array }[]> {
  await tx.query(
    `update unread_pushes set reason = 'NOT_CONFIRMED' where tenant = $1 and account = $2 and reason = $3 and received_at <= $4`,
    [tx.tenant, account, toConfirm, now.subtract({ hours: 24 })],
  )
  const rows = await tx.query<{ id: string; sealed: Buffer }>(
    `update unread_pushes set tried_at = $4 where tenant = $1 and account = $2 and reason = $3
        and (tried_at is null or tried_at <= $5) returning id, sealed`,
    [tx.tenant, account, toConfirm, now, now.subtract({ minutes: 15 })],
  )
  return rows.map(({ id, sealed }) => ({ id, body: openUnread(tx, id, sealed).body }))
}

function openUnread(tx: Tx, id: string, sealed: Buffer): Pick<UnreadPush, 'body' | 'contentType'> {
  const held = JSON.parse(tx.key.open(unreadCell(tx, id), sealed)) as { contentType: string; body: string }
  return { contentType: held.contentType, body: Buffer.from(held.body, 'base64') }
}

/** Oldest first, those after `after`; of accounts in use and others. */
export async function unreadPushes(
  tx: Tx,
  { after, limit }: { after: string | null; limit: number },
): Promise<(UnreadPush & { readonly id: string; readonly carrier: string })[]> {
  const rows = await tx.query<
    Omit<UnreadPush, 'body' | 'contentType'> & { id: string; carrier: string; sealed: Buffer }
  >(
    `select u.id, u.account, a.carrier, u.sealed, u.reason, u.received_at as "receivedAt"
       from unread_pushes u join carrier_accounts a on a.tenant = u.tenant and a.id = u.account
      where u.tenant = $1 and ($2::uuid is null or u.id > $2) and u.reason <> $4 order by u.id limit $3`,
    [tx.tenant, after, limit, toConfirm],
  )
  return rows.map(({ sealed, ...row }) => ({ ...row, ...openUnread(tx, row.id, sealed) }))
}

/** False where somebody else had it read a moment ago. */
export async function dropUnreadPush(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.query('delete from unread_pushes where tenant = $1 and id = $2 returning id', [tx.tenant, id])
  return rows.length > 0
}

export type PushCounts = {
  readonly account: string
  /** Of the last 30 days; null where there was none. */
  readonly lastEventAt: Temporal.Instant | null
  readonly events24h: number
  /** How often events of the last day came again. */
  readonly duplicates24h: number
  readonly unread: number
}

/** Of the accounts that are in use and pushed to. */
export async function countPushes(tx: Tx, now: Temporal.Instant): Promise<PushCounts[]> {
  return tx.query<PushCounts>(
    `select a.id as account,
            (select max(received_at) from push_events e where e.tenant = a.tenant and e.account = a.id) as "lastEventAt",
            d.events as "events24h", d.duplicates as "duplicates24h",
            (select count(*)::int from unread_pushes u where u.tenant = a.tenant and u.account = a.id and u.reason <> $3) as unread
       from carrier_accounts a cross join lateral (
         select count(*)::int as events, coalesce(sum(repeats), 0)::int as duplicates from push_events e
          where e.tenant = a.tenant and e.account = a.id and e.received_at > $2) d
      where a.tenant = $1 and a.revoked_at is null and a.push_sealed is not null order by a.created_at, a.id`,
    [tx.tenant, now.subtract({ hours: 24 }), toConfirm],
  )
}

/** How many pushes go that nobody ever read. */
export async function purgePushes(tx: Tx, before: Temporal.Instant): Promise<number> {
  await tx.query('delete from push_events where tenant = $1 and received_at < $2', [tx.tenant, before])
  const rows = await tx.query('delete from unread_pushes where tenant = $1 and received_at < $2 returning id', [
    tx.tenant,
    before,
  ])
  return rows.length
}
