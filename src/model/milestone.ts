/** Where a parcel stands, in twelve words; every carrier's codes are mapped to these. */
export const milestones = [
  'not_found',
  'info_received',
  'in_transit',
  'out_for_delivery',
  'available_for_pickup',
  'attempt_failed',
  'delivered',
  'exception',
  'returning',
  'returned',
  'cancelled',
  'unknown',
] as const
export type Milestone = (typeof milestones)[number]

/** The statuses under each milestone; a scan's status is `milestone/status` or just the milestone. */
export const statuses = {
  not_found: [],
  info_received: ['label_created', 'pickup_scheduled', 'data_received'],
  in_transit: [
    'accepted',
    'picked_up',
    'origin_scan',
    'departed',
    'arrived_facility',
    'export',
    'import',
    'customs_processing',
    'customs_cleared',
    'at_destination_facility',
    'handed_to_partner',
    'rescheduled',
    'delayed',
  ],
  out_for_delivery: ['with_courier', 'next_stop'],
  available_for_pickup: ['at_parcel_shop', 'at_locker', 'at_post_office', 'pickup_reminder', 'pickup_deadline'],
  attempt_failed: [
    'not_home',
    'business_closed',
    'no_access',
    'refused',
    'address_problem',
    'payment_due',
    'verification_failed',
    'other_attempt',
  ],
  delivered: [
    'to_recipient',
    'to_neighbour',
    'safe_place',
    'mailbox',
    'reception',
    'collected',
    'signed',
    'cod_collected',
    'otp_verified',
  ],
  exception: [
    'customs_held',
    'duties_unpaid',
    'documents_missing',
    'prohibited',
    'damaged',
    'lost',
    'missorted',
    'address_incorrect',
    'recipient_moved',
    'refused',
    'weather',
    'force_majeure',
    'vehicle_or_mechanical',
    'capacity',
    'security_hold',
    'on_hold_by_request',
    'payment_held',
    'investigation',
    'delivery_corrected',
  ],
  returning: ['return_initiated', 'return_in_transit'],
  returned: ['back_with_sender'],
  cancelled: ['by_shipper', 'by_recipient', 'voided_label'],
  unknown: [],
} as const satisfies Record<Milestone, readonly string[]>

export type Status = { [M in Milestone]: M | `${M}/${(typeof statuses)[M][number]}` }[Milestone]

export function milestoneOf(status: Status): Milestone {
  return status.split('/', 1)[0] as Milestone
}

/** Every status there is, each milestone's bare form first. */
export const allStatuses: readonly Status[] = milestones.flatMap((m) => [
  m,
  ...statuses[m].map((s) => `${m}/${s}` as Status),
])

/** Nothing more is expected after these. */
export const terminal: Readonly<Record<Milestone, boolean>> = {
  not_found: false,
  info_received: false,
  in_transit: false,
  out_for_delivery: false,
  available_for_pickup: false,
  attempt_failed: false,
  delivered: true,
  exception: false,
  returning: false,
  returned: true,
  cancelled: true,
  unknown: false,
}

/** Breaks ties between scans of the same instant: the further along a journey, the later. */
export const milestoneRank: Readonly<Record<Milestone, number>> = {
  unknown: 0,
  not_found: 1,
  info_received: 2,
  cancelled: 3,
  in_transit: 4,
  exception: 5,
  out_for_delivery: 6,
  attempt_failed: 7,
  available_for_pickup: 8,
  returning: 9,
  delivered: 10,
  returned: 11,
}

export const reasonParties = ['carrier', 'merchant', 'recipient', 'customs', 'weather', 'security', 'unknown'] as const
export type ReasonParty = (typeof reasonParties)[number]
/** Why, and on whose side it lies; `code` is one of ours, snake_case, e.g. `not_home`. */
export type Reason = { readonly party: ReasonParty; readonly code: string }

export const actors = ['shopper', 'merchant', 'carrier'] as const
/** What somebody must do next, and who; null when nothing is asked of anyone. */
export type ActionRequired = { readonly by: (typeof actors)[number]; readonly what: string }

/** What a carrier's code says; `status` is null where it says nothing of where the parcel is (a claim, a photo, a refund). */
export type CodeMeaning = {
  readonly status: Status | null
  readonly reason: Reason | null
  readonly action: ActionRequired | null
}
