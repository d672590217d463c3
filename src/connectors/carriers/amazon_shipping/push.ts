import { z } from 'zod'
import type { CarrierPush } from '../../../model/index.ts'
import { parseJson, sameSecret, text } from '../../kit/index.ts'

const Envelope = z.looseObject({ detail: z.unknown() })
const Notified = z.object({ notificationMetadata: z.object({ notificationId: text }) })

/**
 * Amazon signs nothing and calls no address: it delivers to EventBridge or a queue of the merchant's own AWS account. A
 * rule of EventBridge with an API destination passes it on, with a key in a header. So what is proven is that the sender
 * has the key; that the bytes are Amazon's is vouched for by the merchant's account and TLS.
 */
export const push: CarrierPush = {
  setUp: [
    'In the Selling Partner API, subscribe to SHIPMENT_TRACKING_MILESTONE_CHANGED with an EventBridge destination.',
    'In AWS EventBridge, make a connection with "API key": name x-api-key, value the secret above.',
    'Make an API destination (POST) to the address above with that connection, and a rule that sends events of the partner bus to it.',
  ],
  verify: (_body, headers, secret) => sameSecret(headers['x-api-key'], secret),
  eventId: (body) => Notified.safeParse(jsonOf(unwrap(body))).data?.notificationMetadata.notificationId ?? null,
  unwrap,
}

/** EventBridge puts what it passes on into `detail`. */
function unwrap(body: string): string {
  const envelope = Envelope.safeParse(jsonOf(body))
  return envelope.data?.detail === undefined ? body : JSON.stringify(envelope.data.detail)
}

function jsonOf(body: string): unknown {
  const json = parseJson(body)
  return json.ok ? json.value : undefined
}
