import { randomBytes } from 'node:crypto'
import { isId } from '../../model/index.ts'
import {
  type PushCounts,
  type SubscriptionCounts,
  countPushes,
  countSubscriptions,
  listCarrierAccounts,
  reviveSubscriptions,
  savePushSecret,
} from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'

/** Where a carrier pushes for one account; behind the public address. */
export const pushPath = (account: string): string => `/hooks/carriers/${account}`

/** For a day after it was changed, so that the merchant has time to tell the carrier. */
const overlap = Temporal.Duration.from({ hours: 24 })

export type PushAddress = {
  readonly account: string
  readonly carrier: string
  readonly path: string
  /** Told once. */
  readonly secret: string
  /** What to do at the carrier; lines for a terminal. */
  readonly setUp: readonly string[]
}

/**
 * Makes, or changes, what the carrier proves its pushes to an account with: a secret of ours, or the one given, where it is
 * the carrier that makes it. The one before stays good for 24 hours.
 */
export async function connectPush(
  ctx: Context,
  { account, secret = randomBytes(24).toString('base64url') }: { account: string; secret?: string },
): Promise<PushAddress> {
  requireScope(ctx, 'settings:write')
  const given = secret.trim()
  if (given === '')
    throw new ServiceError('INPUT_INVALID', 'the secret is empty; without one nobody can tell who pushed')
  const now = ctx.clock.now()
  const made = await ctx.store.as(ctx.tenant, async (tx) => {
    const rows = isId('parcel', account) ? await listCarrierAccounts(tx) : []
    const row = rows.find(({ id, revokedAt }) => id === account && revokedAt === null)
    if (!row)
      throw new ServiceError(
        'NOT_FOUND',
        `there is no account ${account.slice(0, 60)} at a carrier; "whereabouts connect" lists them`,
      )
    const carrier = ctx.carriers.get(row.carrier)
    if (!carrier?.push)
      throw new ServiceError('INPUT_INVALID', `${carrier?.name ?? row.carrier} pushes nothing; it is asked instead`)
    await savePushSecret(tx, account, { secret: given, now, overlapUntil: now.add(overlap) })
    return { carrier: carrier.id, setUp: carrier.push.setUp }
  })
  ctx.log.info({ account, carrier: made.carrier }, 'push.connected')
  return { account, path: pushPath(account), secret: given, ...made }
}

/** How an account is told by itself: what came, what nobody could read, what the carrier was asked to push. */
export type PushState = PushCounts & {
  readonly carrier: string
  readonly path: string
  /** Null where the carrier takes no subscriptions: what it pushes is set up at its own pages. */
  readonly subscriptions: Omit<SubscriptionCounts, 'account'> | null
}

export async function pushState(ctx: Context): Promise<PushState[]> {
  requireScope(ctx, 'settings:read')
  const now = ctx.clock.now()
  const [accounts, pushes, subscribed] = await ctx.store.as(ctx.tenant, async (tx) => [
    await listCarrierAccounts(tx),
    await countPushes(tx, now),
    await countSubscriptions(tx, now),
  ])
  return pushes.map((counts) => {
    const { account } = counts
    const carrier = accounts.find(({ id }) => id === account)?.carrier ?? ''
    const { waiting = 0, live = 0, lapsing = 0, givenUp = 0 } = subscribed.find((row) => row.account === account) ?? {}
    const subscribes = ctx.carriers.get(carrier)?.push?.subscribe !== undefined
    const subscriptions = subscribes ? { waiting, live, lapsing, givenUp } : null
    return { ...counts, carrier, path: pushPath(account), subscriptions }
  })
}

/** What carriers refused for good is asked for once more, after something was put right; how many there were. */
export async function retrySubscriptions(ctx: Context): Promise<number> {
  requireScope(ctx, 'settings:write')
  return ctx.store.as(ctx.tenant, (tx) => reviveSubscriptions(tx, ctx.clock.now()))
}
