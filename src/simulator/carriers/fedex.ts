import type { Known, Phrase, Stop } from '../journey.ts'
import { codeFor, phrasesOf, type Speaker } from '../speaker.ts'

/** FedEx's Track API v1: a result a number in answers of thirty, scans newest first, each with its place's offset. */
export const fedex: Speaker = {
  id: 'fedex',
  contentType: 'application/json',
  canSay: (phrase) => codes[phrase] !== undefined,
  phrases: () => phrasesOf(codes),
  answers: (parcels) => batches(parcels).map((some) => JSON.stringify(answer(some))),
}

/** How many numbers one call may ask for. */
export const fedexBatch = 30

const batches = (parcels: readonly Known[]) =>
  Array.from({ length: Math.ceil(parcels.length / fedexBatch) }, (_, i) =>
    parcels.slice(i * fedexBatch, (i + 1) * fedexBatch),
  )

const answer = (parcels: readonly Known[]) => ({
  transactionId: transactionId(parcels.map(({ number }) => number).join()),
  output: { completeTrackResults: parcels.map(completeResult) },
})

type Code = {
  /** `eventType`. */
  readonly event: string
  readonly text: string
  /** `derivedStatusCode` and its words, where they differ from being on the way. */
  readonly derived?: readonly [code: string, text: string]
  readonly exception?: readonly [code: string, text: string]
  readonly delay?: 'GENERAL'
  /** Where it was left. */
  readonly left?: string
  readonly locationType?: string
}

const codes: Readonly<Partial<Record<Phrase, Code>>> = {
  'info_received/data_received': {
    event: 'OC',
    text: 'The sender told FedEx about it',
    derived: ['IN', 'Label created'],
    locationType: 'CUSTOMER',
  },
  in_transit: { event: 'IT', text: 'Moving along' },
  'in_transit/picked_up': {
    event: 'PU',
    text: 'The driver has it',
    derived: ['PU', 'Picked up'],
    locationType: 'PICKUP_LOCATION',
  },
  'in_transit/origin_scan': { event: 'OF', text: 'At the first FedEx place', locationType: 'ORIGIN_FEDEX_FACILITY' },
  'in_transit/departed': { event: 'DP', text: 'Went on from a FedEx place', locationType: 'FEDEX_FACILITY' },
  'in_transit/arrived_facility': { event: 'AR', text: 'Came to a FedEx place', locationType: 'FEDEX_FACILITY' },
  'in_transit/at_destination_facility': {
    event: 'FD',
    text: 'At the FedEx place nearest to you',
    locationType: 'DESTINATION_FEDEX_FACILITY',
  },
  'in_transit/handed_to_partner': { event: 'AX', text: 'Brought on by the postal service' },
  'in_transit/customs_processing': { event: 'CP', text: 'With customs', locationType: 'CUSTOMS_BROKER' },
  'in_transit/customs_cleared': { event: 'CC', text: 'Customs let it in', locationType: 'CUSTOMS_BROKER' },
  'in_transit/delayed': { event: 'DY', text: 'Running late', derived: ['DY', 'Delay'], delay: 'GENERAL' },
  'out_for_delivery/with_courier': { event: 'OD', text: 'In the van', locationType: 'VEHICLE' },
  available_for_pickup: { event: 'HL', text: 'Waiting to be collected', derived: ['HL', 'Ready for pickup'] },
  'attempt_failed/not_home': {
    event: 'DE',
    text: 'Could not be delivered',
    derived: ['DE', 'Delivery exception'],
    exception: ['08', 'Nobody was there'],
  },
  'attempt_failed/refused': {
    event: 'DE',
    text: 'Could not be delivered',
    derived: ['DE', 'Delivery exception'],
    exception: ['07', 'The receiver did not take it'],
  },
  'attempt_failed/payment_due': {
    event: 'DE',
    text: 'Could not be delivered',
    derived: ['DE', 'Delivery exception'],
    exception: ['93', 'It was not paid at the door'],
  },
  'attempt_failed/other_attempt': {
    event: 'DE',
    text: 'Could not be delivered',
    derived: ['DE', 'Delivery exception'],
  },
  delivered: {
    event: 'DL',
    text: 'Handed over',
    derived: ['DL', 'Delivered'],
    locationType: 'DELIVERY_LOCATION',
  },
  'delivered/reception': {
    event: 'DL',
    text: 'Handed over',
    derived: ['DL', 'Delivered'],
    left: 'Receptionist/Front Desk',
    locationType: 'DELIVERY_LOCATION',
  },
  exception: { event: 'SE', text: 'Something came in between', derived: ['SE', 'Shipment exception'] },
  'exception/customs_held': { event: 'CD', text: 'Customs keep it', derived: ['CD', 'Clearance delay'] },
  'exception/documents_missing': {
    event: 'SE',
    text: 'Something came in between',
    derived: ['SE', 'Shipment exception'],
    exception: ['50', 'Papers are missing or wrong'],
  },
  'exception/damaged': {
    event: 'SE',
    text: 'Something came in between',
    derived: ['SE', 'Shipment exception'],
    exception: ['10', 'Damaged'],
  },
  'exception/address_incorrect': {
    event: 'SE',
    text: 'Something came in between',
    derived: ['SE', 'Shipment exception'],
    exception: ['03', 'The address is not right'],
  },
  'returning/return_initiated': {
    event: 'RS',
    text: 'Goes back to the sender',
    derived: ['RS', 'Return to shipper'],
  },
  'cancelled/by_shipper': {
    event: 'CA',
    text: 'Called off by the sender',
    derived: ['CA', 'Cancelled'],
    locationType: 'CUSTOMER',
  },
}

function completeResult(parcel: Known) {
  const { number } = parcel
  return {
    trackingNumber: number,
    trackResults: [parcel.steps.length === 0 ? unknown(number) : result(parcel)],
  }
}

const unknown = (number: string) => ({
  trackingNumberInfo: { trackingNumber: number, trackingNumberUniqueId: '', carrierCode: '' },
  error: {
    code: 'TRACKING.TRACKINGNUMBER.NOTFOUND',
    message: 'FedEx does not know this number, or not yet.',
  },
})

type KnownStep = Known['steps'][number]

function result({ number, steps, to, service, weightGrams, ...parcel }: Known) {
  const newestFirst = steps.toReversed()
  const latest = newestFirst[0]
  const delivered = newestFirst.find(({ says }) => says.startsWith('delivered'))
  const left = delivered && codeOf(delivered).left
  return {
    trackingNumberInfo: {
      trackingNumber: number,
      trackingNumberUniqueId: `${number}~SIM`,
      carrierCode: 'FDXG',
    },
    recipientInformation: { contact: {}, address: address(to) },
    ...(latest && { latestStatusDetail: statusDetail(latest) }),
    dateAndTimes: [
      ...(delivered ? [{ type: 'ACTUAL_DELIVERY', dateTime: local(delivered) }] : []),
      ...(!delivered && parcel.due ? [{ type: 'ESTIMATED_DELIVERY', dateTime: endOfDay(parcel.due, to) }] : []),
    ],
    packageDetails: {
      sequenceNumber: '1',
      count: '1',
      weightAndDimensions: { weight: [{ unit: 'KG', value: (weightGrams / 1000).toFixed(2) }] },
    },
    scanEvents: newestFirst.map(scanEvent),
    deliveryDetails: {
      ...(delivered?.signedBy !== undefined && { receivedByName: delivered.signedBy }),
      ...(left !== undefined && { locationDescription: left }),
      deliveryAttempts: String(steps.filter(({ says }) => says.startsWith('attempt_failed')).length),
    },
    serviceDetail: { type: 'FEDEX_GROUND', description: service, shortDescription: 'FG' },
    estimatedDeliveryTimeWindow: { window: delivered ? {} : windowOf(parcel, to) },
  }
}

const codeOf = ({ says }: KnownStep) => codeFor('FedEx', codes, says)

function statusDetail(step: KnownStep) {
  const { event, text, derived = ['IT', 'In transit'], exception, delay } = codeOf(step)
  return {
    code: event,
    derivedCode: derived[0],
    statusByLocale: derived[1],
    description: text,
    scanLocation: address(step.stop),
    ...(exception && { ancillaryDetails: [{ reason: exception[0], reasonDescription: exception[1] }] }),
    ...(delay && { delayDetail: { type: delay, status: 'DELAYED' } }),
  }
}

function scanEvent(step: KnownStep) {
  const { event, text, derived = ['IT', 'In transit'], exception, delay, locationType } = codeOf(step)
  return {
    date: local(step),
    eventType: event,
    eventDescription: text,
    exceptionCode: exception?.[0] ?? '',
    exceptionDescription: exception?.[1] ?? '',
    scanLocation: address(step.stop),
    ...(locationType !== undefined && { locationType }),
    derivedStatusCode: derived[0],
    derivedStatus: derived[1],
    ...(delay && { delayDetail: { type: delay } }),
  }
}

/** `2026-11-20T07:00:07-05:00`. */
const local = ({ instant, stop }: KnownStep) =>
  instant.toZonedDateTimeISO(stop.zone).toString({ smallestUnit: 'second', timeZoneName: 'never' })

const at = (day: Temporal.PlainDate, time: string, { zone }: Stop) =>
  day.toZonedDateTime({ timeZone: zone, plainTime: time }).toString({ smallestUnit: 'second', timeZoneName: 'never' })

const endOfDay = (day: Temporal.PlainDate, to: Stop) => at(day, '20:00', to)

function windowOf({ due, window }: Pick<Known, 'due' | 'window'>, to: Stop) {
  if (!due) return {}
  if (!window) return { ends: endOfDay(due, to) }
  const minutes = (digits: string) => `${digits.slice(0, 2)}:${digits.slice(2, 4)}`
  return { begins: at(due, minutes(window.from), to), ends: at(due, minutes(window.to), to) }
}

const address = ({ city, region, postal, country }: Stop) => ({
  ...(city !== null && { city }),
  ...(region !== null && { stateOrProvinceCode: region }),
  ...(postal !== null && { postalCode: postal }),
  ...(country !== null && { countryCode: country }),
  residential: false,
})

/** Shaped as a UUID, the same for the same question. */
function transactionId(question: string): string {
  let hash = 7n
  for (const char of question) hash = (hash * 1_000_003n + BigInt(char.codePointAt(0) ?? 0)) & ((1n << 128n) - 1n)
  const hex = hash.toString(16).padStart(32, '0')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
