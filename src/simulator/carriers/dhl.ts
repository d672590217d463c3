import type { Known, Phrase, Stop } from '../journey.ts'
import { codeFor, phrasesOf, type Speaker } from '../speaker.ts'

/** DHL's unified Shipment Tracking, as its parcel service in the Netherlands fills it: an answer a number, events newest first. */
export const dhl: Speaker = {
  id: 'dhl_universal',
  contentType: 'application/json',
  canSay: (phrase) => codes[phrase] !== undefined,
  phrases: () => phrasesOf(codes),
  answers: (parcels) =>
    parcels.map((parcel) => JSON.stringify(parcel.steps.length === 0 ? notFound(parcel.number) : answer(parcel))),
}

/** RFC 9457, as DHL says that it knows no such number. */
const notFound = (number: string) => ({
  title: 'No result found',
  detail: 'There is no shipment with this number.',
  status: 404,
  instance: `/shipments?trackingNumber=${encodeURIComponent(number)}`,
})

type Kind = 'pre-transit' | 'transit' | 'delivered' | 'failure'
type Code = readonly [kind: Kind, status: string, text: string]

const codes: Readonly<Partial<Record<Phrase, Code>>> = {
  'info_received/data_received': ['pre-transit', 'PRENOTIFICATION_RECEIVED', 'Announced by the sender'],
  'in_transit/accepted': ['transit', 'SHIPMENT_ACCEPTANCE_PARCELSHOP', 'Handed in at a ServicePoint'],
  'in_transit/picked_up': ['transit', 'PICKED_UP', 'The courier has fetched it'],
  'in_transit/departed': ['transit', 'DEPARTURE', 'Went on from the sorting centre'],
  'in_transit/arrived_facility': ['transit', 'ARRIVED_FACILITY', 'Came to a sorting centre'],
  'in_transit/export': ['transit', 'DEPART_ORIGIN_GATEWAY', 'Left its country'],
  'in_transit/customs_processing': ['transit', 'IN_CLEARANCE_PROCESS', 'With customs'],
  'in_transit/customs_cleared': ['transit', 'CLEARANCE_RELEASE', 'Customs let it in'],
  'in_transit/at_destination_facility': ['transit', 'PARCEL_ARRIVED_AT_LOCAL_DEPOT', 'Near you'],
  'in_transit/handed_to_partner': ['transit', 'FORWARD_THIRD_PARTY', 'Brought on by a local carrier'],
  'in_transit/delayed': ['transit', 'TRANSPORT_DELAY', 'Running late'],
  'out_for_delivery/with_courier': ['transit', 'OUT_FOR_DELIVERY', 'In the van'],
  'out_for_delivery/next_stop': ['transit', 'PARCEL_WILL_BE_DELIVERED_SOON', 'Nearly there'],
  available_for_pickup: ['transit', 'AWAITING_RECEIVER_COLLECTION', 'To be collected at the sorting centre'],
  'available_for_pickup/at_parcel_shop': [
    'transit',
    'NOTIFICATION_FOR_PARCELSHOP_COLLECTION_HAS_BEEN_SENT',
    'Waiting at a ServicePoint',
  ],
  'available_for_pickup/pickup_reminder': ['transit', 'REMINDER_FOR_COLLECTION_SENT_EMAIL', 'Still to be collected'],
  'attempt_failed/not_home': ['failure', 'NOT_HOME', 'Nobody was at home'],
  'attempt_failed/business_closed': ['failure', 'CLOSED', 'The receiver was closed'],
  'attempt_failed/refused': ['failure', 'REFUSED_BY_RECEIVER', 'The receiver did not take it'],
  'attempt_failed/payment_due': ['failure', 'NO_MONEY_REDELIVER', 'It was not paid at the door'],
  'attempt_failed/verification_failed': ['failure', 'ID_CHECK_UNSUCCESSFUL', 'Nobody could prove who they are'],
  delivered: ['delivered', 'DELIVERED', 'Delivered'],
  'delivered/to_neighbour': ['delivered', 'DELIVERED_AT_NEIGHBOURS', 'With the neighbours'],
  'delivered/safe_place': ['delivered', 'DELIVERED_AT_SAFEPLACE', 'At the place you chose'],
  'delivered/mailbox': ['delivered', 'DELIVERED_IN_MAILBOX', 'In the letterbox'],
  'delivered/collected': ['delivered', 'COLLECTED_AT_PARCELSHOP', 'Collected at the ServicePoint'],
  'exception/customs_held': ['failure', 'SHIPMENT_INTERCEPT', 'Customs keep it'],
  'exception/documents_missing': ['failure', 'INSUFFICIENT_DOCUMENTATION', 'Papers are missing or wrong'],
  'exception/damaged': ['failure', 'HELD_IN_STORAGE_DAMAGED', 'Kept as it is damaged'],
  'exception/lost': ['failure', 'PARCEL_MISSING_AT_PARCELSHOP', 'Not to be found'],
  'exception/address_incorrect': ['failure', 'BAD_ADDRESS', 'The address is not right'],
  'exception/recipient_moved': ['failure', 'RECEIVER_MOVED_OR_UNKNOWN', 'The receiver is not known there'],
  'exception/force_majeure': ['failure', 'FORCE_MAJEURE', 'Nobody can help it'],
  'exception/payment_held': ['failure', 'HELD_FOR_PAYMENT', 'Waits for a payment'],
  'exception/investigation': ['failure', 'TRACE_INITIATED', 'Being looked for'],
  'returning/return_initiated': ['failure', 'NOT_HOME_RETURN_TO_SHIPPER', 'Nobody was at home, goes back'],
  'returning/return_initiated:not_collected': ['failure', 'REFUSED_NOT_COLLECTED', 'Not collected, goes back'],
  'returning/return_in_transit': ['transit', 'ON_ROUTE_TO_SHIPPER', 'On its way back'],
  'returned/back_with_sender': ['delivered', 'DELIVERED_AT_SHIPPER', 'Back with the sender'],
}

function answer(parcel: Known) {
  const { number, to, weightGrams, service } = parcel
  const newestFirst = parcel.steps.toReversed().map((step) => event(step))
  const url = `/shipments?trackingNumber=${number}`
  return {
    url: `${url}&offset=0&limit=5`,
    shipments: [
      {
        id: number,
        service: 'parcel-nl',
        destination: place(to),
        status: newestFirst[0],
        ...estimate(parcel),
        details: {
          product: { productName: service },
          totalNumberOfPieces: 1,
          pieceIds: [number],
          weight: { value: weightGrams / 1000, unitText: 'kg' },
          ...proof(parcel),
        },
        events: newestFirst,
      },
    ],
    possibleAdditionalShipmentsUrl: [`${url}&service=parcel-de`],
  }
}

type KnownStep = Known['steps'][number]

function event(step: KnownStep) {
  const [statusCode, status, description] = codeFor('DHL', codes, step.says)
  return { timestamp: local(step), location: place(step.stop), statusCode, status, description }
}

const delivery = ({ steps }: Pick<Known, 'steps'>) => steps.findLast(({ says }) => says.startsWith('delivered'))

function estimate({ due, window, to, steps }: Known) {
  if (!due || delivery({ steps })) return {}
  const at = (time: string) =>
    due
      .toZonedDateTime({ timeZone: to.zone, plainTime: time })
      .toString({ smallestUnit: 'second', timeZoneName: 'never' })
  const minutes = (digits: string) => `${digits.slice(0, 2)}:${digits.slice(2, 4)}`
  if (!window) return { estimatedTimeOfDelivery: at('00:00'), estimatedTimeOfDeliveryRemark: 'By End of Day' }
  return {
    estimatedTimeOfDelivery: at(minutes(window.to)),
    estimatedDeliveryTimeFrame: {
      estimatedFrom: at(minutes(window.from)),
      estimatedThrough: at(minutes(window.to)),
    },
  }
}

function proof(parcel: Known) {
  const delivered = delivery(parcel)
  if (delivered?.signedBy === undefined) return {}
  return {
    proofOfDelivery: { timestamp: local(delivered), signed: { '@type': 'Person', name: delivered.signedBy } },
  }
}

const local = ({ instant, stop }: KnownStep) =>
  instant.toZonedDateTimeISO(stop.zone).toString({ smallestUnit: 'second', timeZoneName: 'never' })

/** A locality and no region: DHL names none. */
const place = ({ city, postal, country }: Stop) => ({
  address: {
    ...(country !== null && { countryCode: country }),
    ...(postal !== null && { postalCode: postal }),
    ...(city !== null && { addressLocality: city }),
  },
})
