import { type Tx } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { ask, notPossible, requestOf, requireOnItsWay } from './ask.ts'
import { type DeliveryChange, wishOf } from './change.ts'
import { changeAndSubject, givenUp, showChange } from './confirm.ts'
import { settle, take } from './step.ts'
import { type Line, type Subject, lineOf } from './subject.ts'
import { requireProof } from './who.ts'

/**
 * Calls a change off: one nobody has acted on yet by itself, one that was made at the carrier where it lets it. Sent once, as
 * a change is.
 */
export async function cancelChange(ctx: Context, { change: id }: { change: string }): Promise<DeliveryChange> {
  const begun = await ctx.store.as(ctx.tenant, (tx) => begin(tx, ctx, id))
  if (begun) {
    const { line, subject } = begun
    const options = await ask(line, line.calls.options, { number: subject.number }, { reference: id })
    const can = options.kind === 'answered' && options.value.some((one) => one.kind === begun.kind && one.cancellable)
    if (!can) throw notPossible(`${subject.carrierName} does not say that this change can be called off now`)
    const call = line.calls.cancel
    const wish = await ctx.store.as(ctx.tenant, (tx) => intend(tx, ctx, id))
    if (call && wish) {
      const asked = await ask(line, call, requestOf(subject, line, wish), { reference: id, once: true })
      await settle(ctx, id, asked, 'cancelling')
    }
  }
  return showChange(ctx, id)
}

/** Null where it is called off already, or there was nobody to tell. */
async function begin(tx: Tx, ctx: Context, id: string): Promise<{ line: Line; subject: Subject; kind: string } | null> {
  const { row: found, subject } = await changeAndSubject(tx, ctx, id, 'parcels:write')
  requireProof(ctx, found.kind)
  const row = await givenUp(tx, ctx, found)
  switch (row.state) {
    case 'quoted':
    case 'requested':
      await take(tx, ctx, row, {
        set: { state: 'cancelled', endedAt: ctx.clock.now() },
        step: 'cancelled',
        event: row.state === 'requested' ? 'cancelled' : null,
      })
      return null
    case 'cancelled':
    case 'cancelling':
      return null
    case 'failed':
      throw notPossible('it was never made')
    case 'making':
      throw notPossible('it is being made just now; try again in a minute')
    case 'unknown':
      throw notPossible('nobody knows whether it was made; a person of the shop has to find out first')
    case 'made': {
      const line = lineOf(ctx, subject)
      if (row.how === 'task' || !line?.calls.cancel || line.account.id !== row.account)
        throw notPossible(`${subject.carrierName} has to be asked by the merchant to undo it`)
      requireOnItsWay(subject, row.kind)
      return { line, subject, kind: row.kind }
    }
    default:
      return row.state satisfies never
  }
}

async function intend(tx: Tx, ctx: Context, id: string) {
  const { row } = await changeAndSubject(tx, ctx, id, 'parcels:write')
  if (row.state !== 'made') return null
  await take(tx, ctx, row, {
    set: { state: 'cancelling', startedAt: ctx.clock.now() },
    step: 'cancel_confirmed',
    event: null,
  })
  return wishOf(row)
}
