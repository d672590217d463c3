import { createHash, timingSafeEqual } from 'node:crypto'
import { type CarrierPush, type CarrierRequest, failed, ok } from '../../../model/index.ts'
import { failureOf, parseJson, parseShape, texts } from '../../kit/index.ts'

/** Ours to name: the subscription tells DHL which header to send the secret in. */
const header = 'x-whereabouts-token'

const Message = texts('scope', 'self', 'secret')
const Created = texts('subscriptionId', 'id', 'status', 'title', 'detail')

const messageOf = (body: string) => {
  const parsed = parseJson(body)
  const message = parsed.ok ? parseShape(Message, parsed.value, 'a message of DHL') : parsed
  return message.ok ? message.value : undefined
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** DHL's Shipment Tracking – Unified Push: messages are not signed, they bring the secret in a header. */
export const push: CarrierPush = {
  setUp: [
    'Ask for "Shipment Tracking - Unified - Push" under "My apps" in https://developer.dhl.com and wait for the approval.',
    'Subscriptions are then made by themselves, ten numbers each, for the service of your settings.',
  ],
  verify: (_body, headers, secret) => timingSafeEqual(digest(headers[header] ?? ''), digest(secret)) && secret !== '',
  eventId: () => null,
  handshake: (body) => (/^subscription\.(?!push)/.test(messageOf(body)?.scope ?? '') ? { body: '' } : null),
  confirm: (body) => confirmation(body),
  subscribe: {
    batch: 10,
    days: null,
    request: (numbers, { settings: { service }, callback, secret }) => ({
      method: 'POST',
      path: '/tracking/push/v1/subscription',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: JSON.stringify({
        hook: { uri: callback, authentication: { type: 'ApiKeyAuthentication', header, token: secret } },
        format: 'Default',
        type: 'Shipment',
        service: service ?? 'parcel-de',
        events: ['Pre-Transit', 'Transit', 'Delivered', 'Failure', 'Unknown'],
        shipmentIDs: numbers,
      }),
    }),
    read: (answer) => {
      const parsed = parseJson(answer)
      const created = parsed.ok ? parseShape(Created, parsed.value, 'an answer of DHL to a subscription') : parsed
      if (!created.ok) return created
      const { subscriptionId, id, status, title, detail } = created.value
      const words = detail ?? title
      if (subscriptionId ?? id) return ok({ id: subscriptionId ?? id ?? null, failures: [] })
      return words ? ok({ id: null, failures: [failureOf({ code: status, message: words })] }) : failed(noId)
    },
  },
}

const noId = {
  kind: 'malformed',
  code: 'OTHER_SHAPE',
  message: 'not an answer of DHL to a subscription: it has no "subscriptionId"',
} as const

/** DHL asks each subscription to be confirmed by sending back the secret of its `subscription.validate` message. */
function confirmation(body: string): CarrierRequest | null {
  const { scope, self, secret } = messageOf(body) ?? {}
  const id = /\/subscription\/([\w-]{1,100})$/.exec(self ?? '')?.[1]
  if (scope !== 'subscription.validate' || !id || !secret) return null
  return {
    method: 'POST',
    path: `/tracking/push/v1/subscription/${id}`,
    headers: { Accept: 'application/json', 'DHL-API-Hook-Secret': secret },
  }
}
