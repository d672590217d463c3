import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { capturedCalls, plainXml } from '../../kit/captured-calls.ts'
import { carrierContract } from '../../kit/contract.ts'
import { meaningOf } from './codes.ts'
import { dpd } from './index.ts'

carrierContract(dpd, { answers: join(import.meta.dirname, 'answers'), asked: ['05300000000017'] })

describe('a status of DPD', () => {
  it.each([
    ['DeliveryFailure', 'The address was incomplete', 'attempt_failed/address_problem'],
    ['DeliveryFailure', 'Ontvanger was niet thuis', 'attempt_failed/not_home'],
    ['DeliveryFailure', 'Le magasin était fermé', 'attempt_failed/business_closed'],
    ['DeliveryFailure', 'Geen toegang tot het gebouw', 'attempt_failed/no_access'],
    ['DeliveryFailure', 'The parcel was damaged', 'exception/damaged'],
    ['DeliveryFailure', 'Left in the letterbox', undefined],
    ['DeliveryFailure', 'Zzz', undefined],
    ['Delivered', 'Signed by the recipient', 'delivered/signed'],
    ['Delivered', 'In the letterbox', 'delivered/mailbox'],
    ['Delivered', 'Brought to a Pickup point', 'available_for_pickup/at_parcel_shop'],
    ['Delivered', 'It was returned to the sender', 'returned/back_with_sender'],
    ['Delivered', 'Not delivered', undefined],
    ['Courier', 'Nobody was home', undefined],
    ['Whatever', 'Held at customs', 'exception/customs_held'],
    ['Whatever', 'Collected by the consignee', 'delivered/collected'],
    ['Whatever', 'Out for delivery', 'out_for_delivery/with_courier'],
    ['Whatever', 'Delivered', 'delivered'],
    ['Whatever', 'Sorted at the depot', 'in_transit/at_destination_facility'],
    ['Whatever', 'In transit', 'in_transit'],
    ['Whatever', 'Could not be delivered', 'attempt_failed/other_attempt'],
  ])('%s, "%s" says more: %s', (status, sentence, more) => {
    expect(meaningOf(status, sentence).meaning?.status).toBe(more)
  })
})

describe('an answer of DPD', () => {
  const result = (number: string) =>
    `<Envelope><Body><trackingresult>${number}<statusInfo><status>Depot</status><date><content>3/6/2026 7:00:00 AM</content></date></statusInfo></trackingresult></Body></Envelope>`

  it('is about the number asked for, or the one it names', () => {
    const numberOf = (source: string, asked?: readonly string[]) => {
      const read = dpd.read(source, asked)
      return read.ok ? (read.value.parcels[0]?.number ?? read.value.failures[0]?.code) : read.failure.code
    }
    expect(numberOf(result(''), ['05301'])).toBe('05301')
    expect(numberOf(result('<parcelLabelNumber>05302</parcelLabelNumber>'), ['05301'])).toBe('05302')
    const property = '<trackingProperty><key>PARCEL_NUMBER</key><value>05303</value></trackingProperty>'
    expect(numberOf(result(`<shipmentInfo>${property}</shipmentInfo>`))).toBe('05303')
    expect(numberOf(result(''))).toBe('NO_NUMBER')
  })
})

describe('a login at DPD', () => {
  const auth = dpd.calls?.auth
  if (auth?.kind !== 'login') throw new Error('DPD asks for a login')

  it('asks with name and password and brings a token for half a day', () => {
    const { path, body } = auth.request({ delisId: 'KD<1>', password: 'a&b' })
    expect(path).toBe('/soap/services/LoginService/V2_1')
    expect(plainXml(body)).toMatchObject({
      Envelope: [
        expect.anything(),
        { Body: [{ getAuth: [{ delisId: 'KD<1>' }, { password: 'a&b' }, { messageLanguage: 'en_EN' }] }] },
      ],
    })
    const answer =
      '<Envelope><Body><getAuthResponse><return><delisId>KD1</delisId><authToken>t0ken</authToken><authTokenExpires>2026-03-05T13:02:56.06</authTokenExpires></return></getAuthResponse></Body></Envelope>'
    expect(auth.read(answer)).toEqual({ ok: true, value: { token: 't0ken', seconds: 43_200 } })
  })

  it.each([
    ['<Envelope><Body/></Envelope>', 'malformed'],
    ['not XML', 'malformed'],
    [
      '<Envelope><Body><Fault><faultcode>soap:Server</faultcode><faultstring>Fault</faultstring><detail><authenticationFault><errorCode>LOGIN_5</errorCode><errorMessage>The password is wrong</errorMessage></authenticationFault></detail></Fault></Body></Envelope>',
      'unauthorized',
    ],
    [
      '<Envelope><Body><Fault><faultcode>LOGIN_8</faultcode><faultstring>The account is closed</faultstring></Fault></Body></Envelope>',
      'unauthorized',
    ],
  ])('fails on %s as %s', (answer, kind) => {
    expect(auth.read(answer)).toMatchObject({ ok: false, failure: { kind } })
  })
})

const captured = capturedCalls('dpd')

it.skipIf(captured.length === 0)('DPD is asked as others ask it', () => {
  for (const { url, method, headers, data } of captured) {
    const number = /<parcelLabelNumber>(\d+)</.exec(data ?? '')?.[1] ?? ''
    const request = dpd.calls?.track([number], { settings: { delisId: 'KD*****' }, token: '****' })
    expect([`${dpd.calls?.testUrl}${request?.path}`, request?.method]).toEqual([url, method])
    expect(request?.headers).toEqual({
      'content-type': headers['Content-Type'],
      soapaction: headers['SOAPAction'],
    })
    expect(plainXml(request?.body)).toEqual(plainXml(data))
  }
})
