import type { Milestone, ParcelView } from '../types.ts'
import type { StepName } from '../words/words.ts'

export type StepState = 'done' | 'current' | 'trouble' | 'ahead' | 'unsure'
export type Step = { readonly name: StepName; readonly state: StepState }

/** The stations of a parcel, or of an order that has none yet, and how far it is along them. */
export function stepsOf(parcel: ParcelView | null): Step[] {
  if (!parcel) return along(journey, 'ordered')
  // How far it has come only a carrier could say, and none will of a parcel without a number.
  if (parcel.sent && parcel.scans.length === 0) {
    if (parcel.milestone === 'delivered') return along(unfollowed, 'delivered')
    return along(parcel.number ? sentOff : unfollowed, 'sent', 'current', 'unsure')
  }
  const collected =
    parcel.status === 'delivered/collected' ||
    (parcel.milestone === 'delivered' && parcel.scans.some((scan) => scan.milestone === 'available_for_pickup'))
  return collected ? along(collection, 'collected') : tables[parcel.milestone]
}

const journey = ['ordered', 'announced', 'onItsWay', 'outForDelivery', 'delivered'] as const
const sentOff = ['ordered', 'sent', 'onItsWay', 'outForDelivery', 'delivered'] as const
const unfollowed = ['ordered', 'sent', 'delivered'] as const
const collection = ['ordered', 'announced', 'onItsWay', 'pickup', 'collected'] as const
const attempt = ['ordered', 'announced', 'onItsWay', 'attempt', 'delivered'] as const
const problem = ['ordered', 'announced', 'onItsWay', 'problem', 'delivered'] as const
const goingBack = ['ordered', 'onItsWay', 'returning', 'returned'] as const

function along(
  names: readonly StepName[],
  now: StepName,
  state: 'current' | 'trouble' = 'current',
  rest: 'ahead' | 'unsure' = 'ahead',
): Step[] {
  const at = names.indexOf(now)
  return names.map((name, index) => ({ name, state: index < at ? 'done' : index === at ? state : rest }))
}

const tables: Readonly<Record<Milestone, Step[]>> = {
  // A number nobody has heard of: that it was ordered is all we know.
  not_found: along(journey, 'ordered', 'current', 'unsure'),
  unknown: along(journey, 'ordered', 'current', 'unsure'),
  info_received: along(journey, 'announced'),
  in_transit: along(journey, 'onItsWay'),
  out_for_delivery: along(journey, 'outForDelivery'),
  available_for_pickup: along(collection, 'pickup'),
  attempt_failed: along(attempt, 'attempt', 'trouble'),
  delivered: along(journey, 'delivered'),
  exception: along(problem, 'problem', 'trouble', 'unsure'),
  returning: along(goingBack, 'returning', 'trouble'),
  returned: along(goingBack, 'returned'),
  cancelled: along(['ordered', 'cancelled'], 'cancelled', 'trouble'),
}
