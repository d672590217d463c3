import { describe, expect, it } from 'vitest'
import { grams, sentenceMeaning, wordTable } from './index.ts'

describe('a sentence about a parcel', () => {
  it.each([
    ['The shop has sent us the data electronically', 'info_received/data_received'],
    ['Die Sendung wurde elektronisch angekündigt und ist noch nicht bearbeitet', 'info_received/data_received'],
    ['Pickup is booked, pick-up scheduled for noon', 'info_received/pickup_scheduled'],
    ['Nothing was picked up at the shop', 'info_received/pickup_scheduled'],
    ['Dropped off by the sender', 'in_transit/accepted'],
    ['Vom Absender in der Filiale eingeliefert', 'in_transit/accepted'],
    ['Shipment picked up', 'in_transit/picked_up'],
    ['Processed at Turin', 'in_transit/arrived_facility'],
    ['Im Paketzentrum bearbeitet', 'in_transit/arrived_facility'],
    ['Departed from Turin', 'in_transit/departed'],
    ['Customs status updated', 'in_transit/customs_processing'],
    ['Clearance event', 'in_transit/customs_processing'],
    ['Cleared customs', 'in_transit/customs_cleared'],
    ['Die Verzollung läuft', 'in_transit/customs_processing'],
    ['Held by customs', 'exception/customs_held'],
    ['Duties are due before it goes on', 'exception/duties_unpaid'],
    ['With the delivery courier', 'out_for_delivery/with_courier'],
    ['Heute ist es in Zustellung', 'out_for_delivery/with_courier'],
    ['Delivery attempted, no one home', 'attempt_failed/not_home'],
    ['Der Empfänger wurde nicht angetroffen', 'attempt_failed/not_home'],
    ['The recipient refused it', 'attempt_failed/refused'],
    ['The company was closed', 'attempt_failed/business_closed'],
    ['Delivery attempt failed', 'attempt_failed/other_attempt'],
    ['Es konnte nicht zugestellt werden', 'attempt_failed/other_attempt'],
    ['The address is incomplete', 'exception/address_incorrect'],
    ['Empfänger unbekannt verzogen', 'exception/recipient_moved'],
    ['Waiting in the locker', 'available_for_pickup/at_locker'],
    ['Liegt in der Filiale zur Abholung bereit', 'available_for_pickup/at_post_office'],
    ['Ready at the ServicePoint', 'available_for_pickup/at_parcel_shop'],
    ['Awaiting collection', 'available_for_pickup'],
    ['To be collected by the customer', 'available_for_pickup'],
    ['Collected by the recipient', 'delivered/collected'],
    ['Delivered', 'delivered'],
    ['Die Sendung wurde erfolgreich zugestellt', 'delivered'],
    ['Delivered to the neighbour', 'delivered/to_neighbour'],
    ['Dem Nachbarn übergeben, zugestellt', 'delivered/to_neighbour'],
    ['Delivered in the letterbox', 'delivered/mailbox'],
    ['Delivered - signed for by M', 'delivered/signed'],
    ['It was damaged on the way', 'exception/damaged'],
    ['Eine Beschädigung verzögert den Transport', 'exception/damaged'],
    ['Snow keeps it back', 'exception/weather'],
    ['A delay of a day', 'in_transit/delayed'],
    ['Delivery on the next working day', 'in_transit/rescheduled'],
    ['It will be returned to the sender', 'returning/return_initiated'],
    ['Not collected, sent back', 'returning/return_initiated'],
    ['On its way back to the sender', 'returning/return_in_transit'],
    ['Returned to the sender', 'returned/back_with_sender'],
    ['An den Absender zurückgegeben', 'returned/back_with_sender'],
    ['Beamed aboard', undefined],
    ['', undefined],
  ])('"%s" says %s', (sentence, status) => {
    expect(sentenceMeaning(sentence)?.status).toBe(status)
  })

  it('is read in time however long it is', () => {
    expect(sentenceMeaning('delivered '.repeat(100_000))?.status).toBe('delivered')
    expect(sentenceMeaning(`${'not '.repeat(100_000)}delivered`)).toBeUndefined()
  })

  it('is the second one where the first says nothing', () => {
    expect(sentenceMeaning(undefined, 'Hm', 'Delivered')?.status).toBe('delivered')
  })

  it('can be of a carrier alone, the first row that matches deciding', () => {
    const own = wordTable([
      ['returned/back_with_sender', /zurück/],
      ['exception/damaged carrier:damaged', /kaputt/],
    ])
    expect(own('kaputt zurück')?.status).toBe('returned/back_with_sender')
    expect(own('kaputt')).toMatchObject({ reason: { code: 'damaged' }, action: null })
    expect(() => wordTable([['lost_in_space', /x/]])).toThrow('no status')
  })
})

describe('a weight', () => {
  it.each([
    ['1.24', 'kg', 1240],
    ['2', 'LB', 907],
    ['3', 'oz', 85],
    ['0.0', 'kg', null],
    ['5', 'stone', null],
    ['heavy', 'kg', null],
    [undefined, undefined, null],
  ])('%s %s is %s grams', (amount, unit, expected) => {
    expect(grams(amount, unit)).toBe(expected)
  })
})
