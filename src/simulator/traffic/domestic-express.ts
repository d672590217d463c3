import {
  type Traffic,
  type TrafficOptions,
  type Upload,
  chance,
  daily,
  daysAround,
  diary,
  handedOver,
  hour,
  inShift,
  minute,
  weekdays,
} from './traffic.ts'

const live: Upload = { kind: 'at_once', meanMs: 4 * minute }
const lanes = [
  { lane: 'north', offsetMs: 1 * hour },
  { lane: 'south', offsetMs: 1 * hour },
  { lane: 'islands', offsetMs: 0 },
]

/** One country, collected in the afternoon, sorted at night, delivered the next morning; nothing moves on weekends. */
export function domesticExpress(options: TrafficOptions): Traffic {
  const draw = chance(options.seed)
  const consignments = Array.from({ length: options.parcels }, () => {
    const { lane, offsetMs } = draw.pick(lanes)
    const { passings, scan } = diary(draw)
    const openedAt = handedOver(draw, options, offsetMs)
    const night = { days: [true, true, true, true, true, false, false], from: 20, to: 30 }
    let at = inShift(openedAt + draw.between(1, 4) * hour, { days: weekdays, from: 15, to: 19 }, offsetMs, draw)
    scan(openedAt + draw.wait(10 * minute), 'info_received/label_created', live)
    scan(at, 'in_transit/picked_up', live)
    at = inShift(at + draw.around(2 * hour, 0.3), night, offsetMs, draw)
    scan(at, 'in_transit/origin_scan', live)
    at += draw.around(80 * minute, 0.3)
    scan(at, 'in_transit/departed', live)
    at += draw.around((lane === 'islands' ? 9 : 4) * hour, 0.2)
    scan(at, 'in_transit/at_destination_facility', live)
    const promised = inShift(at + hour, { days: weekdays, from: 7, to: 9 }, offsetMs, draw)
    if (draw.happens(0.004)) return { lane, openedAt, offsetMs, estimate: null, passings }
    let tries = draw.happens(0.06) ? 2 : 1
    at = promised
    for (; tries > 0; tries--) {
      at = inShift(at + draw.between(0.5, 1.5) * hour, { days: weekdays, from: 7, to: 9 }, offsetMs, draw)
      scan(at, 'out_for_delivery/with_courier', live)
      at = Math.max(at + 20 * minute, inShift(at + hour, { days: daily, from: 8, to: 14 }, offsetMs, draw))
      at += draw.between(0, 4.5) * hour
      scan(at, tries > 1 ? 'attempt_failed/not_home' : 'delivered/to_recipient', live)
      at += 14 * hour
    }
    return { lane, openedAt, offsetMs, estimate: daysAround(promised, promised, offsetMs), passings }
  })
  return { name: 'domestic express', consignments }
}
