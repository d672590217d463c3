import type { Failure, FailureKind } from '../../model/index.ts'
import { codeKey } from './meaning.ts'

/** Kinds of a carrier's error codes, the short way round: kind -> codes with blanks between them. */
export type Kinds = Readonly<Partial<Record<FailureKind, string>>>

/**
 * What a carrier refused, as a failure. Its codes decide where `kinds` lists them; else HTTP's own numbers, else the words:
 * codes of errors are documented badly everywhere, and the kind only says whether another try may help.
 */
export function failureOf(
  sent: {
    readonly code?: string | undefined
    readonly message?: string | undefined
    readonly number?: string | undefined
  },
  kinds: Kinds = {},
): Failure {
  const code = sent.code?.trim() || 'UNKNOWN'
  const message = sent.message?.trim() || 'the carrier gave no message'
  const number = sent.number?.trim()
  const listed = (Object.entries(kinds) as [FailureKind, string][]).find(([, codes]) =>
    codes.split(/\s+/).some((one) => codeKey(one) === codeKey(code)),
  )?.[0]
  return { kind: listed ?? byStatus(code) ?? byWords(`${code} ${message}`), code, message, ...(number && { number }) }
}

export const nothingFound = (number?: string): Failure => ({
  kind: 'not_found',
  code: 'EMPTY_ANSWER',
  message: 'the answer holds no parcel',
  ...(number && { number }),
})

/** By HTTP's status codes, as many carriers repeat them in the body. */
export function byStatus(code: string | number): FailureKind | undefined {
  const status = Number(code)
  if (!/^[45]\d\d$/.test(String(code))) return undefined
  if (status === 404 || status === 410) return 'not_found'
  if (status === 401 || status === 403) return 'unauthorized'
  if (status === 429) return 'rate_limited'
  return status >= 500 || status === 408 ? 'unreachable' : 'rejected'
}

function byWords(words: string): FailureKind {
  const spaced = words.replaceAll(/[_.-]+/g, ' ')
  if (/too many requests|throttl|quota|rate limit|SLM Monitor|spike arrest/i.test(spaced)) return 'rate_limited'
  if (
    /not ?found|no (?:data|records?|shipments?|parcels?|information|results?)|unknown (?:parcel|shipment|number)|does ?n.t exist|not exist|keine daten|aucun|introuvable/i.test(
      spaced,
    )
  )
    return 'not_found'
  if (/auth(?:enti|ori)|credential|password|access denied|forbidden|api ?key|token|login/i.test(spaced))
    return 'unauthorized'
  if (/unavailable|internal (?:server )?error|time ?out|try again|temporar|technical|system error/i.test(spaced))
    return 'unreachable'
  return 'rejected'
}
