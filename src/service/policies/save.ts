import { isDeepStrictEqual } from 'node:util'
import { Policies, type ShopId, tells } from '../../model/index.ts'
import { type Tx, addPolicyVersion, closeGap, currentPolicies, listGaps } from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { type PolicyVersion, requireShop, versionOf } from './show.ts'

/**
 * A new version of what a shop says of itself, and the gaps it fills. `basedOn` is the version that was edited (0 for none
 * yet, null for whichever stands): somebody else's change in between is refused, not overwritten. The same again changes nothing.
 */
export async function savePolicies(
  ctx: Context,
  { shop, body, basedOn }: { shop: ShopId; body: unknown; basedOn: number | null },
): Promise<PolicyVersion> {
  requireScope(ctx, 'settings:write')
  const says = parsePolicies(body)
  const now = ctx.clock.now()
  return ctx.store.as(ctx.tenant, async (tx) => {
    await requireShop(tx, shop)
    const [current] = await currentPolicies(tx, [shop])
    const standing = current?.version ?? 0
    if (basedOn !== null && basedOn !== standing) throw stale(shop, basedOn, standing)
    if (current && isDeepStrictEqual(current.body, JSON.parse(JSON.stringify(says)))) return versionOf(current)
    const saved = await addPolicyVersion(tx, {
      shop,
      version: standing + 1,
      changedAt: now,
      changedBy: ctx.actor.kind === 'api_key' ? `api_key ${ctx.actor.id}` : ctx.actor.kind,
      body: says,
    })
    if (!saved) throw stale(shop, standing, standing + 1)
    await closeGaps(tx, { shop, says, version: saved.version }, now)
    ctx.log.info({ shop, version: saved.version }, 'policies.saved')
    return versionOf(saved)
  })
}

/** What was given, checked to the last key; each thing that is wrong with its place and what would do. */
function parsePolicies(body: unknown): Policies {
  const read = Policies.safeParse(body)
  if (read.success) return read.data
  const errors = read.error.issues.slice(0, 100).map(({ path, message }) => ({
    pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    detail: message,
  }))
  const [first] = errors
  const more = read.error.issues.length > 1 ? ` (and ${read.error.issues.length - 1} more)` : ''
  throw new ServiceError(
    'INPUT_INVALID',
    `${first?.pointer || 'policies'}: ${first?.detail}${more}; nothing was saved`,
    {
      errors,
    },
  )
}

function stale(shop: ShopId, given: number, standing: number): ServiceError {
  return new ServiceError(
    'VERSION_STALE',
    `this is based on version ${given} of the policies of "${shop}", and version ${standing} stands; read it, make the change there, and send it again`,
  )
}

async function closeGaps(
  tx: Tx,
  { shop, says, version }: { shop: ShopId; says: Policies; version: number },
  now: Temporal.Instant,
): Promise<void> {
  for (const { topic, detail, resolvedAt } of await listGaps(tx, shop)) {
    if (resolvedAt === null && tells(says, topic, detail)) await closeGap(tx, { shop, topic, detail, version }, now)
  }
}
