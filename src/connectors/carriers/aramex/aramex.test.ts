import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { capturedCalls, plainXml } from '../../kit/captured-calls.ts'
import { carrierContract } from '../../kit/contract.ts'
import { meaningOf } from './codes.ts'
import { aramex } from './index.ts'

carrierContract(aramex, { answers: join(import.meta.dirname, 'answers') })

describe('an update of Aramex', () => {
  it.each([
    ['SH033', 'Consignee rejected it', 'attempt_failed/refused'],
    ['SH033', 'Incomplete address', 'attempt_failed/address_problem'],
    ['SH033', 'The shop was closed', 'attempt_failed/business_closed'],
    ['SH033', 'No access to the site', 'attempt_failed/no_access'],
    ['SH033', 'No answer on the phone', 'attempt_failed/other_attempt'],
    ['SH033', 'ID was not shown', 'attempt_failed/verification_failed'],
    ['SH033', 'Rescheduled by the consignee', 'in_transit/rescheduled'],
    ['SH033', 'Zzz', undefined],
    ['SH162', 'Storm', 'in_transit/delayed'],
    ['SH008', 'On hold, damaged', 'exception/damaged'],
    ['SH005', 'Not delivered', undefined],
    ['SH999', 'Out for delivery again', 'out_for_delivery/with_courier'],
    ['SH999', 'Pending return', 'returning/return_initiated'],
    ['SH999', 'Returned to shipper', 'returned/back_with_sender'],
    ['SH999', 'Held by customs', 'exception/customs_held'],
    ['SH999', 'Awaiting collection', 'available_for_pickup'],
    ['SH999', 'Ready at the locker for pickup', 'available_for_pickup/at_locker'],
    ['SH999', 'Collected by the customer', 'delivered/collected'],
    ['SH999', 'Delivered', 'delivered'],
    ['SH999', 'Arrived', 'in_transit'],
  ])('%s, "%s" says more: %s', (code, description, more) => {
    expect(meaningOf(code, description).meaning?.status).toBe(more)
  })
})

it('asks for several numbers at once, with what is not XML escaped', () => {
  const body = aramex.calls?.track(['4000', '4<1'], { settings: { password: 'a&b' }, token: '' }).body
  const [, { Body }] = (plainXml(body) as { Envelope: [unknown, { Body: [{ ShipmentTrackingRequest: unknown }] }] })
    .Envelope
  expect(Body[0].ShipmentTrackingRequest).toEqual([
    { ClientInfo: expect.arrayContaining([{ Password: 'a&b' }, { AccountPin: '' }]) },
    { Shipments: [{ string: '4000' }, { string: '4<1' }] },
    { GetLastTrackingUpdateOnly: 'false' },
  ])
})

const captured = capturedCalls('aramex')

it.skipIf(captured.length === 0)('Aramex is asked as others ask it', () => {
  for (const { url, method, headers, data = '' } of captured) {
    const sent = (element: string) => new RegExp(`<(?:v1|arr):${element}>([^<]*)<`).exec(data)?.[1] ?? ''
    const settings = {
      userName: sent('UserName'),
      password: sent('Password'),
      accountNumber: sent('AccountNumber'),
      accountPin: sent('AccountPin'),
      accountEntity: sent('AccountEntity'),
      accountCountryCode: sent('AccountCountryCode'),
    }
    const request = aramex.calls?.track([sent('string')], { settings, token: '' })
    // Recorded without TLS, and with a quote lost.
    expect([`${aramex.calls?.baseUrl}${request?.path}`, request?.method]).toEqual([
      url.replace('http:', 'https:'),
      method,
    ])
    expect(request?.headers).toEqual({ 'content-type': headers['Content-Type'], soapaction: headers['soapAction'] })
    expect(plainXml(request?.body)).toEqual(plainXml(data.replace('Arrays>', 'Arrays">')))
  }
})
