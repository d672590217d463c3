import { createHmac, timingSafeEqual } from 'node:crypto'

/** Whether `signature` (`X-WC-Webhook-Signature`) is the base64 HMAC-SHA256 of the body's raw bytes under the webhook's secret. */
export function verifyWebhook(body: string | Uint8Array, signature: string | undefined, secret: string): boolean {
  if (!signature || secret === '') return false
  const given = Buffer.from(signature.trim(), 'base64')
  const right = createHmac('sha256', secret).update(body).digest()
  return given.length === right.length && timingSafeEqual(given, right)
}

/** When a webhook is saved, WooCommerce posts `webhook_id=1` as a form, unsigned, to see whether anybody is there. */
export function isPing(body: string): boolean {
  return /^webhook_id=\d+$/.test(body.trim())
}
