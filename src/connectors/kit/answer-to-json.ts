import {
  type Carrier,
  dedupeTexts,
  formatLocalTime,
  parcelState,
  type ParcelState,
  placeInTime,
  type ReadAnswer,
  type ReadParcel,
} from '../../model/index.ts'

/** What `whereabouts read --json` prints of an answer; scans stay in the carrier's order. */
export function answerToJson({ parcels, failures }: ReadAnswer, carrier: Pick<Carrier, 'id' | 'defaultZone'>) {
  return {
    parcels: parcels.map((parcel) => {
      const { milestone, status } = stateOf(parcel, carrier)
      return {
        number: parcel.number,
        carrier: parcel.carrier,
        milestone,
        status,
        delivered: milestone === 'delivered',
        // Of several days the first, as integrators have it, and the last beside it.
        estimatedDelivery: parcel.estimatedDelivery?.from.toString() ?? null,
        estimatedDeliveryUntil: parcel.estimatedDelivery?.to.toString() ?? null,
        deliveryWindow: parcel.estimatedDelivery?.window ?? null,
        scans: parcel.scans.map((scan) => ({
          code: scan.code,
          text: scan.text,
          localTime: formatLocalTime(scan),
          zone: scan.zone,
          place: scan.place,
          milestone: scan.milestone,
          status: scan.status,
          reason: scan.reason,
          action: scan.action,
          signedBy: scan.signedBy,
        })),
        service: parcel.service,
        weightGrams: parcel.weightGrams,
        legs: parcel.legs,
        proof: parcel.proof,
        pickup: parcel.pickup && { ...parcel.pickup, until: parcel.pickup.until?.toString() ?? null },
        warnings: parcel.warnings,
      }
    }),
    failures: failures.map(({ kind, code, message }) => ({ kind, code, message })),
  }
}

/** The state its scans add up to; the carrier's own summary only where no scan says anything. */
function stateOf(
  parcel: ReadParcel,
  carrier: Pick<Carrier, 'id' | 'defaultZone'>,
): Pick<ParcelState, 'milestone' | 'status'> {
  const state = scansState(parcel, carrier)
  return state.decidedBy === null && parcel.summary ? parcel.summary : state
}

export function scansState(
  { number, scans }: Pick<ReadParcel, 'number' | 'scans'>,
  { id, defaultZone }: Pick<Carrier, 'id' | 'defaultZone'>,
): ParcelState {
  const keys = dedupeTexts(id, number, scans)
  return parcelState(
    scans.map((scan, index) => ({
      ...scan,
      instant: placeInTime(scan, defaultZone).instant,
      dedupeKey: keys[index] ?? '',
    })),
  )
}
