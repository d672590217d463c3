import { type ChangeKind, type Level, changeLevels, levels } from '../../model/index.ts'
import type { Context } from '../context.ts'
import { ServiceError } from '../errors.ts'

/** As the records name whoever acts; shoppers are not told apart. */
export function whoIs({ actor }: Pick<Context, 'actor'>): string {
  return actor.kind === 'api_key' || actor.kind === 'agent' ? `${actor.kind} ${actor.id}` : actor.kind
}

export const levelOf = ({ actor }: Pick<Context, 'actor'>): Level | null =>
  actor.kind === 'shopper' ? actor.level : null

export const isAtLeast = (level: Level, wanted: Level): boolean => levels.indexOf(level) >= levels.indexOf(wanted)

/** What a shopper proved has to be enough for the kind; everybody else's scope was asked for before. */
export function requireProof(ctx: Pick<Context, 'actor'>, kind: ChangeKind): void {
  const level = levelOf(ctx)
  const wanted = changeLevels[kind]
  if (level === null || isAtLeast(level, wanted)) return
  throw new ServiceError(
    'PROOF_NEEDED',
    wanted === 'L3'
      ? 'this needs the one-time code that is sent to the e-mail address or phone of the order'
      : 'this needs the order number with the e-mail address, phone or postcode of the order',
  )
}
