import { randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import type { OrderId, PersonId } from '../../model/index.ts'
import {
  type Session,
  type Tx,
  codeDigest,
  countAttempt,
  countCodeTry,
  lockCode,
  peopleOfOrders,
  raiseSession,
  saveCode,
} from '../../store/index.ts'
import type { Context } from '../context.ts'
import { notify } from '../notify/notice.ts'
import { codesOfPerson, codesOfSession } from './attempts.ts'

const codeLife = Temporal.Duration.from({ minutes: 10 })
const mostTries = 5
/** How long a code shows what it shows; after it the session is what it was. */
const raisedFor = Temporal.Duration.from({ minutes: 30 })

/**
 * A code to the e-mail address given with an order the session shows. Made and written alike whether there is an address or
 * not: who sends the notice finds out, who asked does not. False where too many were asked for.
 */
export async function sendCode(
  tx: Tx,
  { clock }: Pick<Context, 'clock'>,
  { session, order }: { session: Session; order: OrderId },
): Promise<boolean> {
  const [person] = session.orders.includes(order) ? await peopleOfOrders(tx, [order]) : []
  if (!person) throw new Error('a code was asked for with an order the session does not show')
  const now = clock.now()
  const guarded = [codesOfSession(session.digest), codesOfPerson(person)]
  if (!(await countAttempt(tx, guarded, now))) return false
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const expiresAt = now.add(codeLife)
  const digest = codeDigest(tx, session.digest, code)
  await saveCode(tx, { session: session.digest, person, digest, now, expiresAt })
  await notify(
    tx,
    { clock },
    { person, about: `code ${randomUUID()}`, notice: { kind: 'code', order, code, expiresAt } },
  )
  return true
}

/** Whose orders and address the session sees from now on; undefined for a wrong, old, used or worn-out code, or none at all. */
export async function tryCode(
  tx: Tx,
  { clock }: Pick<Context, 'clock'>,
  { session, code }: { session: Buffer; code: string },
): Promise<PersonId | undefined> {
  const now = clock.now()
  const given = codeDigest(tx, session, code)
  const held = await lockCode(tx, session)
  const fits =
    held !== undefined &&
    timingSafeEqual(held.digest, given) &&
    held.tries < mostTries &&
    held.usedAt === null &&
    Temporal.Instant.compare(now, held.expiresAt) < 0
  const person = fits ? held.person : null
  await countCodeTry(tx, session, fits ? now : null)
  await raiseSession(tx, session, { person, until: now.add(raisedFor) })
  return person ?? undefined
}
