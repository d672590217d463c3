import type { OrderId } from '../../model/index.ts'
import { type ProofKind, type Tx, addSession, findOrdersByProof, makeSecret } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { sessionLife } from './links.ts'

export type Verified = { readonly session: string; readonly orders: readonly OrderId[] }

/**
 * Order number and one proof (L2). A wrong pair and a missing order cost the same and look the same: one HMAC, one look-up,
 * one session made, which for a miss may see nothing.
 */
export async function verify(
  ctx: Pick<Context, 'store' | 'tenant' | 'clock'>,
  { number, proof }: { number: string; proof: { readonly kind: ProofKind; readonly value: string } },
): Promise<Verified> {
  return ctx.store.as(ctx.tenant, (tx) => verifyIn(tx, ctx, { number, proof }))
}

export async function verifyIn(
  tx: Tx,
  ctx: Pick<Context, 'clock'>,
  { number, proof }: { number: string; proof: { readonly kind: ProofKind; readonly value: string } },
): Promise<Verified> {
  const now = ctx.clock.now()
  const orders = await findOrdersByProof(tx, { number, ...proof })
  const { secret, digest } = makeSecret()
  await addSession(tx, { digest, level: 'L2', orders, expiresAt: now.add(sessionLife.L2) }, now)
  return { session: secret, orders }
}

/** Which of the three a customer typed, by its shape: an address has an @, a phone number mostly digits and at least seven. */
export function proofKindOf(value: string): ProofKind {
  if (value.includes('@')) return 'email'
  const digits = value.replace(/\D/g, '').length
  return digits >= 7 && digits >= value.replace(/[\s()+./-]/g, '').length ? 'phone' : 'postcode'
}
