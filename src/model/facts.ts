import type { Leg, PickupPoint, ProofOfDelivery, ReadParcel } from './carrier.ts'

/** What carriers tell of a parcel beside its scans. */
export type ParcelFacts = {
  readonly service: string | null
  readonly weightGrams: number | null
  readonly legs: readonly Leg[]
  readonly proof: ProofOfDelivery | null
  readonly pickup: PickupPoint | null
}

export const noFacts: ParcelFacts = { service: null, weightGrams: null, legs: [], proof: null, pickup: null }

/** What an answer adds to what was known, the newer word first; undefined where it tells nothing of the kind. */
export function toldFacts(said: ReadParcel): ((known: ParcelFacts) => ParcelFacts) | undefined {
  const { service, weightGrams, legs, pickup } = said
  const proof = said.proof && Object.values(said.proof).some((one) => one !== null) ? said.proof : null
  if (service === null && weightGrams === null && legs.length === 0 && !proof && !pickup) return undefined
  return (known) => ({
    service: service ?? known.service,
    weightGrams: weightGrams ?? known.weightGrams,
    legs: legs.length > 0 ? legs.map(({ carrier, name, number }) => ({ carrier, name, number })) : known.legs,
    proof: proof
      ? {
          signedBy: proof.signedBy ?? known.proof?.signedBy ?? null,
          photoUrl: proof.photoUrl ?? known.proof?.photoUrl ?? null,
          documentUrl: proof.documentUrl ?? known.proof?.documentUrl ?? null,
        }
      : known.proof,
    pickup: pickup
      ? { name: pickup.name, street: pickup.street, place: pickup.place, until: pickup.until }
      : known.pickup,
  })
}
