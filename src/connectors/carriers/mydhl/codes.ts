import { codeTable, wordTable } from '../../kit/index.ts'

/** Checkpoints of DHL Express (reference data `trackingEventCode`). */
export const codes = codeTable({
  'info_received/data_received': 'DUMMY_PU',
  'in_transit/picked_up': 'PU',
  'in_transit/accepted': 'SA',
  in_transit: 'PL TR SM FD LV UV RW HO SC',
  'in_transit/arrived_facility': 'AF CI',
  'in_transit/departed': 'DF CU',
  'in_transit/at_destination_facility': 'AR',
  'in_transit/handed_to_partner': 'TP HN',
  'in_transit/rescheduled recipient:delivery_change_requested': 'AD',
  'in_transit/delayed': 'TD',
  // The rest is still to come: other than after OK, DHL goes on naming a day.
  'in_transit/delayed carrier:awaiting_other_parcels': 'PD',
  'in_transit/delayed carrier:missed_connection': 'MD',
  'in_transit/delayed carrier:late_transport': 'NA',
  'in_transit/delayed carrier:in_storage': 'HI',
  'in_transit/customs_processing customs:clearance_in_progress': 'IC RR ES DI BL',
  'in_transit/customs_processing customs:inspection': 'SI',
  'in_transit/customs_processing customs:duties_paid': 'PY',
  'in_transit/customs_processing customs:clearance_delayed': 'UD',
  'in_transit/customs_processing recipient:awaiting_own_broker': 'BN',
  'in_transit/customs_cleared': 'CR BR',
  'exception/customs_held customs:clearance_information_missing': 'CD',
  'exception/prohibited customs:embargo merchant:contact_carrier': 'DP',
  'exception/payment_held recipient:payment_due shopper:pay_duties': 'HP',
  'exception/missorted': 'MS MC IR',
  'exception carrier:in_storage': 'OH',
  'exception/on_hold_by_request merchant:hold_requested': 'ST',
  'exception/investigation': 'TI',
  'exception/investigation unknown:action_required merchant:contact_carrier': 'SS',
  'exception/investigation carrier:disposed_of merchant:contact_carrier': 'DS',
  'exception/address_incorrect': 'BA',
  'exception/recipient_moved': 'CM',
  'exception/damaged': 'DM',
  'out_for_delivery/with_courier': 'WC',
  'attempt_failed/not_home': 'NH',
  'attempt_failed/business_closed': 'CA',
  'attempt_failed/refused': 'RD',
  'attempt_failed/other_attempt': 'ND',
  available_for_pickup: 'CC',
  delivered: 'OK DL',
  'delivered carrier:damaged merchant:resolve_damage': 'DD',
  'returning/return_in_transit': 'RT',
  nothing: 'CS IA TT',
})

/** `status` of a shipment; often only whether the call went well. */
export const summaries = codeTable({
  info_received: ['PRE-TRANSIT', 'PENDING'],
  in_transit: ['TRANSIT', 'IN TRANSIT', 'IN_TRANSIT'],
  out_for_delivery: ['OUT FOR DELIVERY', 'OUT_FOR_DELIVERY'],
  delivered: 'DELIVERED',
  exception: 'FAILURE EXCEPTION',
  nothing: 'SUCCESS UNKNOWN',
})

/** Where the words say more than the checkpoint. */
export const refined = {
  CC: wordTable([
    ['available_for_pickup/at_locker', /locker/i],
    ['available_for_pickup/at_parcel_shop', /service ?point/i],
  ]),
  OK: wordTable([
    ['returned/back_with_sender', /returned to (?:the )?(?:shipper|sender)/i],
    ['delivered/to_neighbour', /neighbou?r/i],
    ['delivered/safe_place', /signature release|safe place|left (?:at|in)/i],
    ['delivered/signed', /signed (?:for )?by/i],
  ]),
}
