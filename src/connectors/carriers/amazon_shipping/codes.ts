import { codeTable } from '../../kit/index.ts'

const safePlaces = ['BehindWheelieBin', 'Porch', 'Garage', 'Garden', 'Greenhouse', 'RearDoor', 'Shed']

/**
 * Events of Amazon Shipping v2, alone and with a detail code of their leg (`DeliveryAttempted.BusinessClosed`); codes of
 * version 1 and of Buy Shipping that still come; and milestones of its notifications, in capitals.
 */
export const codes = codeTable({
  'info_received/label_created': 'ReadyForReceive LabelCreated PreTransit CARRIER_ASSIGNED',
  'info_received/data_received': 'Manifested ORDER_PREPARING',
  'in_transit/picked_up': 'PickupDone PickedUp',
  'in_transit/departed': 'Departed DepartedCarrierFacility SHIPPED',
  'in_transit/arrived_facility': 'ArrivedAtCarrierFacility',
  'in_transit/at_destination_facility':
    'ArrivedAtDeliveryStation ArrivedAtLocalFacility ArrivedAtCarrierFacility.ArrivedAtLocalFacility',
  in_transit: 'InTransit IN_TRANSIT',
  'in_transit/delayed': 'Delayed',
  'in_transit/rescheduled recipient:delivery_change_requested': 'RecipientRequestedAlternateDeliveryTiming',
  'out_for_delivery/with_courier': 'OutForDelivery OUT_FOR_DELIVERY',
  available_for_pickup: 'AvailableForPickup AwaitingCustomerPickup AVAILABLE_FOR_PICKUP',
  delivered: 'Delivered',
  'delivered/signed': 'Delivered.Signed',
  'delivered/otp_verified': 'Delivered.DeliveredWithOTP',
  'delivered/to_neighbour': 'Delivered.DeliveredToNeighbor',
  'delivered/reception': 'Delivered.DeliveredToReceptionist Delivered.DeliveredToMailRoom',
  'delivered/mailbox': 'Delivered.DeliveredToMailSlot',
  'delivered/safe_place': ['DELIVERED.PORCH', ...safePlaces.map((spot) => `Delivered.DeliveredTo${spot}`)],
  attempt_failed: 'DELIVERY_ATTEMPTED',
  'attempt_failed/other_attempt': 'DeliveryAttempted DeliveryAttempted.DeliveryAttempted UnableToContactRecipient',
  'attempt_failed/other_attempt recipient:cannot_be_reached shopper:give_phone_number':
    'DeliveryAttempted.UnableToContactRecipient',
  'attempt_failed/business_closed': 'DeliveryAttempted.BusinessClosed BusinessClosed',
  'attempt_failed/not_home': 'DeliveryAttempted.CustomerUnavailable CustomerUnavailable',
  'attempt_failed/payment_due': 'DeliveryAttempted.PaymentNotReady PaymentNotReady',
  'attempt_failed/verification_failed recipient:pin_not_given shopper:have_pin_ready':
    'DeliveryAttempted.OtpNotAvailable OtpNotAvailable',
  'attempt_failed/no_access': 'DeliveryAttempted.UnableToAccess UnableToAccess',
  'exception/refused':
    'Rejected Rejected.Rejected Rejected.IncorrectItems Rejected.NotRequired Rejected.CancelledByRecipient Rejected.RejectedByRecipientWithVerification CancelledByRecipient Undeliverable.Rejected',
  'exception/damaged': 'Rejected.Damaged Undeliverable.Damaged Damaged',
  'exception unknown:not_delivered': 'Undeliverable Undeliverable.Undeliverable',
  'exception/address_incorrect': 'Undeliverable.AddressNotFound AddressNotFound',
  'exception/prohibited merchant:hazardous_materials merchant:contact_carrier':
    'Undeliverable.HazmatShipment HazmatShipment',
  'exception/weather': 'WeatherDelay',
  'exception/on_hold_by_request': 'OnHold',
  'exception/lost': 'Lost',
  'returning/return_initiated': 'ReturnInitiated',
  'cancelled/by_shipper': 'PickupCancelled CANCELLED',
})
