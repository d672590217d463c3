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
  weekdays,
  withSaturday,
} from './traffic.ts'

const lanes = [
  { lane: 'cn-us', origin: 8 * hour, offsetMs: -5 * hour, flight: 6, customs: 30 },
  { lane: 'cn-de', origin: 8 * hour, offsetMs: 1 * hour, flight: 8, customs: 20 },
  { lane: 'cn-br', origin: 8 * hour, offsetMs: -3 * hour, flight: 10, customs: 90 },
  { lane: 'us-ca', origin: -6 * hour, offsetMs: -5 * hour, flight: 2, customs: 10 },
]

/** Economy over a border: long gaps, customs, a partner for the last mile, and scans that are uploaded in batches. */
export function crossBorder(options: TrafficOptions): Traffic {
  const draw = chance(options.seed)
  const abroad: Upload = { kind: 'every', everyMs: 4 * hour, phaseMs: 35 * minute, takesMs: 6 * minute }
  const office: Upload = { kind: 'every', everyMs: 6 * hour, phaseMs: 95 * minute, takesMs: 10 * minute }
  const partner: Upload = { kind: 'every', everyMs: 2 * hour, phaseMs: 10 * minute, takesMs: 4 * minute }
  const consignments = Array.from({ length: options.parcels }, () => {
    const { lane, origin, offsetMs, flight, customs } = draw.pick(lanes)
    const { passings, scan } = diary(draw)
    const openedAt = handedOver(draw, options, origin)
    const sorting = { days: withSaturday, from: 9, to: 21 }
    const estimate = daysAround(openedAt + (flight + 5) * day, openedAt + (flight + 9) * day, offsetMs)
    const done = { lane, openedAt, offsetMs, estimate, passings }
    scan(openedAt + hour, 'info_received/data_received', abroad)
    let at = inShift(openedAt + draw.around(20 * hour, 0.6), sorting, origin, draw)
    scan(at, 'in_transit/accepted', abroad)
    at = inShift(at + draw.around(9 * hour, 0.4), sorting, origin, draw)
    scan(at, 'in_transit/departed', abroad)
    at += draw.around(26 * hour, 0.4)
    scan(at, 'in_transit/export', abroad)
    if (draw.happens(0.01)) return done
    at += draw.around(flight * 0.55 * day, 0.3)
    scan(at, 'in_transit/import', office)
    at = inShift(at + 2 * hour, { days: weekdays, from: 7, to: 19 }, offsetMs, draw)
    scan(at, 'in_transit/customs_processing', office)
    if (draw.happens(0.05)) {
      at = inShift(at + draw.around(8 * hour, 0.3), { days: weekdays, from: 8, to: 17 }, offsetMs, draw)
      scan(at, 'exception/customs_held', office)
      at += draw.around(60 * hour, 0.5)
    }
    at = inShift(at + draw.around(customs * hour, 0.5), { days: weekdays, from: 7, to: 19 }, offsetMs, draw)
    scan(at, 'in_transit/customs_cleared', office)
    at = inShift(at + draw.around(15 * hour, 0.5), { days: withSaturday, from: 5, to: 22 }, offsetMs, draw)
    scan(at, 'in_transit/handed_to_partner', partner)
    at = inShift(at + draw.around(26 * hour, 0.5), { days: withSaturday, from: 2, to: 8 }, offsetMs, draw)
    scan(at, 'in_transit/at_destination_facility', partner)
    at = inShift(at + hour, { days: withSaturday, from: 8, to: 10 }, offsetMs, draw)
    scan(at, 'out_for_delivery', partner)
    at = inShift(at + draw.between(0.5, 8) * hour, { days: daily, from: 9, to: 20 }, offsetMs, draw)
    scan(at, 'delivered/mailbox', partner)
    return done
  })
  return { name: 'cross-border economy', consignments }
}
