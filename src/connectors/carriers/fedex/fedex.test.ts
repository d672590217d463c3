import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carrierAsks } from '../../kit/captured.ts'
import { carrierContract } from '../../kit/contract.ts'
import { fedex } from './index.ts'

carrierContract(fedex, { answers: join(import.meta.dirname, 'answers') })
carrierAsks(fedex, ({ data = '' }) => ({
  numbers: [...data.matchAll(/"trackingNumber": "(\w+)"/g)].map(([, one = '']) => one),
}))

describe('an event of FedEx', () => {
  const status = (eventType: string, exceptionCode: string, exceptionDescription: string) => {
    const scanEvents = [{ date: '2026-03-04T10:00:00', eventType, exceptionCode, exceptionDescription }]
    const answer = fedex.read(JSON.stringify({ trackResults: [{ trackingNumber: '771000000018', scanEvents }] }))
    return answer.ok ? answer.value.parcels[0]?.scans[0]?.status : answer.failure.code
  }

  it.each([
    ['DE', '08', 'whatever', 'attempt_failed/not_home'],
    ['DE', '007', 'whatever', 'attempt_failed/refused'],
    ['SE', '10', 'whatever', 'exception/damaged'],
    // codes nobody has written down: the words decide
    ['DE', 'Y1', 'The business was closed', 'attempt_failed/business_closed'],
    ['DE', 'Y1', 'No such address', 'attempt_failed/address_problem'],
    ['DE', '', 'An adult has to sign', 'attempt_failed/verification_failed'],
    ['DE', '', 'Asked for a future delivery', 'in_transit/rescheduled'],
    ['SE', 'Y1', 'On its way back, returned to shipper', 'returning/return_initiated'],
    ['SE', 'Y1', 'It missed its flight', 'exception/vehicle_or_mechanical'],
    ['SE', 'Y1', 'Nobody knows', 'exception'],
    ['CD', 'Y1', 'An invoice is missing', 'exception/documents_missing'],
    ['CD', 'Y1', 'Nobody knows', 'exception/customs_held'],
    ['DL', '', 'Left at the front door', 'delivered/safe_place'],
    ['DL', '', '', 'delivered'],
    // a code that does not ask for words does not get its meaning from them
    ['IT', '', 'Delivered', 'in_transit'],
    ['ZZ', '', 'Delivered', null],
  ])('%s %s "%s" is %s', (type, code, words, expected) => {
    expect(status(type, code, words)).toBe(expected)
  })
})

describe('a push of FedEx', () => {
  const body = Buffer.from('{"trackResults":[]}')
  const signed = (secret: string, encoding: 'base64' | 'hex', of = body) =>
    createHmac('sha256', secret).update(of).digest(encoding)
  const verify = (signature: string | undefined, of = body, secret = 'a token') =>
    fedex.push?.verify(of, { 'fdx-signature': signature }, secret, Temporal.Instant.from('2026-03-04T00:00:00Z'))

  it('is believed with the signature of its bytes, in either spelling', () => {
    expect(verify(signed('a token', 'base64'))).toBe(true)
    expect(verify(signed('a token', 'hex'))).toBe(true)
  })

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one by another token', signed('another', 'base64')],
    ['one cut short', signed('a token', 'base64').slice(0, 20)],
    ['one of other bytes', signed('a token', 'base64', Buffer.from('{"trackResults": []}'))],
  ])('is refused with %s', (_what, signature) => {
    expect(verify(signature)).toBe(false)
  })

  it('is refused where no token is kept', () => {
    expect(verify(signed('', 'base64'), body, '')).toBe(false)
  })
})
