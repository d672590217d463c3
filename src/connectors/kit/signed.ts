import { createHmac, timingSafeEqual } from 'node:crypto'

/** Whether `given` is the HMAC-SHA256 of the body's raw bytes under the secret; an empty one of either never is. */
export function hmacSigned(
  body: Uint8Array,
  given: string | undefined,
  secret: string,
  encoding: 'base64' | 'hex',
): boolean {
  const right = createHmac('sha256', secret).update(body).digest()
  return sameBytes(Buffer.from(given?.trim() ?? '', encoding), right) && secret !== ''
}

/** Whether two secrets are the same, without telling by its time how much of them is. */
export function sameSecret(given: string | undefined, secret: string): boolean {
  // Digests are of one length, whatever the length of what was given.
  const digest = (text: string) => createHmac('sha256', 'whereabouts').update(text).digest()
  return sameBytes(digest(given?.trim() ?? ''), digest(secret)) && secret !== ''
}

const sameBytes = (given: Uint8Array, right: Uint8Array) =>
  given.length === right.length && timingSafeEqual(given, right)
