import { Policies, type ShopId, type ShopPolicies } from '../../model/index.ts'
import {
  type PolicyRow,
  type ShopRow,
  type Tx,
  currentPolicies,
  listShops,
  policyVersions as versionsIn,
} from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'

/** Version 0, without an instant: the shop has told nothing yet. */
export type PolicyVersion = {
  readonly version: number
  readonly changedAt: Temporal.Instant | null
  readonly changedBy: string | null
  readonly says: Policies
}

const nothing: PolicyVersion = { version: 0, changedAt: null, changedBy: null, says: {} }

/** What a shop says of itself as it stands. */
export async function showPolicies(ctx: Context, shop: ShopId): Promise<PolicyVersion> {
  requireScope(ctx, 'settings:read')
  return ctx.store.as(ctx.tenant, async (tx) => {
    await requireShop(tx, shop)
    const [current] = await currentPolicies(tx, [shop])
    return current ? versionOf(current) : nothing
  })
}

/** Every version there was, the newest first; `next` is null on the last page. */
export async function policyVersions(
  ctx: Context,
  { shop, before = null, limit = 50 }: { shop: ShopId; before?: number | null; limit?: number },
): Promise<{ versions: PolicyVersion[]; next: number | null }> {
  requireScope(ctx, 'settings:read')
  return ctx.store.as(ctx.tenant, async (tx) => {
    await requireShop(tx, shop)
    const rows = await versionsIn(tx, { shop, before, limit: limit + 1 })
    const page = rows.slice(0, limit).map(versionOf)
    return { versions: page, next: rows.length > limit ? (page.at(-1)?.version ?? null) : null }
  })
}

/** For the assistant: what these shops say. One that told nothing is there with nothing. */
export async function policiesOf(tx: Tx, shops: readonly ShopRow[], now: Temporal.Instant): Promise<ShopPolicies[]> {
  const rows = new Map(
    (
      await currentPolicies(
        tx,
        shops.map(({ id }) => id),
      )
    ).map((row) => [row.shop, row]),
  )
  return shops.map(({ id, name, zone }) => {
    const row = rows.get(id)
    const { says, changedAt } = row ? versionOf(row) : nothing
    return { shop: { id, name, zone }, says, source: { kind: 'shop', name, asOf: changedAt ?? now } }
  })
}

/** What an older version of this program saved and this one can't read is unknown, not wrong. */
export function versionOf({ version, changedAt, changedBy, body }: PolicyRow): PolicyVersion {
  const read = Policies.safeParse(body)
  return { version, changedAt, changedBy, says: read.success ? read.data : {} }
}

export async function requireShop(tx: Tx, shop: ShopId): Promise<void> {
  const shops = await listShops(tx)
  if (shops.some(({ id }) => id === shop)) return
  throw new ServiceError(
    'SHOP_UNKNOWN',
    `there is no shop "${shop}"; known are ${shops.map(({ id }) => id).join(', ')}`,
  )
}
