import type { Glance } from '../../model/index.ts'
import {
  type Tx,
  addSession,
  countAttempt,
  digestOf,
  findSession,
  glanceAt,
  makeSecret,
  normaliseTrackingNumber,
  settleAttempt,
} from '../../store/index.ts'
import { type Context, carrierName } from '../context.ts'
import { triesOfSession } from './attempts.ts'
import { sessionLife } from './links.ts'

/** `zone`: the shop's, in which "as of" may be told. */
export type Glanced = { readonly glance: Glance | null; readonly zone: string; readonly wait: boolean }

type Knowing = Pick<Context, 'clock' | 'carriers' | 'recognition'>

/**
 * What a tracking number alone shows (L0). One HMAC and one look-up whether it is known or not, and nothing is decrypted;
 * a number of nobody and a number of another shop's are alike.
 */
export async function glance(
  ctx: Knowing & Pick<Context, 'store' | 'tenant'>,
  { number, held = null }: { number: string; held?: string | null },
): Promise<Glanced & { readonly session: string }> {
  return ctx.store.as(ctx.tenant, async (tx) => {
    const now = ctx.clock.now()
    const { secret, digest } = makeSecret()
    const known = held === null ? undefined : await findSession(tx, digestOf(held), now)
    const glanced = await glanceIn(tx, ctx, { session: known?.digest ?? digest, number })
    // Shows nothing: made so that the next try is counted with this one.
    await addSession(tx, { digest, level: 'L0', orders: [], expiresAt: now.add(sessionLife.L0) }, now)
    return { ...glanced, session: known && held !== null ? held : secret }
  })
}

export async function glanceIn(
  tx: Tx,
  ctx: Knowing,
  { session, number }: { session: Buffer | null; number: string },
): Promise<Glanced> {
  const guarded = session === null ? [] : [triesOfSession(session)]
  const heard = await countAttempt(tx, guarded, ctx.clock.now())
  const row = await glanceAt(tx, tx.key.index('tracking-number', normaliseTrackingNumber(number)))
  const shown = heard ? row : undefined
  await settleAttempt(tx, guarded, shown !== undefined)
  if (!shown) return { glance: null, zone: 'UTC', wait: !heard }
  const { milestone, carrier, shop, heardAt, localTime, zone, shopZone } = shown
  const source =
    carrier === null
      ? ({ kind: 'shop', name: shop, asOf: heardAt } as const)
      : ({ kind: 'carrier', name: carrierName(ctx, carrier), asOf: heardAt } as const)
  return {
    glance: { milestone, day: localTime && { date: localTime.toPlainDate(), zone }, source },
    zone: shopZone,
    wait: false,
  }
}
