import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto'
import type { Level, OrderId, PersonId } from '../model/index.ts'
import { purgeAttempts } from './attempts.ts'
import type { Tx } from './store.ts'

/** A secret handed out: 32 random bytes, of which only the hash is stored. */
export function makeSecret(prefix = ''): { secret: string; digest: Buffer } {
  const secret = `${prefix}${randomBytes(32).toString('base64url')}`
  return { secret, digest: digestOf(secret) }
}

/** 256 random bits need no slow hash: there is nothing to guess. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

export async function addLink(
  tx: Tx,
  {
    digest,
    order,
    now,
    expiresAt,
  }: { digest: Buffer; order: OrderId; now: Temporal.Instant; expiresAt: Temporal.Instant },
): Promise<void> {
  await tx.query('insert into links (tenant, digest, order_id, created_at, expires_at) values ($1, $2, $3, $4, $5)', [
    tx.tenant,
    digest,
    order,
    now,
    expiresAt,
  ])
}

export async function findLink(
  tx: Tx,
  digest: Buffer,
): Promise<{ order: OrderId; expiresAt: Temporal.Instant; revokedAt: Temporal.Instant | null } | undefined> {
  const rows = await tx.query<{ order: OrderId; expiresAt: Temporal.Instant; revokedAt: Temporal.Instant | null }>(
    'select order_id as "order", expires_at as "expiresAt", revoked_at as "revokedAt" from links where tenant = $1 and digest = $2',
    [tx.tenant, digest],
  )
  return rows[0]
}

/** What a shopper has proven, and how. An empty one may see nothing. */
export type Proven = {
  readonly digest: Buffer
  readonly level: Level
  readonly orders: readonly OrderId[]
  readonly expiresAt: Temporal.Instant
}

/** Which orders a browser may see. While it is raised (L3), `orders` holds all of that person's beside what was proven. */
export type Session = Proven & {
  /** What it falls back to. */
  readonly proven: Pick<Proven, 'level' | 'orders'>
  readonly raised: Raised | null
}

/** Whose address and orders a one-time code opened, and until when. */
export type Raised = {
  readonly person: PersonId
  readonly orders: readonly OrderId[]
  readonly until: Temporal.Instant
}

export async function addSession(tx: Tx, session: Proven, now: Temporal.Instant): Promise<void> {
  await tx.query(
    'insert into sessions (tenant, digest, level, orders, created_at, expires_at) values ($1, $2, $3, $4::uuid[], $5, $6)',
    [tx.tenant, session.digest, session.level, session.orders, now, session.expiresAt],
  )
}

export async function findSession(tx: Tx, digest: Buffer, now: Temporal.Instant): Promise<Session | undefined> {
  const rows = await tx.query<{
    level: Level
    orders: string
    expires_at: Temporal.Instant
    person: PersonId | null
    until: Temporal.Instant | null
    theirs: string | null
  }>(
    `select s.level, array_to_string(s.orders, ',') as orders, s.expires_at, r.person, r.until,
            (select string_agg(o.id::text, ',' order by o.placed_at desc, o.id) from orders o
              where o.tenant = s.tenant and o.person = r.person) as theirs
       from sessions s
       left join lateral (select s.raised_person as person, s.raised_until as until where s.raised_until > $3) r on true
      where s.tenant = $1 and s.digest = $2 and s.expires_at > $3`,
    [tx.tenant, digest, now],
  )
  const row = rows[0]
  if (!row) return undefined
  const proven = { level: row.level, orders: idsIn(row.orders) }
  const { person, until } = row
  const raised = person && until && { person, until, orders: idsIn(row.theirs ?? '') }
  return {
    digest,
    level: raised && proven.level !== 'L4' ? 'L3' : proven.level,
    orders: raised ? [...new Set([...proven.orders, ...raised.orders])] : proven.orders,
    expiresAt: row.expires_at,
    proven,
    raised,
  }
}

const idsIn = (list: string) => (list === '' ? [] : (list.split(',') as OrderId[]))

/** For a while this session sees all of one person's; nobody's (null) changes nothing, and is written all the same. */
export async function raiseSession(
  tx: Tx,
  digest: Buffer,
  { person, until }: { person: PersonId | null; until: Temporal.Instant },
): Promise<void> {
  await tx.query(
    `update sessions set raised_person = coalesce($3::uuid, raised_person),
            raised_until = case when $3::uuid is null then raised_until else $4 end
      where tenant = $1 and digest = $2`,
    [tx.tenant, digest, person, until],
  )
}

/** One browser can hold several links, and a chat can prove more than it began with: a session is only ever added to. */
export async function grantOrders(tx: Tx, digest: Buffer, orders: readonly OrderId[], level: Level): Promise<void> {
  await tx.query(
    `update sessions set orders = (select coalesce(array_agg(distinct o), '{}') from unnest(orders || $3::uuid[]) o), level = greatest(level, $4)
      where tenant = $1 and digest = $2`,
    [tx.tenant, digest, orders, level],
  )
}

/** With the codes asked for in them, and what was counted of tries that no longer count. */
export async function purgeSessions(tx: Tx, now: Temporal.Instant): Promise<void> {
  await purgeAttempts(tx, now)
  await tx.query('delete from sessions where tenant = $1 and expires_at < $2', [tx.tenant, now])
}

export type ApiKey = {
  readonly id: string
  readonly name: string
  readonly hint: string
  readonly scopes: readonly string[]
  readonly createdAt: Temporal.Instant
  readonly revokedAt: Temporal.Instant | null
}

export async function addApiKey(
  tx: Tx,
  {
    digest,
    name,
    hint,
    scopes,
    now,
  }: { digest: Buffer; name: string; hint: string; scopes: readonly string[]; now: Temporal.Instant },
): Promise<string> {
  const id = randomUUIDv7()
  await tx.query(
    'insert into api_keys (tenant, id, digest, name, hint, scopes, created_at) values ($1, $2, $3, $4, $5, $6::text[], $7)',
    [tx.tenant, id, digest, name, hint, scopes, now],
  )
  return id
}

export async function findApiKey(tx: Tx, digest: Buffer): Promise<ApiKey | undefined> {
  const rows = await tx.query<ApiKey>(
    `select id, name, hint, scopes, created_at as "createdAt", revoked_at as "revokedAt" from api_keys
      where tenant = $1 and digest = $2 and revoked_at is null`,
    [tx.tenant, digest],
  )
  return rows[0]
}

export async function listApiKeys(tx: Tx): Promise<ApiKey[]> {
  return tx.query<ApiKey>(
    'select id, name, hint, scopes, created_at as "createdAt", revoked_at as "revokedAt" from api_keys where tenant = $1 order by created_at, id',
    [tx.tenant],
  )
}

export async function revokeApiKey(tx: Tx, id: string, now: Temporal.Instant): Promise<boolean> {
  const rows = await tx.query(
    'update api_keys set revoked_at = $3 where tenant = $1 and id = $2 and revoked_at is null returning id',
    [tx.tenant, id, now],
  )
  return rows.length > 0
}
