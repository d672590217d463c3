import type { PersonId } from '../../model/index.ts'
import type { Guarded } from '../../store/index.ts'

/** How often is too often. Counted in the database: in the chat as on the page, over all processes. */

const quarterOfAnHour = 900
const hour = 3_600

/** Wrong pairs and wrong tracking numbers of one browser or conversation. */
export const triesOfSession = (session: Buffer): Guarded => ({
  kind: 'session',
  subject: session,
  most: 5,
  windowSeconds: quarterOfAnHour,
})

/** Wrong proofs for one number, whoever gives them. Links and codes don't ask here: they go on while a number is attacked. */
export const triesOfNumber = (digest: Buffer): Guarded => ({
  kind: 'number',
  subject: digest,
  most: 20,
  windowSeconds: hour,
})

export const codesOfSession = (session: Buffer): Guarded => ({
  kind: 'codes of session',
  subject: session,
  most: 5,
  windowSeconds: hour,
})

export const codesOfPerson = (person: PersonId): Guarded => ({
  kind: 'codes of person',
  subject: Buffer.from(person.replaceAll('-', ''), 'hex'),
  most: 3,
  windowSeconds: hour,
})
