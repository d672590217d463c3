import { codeTable } from '../../kit/index.ts'

/** Trouble tells the same whichever status it comes with. */
const troubles = [
  'failure',
  'error',
  'in_transit',
  'unknown',
  'out_for_delivery',
  'pre_transit',
  'available_for_pickup',
]
const trouble = (...details: readonly string[]) =>
  details.flatMap((detail) => troubles.map((status) => `${status}.${detail}`))

/** EasyPost's statuses of trackers and of their details, alone and with `status_detail`. */
export const codes = codeTable({
  'info_received/data_received': 'pre_transit',
  'info_received/label_created': 'pre_transit.label_created',
  in_transit: 'in_transit',
  'in_transit/arrived_facility': 'in_transit.arrived_at_facility',
  'in_transit/origin_scan': 'in_transit.received_at_origin_facility',
  'in_transit/departed': 'in_transit.departed_facility in_transit.departed_origin_facility',
  'in_transit/at_destination_facility':
    'in_transit.arrived_at_destination in_transit.received_at_destination_facility in_transit.arrived_at_destination_facility',
  'in_transit/handed_to_partner': 'in_transit.transferred_to_destination_carrier',
  'in_transit/delayed': trouble('delayed'),
  out_for_delivery: 'out_for_delivery',
  available_for_pickup: 'available_for_pickup in_transit.arrived_at_pickup_location',
  delivered: 'delivered',
  exception: ['failure', 'error.delivery_exception', 'error.transit_exception'],
  'attempt_failed/other_attempt': trouble('delivery_exception').filter((key) => !key.startsWith('error')),
  'exception unknown:not_delivered': trouble('transit_exception').filter((key) => !key.startsWith('error')),
  'exception/address_incorrect recipient:address_incorrect shopper:correct_address': trouble('address_correction'),
  'exception/damaged': trouble('damaged'),
  'exception/lost': trouble('lost'),
  'exception/missorted': trouble('missorted'),
  'exception/refused': trouble('refused'),
  'exception/on_hold_by_request': trouble('held'),
  'exception/documents_missing': trouble('awaiting_information'),
  'exception/weather': trouble('weather_delay'),
  'returning/return_in_transit': ['return_to_sender', ...trouble('return')],
  'cancelled/by_shipper': ['cancelled', ...trouble('cancelled')],
  // EasyPost does not know, or the carrier did not answer it
  nothing: ['unknown', 'error', 'failure.unknown', 'unknown.expired', 'error.expired', 'failure.expired'],
})
