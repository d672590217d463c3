import { expected, hasReason, isOnItsWay, lateness, reason, standingEstimate } from './expected.ts'
import { isOnlySent, isOpen } from './facts.ts'
import type { OrderFlow } from './flow.ts'
import { say, told } from '../speak/index.ts'
import type { TrackedParcel } from '../../model/index.ts'
import { eachParcel, nextStep, seen, sentBy, standing, unseen } from './standing.ts'
import { stillToCome, withoutParcel } from './unshipped.ts'

/** Why is it late? Since when, the carrier's reason or that it gave none, and where it was last seen. */
export const whyLate: OrderFlow = {
  about: 'order',
  likely: isOpen,
  answer: (view, world) =>
    withoutParcel(view, world) ?? {
      say: [
        ...eachParcel(view, (parcel) => {
          if (parcel.conflict) return standing(view, parcel)
          if (!parcel.late) {
            const days = isOnItsWay(parcel) ? standingEstimate(parcel, world) : []
            const notLate = days.length > 0 ? [say('notLate', { state: told('state', 'not_late', parcel.source) })] : []
            const why = hasReason(parcel) && isOnItsWay(parcel) && !saysWhy(parcel) ? [reason(view, parcel)] : []
            const expectation = [...notLate, ...(days.length > 0 ? days : expected(view, parcel, world))]
            return [...standing(view, parcel), ...expectation, ...why, ...nextStep(view, parcel)]
          }
          if (isOnlySent(parcel)) {
            return [lateness(view, parcel, world, true), ...sentBy(view, parcel, { opening: false }), unseen(parcel)]
          }
          return [
            lateness(view, parcel, world, true),
            reason(view, parcel),
            ...seen(parcel),
            ...standingEstimate(parcel, world),
            ...(parcel.action?.by === 'shopper' ? nextStep(view, parcel) : []),
          ]
        }),
        ...stillToCome(view, world),
      ],
      ...(view.parcels.some((parcel) => parcel.late || parcel.conflict) ? { offer: 'problem' } : {}),
    },
}

/** The status itself tells the reason: "is being held by customs". */
const saysWhy = ({ milestone, status }: TrackedParcel) =>
  (milestone === 'exception' || milestone === 'attempt_failed') && status !== milestone
