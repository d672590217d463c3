import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { ShopWebhook } from '../../../model/index.ts'
import { parseJson } from '../../kit/index.ts'

/** Whether `signature` (`X-WC-Webhook-Signature`) is the base64 HMAC-SHA256 of the body's raw bytes under the webhook's secret. */
function verifyWebhook(body: string | Uint8Array, signature: string | undefined, secret: string): boolean {
  if (!signature || secret === '') return false
  const given = Buffer.from(signature.trim(), 'base64')
  const right = createHmac('sha256', secret).update(body).digest()
  return given.length === right.length && timingSafeEqual(given, right)
}

/** When a webhook is saved, WooCommerce posts `webhook_id=1` as a form, unsigned, to see whether anybody is there. */
export function isPing(body: string): boolean {
  return /^webhook_id=\d+$/.test(body.trim())
}

const OnlyId = z.strictObject({ id: z.union([z.int(), z.string().min(1)]).transform(String) })
const Kept = z.looseObject({ order: z.unknown() })

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks: signed over the raw body; a deletion tells only the id. */
export const webhook: ShopWebhook = {
  setUp: [
    'In WooCommerce: Settings, Advanced, Webhooks, "Add webhook"; status Active, API version v3, and this address and',
    'secret. One each for the topics Order created, Order updated and Order deleted.',
  ],
  verify: (body, headers, secret) => verifyWebhook(body, headers['x-wc-webhook-signature'], secret),
  isPing,
  goneOrder(body, headers) {
    if (headers['x-wc-webhook-topic'] !== 'order.deleted') return null
    const json = parseJson(body)
    return json.ok ? (OnlyId.safeParse(json.value).data?.id ?? null) : null
  },
  withdraw: (slice) => ({ ...Kept.parse(slice), trashed: true }),
}
