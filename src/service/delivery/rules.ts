import { isDeepStrictEqual } from 'node:util'
import { ChangeRules } from '../../contract/index.ts'
import type { ChangeKind, Money } from '../../model/index.ts'
import { type ChangeRulesRow, type Tx, addChangeRules, currentChangeRules } from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { whoIs } from './who.ts'

export type ChangeRulesVersion = Pick<ChangeRulesRow, 'version'> & {
  readonly changedAt: Temporal.Instant | null
  readonly changedBy: string | null
  readonly rules: ChangeRules
}

export async function showChangeRules(ctx: Context): Promise<ChangeRulesVersion> {
  requireScope(ctx, 'settings:read')
  return ctx.store.as(ctx.tenant, standingRules)
}

/** `basedOn`: the version that was edited, 0 for none yet, null for whichever stands. The same again makes no version. */
export async function saveChangeRules(
  ctx: Context,
  { rules, basedOn }: { rules: ChangeRules; basedOn: number | null },
): Promise<ChangeRulesVersion> {
  requireScope(ctx, 'settings:write')
  const stale = (given: number, standing: number) =>
    new ServiceError(
      'VERSION_STALE',
      `this is based on version ${given} of the rules, and version ${standing} stands; read it, make the change there, and send it again`,
    )
  return ctx.store.as(ctx.tenant, async (tx) => {
    const held = await standingRules(tx)
    if (basedOn !== null && basedOn !== held.version) throw stale(basedOn, held.version)
    if (isDeepStrictEqual(held.rules, rules)) return held
    const saved = { version: held.version + 1, changedAt: ctx.clock.now(), changedBy: whoIs(ctx) }
    if (!(await addChangeRules(tx, { ...saved, ...rules }))) throw stale(held.version, saved.version)
    ctx.log.info({ version: saved.version }, 'change_rules.saved')
    return { ...saved, rules }
  })
}

/** Until a merchant says otherwise, nothing is done that they have not seen. */
export async function standingRules(tx: Tx): Promise<ChangeRulesVersion> {
  const row = await currentChangeRules(tx)
  if (!row) return { version: 0, changedAt: null, changedBy: null, rules: { allowed: [], contact: null } }
  const { version, changedAt, changedBy, allowed, contact } = row
  return { version, changedAt, changedBy, rules: ChangeRules.parse({ allowed, contact }) }
}

/** Whether a shopper may have it done at once. A cost that is not known, or to which taxes may be added, is nobody's to allow. */
export function isAllowed(
  { allowed }: ChangeRules,
  { kind, cost, taxes }: { kind: ChangeKind; cost: Money | null; taxes: 'none' | 'included' | 'not_known' },
): boolean {
  const limit = allowed.find((rule) => rule.kind === kind)?.limit
  if (!limit || !cost || taxes === 'not_known') return false
  return limit.currency === cost.currency && cost.minor <= limit.minor
}
