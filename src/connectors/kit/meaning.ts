import type { ActionRequired, Reason, ReasonParty, Status } from '../../model/index.ts'

/** What a carrier's code says; `status` is null where it says nothing of where the parcel is (a claim, a photo, a refund). */
export type Meaning = {
  readonly status: Status | null
  readonly reason: Reason | null
  readonly action: ActionRequired | null
}

export const says = (
  status: Status | null,
  reason: readonly [ReasonParty, string] | null = null,
  action: readonly [ActionRequired['by'], string] | null = null,
): Meaning => ({
  status,
  reason: reason && { party: reason[0], code: reason[1] },
  action: action && { by: action[0], what: action[1] },
})
