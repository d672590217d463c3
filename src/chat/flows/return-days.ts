import type { Policies, Source, TrackedOrder, TrackedParcel } from '../../model/index.ts'
import type { Heard, World } from '../dialogue.ts'
import { say, type Say, told } from '../speak/index.ts'
import { carrierFact, decidingScan, isShopsWord } from './facts.ts'
import { standing } from './standing.ts'
import { focus } from './which-order.ts'

/**
 * Until which day what was ordered can go back: counted from a delivery a carrier reported, or from the day it was placed.
 * Nothing where either is not known: then the rule is all there is to say.
 */
export function returnDays({
  order,
  heard,
  world,
  returns,
  shop: { zone, source },
}: {
  order: TrackedOrder
  heard: Heard | null
  world: World
  returns: Policies['returns']
  shop: { readonly zone: string; readonly source: Source }
}): Say[] {
  const { windowDays = 0, from } = returns ?? {}
  if (windowDays === 0 || order.state === 'cancelled') return []
  const shop = told('shop', source.name, source)
  const ends = (start: Temporal.PlainDate, counted: { by: Told; placed?: Placed }, zone: string | null): Say => {
    const day = told('return_day', { from: start, days: windowDays, zone }, source)
    const today = world.now.toZonedDateTimeISO(zone ?? order.shop.zone).toPlainDate()
    const over = Temporal.PlainDate.compare(today, start.add({ days: windowDays })) > 0
    return say(over ? 'returnOver' : 'returnUntil', { ...counted, shop, day })
  }
  if (from === 'purchase') {
    const placed = told('placed', order.placedAt, order.source)
    const start = order.placedAt.toZonedDateTimeISO(zone).toPlainDate()
    return [ends(start, { by: told('shop', order.source.name, order.source), placed }, zone)]
  }
  const view = focus(order, heard)
  return view.parcels.slice(0, parcelsTold).flatMap((parcel) => {
    const [scan, by] = [deliveryScan(parcel), carrierFact(parcel)]
    if (!scan || !by) return []
    return [...standing(view, parcel), ends(scan.localTime.toPlainDate(), { by }, scan.zone)]
  })
}

type Told = NonNullable<ReturnType<typeof carrierFact>> | ReturnType<typeof told<'shop'>>
type Placed = ReturnType<typeof told<'placed'>>

const parcelsTold = 4

/** A carrier's own report, contradicted by nobody. */
function deliveryScan(parcel: TrackedParcel) {
  if (parcel.milestone !== 'delivered' || parcel.conflict || isShopsWord(parcel)) return undefined
  const scan = decidingScan(parcel)
  return scan?.source === 'shop' || scan?.source === 'merchant' ? undefined : scan
}
