import type { CarrierReply, CarrierRequest, Clock, Exchanged, Result } from '../../../model/index.ts'
import { asFailure, type Called } from './called.ts'
import type { Line } from './line.ts'
import type { Caller } from './prepare.ts'

/** One exchange on an account's line, and whether what it asked for may have been done where no answer says so. */
export async function exchangeOn<T>(
  line: Line,
  caller: Caller,
  {
    request,
    read,
    once,
  }: {
    readonly request: (token: string) => CarrierRequest
    readonly read: (reply: CarrierReply) => Result<T>
    readonly once: boolean
  },
  clock: Clock,
): Promise<Exchanged<T>> {
  let out = false
  let writing = false
  let seen: CarrierReply | null = null
  // Calls for an access token are counted as well: they come before the request is written.
  const count = () => {
    out ||= writing
    caller.count()
  }
  const called = await line.ask<T>(
    { ...caller, count },
    (token) => {
      writing = true
      return request(token)
    },
    ({ status, body }, hide) => {
      seen = { status, body }
      const result = read(seen)
      return result.ok ? result : { ok: false, failure: hide(result.failure) }
    },
    once ? { tries: 1 } : {},
  )
  const body = bodyOf(seen)
  if (called.kind === 'answered') return { kind: 'answered', value: called.value, body: body ?? '' }
  const failure = called.kind === 'failed' ? called.failure : asFailure(called, clock)
  return { kind: out && mayBeDone(called, seen) ? 'lost' : 'refused', failure, body }
}

const bodyOf = (reply: CarrierReply | null) => reply?.body ?? null

function mayBeDone(called: Exclude<Called<unknown>, { kind: 'answered' }>, seen: CarrierReply | null): boolean {
  if (called.kind === 'held') return seen !== null && seen.status >= 500
  const { failure, early = false } = called
  if (early || notDelivered.has(failure.code)) return false
  return failure.kind === 'unreachable' || failure.kind === 'malformed'
}

const notDelivered = new Set(['CONNECTION_REFUSED', 'NAME_NOT_FOUND', 'TLS_REFUSED', 'BAD_HEADER', 'BAD_ADDRESS'])
