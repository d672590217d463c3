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
    ['The data were deleted', 'cancelled/voided_label'],
    ['Not yet handed over', 'info_received/data_received'],
    ['Handed over to GLS', 'in_transit/accepted'],
    ['Left the depot', 'in_transit/departed'],
    ['Arrived at the depot', 'in_transit/arrived_facility'],
    ['In delivery', 'out_for_delivery/with_courier'],
    ['Was delivered', 'delivered'],
    ['Zzz', undefined],
  ])('"%s" says %s', (sentence, status) => {
    expect(words(sentence)?.status).toBe(status)
  })
})

describe('an event of GLS whose code and sentence say nothing', () => {
  const statusOf = (statusDateTime: string) => {
    const events = [{ code: 'NEW.ONE', description: 'Zzz', eventDateTime: '2026-03-06T10:00:00+0100' }]
    const read = gls.read(
      JSON.stringify({ parcels: [{ requested: '5123', status: 'INDELIVERY', statusDateTime, events }] }),
    )
    return read.ok ? read.value.parcels[0]?.scans[0]?.status : read.failure.code
  }

  it('says what the status of its time says, and that of another time nothing', () => {
    expect(statusOf('2026-03-06T10:00:00+0100')).toBe('out_for_delivery')
    expect(statusOf('2026-03-06T11:00:00+0100')).toBeNull()
  })
})

const captured = capturedCalls('gls')

it.skipIf(captured.length === 0)('GLS is asked as others ask it', () => {
  for (const { url, method, headers } of captured) {
    const request = gls.calls?.track([url.split('/').at(-1) ?? ''], { settings: {}, token: '' })
    expect([`${gls.calls?.testUrl}${request?.path}`, request?.method ?? 'GET']).toEqual([url, method])
    expect(request?.headers).toEqual({ accept: headers['Accept'] })
  }
})
