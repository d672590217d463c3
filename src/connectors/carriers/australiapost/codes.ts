import { codeTable, wordTable } from '../../kit/index.ts'

/** `status` of an item or a consignment; StarTrack sends some of them as events, too. */
export const codes = codeTable({
  'info_received/data_received': ['Created', 'Sealed', 'Initiated', 'Manifested', 'Unconfirmed', 'Despatched'],
  in_transit: ['In transit', 'Freight Handling', 'Track items for detailed delivery information'],
  'in_transit/picked_up': ['Picked Up'],
  'in_transit/rescheduled': ['To be Re-Delivered'],
  'in_transit/delayed': ['Possible delay', 'Delayed'],
  'in_transit/delayed carrier:awaiting_other_parcels': ['Partial Delivery', 'Partially Delivered'],
  'out_for_delivery/with_courier': ['On Board for Delivery', 'Onboard for delivery'],
  available_for_pickup: ['Awaiting collection', 'Ready for Pickup'],
  'attempt_failed/other_attempt': ['Unsuccessful Delivery', 'Attempted Delivery'],
  delivered: ['Delivered', 'Delivered in Full'],
  'exception/damaged': ['Article damaged'],
  'exception unknown:not_delivered merchant:decide_what_next': ['Cannot be delivered'],
  'exception/on_hold_by_request': ['Held by courier'],
  'cancelled/by_shipper': ['Cancelled'],
  'returning/return_in_transit': ['Returning to sender', 'Return to sender'],
  nothing: ['Unknown', 'Status not available'],
})

/** Events hold sentences alone; the most telling words first. */
export const words = wordTable([
  ['returned/back_with_sender', /(?:returned|delivered) (?:back )?to (?:the )?sender/i],
  ['returning/return_in_transit', /return(?:ing)? (?:back )?to (?:the )?sender|being returned|\brts\b/i],
  ['cancelled/by_shipper', /cancell?ed/i],
  ['exception/damaged', /damage/i],
  ['exception/lost', /\blost\b|missing|cannot be located/i],
  ['exception/prohibited', /prohibited|dangerous goods|not permitted|seized/i],
  [
    'exception/duties_unpaid',
    /(?:dut(?:y|ies)|tax|gst|charges?|fees?) (?:is |are )?(?:owing|due|payable|required|unpaid)/i,
  ],
  ['exception/documents_missing', /(?:document|information|paperwork)\w* (?:is |are )?(?:required|missing|requested)/i],
  ['exception/customs_held', /(?:held|detained|retained) (?:by|in|at) (?:customs|border|quarantine|biosecurity)/i],
  [
    'in_transit/customs_cleared',
    /cleared (?:by |through |from )?(?:customs|and awaiting|border|quarantine)|clearance (?:complete|finali[sz]ed)|customs .*(?:released|cleared)|released (?:by|from) customs/i,
  ],
  ['in_transit/customs_processing', /customs|awaiting clearance|border force|quarantine|biosecurity/i],
  ['attempt_failed/refused', /refused|rejected by/i],
  ['attempt_failed/business_closed', /(?:business|premises|shop|office|recipient) (?:was |is )?closed/i],
  ['attempt_failed/no_access', /no access|unable to (?:gain )?access|not accessible|unsafe|\bdog\b|animal/i],
  [
    'exception/address_incorrect',
    /incorrect(?:ly)? address|insufficient address|address .*(?:incorrect|incomplete|insufficient|not exist|unknown)|(?:no such|wrong) address/i,
  ],
  ['exception/recipient_moved', /left address|moved|no longer at/i],
  ['attempt_failed/verification_failed', /identification|proof of id|age verif/i],
  [
    'attempt_failed/not_home',
    /no ?(?:one|body) (?:was )?(?:home|available|there)|not (?:at )?home|recipient (?:was )?not (?:available|in)|sorry we missed you|\bcarded\b|card left|left (?:a )?card/i,
  ],
  [
    'attempt_failed/other_attempt',
    /attempted|unable to (?:be )?(?:deliver|left)|unsuccessful|undeliver|could ?n.t (?:be )?deliver|cannot be delivered|not delivered/i,
  ],
  ['available_for_pickup/pickup_reminder', /(?:final|second|last) (?:notice|reminder)|reminder/i],
  ['available_for_pickup/at_locker', /(?:ready|available|awaiting|waiting|held|placed).*locker/i],
  [
    'available_for_pickup/at_post_office',
    /(?:awaiting|ready (?:for|to)|available for|held for|waiting for) (?:be )?collect(?:ion|ed)?|ready for pick ?up/i,
  ],
  ['delivered/collected', /collected (?:by|from)|picked up by (?:the )?(?:recipient|customer|addressee)/i],
  ['delivered/to_neighbour', /delivered.*neighbou?r/i],
  [
    'delivered/safe_place',
    /delivered.*(?:safe|left|authori[sz]ed|unattended)|left in a safe place|^authority to leave used/i,
  ],
  ['delivered/mailbox', /delivered.*(?:mail ?box|letter ?box|po box)/i],
  ['delivered/reception', /delivered.*(?:reception|front desk|concierge|mail ?room)/i],
  ['delivered/signed', /delivered.*sign|signed (?:for )?by/i],
  ['delivered', /^(?:item |parcel |article )?delivered\b(?! to (?:depot|facility|agent|contractor|carrier))/i],
  [
    'out_for_delivery/with_courier',
    /on ?board (?:with driver )?for delivery|on board with driver|out for delivery|with australia post for delivery|for delivery today|with (?:the )?driver/i,
  ],
  ['in_transit/rescheduled', /re-?deliver|rescheduled|redirect/i],
  ['in_transit/delayed', /delay|severe weather|flood|cyclone|bushfire/i],
  ['exception/missorted', /mis-?(?:sort|sent|routed|directed)|in error/i],
  ['info_received/pickup_scheduled', /pick-?up (?:booked|scheduled|requested)/i],
  [
    'info_received/data_received',
    /(?:shipping|courier dispatch|despatch|manifest) (?:information|details?) |label (?:created|printed)|ready for processing|lodgement (?:advised|pending)|electronic/i,
  ],
  [
    'in_transit/handed_to_partner',
    /(?:transferred|handed|passed) (?:over )?to|processed by air carrier|accepted by airline/i,
  ],
  ['in_transit/picked_up', /picked up|collected/i],
  [
    'in_transit/accepted',
    /received by australia post|lodged|received (?:item )?(?:from sender|at post office|over the counter)|accepted/i,
  ],
  ['in_transit/export', /export|international departure|departed (?:from )?australia/i],
  ['in_transit/import', /arrived in|inbound|import/i],
  ['in_transit/departed', /in transit to|departed|despatch|dispatched|left (?:the )?(?:facility|depot)|en route/i],
  ['in_transit/at_destination_facility', /(?:arrived|received|processed) at (?:the )?(?:delivery|destination)/i],
  ['in_transit/arrived_facility', /processed|arrived|received|sorted|scanned|at facility/i],
  ['in_transit', /transit|freight handling|transferr?/i],
])
