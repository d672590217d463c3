import { type Look, type Quota, type ScanHabits, nextLook } from '../../insight/index.ts'
import { type Carrier, type CarrierAccount, type ParcelId, isId, parseId, terminal } from '../../model/index.ts'
import {
  type Lookable,
  type PlannedLook,
  type Tx,
  listCarrierAccounts,
  lookablesById,
  parcelsOfOrders,
  planLooks,
  unplannedParcels,
} from '../../store/index.ts'
import type { Context } from '../context.ts'
import type { Consumer } from '../outbox/drain.ts'

/** A shopper who looked this lately is still waiting for an answer. */
const watching = Temporal.Duration.from({ minutes: 30 })

/** What is known beside the row when a look is planned. */
export type Around = {
  readonly carrier: Carrier
  readonly now: Temporal.Instant
  readonly lane: string
  readonly quota: Quota | null
  /** The carrier tells by itself; it is asked now and then all the same. */
  readonly pushed: boolean
}

/** When this parcel is asked for next, by what was learned; null where nothing more is expected of it. */
export function planNext(habits: ScanHabits, row: Lookable, around: Around): Look | null {
  const { now, lane, quota, pushed, carrier } = around
  return nextLook(habits, {
    now: now.epochMilliseconds,
    quota,
    parcel: {
      lane,
      status: row.scannedAt === null ? null : row.status,
      scannedAt: row.scannedAt?.epochMilliseconds ?? null,
      openedAt: openedAt(row, now),
      lookedAt: row.lookedAt?.epochMilliseconds ?? null,
      offsetMs: offsetMs(carrier.defaultZone, now),
      estimate: estimateOf(row, carrier.defaultZone),
      watched: row.watchedAt !== null && Temporal.Instant.compare(row.watchedAt.add(watching), now) > 0,
      pushed,
    },
  })
}

export const openedAt = ({ openedAt: at, scannedAt }: Lookable, now: Temporal.Instant): number =>
  (at ?? scannedAt ?? now).epochMilliseconds

export const offsetMs = (zone: string, now: Temporal.Instant): number =>
  now.toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000

export function estimateOf({ estimate }: Lookable, zone: string): { from: number; to: number } | null {
  if (!estimate) return null
  const { from, to, window } = estimate
  const at = (day: Temporal.PlainDate, time: string) =>
    day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds
  return window
    ? { from: at(from, window.from), to: at(to, window.to) }
    : { from: at(from, '00:00'), to: at(to.add({ days: 1 }), '00:00') }
}

/** Whom to ask for a carrier's parcels: the merchant's own account there, else an aggregator. */
export function accountFor(
  carrier: string | null,
  accounts: readonly Pick<CarrierAccount, 'id' | 'carrier'>[],
  { carriers }: Pick<Context, 'carriers'>,
): string | undefined {
  const own = accounts.find((account) => account.carrier === carrier)
  return (own ?? accounts.find((account) => carriers.get(account.carrier)?.aggregates))?.id
}

/** A parcel nobody asked for yet is asked for at once; one that has come to its end no more. */
export function lookPlans(ctx: Pick<Context, 'carriers' | 'clock'>): Consumer {
  return {
    id: 'looks',
    kinds: ['order.updated', 'parcel.updated'],
    consume: async (tx, { body }) => {
      const { parcel, orders } = body
      const ids = new Set<ParcelId>()
      if (typeof parcel === 'string' && isId('parcel', parcel)) ids.add(parseId('parcel', parcel))
      else if (Array.isArray(orders)) {
        const known = (orders as string[]).filter((id) => isId('order', id))
        for (const id of await parcelsOfOrders(tx, known)) ids.add(id)
      }
      await planFirst(tx, ctx, await lookablesById(tx, [...ids]))
    },
  }
}

/** What no event told: parcels that were there before the account was. So many at a time; how many were planned. */
export async function planForgotten(
  ctx: Pick<Context, 'store' | 'tenant' | 'clock' | 'carriers'>,
  limit = 2_000,
): Promise<number> {
  return ctx.store.as(ctx.tenant, async (tx) => {
    const accounts = (await listCarrierAccounts(tx)).filter(({ revokedAt }) => revokedAt === null)
    if (accounts.length === 0) return 0
    const anybody = accounts.some(({ carrier }) => ctx.carriers.get(carrier)?.aggregates)
    const carriers = anybody ? null : accounts.map(({ carrier }) => carrier)
    return planFirst(tx, ctx, await unplannedParcels(tx, { carriers, limit }))
  })
}

async function planFirst(tx: Tx, ctx: Pick<Context, 'carriers' | 'clock'>, rows: readonly Lookable[]): Promise<number> {
  if (rows.length === 0) return 0
  const accounts = (await listCarrierAccounts(tx)).filter(({ revokedAt }) => revokedAt === null)
  const now = ctx.clock.now()
  const planned = rows.flatMap((row): PlannedLook[] => {
    const isOver = terminal[row.milestone]
    if (row.account !== null)
      return isOver
        ? [{ parcel: row.parcel, account: row.account, dueAt: null, reason: 'nothing more is expected' }]
        : []
    const account = isOver || row.aside ? undefined : accountFor(row.carrier, accounts, ctx)
    return account === undefined ? [] : [{ parcel: row.parcel, account, dueAt: now, reason: 'never asked before' }]
  })
  await planLooks(tx, planned)
  return planned.length
}
