import type { Budgets, CarrierLimits, Left, PauseReason, TenantId } from '../model/index.ts'
import type { Store, Tx } from './store.ts'

/**
 * A tenant's budgets for calling carriers. They count by the database's clock, which is the same for all processes; by `now`
 * of the one who asks only where time is played.
 */
export function budgetsOf(
  store: Pick<Store, 'as'>,
  tenant: TenantId,
  { clock = 'database' }: { readonly clock?: 'database' | 'caller' } = {},
): Budgets {
  const played = (now: Temporal.Instant) => (clock === 'caller' ? now : null)
  return {
    take: (key, limits, now) =>
      Object.values(longest(limits)).some((most) => most !== null && most < 1)
        ? Promise.resolve({ taken: false, until: now.add({ hours: 24 }), why: 'budget' })
        : store.as(tenant, (tx) => take(tx, key, limits, played(now))),
    left: (key, limits, now) => store.as(tenant, (tx) => left(tx, key, limits, played(now))),
    pause: (key, pause, now) => store.as(tenant, (tx) => pauseUntil(tx, key, pause, played(now))),
    resume: (key, now) => store.as(tenant, (tx) => resume(tx, key, played(now))),
    lift: (key) => store.as(tenant, (tx) => lift(tx, key)),
  }
}

const longest = ({ perSecond, perHour, perDay }: CarrierLimits) => ({
  second: perSecond ?? null,
  hour: perHour ?? null,
  day: perDay ?? null,
})

const none = 'array_fill(0, array[61])'
const one = 'array_fill(0, array[60]) || 1'

/** Whoever comes while another takes waits for the row, and its clock is read only then: time never runs backwards in it. */
async function take(
  tx: Tx,
  key: string,
  limits: CarrierLimits,
  now: Temporal.Instant | null,
): ReturnType<Budgets['take']> {
  const { second, hour, day } = longest(limits)
  const [row] = await tx.query<{
    taken: boolean
    pauses: number
    pausedUntil: Temporal.Instant | null
    until: Temporal.Instant
  }>(
    `insert into call_budgets as b (tenant, credential, at, second, hour, day, taken)
       values ($1, $2, coalesce($3::timestamptz, clock_timestamp()), ${one}, ${one}, ${one}, true)
     on conflict (tenant, credential) do update set (at, second, hour, day, taken) = (
       select now, second[1:60] || second[61] + free::int, hour[1:60] || hour[61] + free::int, day[1:60] || day[61] + free::int, free
         from (select greatest(b.at, coalesce($3::timestamptz, clock_timestamp())) as now) as clock,
              lateral (select call_window(b.second, b.at, now, 1) as second, call_window(b.hour, b.at, now, 3600) as hour,
                              call_window(b.day, b.at, now, 86400) as day) as moved,
              lateral (select (b.paused_until is null or b.paused_until <= now) and call_room(moved.second, now, $4::int, 1) is null
                              and call_room(moved.hour, now, $5::int, 3600) is null
                              and call_room(moved.day, now, $6::int, 86400) is null as free) as decided)
     returning taken, pauses, case when paused_until > at then paused_until end as "pausedUntil",
               coalesce(greatest(call_room(second, at, $4::int, 1), call_room(hour, at, $5::int, 3600),
                                 call_room(day, at, $6::int, 86400)), at) as until`,
    [tx.tenant, key, now, second, hour, day],
  )
  if (!row) throw new Error('an upsert returned no row')
  if (row.taken) return { taken: true, pauses: row.pauses }
  return row.pausedUntil
    ? { taken: false, until: row.pausedUntil, why: 'paused' }
    : { taken: false, until: row.until, why: 'budget' }
}

async function left(
  tx: Tx,
  key: string,
  limits: CarrierLimits,
  now: Temporal.Instant | null,
): ReturnType<Budgets['left']> {
  const [row] = await tx.query<{
    hourSpent: number
    hourAt: Temporal.Instant | null
    daySpent: number
    dayAt: Temporal.Instant | null
    pausedUntil: Temporal.Instant | null
    reason: PauseReason | null
  }>(
    `select "hourSpent", case when "hourSpent" > 0 then call_room(moved.hour, now, "hourSpent", 3600) end as "hourAt",
            "daySpent", case when "daySpent" > 0 then call_room(moved.day, now, "daySpent", 86400) end as "dayAt",
            case when paused_until > now then paused_until end as "pausedUntil", pause_reason as reason
       from call_budgets as b, lateral (select greatest(b.at, coalesce($3::timestamptz, clock_timestamp())) as now) as clock,
            lateral (select call_window(b.hour, b.at, now, 3600) as hour, call_window(b.day, b.at, now, 86400) as day) as moved,
            lateral (select (select sum(n)::int from unnest(moved.hour) as n) as "hourSpent",
                            (select sum(n)::int from unnest(moved.day) as n) as "daySpent") as spent
      where tenant = $1 and credential = $2`,
    [tx.tenant, key, now],
  )
  const window = (most: number | null, spent = 0, moreAt: Temporal.Instant | null = null): Left | null =>
    most === null ? null : { calls: Math.max(0, most - spent), moreAt }
  const { hour, day } = longest(limits)
  return {
    hour: window(hour, row?.hourSpent, row?.hourAt),
    day: window(day, row?.daySpent, row?.dayAt),
    paused: row?.pausedUntil && row.reason ? { until: row.pausedUntil, why: row.reason } : null,
  }
}

async function pauseUntil(
  tx: Tx,
  key: string,
  { until, why }: Parameters<Budgets['pause']>[1],
  now: Temporal.Instant | null,
): Promise<boolean> {
  const rows = await tx.query<{ paused: boolean }>(
    `select paused_until is not null and paused_until > coalesce($3::timestamptz, clock_timestamp()) as paused
       from call_budgets where tenant = $1 and credential = $2 for update`,
    [tx.tenant, key, now],
  )
  const paused = rows[0]?.paused ?? false
  await tx.query(
    `insert into call_budgets as b (tenant, credential, at, second, hour, day, taken, paused_until, pause_reason, pauses)
       values ($1, $2, coalesce($3::timestamptz, clock_timestamp()), ${none}, ${none}, ${none}, false, $4, $5, 1)
     on conflict (tenant, credential) do update set
       pause_reason = case when b.paused_until > excluded.paused_until then b.pause_reason else excluded.pause_reason end,
       paused_until = greatest(b.paused_until, excluded.paused_until), pauses = b.pauses + $6`,
    [tx.tenant, key, now, until, why, paused ? 0 : 1],
  )
  return !paused
}

async function resume(tx: Tx, key: string, now: Temporal.Instant | null): Promise<PauseReason | null> {
  const [was] = await tx.query<{ reason: PauseReason }>(
    `with was as (
       select tenant, credential, pause_reason from call_budgets
        where tenant = $1 and credential = $2 and pauses > 0 and paused_until <= coalesce($3::timestamptz, clock_timestamp()) for update)
     update call_budgets b set paused_until = null, pause_reason = null, pauses = 0
       from was where b.tenant = was.tenant and b.credential = was.credential returning was.pause_reason as reason`,
    [tx.tenant, key, now],
  )
  return was?.reason ?? null
}

async function lift(tx: Tx, key: string): Promise<void> {
  await tx.query(
    'update call_budgets set paused_until = null, pause_reason = null, pauses = 0 where tenant = $1 and credential = $2',
    [tx.tenant, key],
  )
}
