import { z } from 'zod'
import { type CarrierPush, type Failure, failed, ok } from '../../../model/index.ts'
import { many, parseJson, parseShape, sameSecret, text } from '../../kit/index.ts'

const Code = z.object({ code: text, message: text })
const Subscribed = z.object({
  validTrackingNumbers: many(z.string()),
  invalidTrackingNumbers: many(z.string()),
  response: z.object({ errors: many(Code) }).nullish(),
})

/**
 * UPS Track Alert v2: it signs nothing, and sends the credential that was entered for the address along with each event. An
 * event has no id; its bytes tell a second delivery.
 * https://developer.ups.com/api/reference/trackalertenhanced/product-info
 */
export const pushing = ({
  headers,
  failure,
}: {
  readonly headers: () => Readonly<Record<string, string>>
  readonly failure: (error: z.infer<typeof Code>) => Failure
}): CarrierPush => ({
  setUp: [
    'In the UPS Developer Portal, add the product "UPS Track Alert" to the app whose client ID you gave.',
    'Under "Manage Webhook Credentials" (https://developer.ups.com/update-webhook), enter the address above as the URL and',
    'the secret above as the credential. Numbers are subscribed by themselves, for 14 days at a time.',
  ],
  verify: (_body, { credential }, secret) => sameSecret(credential, secret),
  eventId: () => null,
  subscribe: {
    batch: 100,
    days: 14,
    request: (numbers) => ({
      method: 'POST',
      path: '/api/track/v2/subscription/standard/package',
      headers: { ...headers(), 'content-type': 'application/json' },
      body: JSON.stringify({ locale: 'en_US', trackingNumberList: numbers }),
    }),
    read(answer) {
      const json = parseJson(answer)
      if (!json.ok) return json
      const shape = parseShape(Subscribed, json.value, 'an answer of UPS to a subscription')
      if (!shape.ok) return shape
      const { validTrackingNumbers: valid, invalidTrackingNumbers: invalid, response } = shape.value
      const [error] = response?.errors ?? []
      if (error) return failed(failure(error))
      if (valid.length + invalid.length === 0) {
        const message = 'UPS answered a subscription without saying of any number whether it was taken'
        return failed({ kind: 'malformed', code: 'NO_NUMBERS', message })
      }
      const refused = (number: string): Failure => ({
        kind: 'rejected',
        code: 'INVALID_TRACKING_NUMBER',
        message: 'UPS subscribes numbers that begin with 1Z or 1R, and this one is not one',
        number,
      })
      return ok({ id: null, failures: invalid.map(refused) })
    },
  },
})
