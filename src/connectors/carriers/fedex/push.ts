import type { CarrierPush } from '../../../model/index.ts'
import { hmacSigned } from '../../kit/index.ts'

/**
 * FedEx Advanced Integrated Visibility: HMAC-SHA256 of the raw body under the project's security token, base64 in
 * `fdx-signature`. Its pseudocode says hex, its Java and its questions and answers say base64: either is taken.
 */
export const push: CarrierPush = {
  setUp: [
    'In the FedEx Developer Portal, make a project of "Advanced Integrated Visibility" (webhook; a paid service, billed in the US).',
    'As its destination URL enter the address above, and as its security token the secret above.',
    'Choose "Account number subscription", so that every parcel of the account is covered; events: all.',
  ],
  verify: (body, headers, secret) => {
    const given = headers['fdx-signature']
    const encoding = /^[0-9a-f]{64}$/i.test(given?.trim() ?? '') ? 'hex' : 'base64'
    return hmacSigned(body, given, secret, encoding)
  },
  eventId: () => null,
}
