import { describe, expect, it } from 'vitest'
import { carriers as all, recognition } from '../connectors/index.ts'
import { allStatuses, type Carrier, placeInTime, type Status } from '../model/index.ts'
import {
  canadaPostNumber,
  desks,
  dhlNumber,
  fedexNumber,
  instantOf,
  type Journey,
  type JourneyClock,
  knownAt,
  openCounter,
  type Phrase,
  purolatorNumber,
  speakers,
  type Stop,
  upsNumber,
} from './index.ts'

/** What a played carrier says, read by the same readers as the real one's answers. */

const clock: JourneyClock = { start: Temporal.Instant.from('2026-11-20T12:00:07Z'), rate: 120 }
const montreal: Stop = { city: 'MONTREAL', region: 'QC', postal: null, country: 'CA', zone: 'America/Toronto' }

const place = { city: 'MONTREAL', region: 'QC', postal: null, country: 'CA' }
const everyone = [
  { speaker: speakers.ups, number: upsNumber(41), place, checksum: true },
  { speaker: speakers.canadaPost, number: canadaPostNumber(41), place, checksum: true },
  { speaker: speakers.purolator, number: purolatorNumber(41), place, checksum: true },
  { speaker: speakers.fedex, number: fedexNumber(41), place, checksum: true },
  { speaker: speakers.dhl, number: dhlNumber(41), place: { ...place, region: null }, checksum: false },
]
const readers: Readonly<Record<string, Carrier>> = all
const played = everyone.flatMap((one) => {
  const carrier = readers[one.speaker.id]
  return carrier ? [{ ...one, carrier }] : []
})
const unread = everyone.filter(({ speaker }) => readers[speaker.id] === undefined)
const [first] = played
if (!first) throw new Error('nothing is read')
type Played = typeof first

for (const { speaker } of unread) it.skip(`${speaker.id} is played, and nobody reads it here`, () => {})

const journey = (number: string, phrases: readonly Phrase[], over: Partial<Journey> = {}): Journey => ({
  number,
  service: 'Standard',
  weightGrams: 2_400,
  to: montreal,
  due: null,
  steps: phrases.map((says, i) => ({ at: (i - 3) * 2, says, stop: montreal })),
  ...over,
})

const later = clock.start.add({ hours: 6 })

function read({ speaker, carrier }: Played, one: Journey, now = later) {
  const answers = speaker.answers([knownAt(one, clock, now)]).map((answer) => carrier.read(answer))
  return answers.map((answer) => {
    if (!answer.ok) throw new Error(`${carrier.name} cannot read its own answer: ${answer.failure.message}`)
    return answer.value
  })
}

describe.each(played)('$carrier.name, played', (one) => {
  const { speaker, carrier, number, place, checksum } = one
  const spoken = allStatuses.filter((status) => speaker.canSay(status))

  it.each(spoken.filter((status) => status !== 'not_found'))('%s comes back as it was scripted', (status) => {
    const [answer] = read(one, journey(number, [status]))
    const [parcel] = answer?.parcels ?? []
    const [scan] = parcel?.scans ?? []
    expect(answer?.failures).toEqual([])
    expect(parcel?.warnings).toEqual([])
    expect(scan?.status).toBe(status)
    if (!scan) throw new Error('no scan')
    expect(placeInTime(scan, carrier.defaultZone).instant.toString()).toBe(instantOf(-6, clock).toString())
    expect(scan.place).toEqual(place)
  })

  it('tells the whole way, one scan a step, in order and with its own times', () => {
    const way: Phrase[] = [
      'info_received/label_created',
      'in_transit/picked_up',
      'in_transit/arrived_facility',
      'out_for_delivery/with_courier',
      'delivered',
    ]
    const phrases = way.filter((phrase) => speaker.canSay(phrase))
    const [parcel] = read(one, journey(number, phrases))[0]?.parcels ?? []
    const told = (parcel?.scans ?? []).toReversed()
    expect(told.map(({ status }) => status)).toEqual(phrases)
    expect(told.map((scan) => placeInTime(scan, carrier.defaultZone).instant.toString())).toEqual(
      phrases.map((_, i) => instantOf((i - 3) * 2, clock).toString()),
    )
  })

  it('names the day it is due, and says nothing before anything happened', () => {
    const due = journey(number, ['in_transit/picked_up'], { due: 30 })
    const [parcel] = read(one, due)[0]?.parcels ?? []
    expect(parcel?.estimatedDelivery?.to.toString()).toBe(
      instantOf(30, clock).toZonedDateTimeISO('America/Toronto').toPlainDate().toString(),
    )
    const [early] = read(one, due, clock.start.subtract({ hours: 20 }))
    expect(early?.parcels).toEqual([])
    expect(early?.failures.map(({ kind }) => kind)).toEqual(['not_found'])
  })

  it('tells random journeys that are read step for step, without a warning', () => {
    const desk = desks.find(({ id }) => id === speaker.id)
    if (!desk) throw new Error('not served')
    const opening = { clock, began: clock.start, seed: 'random', parcels: 300, faults: [] }
    const { parcels } = openCounter(desk, opening)
    const said = new Set<string>()
    for (const number of parcels.random) {
      const way = parcels.find(number)?.journey
      if (!way) throw new Error('no way')
      const end = clock.start.add({ hours: 24 * 365 })
      const [answer] = read(one, way, end)
      const scans = answer?.parcels[0]?.scans ?? []
      expect(answer?.parcels[0]?.warnings, number).toEqual([])
      expect(scans.toReversed().map(({ status }) => status)).toEqual(way.steps.map(({ says }) => says.split(':')[0]))
      for (const { says } of way.steps) said.add(says)
    }
    expect(said.size).toBeGreaterThan(10)
  })

  it('has numbers whose check digit is right', () => {
    const found = recognition.recognise(number).find((candidate) => candidate.carrier === carrier.id)
    expect(found, number).toMatchObject({ checksum })
  })

  it('refuses a journey it has no words for, by name', () => {
    expect(() => speaker.answers([knownAt(journey(number, ['delivered/otp_verified']), clock, later)])).toThrow(
      /has no code for "delivered\/otp_verified"/,
    )
  })
})

it('tells which statuses a carrier cannot express', () => {
  const mute = (speaker: Played['speaker']) => allStatuses.filter((status: Status) => !speaker.canSay(status)).join(' ')
  expect(Object.fromEntries(everyone.map(({ speaker }) => [speaker.id, mute(speaker)]))).toMatchInlineSnapshot(`
    {
      "canadapost": "not_found info_received info_received/pickup_scheduled out_for_delivery out_for_delivery/next_stop available_for_pickup/at_parcel_shop available_for_pickup/pickup_reminder attempt_failed attempt_failed/not_home attempt_failed/no_access attempt_failed/refused attempt_failed/address_problem attempt_failed/payment_due attempt_failed/verification_failed delivered/to_recipient delivered/to_neighbour delivered/cod_collected delivered/otp_verified exception/duties_unpaid exception/prohibited exception/lost exception/missorted exception/recipient_moved exception/weather exception/force_majeure exception/vehicle_or_mechanical exception/capacity exception/security_hold exception/payment_held exception/investigation exception/delivery_corrected returning returned cancelled cancelled/by_shipper cancelled/by_recipient unknown",
      "dhl_universal": "not_found info_received info_received/label_created info_received/pickup_scheduled in_transit in_transit/origin_scan in_transit/import in_transit/rescheduled out_for_delivery available_for_pickup/at_locker available_for_pickup/at_post_office available_for_pickup/pickup_deadline attempt_failed attempt_failed/no_access attempt_failed/address_problem attempt_failed/other_attempt delivered/to_recipient delivered/reception delivered/signed delivered/cod_collected delivered/otp_verified exception exception/duties_unpaid exception/prohibited exception/missorted exception/refused exception/weather exception/vehicle_or_mechanical exception/capacity exception/security_hold exception/on_hold_by_request exception/delivery_corrected returning returned cancelled cancelled/by_shipper cancelled/by_recipient cancelled/voided_label unknown",
      "fedex": "not_found info_received info_received/label_created info_received/pickup_scheduled in_transit/accepted in_transit/export in_transit/import in_transit/rescheduled out_for_delivery out_for_delivery/next_stop available_for_pickup/at_parcel_shop available_for_pickup/at_locker available_for_pickup/at_post_office available_for_pickup/pickup_reminder available_for_pickup/pickup_deadline attempt_failed attempt_failed/business_closed attempt_failed/no_access attempt_failed/address_problem attempt_failed/verification_failed delivered/to_recipient delivered/to_neighbour delivered/safe_place delivered/mailbox delivered/collected delivered/signed delivered/cod_collected delivered/otp_verified exception/duties_unpaid exception/prohibited exception/lost exception/missorted exception/recipient_moved exception/refused exception/weather exception/force_majeure exception/vehicle_or_mechanical exception/capacity exception/security_hold exception/on_hold_by_request exception/payment_held exception/investigation exception/delivery_corrected returning returning/return_in_transit returned returned/back_with_sender cancelled cancelled/by_recipient cancelled/voided_label unknown",
      "purolator": "not_found info_received info_received/pickup_scheduled in_transit/accepted in_transit/origin_scan in_transit/import in_transit/at_destination_facility in_transit/handed_to_partner out_for_delivery out_for_delivery/next_stop available_for_pickup/pickup_reminder available_for_pickup/pickup_deadline attempt_failed attempt_failed/address_problem delivered/to_recipient delivered/to_neighbour delivered/safe_place delivered/mailbox delivered/reception delivered/cod_collected delivered/otp_verified exception/missorted exception/weather exception/force_majeure exception/vehicle_or_mechanical exception/capacity exception/security_hold exception/payment_held exception/delivery_corrected returning returned cancelled cancelled/by_shipper cancelled/by_recipient unknown",
      "ups": "info_received out_for_delivery available_for_pickup/pickup_reminder attempt_failed attempt_failed/refused attempt_failed/address_problem delivered/signed delivered/cod_collected delivered/otp_verified exception/delivery_corrected returning returned cancelled cancelled/by_recipient unknown",
    }
  `)
})

it('gives the reason a step names where the carrier has several', () => {
  const [ups, canadaPost] = played
  if (!ups || !canadaPost) throw new Error('gone')
  const reason = (one: Played, says: Phrase) =>
    read(one, journey(one.number, [says]))[0]?.parcels[0]?.scans[0]?.reason?.code
  expect(reason(ups, 'in_transit/delayed')).toBe('delay')
  expect(reason(ups, 'in_transit/delayed:late_transport')).toBe('late_transport')
  expect(reason(canadaPost, 'returning/return_initiated:not_collected')).toBe('not_collected')
})

describe('the clock of journeys', () => {
  it('leaves the past where it is and runs the future', () => {
    expect(instantOf(-48, clock).toString()).toBe('2026-11-18T12:00:07Z')
    expect(instantOf(0, clock).toString()).toBe('2026-11-20T12:00:07Z')
    expect(instantOf(1, clock).toString()).toBe('2026-11-20T12:00:37Z')
    expect(instantOf(720, clock).toString()).toBe('2026-11-20T18:00:07Z')
  })

  it('knows a step from its very second on', () => {
    const one = journey('x', ['in_transit'], { steps: [{ at: 1, says: 'in_transit', stop: montreal }] })
    expect(knownAt(one, clock, Temporal.Instant.from('2026-11-20T12:00:36.9Z')).steps).toHaveLength(0)
    expect(knownAt(one, clock, Temporal.Instant.from('2026-11-20T12:00:37Z')).steps).toHaveLength(1)
  })

  it('tells a window in full hours of its day, and none over midnight', () => {
    const one = (window: [number, number]) =>
      knownAt(journey('x', ['in_transit'], { due: 240, window }), clock, later).window
    expect(one([200, 420])).toEqual({ from: '080000', to: '110000' })
    expect(one([200, 2_400])).toBeNull()
  })
})
