import { z } from 'zod'
import { fedex as speaker, fedexBatch } from '../fedex.ts'
import { json, objectIn } from '../../exchange.ts'
import { fedexNumber } from '../../numbers.ts'
import { unitedStates } from '../../towns.ts'
import type { Desk, Refusal } from '../../served/desk.ts'

/** FedEx's Track API v1, thirty numbers a call. */
export const fedexDesk: Desk = {
  id: 'fedex',
  name: 'FedEx',
  speaker,
  numberOf: fedexNumber,
  towns: unitedStates,
  access: {
    kind: 'oauth',
    path: '/oauth/token',
    tokenSeconds: 3_599,
    client: ({ body }) => {
      const form = new URLSearchParams(body)
      if (form.get('grant_type') !== 'client_credentials')
        return { why: 'bad_request', detail: 'grant_type is not client_credentials' }
      return { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' }
    },
    grants: ({ value, seconds }) =>
      json(200, { access_token: value, token_type: 'bearer', expires_in: seconds, scope: 'CXS' }),
  },
  limits: [
    { calls: 1_400, seconds: 10 },
    { calls: 100_000, seconds: 86_400 },
  ],
  tracking: { method: 'POST', path: /^\/track\/v1\/trackingnumbers$/, example: '/track/v1/trackingnumbers' },
  question: ({ body }) => {
    const read = Question.safeParse(objectIn(body))
    if (!read.success) return { why: 'bad_request', detail: '' }
    const numbers = read.data.trackingInfo.map((one) => one.trackingNumberInfo.trackingNumber.trim())
    if (numbers.length > fedexBatch) return { why: 'too_many_numbers', most: fedexBatch }
    if (numbers.length === 0 || numbers.includes('')) return { why: 'bad_request', detail: 'TRACKINGNUMBER.EMPTY' }
    return { numbers }
  },
  answers: (parcels, { body }) => {
    const answer = speaker.answers(parcels)[0] ?? '{}'
    const detailed = objectIn(body)?.['includeDetailedScans'] === true
    return json(200, detailed ? answer : withoutScans(answer))
  },
  refuses: (refusal) => {
    const [status, code, message] = words(refusal)
    const headers = refusal.why === 'rate_limited' ? { 'retry-after': String(refusal.retryAfterSeconds) } : {}
    const errors = [{ code, message }]
    return json(status, { transactionId: '00000000-5117-4000-8000-000000000000', errors }, headers)
  },
}

const Question = z.object({
  trackingInfo: z.array(z.object({ trackingNumberInfo: z.object({ trackingNumber: z.string() }) })),
})

/** Only the newest is told unless `includeDetailedScans` asks for all. */
const withoutScans = (answer: string) =>
  JSON.stringify(JSON.parse(answer, (key: string, value: unknown) => (key === 'scanEvents' ? [] : value)))

function words(refusal: Refusal): readonly [status: number, code: string, message: string] {
  switch (refusal.why) {
    case 'no_such_path':
      return [404, 'NOT.FOUND.ERROR', 'There is nothing at this address.']
    case 'wrong_method':
      return [405, 'METHOD.NOTALLOWED.ERROR', 'This address takes another method.']
    case 'credential_refused':
      return [401, 'NOT.AUTHORIZED.ERROR', 'The API key or its secret is wrong.']
    case 'token_refused':
      return [401, 'NOT.AUTHORIZED.ERROR', 'The access token is wrong, missing or over.']
    case 'rate_limited':
      return [429, 'TOO.MANY.REQUESTS.ERROR', 'More calls than this project may make.']
    case 'too_many_numbers':
      return [
        400,
        'TRACKING.TRACKINGNUMBER.LIMITEXCEEDED',
        `One call may ask for ${refusal.most} tracking numbers at most.`,
      ]
    case 'not_acceptable':
      return [400, 'BAD.REQUEST.ERROR', 'The request is not right.']
    case 'bad_request':
      return refusal.detail === 'TRACKINGNUMBER.EMPTY'
        ? [400, 'TRACKING.TRACKINGNUMBER.EMPTY', 'There is no tracking number in it.']
        : [400, 'INVALID.INPUT.EXCEPTION', 'The request has another shape.']
    case 'unavailable':
      return refusal.status === 500
        ? [500, 'INTERNAL.SERVER.ERROR', 'Something went wrong here.']
        : [refusal.status, 'SERVICE.UNAVAILABLE.ERROR', 'Out of order for a while.']
    default:
      return refusal satisfies never
  }
}
