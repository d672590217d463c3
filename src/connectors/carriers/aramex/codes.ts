import { codeTable, type Meaning, meaningIn, wordTable } from '../../kit/index.ts'

export const codes = codeTable({
  'info_received/data_received': 'SH014 SH203 SH278',
  'info_received/pickup_scheduled': 'SH308 SH312',
  'info_received merchant:pickup_voided': 'SH313',
  'info_received merchant:not_ready_for_pickup merchant:hand_over_parcel': 'SH299',
  'in_transit/picked_up': 'SH012 SH314',
  'in_transit/origin_scan': 'SH047 SH406 SH434',
  'in_transit/arrived_facility': 'SH001 SH160 SH259 SH495',
  'in_transit/departed': 'SH022 SH077 SH110 SH260 SH272 SH475',
  'in_transit/departed carrier:remote_area': 'SH073 SH252',
  'in_transit/at_destination_facility': 'SH222 SH273 SH494 SH513 SH521',
  // "Will be", so not delivered yet, whatever the postal service does with it.
  'in_transit/handed_to_partner carrier:delivery_partner': 'SH007',
  'in_transit/rescheduled': 'SH044 SH076 SH376',
  'in_transit/rescheduled recipient:delivery_change_requested': 'SH070 SH493',
  'in_transit/rescheduled carrier:does_not_fit': 'SH504',
  'in_transit/delayed': 'SH162',
  'in_transit recipient:address_corrected': 'SH295 SH296',
  'in_transit recipient:going_to_pickup_point': 'SH484 SH529 SH537',
  'in_transit/customs_processing': 'SH466 SH469',
  'in_transit/customs_processing customs:awaiting_own_broker': 'SH034',
  'in_transit/customs_cleared': 'SH041 SH464',
  'out_for_delivery/with_courier': 'SH003 SH004',
  available_for_pickup: 'SH164',
  'available_for_pickup/at_locker': 'SH499',
  'available_for_pickup/at_parcel_shop': 'SH532 SH533',
  'available_for_pickup/pickup_reminder': 'SH491 SH530',
  'available_for_pickup/pickup_deadline': 'SH560',
  'attempt_failed/other_attempt': 'SH033 SH157',
  'attempt_failed/payment_due': 'SH480',
  delivered: 'SH005 SH154',
  'delivered/collected': 'SH006 SH496 SH534',
  'delivered/mailbox': 'SH234',
  exception: 'SH008',
  'exception carrier:in_storage': 'SH275 SH381',
  'exception recipient:not_collected shopper:arrange_delivery': 'SH492 SH531',
  'exception recipient:cannot_be_reached shopper:contact_carrier': 'SH257 SH294 SH410 SH479 SH515',
  'exception recipient:action_required shopper:arrange_delivery': 'SH249',
  'exception unknown:action_required shopper:contact_carrier': 'SH071 SH237 SH538 SH539',
  'exception/address_incorrect': 'SH375',
  'exception/payment_held': 'SH074',
  'exception/customs_held': 'SH158 SH462',
  'exception/customs_held customs:awaiting_own_broker': 'SH035',
  'exception/customs_held customs:instructions_before_clearance shopper:contact_carrier': 'SH467',
  'exception/customs_held merchant:clearance_information_missing merchant:provide_clearance_information': 'SH471',
  'exception/documents_missing': 'SH163 SH468',
  'exception/documents_missing customs:documents_missing merchant:provide_documents': 'SH473',
  'exception/documents_missing recipient:identification_missing shopper:show_identification': 'SH043 SH156',
  'exception/duties_unpaid': 'SH470',
  'exception/prohibited': 'SH472',
  'exception/prohibited customs:seized_or_destroyed merchant:contact_carrier': 'SH280',
  'returning/return_initiated': 'SH474',
  'returning/return_initiated recipient:cannot_be_reached': 'SH498',
  'returned/back_with_sender': 'SH069 SH407 SH559 SH704',
  // Notices, calls, payments, papers, choices of how to deliver.
  nothing:
    'SH228 SH230 SH236 SH239 SH247 SH250 SH251 SH261 SH270 SH271 SH279 SH281 SH369 SH382 SH383 SH408 SH505 SH516 SH556',
})

/** One code for every attempt, one for every delay: only its description tells why. */
const vague: Readonly<Record<string, RegExp>> = {
  SH033: /^(?:attempt_failed|exception|in_transit\/rescheduled)/,
  SH157: /^(?:attempt_failed|exception|in_transit\/rescheduled)/,
  SH294: /^attempt_failed\/(?:refused|address_problem|payment_due|not_home)/,
  SH008: /^exception\//,
  SH044: /^in_transit\/(?:rescheduled|delayed)/,
  SH076: /^in_transit\/(?:rescheduled|delayed)/,
  SH162: /^in_transit\/delayed/,
}

/** What an update says; its description decides where the code is in no table or stands for several things. */
export function meaningOf(
  code = '',
  description: string | undefined,
): { readonly meaning?: Meaning; readonly unmapped?: string } {
  const known = meaningIn(codes, code)
  const told = words(description)
  if (!known) return { ...(told && { meaning: told }), ...(code && { unmapped: code }) }
  const more = Object.hasOwn(vague, code.toUpperCase()) && vague[code.toUpperCase()]?.test(told?.status ?? '')
  return more && told ? { meaning: told } : {}
}

const words = wordTable([
  ['returned/back_with_sender', /\b(?:shipment |has been |was )?returned to (?:the )?(?:shipper|sender)/i],
  ['returning/return_initiated', /\b(?:to be|being|pending) return|\breturn(?:ing)? to (?:the )?(?:shipper|sender)/i],
  ['exception/duties_unpaid', /\b(?:duty|duties|tax)\b/i],
  ['in_transit/customs_cleared', /\bcleared\b.*\bcustoms\b|\bcustoms\b.*\bcleared\b/i],
  ['exception/customs_held', /\b(?:held|hold)\b.*\bcustoms\b|\bcustoms\b.*\b(?:held|hold)\b/i],
  ['in_transit/customs_processing', /\bcustoms\b/i],
  ['exception/damaged', /\bdamaged?\b/i],
  ['exception/lost', /\b(?:lost|missing)\b/i],
  [
    'attempt_failed/payment_due',
    /\b(?:payment|cash|COD|money)\b.*\b(?:not|declined|unavailable|refused|ready)\b|\bno (?:cash|money|payment)\b/i,
  ],
  ['attempt_failed/refused', /\b(?:refus|reject)/i],
  [
    'attempt_failed/address_problem',
    /\b(?:wrong|incorrect|incomplete|insufficient|bad|unclear|unknown)\b.{0,30}\baddress\b|\baddress\b.{0,40}\b(?:wrong|incorrect|incomplete|insufficient|unclear|unknown|not found)\b|\bmoved\b/i,
  ],
  ['attempt_failed/verification_failed', /\b(?:ID|identity|identification|KYC|OTP)\b/],
  [
    'attempt_failed/other_attempt recipient:cannot_be_reached shopper:be_available',
    /\b(?:mobile|phone|number|call)\b.*\b(?:reached|unreachable|answer|off|wrong)|\bunreachable\b|\bno (?:answer|response)\b|not answering/i,
  ],
  ['attempt_failed/no_access', /\bno access\b|\baccess (?:denied|restricted)|\brestricted (?:area|access)/i],
  ['attempt_failed/business_closed', /\bclosed\b|\bholiday\b|\bweekend\b/i],
  ['attempt_failed/not_home', /\bnot (?:available|home|at home|present|there|in)\b|\babsent\b|\baway\b|\bnobody\b/i],
  ['in_transit/delayed weather:severe_weather', /\b(?:weather|storm|flood|rain|snow|fog)/i],
  ['in_transit/delayed carrier:late_transport', /\b(?:flight|airline|aircraft|linehaul|offload)/i],
  ['in_transit/delayed carrier:vehicle_or_mechanical', /\b(?:vehicle|mechanical|breakdown)\b/i],
  ['in_transit/rescheduled', /\breschedul|\bfuture delivery|\bpostponed\b|\bnew (?:delivery )?date\b/i],
  ['in_transit/delayed', /\bdelay/i],
  [
    'available_for_pickup/at_locker',
    /\blocker\b.*\b(?:held|ready|await|pick ?up)|\b(?:held|ready|await)\w*\b.*\blocker\b/i,
  ],
  ['available_for_pickup', /\b(?:held|ready|await\w*) (?:for|at)?.*(?:pick ?up|collection)\b/i],
  ['delivered/collected', /\b(?:collected|picked up) by (?:the )?(?:consignee|customer|receiver)\b/i],
  ['in_transit/picked_up', /\b(?:picked up|collected) (?:from|by)\b/i],
  ['out_for_delivery/with_courier', /\bout for delivery\b/i],
  ['attempt_failed/other_attempt', /\battempted\b|\bunable to deliver\b|\bnot (?:be )?delivered\b|\bundeliver/i],
  ['delivered', /\bdelivered\b/i],
  ['exception', /\bon[- ]hold\b/i],
  ['in_transit', /\bin transit\b|\bprocess(?:ing|ed)\b|\bforwarded\b|\breceived at\b|\bdeparted\b|\barrived\b/i],
])
