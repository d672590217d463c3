import type { ChangeWish } from '../../contract/index.ts'
import { type DeliveryChange as Wish, type ParcelId } from '../../model/index.ts'
import { addChange, addChangeStep, changeById, countOutcomes, stepsOfChange } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { notPossible, priceOf, requestOf, requireOnItsWay, requireOption } from './ask.ts'
import { type DeliveryChange, changeOf, quoteFrom, quoteLife } from './change.ts'
import { type Line, type Subject, lineOf, pageOf, subjectOf, wayOf } from './subject.ts'
import { levelOf, requireProof, whoIs } from './who.ts'

/**
 * What a change would cost and do, kept for fifteen minutes under an id to confirm. Nothing is changed by it. Where the
 * carrier cannot be asked by call, the merchant is to be, and the cost is not known.
 */
export async function quoteChange(
  ctx: Context,
  { parcel, wish: wanted }: { parcel: ParcelId; wish: ChangeWish },
): Promise<DeliveryChange> {
  const { subject, outcomes } = await ctx.store.as(ctx.tenant, async (tx) => ({
    subject: await subjectOf(tx, ctx, parcel, 'parcels:write'),
    outcomes: await countOutcomes(tx, parcel),
  }))
  requireProof(ctx, wanted.kind)
  const wish = readWish(wanted, subject, ctx.clock.now())
  const way = wayOf(subject, wish.kind)
  if (way.how === 'none') throw notPossible(`${subject.carrierName} offers no such change`)
  requireOnItsWay(subject, wish.kind)
  if (way.how === 'link') {
    throw notPossible(
      `${subject.carrierName} lets the recipient change this on its own page, and nobody else: ${pageOf(subject, way)}`,
    )
  }
  const line = way.how === 'api' ? usableLine(ctx, subject, wish) : undefined
  const quoted = line && (await quote(subject, line, wish))
  const now = ctx.clock.now()
  return ctx.store.as(ctx.tenant, async (tx) => {
    const cost = quoted?.price.cost ?? null
    const [who, level] = [whoIs(ctx), levelOf(ctx)]
    const id = await addChange(tx, {
      parcel,
      person: subject.parcel.person,
      key: subject.key,
      kind: wish.kind,
      how: line ? 'api' : 'task',
      account: line?.account.id ?? null,
      askedBy: who,
      level,
      quotedAt: now,
      expiresAt: now.add(quoteLife),
      cost,
      quote: quoteFrom(quoted?.price ?? null, outcomes),
      wish,
    })
    const answer = quoted?.answer ?? null
    await addChangeStep(tx, id, { at: now, step: 'quoted', who, level, cost, failure: null, answer })
    const row = await changeById(tx, id)
    if (!row) throw new Error(`change ${id} was not stored`)
    ctx.log.info({ change: id, parcel, kind: wish.kind, how: row.how }, 'delivery_change.quoted')
    return changeOf(ctx, row, { rules: subject.rules, steps: await stepsOfChange(tx, id) })
  })
}

async function quote(subject: Subject, line: Line, wish: Wish) {
  await requireOption(subject, line, wish, subject.parcel.id)
  return priceOf(subject, line, wish, subject.parcel.id)
}

/** Undefined where the call cannot be made for a reason that lies with the merchant's data, not with what is wanted. */
function usableLine(ctx: Context, subject: Subject, wish: Wish): Line | undefined {
  const line = lineOf(ctx, subject)
  const lacks = line?.calls.lacks(requestOf(subject, line, wish)) ?? []
  const wrong = lacks.filter(({ of }) => of === 'change')
  if (wrong.length > 0) {
    const errors = wrong.map(({ detail }) => ({ pointer: '/address', detail }))
    throw new ServiceError(
      'INPUT_INVALID',
      `${subject.carrierName} needs ${errors.map(({ detail }) => detail).join('; ')}`,
      {
        errors,
      },
    )
  }
  return lacks.length > 0 ? undefined : line
}

function readWish(wanted: ChangeWish, { carrier }: Subject, now: Temporal.Instant): Wish {
  if (wanted.kind !== 'reschedule') return wanted
  const day = Temporal.PlainDate.from(wanted.day)
  const today = now.toZonedDateTimeISO(carrier?.defaultZone ?? 'UTC').toPlainDate()
  if (Temporal.PlainDate.compare(day, today) > 0 && today.until(day).days <= 60) return { kind: wanted.kind, day }
  const detail = `the day to move it to lies after ${today.toString()}, and within 60 days of it`
  throw new ServiceError('INPUT_INVALID', detail, { errors: [{ pointer: '/day', detail }] })
}
