import { expected, isOnItsWay, lateness, standingEstimate } from './expected.ts'
import { aboutFact, isOnlySent, isOpen, isOverdueUnseen, isShopsWord } from './facts.ts'
import type { OrderFlow } from './flow.ts'
import { eachParcel, nextStep, sentBy, standing, unseen } from './standing.ts'
import { stillToCome, withoutParcel } from './unshipped.ts'

/** When does it come? The carrier's or the shop's word, named as such. */
export const when: OrderFlow = {
  about: 'order',
  likely: isOpen,
  answer: (view, world) =>
    withoutParcel(view, world) ?? {
      say: [
        ...eachParcel(view, (parcel) => {
          if (isShopsWord(parcel)) return [...standing(view, parcel), ...sentBy(view, parcel, { opening: false })]
          if (!isOnItsWay(parcel) || parcel.conflict) return [...standing(view, parcel), ...nextStep(view, parcel)]
          const [now, ...scanned] = standing(view, parcel)
          if (isOnlySent(parcel)) {
            if (!parcel.late) return [...standing(view, parcel), ...expected(view, parcel, world)]
            return [lateness(view, parcel, world, true), ...sentBy(view, parcel, { opening: false }), unseen(parcel)]
          }
          if (parcel.late) return [lateness(view, parcel, world, true), ...standingEstimate(parcel, world), ...scanned]
          const alone = aboutFact(view, parcel).kind === 'order'
          const day = standingEstimate(parcel, world, alone ? view.order : null)
          if (alone && parcel.milestone === 'in_transit' && day.length > 0) return [...day, ...scanned]
          return [...(now ? [now] : []), ...expected(view, parcel, world), ...nextStep(view, parcel)]
        }),
        ...stillToCome(view, world),
      ],
      ...(view.parcels.some((parcel) => parcel.conflict || isOverdueUnseen(parcel)) ? { offer: 'problem' } : {}),
    },
}
