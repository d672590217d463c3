import type { TrackedParcel } from '../../model/index.ts'
import { expected } from './expected.ts'
import { isOnlySent, isOpen, isOverdueUnseen } from './facts.ts'
import type { OrderFlow } from './flow.ts'
import { eachParcel, nextStep, standing } from './standing.ts'
import { stillToCome, withoutParcel } from './unshipped.ts'

/** Where is it? The carrier's word and its last scan, then the next thing to happen or to do. */
export const where: OrderFlow = {
  about: 'order',
  likely: isOpen,
  answer: (view, world) =>
    withoutParcel(view, world) ?? {
      say: [
        ...eachParcel(view, (parcel) => {
          const [now, ...seen] = standing(view, parcel)
          const [days, next] = [expected(view, parcel, world), nextStep(view, parcel)]
          if (!now || parcel.conflict) return standing(view, parcel)
          // that nobody named a day is no news of where it is
          if (isOnlySent(parcel) && days.some(({ act }) => act === 'noEstimate')) return [now, ...seen]
          if (parcel.late) {
            const asked = parcel.action?.by === 'shopper' ? next : []
            return [now, ...days, ...(days.length > 1 || asked.length > 0 ? asked : seen)]
          }
          return [now, ...seen, ...(next.length > 0 ? next : days)]
        }),
        ...stillToCome(view, world),
      ],
      ...(view.parcels.some(wantsPerson) ? { offer: 'problem' } : {}),
    },
}

/** Where shop and carrier contradict each other, or nobody is on the trouble yet, a person has to look. */
function wantsPerson(parcel: TrackedParcel): boolean {
  const { conflict, milestone, action } = parcel
  const stuck = milestone === 'exception' && action?.by !== 'carrier'
  return conflict !== null || stuck || isOverdueUnseen(parcel)
}
