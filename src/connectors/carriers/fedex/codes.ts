import { codeTable, wordTable } from '../../kit/index.ts'

/**
 * FedEx's event types ("Tracking Event Codes" of its API reference, and those only its test numbers show), alone and
 * with an exception code (`DE.8`, without leading zeros: Express writes 08, Ground 008).
 */
export const codes = codeTable({
  'info_received/data_received': 'OC OX MD',
  'info_received/pickup_scheduled': 'AP EP',
  'in_transit/picked_up': 'PU PX',
  'in_transit/accepted': 'DO IP',
  'in_transit/origin_scan': 'OF',
  'in_transit/handed_to_partner': 'AX AC',
  in_transit: 'IT IX TR DS PM PF PL EO LO OW SF CH',
  'in_transit/arrived_facility': 'AR AA',
  'in_transit/at_destination_facility': 'AF FD',
  'in_transit/departed': 'DP',
  'in_transit/export': 'EA',
  'in_transit/customs_processing customs:clearance_in_progress': 'CP',
  'in_transit/customs_cleared': 'CC',
  'in_transit/delayed': 'DY RL DD.84 DY.84',
  'in_transit/rescheduled': 'DD',
  'in_transit/rescheduled recipient:delivery_change_requested': 'RR RM DE.17 SE.17',
  'in_transit/rescheduled recipient:to_pickup_point': 'HA DE.A47',
  'in_transit/delayed merchant:not_ready_for_pickup merchant:hand_over_parcel': 'DR PD',
  out_for_delivery: 'ED',
  'out_for_delivery/with_courier': 'OD',
  'out_for_delivery/next_stop': 'AD',
  available_for_pickup: 'HL HP',
  delivered: 'DL',
  'delivered/safe_place': 'DL.2',
  'attempt_failed/other_attempt': 'DE',
  'attempt_failed/address_problem': 'DE.3 DE.5 DE.6',
  'attempt_failed/refused': 'DE.7',
  'attempt_failed/not_home': 'DE.1 DE.8',
  'attempt_failed/business_closed': 'DE.11 DE.15',
  'attempt_failed/business_closed unknown:holiday': 'DE.42',
  'attempt_failed/payment_due': 'DE.93',
  exception: 'SE',
  'exception/damaged': 'SE.9 SE.10 DE.9 DE.10 SE.37',
  'exception/missorted': 'SE.12 SE.18 SE.28',
  'exception/address_incorrect': 'SE.3 SE.5',
  'exception/refused': 'SE.7',
  'exception/customs_held': 'CD SE.55 CD.55',
  'exception/documents_missing': 'CD.50 SE.50',
  'exception/documents_missing customs:broker_not_assigned merchant:assign_broker': 'CD.58 SE.58',
  'exception/force_majeure': 'DE.84 SE.84',
  'exception/vehicle_or_mechanical': 'SE.85 DE.85',
  'returning/return_initiated': 'RS RT DE.14 SE.14',
  'cancelled/by_shipper': 'CA',
  // early or on time, a new estimate, an address asked to be changed, changed or corrected, an intervention
  nothing: 'AE AO US RA PR AS IN',
})

/** Why, of an event type that says only that something went wrong; where its exception code is not in the table. */
export const attemptInWords = wordTable([
  [
    'attempt_failed/not_home',
    /not available|not (?:at )?home|not in\b|no one|unable to (?:reach|contact) (?:the )?recipient/i,
  ],
  ['attempt_failed/business_closed', /business (?:is |was )?closed|holiday|closed (?:on|for)/i],
  ['attempt_failed/address_problem', /address|suite|apartment|unable to locate/i],
  ['attempt_failed/refused', /refus|reject/i],
  ['attempt_failed/no_access', /\baccess|gate|security code|restriction/i],
  ['attempt_failed/payment_due', /\bpay|\bcollect (?:payment|on delivery)|C\.?O\.?D\b/i],
  ['attempt_failed/verification_failed recipient:adult_signature_missing shopper:sign', /adult|signature/i],
  ['attempt_failed/verification_failed', /\bID\b|identification/],
  [
    'in_transit/rescheduled recipient:delivery_change_requested',
    /future delivery|reschedul|customer request|requested/i,
  ],
  ['exception/damaged', /damage/i],
  ['exception/weather', /weather|snow|storm|flood|hurricane/i],
])

export const exceptionInWords = wordTable([
  ['returning/return_initiated', /return(?:ed|ing)? to (?:the )?(?:sender|shipper)/i],
  [
    'exception/documents_missing',
    /document|paperwork|invoice|information (?:is )?(?:missing|needed|required)|missing information/i,
  ],
  ['exception/duties_unpaid', /dut(?:y|ies)|tax/i],
  ['exception/prohibited', /prohibited|restricted (?:article|commodit)|not (?:permitted|allowed)/i],
  ['exception/customs_held', /clearance|customs|regulatory|broker/i],
  ['exception/weather', /weather|snow|storm|flood|hurricane/i],
  ['exception/damaged', /damage/i],
  ['exception/lost', /\blost\b|unable to locate (?:the )?(?:package|shipment)/i],
  ['exception/refused', /refus/i],
  ['exception/address_incorrect', /address/i],
  ['exception/missorted', /sorted|wrong (?:route|location|facility)|misrout/i],
  ['exception/vehicle_or_mechanical', /mechanical|vehicle|aircraft|flight/i],
  ['exception/capacity', /volume|capacity|backlog/i],
  ['exception/security_hold', /security/i],
  ['exception/on_hold_by_request', /hold/i],
  ['exception/force_majeure', /beyond our control|disaster|unrest|strike/i],
])

/** Where it was handed over, of a delivery. */
export const spotInWords = wordTable([
  [
    'delivered/reception',
    /reception|front desk|mail ?room|guard|gate ?house|security|shipping.receiving|(?:apartment|leasing|rental|management|main) ?_?office/i,
  ],
  [
    'delivered/safe_place',
    /front.door|side.door|back.door|porch|patio|garage|left at|release authorized|signature (?:service )?not (?:requested|required)/i,
  ],
  ['delivered/to_neighbour', /neighbou?r/i],
  ['delivered/mailbox', /mail ?_?box/i],
  ['delivered/collected', /fedex.(?:location|office|onsite|ship center)|picked up by/i],
])
