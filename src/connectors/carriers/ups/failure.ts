import { z } from 'zod'
import type { Failure, FailureKind } from '../../../model/index.ts'
import { lookUp, text } from '../../kit/index.ts'

export const Code = z.object({ code: text, message: text })

/** UPS's error and warning codes whose kind their family does not tell. */
const kinds: Readonly<Record<string, FailureKind>> = {
  TW0001: 'not_found',
  TW0002: 'not_found',
  TV1002: 'rejected',
  '151044': 'not_found',
  '154030': 'not_found',
  '404': 'not_found',
  UJ0001: 'unauthorized',
  '251004': 'unauthorized',
  '401': 'unauthorized',
  '403': 'unauthorized',
  '10401': 'unauthorized',
  '10403': 'unauthorized',
  '250006': 'rate_limited',
  '429': 'rate_limited',
  '10429': 'rate_limited',
  VSS100: 'unreachable',
  // Delivery Intercept's: its look into tracking failed.
  '0006': 'unreachable',
  '20001': 'unreachable',
  '10004': 'unreachable',
  '190001': 'unreachable',
  '190100': 'unreachable',
  '500': 'unreachable',
  '502': 'unreachable',
  '503': 'unreachable',
  '504': 'unreachable',
}

export function failure({ code, message }: z.infer<typeof Code>, number?: string): Failure {
  const given = code?.trim() || 'UNKNOWN'
  const kind = lookUp(kinds, given) ?? (/^2500\d\d$/.test(given) ? 'unauthorized' : 'rejected')
  const about = number?.trim()
  return { kind, code: given, message: message?.trim() || 'UPS gave no message', ...(about ? { number: about } : {}) }
}
