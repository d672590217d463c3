import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carrierContract } from '../../kit/contract.ts'
import { answerToJson } from '../../kit/index.ts'
import { codes, meaningOf } from './codes.ts'
import { canadaPost } from './index.ts'

carrierContract(canadaPost, { answers: join(import.meta.dirname, 'answers') })

const event = (fields: Readonly<Record<string, string>>) =>
  `<occurrence>${Object.entries({
    'event-identifier': '0174',
    'event-date': '2026-01-15',
    'event-time': '08:00:00',
    ...fields,
  })
    .map(([name, text]) => `<${name}>${text}</${name}>`)
    .join('')}</occurrence>`

function read(events: string, fields = '') {
  const answer = canadaPost.read(
    `<tracking-detail><pin>7023210039414604</pin>${fields}<significant-events>${events}</significant-events></tracking-detail>`,
  )
  const [parcel] = answer.ok ? answer.value.parcels : []
  if (!parcel) throw new Error('no parcel')
  return parcel
}

describe('an event of Canada Post', () => {
  it.each([
    ['3000', 'info_received/data_received'],
    ['2300', 'in_transit/picked_up'],
    ['0100', 'in_transit/arrived_facility'],
    ['0174', 'out_for_delivery/with_courier'],
    ['1411', 'attempt_failed/business_closed'],
    ['1443', 'attempt_failed/other_attempt'],
    ['1479', 'available_for_pickup/at_post_office'],
    ['0156', 'available_for_pickup/pickup_deadline'],
    ['1405', 'available_for_pickup/at_locker'],
    ['1406', 'delivered/collected'],
    ['1408', 'delivered/signed'],
    ['1432', 'delivered/reception'],
    ['1441', 'delivered/mailbox'],
    ['1496', 'delivered'],
    ['0810', 'exception/customs_held'],
    ['0710', 'exception/damaged'],
    ['1417', 'returning/return_initiated'],
    ['2600', 'returning/return_in_transit'],
    ['0190', 'cancelled/voided_label'],
    ['1214', null],
  ])('%s says %s', (code, status) => {
    expect(meaningOf(code, '')?.status).toBe(status)
    expect(read(event({ 'event-identifier': code })).warnings).toEqual([])
  })

  it('is warned about and changes nothing when its identifier is in no table', () => {
    const { scans, warnings } = read(event({ 'event-identifier': '9999', 'event-description': 'Item delivered' }))
    expect(scans).toMatchObject([{ code: '9999', milestone: null, status: null }])
    expect(warnings).toMatchObject([{ code: 'unmapped_code' }])
  })

  it.each([
    ['1496', 'Item successfully returned to sender', 'returned/back_with_sender'],
    ['1498', "L'article a été renvoyé avec succès à l'expéditeur.", 'returned/back_with_sender'],
    ['0174', "L'article renvoyé à l'expéditeur est sorti pour livraison.", 'returning/return_in_transit'],
    ['4450', 'importation refusée', 'returning/return_initiated'],
    // Says only what would happen.
    ['0156', 'Will be returned to sender if not collected', 'available_for_pickup/pickup_deadline'],
  ])('%s with %j is %s', (code, sentence, status) => {
    expect(meaningOf(code, sentence)?.status).toBe(status)
  })

  it.each([
    ['EST', 'ON', '2026-01-15', '-05:00'],
    ['EST', 'ON', '2026-07-15', '-04:00'],
    ['EDT', 'ON', '2026-07-15', '-04:00'],
    ['CST', 'SK', '2026-07-15', '-06:00'],
    ['NST', 'NL', '2026-01-15', '-03:30'],
    ['', 'ON', '2026-01-15', null],
    ['ISRAEL', '', '2026-01-15', null],
  ])('in %s, %s on %s is at %s', (zone, province, date, offset) => {
    const { scans } = read(event({ 'event-time-zone': zone, 'event-province': province, 'event-date': date }))
    expect(scans[0]?.zone).toBe(offset)
    expect(scans[0]?.localTime.toString()).toBe(`${date}T08:00:00`)
  })

  it('keeps the day where the time is none, and is left out without a day', () => {
    expect(read(event({ 'event-time': '' })).scans).toMatchObject([{ precision: 'day', zone: null }])
    expect(read(event({ 'event-date': '0001-01-01' }))).toMatchObject({
      scans: [],
      warnings: [{ code: 'unreadable_date' }],
    })
  })

  it('names its place', () => {
    const places = [
      { 'event-site': 'QUEBEC', 'event-province': 'QC' },
      { 'event-site': '02650,Israel', 'event-province': '' },
      { 'event-site': 'SOMEWHERE, NEAR' },
    ].map((fields) => read(event(fields)).scans[0]?.place)
    expect(places).toEqual([
      { city: 'QUEBEC', region: 'QC', postal: null, country: 'CA' },
      { city: '02650', region: null, postal: null, country: 'IL' },
      { city: 'SOMEWHERE, NEAR', region: null, postal: null, country: null },
    ])
  })
})

describe('a parcel of Canada Post', () => {
  it('is expected on the changed day', () => {
    const first = '<expected-delivery-date>2026-01-15</expected-delivery-date>'
    expect(read('', first).estimatedDelivery?.to.toString()).toBe('2026-01-15')
    const changed = `${first}<changed-expected-date>2026-01-19</changed-expected-date>`
    expect(read('', changed).estimatedDelivery?.to.toString()).toBe('2026-01-19')
  })

  it.each([
    ['<messages><message><code>AA003</code></message></messages>', 'unauthorized'],
    ['<wrapper><messages><message><code>004</code></message></messages></wrapper>', 'not_found'],
    ['<messages><message><code>9110</code><description>odd</description></message></messages>', 'rejected'],
    ['<messages/>', 'not_found'],
    [
      '<E:Envelope><Body><E:Fault><faultcode>Server</faultcode><faultstring>x</faultstring></E:Fault></Body></E:Envelope>',
      'unreachable',
    ],
  ])('of %s is a failure: %s', (source, kind) => {
    expect(canadaPost.read(source)).toMatchObject({ ok: true, value: { parcels: [], failures: [{ kind }] } })
  })
})

const shared = join(import.meta.dirname, '../../../../../shared/data/carriers')

describe.skipIf(!existsSync(shared))('Canada Post answers recorded by others', () => {
  type Expected = {
    shipments: {
      tracking_number: string
      estimated_delivery: string | null
      events: { code: string; description: string; local_date: string; local_time: string }[]
    }[]
    messages: { code: string; message: string }[]
  }
  const folder = join(shared, 'canadapost')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.response.xml')) : []

  it.each(names)('%s: facts are exact', (name) => {
    const file = join(folder, name.replace('.response.xml', '.expected.json'))
    const expected = JSON.parse(readFileSync(file, 'utf8')) as Expected
    const answer = canadaPost.read(readFileSync(join(folder, name), 'utf8'))
    if (!answer.ok) throw new Error(answer.failure.message)
    const { parcels, failures } = answerToJson(answer.value, canadaPost)
    expect(
      parcels.map(({ number, estimatedDelivery, scans }) => ({
        number,
        estimatedDelivery,
        events: scans
          .map(({ code, text, localTime }) => [code, localTime.slice(0, 10), localTime.slice(11, 16), text].join('|'))
          .toSorted(),
      })),
    ).toEqual(
      expected.shipments.map((shipment) => ({
        number: shipment.tracking_number,
        estimatedDelivery: shipment.estimated_delivery,
        events: shipment.events
          .map((one) => [one.code, one.local_date, one.local_time, one.description].join('|'))
          .toSorted(),
      })),
    )
    expect(failures.map(({ code, message }) => ({ code, message }))).toEqual(
      expected.messages.map(({ code, message }) => ({ code, message })),
    )
  })

  it('is delivered where 1496 and a signature say so, whatever the label of the recording', () => {
    const answer = canadaPost.read(readFileSync(join(folder, 'tracking.response.xml'), 'utf8'))
    expect(answer.ok && answerToJson(answer.value, canadaPost).parcels).toMatchObject([{ milestone: 'delivered' }])
  })
})

it('knows nearly two hundred identifiers of Canada Post', () => {
  expect(Object.keys(codes).length).toBeGreaterThan(180)
})
