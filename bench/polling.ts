import {
  type Due,
  type Quota,
  type ScanHabits,
  learn,
  newHabits,
  nextLook,
  pack,
} from '../src/insight/freshness/index.ts'
import { type Status, milestoneOf, terminal } from '../src/model/index.ts'
import type { Consignment, Traffic } from '../src/simulator/traffic/index.ts'

const minute = 60_000
const pulseMs = 120 * minute
const day = 1_440 * minute
/** A call with room left waits so long for more parcels. */
const fillsWithin = 6 * minute

/** What a time of asking came to. Delays are from when the answer first showed an event until it was seen. */
export type Outcome = {
  readonly calls: number
  readonly events: number
  readonly found: number
  /** Of all events that the answers showed; what was never seen has lain until the end at least. */
  readonly p50Minutes: number
  readonly p95Minutes: number
  /** Calls beyond a day's budget, and looks at parcels known to have ended. */
  readonly overspent: number
  readonly wasted: number
  readonly byDay: readonly number[]
  readonly habits: ScanHabits
}

export type Asking = {
  readonly poller: 'pulse' | 'adaptive'
  readonly from: number
  readonly days: number
  /** Parcels a call may ask for. */
  readonly batch?: number
  /** Calls a day. */
  readonly budget?: number
}

type Known = {
  readonly consignment: Consignment
  readonly seen: Uint8Array
  status: Status | null
  scannedAt: number | null
  lookedAt: number | null
  at: number
  worth: number
  usual: boolean
}

/** Plays traffic minute by minute to a poller that knows nothing but what the answers show. */
export function play({ consignments }: Traffic, { poller, from, days, batch = 1, budget }: Asking): Outcome {
  const minutes = days * 1_440
  const agenda: Known[][] = Array.from({ length: minutes }, () => [])
  const put = (parcel: Known, at: number, after: number) => {
    parcel.at = at
    agenda[Math.max(after + 1, Math.ceil((at - from) / minute))]?.push(parcel)
  }
  const parcels = consignments.map((consignment): Known => ({
    consignment,
    seen: new Uint8Array(consignment.passings.length),
    status: null,
    scannedAt: null,
    lookedAt: null,
    at: consignment.openedAt,
    worth: 1,
    usual: false,
  }))
  for (const parcel of parcels) put(parcel, parcel.at, -1)
  const habits = newHabits()
  const delays: number[] = []
  const byDay = Array.from({ length: days }, () => 0)
  let [calls, overspent, wasted] = [0, 0, 0]

  for (let slot = 0; slot < minutes; slot++) {
    const due = agenda[slot] ?? []
    if (due.length === 0) continue
    agenda[slot] = []
    const now = from + slot * minute
    const today = Math.floor(slot / 1_440)
    const left = () => (budget === undefined ? Number.POSITIVE_INFINITY : budget - (byDay[today] ?? 0))
    const packed = batch === 1 && due.length <= left() ? due.map((one) => [one]) : packedOf(due, now, { batch, poller })
    const last = packed.at(-1)
    if (last && last.length < batch && last.every(({ at }) => now - at < fillsWithin)) {
      packed.pop()
      for (const parcel of last) put(parcel, parcel.at, slot)
    }
    const made = packed.slice(0, left())
    for (const parcel of packed.slice(left()).flat())
      put(parcel, poller === 'adaptive' ? from + (today + 1) * day : now + minute, slot)
    for (const call of made) {
      calls++
      byDay[today] = (byDay[today] ?? 0) + 1
      if (budget !== undefined && left() < 0) overspent++
      const quota: Quota | null =
        budget === undefined
          ? null
          : { left: left(), of: budget, since: from + today * day, until: from + (today + 1) * day }
      for (const parcel of call) look(parcel, now, slot, quota)
    }
  }

  const end = from + minutes * minute
  const found = delays.length
  for (const { consignment, seen, status } of parcels) {
    if (hasEnded(status)) continue
    for (const [i, { visibleAt }] of consignment.passings.entries())
      if (!seen[i] && visibleAt < end) delays.push(end - visibleAt)
  }
  const sorted = Float64Array.from(delays).sort()
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / minute
  return {
    calls,
    events: sorted.length,
    found,
    p50Minutes: at(0.5),
    p95Minutes: at(0.95),
    overspent,
    wasted,
    byDay,
    habits,
  }

  function look(parcel: Known, now: number, slot: number, quota: Quota | null): void {
    const { consignment, seen } = parcel
    const { lane, openedAt, offsetMs, estimate, passings } = consignment
    if (hasEnded(parcel.status)) wasted++
    const before = { status: parcel.status, scannedAt: parcel.scannedAt, lookedAt: parcel.lookedAt }
    const scans: { at: number; status: Status }[] = []
    for (const [i, { visibleAt, scannedAt, status }] of passings.entries()) {
      if (seen[i] || visibleAt > now) continue
      seen[i] = 1
      delays.push(now - Math.max(visibleAt, openedAt))
      scans.push({ at: scannedAt, status })
      if (scannedAt < (parcel.scannedAt ?? scannedAt)) continue
      parcel.status = status
      parcel.scannedAt = scannedAt
    }
    parcel.lookedAt = now
    if (poller === 'pulse') {
      if (!hasEnded(parcel.status)) put(parcel, now + pulseMs, slot)
      return
    }
    learn(habits, { lane, openedAt, offsetMs, estimate, before, lookedAt: now, scans, usual: parcel.usual })
    const { status, scannedAt, lookedAt } = parcel
    const next = nextLook(habits, {
      now,
      parcel: { lane, status, scannedAt, openedAt, lookedAt, offsetMs, estimate, watched: false, pushed: false },
      quota,
    })
    if (!next) return
    parcel.worth = next.worth
    parcel.usual = next.usual
    put(parcel, next.at, slot)
  }
}

const hasEnded = (status: Status | null): boolean => status !== null && terminal[milestoneOf(status)]

/** The pulse has no order but the time at which each is due. */
function packedOf(due: readonly Known[], now: number, { batch, poller }: { batch: number; poller: Asking['poller'] }) {
  const items = due.map((parcel): Due & { parcel: Known } => ({
    parcel,
    at: Math.min(parcel.at, now),
    worth: poller === 'pulse' ? 1 : parcel.worth,
    watched: false,
  }))
  return pack(items, { now, batch }).map((call) => call.map(({ parcel }) => parcel))
}
