import { codeTable } from '../../kit/index.ts'

/** What the divisions call it, by the `service` of the shipment and their own code. */
const divisions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ecommerce: {
    nothing: '163 164 300 350 574 591 617 618 680 699 867 868 869 870 871 872 99',
    'info_received/data_received': '445',
    'info_received/label_created': '235 238',
    'info_received/pickup_scheduled': '109 128 129 135',
    'info_received/pickup_scheduled carrier:late_pickup': '134',
    'cancelled/by_shipper': '101',
    in_transit: '106 150 220 313 359 371 400 401 402 451 513 517 530 532 534',
    'in_transit/accepted': '115 211 229',
    'in_transit/arrived_facility':
      '104 116 125 155 156 200 361 365 431 470 472 477 499 510 521 524 526 529 536 539 540 562 566 567',
    'in_transit/at_destination_facility': '468 473 494 520 537 542 543 547 548 557 575 576 579 637',
    'in_transit/customs_cleared': '442 449 452 464 502',
    'in_transit/customs_processing': '441 447 463 501 509',
    'in_transit/customs_processing customs:clearance_delayed': '508',
    'in_transit/customs_processing customs:duties_paid': '241 504',
    'in_transit/customs_processing recipient:duties_unpaid': '242',
    'in_transit/delayed': '450 592 593',
    'in_transit/departed': '110 114 120 132 399 481 482 51 525 531 538 541 545 561 568 577',
    'in_transit/export': '483 515 518 528',
    'in_transit/handed_to_partner': '113 454 456 461 462 478 479 480 50 505 511 523 535 589 590 642',
    'in_transit/import': '360 533 549',
    'in_transit/picked_up': '100 130',
    'in_transit/rescheduled': '581 616',
    'in_transit/rescheduled carrier:to_pickup_point': '162',
    'in_transit/rescheduled recipient:delivery_change_requested': '161 582 609 632',
    'in_transit/rescheduled unknown:holiday': '594',
    'out_for_delivery/next_stop': '558',
    'out_for_delivery/with_courier': '544 580 597 598',
    available_for_pickup: '570 585',
    'available_for_pickup/at_parcel_shop': '469 560 565 599 601',
    'available_for_pickup/at_post_office': '522',
    'attempt_failed/business_closed': '555 564 612',
    'attempt_failed/no_access': '605',
    'attempt_failed/not_home': '551 552 556 613',
    'attempt_failed/not_home recipient:cannot_be_reached': '844',
    'attempt_failed/other_attempt': '563 571 595 596 615 629 638 639 651',
    'attempt_failed/other_attempt carrier:pickup_point_unavailable': '665',
    'attempt_failed/other_attempt recipient:does_not_fit': '553',
    'attempt_failed/other_attempt unknown:final_attempt': '583',
    'attempt_failed/other_attempt unknown:notice_left': '550 554',
    'attempt_failed/payment_due': '614',
    'attempt_failed/refused': '610 611 619',
    'attempt_failed/refused recipient:duties_unpaid merchant:decide_what_next': '608',
    delivered: '600 607 621',
    'delivered/collected': '572',
    'delivered/mailbox': '657',
    'delivered/reception': '653 656',
    'delivered/safe_place': '652 654 655 658 659',
    'delivered/to_neighbour': '606',
    'exception carrier:in_storage': '312 358 644',
    'exception unknown:action_required shopper:contact_carrier': '573',
    'exception unknown:not_delivered merchant:decide_what_next': '625 626 630 770 809',
    'exception/address_incorrect': '631 633 650 683 689 691 700 710 740 750',
    'exception/customs_held': '443 448 506 507 588',
    'exception/customs_held customs:inspection': '453',
    'exception/damaged': '620 623',
    'exception/duties_unpaid': '240 503',
    'exception/investigation carrier:disposed_of merchant:contact_carrier': '636 780 825',
    'exception/lost': '690',
    'exception/missorted': '546 640 641 670 671',
    'exception/prohibited': '107',
    'exception/recipient_moved': '686 720',
    'returning/return_in_transit': `
      602 603 628 804 805 806 810 811 813 816 817 818 820 821 849 853 854 855 856 857 858 859 862 880 881
      882 883 884 885 886 887
    `,
    'returning/return_in_transit merchant:service_not_available': '802',
    'returning/return_initiated': '108 624 627 800 807 808 815',
    'returning/return_initiated merchant:return_requested': '604',
    'returning/return_initiated recipient:moved': '730',
    'returning/return_initiated recipient:not_collected': '693 760',
    'returned/back_with_sender': '860 863 864',
  },
  express: {
    nothing: 'CS',
    info_received: '104',
    in_transit: '102 FD PL SC SM TR',
    'in_transit/accepted': 'SA',
    'in_transit/arrived_facility': 'AF',
    'in_transit/at_destination_facility': 'AR',
    'in_transit/customs_cleared': 'BR CR',
    'in_transit/customs_processing customs:clearance_delayed': 'UD',
    'in_transit/customs_processing customs:clearance_in_progress': 'IC RR',
    'in_transit/customs_processing customs:duties_paid': 'PY',
    'in_transit/customs_processing recipient:awaiting_own_broker': 'BN',
    'in_transit/delayed carrier:awaiting_other_parcels': 'PD',
    'in_transit/delayed carrier:missed_connection': 'MD',
    'in_transit/departed': 'DF',
    'in_transit/handed_to_partner': 'TP',
    'in_transit/picked_up': 'PU',
    'in_transit/rescheduled recipient:delivery_change_requested': 'AD',
    'out_for_delivery/with_courier': 'WC',
    available_for_pickup: 'CC',
    'attempt_failed/business_closed': 'CA',
    'attempt_failed/not_home': 'NH',
    'attempt_failed/other_attempt': 'ND',
    'attempt_failed/refused': 'RD',
    delivered: '101 OK',
    'delivered carrier:damaged merchant:resolve_damage': 'DD',
    exception: '103',
    'exception carrier:in_storage': 'OH',
    'exception/address_incorrect': 'BA',
    'exception/customs_held customs:clearance_information_missing': 'CD',
    'exception/investigation carrier:disposed_of merchant:contact_carrier': 'DS',
    'exception/investigation unknown:action_required merchant:contact_carrier': 'SS',
    'exception/missorted': 'MC MS',
    'exception/payment_held recipient:payment_due shopper:pay_duties': 'HP',
    'exception/recipient_moved': 'CM',
    'returning/return_in_transit': 'RT',
  },
  'parcel-de': {
    nothing: 'DD GT',
    'info_received/data_received': 'VA',
    'info_received/pickup_scheduled': 'AN',
    in_transit: 'NB',
    'in_transit/accepted': 'ES',
    'in_transit/arrived_facility': 'EE',
    'in_transit/customs_processing': 'ZO',
    'in_transit/delayed carrier:in_storage': 'LA',
    'in_transit/departed': 'AA',
    'in_transit/picked_up': 'AE',
    'out_for_delivery/with_courier': 'PO',
    available_for_pickup: 'ZF',
    'attempt_failed/other_attempt': 'ZN',
    delivered: 'ZU',
    exception: 'BV',
  },
  'parcel-nl': {
    nothing: `
      CLOSED_SHIPMENT COD_AMOUNT_CHANGED DIFFERENT_STATUSES IMAGE_AVAILABLE INVENTORY LEG_REFERENCE_ADDED
      MONEY_TRANSFERED_TO_SENDER NOTIFICATION_FOR_PARCELSHOP_COLLECTION_HAS_FAILED
      NOTIFICATION_OF_DELIVERY_TIME_HAS_BEEN_SENT NOTIFICATION_OF_TIME_FRAME_HAS_BEEN_SENT
      PARCEL_INFORMATION_REMOVED_FROM_PARCELSHOP_APPLICATION PICTURE_TAKEN_OF_PARCEL SIGNATURE_RECORDED
      TRACE_TERMINATED
    `,
    'info_received/data_received': `
      DATA_RECEIVED_WITH_PREFIX_LABEL LEG_CREATED PARCEL_NOT_BROUGHT_IN PARCEL_NO_DATA
      PARCEL_WILL_BE_BROUGHT_IN_BY_RECEIVER PICKUP_DATA_RECEIVED PRENOTIFICATION_RECEIVED
    `,
    'info_received/pickup_scheduled': `
      AGREED_COLLECTION BAD_ADDRESS_NOT_COLLECTED COLLECTION_ADDRESS_CLOSED COLLECTION_DATA_RECEIVED
      COLLECTION_HANDED_OVER_TO_DD COLLECTION_HANDED_OVER_TO_THIRD_PARTY COLLECTION_IMPORT_EXPRESS
      COLLECTION_ORDER_HANDED_OVER_TO_DRIVER COLLECTION_ORDER_OUT_FOR_DELIVERY COLLECTION_ORDER_REFUSED
      COLLECTION_ORDER_SCANNED COLLECTION_PLANNED_IN_ROUTE COLLECT_AGAIN_SAME_ADDRESS
      NEW_COLLECTION_ATTEMPT NOTHING_COLLECTED NOTHING_PICKED_UP
      NOTHING_PICKED_UP_GOODS_ALREADY_COLLECTED NOTHING_PICKED_UP_NO_ORDER_GIVEN
      NOTHING_PICKED_UP_OTHER_REASON PALLET_MATERIAL_NOT_AVAILABLE
      PALLET_MATERIAL_NOT_AVAILABLE_AT_PICKUP PALLET_NOT_EMPTY PALLET_NOT_EMPTY_AT_PICKUP
      PARCEL_SCANNED_FOR_COLLECTION_AT_PARCELSHOP_BY_COURIER
      PARCEL_SCANNED_FOR_COLLECTION_AT_SERVICEPOINT_BY_COURIER RECEIVER_CLOSED_COLLECTION_RESCHEDULED
      RECEIVER_CLOSED_ON_HOLIDAY_COLLECTION_RESCHEDULED RECEIVER_MOVED_OR_UNKNOWN_NOT_COLLECTED
      WILL_BE_COLLECTED
    `,
    'info_received/pickup_scheduled carrier:late_pickup':
      'BACKLOG_COLLECTION_CANCELLED BACKLOG_NOT_COLLECTED BACKLOG_PICKUP_CANCELLED',
    'info_received/pickup_scheduled merchant:not_ready_for_pickup merchant:hand_over_parcel': `
      NOTHING_PICKED_UP_GOODS_ARE_NOT_READY_YET NOTHING_PICKED_UP_NO_GOODS_FOR_TODAY
      PARCEL_OUT_OF_TIME_FOR_DROP_OFF
    `,
    'info_received/pickup_scheduled merchant:pickup_voided': `
      RECEIVER_CLOSED_COLLECTION_CANCELLED RECEIVER_CLOSED_ON_HOLIDAY_COLLECTION_CANCELLED
      RECEIVER_CLOSED_ON_HOLIDAY_PICKUP_CANCELLED RECEIVER_CLOSED_PICKUP_CANCELLED
    `,
    'cancelled/by_shipper merchant:pickup_voided': 'NOTHING_PICKED_UP_ORDER_CANCELLED RETURN_ORDER_CANCELLED',
    in_transit: `
      DELIVERY_PLANNED_IN_ROUTE FOUND_AT_DEPOT FOUND_DURING_INVENTORY HELD_OUT_DEPOT
      INFORMATION_ON_DELIVERY_TRANSMITTED IN_ROUTE_THIRD_PARTY PARCEL_SCANNED_INTO_HAND-TERMINAL
      RECORD_OF_TRANSIT RELABELED SERVICE_CHANGED SPECIAL_HANDLING
    `,
    'in_transit/accepted': `
      PARCEL_RECEIVED SHIPMENT_ACCEPTANCE SHIPMENT_ACCEPTANCE_DEPOT SHIPMENT_ACCEPTANCE_PARCELSHOP
      SHIPMENT_ACCEPTANCE_PARCELSTATION
    `,
    'in_transit/arrived_facility': `
      ARRIVED_AT_INBOUND_GATEWAY ARRIVED_AT_ORIGIN_DEPOT ARRIVED_AT_ORIGIN_GATEWAY ARRIVED_AT_ORIGIN_HUB
      ARRIVED_AT_TERMINAL ARRIVED_FACILITY
      CONFIRMATION_OF_CLOSING_THE_SCAN-APPLICATION_AFTER_THE_SCAN_FOR_RETURN DEPART_FACILITY DEPOT_SCAN
      FACILITY_CHECK_IN GATEWAY_ARRIVED PARCEL_NOT_SORTED_AT_HUB_NO_INFO PARCEL_READY_FOR_RETURN_TO_HUB
      PARCEL_RESORTED_AT_HUB PARCEL_SCANNED_FOR_RETURN_TO_HUB PARCEL_SORTED_AT_GATEWAY
      PARCEL_SORTED_AT_HUB PARCEL_SORTED_TO_OVERFLOW PREPROCESS_SORT_BY_THIRD_PARTY PROCESSED_AT_LOCATION
      PROCESSED_AT_ORIGIN REWEIGH ROUTE_IN_SCAN SHIPMENT_INSPECTION_RELEASED SORTED_AT_ORIGIN_DEPOT
      SORTED_AT_ORIGIN_GATEWAY SORTED_AT_ORIGIN_HUB UNLOAD_VEHICLE
    `,
    'in_transit/at_destination_facility': `
      ARRIVED_AT_DELIVERY_FACILITY DELIVERED_AT_DEPOT PARCEL_ARRIVED_AT_LOCAL_DEPOT
      SORTED_AT_DESTINATION_DEPOT SORTED_AT_DESTINATION_GATEWAY SORTED_AT_DESTINATION_HUB
    `,
    'in_transit/customs_cleared': 'BROKER_RELEASED CLEARANCE_RELEASE',
    'in_transit/customs_processing': `
      BONDED_LOCATION BREAK_BULK_SHIPMENT_PROCESSED_BY_CUSTOMS DUTY_INVOICE ENTRY_SUBMITTED
      IN_CLEARANCE_PROCESS MANIFESTED PREPROCESS_HANDOVER_TO_EXPORT_CUSTOMS
      PREPROCESS_HANDOVER_TO_IMPORT_CUSTOMS RESPONSE_RECEIVED SHIPMENT_INSPECTION
    `,
    'in_transit/customs_processing customs:clearance_delayed': 'CLEARANCE_DELAY UNCONTROLLABLE_CLEARANCE_DELAY',
    'in_transit/customs_processing customs:duties_paid': 'VAT_AND_DUTY_PAYMENT_RECEIVED_BY_RECEIVER',
    'in_transit/customs_processing recipient:awaiting_own_broker': 'BROKER_NOTIFIED',
    'in_transit/delayed': `
      BACKLOG_NOT_DELIVERED FAILED_TO_DELIVER_REDELIVER MISSING_AFTER_ROUTE NOT_ARRIVED PARCEL_MISSING
      PIECE_MISSING TRANSPORT_DELAY
    `,
    'in_transit/delayed carrier:awaiting_other_parcels': 'HELD_IN_STORAGE_INCOMPLETE PARTIAL_DELIVERY',
    'in_transit/delayed carrier:damaged': 'ARRIVED_DAMAGED REPACKED_DELIVERY_DAMAGED',
    'in_transit/delayed carrier:label_unreadable': 'LABEL_UNUSABLE',
    'in_transit/delayed carrier:missed_connection': 'FORWARD_DESTINATION_TOO_LATE MISSED_DELIVERY_CYCLE',
    'in_transit/delayed security:security_check': 'SHIPMENT_INSPECTION_ON_HOLD',
    'in_transit/departed': `
      CONFIRM_UPLIFT DEPARTURE DEPART_DESTINATION_GATEWAY DEPART_SHIPPER_FACILITY FACILITY_CHECK_OUT
      GATEWAY_DEPARTED PASSED_GATEWAY PREPROCESS_DEPART_SHIPPER SCAN_OK_GATEWAY
    `,
    'in_transit/export': 'DEPART_ORIGIN_GATEWAY',
    'in_transit/handed_to_partner': `
      FORWARD_DESTINATION FORWARD_THIRD_PARTY HANDOVER PREPROCESS_HANDOVER_TO_TRANSPORTER
      WILL_BE_TRANSFERRED_TO_THIRD_PARTY
    `,
    'in_transit/picked_up': `
      COLLECTED COLLECTED_AT_NEIGHBOUR PARCEL_COLLECTED PARCEL_COLLECTED_AT_PARCELSHOP_BY_COURIER
      PARCEL_COLLECTED_AT_SERVICEPOINT_BY_COURIER PARCEL_PICKED_UP_AT_ACCESSPOINT
      PARCEL_PICKED_UP_AT_PARCELSHOP PARCEL_PICKED_UP_AT_PARCELSTATION
      PARCEL_SCANNED_FOR_COLLECTION_AT_ACCESSPOINT_BY_COURIER
      PARCEL_SCANNED_FOR_COLLECTION_AT_PARCELSTATION_BY_COURIER PICKED_UP
    `,
    'in_transit/rescheduled': `
      ADDRESS_CORRECTED_BY_DEPOT_MANAGER AGREED_DELIVERY DELIVERY_DATE_CHANGED_BY_DEPOT_MANAGER
      HELD_IN_STORAGE_BACKLOG NEW_DELIVERY_ATTEMPT PARCEL_RETURNED_FROM_ROUTE REDELIVER
      REDELIVER_SAME_ADDRESS
    `,
    'in_transit/rescheduled carrier:to_pickup_point': `
      CALAMITY_SYSTEM_INTERVENTION_DELIVERY_AT_PARCELSHOP FORWARD_TO_DIFFERENT_PARCELSHOP
      INTERVENTION_SYSTEM_REQUESTS_DELIVERY_AT_PARCELSHOP
      INTERVENTION_SYSTEM_REQUESTS_DELIVERY_AT_SAFEPLACE
      PARCELSTATION_NOT_AVAILABLE_REDELIVER_TO_PARCELSHOP REDELIVER_AT_PARCELSHOP
      SHIPMENT_TOO_LARGE_FOR_ACCESSPOINT SHIPMENT_TOO_LARGE_FOR_PARCELSHOP
      SHIPMENT_TOO_LARGE_FOR_PARCELSTATION
    `,
    'in_transit/rescheduled recipient:delivery_change_requested': `
      FORWARDED_TO_DIFFERENT_ADDRESS INTERVENTION INTERVENTION_DELIVERY_ADDRESS_CHANGED_INTO_PARCELSHOP
      INTERVENTION_DELIVERY_ADDRESS_CHANGED_INTO_PARCELSTATION
      INTERVENTION_DELIVERY_SCHEDULED_AT_ANOTHER_TIME/DATE
      INTERVENTION_PROCESSED_FOR_COLLECTION_AT_PARCELSHOP
      INTERVENTION_PROCESSED_FOR_DELIVERY_AT_NEIGHBOURS INTERVENTION_PROCESSED_FOR_DELIVERY_AT_SAFEPLACE
      INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_ACCESSPOINT
      INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_ANOTHER_TIME/DATE
      INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_DIFFERENT_ADDRESS
      INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_NEIGHBOURS
      INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_PARCELSHOP
      INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_PARCELSTATION
      INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_PREFERRED_NEIGHBOURS
      INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_SAFEPLACE
      INTERVENTION_SYSTEM_FAILED_DELIVERY_AT_PARCELSHOP INTERVENTION_SYSTEM_FAILED_DELIVERY_AT_SAFEPLACE
      REDELIVER_DIFFERENT_ADDRESS SCHEDULED_FOR_MOVEMENT
    `,
    'in_transit/rescheduled unknown:holiday': 'HELD_IN_STORAGE_HOLIDAY RECEIVER_ON_HOLIDAY_ANNOUNCED',
    'out_for_delivery/next_stop': 'PARCEL_WILL_BE_DELIVERED_SOON',
    'out_for_delivery/with_courier': 'LOAD_VEHICLE OUT_FOR_DELIVERY PARCEL_HANDED_OVER_TO_COURIER PARCEL_INTO_FALLBACK',
    available_for_pickup:
      'AWAITING_RECEIVER_COLLECTION ON_HOLD_FOR_COLLECTION PARCEL_HELD_FOR_COLLECTION_AT_LOCAL_DEPOT',
    'available_for_pickup/at_locker': 'DELIVERED_AT_PARCELSTATION',
    'available_for_pickup/at_parcel_shop': `
      ANNOUNCED_AT_PARCELSHOP DELIVERED_AT_ACCESSPOINT DELIVERED_AT_PARCELSHOP
      NOTIFICATION_FOR_PARCELSHOP_COLLECTION_HAS_BEEN_SENT PARCELSHOP_DELIVERY_DEVIATION
      PARCEL_FOUND_AT_PARCELSHOP
    `,
    'available_for_pickup/pickup_reminder': `
      REMINDER_FOR_COLLECTION_SENT_EMAIL REMINDER_FOR_COLLECTION_SENT_LETTER
      REMINDER_FOR_COLLECTION_SENT_SMS
    `,
    'attempt_failed/address_problem': 'ADDRESS_NOT_FOUND',
    'attempt_failed/business_closed': `
      CLOSED CLOSED_ON_ARRIVAL DELIVERY_DATE_CHANGED_BY_DEPOT_MANAGER_REASON_CLOSED
      HELD_IN_STORAGE_CLOSED RECEIVER_CLOSED_ANNOUNCED RECEIVER_CLOSED_ON_HOLIDAY
      RECEIVER_CLOSED_PASSED_TO_DEPOT RECEIVER_CLOSED_PASSED_TO_PARCELSHOP
    `,
    'attempt_failed/not_home': 'NOT_HOME NOT_HOME_NEW_DELIVERY',
    'attempt_failed/not_home carrier:to_pickup_point shopper:collect_parcel': `
      CLOSED_AWAITING_COLLECTION NOTIFICATION_NOT_HOME_TO_PARCELSHOP
      NOT_HOME_SYSTEM_INTERVENTION_DELIVERY_AT_PARCELSHOP NOT_HOME_TO_PARCELSHOP
    `,
    'attempt_failed/other_attempt': 'SAFEPLACE_DELIVERY_FAILED',
    'attempt_failed/other_attempt carrier:pickup_point_unavailable':
      'ACCESSPOINT_FULL_REDELIVER PARCELSHOP_FULL_REDELIVER',
    'attempt_failed/payment_due': 'NO_MONEY_REDELIVER REFUSED_NO_MONEY REFUSED_WILL_NOT_PAY',
    'attempt_failed/refused': `
      HELD_IN_STORAGE_REFUSED REFUSED REFUSED_AT_PARCELSHOP REFUSED_BY_RECEIVER REFUSED_INCOMPLETE
      REFUSED_INVENTORY REFUSED_NOT_ORDERED REFUSED_NOT_ORDERED_CORONA REFUSED_NOT_SIGNED
      REFUSED_NO_RECAP REFUSED_OTHER_REASON REFUSED_REQUESTS_WAYBILL REFUSED_TOO_LATE
    `,
    'attempt_failed/refused carrier:damaged merchant:resolve_damage': 'REFUSED_DAMAGED',
    'attempt_failed/verification_failed': 'ID_CHECK_UNSUCCESSFUL',
    'attempt_failed/verification_failed recipient:pin_not_given shopper:have_pin_ready':
      'DELIVERY_CODE_MISSING_NEW_ATTEMPT DELIVERY_CODE_MISSING_PICK_UP INCORRECT/UNKNOWN_PIN',
    delivered: 'DELIVERED DELIVERED_NOT_IN_TIME DELIVERED_NO_CODE_VALIDATION',
    'delivered carrier:damaged merchant:resolve_damage': 'DELIVERED_DAMAGED',
    'delivered/collected':
      'COLLECTED_AT_ACCESSPOINT COLLECTED_AT_PARCELSHOP COLLECTED_AT_PARCELSTATION SHIPMENT_COLLECTED',
    'delivered/mailbox': 'DELIVERED_IN_MAILBOX',
    'delivered/safe_place': 'DELIVERED_AT_SAFEPLACE',
    'delivered/to_neighbour': 'DELIVERED_AT_NEIGHBOURS DELIVERED_AT_PREFERED_NEIGHBOURS',
    'exception carrier:in_storage': 'HELD_IN_STORAGE ON_HOLD ON_HOLD_ANNOUNCED',
    'exception carrier:pickup_point_unavailable': `
      PARCEL_MISSING_AT_PARCELSHOP_NOTICED_AT_STOCK_CHECK PARCEL_MISSING_AT_PARCELSHOP_NOTICED_BY_COURIER
      PARCEL_MISSING_AT_PARCELSHOP_NOTICED_BY_CUSTOMER PARCEL_MISSING_AT_PARCELSTATION_NOTICED_BY_COURIER
    `,
    'exception unknown:action_required merchant:contact_carrier': 'CS_ACTION_REQUIRED',
    'exception/address_incorrect':
      'BAD_ADDRESS BAD_ADDRESS_INTERNATIONAL DELIVERY_DATA_INCORRECT MISCODE ON_HOLD_BAD_ADDRESS',
    'exception/customs_held': 'SHIPMENT_INTERCEPT',
    'exception/customs_held customs:seized_or_destroyed': 'SHIPMENT_STOPPED',
    'exception/damaged': 'HELD_IN_STORAGE_DAMAGED',
    'exception/documents_missing': 'DATA_MISSING INSUFFICIENT_DOCUMENTATION',
    'exception/force_majeure': 'FORCE_MAJEURE',
    'exception/investigation': 'TRACE_INITIATED',
    'exception/investigation carrier:disposed_of merchant:contact_carrier': 'DESTROYED',
    'exception/lost': 'PARCEL_MISSING_AT_PARCELSHOP',
    'exception/missorted': 'MISSORT MIS_ROUTED',
    'exception/payment_held recipient:payment_due shopper:pay_duties':
      'AWAITING_PAYMENT_RECEIVER_NOTIFIED HELD_FOR_PAYMENT',
    'exception/prohibited': 'INVALID_SHIPMENT_SPECIFICATION PACKAGING_ISSUE SHIPMENT_INSPECTION_REJECTED',
    'exception/prohibited customs:embargo merchant:contact_carrier': 'DENIED_PARTIES',
    'exception/prohibited merchant:hazardous_materials merchant:contact_carrier': 'DANGEROUS_GOODS_OCCURRENCE',
    'exception/recipient_moved': 'RECEIVER_MOVED_OR_UNKNOWN',
    'returning/return_in_transit': `
      ON_ROUTE_TO_SHIPPER PARCEL_SCANNED_AT_RETURN_HUB POSTPROCESS_RETURN_CONSOLIDATION
      POSTPROCESS_RETURN_CONSOLIDATION_DEPART POSTPROCESS_RETURN_CONSOLIDATION_LOAD RECEIVER_RETURN
      SPONTANEOUS_RETURN UNJUSTIFIED_SPONTANEOUS_RETURN
    `,
    'returning/return_initiated': 'PARCELSTATION_DELIVERY_UNSUCCESFULL_RETURN PARCEL_RELABELED_FOR_RETURN_TO_SHIPPER',
    'returning/return_initiated carrier:damaged': 'DAMAGE_RETURN',
    'returning/return_initiated carrier:missorted': 'MISROUTED_RETURN_TO_SHIPPER',
    'returning/return_initiated customs:clearance_information_missing': 'CUSTOMS_DATA_INCORRECT_RETURN_TO_SHIPPER',
    'returning/return_initiated merchant:over_limits':
      'INVALID_SHIPMENT_SPECIFICATION_RETURN PARCEL_TOO_HEAVY_RETURN PARCEL_TOO_LARGE_RETURN',
    'returning/return_initiated merchant:return_requested': `
      INTERVENTION_REQUEST_CANCEL_INTERVENTION INTERVENTION_REQUEST_CANCEL_INTERVENTION_SUSPECTED_FRAUD
      INTERVENTION_SHIPPER_REQUEST_DELIVERY_CANCELLED
    `,
    'returning/return_initiated recipient:address_incorrect':
      'ADDRESS_UNKNOWN DELIVERY_DATA_INCORRECT_RETURN POSTAL_CODE_INCORRECT PO_BOX',
    'returning/return_initiated recipient:delivery_change_requested':
      'INTERVENTION_RECEIVER_REQUEST_DELIVERY_CANCELLED',
    'returning/return_initiated recipient:moved': 'RECEIVER_UNKNOWN_RETURN',
    'returning/return_initiated recipient:not_collected': `
      PARCEL_NOT_COLLECTED_AT_PARCELSHOP REFUSED_2ND_KIB REFUSED_NOT_COLLECTED RETURNED_NOT_COLLECTED
      STORAGE_PERIOD_ENDED_AT_ACCESSPOINT STORAGE_PERIOD_ENDED_AT_PARCELSHOP
      STORAGE_PERIOD_ENDED_AT_PARCELSTATION
    `,
    'returning/return_initiated recipient:not_home': 'NOT_HOME_RETURN_TO_SHIPPER',
    'returning/return_initiated recipient:payment_due': 'NO_MONEY_RETURN',
    'returning/return_initiated recipient:pin_not_given': 'DELIVERY_CODE_MISSING_RETURN',
    'returning/return_initiated recipient:refused': 'REFUSED_RETURN REFUSED_RETURN_TO_DD',
    'returned/back_with_sender': `
      DELIVERED_AT_SHIPPER EXPECTED_RETURN_DELIVERED_AT_SHIPPER_CALCULATED PARCEL_ALREADY_RETURNED
      POSTPROCESS_DELIVERED_AT_SHIPPER RETURNED_TO_SHIPPER RETURN_DELIVERED_AT_SHIPPER_CALCULATED
    `,
  },
  'parcel-pl': {
    nothing: 'POW',
    'info_received/data_received': 'EDWP',
    'cancelled/by_shipper': 'SP_CN',
    in_transit: 'LW',
    'in_transit/accepted': 'DWP SP_DWP',
    'in_transit/arrived_facility': 'SORT WEJPL',
    'in_transit/at_destination_facility': 'KWC LP TRM2',
    'in_transit/customs_cleared': 'EDC EXC',
    'in_transit/customs_processing': 'EDB EXA SEC',
    'in_transit/delayed carrier:awaiting_other_parcels': 'PNK',
    'in_transit/departed': 'LW_PL WYJPL',
    'in_transit/picked_up': 'SP_PU',
    'in_transit/rescheduled': 'AWI_NSP BCZ LIK SP_ATDSP TRM TRM_X WER ZID ZMA ZOS ZWW_KRYZ',
    'in_transit/rescheduled carrier:to_pickup_point': 'AWI_SPCAP SP_DW ZWW_NSP',
    'in_transit/rescheduled recipient:delivery_change_requested': 'PNPT PO18 PSHOP SAS SOB ZA ZAIT',
    'out_for_delivery/with_courier': 'LK',
    available_for_pickup: 'OWL OWL_KP OWL_ONO',
    'available_for_pickup/at_locker': 'OWL_PS_KP OWL_PS_ONO',
    'available_for_pickup/at_parcel_shop': 'DOR_SP OWL_SP_KP OWL_SP_ONO SP_DSP SP_KP SP_PA',
    'available_for_pickup/at_post_office': 'DOR_POC',
    'attempt_failed/no_access': 'AWI_OZ',
    'attempt_failed/not_home': 'AWI AWI_DP2 AWI_ONU AWI_SAS',
    'attempt_failed/other_attempt': 'ZWW',
    'attempt_failed/other_attempt carrier:pickup_point_unavailable': 'SP_CAP',
    'attempt_failed/other_attempt recipient:documents_missing': 'AWI_ROD',
    'attempt_failed/refused':
      'OP OP_BWER OP_COD OP_DUB OP_OTH OP_PLA OP_PNK OP_REZ OP_ROD OP_SAS OP_TNZ OP_UMO OP_USK OP_USP',
    'attempt_failed/refused recipient:address_incorrect': 'AN_BO',
    delivered: 'DOR_OTH',
    'delivered/collected': 'DOR_OWL PPDOR SP_DOR',
    'delivered/safe_place': 'DOR_LOK',
    'delivered/to_neighbour': 'DOR_SAS',
    'delivered/to_recipient': 'DOR DOR_RDZ',
    exception: 'CC SP_ZAM',
    'exception/address_incorrect': 'AN AN_RA AN_SAS',
    'exception/payment_held': 'BRG BRG_SAS',
    'returning/return_initiated': 'ZWR ZWR_WER',
    'returning/return_initiated recipient:address_incorrect': 'ZWR_AN',
    'returning/return_initiated recipient:delivery_change_requested': 'REZ',
    'returning/return_initiated recipient:documents_missing': 'OP_DOK',
    'returning/return_initiated recipient:identification_missing': 'OP_DO',
    'returning/return_initiated recipient:not_collected': 'SP_KZW SP_TO ZWR_ZB ZWR_ZT',
    'returning/return_initiated recipient:not_home': 'AWI_CZAS',
    'returning/return_initiated recipient:refused': 'SP_OP SP_ZWR ZWR_OP',
    'returned/back_with_sender': 'ZWN',
  },
  'post-de': {
    nothing: 'AMBIGUOUS AMOUNT_TRANSFERRED ISSUE_OF_A_REPLACEMENT_CERTIFICATE_PZA NO_INFO',
    'info_received/data_received': 'ANNOUNCED',
    in_transit: 'BZ BZA BZE MARBURG',
    'in_transit/accepted': 'POSTED POSTED_ARRIVED POSTED_MAIL_TERMINAL',
    'in_transit/arrived_facility': 'ARRIVED_TRANSIT PASSED_LETTER_CENTER',
    'in_transit/at_destination_facility': 'ARRIVAL_AT_OFFICE_OF_DELIVERY',
    'in_transit/customs_processing': 'HANDOVER_CUSTOMS IP_CUSTOMS',
    'in_transit/departed': 'DEPARTURE_FROM_INWARD_OE',
    'in_transit/export': 'FORWARDED_ABROAD TO_BE_SENT_ABROAD',
    'in_transit/import': 'ARRIVED_IN_DESTINATION_COUNTRY',
    'in_transit/rescheduled': 'REDIRECTED',
    'out_for_delivery/with_courier': 'IN_DELIVERY',
    available_for_pickup: 'NOTIFIED NOTIFIED_KEY_ACCOUNT NOTIFIED_PO_BOX',
    'available_for_pickup/at_locker': 'NOTIFIED_PACKSTATION',
    'attempt_failed/other_attempt': 'DELIVERY_ATTEMPTED',
    delivered: 'CONFIRMATION_PENDING CONFIRMED CONFIRMED_BY_SENDER DELIVERED DELIVERED_ZU_NOT_OK DELIVERED_ZU_OK',
    'delivered/cod_collected': 'PAID_EPOS PAID_MAILMAN',
    'delivered/collected': `
      FETCHED FETCHED_KEY_ACCOUNT_PENDING_DELIVERY_CONFIRMATION FETCHED_NOTIFIED FETCHED_PACKSTATION
      FETCHED_PENDING_DELIVERY_CONFIRMATION FETCHED_PO_BOX_PENDING_DELIVERY_CONFIRMATION
    `,
    'exception/customs_held': 'HELD_BY_CUSTOMS',
    'returning/return_in_transit': 'SENT_BACK SENT_BACK_ABROAD',
    'returned/back_with_sender': 'RETURNED_TO_SENDER',
  },
  'ecommerce-ppl': {
    'info_received/data_received': '900',
    'cancelled/by_shipper': '999',
    'in_transit/accepted': '150',
    'in_transit/at_destination_facility': '300',
    'in_transit/departed': '500',
    'in_transit/rescheduled': '460',
    'out_for_delivery/with_courier': '400',
    'available_for_pickup/at_parcel_shop': '343',
    'attempt_failed/refused': '464',
    delivered: '450',
    'exception/lost': '997',
  },
  freight: {
    nothing: '361-139 361-140',
    'info_received/data_received': 'ACT-2',
    'info_received/pickup_scheduled': '15-501 31-139 48-0 55-126 55-211 55-234 55-241 55-265 55-294 64-0',
    'info_received/pickup_scheduled carrier:late_pickup': '55-20 55-266',
    'info_received/pickup_scheduled merchant:not_ready_for_pickup merchant:hand_over_parcel': '55-21 55-240 55-68',
    'cancelled/by_shipper': '7-0',
    'in_transit/arrived_facility': '1-0',
    'in_transit/at_destination_facility': '1-21',
    'in_transit/customs_cleared': '12-0',
    'in_transit/customs_processing': '20-126',
    'in_transit/delayed carrier:awaiting_other_parcels': '21-23',
    'in_transit/delayed recipient:delivery_change_requested shopper:arrange_delivery': '20-208',
    'in_transit/delayed unknown:holiday': '20-354',
    'in_transit/departed': '24-0',
    'in_transit/picked_up': '13-0 31-140',
    'in_transit/rescheduled': '20-209',
    'out_for_delivery/with_courier': '24-501 24-628',
    available_for_pickup: '20-13',
    'attempt_failed/address_problem': '20-234',
    'attempt_failed/business_closed': '20-211',
    'attempt_failed/not_home': '56-211',
    'attempt_failed/refused': '56-284 56-611',
    'attempt_failed/refused recipient:documents_missing': '56-241',
    'attempt_failed/refused recipient:payment_due': '56-292',
    delivered: '21-0 21-234 21-600 24-600',
    'exception/force_majeure': '20-270',
    'exception/payment_held': '20-296',
    'exception/weather': '20-266',
    'returning/return_initiated merchant:return_requested': '56-222',
  },
  dgf: {
    'info_received/data_received': 'DATA_SUBMITTED',
    'in_transit/arrived_facility':
      'ARRIVED_AT_ORIGIN_FACILITY ARRIVED_PROCESSED_AT_FACILITY PROCESSED_AT_ORIGIN_FACILITY',
    'in_transit/customs_cleared': 'CLEARED_BY_CUSTOMS',
    'in_transit/customs_processing': 'ARRIVED_AT_CUSTOMS',
    'in_transit/departed': 'DEPARTED DEPARTED_FROM_ORIGIN_FACILITY READY_FOR_DEPARTURE',
    'in_transit/import': 'ARRIVED',
    'in_transit/picked_up': 'PICKUP_SUCCESSFUL',
    'out_for_delivery/with_courier': 'OUT_FOR_DELIVERY',
    delivered: 'DELIVERED',
    exception: 'DELIVERY_EXCEPTION',
    'exception/customs_held': 'HELD_AT_CUSTOMS',
  },
  'ecommerce-europe': {
    nothing: '52',
    'info_received/data_received': '1 254 367 368 369 370',
    in_transit: '358 363 364 380',
    'in_transit/accepted': '3 4 5 6 7 8',
    'in_transit/arrived_facility': '19 22 230 232 234 236 240 25 255 27 28 30 31 354 355 37 377 378 379 38',
    'in_transit/at_destination_facility': '233 242 356 40 41 47',
    'in_transit/customs_cleared': '130 133',
    'in_transit/departed': '20 23 231 237 26 32',
    'in_transit/export': '235 29',
    'in_transit/handed_to_partner': '302',
    'in_transit/import': '238 33',
    'in_transit/picked_up': '14 15 16 17 2 226 228 9',
    'in_transit/rescheduled': '217 269',
    'in_transit/rescheduled recipient:delivery_change_requested': '142 159 172 194 218 219 53 56 57 58 59 60 61 62',
    'out_for_delivery/with_courier': '42',
    'available_for_pickup/at_locker': '45',
    'available_for_pickup/at_parcel_shop': '43 44',
    'available_for_pickup/at_post_office': '46',
    'attempt_failed/address_problem': '206 79 80',
    'attempt_failed/not_home': '372 73 74 75 85',
    'attempt_failed/not_home recipient:not_home carrier:await_redelivery': '141',
    'attempt_failed/other_attempt': '154 161 72',
    'attempt_failed/other_attempt carrier:capacity': '265',
    'attempt_failed/other_attempt carrier:does_not_fit': '200 89 92 95 98',
    'attempt_failed/other_attempt carrier:pickup_point_closed': '395 87 90 96',
    'attempt_failed/other_attempt carrier:pickup_point_unavailable': '392 88 91 93 94 97',
    'attempt_failed/other_attempt weather:severe_weather carrier:await_redelivery': '264',
    'attempt_failed/payment_due': '214 215 77 78 86',
    'attempt_failed/refused': '207 208 209 210 211 222 223 76',
    'attempt_failed/verification_failed': '330 82',
    delivered: '306 63 64 69 70 71',
    'delivered/collected': '65 66 67 68',
    'exception/capacity': '267',
    'exception/customs_held': '258',
    'exception/damaged': '83',
    'exception/force_majeure': '156 253',
    'exception/payment_held': '268',
    'exception/recipient_moved': '81',
    'exception/weather': '266',
    'returning/return_in_transit': '365',
    'returning/return_initiated': '100 101 102 149 152 155 160 248 249 99',
    'returning/return_initiated customs:clearance_information_missing': '259',
    'returning/return_initiated recipient:moved': '157',
    'returning/return_initiated recipient:refused': '151',
    'returned/back_with_sender': '366',
  },
}

/** `service/code`, and the five words all divisions share. */
export const codes = {
  ...codeTable({
    info_received: 'pre-transit',
    in_transit: 'transit',
    delivered: 'delivered',
    exception: 'failure',
    nothing: 'unknown',
  }),
  ...codeTable(
    Object.entries(divisions).reduce<Record<string, string[]>>((table, [service, said]) => {
      for (const [meaning, list] of Object.entries(said)) {
        const own = list.trim().split(/\s+/)
        table[meaning] = [...(table[meaning] ?? []), ...own.map((code) => `${service}/${code}`)]
      }
      return table
    }, {}),
  ),
}
