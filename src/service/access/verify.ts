import type { OrderId } from '../../model/index.ts'
import {
  type ProofKind,
  type Tx,
  addSession,
  countAttempt,
  digestOf,
  findOrdersByProof,
  findSession,
  makeSecret,
  normaliseOrderNumber,
  settleAttempt,
} from '../../store/index.ts'
import type { Context } from '../context.ts'
import { triesOfNumber, triesOfSession } from './attempts.ts'
import { sessionLife } from './links.ts'

export type Pair = {
  readonly number: string
  readonly proof: { readonly kind: ProofKind; readonly value: string }
}

/** What came of a pair. `wait`: too many did not fit lately, so that this one was not heard, whether it fits or not. */
export type Tried = { readonly orders: readonly OrderId[]; readonly wait: boolean }

export type Verified = Tried & { readonly session: string }

/**
 * Order number and one proof (L2). A wrong pair and a missing order cost the same and look the same: two HMACs, one look-up,
 * one session made, which for a miss may see nothing. A miss leaves the browser the session it `held`.
 */
export async function verify(
  ctx: Pick<Context, 'store' | 'tenant' | 'clock'>,
  { number, proof, held = null }: Pair & { held?: string | null },
): Promise<Verified> {
  return ctx.store.as(ctx.tenant, async (tx) => {
    const now = ctx.clock.now()
    const { secret, digest } = makeSecret()
    const known = held === null ? undefined : await findSession(tx, digestOf(held), now)
    const tried = await tryPair(tx, ctx, { session: known?.digest ?? digest, number, proof })
    const { orders } = tried
    await addSession(tx, { digest, level: 'L2', orders, expiresAt: now.add(sessionLife.L2) }, now)
    return { ...tried, session: known && held !== null && orders.length === 0 ? held : secret }
  })
}

/** The same queries for a hit, a miss and a pair that is not heard. */
export async function tryPair(
  tx: Tx,
  { clock }: Pick<Context, 'clock'>,
  { session, number, proof }: Pair & { session: Buffer },
): Promise<Tried> {
  const digest = tx.key.index('order-number', normaliseOrderNumber(number))
  const guarded = [triesOfSession(session), triesOfNumber(digest)]
  const heard = await countAttempt(tx, guarded, clock.now())
  const found = await findOrdersByProof(tx, { number, ...proof })
  const orders = heard ? found : []
  await settleAttempt(tx, guarded, orders.length > 0)
  return { orders, wait: !heard }
}

/** Which of the three a customer typed, by its shape: an address has an @, a phone number mostly digits and at least seven. */
export function proofKindOf(value: string): ProofKind {
  if (value.includes('@')) return 'email'
  const digits = value.replace(/\D/g, '').length
  return digits >= 7 && digits >= value.replace(/[\s()+./-]/g, '').length ? 'phone' : 'postcode'
}
