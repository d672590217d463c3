import pg from 'pg'

export const storeErrors = [
  'DATABASE_UNREACHABLE',
  'DATABASE_TLS_REQUIRED',
  'DATABASE_NEWER',
  'MIGRATION_CHANGED',
  'MASTER_KEY_UNREADABLE',
  'MASTER_KEY_MALFORMED',
  'MASTER_KEY_WRONG',
  'SEALED_MALFORMED',
  'SEALED_REFUSED',
  'PERSON_ERASED',
  'TENANT_UNKNOWN',
] as const
export type StoreErrorCode = (typeof storeErrors)[number]

/** Something only an operator can mend; `code` is a row of the reference page, the message names the next step. */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options)
    this.name = 'StoreError'
    this.code = code
  }
}

/** What was to be stored is what PostgreSQL refused (class 22 and 23): the same again is refused again. */
export function refusesData(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '')
}
