import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carrierContract } from '../../kit/contract.ts'
import { answerToJson } from '../../kit/index.ts'
import { meaningOf } from './codes.ts'
import { purolator } from './index.ts'

carrierContract(purolator, { answers: join(import.meta.dirname, 'answers') })

const fault = (code: string, words: string) =>
  `<Envelope><Body><Fault><faultcode>${code}</faultcode><faultstring>${words}</faultstring></Fault></Body></Envelope>`
const errors = (words: string) =>
  `<Envelope><Body><R><ResponseInformation><Errors><Error><Code>1</Code><Description>${words}</Description></Error></Errors></ResponseInformation></R></Body></Envelope>`

function read(scan: string) {
  const answer = purolator.read(
    `<Envelope><Body><TrackingInformationList><TrackingInformation><PIN><Value>M123</Value></PIN><Scans><Scan>${scan}</Scan></Scans></TrackingInformation></TrackingInformationList></Body></Envelope>`,
  )
  const [parcel] = answer.ok ? answer.value.parcels : []
  if (!parcel) throw new Error('no parcel')
  return parcel
}

describe('a scan of Purolator', () => {
  it.each([
    ['ProofOfPickUp', 'Picked up by Purolator at OTTAWA', 'in_transit/picked_up'],
    ['OnDelivery', 'On vehicle for delivery', 'out_for_delivery/with_courier'],
    ['Delivery', 'Shipment delivered', 'delivered'],
    ['Delivery', 'Package removed from Locker', 'delivered/collected'],
    ['Delivery', 'Transferring to Shipping Centre - please wait', 'in_transit/rescheduled'],
    ['Delivery', 'Shipment returned to sender', 'returned/back_with_sender'],
    ['Undeliverable', 'Arrived at sort facility', 'in_transit/arrived_facility'],
    ['Undeliverable', 'Attempted Delivery - Customer Closed', 'attempt_failed/business_closed'],
    ['Undeliverable', 'Tentative de livraison – Destinataire non disponible', 'attempt_failed/not_home'],
    ['Undeliverable', 'Tentative de livraison - Colis refusé', 'attempt_failed/refused'],
    ['Undeliverable', 'Correction d’adresse requise', 'exception/address_incorrect'],
    ['Undeliverable', 'Item Held for Pickup at Locker', 'available_for_pickup/at_locker'],
    ['Undeliverable', 'Shipment unclaimed - to be returned to sender', 'returning/return_initiated'],
    ['Undeliverable', 'Weather delay', 'in_transit/delayed'],
    ['Undeliverable', 'Package damaged', 'exception/damaged'],
    ['Other', 'Shipment created - final manifest received', 'info_received/data_received'],
    ['Other', 'New Tracking Number Assigned -', 'in_transit'],
    ['Other', 'Customs Clearance Released', 'in_transit/customs_cleared'],
    ['Other', 'Missing customs documents', 'exception/documents_missing'],
  ])('%s, "%s" says %s', (type, sentence, status) => {
    const { meaning, unmapped } = meaningOf(type, sentence, '')
    expect([meaning?.status, unmapped]).toEqual([status, false])
  })

  it('is read from its comment where its sentence says nothing, then from its type, with a warning', () => {
    expect(meaningOf('Undeliverable', 'See comment', 'Receiver moved').meaning?.status).toBe(
      'exception/recipient_moved',
    )
    expect(meaningOf('Undeliverable', 'Zzz', '')).toMatchObject({
      meaning: { status: 'attempt_failed/other_attempt' },
      unmapped: true,
    })
    expect(meaningOf('Beamed', 'Shipment delivered', '')).toEqual({ meaning: null, unmapped: true })
    expect(read('<ScanType>Beamed</ScanType><ScanDate>2026-05-04</ScanDate>')).toMatchObject({
      scans: [{ code: 'Beamed', milestone: null }],
      warnings: [{ code: 'unmapped_code' }],
    })
  })

  it('has a local time without a zone, and a depot for a place', () => {
    const at = '<ScanType>Other</ScanType><ScanDate>2026-05-04</ScanDate><ScanTime>83704</ScanTime>'
    expect(read(`${at}<Depot><Name>MONTREAL SORT CTR/CTR TRIE, PQ</Name></Depot>`).scans).toMatchObject([
      { zone: null, precision: 'second', place: { city: 'MONTREAL SORT CTR/CTR TRIE', region: 'PQ', country: 'CA' } },
    ])
    expect(read(at).scans[0]?.localTime.toString()).toBe('2026-05-04T08:37:04')
    expect(read(at).scans[0]?.place).toBeNull()
  })

  it('tells who signed, the service, and the day committed to', () => {
    const details =
      '<DeliverySignature>J. SINGH</DeliverySignature><PremiumServiceText>9 AM</PremiumServiceText><CommitedDeliveryDate>2026-05-04</CommitedDeliveryDate>'
    const parcel = read(
      `<ScanType>Delivery</ScanType><ScanDate>2026-05-04</ScanDate><ScanDetails>${details}</ScanDetails>`,
    )
    expect(parcel).toMatchObject({ service: '9 AM', scans: [{ signedBy: 'J. SINGH', status: 'delivered/signed' }] })
    expect(parcel.estimatedDelivery?.to.toString()).toBe('2026-05-04')
  })
})

describe('an error of Purolator', () => {
  it.each([
    [fault('s:Client', 'Authentication failed'), 'unauthorized'],
    [fault('s:Server', 'Something broke'), 'unreachable'],
    [fault('s:Client', 'Bad request'), 'rejected'],
    [errors('No tracking information for the PIN'), 'not_found'],
    [errors('Too many PINs, not allowed'), 'rate_limited'],
    [errors('The value is wrong'), 'rejected'],
  ])('%s is %s', (source, kind) => {
    expect(purolator.read(source)).toMatchObject({ ok: true, value: { parcels: [], failures: [{ kind }] } })
  })
})

const shared = join(import.meta.dirname, '../../../../../shared/data/carriers')

describe.skipIf(!existsSync(shared))('Purolator answers recorded by others', () => {
  type Expected = {
    shipments: {
      tracking_number: string
      milestone: string
      delivered: boolean
      estimated_delivery: string | null
      events: { code: string; description: string; local_date: string; local_time: string }[]
    }[]
    messages: unknown[]
  }
  const folder = join(shared, 'purolator')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.response.xml')) : []

  it.each(names)('%s: facts are exact', (name) => {
    const file = join(folder, name.replace('.response.xml', '.expected.json'))
    const expected = JSON.parse(readFileSync(file, 'utf8')) as Expected
    const answer = purolator.read(readFileSync(join(folder, name), 'utf8'))
    if (!answer.ok) throw new Error(answer.failure.message)
    const { parcels, failures } = answerToJson(answer.value, purolator)
    expect(
      parcels.map(({ number, milestone, delivered, estimatedDelivery, scans }) => ({
        number,
        milestone,
        delivered,
        estimatedDelivery,
        events: scans
          .map(({ code, text, localTime }) => [code, localTime.slice(0, 10), localTime.slice(11, 16), text].join('|'))
          .toSorted(),
      })),
    ).toEqual(
      expected.shipments.map((shipment) => ({
        number: shipment.tracking_number,
        milestone: shipment.milestone,
        delivered: shipment.delivered,
        estimatedDelivery: shipment.estimated_delivery,
        events: shipment.events
          .map((one) => [one.code, one.local_date, one.local_time, one.description].join('|'))
          .toSorted(),
      })),
    )
    expect(failures).toHaveLength(expected.messages.length)
  })
})
