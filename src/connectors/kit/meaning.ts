import type { ActionRequired, CodeMeaning, ReasonParty, Status } from '../../model/index.ts'

export type Meaning = CodeMeaning

export const says = (
  status: Status | null,
  reason: readonly [ReasonParty, string] | null = null,
  action: readonly [ActionRequired['by'], string] | null = null,
): Meaning => ({
  status,
  reason: reason && { party: reason[0], code: reason[1] },
  action: action && { by: action[0], what: action[1] },
})
