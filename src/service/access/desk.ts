import type { TenantId } from '../../model/index.ts'
import {
  addDeskSession,
  addSignIn,
  digestOf,
  findDeskSession,
  findOrMakeAgent,
  makeSecret,
  revokeDeskSessions,
  useSignIn,
} from '../../store/index.ts'
import type { Actor, Context } from '../context.ts'
import { ServiceError } from '../errors.ts'

const signInLife = Temporal.Duration.from({ minutes: 15 })
/** A working day and its breaks; then the operator makes a new link. */
export const deskSessionLife = Temporal.Duration.from({ hours: 12 })

/** The path of a link that lets its holder answer for the shop; it works once, for a quarter of an hour. */
export async function makeSignInLink(ctx: Context, { name = null }: { name?: string | null } = {}): Promise<string> {
  requireOperator(ctx)
  const { secret, digest } = makeSecret()
  const now = ctx.clock.now()
  await ctx.store.as(ctx.tenant, async (tx) => {
    const agent = await findOrMakeAgent(tx, name === null ? null : agentName(name), now)
    await addSignIn(tx, { digest, agent: agent.id, now, expiresAt: now.add(signInLife) })
  })
  return `/in/${secret}`
}

/** Exchanges a link for a session at the desk; a used, expired and forged one are refused in the same words. */
export async function signIn({ store, clock }: Pick<Context, 'store' | 'clock'>, secret: string): Promise<string> {
  const digest = digestOf(secret)
  const tenant = await store.tenantOf('sign_in', digest)
  if (!tenant) throw refused()
  const now = clock.now()
  return store.as(tenant, async (tx) => {
    const agent = await useSignIn(tx, digest, now)
    if (agent === undefined) throw refused()
    const made = makeSecret()
    await addDeskSession(tx, { digest: made.digest, agent, now, expiresAt: now.add(deskSessionLife) })
    return made.secret
  })
}

/** Who a cookie is; undefined for a forged, expired or revoked one. */
export async function openDesk(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  secret: string,
): Promise<{ tenant: TenantId; actor: Extract<Actor, { kind: 'agent' }> } | undefined> {
  const digest = digestOf(secret)
  const tenant = await store.tenantOf('desk_session', digest)
  if (!tenant) return undefined
  const agent = await store.as(tenant, (tx) => findDeskSession(tx, digest, clock.now()))
  return agent && { tenant, actor: { kind: 'agent', ...agent } }
}

export async function signOut(ctx: Context, secret: string): Promise<void> {
  await ctx.store.as(ctx.tenant, (tx) => revokeDeskSessions(tx, digestOf(secret), ctx.clock.now()))
}

/** Ends every session at the desk and every link that is still out; how many sessions that were. */
export async function revokeSignIns(ctx: Context): Promise<number> {
  requireOperator(ctx)
  return ctx.store.as(ctx.tenant, (tx) => revokeDeskSessions(tx, null, ctx.clock.now()))
}

/** A name as shoppers are to read it. */
export function agentName(given: string): string {
  const name = given.trim().replaceAll(/\s+/gu, ' ')
  if (name === '' || name.length > 60 || /\p{C}/u.test(name)) {
    throw new ServiceError('INPUT_INVALID', 'a name has 1 to 60 visible characters, such as "Mira"')
  }
  return name
}

function requireOperator({ actor }: Context): void {
  if (actor.kind !== 'operator') {
    throw new ServiceError('FORBIDDEN', 'only the operator lets people in; at the machine itself: whereabouts sign-in')
  }
}

const refused = () =>
  new ServiceError(
    'SIGN_IN_INVALID',
    'this sign-in link was used already, is older than 15 minutes, or is not one of ours; make a new one with: whereabouts sign-in',
  )
