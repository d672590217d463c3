import { z } from 'zod'
import { type CarrierPush, ok } from '../../../model/index.ts'
import { failureOf, hmacSigned, parseJson, parseShape, text } from '../../kit/index.ts'

const Identified = z.object({ id: text })
const Made = z.object({ id: text, error: z.object({ code: text, message: text }).optional() })

/** EasyPost's webhooks: HMAC-SHA256 of the raw body in hex, under the webhook's secret in the normal form NFKD. */
export const push: CarrierPush = {
  setUp: [
    'In EasyPost under "Webhooks & Events", add a webhook: as its URL the address above, as its secret the secret above.',
    'Every tracker that is made from then on is told of; nothing has to be subscribed by number.',
  ],
  verify: (body, headers, secret) => {
    const [, given] = /^hmac-sha256-hex=([0-9a-f]{64})$/i.exec(headers['x-hmac-signature']?.trim() ?? '') ?? []
    return hmacSigned(body, given, secret.normalize('NFKD'), 'hex')
  },
  eventId: (body) => {
    const json = parseJson(body)
    return (json.ok && Identified.safeParse(json.value).data?.id) || null
  },
  subscribe: {
    batch: null,
    days: null,
    request: (_numbers, { callback, secret }) => ({
      method: 'POST',
      path: '/v2/webhooks',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ webhook: { url: callback, webhook_secret: secret } }),
    }),
    read: (answer) => {
      const json = parseJson(answer)
      if (!json.ok) return json
      const made = parseShape(Made, json.value, 'an answer of EasyPost')
      if (!made.ok) return made
      const { id = null, error } = made.value
      return ok({ id, failures: error ? [failureOf(error)] : [] })
    },
  },
}
