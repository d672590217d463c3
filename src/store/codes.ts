import type { PersonId } from '../model/index.ts'
import type { Tx } from './store.ts'

/** A code as it is kept: never itself, only its keyed hash. */
export type CodeRow = {
  readonly person: PersonId
  readonly digest: Buffer
  readonly tries: number
  readonly expiresAt: Temporal.Instant
  readonly usedAt: Temporal.Instant | null
}

/** The same six digits in two sessions are two hashes. */
export function codeDigest(tx: Tx, session: Buffer, code: string): Buffer {
  return tx.key.index('code', `${session.toString('hex')}|${code}`)
}

/** Takes the place of the session's code before, if there was one. */
export async function saveCode(
  tx: Tx,
  {
    session,
    person,
    digest,
    now,
    expiresAt,
  }: { session: Buffer; person: PersonId; digest: Buffer; now: Temporal.Instant; expiresAt: Temporal.Instant },
): Promise<void> {
  await tx.query(
    `insert into codes (tenant, session, person, digest, tries, created_at, expires_at) values ($1, $2, $3, $4, 0, $5, $6)
     on conflict (tenant, session) do update set person = excluded.person, digest = excluded.digest, tries = 0,
        created_at = excluded.created_at, expires_at = excluded.expires_at, used_at = null`,
    [tx.tenant, session, person, digest, now, expiresAt],
  )
}

/** Locked, so that tries at once are counted one after the other. */
export async function lockCode(tx: Tx, session: Buffer): Promise<CodeRow | undefined> {
  const rows = await tx.query<CodeRow>(
    `select person, digest, tries, expires_at as "expiresAt", used_at as "usedAt" from codes
      where tenant = $1 and session = $2 for update`,
    [tx.tenant, session],
  )
  return rows[0]
}

export async function countCodeTry(tx: Tx, session: Buffer, usedAt: Temporal.Instant | null): Promise<void> {
  await tx.query(
    'update codes set tries = tries + 1, used_at = coalesce(used_at, $3) where tenant = $1 and session = $2',
    [tx.tenant, session, usedAt],
  )
}
