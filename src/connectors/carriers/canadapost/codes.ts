import { lookUp, type Meaning, says } from '../../kit/index.ts'

const collect = ['shopper', 'collect_parcel'] as const

/** Event identifiers without leading zeros, by what they say (Canada Post's table of tracking scan events). */
const table: readonly (readonly [codes: string, meaning: Meaning])[] = [
  ['152 198 610 611 612 613 614 615 616 617 618 619 620', says(null)],
  ['1214 1215 1216 1220 1221 1223 1224 1225 1234 1245 2101', says(null)],

  ['3000', says('info_received/data_received')],
  ['3002', says('info_received/label_created')],
  ['190', says('cancelled/voided_label', ['merchant', 'voided'])],

  ['1300 1301 1302 1303 4000', says('in_transit/accepted')],
  ['1400 1401 1402 1403 1404 2300', says('in_transit/picked_up')],
  ['100 101 102 103 104 105 106 107 170 400 405 1240 1244 2500 2501', says('in_transit/arrived_facility')],
  ['113 4900', says('in_transit/arrived_facility')],
  ['115 116', says('in_transit/handed_to_partner')],
  ['114 410 4950 8901', says('in_transit/departed')],
  ['175 804 1703 1705 4550', says('in_transit')],
  ['4100', says('in_transit/origin_scan')],
  ['815 4202', says('in_transit/export')],
  ['700 4310 4311', says('in_transit/import')],
  ['4600', says('in_transit/at_destination_facility')],

  ['701 800 2601 4330 4400', says('in_transit/customs_processing', ['customs', 'clearance_in_progress'])],
  ['1210', says('in_transit/customs_processing', ['customs', 'duties_paid'])],
  ['130 900 910 4450 4500 5201', says('in_transit/customs_cleared')],
  ['127 810', says('exception/customs_held', ['customs', 'held'])],
  ['1487 1495', says('exception/customs_held', ['recipient', 'duties_appealed'])],
  [
    '117',
    says(
      'exception/documents_missing',
      ['merchant', 'documents_irregular'],
      ['merchant', 'provide_clearance_information'],
    ),
  ],

  ['1200 1203', says('in_transit/rescheduled', ['carrier', 'rescheduled'])],
  ['1414 1444 2414', says('in_transit/rescheduled', ['carrier', 'next_business_day'])],
  ['1230', says('in_transit/rescheduled', ['merchant', 'delivery_change_requested'])],
  ['1232 1241', says('in_transit/rescheduled', ['recipient', 'delivery_change_requested'])],
  ['1480 1490', says('in_transit/rescheduled', ['recipient', 'moved'])],
  ['629', says('in_transit/rescheduled', ['recipient', 'going_to_pickup_point'])],
  ['630', says('in_transit/rescheduled', ['carrier', 'to_pickup_point'])],
  ['621 622 623 624 625 626 627 628', says('in_transit/delayed', ['carrier', 'delay'])],
  ['159', says('in_transit/delayed', ['weather', 'severe_weather'])],
  ['160', says('in_transit/delayed', ['unknown', 'public_authority'])],
  ['161', says('in_transit/delayed', ['unknown', 'labour_dispute'])],
  ['162', says('in_transit/delayed', ['carrier', 'late_transport'])],
  ['163', says('in_transit/delayed', ['unknown', 'power_outage'])],
  ['171 1412 2412', says('in_transit/delayed', ['recipient', 'address_being_checked'])],
  ['172', says('in_transit/delayed', ['carrier', 'missorted'])],
  ['173', says('in_transit/delayed', ['recipient', 'address_incorrect'])],

  ['174 500', says('out_for_delivery/with_courier')],

  ['1411 2411', says('attempt_failed/business_closed', ['recipient', 'business_closed'])],
  ['154 1443', says('attempt_failed/other_attempt', ['unknown', 'not_delivered'])],

  // A notice card says where and from when the item can be collected.
  ['1435 1436 1437 1438 1479 1488', says('available_for_pickup/at_post_office', ['recipient', 'notice_left'], collect)],
  ['1701', says('available_for_pickup/at_post_office', null, collect)],
  ['1407 2407', says('available_for_pickup', null, collect)],
  ['1405', says('available_for_pickup/at_locker', null, collect)],
  ['156', says('available_for_pickup/pickup_deadline', ['recipient', 'not_collected_yet'], collect)],

  ['1471 1472 1476 1496 1497 1498 1499 2001', says('delivered')],
  ['20 21 1408 1409', says('delivered/signed')],
  ['1406', says('delivered/collected')],
  ['1421 1422 1423 1424 1427 1428 1429 1430 1431 1434', says('delivered/safe_place')],
  ['1425 1432 1461 1462 1463 1465 1466 1467 1468 1469 1473 1475', says('delivered/reception')],
  ['1426 1433 1441 1442', says('delivered/mailbox')],

  ['120', says('exception/address_incorrect', ['recipient', 'address_incorrect'], ['shopper', 'correct_address'])],
  ['118', says('exception/address_incorrect', ['recipient', 'address_not_served'], ['shopper', 'correct_address'])],
  ['121', says('exception/refused', ['recipient', 'refused_or_unclaimed'], ['merchant', 'decide_what_next'])],
  ['710', says('exception/damaged', ['carrier', 'damaged'], ['merchant', 'resolve_damage'])],
  ['150', says('exception', ['carrier', 'disposed_of'], ['merchant', 'send_again'])],
  ['179 1483 1493 4650', says('exception', ['unknown', 'cannot_be_delivered'], ['merchant', 'contact_carrier'])],
  ['1450', says('exception', ['unknown', 'undeliverable_mail_office'], ['merchant', 'contact_carrier'])],
  ['125 1484 1494 4700', says('exception', ['unknown', 'on_hold'])],
  ['1410 2410', says('exception/on_hold_by_request', ['recipient', 'hold_requested'])],

  ['2600', says('returning/return_in_transit')],
  ['1420 3001', says('returning/return_initiated')],
  ['2802', says('returning/return_initiated', ['unknown', 'cannot_be_delivered'])],
  ['1415', says('returning/return_initiated', ['recipient', 'address_incorrect'])],
  ['1416 1481 1491', says('returning/return_initiated', ['recipient', 'moved'])],
  ['1417 1482 1492', says('returning/return_initiated', ['recipient', 'refused'])],
  ['1418', says('returning/return_initiated', ['recipient', 'identification_missing'])],
  ['1419', says('returning/return_initiated', ['recipient', 'not_collected'])],
  ['167', says('returning/return_initiated', ['merchant', 'postage_due'])],
  ['168', says('returning/return_initiated', ['merchant', 'over_limits'])],
  ['169 181', says('returning/return_initiated', ['merchant', 'label_invalid'])],
  ['182', says('returning/return_initiated', ['merchant', 'clearance_information_missing'])],
  ['183', says('returning/return_initiated', ['unknown', 'service_suspended'])],
  ['184', says('returning/return_initiated', ['merchant', 'prohibited_contents'])],
  ['1100', says('returning/return_initiated', ['customs', 'sender_information_refused'])],

  // Kinds of events, which summaries send instead of identifiers.
  ['INFO', says('info_received/data_received')],
  ['INDUCTION', says('in_transit/accepted')],
  ['VEHICLE_INFO', says('in_transit')],
  ['OUT', says('out_for_delivery/with_courier')],
  ['ATTEMPTED', says('attempt_failed/other_attempt', ['unknown', 'not_delivered'])],
  ['DELIVERED', says('delivered')],
]

export const codes: Readonly<Record<string, Meaning>> = Object.fromEntries(
  table.flatMap(([list, meaning]) => list.split(' ').map((code) => [code, meaning])),
)

/** Told after a delivery, in either direction. */
const proofs = new Set(['20', '21', '2001'])
export const isProof = (code: string) => proofs.has(bare(code))

/** Movements, attempts and deliveries that the way back shares with the way out: only the sentence tells them apart. */
const eitherWay = new Set(
  `100 102 104 105 106 107 170 174 175 400 405 410 500 804 1408 1409 1412 1435 1436 1437 1438 1479 1488 1496 1497 1498
  1499 1701 1703 2407 2412 2500 2501`.split(/\s+/),
)
const toSender = /\breturn\w*\b.*\b(?:sender|shipper)\b|\bre(?:nvoy|tourn)\S*\s.*\bexp(?:é|e)diteur/i
const refusedByCustoms = /refus/i

const returned = says('returned/back_with_sender')
const returning = says('returning/return_in_transit')
const importRefused = says('returning/return_initiated', ['customs', 'import_refused'])

export function meaningOf(code: string, sentence: string): Meaning | undefined {
  const key = bare(code)
  const meaning = lookUp(codes, key)
  if (key === '4450' && refusedByCustoms.test(sentence)) return importRefused
  if (!meaning || !eitherWay.has(key) || !toSender.test(sentence)) return meaning
  return meaning.status?.startsWith('delivered') ? returned : returning
}

const bare = (code: string) =>
  code
    .trim()
    .toUpperCase()
    .replace(/^0+(?=.)/, '')
