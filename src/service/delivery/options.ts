import {
  type CarrierOption,
  type ChangeKind,
  type ChangePrice,
  type Level,
  type Money,
  type ParcelId,
  changeKinds,
  changeLevels,
  isChangeable,
} from '../../model/index.ts'
import { changesOfParcels } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { ask, requestOf } from './ask.ts'
import { type DeliveryChange, changeOf } from './change.ts'
import { isAllowed } from './rules.ts'
import { type Subject, lineOf, pageOf, subjectOf, wayOf } from './subject.ts'

/** One kind of change as it stands for a parcel now. */
export type DeliveryOption = {
  readonly kind: ChangeKind
  readonly how: 'api' | 'link' | 'task' | 'none'
  /** Null where it is possible. */
  readonly why:
    | 'not_offered'
    | 'too_late'
    | 'carrier_says_no'
    | 'carrier_does_not_know'
    | 'carrier_did_not_answer'
    | null
  readonly url: string | null
  readonly asks: 'nothing' | 'postcode' | 'account' | null
  readonly days: readonly Temporal.PlainDate[]
  readonly cost: Money | null
  readonly level: Level
  readonly needs: 'confirmation' | 'merchant'
}

/** What can be changed of a delivery now, and all that was asked for before, newest first. */
export async function deliveryOptions(
  ctx: Context,
  parcel: ParcelId,
): Promise<{ readonly options: readonly DeliveryOption[]; readonly changes: readonly DeliveryChange[] }> {
  const { subject, rows } = await ctx.store.as(ctx.tenant, async (tx) => ({
    subject: await subjectOf(tx, ctx, parcel, 'parcels:read'),
    rows: await changesOfParcels(tx, [parcel]),
  }))
  const { actor } = ctx
  const told = rows.filter(({ askedBy }) => actor.kind !== 'shopper' || askedBy === actor.kind)
  const says = await carrierSays(ctx, subject)
  return {
    options: changeKinds.map((kind) => optionOf(subject, kind, says)),
    changes: told.map((row) => changeOf(ctx, row, { rules: subject.rules })),
  }
}

type Says = {
  readonly options: readonly CarrierOption[]
  readonly prices: readonly ChangePrice[]
}

/** Null where it did not answer; undefined where it need not or cannot be asked. */
async function carrierSays(ctx: Context, subject: Subject): Promise<Says | null | undefined> {
  const line = lineOf(ctx, subject)
  const asks = changeKinds.some((kind) => {
    const way = wayOf(subject, kind)
    return way.how === 'api' && isChangeable(way, subject.parcel.milestone)
  })
  const request = line && requestOf(subject, line, null)
  if (!line || !request || !asks || line.calls.lacks(request).length > 0) return undefined
  const reference = subject.parcel.id
  const options = await ask(line, line.calls.options, { number: subject.number }, { reference })
  if (options.kind !== 'answered') return null
  const open = options.value.some(({ possible }) => possible === 'yes')
  const prices = open ? await ask(line, line.calls.prices, request, { reference }) : null
  return { options: options.value, prices: prices?.kind === 'answered' ? prices.value : [] }
}

function optionOf(subject: Subject, kind: ChangeKind, says: Says | null | undefined): DeliveryOption {
  const way = wayOf(subject, kind)
  // Where the call cannot be made, the merchant asks in its place.
  const how = way.how === 'api' && says === undefined ? 'task' : way.how
  const price = says?.prices.find((one) => one.kind === kind)
  const cost = price?.cost ?? null
  const option = says?.options.find((one) => one.kind === kind)
  const isOpen = isChangeable(way, subject.parcel.milestone)
  const why = (): DeliveryOption['why'] => {
    if (how === 'none') return 'not_offered'
    if (!isOpen) return 'too_late'
    if (how !== 'api') return null
    if (!says) return 'carrier_did_not_answer'
    if (option?.possible === 'yes') return null
    return option?.possible === 'unknown' ? 'carrier_does_not_know' : 'carrier_says_no'
  }
  const needs = how === 'api' && isAllowed(subject.rules, { kind, cost, taxes: price?.taxes ?? 'not_known' })
  return {
    kind,
    how,
    why: why(),
    url: pageOf(subject, way),
    asks: way.how === 'link' ? way.asks : null,
    days: option?.days ?? [],
    cost,
    level: changeLevels[kind],
    needs: how === 'link' || needs ? 'confirmation' : 'merchant',
  }
}
