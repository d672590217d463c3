import type { z } from 'zod'
import { ServiceError } from '../../service/index.ts'

/**
 * Where a page ended, as text nobody needs to read. Not signed: row-level security holds whatever it says, so a made-up one
 * only begins the caller's own list elsewhere. Its shape is checked, because it becomes values of a query.
 */
export function toCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

export function fromCursor<Position>(schema: z.ZodType<Position>, cursor: string): Position {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new ServiceError(
      'CURSOR_INVALID',
      'this cursor does not belong to this list; use `next` of the page before as it came, or leave it out to begin',
      { cause },
    )
  }
}
