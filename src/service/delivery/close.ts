import { lockChange, openChanges } from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { notPossible } from './ask.ts'
import { type DeliveryChange, changeOf } from './change.ts'
import { changeAndSubject, givenUp, showChange } from './confirm.ts'
import { standingRules } from './rules.ts'
import { take } from './step.ts'

/** What waits for a person of the merchant's, and what is under way at a carrier; newest first. */
export async function listOpenChanges(ctx: Context): Promise<DeliveryChange[]> {
  requireScope(ctx, 'parcels:read')
  return ctx.store.as(ctx.tenant, async (tx) => {
    const { rules } = await standingRules(tx)
    return (await openChanges(tx)).map((row) => changeOf(ctx, row, { rules }))
  })
}

/** A person says what became of a change that was theirs to ask for, or whose answer was lost. */
export async function closeChange(
  ctx: Context,
  { change: id, outcome, note }: { change: string; outcome: 'made' | 'not_made'; note: string | null },
): Promise<DeliveryChange> {
  requireScope(ctx, 'parcels:write')
  await ctx.store.as(ctx.tenant, async (tx) => {
    const { row: found } = await changeAndSubject(tx, ctx, id, 'parcels:write')
    const row = await givenUp(tx, ctx, found)
    if (row.state !== 'requested' && row.state !== 'unknown')
      throw notPossible(`it is "${row.state}"; a person closes what was requested, or what nobody knows the outcome of`)
    const made = outcome === 'made'
    // It stood before somebody tried to call it off.
    const stood = row.state === 'unknown' && row.endedAt !== null
    const state = made ? 'made' : stood ? 'cancelled' : 'failed'
    const event = made ? 'confirmed' : stood ? 'cancelled' : 'failed'
    await take(tx, ctx, row, { set: { state, endedAt: ctx.clock.now() }, step: 'closed', event, answer: note })
  })
  return showChange(ctx, id)
}

/** Calls whose process died are given up for lost, so that a person hears of them. */
export async function sweepChanges(ctx: Pick<Context, 'tenant' | 'store' | 'clock' | 'log'>): Promise<number> {
  const acting = { ...ctx, actor: { kind: 'job' } } as const
  return ctx.store.as(ctx.tenant, async (tx) => {
    let lost = 0
    for (const { id, state } of await openChanges(tx)) {
      if (state !== 'making' && state !== 'cancelling') continue
      const row = await lockChange(tx, id)
      if (row?.state === state && (await givenUp(tx, acting, row)).state === 'unknown') lost++
    }
    return lost
  })
}
