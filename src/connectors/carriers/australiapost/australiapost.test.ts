import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carrierAsks } from '../../kit/captured.ts'
import { carrierContract } from '../../kit/contract.ts'
import { words } from './codes.ts'
import { australiaPost } from './index.ts'

carrierContract(australiaPost, { answers: join(import.meta.dirname, 'answers') })
carrierAsks(australiaPost, ({ url, headers }) => ({
  numbers: (new URL(url).searchParams.get('tracking_ids') ?? '').split(','),
  settings: { accountNumber: headers['Account-Number'] ?? '' },
}))

describe('the words of Australia Post', () => {
  it.each([
    ['We have the shipping information from your shop', 'info_received/data_received'],
    ['Lodged at the counter', 'in_transit/accepted'],
    ['Arrived at our place', 'in_transit/arrived_facility'],
    ['In transit to the next place', 'in_transit/departed'],
    ['Cleared and awaiting international departure', 'in_transit/customs_cleared'],
    ['Now in Customs', 'in_transit/customs_processing'],
    ['Held by Customs', 'exception/customs_held'],
    ['GST payable on this one', 'exception/duties_unpaid'],
    ['Onboard for delivery', 'out_for_delivery/with_courier'],
    ['Attempted delivery, carded', 'attempt_failed/not_home'],
    ['Attempted delivery', 'attempt_failed/other_attempt'],
    ['Could not be left, no access to the yard', 'attempt_failed/no_access'],
    ['Refused by the receiver', 'attempt_failed/refused'],
    ['Address incomplete', 'exception/address_incorrect'],
    ['Awaiting collection at DUBBO LPO', 'available_for_pickup/at_post_office'],
    ['Ready in a parcel locker', 'available_for_pickup/at_locker'],
    ['Collected by the receiver', 'delivered/collected'],
    ['Delivered', 'delivered'],
    ['Delivered - in the letterbox', 'delivered/mailbox'],
    ['Delivered, signed by the neighbour', 'delivered/to_neighbour'],
    ['Return to sender', 'returning/return_in_transit'],
    ['Returned to the sender', 'returned/back_with_sender'],
    ['Article damaged', 'exception/damaged'],
  ])('%s: %s', (sentence, status) => {
    expect(words(sentence)?.status).toBe(status)
  })

  it('say nothing where they are new', () => {
    expect(words('Beamed aboard')).toBeUndefined()
  })
})
