import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carrierAsks } from '../../kit/captured.ts'
import { carrierContract } from '../../kit/contract.ts'
import { usps } from './index.ts'

carrierContract(usps, { answers: join(import.meta.dirname, 'answers') })
carrierAsks(usps, ({ url }) => ({ numbers: [new URL(url).pathname.split('/').at(-1) ?? ''] }))

describe('an event of USPS', () => {
  const status = (eventCode: string, eventType: string) => {
    const event = { eventCode, eventType, eventTimestamp: '2026-03-04T10:00:00' }
    const answer = usps.read(JSON.stringify({ trackingNumber: '9400100000000000000017', trackingEvents: [event] }))
    return answer.ok ? answer.value.parcels[0]?.scans[0]?.status : answer.failure.code
  }

  it('is on its way back after it was turned round, whatever comes first in the list, unless it arrives after all', () => {
    const at = (day: number, eventCode: string, eventZIP: string) => ({
      eventCode,
      eventZIP,
      eventTimestamp: `2026-03-0${day}T10:00:00`,
    })
    const events = [at(2, '10', '61602'), at(3, '22', '12180'), at(4, 'A1', '61602'), at(5, '01', '12180')]
    const statuses = (trackingEvents: readonly unknown[]) => {
      const answer = usps.read(JSON.stringify({ trackingNumber: '94', destinationZIP: '12180', trackingEvents }))
      return answer.ok ? answer.value.parcels[0]?.scans.map(({ status }) => status) : []
    }
    const expected = ['in_transit', 'returning/return_initiated', 'returning/return_in_transit', 'delivered']
    expect(statuses(events)).toEqual(expected)
    expect(statuses(events.toReversed())).toEqual(expected.toReversed())
  })

  it.each([
    // the name says where, the code that it was delivered
    ['01', 'Delivered, In/At Mailbox', 'delivered/mailbox'],
    ['01', 'Delivered, PO Box', 'delivered/mailbox'],
    ['01', 'Delivered, Left with Individual', 'delivered/to_recipient'],
    ['01', 'Delivered, Neighbor as Requested', 'delivered/to_neighbour'],
    ['01', 'Delivered, Front Desk/Reception/Mail Room', 'delivered/reception'],
    ['01', 'Delivered, Individual Picked Up at Post Office', 'delivered/collected'],
    ['01', 'Delivered, Parcel Locker', 'delivered'],
    ['01', 'Delivered, To Original Sender', 'returned/back_with_sender'],
    // a name does not change what a code means
    ['OF', 'Delivered', 'out_for_delivery/with_courier'],
    ['03', 'Out for Delivery', 'in_transit/accepted'],
    // codes that are not published: the name decides
    ['Z9', 'Delivery Attempted - No Access to Delivery Location', 'attempt_failed/no_access'],
    ['Z9', 'Held at Post Office, At Customer Request', 'exception/on_hold_by_request'],
    ['Z9', 'Available for Redelivery or Pickup', 'available_for_pickup/at_post_office'],
    ['Z9', 'Unclaimed/Being Returned to Sender', 'returning/return_initiated'],
    ['Z9', 'Customs clearance processing complete', 'in_transit/customs_cleared'],
    ['Z9', 'In Transit, Arriving Late', 'in_transit/delayed'],
    ['Z9', 'Moved, Left no Address', 'exception/recipient_moved'],
    ['Z9', 'Label Cancelled', 'cancelled/voided_label'],
    ['Z9', 'Nobody knows', null],
  ])('%s "%s" is %s', (code, name, expected) => {
    expect(status(code, name)).toBe(expected)
  })
})
