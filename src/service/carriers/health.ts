import type { FailureKind } from '../../model/index.ts'
import { type AccountHealth, addToOutbox, noteAccountHealth } from '../../store/index.ts'
import type { Context } from '../context.ts'

/** Whose word it is that an account does not answer; of what the carrier says about numbers nothing is the account's fault. */
export const accountsFault: ReadonlySet<FailureKind> = new Set([
  'unreachable',
  'unauthorized',
  'rate_limited',
  'malformed',
])

/** The merchant is told once when an account stops answering, and once when it answers again. */
export async function noteHealth(
  { store, tenant, log }: Pick<Context, 'store' | 'tenant' | 'log'>,
  { account, carrier, health }: { account: string; carrier: string; health: AccountHealth },
): Promise<void> {
  await store.as(tenant, async (tx) => {
    if (!(await noteAccountHealth(tx, account, health))) return
    const kind = health.kind === 'answered' ? 'carrier.answers' : 'carrier.failing'
    const body = { account, carrier, ...(health.kind === 'failed' && { failure: health.failure.kind }) }
    await addToOutbox(tx, [{ key: account, kind, body }], health.at)
    log.warn(body, kind)
  })
}

/** An account that is left alone for a while, or no more. */
export type AccountRest = {
  readonly account: string
  readonly carrier: string
  readonly state: 'paused' | 'resumed'
  readonly until: Temporal.Instant | null
  readonly why: 'rate_limited' | 'credentials_refused' | 'unreachable'
}

/** What is noted when a carrier is given a rest; that it answers again is noted by its first answer. */
export function restOf({ until, why }: AccountRest, at: Temporal.Instant): AccountHealth {
  const kind = why === 'credentials_refused' ? 'unauthorized' : why
  return { kind: 'failed', at, failure: { kind, code: why.toUpperCase() }, pausedUntil: until }
}
