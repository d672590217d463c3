import { jsonbs, smallints, texts, uuids } from './arrays.ts'
import type { Tx } from './store.ts'

/** Something that happened, to be told to whoever listens. `body` holds ids only, never what is personal. */
export type OutboxEvent = {
  readonly key: string
  readonly kind: string
  readonly body: Readonly<Record<string, string | number | boolean | null | readonly string[]>>
}

export type PendingEvent = OutboxEvent & {
  readonly seq: number
  readonly attempts: number
  readonly nextAt: Temporal.Instant | null
}

export const outboxPartitions = 16

/** Events of one key are told in the order they were added: they share a partition, and a partition is drained by one at a time. */
export function partitionOf(key: string): number {
  let hash = 2_166_136_261
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 16_777_619)
  return (hash >>> 0) % outboxPartitions
}

/** Added in the transaction of what happened, so that the one never stands without the other. */
export async function addToOutbox(tx: Tx, events: readonly OutboxEvent[], now: Temporal.Instant): Promise<void> {
  if (events.length === 0) return
  const partitions = events.map(({ key }) => partitionOf(key))
  const added = tx.query(
    `insert into outbox (tenant, key, partition, kind, body, created_at)
       select $1, e.key, e.partition, e.kind, e.body, $2
         from unnest($3::uuid[], $4::smallint[], $5::text[], $6::jsonb[]) with ordinality as e (key, partition, kind, body, n) order by e.n`,
    [
      tx.tenant,
      now,
      uuids(events.map(({ key }) => key)),
      smallints(partitions),
      texts(events.map(({ kind }) => kind)),
      jsonbs(events.map(({ body }) => body)),
    ],
  )
  // Sorted: a queue's row is locked where it is new, and two batches must not wait for each other's.
  const queues = [...new Set(partitions)].toSorted((a, b) => a - b)
  const jobs = queues.map((partition) => drainJob(tx.tenant, partition))
  await Promise.all([added, enqueue(tx, jobs)])
}

export type Job = {
  readonly task: string
  readonly payload: Readonly<Record<string, string | number>>
  /** Jobs of one queue run one after the other. */
  readonly queue?: string
  readonly runAt?: Temporal.Instant
  /** Replaces a waiting job of the same key. */
  readonly jobKey?: string
  readonly maxAttempts?: number
}

/** Wakes a drain; without a queue of its own, because a queue stays locked for hours with a process that was killed. */
export function drainJob(tenant: string, partition: number, runAt?: Temporal.Instant): Job {
  return {
    task: 'outbox',
    payload: { tenant, partition },
    ...(runAt && { runAt, jobKey: `outbox:${tenant}:${partition}:later` }),
  }
}

/** In the caller's transaction: rolled back with it, the job never was. */
export async function enqueue(tx: Tx, jobs: readonly Job[]): Promise<void> {
  if (jobs.length === 0) return
  await tx.query(
    `select graphile_worker.enqueue(j.task, j.payload, j.queue, coalesce(j.run_at, now()), j.job_key, j.max_attempts)
       from unnest($1::text[], $2::json[], $3::text[], $4::timestamptz[], $5::text[], $6::int[]) as j (task, payload, queue, run_at, job_key, max_attempts)`,
    [
      jobs.map(({ task }) => task),
      jobs.map(({ payload }) => JSON.stringify(payload)),
      jobs.map(({ queue }) => queue ?? null),
      jobs.map(({ runAt }) => runAt ?? null),
      jobs.map(({ jobKey }) => jobKey ?? null),
      jobs.map(({ maxAttempts }) => maxAttempts ?? 25),
    ],
  )
}

/**
 * The next event of each key, oldest first, locked: later events of a key wait for the earlier ones, also where those have
 * to be tried again.
 */
export async function nextEvents(
  tx: Tx,
  partition: number,
  now: Temporal.Instant,
  limit = 100,
): Promise<PendingEvent[]> {
  return tx.query<PendingEvent>(
    `select seq, key, kind, body, attempts, next_at as "nextAt" from outbox o
      where tenant = $1 and partition = $2 and done_at is null and dead_at is null and (next_at is null or next_at <= $3)
        and not exists (select from outbox e where e.tenant = o.tenant and e.partition = o.partition and e.key = o.key and e.seq < o.seq
                           and e.done_at is null and e.dead_at is null)
      order by seq limit $4 for update skip locked`,
    [tx.tenant, partition, now, limit],
  )
}

/** Where events are due, so that nobody looks through sixteen empty partitions. */
export async function duePartitions(tx: Tx, now: Temporal.Instant): Promise<number[]> {
  const rows = await tx.query<{ partition: number }>(
    `select distinct partition from outbox where tenant = $1 and done_at is null and dead_at is null and (next_at is null or next_at <= $2)`,
    [tx.tenant, now],
  )
  return rows.map(({ partition }) => partition)
}

/** When the next event that waits for another try is due. */
export async function nextDue(tx: Tx, partition: number): Promise<Temporal.Instant | undefined> {
  const rows = await tx.query<{ at: Temporal.Instant | null }>(
    'select min(next_at) as at from outbox where tenant = $1 and partition = $2 and done_at is null and dead_at is null',
    [tx.tenant, partition],
  )
  return rows[0]?.at ?? undefined
}

/** True the first time only: what a consumer writes in the same transaction is written once, however often it is called. */
export async function claimEffect(tx: Tx, seq: number, consumer: string): Promise<boolean> {
  const rows = await tx.query(
    'insert into effects (tenant, seq, consumer) values ($1, $2, $3) on conflict do nothing returning seq',
    [tx.tenant, seq, consumer],
  )
  return rows.length > 0
}

export async function markDone(tx: Tx, seq: number, now: Temporal.Instant): Promise<void> {
  await tx.query('update outbox set done_at = $3, last_error = null where tenant = $1 and seq = $2', [
    tx.tenant,
    seq,
    now,
  ])
}

/** Tried again later, or, after the last try, laid aside with the reason; the key's later events then go on. */
export async function markFailed(
  tx: Tx,
  { seq, error, nextAt, now }: { seq: number; error: string; nextAt: Temporal.Instant | null; now: Temporal.Instant },
): Promise<void> {
  await tx.query(
    `update outbox set attempts = attempts + 1, last_error = $3, next_at = $4::timestamptz,
            dead_at = case when $4::timestamptz is null then $5::timestamptz end where tenant = $1 and seq = $2`,
    [tx.tenant, seq, error.slice(0, 500), nextAt, now],
  )
}

export async function deadLetters(
  tx: Tx,
  limit = 100,
): Promise<(PendingEvent & { reason: string; deadAt: Temporal.Instant })[]> {
  return tx.query(
    `select seq, key, kind, body, attempts, next_at as "nextAt", last_error as reason, dead_at as "deadAt" from outbox
      where tenant = $1 and dead_at is not null order by seq desc limit $2`,
    [tx.tenant, limit],
  )
}

/** Puts a dead letter back in line, from its first try. */
export async function reviveLetter(tx: Tx, seq: number): Promise<boolean> {
  const rows = await tx.query<{ partition: number }>(
    `update outbox set dead_at = null, next_at = null, attempts = 0 where tenant = $1 and seq = $2 and dead_at is not null returning partition`,
    [tx.tenant, seq],
  )
  const row = rows[0]
  if (row) await enqueue(tx, [drainJob(tx.tenant, row.partition)])
  return row !== undefined
}

/** Finished events are of no more use after a while; dead ones stay until somebody looked. */
export async function purgeOutbox(tx: Tx, before: Temporal.Instant): Promise<void> {
  await tx.query('delete from outbox where tenant = $1 and done_at < $2', [tx.tenant, before])
}
