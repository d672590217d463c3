import { z } from 'zod'
import type { ChangeRules } from '../../contract/index.ts'
import { type ChangePrice, type DeliveryChange as Wish, type Money, changeKinds } from '../../model/index.ts'
import type { ChangeRow, ChangeStep } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { isAllowed } from './rules.ts'
import { isAtLeast } from './who.ts'

/** A change of a delivery as whoever asks may see it. */
export type DeliveryChange = Omit<ChangeRow, 'state' | 'quote' | 'wish' | 'person' | 'account' | 'startedAt'> & {
  /** `expired`: quoted, and not confirmed in time. */
  readonly state: ChangeRow['state'] | 'expired'
  readonly taxes: Quote['taxes']
  readonly expected: Temporal.PlainDate | null
  readonly needs: 'confirmation' | 'merchant'
  /** What is wanted; null where it was erased or may not be seen. */
  readonly wish: Wish | null
  readonly steps: readonly ChangeStep[]
}

/** How long a quoted cost can be confirmed. */
export const quoteLife = Temporal.Duration.from({ minutes: 15 })

/** What was shown beside the cost, and how many changes of the delivery had come to something by then. */
export type Quote = {
  readonly taxes: 'none' | 'included' | 'not_known'
  readonly expected: string | null
  readonly outcomes: number
}

const KeptQuote = z.object({
  taxes: z.enum(['none', 'included', 'not_known']),
  expected: z.string().nullable(),
  outcomes: z.int(),
})
export const quoteFrom = (price: ChangePrice | null, outcomes: number): Quote => ({
  taxes: price?.taxes ?? 'not_known',
  expected: price?.expected?.toString() ?? null,
  outcomes,
})
export const quoteOf = ({ quote }: Pick<ChangeRow, 'quote'>): Quote => KeptQuote.parse(quote)

const KeptAddress = z.object({
  name: z.string().nullable(),
  lines: z.array(z.string()),
  city: z.string().nullable(),
  region: z.string().nullable(),
  postal: z.string().nullable(),
  country: z.string().nullable(),
})
const KeptWish = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('redirect_to_address'), address: KeptAddress }),
  z.object({ kind: z.literal('reschedule'), day: z.string().transform((day) => Temporal.PlainDate.from(day)) }),
  z.object({ kind: z.enum(changeKinds).exclude(['redirect_to_address', 'reschedule']) }),
])
/** Null where its person was erased. */
export const wishOf = ({ wish }: Pick<ChangeRow, 'wish'>): Wish | null => (wish === null ? null : KeptWish.parse(wish))

/** Steps are the merchant's: they hold the carrier's own answers. */
export function changeOf(
  ctx: Pick<Context, 'actor' | 'clock'>,
  row: ChangeRow,
  { rules, steps = [] }: { rules: ChangeRules; steps?: readonly ChangeStep[] },
): DeliveryChange {
  const { actor } = ctx
  const { state, quote: _quote, wish: _wish, person: _person, account: _account, startedAt: _started, ...shown } = row
  const { taxes, expected } = quoteOf(row)
  const isShopper = actor.kind === 'shopper'
  const mayRead = row.kind !== 'redirect_to_address' || !isShopper || isAtLeast(actor.level, 'L3')
  return {
    ...shown,
    state: state === 'quoted' && isPast(row, ctx.clock.now()) ? 'expired' : state,
    taxes,
    expected: expected === null ? null : Temporal.PlainDate.from(expected),
    needs: needsMerchant(rules, row) ? 'merchant' : 'confirmation',
    wish: mayRead ? wishOf(row) : null,
    steps: isShopper ? [] : steps,
  }
}

export const isPast = ({ expiresAt }: Pick<ChangeRow, 'expiresAt'>, now: Temporal.Instant) =>
  Temporal.Instant.compare(expiresAt, now) <= 0

/** Whether what a shopper asked for waits for the merchant; what the merchant asks for is their own word. */
export function needsMerchant(
  rules: ChangeRules,
  row: Pick<ChangeRow, 'how' | 'kind' | 'cost' | 'askedBy' | 'quote'>,
): boolean {
  if (row.how === 'task') return true
  return row.askedBy === 'shopper' && !isAllowed(rules, { ...row, taxes: quoteOf(row).taxes })
}

export const sameCost = (a: Money | null, b: Money | null): boolean =>
  a === null || b === null ? a === b : a.minor === b.minor && a.currency === b.currency
