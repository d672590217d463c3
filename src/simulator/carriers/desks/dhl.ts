import { dhl as speaker } from '../dhl.ts'
import { json } from '../../exchange.ts'
import { dhlNumber } from '../../numbers.ts'
import { netherlands } from '../../towns.ts'
import { type Desk, type Refusal, secretOf } from '../../served/desk.ts'

/** DHL's unified Shipment Tracking, one number a call; whatever it refuses is a problem (RFC 9457). */
export const dhlDesk: Desk = {
  id: 'dhl_universal',
  name: 'DHL',
  speaker,
  numberOf: dhlNumber,
  towns: netherlands,
  access: {
    kind: 'presented',
    // The key is all there is: it stands for its own secret.
    credential: ({ headers }) => {
      const id = headers['dhl-api-key']
      return id === undefined ? undefined : { id, secret: secretOf(id) }
    },
  },
  limits: [
    { calls: 1, seconds: 1 },
    { calls: 250, seconds: 86_400 },
  ],
  tracking: { method: 'GET', path: /^\/track\/shipments$/, example: '/track/shipments?trackingNumber={number}' },
  question: ({ query }) => {
    const number = query.get('trackingNumber')?.trim() ?? ''
    return number === '' ? { why: 'bad_request', detail: 'trackingNumber' } : { numbers: [number] }
  },
  answers: (parcels, { query }) => {
    const known = (parcels[0]?.steps.length ?? 0) > 0
    const headers = {
      'content-type': known ? 'application/json' : 'application/problem+json',
      'content-language': query.get('language') ?? 'en',
    }
    return json(known ? 200 : 404, speaker.answers(parcels)[0] ?? '{}', headers)
  },
  refuses: (refusal, { path }) => {
    const [status, title, detail] = words(refusal)
    const headers = {
      'content-type': 'application/problem+json',
      ...(refusal.why === 'rate_limited' && { 'retry-after': String(refusal.retryAfterSeconds) }),
    }
    return json(status, { title, detail, status, instance: path }, headers)
  },
}

function words(refusal: Refusal): readonly [status: number, title: string, detail: string] {
  switch (refusal.why) {
    case 'no_such_path':
      return [404, 'Not Found', 'There is nothing at this address.']
    case 'wrong_method':
      return [405, 'Method Not Allowed', 'Only GET is answered here.']
    case 'credential_refused':
    case 'token_refused':
      return [401, 'Unauthorized', 'The header DHL-API-Key is missing, or its key is not known.']
    case 'rate_limited':
      return [429, 'Too Many Requests', 'More calls than this key may make.']
    case 'too_many_numbers':
    case 'not_acceptable':
    case 'bad_request':
      return [400, 'Bad Request', 'The parameter trackingNumber is missing.']
    case 'unavailable':
      return refusal.status === 500
        ? [500, 'Internal Server Error', 'Something went wrong here.']
        : [refusal.status, 'Service Unavailable', 'Out of order for a while.']
    default:
      return refusal satisfies never
  }
}
