import { milestoneOf } from '../../../model/index.ts'
import { lookUp, type Meaning, says } from '../../kit/index.ts'

/** Every meaning once; the tables below say which codes have it. */
const meanings = {
  nothing: says(null),

  labelCreated: says('info_received/label_created'),
  dataReceived: says('info_received/data_received'),
  pickupScheduled: says('info_received/pickup_scheduled'),
  pickupNotReady: says(
    'info_received/pickup_scheduled',
    ['merchant', 'not_ready_for_pickup'],
    ['merchant', 'hand_over_parcel'],
  ),
  voided: says('cancelled/voided_label', ['merchant', 'voided']),
  pickupVoided: says('cancelled/by_shipper', ['merchant', 'pickup_voided']),
  dropOffCancelled: says('cancelled/by_shipper', ['merchant', 'drop_off_cancelled']),
  noInformation: says('not_found'),

  moving: says('in_transit'),
  accepted: says('in_transit/accepted'),
  pickedUp: says('in_transit/picked_up'),
  originScan: says('in_transit/origin_scan'),
  departed: says('in_transit/departed'),
  arrived: says('in_transit/arrived_facility'),
  exported: says('in_transit/export'),
  imported: says('in_transit/import'),
  nearby: says('in_transit/at_destination_facility'),
  withPartner: says('in_transit/handed_to_partner'),
  shopperChanged: says('in_transit/rescheduled', ['recipient', 'delivery_change_requested']),
  merchantChanged: says('in_transit/rescheduled', ['merchant', 'delivery_change_requested']),
  rescheduled: says('in_transit/rescheduled', ['carrier', 'rescheduled']),
  addressCorrected: says('in_transit/rescheduled', ['recipient', 'address_corrected']),
  toPickupPoint: says('in_transit/rescheduled', ['carrier', 'to_pickup_point']),
  pickupArranged: says('in_transit/rescheduled', ['recipient', 'pickup_arranged']),
  holiday: says('in_transit/rescheduled', ['unknown', 'holiday']),

  delayed: says('in_transit/delayed', ['carrier', 'delay']),
  transportLate: says('in_transit/delayed', ['carrier', 'late_transport']),
  pickupLate: says('in_transit/delayed', ['carrier', 'late_pickup']),
  leftBehind: says('in_transit/delayed', ['carrier', 'left_behind']),
  tenderedLate: says('in_transit/delayed', ['merchant', 'tendered_late']),
  hazardous: says('in_transit/delayed', ['merchant', 'hazardous_materials']),
  remoteArea: says('in_transit/delayed', ['recipient', 'remote_area']),
  waitingForRest: says('in_transit/delayed', ['carrier', 'awaiting_other_parcels']),
  serviceUnavailable: says('in_transit/delayed', ['merchant', 'service_not_available']),
  gatewayHold: says('in_transit/delayed', ['customs', 'gateway_hold']),
  mechanical: says('exception/vehicle_or_mechanical', ['carrier', 'vehicle_or_mechanical']),
  weather: says('exception/weather', ['weather', 'severe_weather']),
  disaster: says('exception/force_majeure', ['weather', 'natural_disaster']),
  strike: says('exception/force_majeure', ['unknown', 'labour_dispute']),
  beyondControl: says('exception/force_majeure', ['unknown', 'beyond_control']),
  missorted: says('exception/missorted', ['carrier', 'missorted']),
  capacity: says('exception/capacity', ['carrier', 'capacity']),
  securityCheck: says('exception/security_hold', ['security', 'security_check']),

  customsPending: says('in_transit/customs_processing', ['customs', 'awaiting_release']),
  customsPreparing: says('in_transit/customs_processing', ['customs', 'clearance_in_progress']),
  customsDelay: says('in_transit/customs_processing', ['customs', 'clearance_delayed']),
  customsInspection: says('in_transit/customs_processing', ['customs', 'inspection']),
  ownBroker: says('in_transit/customs_processing', ['recipient', 'awaiting_own_broker']),
  brokerMissing: says(
    'exception/documents_missing',
    ['recipient', 'broker_not_assigned'],
    ['shopper', 'assign_broker'],
  ),
  dutiesPaid: says('in_transit/customs_processing', ['customs', 'duties_paid']),
  customsCleared: says('in_transit/customs_cleared'),
  clearedLate: says('in_transit/customs_cleared', ['customs', 'cleared_late']),
  senderPapers: says(
    'exception/documents_missing',
    ['merchant', 'clearance_information_missing'],
    ['merchant', 'provide_clearance_information'],
  ),
  shopperPapers: says(
    'exception/documents_missing',
    ['recipient', 'clearance_information_missing'],
    ['shopper', 'provide_clearance_information'],
  ),
  papers: says(
    'exception/documents_missing',
    ['customs', 'clearance_information_missing'],
    ['merchant', 'provide_clearance_information'],
  ),
  askFirst: says(
    'exception/customs_held',
    ['recipient', 'instructions_before_clearance'],
    ['shopper', 'contact_carrier'],
  ),
  duties: says('exception/duties_unpaid', ['recipient', 'duties_unpaid'], ['shopper', 'pay_duties']),
  customsHeld: says('exception/customs_held', ['customs', 'held']),
  prohibited: says('exception/prohibited', ['merchant', 'prohibited_contents'], ['merchant', 'contact_carrier']),
  seized: says('exception/prohibited', ['customs', 'seized_or_destroyed'], ['merchant', 'send_again']),
  valueLimit: says('exception/prohibited', ['merchant', 'value_limit_exceeded'], ['merchant', 'contact_carrier']),

  outForDelivery: says('out_for_delivery/with_courier'),
  nextStop: says('out_for_delivery/next_stop'),
  outPaymentDue: says('out_for_delivery/with_courier', ['recipient', 'payment_due'], ['shopper', 'pay_on_delivery']),

  toCollect: says('available_for_pickup', null, ['shopper', 'collect_parcel']),
  atShop: says('available_for_pickup/at_parcel_shop', null, ['shopper', 'collect_parcel']),
  atLocker: says('available_for_pickup/at_locker', null, ['shopper', 'collect_parcel']),
  atPostOffice: says('available_for_pickup/at_post_office', null, ['shopper', 'collect_parcel']),
  collectReminder: says('available_for_pickup/pickup_reminder', null, ['shopper', 'collect_parcel']),
  collectSoon: says(
    'available_for_pickup/pickup_deadline',
    ['recipient', 'not_collected_yet'],
    ['shopper', 'collect_parcel'],
  ),

  attempt: says('attempt_failed/other_attempt', ['unknown', 'not_delivered']),
  missedToPickupPoint: says('attempt_failed/other_attempt', ['recipient', 'going_to_pickup_point']),
  lastAttempt: says('attempt_failed/other_attempt', ['unknown', 'final_attempt'], ['shopper', 'arrange_delivery']),
  notHome: says('attempt_failed/not_home', ['recipient', 'not_home'], ['shopper', 'be_available']),
  notHomeLast: says('attempt_failed/not_home', ['recipient', 'not_home'], ['shopper', 'arrange_delivery']),
  noticeLeft: says('attempt_failed/other_attempt', ['recipient', 'notice_left'], ['shopper', 'arrange_delivery']),
  closed: says('attempt_failed/business_closed', ['recipient', 'business_closed']),
  closedLast: says('attempt_failed/business_closed', ['recipient', 'business_closed'], ['shopper', 'arrange_delivery']),
  pickupPointClosed: says('attempt_failed/business_closed', ['carrier', 'pickup_point_closed']),
  pickupPointFull: says('attempt_failed/other_attempt', ['carrier', 'pickup_point_unavailable']),
  lockerTooSmall: says('attempt_failed/other_attempt', ['carrier', 'does_not_fit']),
  noAccess: says('attempt_failed/no_access', ['recipient', 'no_access'], ['shopper', 'give_access']),
  animal: says('attempt_failed/no_access', ['recipient', 'animal'], ['shopper', 'give_access']),
  notPaid: says('attempt_failed/payment_due', ['recipient', 'payment_due'], ['shopper', 'pay_on_delivery']),
  adultMissing: says(
    'attempt_failed/verification_failed',
    ['recipient', 'adult_signature_missing'],
    ['shopper', 'be_available'],
  ),
  pinWrong: says('attempt_failed/verification_failed', ['recipient', 'pin_not_given'], ['shopper', 'have_pin_ready']),
  idMissing: says(
    'attempt_failed/verification_failed',
    ['recipient', 'identification_missing'],
    ['shopper', 'show_identification'],
  ),
  attemptAddress: says(
    'attempt_failed/address_problem',
    ['recipient', 'address_incorrect'],
    ['shopper', 'correct_address'],
  ),
  attemptRefused: says('attempt_failed/refused', ['recipient', 'refused']),

  delivered: says('delivered'),
  deliveredLate: says('delivered', ['carrier', 'delivered_late']),
  deliveredDamaged: says('delivered', ['carrier', 'damaged'], ['merchant', 'resolve_damage']),
  toRecipient: says('delivered/to_recipient'),
  signed: says('delivered/signed'),
  toNeighbour: says('delivered/to_neighbour'),
  safePlace: says('delivered/safe_place'),
  mailbox: says('delivered/mailbox'),
  reception: says('delivered/reception'),
  collected: says('delivered/collected'),

  problem: says('exception'),
  problemAsk: says('exception', ['unknown', 'action_required'], ['shopper', 'contact_carrier']),
  problemMerchant: says('exception', ['merchant', 'action_required'], ['merchant', 'contact_carrier']),
  unreachable: says('exception', ['recipient', 'cannot_be_reached'], ['shopper', 'contact_carrier']),
  partnerProblem: says('exception', ['carrier', 'delivery_partner']),
  oversized: says('exception', ['merchant', 'over_limits'], ['merchant', 'contact_carrier']),
  billing: says('exception', ['merchant', 'billing'], ['merchant', 'contact_carrier']),
  codLabel: says('exception', ['merchant', 'cod_amount_missing'], ['merchant', 'contact_carrier']),
  notServed: says('exception', ['carrier', 'destination_not_served'], ['merchant', 'contact_carrier']),
  renumbered: says('exception', ['carrier', 'new_tracking_number']),
  locationDamaged: says('exception', ['recipient', 'location_damaged'], ['shopper', 'correct_address']),
  disposed: says('exception', ['carrier', 'disposed_of'], ['merchant', 'send_again']),
  address: says('exception/address_incorrect', ['recipient', 'address_incorrect'], ['shopper', 'correct_address']),
  addressUnserved: says(
    'exception/address_incorrect',
    ['recipient', 'address_not_served'],
    ['shopper', 'correct_address'],
  ),
  labelUnreadable: says('exception/address_incorrect', ['carrier', 'label_unreadable']),
  phoneMissing: says('exception/address_incorrect', ['recipient', 'phone_missing'], ['shopper', 'give_phone_number']),
  moved: says('exception/recipient_moved', ['recipient', 'moved'], ['shopper', 'correct_address']),
  refused: says('exception/refused', ['recipient', 'refused'], ['merchant', 'decide_what_next']),
  refusedDamaged: says('exception/refused', ['carrier', 'damaged'], ['merchant', 'resolve_damage']),
  damaged: says('exception/damaged', ['carrier', 'damaged'], ['merchant', 'resolve_damage']),
  incomplete: says('exception/damaged', ['carrier', 'contents_missing'], ['merchant', 'resolve_damage']),
  contentsLost: says('exception/lost', ['carrier', 'contents_missing'], ['merchant', 'send_again']),
  lost: says('exception/lost', ['carrier', 'lost'], ['merchant', 'send_again']),
  investigation: says('exception/investigation', ['carrier', 'being_traced']),
  merchantHold: says('exception/on_hold_by_request', ['merchant', 'hold_requested']),
  shopperHold: says('exception/on_hold_by_request', ['recipient', 'hold_requested']),
  onHold: says('exception/on_hold_by_request', ['unknown', 'hold_requested']),
  heldForPayment: says('exception/payment_held', ['recipient', 'payment_due'], ['shopper', 'pay_on_delivery']),
  stored: says('exception', ['carrier', 'in_storage']),

  returning: says('returning/return_in_transit'),
  returnStarts: says('returning/return_initiated'),
  returnAsked: says('returning/return_initiated', ['merchant', 'return_requested']),
  returnRefused: says('returning/return_initiated', ['recipient', 'refused']),
  returnUncollected: says('returning/return_initiated', ['recipient', 'not_collected']),
  returnAddress: says('returning/return_initiated', ['recipient', 'address_incorrect']),
  returnMoved: says('returning/return_initiated', ['recipient', 'moved']),
  returnNotHome: says('returning/return_initiated', ['recipient', 'not_home']),
  returnDamaged: says('returning/return_initiated', ['carrier', 'damaged'], ['merchant', 'resolve_damage']),
  returnProhibited: says('returning/return_initiated', ['merchant', 'prohibited_contents']),
  returnPapers: says('returning/return_initiated', ['customs', 'clearance_information_missing']),
  returnDuties: says('returning/return_initiated', ['recipient', 'duties_unpaid']),
  returnBeyondControl: says('returning/return_initiated', ['unknown', 'beyond_control']),
  returnEmbargo: says('returning/return_initiated', ['customs', 'embargo']),
  returned: says('returned/back_with_sender'),
  returnedDamaged: says('returned/back_with_sender', ['carrier', 'damaged'], ['merchant', 'resolve_damage']),
  returnedAddress: says('returned/back_with_sender', ['recipient', 'address_incorrect']),
} satisfies Record<string, Meaning>

type Codes = Partial<Record<keyof typeof meanings, string>>

/**
 * UPS's published tables ("Tracking delivery codes" of the API's appendix), by activity type; the same two letters mean
 * different things in different types. FS, KB and SR are in answers and in the OpenAPI file, not in the tables.
 */
const byType = {
  /** Exceptions. */
  X: {
    nothing:
      '30 37 63 79 92 93 1T 2G 3Q 3W 3Z 4L 4N 5A 5B 6W 6X 6Z D7 GN GQ GR HJ HN I9 J8 J9 JB JC JH JI JJ K5 K6 K8 KN KO L0 L8 LU R3 R8 RH S0 SO SU T4 T5 T6 T7 T8 TA TC TK TL TS UL V9 VH VU VV VW YS Z7 Z8 ZU 2E F5 FW',
    labelCreated: '9C 9D 9J 9K',
    pickupScheduled: 'TR',
    pickupNotReady: 'G4 G5 KY YU YV YW',
    dropOffCancelled: '5D',
    moving: '1M 2R 2S 2U 3P 4F 4J 76 77 8M 9I EO HM LY P7 TE UI VZ X0 Y9 YR ZO ZW ZX ZY ZZ',
    accepted: 'P4',
    pickedUp: 'HF Z5',
    departed: '2O F3',
    arrived: 'F0 GD HL PG RB YT',
    exported: 'YX',
    imported: 'IP XD',
    nearby: 'RC ZK',
    withPartner: '2V 4B 4H F7 LX OA VX YG ZN ZV',
    shopperChanged: '3R 3S 4M 6G 6I AT H6 JA O1 O2 O3 O7 OL RF RG RW S6 TB UD UT VA VD VM ZA ZB ZC 7Q',
    merchantChanged: '78 E0 G1',
    rescheduled: '2 14 1P 3U 6L 6P 8K 8L 8R I8 IB LH O6 RO SX TH VG',
    addressCorrected: 'AH IJ',
    toPickupPoint: '3V 5S 5V 6H 6J 6K 7C 7D RI ZD ZL',
    holiday: 'AZ VL',
    delayed:
      '1 4 8 11 31 87 1B 1L 1V 1X 2H 2Y 3A 3B 3C 3T 4Y 6E 7N 7Y 7Z 8C 8E 8F 8Y 8Z 9M 9N 9O 9P 9Q 9R 9T 9U 9V 9X 9Y 9Z C6 CC DC DU E3 EH EN GV HA HH NW Q1 TI TN UK',
    transportLate: '3 17 18 19 22 1K 1Q 2Z 4K 7G 9L 9S CK CL CM FG HG MT NP OD P6 S8',
    pickupLate: 'K1',
    leftBehind: 'CD ED',
    tenderedLate: '8A K2',
    hazardous: '60 OS',
    remoteArea: 'DQ',
    waitingForRest: '72',
    serviceUnavailable: '46 D4',
    gatewayHold: 'CN CP',
    mechanical: '15 16 23 68 1O CQ DR GH GI LE LF',
    weather: '1E 2A 3D 6D 7V 7W 7X C5 DJ PZ',
    disaster: 'DF',
    strike: 'B1 DG Q0 RY',
    beyondControl: 'GC H7',
    missorted: '6 7 34 8G D1 YI',
    capacity: '1G 1H',
    securityCheck: '7R 7S G6 G9',
    customsPending:
      '5 1U 2N 2T B4 B8 BW BX CE DE E4 E8 E9 L3 LV OB R4 R5 RD RE RM RP RZ SF SS TT VK X2 X3 X7 XJ XK XL XY Y1 Z1',
    customsPreparing: '4C 7I 7M B3 B6 BV C3 D5 DB ER HW MI S4 S5 SI SY VQ VR W8 X4 Y5',
    customsDelay: 'OI',
    customsInspection: 'TG',
    ownBroker: 'R1 RJ RU SV T9 YA',
    brokerMissing: '7P',
    dutiesPaid: '1D E7',
    customsCleared: 'DA SR Z3',
    clearedLate: 'XZ',
    senderPapers:
      '40 43 71 4T 7T AO B9 BA BB BD BE CX CZ D0 DN FF L2 L5 OM OT R6 RA RX S1 SN VP X5 X8 XC XE XG XN XO XV XW',
    shopperPapers: '29 1W 2B 7U B5 BG BH BJ BK BP DY EU EV EW FE GF GZ OQ R7 RR RS S2 S3 SJ SL SP X6 XA XB',
    askFirst: 'X9',
    duties: '1C 7F D9 EY',
    customsHeld: 'CF CT ES Y4',
    prohibited: '73 9F DP H9 HK HO I2 OR TX U0 U3 UN UR US',
    seized: '1F IY J0',
    valueLimit: 'D2',
    outForDelivery: 'RK RL ZS',
    toCollect: '54 E2 LZ UE VB',
    pickupArranged: '39 O5 O8 O9 S7 TO UZ VE VF VN XS',
    atShop: '6B 8I I5 ZP',
    collectSoon: '5G',
    attempt: '5Z GB',
    missedToPickupPoint: '89 2X 5R 6R',
    notHome: '48 7L C4 KX OH',
    notHomeLast: '49',
    noticeLeft: 'HQ YD',
    closed: '55 G3 L1 ZM',
    closedLast: 'AY',
    pickupPointClosed: '3J',
    pickupPointFull: '3L 5U 5W',
    lockerTooSmall: '84',
    noAccess: '95',
    notPaid: '51 52 KZ',
    adultMissing: 'FM G7 G8',
    pinWrong: 'IQ IR',
    idMissing: 'PI',
    delivered: 'F4 KM',
    toRecipient: 'FN K7',
    deliveredLate: '56 59',
    deliveredDamaged: '64',
    collected: 'FT',
    problem: '99 1A 4Q 5T 6T 7E BF CH CJ',
    problemAsk: 'I3',
    problemMerchant: '91',
    unreachable: 'BQ BR BT DD DT VI VJ Y2 Y3',
    oversized: '4P C9 CA CV EX',
    billing: '33',
    codLabel: 'C7',
    notServed: '47',
    renumbered: 'CG',
    locationDamaged: 'A5',
    disposed: '8D BZ NI YL',
    address: 'A8 A9 AA AB AC AD AE AF AG AK AL AV CY DW E1 FA H1 H2 H3 H4 H5 OJ PH YF',
    addressUnserved: 'A6 AW CW',
    labelUnreadable: '4Z DS',
    phoneMissing: 'TF',
    moved: 'A7 C8',
    refused: 'AM AN AP AQ AS KI KR KS KT YE',
    refusedDamaged: 'KQ',
    damaged: '13 45 66 67 A2 A3 A4 HD HE HR TV',
    incomplete: '25 AJ',
    contentsLost: '26 27',
    lost: 'S9 TJ YM',
    investigation: 'F8 GO LN LO LQ UO UP UW UX',
    merchantHold: 'T3',
    shopperHold: 'AX LI MF UG Y7',
    stored: '4I',
    returning: '4R UF YJ YK',
    returnStarts: 'DL KP O4 RV XU',
    returnAsked: 'CS H8 I1',
    returnRefused: '8H',
    returnUncollected: '3N 6C',
    returnDamaged: '24 65 A1',
    returnProhibited: 'O0',
    returnPapers: '7H',
    returnEmbargo: '90',
    returned: '4S PP UA',
    returnedAddress: 'TU',
  },
  /** Deliveries, and what happened where one was tried: mostly the place where the parcel was left. */
  D: {
    nothing: '38 1Z 2C 8Q EB EE FD FI GW L6 MY UJ',
    delivered: '3G 8N 9E FS FV KB M1 M2 M6 OO P5 PF UC YC ZE',
    toRecipient: 'M7 MG MH MJ MK',
    toNeighbour: '3H',
    safePlace: '3F ML MM MN MP MQ MR MS MW MX NL NT ZF',
    mailbox: 'MU',
    reception: '8O AI M3 M4 M5 M8 M9 MA MB MC MD ME OZ ZG ZH',
    collected: '2W',
    atShop: '2Q ZI',
    atLocker: '1N',
    atPostOffice: 'EP',
    toCollect: 'ZQ',
    pickupArranged: 'AU',
    returned: 'B0',
    returnUncollected: '5F',
    moving: '4X A0 EC',
    accepted: 'VS',
    departed: '2J F3',
    arrived: '2D F0 85',
    withPartner: 'F7 YH',
    outForDelivery: '2K 7K FB',
    toPickupPoint: '7A',
    rescheduled: 'F1',
    addressCorrected: 'EG',
    delayed: '0 9 12 32 41 42 44 57 98 CB EF EL EM EQ FZ',
    transportLate: 'EK',
    hazardous: '61 62',
    serviceUnavailable: 'LM',
    mechanical: 'EI',
    weather: 'CR EJ',
    customsPending: '70 B2 RQ',
    customsPreparing: '86',
    customsInspection: 'DK L4',
    customsCleared: '83 BN EZ',
    customsHeld: 'ST',
    papers: 'ET SB SE SG',
    prohibited: 'BL RN',
    oversized: 'BM',
    damaged: '28',
    incomplete: 'GK',
    labelUnreadable: '74 CU',
    address: '50 BO DZ F2 MV',
    refused: '53',
    unreachable: 'BS FC',
    problem: 'KU TW',
    merchantHold: 'HI',
    notHome: 'CI',
    closed: 'BI FO',
    notPaid: 'DI',
    noAccess: 'NS NX OE',
    attempt: '7B DO EA',
    pickupNotReady: 'CO',
  },
  /** Movements. */
  I: {
    nothing: 'CA CD CL',
    labelCreated: 'OC PL',
    pickupScheduled: 'SP',
    pickupVoided: 'VP',
    moving: 'AG AT YM',
    accepted: 'XD',
    pickedUp: 'PC PT PU',
    originScan: 'OR',
    departed: 'DP UD',
    arrived: 'AR HU LC LM UA UL WH',
    exported: 'EP',
    imported: 'IP',
    nearby: 'DL DS OD XA XR YH YP',
    withPartner: 'YN',
    outForDelivery: 'OF OT YF YI',
  },
  /** Manifests. */
  M: { labelCreated: 'DP MP OC RD', voided: 'VP' },
  MV: { voided: 'VP' },
  /** Changes to the estimate, and photos (Track Alert). */
  U: { nothing: 'PX UP UT' },

  /** Mail Innovations and its partners, by source of information: post office, UPS, pick-up partner, postal operator. */
  IC: {
    delayed: '00',
    outForDelivery: '1A EL',
    nearby: '1B DQ YH',
    toCollect: '1C DN',
    atPostOffice: '1D',
    moving: '1E EN',
    collected: '1G',
    returning: '1F EJ EK',
    dataReceived: '2N',
    accepted: '2O XA',
    delivered: 'YC',
    signed: 'DL',
    rescheduled: 'DM EB MT',
    noAccess: 'DO DU ZM',
    collectReminder: 'DP',
    departed: 'DR DY MU ZN',
    arrived: 'DZ YI ZZ',
    noticeLeft: 'DV DW DX EM',
    weather: 'EA',
    animal: 'EC',
    onHold: 'ED YD',
    address: 'EE EG EH YF YJ',
    moved: 'EF YK',
    returnUncollected: 'EI KP',
    damaged: 'PX',
    refused: 'YE',
    withPartner: 'YG',
    disposed: 'YL',
    lost: 'YM',
  },
  VT: {
    toCollect: 'AU',
    arrived: 'DS ZS ZT ZV',
    delivered: 'F4',
    dataReceived: 'ML MP',
    labelCreated: 'MQ',
    moving: 'MR MX MY',
    customsPending: 'MS',
    accepted: 'MV VS',
    departed: 'MW OF ZR ZU',
    imported: 'MZ',
    returnDamaged: 'XD',
    returning: 'XO',
    nearby: 'ZW',
    withPartner: 'ZX ZY',
  },
  H6: {
    atShop: 'P0 PC',
    delivered: 'P1',
    imported: 'P2',
    nearby: 'P3',
    customsPending: 'P4',
    customsCleared: 'P5',
    attempt: 'P6',
    exported: 'P7',
    moving: 'P8',
    outForDelivery: 'P9',
    accepted: 'PA',
    arrived: 'PB',
    customsDelay: 'PD',
    collectSoon: 'PE',
    dataReceived: 'PF',
    refused: 'PG PL PU',
    damaged: 'PH PX',
    address: 'PI PN',
    returnUncollected: 'PJ',
    customsInspection: 'PK',
    delayed: 'PM',
    papers: 'PO',
    collected: 'PP',
    returnPapers: 'PQ',
    returnProhibited: 'PR',
    returnAddress: 'PS',
    returning: 'PT PV PW',
    weather: 'PY',
  },
  A4: {
    dataReceived: 'Q0',
    accepted: 'Q1',
    arrived: 'Q2 Q3',
    departed: 'Q4',
    partnerProblem: 'Q5 QY',
    customsPending: 'Q6',
    customsCleared: 'Q7',
    prohibited: 'Q8 Q9 R8 RL',
    papers: 'QA QB QC QD QE QF QH QJ QK QL QP',
    shopperPapers: 'QG QI',
    customsHeld: 'QM QN QQ',
    damaged: 'QR R3',
    attempt: 'QS RF RG',
    noticeLeft: 'QT',
    notHome: 'QU RI SR',
    refusedDamaged: 'QV',
    shopperChanged: 'QW',
    attemptRefused: 'QX',
    moved: 'QZ',
    address: 'R0 R5 RJ RK RM RR',
    toCollect: 'R1 SO',
    notHomeLast: 'R2',
    beyondControl: 'R4',
    shopperHold: 'R6',
    heldForPayment: 'R7',
    lost: 'R9',
    returnUncollected: 'RA SJ',
    outForDelivery: 'RB RD RE',
    outPaymentDue: 'RC',
    attemptAddress: 'RH',
    missorted: 'RN SN',
    atPostOffice: 'RP',
    delivered: 'RQ',
    seized: 'RS RT RU RV RW RX RY RZ S0 S1 S2 S3',
    addressCorrected: 'S4 S5 S6 S7 S8',
    returning: 'S9 SM SP',
    returnMoved: 'SA',
    returnNotHome: 'SB',
    returnDuties: 'SC',
    returnBeyondControl: 'SD',
    returnAddress: 'SE SF SK',
    returnDamaged: 'SG',
    returnRefused: 'SH',
    returnProhibited: 'SI',
    returnStarts: 'SL',
    returned: 'SQ',
  },
} satisfies Record<string, Codes>

/** The three-digit status codes: coarser than the two-letter ones, and sent with nearly all of them. */
const byStatusCode = {
  nothing: '000 041 042 056 082 088 093 094 110 111 112 113 114 122 127 128 133 140 142 148 153 154 155 163',
  labelCreated: '003 080 157 166',
  dataReceived: '079',
  pickupScheduled: '077',
  pickupNotReady: '065 131 135',
  voided: '007',
  pickupVoided: '043',
  moving: '005 010 025 039 044 045 047 057 070 073 075 087 138 158 159 164 165',
  accepted: '160 167 168 169',
  pickedUp: '038',
  arrived: '016',
  nearby: '071 072',
  withPartner: '074 137 143',
  shopperChanged: '018 020 027 028 054 063 095 096 097 098 099 100 101 102 103 106 107 108 109 115 116 120 121',
  rescheduled: '055 136',
  delayed: '046 048 086 090',
  weather: '032 051 052 053',
  securityCheck: '132',
  customsPending: '126',
  customsPreparing: '012 092',
  ownBroker: '123',
  customsCleared: '014 084 134',
  papers: '058 124 125 141',
  seized: '147 149',
  outForDelivery: '006 021 037 089 091 146 162',
  nextStop: '078',
  toCollect: '017 040',
  atShop: '161',
  atPostOffice: '144',
  attempt: '022 023 060 066 145',
  lastAttempt: '024',
  noAccess: '139',
  notPaid: '062',
  adultMissing: '061',
  delivered: '011 026 156',
  problem: '013 069 076',
  problemAsk: '029 049',
  partnerProblem: '030',
  address: '050',
  refused: '064',
  damaged: '059',
  lost: '068',
  investigation: '129 130',
  onHold: '083 104 105',
  shopperHold: '019',
  heldForPayment: '085',
  returning: '035 036 067',
  returnStarts: '033 117 118 119',
  returned: '034',
  returnedDamaged: '081',
} satisfies Codes

/** Types that leave no doubt by themselves. X (exception) does so only where no code comes with it; I never does. */
const decisiveTypes: Readonly<Record<string, Meaning>> = {
  D: meanings.delivered,
  M: meanings.labelCreated,
  MV: meanings.voided,
  U: meanings.nothing,
  P: meanings.pickedUp,
  O: meanings.outForDelivery,
  RS: meanings.returning,
  NA: meanings.noInformation,
  DO: meanings.accepted,
  DD: meanings.nearby,
  W: meanings.arrived,
}

/** Where the parcel was left, as UPS words it in English beside a delivery whose code does not say. */
const leftAt: Readonly<Record<string, Meaning>> = Object.fromEntries(
  (
    [
      [
        'safePlace',
        'front door;back door;rear door;side door;porch;patio;deck;garage;carport;shed;meter box;delivery bag',
      ],
      ['mailbox', 'mailbox;mail box;letterbox'],
      [
        'reception',
        'front desk;reception;mail room;receiving;guard;concierge;superintendent;door person;dock;management office',
      ],
      ['toNeighbour', 'neighbor;neighbour'],
      ['toRecipient', 'met customer man;met customer woman;met customer;receiver;residential met customer'],
    ] as const
  ).flatMap(([name, places]) => places.split(';').map((place) => [place, meanings[name]] as const)),
)

const table = spread(byType)
const statusTable = spread({ '': byStatusCode })

/** Every code of every table as `type/code` or a three-digit status code. */
export const codes: Readonly<Record<string, Meaning>> = Object.fromEntries([...table, ...statusTable])

export type UpsStatus = { readonly type: string; readonly code: string; readonly statusCode: string }

/**
 * What a status means: its type and code, else its status code, else (where no type was sent) its code if all types agree
 * on it, else a type that is decisive. `unmapped` names what was sent and is in no table.
 */
export function meaningOf(sent: UpsStatus): { readonly meaning: Meaning | null; readonly unmapped: string | null } {
  const { type, code, statusCode } = tidy(sent)
  const coarse = statusTable.get(statusCode)
  const exact = exactly(type, code)
  if (exact) {
    // What was arranged to be collected is ready once the status code says so.
    const ready = exact === meanings.pickupArranged && coarse?.status?.startsWith('available_for_pickup')
    return { meaning: (ready ? coarse : undefined) ?? exact, unmapped: null }
  }
  // A voided label is voided whatever status code it still carries.
  if (type === 'MV') return { meaning: meanings.voided, unmapped: code ? `MV/${code}` : null }
  if (coarse) return { meaning: coarse, unmapped: code ? named(type, code) : null }
  if (code || statusCode) {
    return {
      meaning: (type ? lookUp(decisiveTypes, type) : agreed(code)) ?? null,
      unmapped: named(type, code || statusCode),
    }
  }
  const alone = type === 'X' ? meanings.problem : lookUp(decisiveTypes, type)
  return { meaning: alone ?? null, unmapped: alone ? null : type || 'no code' }
}

/** Summaries carry the three digits in the place of the code, without a type. */
function tidy(sent: UpsStatus): UpsStatus {
  const [type, code, statusCode] = [sent.type, sent.code, sent.statusCode].map((part) => part.trim().toUpperCase()) as [
    string,
    string,
    string,
  ]
  const inPlace = /^\d{3}$/.test(code)
  const digits = /^\d{1,3}$/.test(statusCode) ? statusCode : inPlace ? code : ''
  return { type, code: inPlace ? '' : code, statusCode: digits && digits.padStart(3, '0') }
}

const named = (type: string, code: string) => (type ? `${type}/${code}` : code)

function exactly(type: string, code: string): Meaning | undefined {
  if (!code) return undefined
  return table.get(`${type}/${code}`) ?? table.get(`${type}/${code.replace(/^0+(?=.)/, '')}`) ?? kin(type, code)
}

/** The table of exceptions also lists plain movements and deliveries; answers send these with types I and D. */
function kin(type: string, code: string): Meaning | undefined {
  const listed = type === 'I' || type === 'D' ? table.get(`X/${code}`) : undefined
  if (!listed?.status || listed.reason) return undefined
  const milestone = milestoneOf(listed.status)
  if (type === 'D') return milestone === 'delivered' ? listed : undefined
  return milestone === 'in_transit' || milestone === 'out_for_delivery' ? listed : undefined
}

export function meaningOfPlace(location: string): Meaning | undefined {
  return lookUp(leftAt, location.trim().toLowerCase())
}

/** A code that has one meaning in whichever types it is in. */
function agreed(code: string): Meaning | undefined {
  if (!code) return undefined
  const found = new Set(Object.keys(byType).flatMap((type) => table.get(`${type}/${code}`) ?? []))
  return found.size === 1 ? [...found][0] : undefined
}

function spread(tables: Readonly<Record<string, Codes>>): ReadonlyMap<string, Meaning> {
  return new Map(
    Object.entries(tables).flatMap(([type, byMeaning]) =>
      (Object.entries(byMeaning) as [keyof typeof meanings, string][]).flatMap(([name, list]) =>
        list.split(/\s+/).map((code) => [type ? `${type}/${code}` : code, meanings[name]] as const),
      ),
    ),
  )
}
