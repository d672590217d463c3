import type { OrderId, TenantId } from '../../model/index.ts'
import {
  type Session,
  addPagePass,
  addSession,
  addWidgetSession,
  digestOf,
  findSession,
  keyOfWidgetSession,
  makeSecret,
  removeSession,
  takePagePass,
} from '../../store/index.ts'
import type { Context } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { sessionLife } from './links.ts'

type Held = Pick<Context, 'store' | 'clock' | 'tenant'>

/** How long the door from the chat to a page stands open: as long as a browser needs to walk through. */
const passLife = Temporal.Duration.from({ minutes: 1 })

/** A session for one browser on a shop's pages. Nobody is known at first: what they prove in the chat raises it. */
export async function startWidgetSession(
  { store, clock, tenant }: Held,
  { shopKey }: { shopKey: string },
): Promise<{ token: string; expiresAt: Temporal.Instant }> {
  // Its prefix keeps a token from ever being taken for a page's cookie, and a cookie for a token.
  const { secret, digest } = makeSecret('whs_')
  const now = clock.now()
  const expiresAt = now.add(sessionLife.L0)
  await store.as(tenant, (tx) => addWidgetSession(tx, { digest, level: 'L0', orders: [], expiresAt }, { shopKey, now }))
  return { token: secret, expiresAt }
}

/** `foreign`: of another key than the one it came with. `over`: expired, forgotten, or never one of ours. */
export async function openWidgetSession(
  { store, clock, tenant }: Held,
  { token, shopKey }: { token: string; shopKey: string },
): Promise<Session | 'foreign' | 'over'> {
  if (!/^whs_[\w-]{43}$/.test(token)) return 'over'
  const digest = digestOf(token)
  const holder = await store.tenantOf('session', digest)
  if (holder !== tenant) return holder ? 'foreign' : 'over'
  return store.as(tenant, async (tx) => {
    if ((await keyOfWidgetSession(tx, digest)) !== shopKey) return 'foreign'
    return (await findSession(tx, digest, clock.now())) ?? 'over'
  })
}

export async function endWidgetSession({ store, tenant }: Held, { digest }: Session): Promise<void> {
  await store.as(tenant, (tx) => removeSession(tx, digest))
}

/** A secret that opens the page of an order the session holds: once, and soon. */
export async function makePagePass(
  { store, clock, tenant }: Held,
  { session, order }: { session: Session; order: OrderId },
): Promise<string> {
  if (!session.orders.includes(order)) {
    throw new ServiceError('ORDER_NOT_FOUND', 'this conversation may not see such an order')
  }
  const { secret, digest } = makeSecret()
  const now = clock.now()
  const { level, expiresAt: sessionExpiresAt } = session
  await store.as(tenant, (tx) =>
    addPagePass(tx, { order, level, sessionExpiresAt }, { digest, now, expiresAt: now.add(passLife) }),
  )
  return secret
}

/** Exchanges it for a session of its own that may see that one order, as long as the chat might. */
export async function takePage(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  secret: string,
): Promise<{ tenant: TenantId; order: OrderId; session: string }> {
  const digest = digestOf(secret)
  const tenant = await store.tenantOf('page_pass', digest)
  if (!tenant) throw used()
  const now = clock.now()
  const made = makeSecret()
  const pass = await store.as(tenant, async (tx) => {
    const taken = await takePagePass(tx, digest, now)
    if (!taken) return undefined
    const { order, level, sessionExpiresAt: expiresAt } = taken
    await addSession(tx, { digest: made.digest, level, orders: [order], expiresAt }, now)
    return taken
  })
  if (!pass) throw used()
  return { tenant, order: pass.order, session: made.secret }
}

const used = () =>
  new ServiceError('LINK_EXPIRED', 'this address works once and at once; open the page from the chat again')
