import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { capturedCalls } from '../../kit/captured-calls.ts'
import { carrierContract } from '../../kit/contract.ts'
import { words } from './codes.ts'
import { gls } from './index.ts'

carrierContract(gls, { answers: join(import.meta.dirname, 'answers') })

describe('a sentence of GLS without a known code', () => {
  it.each([
    ['Returned to the shipper', 'returning/return_in_transit'],
    ['The goods have been seen; it was returned to sender', 'returned/back_with_sender'],
    ['Not released by customs yet', 'exception/customs_held'],
    ['Released by customs', 'in_transit/customs_cleared'],
    ['Damaged on the way', 'exception/damaged'],
    ['Misrouted', 'exception/missorted'],
    ['Annahme verweigert', 'attempt_failed/refused'],
    ['Empfänger nicht angetroffen', 'attempt_failed/not_home'],
    ['Reception closed', 'attempt_failed/business_closed'],
    ['The cash on delivery was not there', 'attempt_failed/payment_due'],
    ['Incomplete address', 'exception/address_incorrect'],
    ['A notification card was left', 'attempt_failed/other_attempt'],
    ['Could not be delivered', 'attempt_failed/other_attempt'],
    ['In the ParcelShop for the maximum time', 'available_for_pickup/pickup_deadline'],
    ['Picked up by the consignee', 'delivered/collected'],
    ['Redirected to a ParcelShop', 'in_transit/rescheduled'],
    ['Waits in a locker', 'available_for_pickup/at_locker'],
    ['Left with the neighbour', 'delivered/to_neighbour'],
    ['In the letterbox', 'delivered/mailbox'],
    ['Deposited as agreed', 'delivered/safe_place'],
    ['Postponed to tomorrow', 'in_transit/rescheduled'],
    ['Zzz', undefined],
  ])('"%s" says %s', (sentence, status) => {
    expect(words(sentence)?.status).toBe(status)
  })
})

const captured = capturedCalls('gls')

it.skipIf(captured.length === 0)('GLS is asked as others ask it', () => {
  for (const { url, method } of captured) {
    const request = gls.calls?.track([url.split('/').at(-1) ?? ''], { settings: {}, token: '' })
    expect([`${gls.calls?.testUrl}${request?.path}`, request?.method ?? 'GET']).toEqual([url, method])
  }
})
