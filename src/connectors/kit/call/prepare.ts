import {
  type CarrierAccount,
  type CarrierCalls,
  type CarrierLimits,
  type CarrierRequest,
  failed,
  ok,
  type Result,
} from '../../../model/index.ts'
import { addressOf } from './address.ts'
import { identify } from './identity.ts'
import { secretsOf } from './redact.ts'
import type { Outgoing } from './send.ts'

/** Who calls, as it is now; settings and limits may have been changed since the line was made. */
export type Caller = {
  readonly account: CarrierAccount
  readonly calls: CarrierCalls
  readonly limits: CarrierLimits
  /** What else must appear nowhere, beside the settings that are secret. */
  readonly secrets?: readonly string[]
  /** Told of each call that goes out. */
  readonly count: () => void
}

/** What is sent, and what of it must appear nowhere. */
export type Prepared = { readonly outgoing: Outgoing; readonly secrets: readonly string[] }

export function prepare(
  { account: { settings, baseUrl }, calls, secrets: others = [] }: Caller,
  request: (token: string) => CarrierRequest,
  token: string,
): Result<Prepared> {
  const secrets = [...secretsOf(calls, settings, token), ...others]
  try {
    const written = request(token)
    const url = addressOf(written, { baseUrl }, calls)
    if (!url.ok) return url
    const { method = 'GET', headers = {}, body } = written
    const who = token === '' && calls.auth.kind === 'oauth2' ? {} : identify(calls.auth, settings, token)
    // Whose call it is has the last word, however the connector spells its headers.
    const all = Object.entries({ ...headers, ...who }).map(([name, value]) => [name.toLowerCase(), value] as const)
    return ok({ outgoing: { url: url.value, method, headers: Object.fromEntries(all), body }, secrets })
  } catch (error) {
    const name = error instanceof Error ? error.name : 'an error'
    const message = `the request could not be written (${name}); this is a bug of ours, please report it`
    return failed({ kind: 'rejected', code: 'REQUEST_FAILED', message })
  }
}
