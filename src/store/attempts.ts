import type { Tx } from './store.ts'

/** What is guarded against being tried too often, and how often is too often. */
export type Guarded = {
  readonly kind: string
  readonly subject: Buffer
  readonly most: number
  readonly windowSeconds: number
}

/**
 * Counts one try at each and tells whether all had room for it. The rows stay locked until the transaction ends, so tries that
 * come at once are counted one after the other, in whichever process. A try that found no room does not lengthen the wait.
 */
export async function countAttempt(tx: Tx, guarded: readonly Guarded[], now: Temporal.Instant): Promise<boolean> {
  const rows = await tx.query<{ refused: boolean }>(
    `insert into attempts as a (tenant, kind, subject, times, most, window_seconds, refused, until)
       select $1, g.kind, g.subject, array[$2::timestamptz], g.most, g.seconds, false, $2::timestamptz + make_interval(secs => g.seconds)
         from unnest($3::text[], $4::bytea[], $5::int[], $6::int[]) as g (kind, subject, most, seconds) order by g.kind, g.subject
     on conflict (tenant, kind, subject) do update
        set (times, refused, most, window_seconds, until) =
          (select case when count(*) < excluded.most then coalesce(array_agg(t order by t), '{}') || excluded.times
                       else array_agg(t order by t) end,
                  count(*) >= excluded.most, excluded.most, excluded.window_seconds,
                  case when count(*) < excluded.most then excluded.until else a.until end
             from unnest(a.times) as t where t > excluded.times[1] - make_interval(secs => excluded.window_seconds))
     returning refused`,
    [
      tx.tenant,
      now,
      guarded.map(({ kind }) => kind),
      guarded.map(({ subject }) => subject),
      guarded.map(({ most }) => most),
      guarded.map(({ windowSeconds }) => windowSeconds),
    ],
  )
  return rows.every(({ refused }) => !refused)
}

/** Takes the try just counted back where it was a right one. The rows are written either way: what is written takes time. */
export async function settleAttempt(tx: Tx, guarded: readonly Guarded[], right: boolean): Promise<void> {
  await tx.query(
    `update attempts a set times = case when $4 then a.times[1:cardinality(a.times) - 1] else a.times end
       from unnest($2::text[], $3::bytea[]) as g (kind, subject)
      where a.tenant = $1 and a.kind = g.kind and a.subject = g.subject`,
    [tx.tenant, guarded.map(({ kind }) => kind), guarded.map(({ subject }) => subject), right],
  )
}

export async function purgeAttempts(tx: Tx, now: Temporal.Instant): Promise<void> {
  await tx.query('delete from attempts where tenant = $1 and until < $2', [tx.tenant, now])
}
