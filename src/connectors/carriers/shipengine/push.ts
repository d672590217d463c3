import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { z } from 'zod'
import { type CarrierPush, ok } from '../../../model/index.ts'
import { failureOf, many, parseJson, parseShape, texts } from '../../kit/index.ts'

const Jwk = z.looseObject({ kty: z.literal('RSA'), n: z.string(), e: z.string(), kid: z.string().optional() })
const Jwks = z.object({ keys: z.array(Jwk) })
const Started = z.object({ errors: many(texts('error_code', 'message')) })

/** Either side's clock may be off by this much. */
const toleranceMs = 5 * 60_000

/**
 * ShipEngine's webhooks: RSA-SHA256 of `<timestamp>.<raw body>`. Its public keys change; here they are not fetched but
 * entered: the whole of https://api.shipengine.com/jwks, one key of it, or one in PEM.
 */
export const push: CarrierPush = {
  setUp: [
    'As the secret, enter what https://api.shipengine.com/jwks answers (public keys); again when ShipEngine changes them.',
    'In ShipEngine under "Developer", "Webhooks", add one: event "Track", the URL above.',
  ],
  verify(body, headers, secret, now) {
    const timestamp = headers['x-shipengine-timestamp'] ?? ''
    const signature = Buffer.from(headers['x-shipengine-rsa-sha256-signature'] ?? '', 'base64')
    const key = keyOf(secret.trim(), headers['x-shipengine-rsa-sha256-key-id'])
    const sentMs = /^\d{4}-\d\d-\d\dT/.test(timestamp) ? Date.parse(timestamp) : Number.NaN
    if (!key || !(Math.abs(now.epochMilliseconds - sentMs) <= toleranceMs)) return false
    return verify('sha256', Buffer.concat([Buffer.from(`${timestamp}.`), body]), key, signature)
  },
  eventId: () => null,
  subscribe: {
    batch: 1,
    days: null,
    request: ([tracking_number = ''], { settings: { carrierCode = '' } }) => ({
      method: 'POST',
      path: '/v1/tracking/start',
      query: { carrier_code: carrierCode, tracking_number },
    }),
    // An empty answer (204) is a yes.
    read: (answer) => {
      if (answer.trim() === '') return ok({ id: null, failures: [] })
      const json = parseJson(answer)
      if (!json.ok) return json
      const started = parseShape(Started, json.value, 'an answer of ShipEngine')
      if (!started.ok) return started
      const failures = started.value.errors.map(({ error_code: code, message }) => failureOf({ code, message }))
      return ok({ id: null, failures })
    },
  },
}

/** The RSA key of that id; where one key was entered, that one. */
function keyOf(entered: string, id: string | undefined): KeyObject | undefined {
  try {
    if (!entered.startsWith('{')) return rsa(createPublicKey(entered))
    const json: unknown = JSON.parse(entered)
    const keys = Jwks.safeParse(json).data?.keys ?? [Jwk.parse(json)]
    const jwk = keys.length === 1 && keys[0]?.kid === undefined ? keys[0] : keys.find(({ kid }) => kid === id)
    return jwk && rsa(createPublicKey({ key: { kty: jwk.kty, n: jwk.n, e: jwk.e }, format: 'jwk' }))
  } catch {
    return undefined
  }
}

const rsa = (key: KeyObject) => (key.asymmetricKeyType === 'rsa' ? key : undefined)
