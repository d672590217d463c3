import { parseId, type Result, type Receipt, type TenantId } from '../../model/index.ts'
import { type NoticeRow, type Outcome, claimNotice, dueNotices, finishNotice, holdNotice } from '../../store/index.ts'
import type { Sending } from '../context.ts'
import { type Prepared, prepare } from './prepare.ts'

/**
 * How long a notice is somebody's while they send it. Renewed while the other side takes its time, so that one whose process
 * was killed goes on within seconds.
 */
const leaseMs = 6_000

/** Waits between tries: quick at first, some two days in all. */
const waitsMs = [2, 5, 10, 30, 60, 300, 900, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400].map((s) => s * 1_000)

/** How many are sent at once by one process when it catches up. */
const atOnce = 4

/** Sends one notice if it is due and nobody else is at it; tells how that ended, undefined where it was not ours to send. */
export async function sendNotice(
  ctx: Sending,
  { tenant, notice }: { tenant: TenantId; notice: string },
): Promise<Outcome['state'] | undefined> {
  const publicUrl = ctx.publicUrl()
  if (publicUrl === undefined) return undefined
  const { store, clock, log } = ctx
  const lease = () => clock.now().add({ milliseconds: leaseMs })
  const row = await store.as(tenant, (tx) => claimNotice(tx, { id: notice, now: clock.now(), until: lease() }))
  if (!row) return undefined
  const held = setInterval(() => {
    store.as(tenant, (tx) => holdNotice(tx, row, lease())).catch(() => {})
  }, leaseMs / 3)
  try {
    const outcome = await attempt(ctx, { tenant, row, publicUrl })
    // What the other side took must not be forgotten because the database is away for a moment.
    const ended = await patiently(() => store.as(tenant, (tx) => finishNotice(tx, row, outcome)))
    const fields = { tenant, notice, kind: row.kind, attempt: row.attempts, order: row.order, parcel: row.parcel }
    const { state } = outcome
    if (!ended) log.warn({ ...fields, state }, 'notice.taken_over')
    else if (state === 'sent') log.info(fields, 'notice.sent')
    else if (state === 'dropped') log.info({ ...fields, reason: outcome.reason }, 'notice.dropped')
    else log.warn({ ...fields, reason: outcome.reason }, state === 'waiting' ? 'notice.delayed' : 'notice.failed')
    return state
  } finally {
    clearInterval(held)
  }
}

async function attempt(
  ctx: Sending,
  { tenant, row, publicUrl }: { tenant: TenantId; row: NoticeRow; publicUrl: string },
): Promise<Outcome> {
  const now = ctx.clock.now()
  let prepared: Prepared
  try {
    // Committed before anything goes out: a link that somebody holds is one we know.
    prepared = await ctx.store.as(tenant, (tx) => prepare(tx, ctx, { row, publicUrl }))
  } catch (error) {
    ctx.log.error(
      { tenant, notice: row.id, reason: error instanceof Error ? error.message : String(error) },
      'notice.unprepared',
    )
    return again(row, now, 'not_prepared')
  }
  if (prepared.kind === 'drop') return { state: 'dropped', reason: prepared.reason }
  if (prepared.kind === 'preview') return { state: 'sent', at: now, preview: JSON.stringify(prepared.body) }
  const result: Result<Receipt> = await prepared.channel.send(prepared.message)
  if (result.ok) return { state: 'sent', at: ctx.clock.now(), preview: null }
  const { kind, code } = result.failure
  return kind === 'rejected' ? { state: 'failed', reason: code } : again(row, ctx.clock.now(), code)
}

function again({ attempts }: NoticeRow, now: Temporal.Instant, reason: string): Outcome {
  const waitMs = waitsMs[attempts - 1]
  return waitMs === undefined
    ? { state: 'failed', reason }
    : { state: 'waiting', nextAt: now.add({ milliseconds: waitMs }), reason }
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries >= 10) throw error
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }
}

/** Whatever is due, of every tenant; how many were sent. What a send job lost comes back by this. */
export async function sendDue(ctx: Sending): Promise<number> {
  if (ctx.publicUrl() === undefined) return 0
  let sent = 0
  for (const tenant of await ctx.store.tenants()) {
    for (;;) {
      const due = await ctx.store.as(tenant, (tx) => dueNotices(tx, ctx.clock.now()))
      const waiting = [...due]
      const work = async () => {
        for (let notice = waiting.shift(); notice !== undefined; notice = waiting.shift())
          if ((await sendNotice(ctx, { tenant, notice })) === 'sent') sent++
      }
      await Promise.all(Array.from({ length: atOnce }, work))
      // What was due and was tried is not due any more.
      if (due.length === 0) break
    }
  }
  return sent
}

/** The payload of a `send` job. */
export function sendJob(ctx: Sending): (payload: unknown) => Promise<void> {
  return async (payload) => {
    const { tenant, notice } = payload as { tenant: string; notice: string }
    await sendNotice(ctx, { tenant: parseId('tenant', tenant), notice })
  }
}
