import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerToJson } from '../../kit/index.ts'
import { carrierContract } from '../../kit/contract.ts'
import { codes, meaningOf } from './codes.ts'
import { ups } from './index.ts'

carrierContract(ups, { answers: join(import.meta.dirname, 'answers') })

describe('what a UPS status means', () => {
  it.each([
    // type, code, status code, status
    ['D', 'FS', '011', 'delivered'],
    ['D', '2W', '011', 'delivered/collected'],
    ['D', '1N', '011', 'available_for_pickup/at_locker'],
    ['D', '2Q', '161', 'available_for_pickup/at_parcel_shop'],
    ['D', 'MU', '011', 'delivered/mailbox'],
    ['D', '3H', '011', 'delivered/to_neighbour'],
    ['D', 'M4', '011', 'delivered/reception'],
    ['D', 'B0', '034', 'returned/back_with_sender'],
    ['X', 'SR', '003', 'in_transit/customs_cleared'],
    ['X', '1U', '012', 'in_transit/customs_processing'],
    ['X', 'D9', '058', 'exception/duties_unpaid'],
    ['X', '48', '022', 'attempt_failed/not_home'],
    ['X', 'AY', '024', 'attempt_failed/business_closed'],
    ['X', '51', '062', 'attempt_failed/payment_due'],
    ['X', 'G7', '061', 'attempt_failed/verification_failed'],
    ['X', 'A7', '050', 'exception/recipient_moved'],
    ['X', 'A8', '050', 'exception/address_incorrect'],
    ['X', 'S9', '068', 'exception/lost'],
    ['X', '13', '059', 'exception/damaged'],
    ['X', '34', '048', 'exception/missorted'],
    ['X', '7W', '052', 'exception/weather'],
    ['X', 'UF', '036', 'returning/return_in_transit'],
    ['X', '5G', '040', 'available_for_pickup/pickup_deadline'],
    ['X', 'S7', '106', 'in_transit/rescheduled'],
    ['X', 'S7', '017', 'available_for_pickup'],
    ['I', 'PG', '005', 'in_transit/arrived_facility'],
    ['I', 'OR', '038', 'in_transit/origin_scan'],
    ['I', 'OT', '021', 'out_for_delivery/with_courier'],
    ['M', 'MP', '003', 'info_received/label_created'],
    ['MV', '', '007', 'cancelled/voided_label'],
    ['IC', 'DO', '', 'attempt_failed/no_access'],
    ['A4', 'QX', '', 'attempt_failed/refused'],
  ])('%s %s %s is %s', (type, code, statusCode, status) => {
    const { meaning, unmapped } = meaningOf({ type, code, statusCode })
    expect([meaning?.status, unmapped]).toEqual([status, null])
  })

  it('reads the same two letters by their type', () => {
    expect(codes['X/OT']?.status).toBe('exception/documents_missing')
    expect(codes['I/OT']?.status).toBe('out_for_delivery/with_courier')
    expect(codes['VT/OF']?.status).toBe('in_transit/departed')
  })

  it('falls back to the status code, then to a type that leaves no doubt, and names the code it did not know', () => {
    expect(meaningOf({ type: 'X', code: '??', statusCode: '058' })).toMatchObject({
      meaning: { status: 'exception/documents_missing' },
      unmapped: 'X/??',
    })
    expect(meaningOf({ type: 'D', code: '??', statusCode: '' })).toMatchObject({
      meaning: { status: 'delivered' },
      unmapped: 'D/??',
    })
    expect(meaningOf({ type: 'X', code: '', statusCode: '' })).toMatchObject({
      meaning: { status: 'exception' },
      unmapped: null,
    })
  })

  it('guesses nothing from an unknown code', () => {
    for (const type of ['I', 'X', '', 'ZZ']) {
      const { meaning, unmapped } = meaningOf({ type, code: '??', statusCode: '999' })
      expect([meaning, unmapped?.endsWith('??')]).toEqual([null, true])
    }
    expect(meaningOf({ type: 'I', code: '', statusCode: '' })).toEqual({ meaning: null, unmapped: 'I' })
  })

  it('takes three digits in the place of a code for the status code they are', () => {
    expect(meaningOf({ type: '', code: '011', statusCode: '' }).meaning?.status).toBe('delivered')
    expect(meaningOf({ type: '', code: '', statusCode: '11' }).meaning?.status).toBe('delivered')
  })

  it('says who must do what where something is asked of somebody', () => {
    expect(codes['X/EU']).toMatchObject({
      reason: { party: 'recipient' },
      action: { by: 'shopper', what: 'provide_clearance_information' },
    })
    expect(codes['X/DN']).toMatchObject({ reason: { party: 'merchant' }, action: { by: 'merchant' } })
    expect(codes['X/ZP']?.action).toEqual({ by: 'shopper', what: 'collect_parcel' })
    expect(codes['X/16']).toMatchObject({ reason: { party: 'carrier', code: 'vehicle_or_mechanical' }, action: null })
  })

  it('lists no code of a type under two meanings', () => {
    const source = readFileSync(join(import.meta.dirname, 'codes.ts'), 'utf8')
    const tables = source.slice(source.indexOf('const byType'), source.indexOf('const decisiveTypes'))
    const listed = [...tables.matchAll(/:\s*'([^']+)'/g)].flatMap(([, list]) => list?.split(' ') ?? [])
    expect(listed.length).toBe(Object.keys(codes).length)
  })
})

describe('a UPS answer', () => {
  const read = (parcel: object) => {
    const answer = ups.read(
      JSON.stringify({ trackResponse: { shipment: [{ inquiryNumber: '1Z1', package: [parcel] }] } }),
    )
    if (!answer.ok || !answer.value.parcels[0]) throw new Error(JSON.stringify(answer))
    return answer.value.parcels[0]
  }
  const activity = {
    date: '20260210',
    time: '071356',
    status: { type: 'I', code: 'AR', statusCode: '005', description: 'Arrived' },
  }

  it('names the package by its own number, by the inquiry where it has none', () => {
    expect(read({ trackingNumber: '1Z2' }).number).toBe('1Z2')
    expect(read({}).number).toBe('1Z1')
  })

  it('keeps the wall clock, and a zone only if one was sent', () => {
    const zones = [
      {},
      { gmtOffset: '-05:00' },
      { gmtOffset: '-04.00' },
      { gmtDate: '20260210', gmtTime: '121356' },
      { gmtDate: '20260210', gmtTime: '74700' },
    ].map((gmt) => read({ activity: [{ ...activity, ...gmt }] }).scans[0]?.zone)
    expect(zones).toEqual([null, '-05:00', '-04:00', '-05:00', null])
    expect(read({ activity: [{ ...activity, gmtOffset: '-05:00' }] }).scans[0]?.localTime.toString()).toBe(
      '2026-02-10T07:13:56',
    )
  })

  it('is as precise as what was sent', () => {
    const precisions = ['071356', '71356', '0713', '07:13', '', 'string'].map((time) => {
      const scan = read({ activity: [{ ...activity, time }] }).scans[0]
      return [scan?.localTime.toString(), scan?.precision]
    })
    expect(precisions).toEqual([
      ['2026-02-10T07:13:56', 'second'],
      ['2026-02-10T07:13:56', 'second'],
      ['2026-02-10T07:13:00', 'minute'],
      ['2026-02-10T07:13:00', 'minute'],
      ['2026-02-10T00:00:00', 'day'],
      ['2026-02-10T00:00:00', 'day'],
    ])
  })

  it('prefers the rescheduled day, and promises nothing once delivered', () => {
    const deliveryDate = [
      { type: 'SDD', date: '20260211' },
      { type: 'RDD', date: '20260213' },
    ]
    expect(read({ deliveryDate }).estimatedDelivery?.to.toString()).toBe('2026-02-13')
    expect(read({ deliveryDate: [{ type: 'DEL', date: '20260211' }] }).estimatedDelivery).toBeNull()
    const delivered = { ...activity, status: { type: 'D', code: 'FS', statusCode: '011' } }
    expect(read({ deliveryDate, activity: [delivered] }).estimatedDelivery).toBeNull()
  })

  it.each([
    [
      { type: 'EDW', startTime: '103000', endTime: '143000' },
      { from: '10:30', to: '14:30' },
    ],
    [
      { type: 'CMT', startTime: '', endTime: '120000' },
      { from: '00:00', to: '12:00' },
    ],
    [{ type: 'EOD', startTime: '', endTime: '' }, null],
    [{ type: 'string', startTime: 'string', endTime: 'string' }, null],
  ])('reads the window of %j', (deliveryTime, window) => {
    const deliveryDate = [{ type: 'SDD', date: '20260211' }]
    expect(read({ deliveryDate, deliveryTime }).estimatedDelivery?.window).toEqual(window)
  })

  it('notes who signed with the delivery, and where it was left', () => {
    const delivered = { ...activity, status: { type: 'D', code: 'FS', statusCode: '011' } }
    const { scans } = read({
      activity: [delivered, activity],
      deliveryInformation: { receivedBy: 'RIVERA', location: 'Front Desk' },
    })
    expect(scans.map(({ signedBy, status }) => [signedBy, status])).toEqual([
      ['RIVERA', 'delivered/reception'],
      [null, 'in_transit/arrived_facility'],
    ])
    expect(read({ activity: [activity], deliveryInformation: { receivedBy: 'RIVERA' } }).scans[0]?.signedBy).toBeNull()
  })

  it.each([
    [{ unitOfMeasurement: 'LBS', weight: '1.00' }, 454],
    [{ unitOfMeasurement: 'KGS', weight: '2.5' }, 2500],
    [{ unitOfMeasurement: 'string', weight: 'string' }, null],
    ['heavy', null],
  ])('weighs %j as %s grams', (weight, grams) => {
    expect(read({ weight }).weightGrams).toBe(grams)
  })

  it('takes a country by code or name, and none that is not one', () => {
    const countries = [
      { countryCode: 'DE' },
      { country: 'DE' },
      { country: 'Germany' },
      { countryCode: 'XX', country: 'string' },
    ].map(
      (address) =>
        read({ activity: [{ ...activity, location: { address: { city: 'Köln', ...address } } }] }).scans[0]?.place
          ?.country,
    )
    expect(countries).toEqual(['DE', 'DE', 'DE', null])
    expect(read({ activity: [{ ...activity, location: {} }] }).scans[0]?.place).toBeNull()
  })

  it('keeps what was delivered delivered when UPS adds a note later', () => {
    const delivered = { ...activity, status: { type: 'D', code: 'FS', statusCode: '011' } }
    const note = { ...activity, date: '20260212', status: { type: 'I', code: 'AR', statusCode: '005' } }
    const answer = ups.read(
      JSON.stringify({
        trackResponse: { shipment: { inquiryNumber: '1Z1', package: { activity: [note, delivered] } } },
      }),
    )
    expect(answer.ok && answerToJson(answer.value, ups).parcels).toMatchObject([
      { milestone: 'delivered', delivered: true, warnings: [] },
    ])
  })

  it('has the summary decide only where no activity does', () => {
    const answer = ups.read(
      JSON.stringify({
        trackResponse: { shipment: [{ inquiryNumber: '1Z1', package: [{ currentStatus: { code: '021' } }] }] },
      }),
    )
    expect(answer.ok && answerToJson(answer.value, ups).parcels[0]?.milestone).toBe('out_for_delivery')
  })

  it('reads the packages beside one it cannot read', () => {
    const answer = ups.read(
      JSON.stringify({
        trackResponse: {
          shipment: [{ inquiryNumber: '1Z1', package: [{ trackingNumber: '1Z2' }, { activity: 'none' }] }],
        },
      }),
    )
    expect(answer).toMatchObject({
      ok: true,
      value: { parcels: [{ number: '1Z2' }], failures: [{ kind: 'malformed' }] },
    })
  })

  it.each([
    ['TV1002', 'rejected'],
    ['TW0001', 'not_found'],
    ['250003', 'unauthorized'],
    ['250002', 'unauthorized'],
    ['10429', 'rate_limited'],
    ['20001', 'unreachable'],
    ['made up', 'rejected'],
  ])('tells error %s as %s', (code, kind) => {
    const answer = ups.read(JSON.stringify({ response: { errors: [{ code, message: 'words' }] } }))
    expect(answer).toMatchObject({ ok: true, value: { parcels: [], failures: [{ kind, code, message: 'words' }] } })
  })
})

describe('UPS Track Alert', () => {
  const { verify, subscribe } = ups.push ?? {}
  const read = (answer: object | string) =>
    subscribe?.read(typeof answer === 'string' ? answer : JSON.stringify(answer))

  it('is proven by its credential, whole and not empty', () => {
    const now = Temporal.Instant.from('2026-11-20T12:00:00Z')
    const proven = (credential: string | undefined, secret = 'a secret') =>
      verify?.(Buffer.from('{}'), { credential }, secret, now)
    expect(proven('a secret')).toBe(true)
    for (const wrong of ['a secre', 'a secret ever', 'A SECRET', '', undefined]) expect(proven(wrong)).toBe(false)
    expect(proven('', '')).toBe(false)
  })

  it('is asked for up to a hundred numbers at a time, for fourteen days', () => {
    const to = {
      settings: {},
      token: '',
      callback: 'https://track.example/x',
      secret: 's',
      now: Temporal.Now.instant(),
    }
    const request = subscribe?.request(['1ZW4R7F10300000019', '1ZW4R7F10300000028'], to)
    expect([subscribe?.batch, subscribe?.days]).toEqual([100, 14])
    expect(request).toEqual({
      method: 'POST',
      path: '/api/track/v2/subscription/standard/package',
      headers: {
        transid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        transactionsrc: 'whereabouts',
        'content-type': 'application/json',
      },
      body: '{"locale":"en_US","trackingNumberList":["1ZW4R7F10300000019","1ZW4R7F10300000028"]}',
    })
  })

  it('says which numbers it did not take', () => {
    expect(read({ validTrackingNumbers: ['1ZW4R7F10300000019'] })).toEqual({
      ok: true,
      value: { id: null, failures: [] },
    })
    expect(read({ validTrackingNumbers: ['1ZW4R7F10300000019'], invalidTrackingNumbers: ['1Z$'] })).toMatchObject({
      ok: true,
      value: { failures: [{ kind: 'rejected', number: '1Z$' }] },
    })
  })

  it.each([
    [{ response: { errors: [{ code: 'VSS100', message: 'later' }] } }, 'unreachable', 'VSS100'],
    [{ invalidTrackingNumbers: [], response: { errors: [{ code: 'VSS300', message: 'no' }] } }, 'rejected', 'VSS300'],
    [{ response: { errors: [{ code: '250002', message: 'who?' }] } }, 'unauthorized', '250002'],
    [{ response: { errors: [{ code: '251004', message: 'expired' }] } }, 'unauthorized', '251004'],
    [{ response: { errors: [{ code: 'UJ0001', message: 'token' }] } }, 'unauthorized', 'UJ0001'],
    [{}, 'malformed', 'NO_NUMBERS'],
    [{ validTrackingNumbers: [{}] }, 'malformed', expect.any(String)],
    ['<html>', 'malformed', expect.any(String)],
  ])('refuses with %j: %s', (answer, kind, code) => {
    expect(read(answer)).toMatchObject({ ok: false, failure: { kind, code } })
  })
})

const shared = join(import.meta.dirname, '../../../../../shared/data/carriers')

describe.skipIf(!existsSync(shared))('UPS answers recorded by others', () => {
  type Event = { code: string | null; description: string | null; local_date: string; local_time: string | null }
  type Expected = {
    shipments: { tracking_number: string; delivered: boolean; estimated_delivery: string | null; events: Event[] }[]
    messages: { code: string; message: string }[]
  }
  const folder = join(shared, 'ups')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.response.json')) : []

  it.each(names)('%s: facts are exact', (name) => {
    const expected = JSON.parse(
      readFileSync(join(folder, name.replace('.response.', '.expected.')), 'utf8'),
    ) as Expected
    const answer = ups.read(readFileSync(join(folder, name), 'utf8'))
    if (!answer.ok) throw new Error(answer.failure.message)
    const { parcels, failures } = answerToJson(answer.value, ups)

    const facts = parcels.map(({ number, delivered, estimatedDelivery, scans }) => ({
      number,
      delivered,
      estimatedDelivery,
      events: scans
        .map(({ code, text, localTime }) =>
          [code, localTime.slice(0, 10), localTime.slice(11, 16) || null, text].join('|'),
        )
        .toSorted(),
    }))
    expect(facts).toEqual(
      expected.shipments.map((shipment) => ({
        number: shipment.tracking_number,
        delivered: shipment.delivered,
        estimatedDelivery: shipment.estimated_delivery,
        events: shipment.events
          .map((event) => [event.code, event.local_date, event.local_time, event.description].join('|'))
          .toSorted(),
      })),
    )
    expect(failures.map(({ code, message }) => ({ code, message }))).toEqual(
      expected.messages.map(({ code, message }) => ({ code, message })),
    )
  })

  it('has a meaning for every code of the official tables', () => {
    type Table = { rows: string[][] }
    const table = (name: string) =>
      (JSON.parse(readFileSync(join(shared, 'code_tables', `ups_${name}.json`), 'utf8')) as Table).rows
    const all = table('delivery-codes')
    const dials = all.findIndex(([code]) => code === 'DIALS CODE')
    const moves = all.findIndex(([code]) => code === 'ULD CODE')
    const manifests = all.findIndex(([code]) => code === 'MANIFEST CODE')
    const official = [
      ...all.slice(0, dials).map(([code]) => `X/${code}`),
      ...all.slice(dials + 1, moves).map(([code]) => `D/${code}`),
      ...all.slice(moves + 1, manifests).map(([code]) => `I/${code}`),
      ...table('manifest-codes').map(([code]) => `M/${code}`),
      ...table('updates').map(([code]) => `U/${code}`),
      ...table('status-description-codes').map(([code]) => String(code).padStart(3, '0')),
      ...table('mail-innovation')
        .slice(1)
        .map(([code, source]) => `${source}/${code}`),
    ]
    expect(official.length).toBeGreaterThan(1_200)
    expect(official.filter((code) => !(code in codes))).toEqual([])
  })
})
