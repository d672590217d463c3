import type { Quota } from '../../insight/index.ts'
import type { Budgets, CarrierLimits, Left } from '../../model/index.ts'

const hour = 3_600_000

/**
 * What is left of an account's calls, as planning takes it: of the hour or the day, whichever is shorter of them. The windows
 * roll, so there is always half of one behind us and half of one ahead. Null where nothing is limited.
 */
export function quotaFrom(
  left: Awaited<ReturnType<Budgets['left']>>,
  { perHour, perDay }: Pick<CarrierLimits, 'perHour' | 'perDay'>,
  now: Temporal.Instant,
): Quota | null {
  const quotas = [
    rolling(left.hour, perHour, { now: now.epochMilliseconds, half: hour / 2 }),
    rolling(left.day, perDay, { now: now.epochMilliseconds, half: 12 * hour }),
  ].filter((quota) => quota !== null)
  return quotas.reduce<Quota | null>(
    (least, quota) => (least === null || quota.left / quota.of < least.left / least.of ? quota : least),
    null,
  )
}

function rolling(
  left: Left | null,
  of: number | undefined,
  { now, half }: { readonly now: number; readonly half: number },
): Quota | null {
  if (left === null || of === undefined) return null
  const until = left.calls === 0 && left.moreAt ? left.moreAt.epochMilliseconds : now + half
  return { left: left.calls, of, since: now - half, until }
}
