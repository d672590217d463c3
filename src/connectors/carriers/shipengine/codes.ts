import { codeTable, wordTable } from '../../kit/index.ts'

/**
 * ShipEngine's status codes (`IT`) and what they are in detail (`status_detail_code`), each after what it is: its events
 * have the carrier's own codes, which may read alike and say something else.
 */
export const codes = codeTable({
  'info_received/label_created': 'status:NY detail:ELEC_ADVICE_RECD_BY_CARRIER detail:SHIPMENT_CREATED',
  'info_received/data_received': 'detail:AWAITING_ELECTRONIC_ADVICE detail:RECD_BY_CARRIER_NO_ELEC_ADVICE',
  'info_received/pickup_scheduled':
    'detail:COLLECTION_REQUESTED detail:AWAITING_DESPATCH detail:AWAITING_PICKUP_DROP_OFF detail:NOT_YET_RECEIVED_BY_CARRIER',
  'info_received merchant:not_ready_for_pickup merchant:hand_over_parcel': 'detail:COLLECTION_FAILED',
  'in_transit/accepted': 'status:AC detail:RECEIVED_BY_CARRIER detail:DROPPED_OFF detail:DESPATCHED',
  'in_transit/picked_up': 'detail:COLLECTION_MADE detail:PICKED_UP',
  in_transit: 'status:IT detail:IN_TRANSIT detail:HUB_PROCESSING detail:PARCEL_OVER_LABELLED detail:PARCEL_REPACKED',
  'in_transit/arrived_facility': 'detail:HUB_SCAN_IN',
  'in_transit/departed': 'detail:HUB_SCAN_OUT',
  'in_transit/at_destination_facility': 'detail:RECEIVED_LOCAL_DELIVERY_DEPOT',
  'in_transit/handed_to_partner': 'detail:SUB_CONTRACTOR_EVENT detail:SUB_CONTRACTOR_RECEIVED',
  'in_transit/customs_processing customs:clearance_in_progress': 'detail:CUSTOMS_PROCESSING',
  'in_transit/customs_cleared': 'detail:CUSTOMS_CLEARED',
  'in_transit/rescheduled':
    'detail:DELIVERY_ARRANGED_WITH_RECIPIENT detail:DELIVERY_SCHEDULED detail:DELIVERY_RESCHEDULED detail:PARCEL_REDIRECTED',
  'in_transit/delayed': 'detail:CARRIER_DELAYS',
  'in_transit/delayed unknown:beyond_control': 'detail:DELAYED_NOT_CARRIER',
  out_for_delivery: 'detail:OUT_FOR_DELIVERY',
  available_for_pickup:
    'status:SP detail:AWAITING_COLLECTION_FROM_PICKUP_POINT detail:CUSTOMER_TO_COLLECT_FROM_CARRIER',
  'available_for_pickup/at_post_office': 'detail:COLLECT_AT_LOCAL_PO',
  'available_for_pickup/at_locker': 'detail:DELIVERED_TO_LOCKER_COLLECTION_POINT',
  'attempt_failed/other_attempt':
    'status:AT detail:ATTEMPTED_DELIVERY detail:ATTEMPTED_DELIVERY_2ND detail:ATTEMPTED_DELIVERY_3RD',
  'attempt_failed/other_attempt carrier:final_attempt': 'detail:ATTEMPTED_DELIVERY_FINAL',
  'attempt_failed/other_attempt unknown:notice_left shopper:arrange_delivery': 'detail:CUSTOMER_CARDED',
  'attempt_failed/payment_due': 'detail:COD_AMOUNT_NOT_PAID detail:INVALID_METHOD_OF_PAYMENT',
  'attempt_failed/verification_failed': 'detail:CUSTOMER_IDENTIFICATION_FAILED',
  'attempt_failed/no_access': 'detail:NO_ACCESS_TO_RECIPIENTS_ADDRESS',
  delivered: 'status:DE detail:DELIVERED detail:PROOF_OF_DELIVERY detail:DELIVERED_TO_ALTERNATIVE_DELIVERY_LOCATION',
  'delivered carrier:damaged merchant:resolve_damage': 'detail:DELIVERED_DAMAGED',
  'delivered carrier:contents_missing': 'detail:DELIVERED_IN_PART',
  'delivered/safe_place': 'detail:DELIVERED_SPECIFIED_SAFE_PLACE',
  'delivered/to_neighbour': 'detail:DELIVERED_TO_NEIGHBOUR',
  'delivered/mailbox': 'detail:DELIVERED_TO_PO_BOX',
  'delivered/collected': 'detail:PARCEL_COLLECTED_FROM_PICKUP_POINT',
  'delivered/cod_collected': 'detail:COD_AMOUNT_PAID',
  exception: 'status:EX',
  'exception/address_incorrect': 'detail:ADDRESS_QUERY',
  'exception/recipient_moved': 'detail:CUSTOMER_MOVED',
  'exception/prohibited': 'detail:HAZARDOUS_PROHIBITED',
  'exception unknown:not_delivered': 'detail:NOT_DELIVERED detail:NOT_DELIVERED_ADDRESSEE_DECEASED',
  'exception carrier:over_limits merchant:contact_carrier': 'detail:PARCEL_OUTSIDE_OF_SERVICE_CAPABILITY',
  'exception merchant:over_limits': 'detail:INCORRECT_DECLARATION',
  'exception carrier:disposed_of merchant:send_again': 'detail:PARCEL_DISPOSED',
  'exception/damaged': 'detail:PARCEL_DAMAGED',
  'exception/lost': 'detail:PARCEL_LOST',
  'exception/refused': 'detail:REFUSED_BY_CUSTOMER',
  'exception/missorted': 'detail:MISSORTED detail:ROUTING_ERROR',
  'exception carrier:delay': 'detail:HELD_BY_CARRIER',
  'exception/customs_held':
    'detail:HELD_BY_CUSTOMS detail:HELD_BY_EXPORT_CUSTOMS detail:HELD_BY_IMPORT_CUSTOMS detail:HELD_BY_CARRIER_FOR_CLEARANCE_PRE_PROCESSING',
  'returning/return_initiated recipient:not_collected': 'detail:NOT_COLLECTED_FROM_PICKUP_POINT',
  'returning/return_in_transit': 'detail:RETURN_TO_SENDER',
  cancelled: 'detail:CANCELLED',
  'cancelled/by_shipper': 'detail:CANCELLED_BEFORE_DESPATCH',
  // not known, and what is told beside the way of a parcel
  nothing:
    'status:UN detail:INFORMATION detail:CARRIER_STATUS_NOT_MAPPED detail:POST_TRANSIT_STATUS detail:PARCEL_UPDATE_NOTIFICATION detail:PARCEL_UPDATE_NOTIFICATION_VIA_EMAIL detail:PARCEL_UPDATE_NOTIFICATION_VIA_SMS',
})

/** Where ShipEngine gives an event no status of its own, the carrier's words do; most specific first. */
export const inWords = wordTable([
  ['returned/back_with_sender', /(?:delivered|returned),? to (?:the |original )*(?:sender|shipper)/i],
  ['returning/return_in_transit', /return(?:ing)? to (?:the )?(?:sender|shipper)/i],
  [
    'attempt_failed/other_attempt',
    /delivery attempt|attempted delivery|notice left|unable to deliver|not delivered|customer (?:not|was not) (?:home|available)/i,
  ],
  ['available_for_pickup', /(?:available|ready) for (?:customer )?(?:pick-?up|collection)|held (?:at|for)/i],
  ['out_for_delivery', /out for delivery|vehicle for delivery|with (?:the )?courier/i],
  ['in_transit/handed_to_partner', /(?:transferred|tendered|handed) (?:over )?to/i],
  ['delivered', /^(?:package |parcel |shipment |your item was )?delivered(?!.*agent for final)/i],
  ['exception/customs_held', /(?:held|delay).*(?:customs|clearance)|(?:customs|clearance).*(?:held|delay)/i],
  [
    'in_transit/customs_cleared',
    /customs cleared|cleared customs|clearance (?:complete|processing complete)|released by customs/i,
  ],
  ['in_transit/customs_processing', /customs|clearance/i],
  ['exception/damaged', /damaged/i],
  ['in_transit/delayed', /delay|running late|arriving late/i],
  [
    'info_received/label_created',
    /label (?:created|printed)|awaiting item|order processed: ready|shipment information (?:sent|received)|pre-?shipment|shipping info/i,
  ],
  ['in_transit/picked_up', /picked up|pickup scan|collection scan/i],
  ['in_transit/accepted', /accept|in possession|origin scan/i],
  ['in_transit/departed', /depart|left (?:the )?/i],
  ['in_transit/arrived_facility', /arriv|at (?:local )?\w* ?facility/i],
  ['in_transit', /in transit|on its way|on the way|processed|moving/i],
])
