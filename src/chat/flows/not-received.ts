import { decidingScan, isShopsWord, wordOf } from './facts.ts'
import type { OrderFlow } from './flow.ts'
import type { TrackedParcel } from '../../model/index.ts'
import { type Say, say, told } from '../speak/index.ts'
import type { View } from './flow.ts'
import { sentBy, standing } from './standing.ts'
import { where } from './where.ts'

/** "It says delivered and it isn't here": what the carrier says, and a person to look into it. */
export const notReceived: OrderFlow = {
  about: 'order',
  likely: () => true,
  answer: (view, world) => {
    const [parcel, ...others] = view.parcels.filter(({ milestone }) => milestone === 'delivered')
    if (!parcel || view.order.state === 'cancelled') return where.answer(view, world)
    return {
      say: [
        ...[parcel, ...others].flatMap((one) => standing(view, one)),
        say('notThere', { by: decidingScan(parcel) && wordOf(view, parcel) }),
      ],
      offer: 'problem',
    }
  },
}

/** Who took it and how, as the carrier said; a document it does not link is a person's to get. */
export const proofOfDelivery: OrderFlow = {
  about: 'order',
  likely: (order) => order.parcels.some(({ milestone }) => milestone === 'delivered'),
  answer: (view, world) => {
    const delivered = view.parcels.filter(({ milestone }) => milestone === 'delivered')
    if (delivered.length === 0 || view.order.state === 'cancelled') return where.answer(view, world)
    const words = delivered.flatMap((one) => [
      ...standing(view, one),
      ...(isShopsWord(one) ? sentBy(view, one, { opening: false }) : []),
      ...proofs(view, one),
    ])
    const isThere = delivered.every(({ proof }) => proof && (proof.photoUrl ?? proof.documentUrl) !== null)
    return isThere ? { say: words } : { say: [...words, say('proofByPerson', {})], offer: 'cannot' }
  },
}

/** What a carrier has to show for a delivery. */
function proofs(view: View, parcel: TrackedParcel): Say[] {
  const { proof, source } = parcel
  if (!proof) return []
  const by = wordOf(view, parcel)
  return [
    ...(proof.signedBy?.trim() ? [say('signed', { by, signer: told('signer', proof.signedBy, source) })] : []),
    ...((proof.photoUrl ?? proof.documentUrl) ? [say('proofOnPage', { by })] : []),
  ]
}
