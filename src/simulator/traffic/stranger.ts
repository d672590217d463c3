import type { Status } from '../../model/index.ts'
import {
  type Chance,
  type Shift,
  type Traffic,
  type TrafficOptions,
  type Upload,
  chance,
  day,
  daysAround,
  diary,
  handedOver,
  hour,
  inShift,
  minute,
} from './traffic.ts'

type Leg = {
  readonly status: Status
  readonly hours: number
  readonly spread: number
  readonly shift: Shift
  readonly upload: Upload
  readonly skipped: number
  readonly abroad: boolean
}

/**
 * A carrier nobody has seen: its hours, days, zones, legs, gaps and uploads are drawn from the seed before its parcels
 * are. A poller tuned to particular habits shows itself here.
 */
export function stranger(options: TrafficOptions): Traffic {
  const draw = chance(options.seed * 7_919 + 13)
  const lanes = Array.from({ length: draw.whole(2, 9) }, (_, n) => ({
    lane: `lane-${n}`,
    origin: draw.whole(-16, 24) * 0.5 * hour,
    offsetMs: draw.whole(-16, 24) * 0.5 * hour,
    slowness: draw.around(1, 0.5),
  }))
  const plain = draw.happens(0.3)
  const week = aWeek(draw)
  const scanners = Array.from({ length: 3 }, () => anUpload(draw))
  const legs = Array.from({ length: draw.whole(2, 7) }, (_, n): Leg => {
    const status = draw.pick([
      'in_transit/departed',
      'in_transit/arrived_facility',
      'in_transit/accepted',
      'in_transit/origin_scan',
      'in_transit/customs_processing',
      'in_transit/handed_to_partner',
    ] as const)
    return {
      status: plain ? 'in_transit' : status,
      hours: draw.pick([2, 5, 9, 16, 30, 60, 100]),
      spread: draw.between(0.1, 0.8),
      shift: draw.happens(0.3) ? { days: week.map(() => true), from: 0, to: 24 } : aShift(draw, week),
      upload: draw.pick(scanners),
      skipped: draw.happens(0.3) ? draw.between(0.05, 0.5) : 0,
      abroad: n < 2,
    }
  })
  const round = { days: week, from: draw.between(5, 13), length: draw.between(3, 10) }
  const knocks = draw.between(0.6, 0.97)
  const pickups = draw.happens(0.5) ? draw.between(0, 0.4) : 0
  const pickupDays = draw.between(0.7, 5)
  const lost = draw.between(0, 0.03)
  const advice = draw.between(0.2, 40)
  const estimates = draw.happens(0.8) ? draw.between(0.3, 1) : 0
  const total = legs.reduce((sum, { hours }) => sum + hours, 12)
  const last = draw.pick(scanners)

  const consignments = Array.from({ length: options.parcels }, () => {
    const { lane, origin, offsetMs, slowness } = draw.pick(lanes)
    const { passings, scan } = diary(draw)
    const openedAt = handedOver(draw, options, origin)
    const expected = openedAt + (advice + total * slowness) * hour
    const estimate = draw.happens(estimates)
      ? daysAround(expected + draw.between(-0.5, 0.5) * day, expected + draw.between(0.5, 2) * day, offsetMs)
      : null
    const done = () => ({ lane, openedAt, offsetMs, estimate, passings })
    let at = openedAt + draw.wait(30 * minute)
    scan(at, 'info_received', last)
    at += draw.around(advice * hour, 0.6)
    for (const leg of legs) {
      if (draw.happens(leg.skipped)) continue
      const zone = leg.abroad ? origin : offsetMs
      at = inShift(at + draw.around(leg.hours * slowness * hour, leg.spread), leg.shift, zone, draw)
      scan(at, leg.status, leg.upload)
      if (draw.happens(lost / legs.length)) return done()
    }
    for (let knock = 0; knock < 4; knock++) {
      at = inShift(at + hour, { days: week, from: round.from, to: round.from + 2 }, offsetMs, draw)
      scan(at, 'out_for_delivery', last)
      at += draw.between(0.2, round.length) * hour
      if (draw.happens(pickups)) {
        scan(at, 'available_for_pickup', last)
        at = inShift(at + draw.wait(pickupDays * day), { days: week, from: 9, to: 20 }, offsetMs, draw)
        break
      }
      if (draw.happens(knocks)) break
      scan(at, 'attempt_failed', last)
      at += 9 * hour
    }
    scan(at, 'delivered', last)
    return done()
  })
  return { name: `stranger ${options.seed}`, consignments }
}

function aWeek(draw: Chance): boolean[] {
  const rest = draw.pick([[5, 6], [6], [4, 5], [], [4]])
  return Array.from({ length: 7 }, (_, n) => !rest.includes(n))
}

function aShift(draw: Chance, days: readonly boolean[]): Shift {
  const from = draw.between(0, 22)
  return { days, from, to: from + draw.between(2, 14) }
}

function anUpload(draw: Chance): Upload {
  const kind = draw.next()
  if (kind < 0.45) return { kind: 'at_once', meanMs: draw.between(1, 25) * minute }
  const takesMs = draw.between(1, 20) * minute
  if (kind < 0.75) {
    const everyMs = draw.pick([1, 2, 3, 4, 5, 6, 8, 12]) * hour
    return { kind: 'every', everyMs, phaseMs: draw.next() * everyMs, takesMs }
  }
  const hours = Array.from({ length: draw.whole(1, 5) }, () => draw.whole(0, 95) / 4)
  return { kind: 'at_hours', hours, offsetMs: draw.whole(-10, 10) * hour, takesMs }
}
