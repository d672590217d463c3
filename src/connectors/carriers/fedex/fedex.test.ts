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
