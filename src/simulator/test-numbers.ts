import type { Status } from '../model/index.ts'
import type { Journey, Phrase, Stop } from './journey.ts'
import type { Speaker } from './speaker.ts'

/** What stands in a test number for what it shows: hundreds are the milestone. A new status is given a number here. */
export const serials = {
  not_found: 100,
  info_received: 200,
  'info_received/label_created': 201,
  'info_received/pickup_scheduled': 202,
  'info_received/data_received': 203,
  in_transit: 300,
  'in_transit/accepted': 301,
  'in_transit/picked_up': 302,
  'in_transit/origin_scan': 303,
  'in_transit/departed': 304,
  'in_transit/arrived_facility': 305,
  'in_transit/export': 306,
  'in_transit/import': 307,
  'in_transit/customs_processing': 308,
  'in_transit/customs_cleared': 309,
  'in_transit/at_destination_facility': 310,
  'in_transit/handed_to_partner': 311,
  'in_transit/rescheduled': 312,
  'in_transit/delayed': 313,
  'in_transit/delayed:late_transport': 350,
  'in_transit/delayed:severe_weather': 351,
  out_for_delivery: 400,
  'out_for_delivery/with_courier': 401,
  'out_for_delivery/next_stop': 402,
  available_for_pickup: 500,
  'available_for_pickup/at_parcel_shop': 501,
  'available_for_pickup/at_locker': 502,
  'available_for_pickup/at_post_office': 503,
  'available_for_pickup/pickup_reminder': 504,
  'available_for_pickup/pickup_deadline': 505,
  attempt_failed: 600,
  'attempt_failed/not_home': 601,
  'attempt_failed/business_closed': 602,
  'attempt_failed/no_access': 603,
  'attempt_failed/refused': 604,
  'attempt_failed/address_problem': 605,
  'attempt_failed/payment_due': 606,
  'attempt_failed/verification_failed': 607,
  'attempt_failed/other_attempt': 608,
  delivered: 700,
  'delivered/to_recipient': 701,
  'delivered/to_neighbour': 702,
  'delivered/safe_place': 703,
  'delivered/mailbox': 704,
  'delivered/reception': 705,
  'delivered/collected': 706,
  'delivered/signed': 707,
  'delivered/cod_collected': 708,
  'delivered/otp_verified': 709,
  exception: 800,
  'exception/customs_held': 801,
  'exception/duties_unpaid': 802,
  'exception/documents_missing': 803,
  'exception/prohibited': 804,
  'exception/damaged': 805,
  'exception/lost': 806,
  'exception/missorted': 807,
  'exception/address_incorrect': 808,
  'exception/recipient_moved': 809,
  'exception/refused': 810,
  'exception/weather': 811,
  'exception/force_majeure': 812,
  'exception/vehicle_or_mechanical': 813,
  'exception/capacity': 814,
  'exception/security_hold': 815,
  'exception/on_hold_by_request': 816,
  'exception/payment_held': 817,
  'exception/investigation': 818,
  'exception/delivery_corrected': 819,
  returning: 900,
  'returning/return_initiated': 901,
  'returning/return_in_transit': 902,
  'returning/return_initiated:refused': 950,
  'returning/return_initiated:not_collected': 951,
  'returning/return_initiated:address_incorrect': 952,
  returned: 1_000,
  'returned/back_with_sender': 1_001,
  cancelled: 1_100,
  'cancelled/by_shipper': 1_101,
  'cancelled/by_recipient': 1_102,
  'cancelled/voided_label': 1_103,
  unknown: 1_200,
} as const satisfies Readonly<Record<Status, number> & Partial<Record<Phrase, number>>>

/** One row of the table of test numbers: it always shows this. */
export type TestNumber = { readonly number: string; readonly says: Phrase }

/** A number for everything a carrier can say, and one it does not know. */
export function testNumbers(
  speaker: Speaker,
  numberOf: (serial: number) => string,
): readonly (TestNumber & { readonly journey: Journey | null })[] {
  const said = Object.entries(serials).filter(([says]) => says === 'not_found' || speaker.canSay(says as Phrase))
  const missing = speaker.phrases().filter((says) => !Object.hasOwn(serials, says))
  if (missing.length > 0) throw new Error(`no test number for ${missing.join(', ')}: give it one in serials`)
  return said.map(([key, serial]) => {
    const says = key as Phrase
    const number = numberOf(firstSerial + serial)
    return { number, says, journey: says === 'not_found' ? null : journey(number, says, speaker) }
  })
}

/** Above every serial of a random parcel; seen in a number as 99. */
const firstSerial = 99_000_000

const toronto: Stop = { city: 'TORONTO', region: 'ON', postal: null, country: 'CA', zone: 'America/Toronto' }

/** Whatever comes before it in a parcel's life, then what the number is for, all of it before the start. */
function journey(number: string, says: Phrase, { canSay }: Speaker): Journey {
  const before = lives.find(({ of }) => says.startsWith(of))?.before ?? []
  const phrases = [...before.filter((phrase) => phrase !== says && canSay(phrase)), says]
  return {
    number,
    service: 'Standard',
    weightGrams: 1_500,
    to: toronto,
    due: 48,
    steps: phrases.map((phrase, i) => ({ at: -3 - 9 * (phrases.length - 1 - i), says: phrase, stop: toronto })),
  }
}

const sent: readonly Phrase[] = ['info_received/label_created', 'in_transit/picked_up', 'in_transit/arrived_facility']

const lives: readonly { readonly of: string; readonly before: readonly Phrase[] }[] = [
  { of: 'info_received', before: [] },
  { of: 'cancelled', before: ['info_received/label_created'] },
  { of: 'in_transit', before: sent.slice(0, 2) },
  { of: 'delivered/collected', before: [...sent, 'available_for_pickup'] },
  { of: 'delivered', before: [...sent, 'out_for_delivery/with_courier'] },
  { of: 'attempt_failed', before: [...sent, 'out_for_delivery/with_courier'] },
  { of: 'returning/return_in_transit', before: [...sent, 'returning/return_initiated'] },
  { of: 'returned', before: [...sent, 'returning/return_initiated'] },
  { of: '', before: sent },
]
