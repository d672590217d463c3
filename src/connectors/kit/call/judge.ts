import {
  type Carrier,
  type Failure,
  type FailureKind,
  failed,
  ok,
  type ReadAnswer,
  type Result,
} from '../../../model/index.ts'
import { byStatus } from '../failure.ts'
import type { Reply } from './send.ts'

export type Answered = { readonly reply: Reply; readonly answer: ReadAnswer }

/** Failures that are not about a number but about us, or about the carrier as a whole. */
const sweeping = new Set<FailureKind>(['rate_limited', 'unauthorized', 'unreachable'])

/**
 * What a reply comes to. What the carrier's reader understands counts before the status, as faults come with 200 and
 * "no such parcel" with 404; only 401 and 429 say for themselves what they mean.
 */
export function judge(
  { read }: Pick<Carrier, 'read'>,
  reply: Reply,
  hide: (failure: Failure) => Failure,
): Result<Answered> {
  const { status } = reply
  const answer = read(reply.body)
  if (!answer.ok) return failed(status < 400 ? answer.failure : failureOfStatus(reply))
  const { parcels } = answer.value
  const failures = answer.value.failures.map(hide)
  const answered = ok({ reply, answer: { parcels, failures } })
  if (parcels.length > 0) return answered
  if (failures.length === 0) return status < 400 ? answered : failed(failureOfStatus(reply))
  const [first] = failures
  if (first && (status === 401 || status === 429)) return failed({ ...first, kind: failureOfStatus(reply).kind })
  const whole = failures.find(
    ({ kind, number }) => sweeping.has(kind) && (number === undefined || failures.length === 1),
  )
  return whole ? failed(whole) : answered
}

/** What a reply says that holds nothing to be read. */
export function failureOfStatus({ status, contentType }: Pick<Reply, 'status' | 'contentType'>): Failure {
  const code = `HTTP_${status}`
  const kind = byStatus(status) ?? 'rejected'
  // A page for people is no answer of the interface: its "not found" is about an address, not about a parcel.
  if (/html/i.test(contentType) && (kind === 'not_found' || kind === 'rejected'))
    return { kind: 'malformed', code, message: `a web page came instead of an answer (HTTP ${status})` }
  return { kind, code, message: `the carrier answered with HTTP ${status} and nothing that can be read` }
}
