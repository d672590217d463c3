import {
  type Traffic,
  type TrafficOptions,
  type Upload,
  chance,
  daily,
  day,
  daysAround,
  diary,
  handedOver,
  hour,
  inShift,
  minute,
} from './traffic.ts'

const live: Upload = { kind: 'at_once', meanMs: 2 * minute }
const lanes = [
  { lane: 'city-1', offsetMs: 3 * hour },
  { lane: 'city-2', offsetMs: 3 * hour },
  { lane: 'towns', offsetMs: 5.5 * hour },
]

/** A courier of cities: evenings, all seven days, second tries, parcel shops where parcels wait, and some get lost. */
export function localCourier(options: TrafficOptions): Traffic {
  const draw = chance(options.seed)
  const consignments = Array.from({ length: options.parcels }, () => {
    const { lane, offsetMs } = draw.pick(lanes)
    const { passings, scan } = diary(draw)
    const openedAt = handedOver(draw, options, offsetMs)
    const depot: Upload = { kind: 'at_hours', hours: [6, 11, 15.5, 22], offsetMs, takesMs: 8 * minute }
    const shop = { days: daily, from: 9, to: 21 }
    let at = inShift(openedAt + draw.around(30 * hour, 0.9), { days: daily, from: 12, to: 20 }, offsetMs, draw)
    const estimate = draw.happens(0.7) ? daysAround(at + day, at + 1.5 * day, offsetMs) : null
    const done = { lane, openedAt, offsetMs, estimate, passings }
    // The pre-advice is late and sometimes comes with the parcel.
    if (draw.happens(0.7)) scan(openedAt + draw.between(2, 12) * hour, 'info_received', depot)
    scan(at, 'in_transit/accepted', depot)
    at += draw.around(7 * hour, 0.4)
    scan(at, 'in_transit/arrived_facility', depot)
    if (draw.happens(0.015)) return done
    for (let knock = 0; knock < 3; knock++) {
      at = inShift(at + 3 * hour, { days: daily, from: 14, to: 17 }, offsetMs, draw)
      scan(at, 'out_for_delivery', live)
      at = Math.max(at + 15 * minute, inShift(at, { days: daily, from: 17, to: 22 }, offsetMs, draw))
      at += draw.between(0, 3.5) * hour
      const outcome = draw.next()
      if (outcome < 0.72) {
        scan(at, 'delivered', live)
        return done
      }
      if (outcome < 0.88) {
        scan(at, 'attempt_failed/not_home', live)
        continue
      }
      break
    }
    at += draw.between(0.3, 1.5) * hour
    scan(at, 'available_for_pickup/at_parcel_shop', live)
    const collected = inShift(at + draw.wait(2.5 * day), shop, offsetMs, draw)
    for (let reminder = at + 3 * day; reminder < collected; reminder += 3 * day)
      scan(Math.floor(reminder / day) * day + 10 * hour - offsetMs, 'available_for_pickup/pickup_reminder', depot)
    if (collected > at + 9 * day) {
      scan(at + 9 * day, 'returning/return_initiated', depot)
      scan(at + 11.3 * day, 'returned/back_with_sender', depot)
    } else scan(collected, 'delivered/collected', live)
    return { ...done, passings: passings.toSorted((a, b) => a.scannedAt - b.scannedAt) }
  })
  return { name: 'local courier', consignments }
}
