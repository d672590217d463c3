import type { OrderId, TenantId } from '../../model/index.ts'
import {
  type Session,
  type Tx,
  addLink,
  addSession,
  digestOf,
  findLink,
  findSession,
  grantOrders,
  makeSecret,
} from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'

/** How long a link in a message works. */
export const linkLife = Temporal.Duration.from({ hours: 24 * 180 })
/** How long a proof lasts: a link's until the browser forgets it, a pair of number and e-mail for a day. */
export const sessionLife = {
  L0: Temporal.Duration.from({ hours: 24 }),
  L1: Temporal.Duration.from({ hours: 24 * 30 }),
  L2: Temporal.Duration.from({ hours: 24 }),
}

/** A tracking link's secret, told once: what is stored is its hash. */
export async function makeLink(
  ctx: Context,
  { order, life = linkLife }: { order: OrderId; life?: Temporal.Duration },
): Promise<string> {
  requireScope(ctx, 'orders:read')
  const { secret, digest } = makeSecret()
  const now = ctx.clock.now()
  await ctx.store.as(ctx.tenant, (tx) => addLink(tx, { digest, order, now, expiresAt: now.add(life) }))
  return secret
}

export type Opened = { readonly tenant: TenantId; readonly order: OrderId; readonly session: string }

/**
 * Exchanges a link for a session that may see its order (L1). A browser that has a session already keeps it, so that several
 * links work side by side.
 */
export async function openLink(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  { secret, session }: { secret: string; session: string | null },
): Promise<Opened> {
  const digest = digestOf(secret)
  const tenant = await store.tenantOf('link', digest)
  if (!tenant) throw invalid()
  const now = clock.now()
  return store.as(tenant, async (tx) => {
    const link = await findLink(tx, digest)
    if (!link || link.revokedAt) throw invalid()
    if (Temporal.Instant.compare(link.expiresAt, now) <= 0) {
      throw new ServiceError(
        'LINK_EXPIRED',
        'this link has expired; the newest mail about the order has a fresh one, or look the order up with its number',
      )
    }
    const held = session === null ? undefined : await findSession(tx, digestOf(session), now)
    // Only a session of the same proof grows: what a link shows must not be read at a look-up's level, nor live as short.
    if (held?.proven.level === 'L1' && session !== null) {
      await grantOrders(tx, held.digest, [link.order], 'L1')
      return { tenant, order: link.order, session }
    }
    const made = makeSecret()
    await addSession(
      tx,
      { digest: made.digest, level: 'L1', orders: [link.order], expiresAt: now.add(sessionLife.L1) },
      now,
    )
    return { tenant, order: link.order, session: made.secret }
  })
}

const invalid = () =>
  new ServiceError('LINK_INVALID', 'this link is not one of ours or was withdrawn; look the order up with its number')

type OpenedSession = { readonly tenant: TenantId; readonly session: Session }

/** Finds whose session a cookie is and works in the same transaction; undefined for a forged, expired or forgotten one. */
export async function inSession<T>(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  secret: string,
  work: (tx: Tx, opened: OpenedSession) => Promise<T>,
): Promise<T | undefined> {
  const digest = digestOf(secret)
  const tenant = await store.tenantOf('session', digest)
  if (!tenant) return undefined
  return store.as(tenant, async (tx) => {
    const session = await findSession(tx, digest, clock.now())
    return session && work(tx, { tenant, session })
  })
}
