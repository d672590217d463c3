import { ups as speaker } from '../ups.ts'
import { type Asked, basicOf, json } from '../../exchange.ts'
import { upsNumber } from '../../numbers.ts'
import { unitedStates } from '../../towns.ts'
import type { Desk, Refusal } from '../../served/desk.ts'
import { deliveryIntercept } from './delivery-intercept.ts'
import { trackAlert } from './track-alert.ts'

/** UPS's Tracking API v1, one number a call. */
export const upsDesk: Desk = {
  id: 'ups',
  name: 'UPS',
  speaker,
  numberOf: (serial) => upsNumber(serial, { shipper: 'TESTWA' }),
  towns: unitedStates,
  access: {
    kind: 'oauth',
    path: '/security/v1/oauth/token',
    tokenSeconds: 14_399,
    client: (asked) => {
      if (new URLSearchParams(asked.body).get('grant_type') !== 'client_credentials')
        return { why: 'bad_request', detail: 'grant_type is not client_credentials' }
      return basicOf(asked) ?? { why: 'credential_refused' }
    },
    grants: ({ value, seconds, issued }, client) =>
      json(200, {
        token_type: 'Bearer',
        issued_at: String(issued.epochMilliseconds),
        client_id: client,
        access_token: value,
        scope: '',
        expires_in: String(seconds),
        refresh_count: '0',
        status: 'approved',
      }),
  },
  // Not published; enough for a shop, and soon used up by a loop.
  limits: [{ calls: 100, seconds: 10 }],
  tracking: { method: 'GET', path: /^\/api\/track\/v1\/details\/([^/]*)$/, example: '/api/track/v1/details/{number}' },
  question: ({ path }) => {
    const number = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)).trim()
    return /^[\w ]{7,34}$/.test(number) ? { numbers: [number] } : { why: 'bad_request', detail: 'the inquiry number' }
  },
  answers: (parcels) => json(200, speaker.answers(parcels)[0] ?? '{}'),
  subscriptions: trackAlert,
  changes: deliveryIntercept,
  refuses: (refusal, asked) => {
    const [status, code, message] = words(refusal, asked)
    const headers = { apierrorcode: code, apierrormsg: message, ...retryAfter(refusal) }
    return json(status, { response: { errors: [{ code, message }] } }, headers)
  },
}

const retryAfter = (refusal: Refusal): Readonly<Record<string, string>> =>
  refusal.why === 'rate_limited' ? { 'retry-after': String(refusal.retryAfterSeconds) } : {}

function words(refusal: Refusal, { path }: Asked): readonly [status: number, code: string, message: string] {
  switch (refusal.why) {
    case 'no_such_path':
      return [404, '404', 'There is nothing at this address.']
    case 'wrong_method':
      return [405, '405', 'This address takes another method.']
    case 'credential_refused':
      return [401, '10401', 'The client ID or its secret is wrong.']
    case 'token_refused':
      return [401, '250002', 'The token is wrong, missing or over.']
    case 'rate_limited':
      return [429, '10429', 'More calls than this customer may make.']
    case 'too_many_numbers':
    case 'not_acceptable':
      return [400, '10400', 'The request is not right.']
    case 'bad_request':
      return path.startsWith('/security/')
        ? [400, '10400', 'The form of the request is not right.']
        : [400, 'TV1002', 'The inquiry number is none.']
    case 'unavailable':
      return refusal.status === 503
        ? [503, '503', 'Out of order for a while.']
        : [refusal.status, '10004', 'Something went wrong here; try again later.']
    default:
      return refusal satisfies never
  }
}
