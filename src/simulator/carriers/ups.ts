import { clockDigits, dayDigits, type Known, type Phrase, type Stop } from '../journey.ts'
import { codeFor, phrasesOf, type Speaker } from '../speaker.ts'

/** UPS's Tracking API: one JSON answer with a shipment a parcel, activities newest first. */
export const ups: Speaker = {
  id: 'ups',
  contentType: 'application/json',
  canSay: (phrase) => codes[phrase] !== undefined,
  phrases: () => phrasesOf(codes),
  answers: (parcels) =>
    parcels.length === 0 ? [] : [JSON.stringify({ trackResponse: { shipment: parcels.map(shipment) } })],
}

type Code = readonly [type: string, code: string, statusCode: string, text: string]

const codes: Readonly<Partial<Record<Phrase, Code>>> = {
  'info_received/label_created': ['M', 'MP', '003', 'Label made by the shipper; parcel not with UPS yet'],
  'info_received/data_received': ['', '', '079', 'Shipment data received'],
  'info_received/pickup_scheduled': ['I', 'SP', '077', 'Pickup planned'],
  in_transit: ['I', '', '005', 'On the way'],
  'in_transit/accepted': ['I', 'XD', '160', 'Dropped off'],
  'in_transit/picked_up': ['I', 'PU', '038', 'Picked up'],
  'in_transit/origin_scan': ['I', 'OR', '005', 'Origin scan'],
  'in_transit/departed': ['I', 'DP', '005', 'Left the facility'],
  'in_transit/arrived_facility': ['I', 'AR', '005', 'Reached a facility'],
  'in_transit/export': ['I', 'EP', '005', 'Export scan'],
  'in_transit/import': ['I', 'IP', '005', 'Import scan'],
  'in_transit/customs_processing': ['X', '4C', '012', 'Clearance is being prepared'],
  'in_transit/customs_cleared': ['X', 'DA', '014', 'Cleared by customs'],
  'in_transit/at_destination_facility': ['I', 'DS', '005', 'Destination scan'],
  'in_transit/handed_to_partner': ['X', '2V', '074', 'With a delivery partner'],
  'in_transit/rescheduled': ['X', '14', '055', 'A new delivery day was set'],
  'in_transit/delayed': ['X', '11', '046', 'Held up on the way'],
  'in_transit/delayed:late_transport': ['X', '17', '046', 'The connecting transport ran late'],
  'out_for_delivery/with_courier': ['I', 'OT', '021', 'Out for delivery'],
  'out_for_delivery/next_stop': ['I', '', '078', 'The driver is close'],
  available_for_pickup: ['X', '54', '040', 'Ready to be collected'],
  'available_for_pickup/at_parcel_shop': ['X', 'ZP', '040', 'Waiting at an access point'],
  'available_for_pickup/at_locker': ['D', '1N', '040', 'In a locker'],
  'available_for_pickup/at_post_office': ['D', 'EP', '144', 'Waiting at a post office'],
  'available_for_pickup/pickup_deadline': ['X', '5G', '040', 'Collect soon or it goes back'],
  'attempt_failed/not_home': ['X', '48', '022', 'Nobody answered the door'],
  'attempt_failed/business_closed': ['X', 'G3', '022', 'The business was closed'],
  'attempt_failed/no_access': ['X', '95', '139', 'The driver could not get in'],
  'attempt_failed/payment_due': ['X', '51', '062', 'Payment was not at hand'],
  'attempt_failed/verification_failed': ['X', 'PI', '061', 'No identification was shown'],
  'attempt_failed/other_attempt': ['X', '5Z', '022', 'Delivery was tried'],
  delivered: ['D', 'FS', '011', 'Delivered'],
  'delivered/to_recipient': ['D', 'MG', '011', 'Delivered to the receiver'],
  'delivered/to_neighbour': ['D', '3H', '011', 'Left with a neighbour'],
  'delivered/safe_place': ['D', 'MN', '011', 'Left in a safe place'],
  'delivered/mailbox': ['D', 'MU', '011', 'Left in the letterbox'],
  'delivered/reception': ['D', 'M5', '011', 'Left at reception'],
  'delivered/collected': ['D', '2W', '011', 'Collected by the customer'],
  exception: ['X', '99', '013', 'Something went wrong'],
  'exception/customs_held': ['X', 'CF', '013', 'Held by customs'],
  'exception/duties_unpaid': ['X', '1C', '013', 'Duties are still to be paid'],
  'exception/documents_missing': ['X', '29', '058', 'Papers for customs are missing'],
  'exception/prohibited': ['X', '73', '013', 'May not be carried'],
  'exception/damaged': ['X', '13', '059', 'Damaged on the way'],
  'exception/lost': ['X', 'S9', '068', 'Not to be found'],
  'exception/missorted': ['X', '34', '046', 'Sent to the wrong place'],
  'exception/address_incorrect': ['X', 'A8', '050', 'The address is not right'],
  'exception/recipient_moved': ['X', 'A7', '050', 'The receiver has moved'],
  'exception/refused': ['X', 'AM', '064', 'The receiver refused it'],
  'exception/weather': ['X', '1E', '032', 'Bad weather'],
  'exception/force_majeure': ['X', 'DF', '013', 'Disaster in the area'],
  'exception/vehicle_or_mechanical': ['X', '15', '013', 'A vehicle broke down'],
  'exception/capacity': ['X', '1G', '013', 'More parcels than room'],
  'exception/security_hold': ['X', '7R', '132', 'Security check'],
  'exception/on_hold_by_request': ['X', 'AX', '019', 'On hold as asked'],
  'exception/payment_held': ['', '', '085', 'Waits for a payment'],
  'exception/investigation': ['X', 'F8', '129', 'Being looked for'],
  'returning/return_initiated': ['X', 'DL', '033', 'Is to go back to the sender'],
  'returning/return_initiated:refused': ['X', '8H', '033', 'Refused, goes back to the sender'],
  'returning/return_in_transit': ['X', '4R', '035', 'On the way back to the sender'],
  'returned/back_with_sender': ['X', '4S', '034', 'Back with the sender'],
  'cancelled/by_shipper': ['I', 'VP', '043', 'Pickup called off'],
  'cancelled/voided_label': ['MV', 'VP', '007', 'Label voided'],
  not_found: ['NA', '', '', 'No information'],
}

function shipment({ number, ...parcel }: Known) {
  const newestFirst = parcel.steps.toReversed()
  const [newest] = newestFirst
  if (!newest) {
    return { inquiryNumber: number, warnings: [{ code: 'TW0001', message: 'Tracking Information Not Found' }] }
  }
  const summary = codeFor('UPS', codes, newest.says)
  const delivered = newestFirst.find(({ says }) => says.startsWith('delivered'))
  return {
    inquiryNumber: number,
    package: [
      {
        trackingNumber: number,
        deliveryDate: dates(parcel, delivered),
        ...(parcel.window &&
          !delivered && {
            deliveryTime: { type: 'EDW', startTime: parcel.window.from, endTime: parcel.window.to },
          }),
        activity: newestFirst.map(activity),
        currentStatus: { type: summary[0], code: summary[1], statusCode: summary[2], description: summary[3] },
        ...(delivered?.signedBy !== undefined && {
          deliveryInformation: { location: '', receivedBy: delivered.signedBy },
        }),
        service: { code: '011', description: parcel.service },
        weight: { unitOfMeasurement: 'KGS', weight: (parcel.weightGrams / 1000).toFixed(2) },
      },
    ],
  }
}

type KnownStep = Known['steps'][number]

function dates({ due }: Pick<Known, 'due'>, delivered: KnownStep | undefined) {
  const on = delivered && local(delivered).toPlainDate()
  return [
    ...(on ? [{ type: 'DEL', date: dayDigits(on) }] : []),
    ...(due ? [{ type: 'SDD', date: dayDigits(due) }] : []),
  ]
}

function activity(step: KnownStep) {
  const [type, code, statusCode, description] = codeFor('UPS', codes, step.says)
  const [there, gmt] = [local(step), step.instant.toZonedDateTimeISO('UTC')]
  return {
    location: { address: address(step.stop) },
    date: dayDigits(there.toPlainDate()),
    time: clockDigits(there),
    status: { type, description, code, statusCode },
    gmtDate: dayDigits(gmt.toPlainDate()),
    gmtTime: clockDigits(gmt),
    gmtOffset: there.offset,
  }
}

/** One activity as Track Alert pushes it. */
export function upsEvent({ number, due, window }: Known, step: KnownStep) {
  const [type, code, descriptionCode, description] = codeFor('UPS', codes, step.says)
  const { date, time, gmtDate, gmtTime, gmtOffset } = activity(step)
  const { city, region, postal, country } = step.stop
  const delivered = type === 'D'
  return {
    trackingNumber: number,
    localActivityDate: date,
    localActivityTime: time,
    activityLocation: {
      ...(city !== null && { city }),
      ...(region !== null && { stateProvince: region }),
      ...(postal !== null && { postalCode: postal }),
      ...(country !== null && { country }),
    },
    activityStatus: { type, code, description, descriptionCode },
    ...(due && { scheduledDeliveryDate: dayDigits(due) }),
    ...(delivered && { actualDeliveryDate: date, actualDeliveryTime: time }),
    ...(window && !delivered && { deliveryStartTime: window.from, deliveryEndTime: window.to }),
    ...(delivered && step.signedBy !== undefined && { receivedBy: step.signedBy }),
    gmtActivityDate: gmtDate,
    gmtActivityTime: gmtTime,
    // With a point here, where tracking answers have a colon.
    gmtOffset: gmtOffset.replace(':', '.'),
  }
}

const local = ({ instant, stop }: KnownStep) => instant.toZonedDateTimeISO(stop.zone)

const address = ({ city, region, postal, country }: Stop) => ({
  city: city ?? '',
  stateProvince: region ?? '',
  postalCode: postal ?? '',
  country: country ?? '',
  countryCode: country ?? '',
})
