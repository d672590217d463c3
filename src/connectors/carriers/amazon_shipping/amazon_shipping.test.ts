import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carrierAsks } from '../../kit/captured.ts'
import { carrierContract } from '../../kit/contract.ts'
import { amazonShipping } from './index.ts'

const answers = join(import.meta.dirname, 'answers')

carrierContract(amazonShipping, { answers })
carrierAsks(amazonShipping, ({ params = {}, headers }) => ({
  numbers: [params['trackingId'] ?? ''],
  settings: { business: headers['x-amzn-shipping-business-id'] ?? '', carrierId: params['carrierId'] ?? '' },
}))

describe('Amazon Shipping', () => {
  it.each([
    ['AmazonShipping_US', '/shipping/v2/tracking'],
    ['AmazonShipping_UK', 'https://sellingpartnerapi-eu.amazon.com/shipping/v2/tracking'],
    ['AmazonShipping_JP', 'https://sellingpartnerapi-fe.amazon.com/shipping/v2/tracking'],
  ])('is asked as %s at %s', (business, path) => {
    expect(amazonShipping.calls?.track(['EX1'], { settings: { business }, token: '' }).path).toBe(path)
  })
})

describe('a notification of Amazon, passed on by EventBridge', () => {
  const { push } = amazonShipping
  if (!push) throw new Error('Amazon notifies')
  const notification = readFileSync(join(answers, 'a-milestone-by-notification.json'), 'utf8')
  const passedOn = JSON.stringify({
    version: '0',
    id: 'e',
    source: 'aws.partner/…',
    detail: JSON.parse(notification) as unknown,
  })
  const now = Temporal.Instant.from('2026-03-05T14:32:00Z')

  it.each([
    ['the key', 'a key', true],
    ['another key', 'a kez', false],
    ['a part of the key', 'a', false],
    ['no key', undefined, false],
  ])('is believed or not with %s', (_what, key, believed) => {
    expect(push.verify(Buffer.from(passedOn), { 'x-api-key': key }, 'a key', now)).toBe(believed)
  })

  it('is refused where no key is kept', () => {
    expect(push.verify(Buffer.from(passedOn), { 'x-api-key': '' }, '', now)).toBe(false)
  })

  it('is the same inside of its envelope and without', () => {
    const bare = amazonShipping.read(notification)
    expect(bare.ok).toBe(true)
    expect(amazonShipping.read(push.unwrap?.(passedOn) ?? '')).toEqual(bare)
    expect(push.unwrap?.(notification)).toBe(notification)
    expect(push.unwrap?.('no JSON')).toBe('no JSON')
    for (const body of [passedOn, notification])
      expect(push.eventId(body, {})).toBe('00000000-0000-4000-8000-00000000000a')
    expect(push.eventId('no JSON', {})).toBeNull()
  })
})
