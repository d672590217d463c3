import { type ChangePrice, type DeliveryChange as Wish, type Money, formatMoney } from '../../model/index.ts'
import {
  type ChangeRow,
  type Tx,
  addChangeStep,
  changesOfParcels,
  countOutcomes,
  lockChange,
  requoteChange,
  stepsOfChange,
} from '../../store/index.ts'
import type { Context } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { ask, notPossible, priceOf, requestOf, requireOnItsWay } from './ask.ts'
import {
  type DeliveryChange,
  changeOf,
  isPast,
  needsMerchant,
  quoteFrom,
  quoteLife,
  quoteOf,
  sameCost,
  wishOf,
} from './change.ts'
import { type Acting, isChangeId, lose, noChange, settle, take } from './step.ts'
import { type Line, type Subject, lineOf, subjectOf } from './subject.ts'
import { levelOf, requireProof, whoIs } from './who.ts'

export type Confirmation = {
  readonly change: string
  /** The cost that was shown; null where none was known. */
  readonly cost: Money | null
}

/**
 * Makes a quoted change at the carrier, once: that it is about to be asked is stored before the call, and whoever finds that
 * without an answer asks a person instead of the carrier. The cost is looked at again first, and another one than was shown
 * makes a new quote instead. What a shopper wants beyond what the merchant allows waits for the merchant, who confirms it by
 * the same verb. A change that was confirmed before comes back as it stands.
 */
export async function confirmChange(ctx: Context, { change: id, cost }: Confirmation): Promise<DeliveryChange> {
  const begun = await ctx.store.as(ctx.tenant, (tx) => begin(tx, ctx, { change: id, cost }))
  if (begun.kind === 'done') return begun.change
  const { subject, line, wish, row } = begun
  const now = await priceOf(subject, line, wish, id)
  if (!sameCost(now.price.cost, cost) || now.price.taxes !== quoteOf(row).taxes) {
    await quoteAgain(ctx, id, now)
    throw new ServiceError(
      'QUOTE_CHANGED',
      `it costs ${told(now.price.cost)} now, not ${told(cost)}; nothing was changed, confirm the new cost if it is still wanted`,
    )
  }
  const intent = await ctx.store.as(ctx.tenant, (tx) => intend(tx, ctx, { change: id, cost }))
  if (intent.kind === 'done') return intent.change
  const asked = await ask(line, line.calls.make, requestOf(subject, line, wish), { reference: id, once: true })
  await settle(ctx, id, asked, 'making')
  return showChange(ctx, id)
}

export async function showChange(ctx: Context, id: string): Promise<DeliveryChange> {
  return ctx.store.as(ctx.tenant, async (tx) => {
    const { row, subject } = await changeAndSubject(tx, ctx, id, 'parcels:read')
    return shown(tx, ctx, row, subject)
  })
}

/** The change with its parcel, locked, where the actor may see both. Shoppers see what shoppers asked for. */
export async function changeAndSubject(
  tx: Tx,
  ctx: Context,
  id: string,
  scope: 'parcels:read' | 'parcels:write',
): Promise<{ row: ChangeRow; subject: Subject }> {
  const row = isChangeId(id) ? await lockChange(tx, id) : undefined
  if (!row || (ctx.actor.kind === 'shopper' && row.askedBy !== ctx.actor.kind)) throw noChange(id)
  try {
    return { row, subject: await subjectOf(tx, ctx, row.parcel, scope) }
  } catch (error) {
    throw error instanceof ServiceError && error.code === 'PARCEL_NOT_FOUND' ? noChange(id) : error
  }
}

async function shown(tx: Tx, ctx: Context, row: ChangeRow, { rules }: Subject): Promise<DeliveryChange> {
  return changeOf(ctx, row, { rules, steps: await stepsOfChange(tx, row.id) })
}

type Begun =
  | { readonly kind: 'done'; readonly change: DeliveryChange }
  | {
      readonly kind: 'open'
      readonly row: ChangeRow
      readonly subject: Subject
      readonly line: Line
      readonly wish: Wish
    }

/** Everything that can be said before the carrier is asked again; what waits for the merchant ends here. */
async function begin(tx: Tx, ctx: Context, { change: id, cost }: Confirmation): Promise<Begun> {
  const { row: found, subject } = await changeAndSubject(tx, ctx, id, 'parcels:write')
  requireProof(ctx, found.kind)
  const row = await givenUp(tx, ctx, found)
  const isMerchant = ctx.actor.kind !== 'shopper'
  const isOpen = row.state === 'quoted' || (row.state === 'requested' && isMerchant)
  if (!isOpen) return { kind: 'done', change: await shown(tx, ctx, row, subject) }
  if (row.state === 'requested' && row.how === 'task') {
    throw notPossible(
      `${subject.carrierName} is to be asked by you; once it has answered, close the change with what came of it`,
    )
  }
  requireOnItsWay(subject, row.kind)
  await requireHolds(tx, row, ctx.clock.now())
  if (!sameCost(row.cost, cost)) {
    throw new ServiceError(
      'QUOTE_CHANGED',
      `the quote says ${told(row.cost)}, and ${told(cost)} was confirmed; confirm what was quoted`,
    )
  }
  if (row.state === 'quoted' && needsMerchant(subject.rules, row) && !(isMerchant && row.how === 'api')) {
    await take(tx, ctx, row, { set: { state: 'requested' }, step: 'requested', event: 'requested' })
    const { row: after } = await changeAndSubject(tx, ctx, id, 'parcels:write')
    return { kind: 'done', change: await shown(tx, ctx, after, subject) }
  }
  const line = lineOf(ctx, subject)
  const wish = wishOf(row)
  if (!line || line.account.id !== row.account || !wish) {
    throw notPossible(
      `${subject.carrierName} cannot be asked for it any more: its account or the rules' contact were changed; ask for a new quote`,
    )
  }
  return { kind: 'open', row, subject, line, wish }
}

/** That the carrier is about to be asked. From here on nobody else is to ask it. */
async function intend(tx: Tx, ctx: Context, confirmation: Confirmation): Promise<Begun> {
  const begun = await begin(tx, ctx, confirmation)
  if (begun.kind === 'done') return begun
  const { row } = begun
  const under = (await changesOfParcels(tx, [row.parcel])).find(
    ({ id, state }) => id !== row.id && ['making', 'cancelling', 'unknown'].includes(state),
  )
  if (under) throw notPossible(`change ${under.id} of this parcel is under way, or nobody knows what became of it`)
  await take(tx, ctx, row, {
    set: { state: 'making', startedAt: ctx.clock.now() },
    step: 'confirmed',
    event: null,
  })
  return begun
}

/** Longer than any call and all it waits for. */
const callLife = Temporal.Duration.from({ minutes: 5 })

/** A call whose process died has no answer: it counts as lost. */
export async function givenUp(tx: Tx, ctx: Acting, row: ChangeRow): Promise<ChangeRow> {
  const isUnderWay = row.state === 'making' || row.state === 'cancelling'
  const now = ctx.clock.now()
  if (!isUnderWay || !row.startedAt || Temporal.Instant.compare(row.startedAt.add(callLife), now) > 0) return row
  const failure = { kind: 'unreachable', code: 'NO_ANSWER_KEPT' } as const
  await lose(tx, ctx, row, { failure })
  return { ...row, state: 'unknown', failure }
}

/** Nothing became of another change since it was quoted, and it is in time, where it does not wait for the merchant. */
async function requireHolds(tx: Tx, row: ChangeRow, now: Temporal.Instant): Promise<void> {
  if ((await countOutcomes(tx, row.parcel)) !== quoteOf(row).outcomes) {
    throw new ServiceError(
      'QUOTE_EXPIRED',
      'another change of this delivery was made or called off since the quote; ask for a new one',
    )
  }
  if (row.state !== 'quoted' || !isPast(row, now)) return
  throw new ServiceError('QUOTE_EXPIRED', `the quote held until ${row.expiresAt.toString()}; ask for a new one`)
}

async function quoteAgain(
  ctx: Context,
  id: string,
  { price, answer }: { readonly price: ChangePrice; readonly answer: string },
): Promise<void> {
  const now = ctx.clock.now()
  await ctx.store.as(ctx.tenant, async (tx) => {
    const row = await lockChange(tx, id)
    if (row?.state !== 'quoted' && row?.state !== 'requested') return
    const { cost } = price
    const quote = quoteFrom(price, quoteOf(row).outcomes)
    await requoteChange(tx, id, { quotedAt: now, expiresAt: now.add(quoteLife), cost, quote })
    await addChangeStep(tx, id, {
      at: now,
      step: 'quoted_again',
      who: whoIs(ctx),
      level: levelOf(ctx),
      cost,
      failure: null,
      answer,
    })
  })
}

const told = (cost: Money | null) => (cost ? formatMoney(cost, 'en') : 'an unknown amount')
