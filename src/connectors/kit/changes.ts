import { type CarrierChanges, type ChangeKind, type ChangeWay, beforeTheRound } from '../../model/index.ts'

/** Kinds a shopper changes on a page of the carrier's: the one to follow the parcel on, until the courier has it, if not said. */
export const onTheirPage = (
  how: Pick<ChangeWay & { readonly how: 'link' }, 'asks' | 'url' | 'milestones'>,
  ...kinds: readonly ChangeKind[]
): Partial<CarrierChanges> =>
  Object.fromEntries(kinds.map((kind) => [kind, { how: 'link', milestones: beforeTheRound, ...how }]))
