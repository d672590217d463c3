import type { TenantId } from '../../model/index.ts'
import { addApiKey, digestOf, findApiKey, makeSecret } from '../../store/index.ts'
import { type Context, type Scope, requireScope, scopes } from '../context.ts'

/** A new API key, told once. The hint is what lists show of it. */
export async function makeApiKey(
  ctx: Context,
  { name, scopes: wanted }: { name: string; scopes: readonly Scope[] },
): Promise<{ id: string; key: string }> {
  for (const scope of wanted) requireScope(ctx, scope)
  const { secret, digest } = makeSecret('wh_')
  const id = await ctx.store.as(ctx.tenant, (tx) =>
    addApiKey(tx, { digest, name, hint: `…${secret.slice(-4)}`, scopes: wanted, now: ctx.clock.now() }),
  )
  return { id, key: secret }
}

/** Whose key it is and what it may do; undefined for a wrong or revoked one. */
export async function openApiKey(
  { store }: Pick<Context, 'store'>,
  secret: string,
): Promise<{ tenant: TenantId; id: string; scopes: readonly Scope[] } | undefined> {
  const digest = digestOf(secret)
  const tenant = await store.tenantOf('api_key', digest)
  if (!tenant) return undefined
  const key = await store.as(tenant, (tx) => findApiKey(tx, digest))
  return key && { tenant, id: key.id, scopes: scopes.filter((scope) => key.scopes.includes(scope)) }
}
