import { randomUUIDv7 } from 'node:crypto'
import type { Tx } from './store.ts'

/** Somebody who answers for the shop; without a name the shop's stands alone. */
export type Agent = { readonly id: string; readonly name: string | null }

export async function findOrMakeAgent(tx: Tx, name: string | null, now: Temporal.Instant): Promise<Agent> {
  // An update that changes nothing, so that the row is returned whether it is new or not.
  const rows = await tx.query<Agent>(
    `insert into agents (tenant, id, name, created_at) values ($1, $2, $3, $4)
       on conflict (tenant, name) do update set name = excluded.name returning id, name`,
    [tx.tenant, randomUUIDv7(), name, now],
  )
  const [agent] = rows
  if (!agent) throw new Error('an agent was neither found nor made')
  return agent
}

type Admission = {
  readonly digest: Buffer
  readonly agent: string
  readonly now: Temporal.Instant
  readonly expiresAt: Temporal.Instant
}

export async function addSignIn(tx: Tx, { digest, agent, now, expiresAt }: Admission): Promise<void> {
  await tx.query('insert into sign_ins (tenant, digest, agent, created_at, expires_at) values ($1, $2, $3, $4, $5)', [
    tx.tenant,
    digest,
    agent,
    now,
    expiresAt,
  ])
}

/** Whom a link lets in, this once; undefined for one that was used, has expired or never was. */
export async function useSignIn(tx: Tx, digest: Buffer, now: Temporal.Instant): Promise<string | undefined> {
  const rows = await tx.query<{ agent: string }>(
    `update sign_ins set used_at = $3 where tenant = $1 and digest = $2 and used_at is null and expires_at > $3
     returning agent`,
    [tx.tenant, digest, now],
  )
  return rows[0]?.agent
}

export async function addDeskSession(tx: Tx, { digest, agent, now, expiresAt }: Admission): Promise<void> {
  await tx.query(
    'insert into desk_sessions (tenant, digest, agent, created_at, expires_at) values ($1, $2, $3, $4, $5)',
    [tx.tenant, digest, agent, now, expiresAt],
  )
}

export async function findDeskSession(tx: Tx, digest: Buffer, now: Temporal.Instant): Promise<Agent | undefined> {
  const rows = await tx.query<Agent>(
    `select a.id, a.name from desk_sessions s join agents a on a.tenant = s.tenant and a.id = s.agent
      where s.tenant = $1 and s.digest = $2 and s.revoked_at is null and s.expires_at > $3`,
    [tx.tenant, digest, now],
  )
  return rows[0]
}

/** One session, or with `null` all of them and every link that was not used yet; how many sessions ended. */
export async function revokeDeskSessions(tx: Tx, digest: Buffer | null, now: Temporal.Instant): Promise<number> {
  const rows = await tx.query(
    `update desk_sessions set revoked_at = $3 where tenant = $1 and ($2::bytea is null or digest = $2)
        and revoked_at is null and expires_at > $3 returning 1 as ended`,
    [tx.tenant, digest, now],
  )
  if (digest === null) await tx.query('delete from sign_ins where tenant = $1', [tx.tenant])
  return rows.length
}

export async function purgeSignIns(tx: Tx, now: Temporal.Instant): Promise<void> {
  await tx.query('delete from sign_ins where tenant = $1 and expires_at < $2', [tx.tenant, now])
  await tx.query('delete from desk_sessions where tenant = $1 and expires_at < $2', [tx.tenant, now])
}
