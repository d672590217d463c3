import { type Observation, type Quota, type ScanHabits, learn, newHabits, nextLook } from '../src/insight/freshness/index.ts'
import { type Status, milestoneOf, terminal } from '../src/model/index.ts'
import type { Consignment, Traffic } from '../src/simulator/traffic/index.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** What a month of asking came to. Delays are from when the answer first showed an event until it was seen. */
export type Month = {
  readonly calls: number
  /** Parcels asked for, over all calls. */
  readonly looks: number
  readonly events: number
  readonly found: number
  readonly p50Minutes: number
  readonly p95Minutes: number
  readonly lateShare: number
  /** Calls beyond a day's budget, and looks at parcels known to have ended. */
  readonly overspent: number
  readonly wasted: number
  readonly byDay: readonly number[]
  readonly habits: ScanHabits
}

export type Asking = {
  readonly from: number
  readonly days: number
  readonly batch?: number
  /** Calls a day. */
  readonly budget?: number
}

type Known = {
  readonly consignment: Consignment
  status: Status | null
  scannedAt: number | null
  lookedAt: number | null
  readonly seen: Uint8Array
  worth: number
}

/** Plays traffic minute by minute to a poller that asks when `plan` says so. */
export function play(traffic: Traffic, plan: 'pulse' | 'adaptive', asking: Asking): Month {
  const { from, days, batch = 1, budget = Number.POSITIVE_INFINITY } = asking
  const minutes = days * 1_440
  const due: number[][] = Array.from({ length: minutes }, () => [])
  const parcels = traffic.consignments.map(
    (consignment): Known => ({
      consignment,
      status: null,
      scannedAt: null,
      lookedAt: null,
      seen: new Uint8Array(consignment.passings.length),
      worth: 1,
    }),
  )
  const put = (n: number, at: number, after: number) => {
    const slot = Math.max(after + 1, Math.ceil((at - from) / minute))
    due[slot]?.push(n)
  }
  for (const [n, { consignment }] of parcels.entries()) put(n, consignment.openedAt, -1)
  const habits = newHabits()
  const delays: number[] = []
  const byDay = Array.from({ length: days }, () => 0)
  let [calls, looks, overspent, wasted] = [0, 0, 0, 0]
  for (let slot = 0; slot < minutes; slot++) {
    const now = from + slot * minute
    const today = Math.floor(slot / 1_440)
    const waiting = due[slot] ?? []
    if (waiting.length === 0) continue
    due[slot] = []
    const left = budget - (byDay[today] ?? 0)
    const room = left * batch
    if (waiting.length > room && plan === 'adaptive') waiting.sort((a, b) => (parcels[b]?.worth ?? 0) - (parcels[a]?.worth ?? 0))
    const asked = waiting.slice(0, room)
    const made = Math.ceil(asked.length / batch)
    calls += made
    looks += asked.length
    byDay[today] = (byDay[today] ?? 0) + made
    if ((byDay[today] ?? 0) > budget) overspent += made
    const quota: Quota | null = Number.isFinite(budget)
      ? { left: left - made, of: budget, since: from + today * day, until: from + (today + 1) * day }
      : null
    for (const n of waiting.slice(room)) put(n, now + minute, slot)
    for (const n of asked) {
      const parcel = parcels[n]
      if (!parcel) continue
      const { consignment, seen } = parcel
      if (parcel.status && terminal[milestoneOf(parcel.status)]) wasted++
      const before = { status: parcel.status, scannedAt: parcel.scannedAt, lookedAt: parcel.lookedAt }
      const scans: { at: number; status: Status }[] = []
      for (const [i, { visibleAt, scannedAt, status }] of consignment.passings.entries()) {
        if (seen[i] || visibleAt > now) continue
        seen[i] = 1
        delays.push(now - Math.max(visibleAt, consignment.openedAt))
        scans.push({ at: scannedAt, status })
        if (parcel.scannedAt === null || scannedAt >= parcel.scannedAt) {
          parcel.status = status
          parcel.scannedAt = scannedAt
        }
      }
      parcel.lookedAt = now
      if (plan === 'pulse') {
        if (!parcel.status || !terminal[milestoneOf(parcel.status)]) put(n, now + 2 * hour, slot)
        continue
      }
      const { lane, openedAt, offsetMs, estimate } = consignment
      const observation: Observation = { lane, openedAt, offsetMs, estimate, before, lookedAt: now, scans }
      learn(habits, observation)
      const { status, scannedAt, lookedAt } = parcel
      const look = nextLook(habits, {
        now,
        parcel: { lane, status, scannedAt, openedAt, lookedAt, offsetMs, estimate, watched: false, pushed: false },
        quota,
      })
      if (look) {
        parcel.worth = look.worth
        put(n, look.at, slot)
      }
    }
  }
  const end = from + minutes * minute
  const found = delays.length
  // What was never seen has lain until the end at least.
  for (const { consignment, seen, status } of parcels)
    if (!status || !terminal[milestoneOf(status)])
      for (const [i, { visibleAt }] of consignment.passings.entries())
        if (!seen[i] && visibleAt < end) delays.push(end - visibleAt)
  const sorted = Float64Array.from(delays).sort()
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / minute
  return {
    calls,
    looks,
    events: sorted.length,
    found,
    p50Minutes: at(0.5),
    p95Minutes: at(0.95),
    lateShare: sorted.filter((one) => one > 114 * minute).length / sorted.length,
    overspent,
    wasted,
    byDay,
    habits,
  }
}
