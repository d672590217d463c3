import type { TenantId } from '../../model/index.ts'
import {
  type PendingEvent,
  type Tx,
  claimEffect,
  drainJob,
  enqueue,
  markDone,
  markFailed,
  nextDue,
  nextEvents,
} from '../../store/index.ts'
import type { Context } from '../context.ts'

/**
 * Somebody who wants to know. What it writes through `tx` happens once; what it does elsewhere happens at least once, so it
 * must bear being told twice.
 */
export type Consumer = {
  readonly id: string
  readonly kinds: readonly string[]
  readonly consume: (tx: Tx, event: PendingEvent) => Promise<void>
}

/** After these waits an event is laid aside with its reason: 2 s, 8 s, 32 s, … about half an hour in all. */
const lastAttempt = 6
const firstWaitMs = 2_000

/** Tells the waiting events of one partition, each key's in order. Each event is one transaction. */
export async function drainOutbox(
  ctx: Pick<Context, 'store' | 'clock' | 'log'>,
  { tenant, partition, consumers }: { tenant: TenantId; partition: number; consumers: readonly Consumer[] },
): Promise<Told> {
  const total: Told = { done: 0, failed: 0, dead: 0 }
  for (;;) {
    const told = await ctx.store.as(tenant, (tx) => drainBatch(tx, ctx, partition, consumers))
    total.done += told.done
    total.failed += told.failed
    total.dead += told.dead
    // Events behind one that was told or laid aside are next; what failed waits for its time.
    if (told.done + told.dead === 0) break
  }
  return total
}

type Told = { done: number; failed: number; dead: number }

async function drainBatch(
  tx: Tx,
  { clock, log }: Pick<Context, 'clock' | 'log'>,
  partition: number,
  consumers: readonly Consumer[],
): Promise<Told> {
  const now = clock.now()
  const events = await nextEvents(tx, partition, now)
  const told: Told = { done: 0, failed: 0, dead: 0 }
  for (const event of events) {
    await tx.query('savepoint event')
    try {
      for (const { id, kinds, consume } of consumers) {
        if (kinds.includes(event.kind) && (await claimEffect(tx, event.seq, id))) await consume(tx, event)
      }
      await markDone(tx, event.seq, now)
      told.done++
    } catch (error) {
      await tx.query('rollback to savepoint event')
      const reason = error instanceof Error ? error.message : String(error)
      const last = event.attempts + 1 >= lastAttempt
      const nextAt = last ? null : now.add({ milliseconds: firstWaitMs * 4 ** event.attempts })
      await markFailed(tx, { seq: event.seq, error: reason, nextAt, now })
      log.warn({ seq: event.seq, kind: event.kind, attempt: event.attempts + 1, dead: last, reason }, 'outbox.failed')
      if (last) told.dead++
      else told.failed++
    }
    await tx.query('release savepoint event')
  }
  const due = await nextDue(tx, partition)
  if (due && told.done + told.dead === 0) await enqueue(tx, [drainJob(tx.tenant, partition, due)])
  return told
}
