import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Status, allStatuses, milestoneOf, terminal } from '../../model/index.ts'
import { rateAt } from './learn.ts'
import { ratesFor } from './habit.ts'
import { blend, priorOf } from './rates.ts'
import { ages, slotsOfDay } from './scales.ts'
import { tables } from './tables.ts'
import {
  type Awaited,
  type Quota,
  type ScanHabits,
  learn,
  newHabits,
  nextLook,
  pack,
  readHabits,
  writeHabits,
} from './index.ts'

const hour = 3_600_000
const day = 24 * hour
/** A Monday, midnight UTC. */
const monday = Date.UTC(2026, 0, 5)

const parcel: Awaited = {
  lane: 'a',
  status: 'in_transit',
  scannedAt: monday + 9 * hour,
  openedAt: monday,
  lookedAt: monday + 10 * hour,
  offsetMs: 0,
  estimate: null,
  watched: false,
  pushed: false,
}
const look = (habits: ScanHabits, of: Partial<Awaited>, now: number, quota: Quota | null = null) =>
  nextLook(habits, { now, parcel: { ...parcel, ...of }, quota })

/** Parcels scanned at nine each day and at `at` o'clock the next, looked at every two hours, for some weeks. */
function taught({
  at,
  weeks,
  from = monday,
  habits = newHabits(),
  lane = 'a',
  lagMs = 0,
}: {
  at: number
  weeks: number
  from?: number
  habits?: ScanHabits
  lane?: string
  lagMs?: number
}): ScanHabits {
  for (let n = 0; n < weeks * 7; n++)
    for (let one = 0; one < 12; one++) {
      const scannedAt = from + n * day + 9 * hour
      const next = from + (n + 1) * day + at * hour + one * 4 * 60_000
      for (let lookedAt = scannedAt + one * 10 * 60_000; ; lookedAt += 2 * hour) {
        const before = { status: 'in_transit', scannedAt, lookedAt } as const
        const shows = lookedAt + 2 * hour >= next + lagMs
        learn(habits, {
          lane,
          openedAt: scannedAt,
          offsetMs: 0,
          estimate: null,
          before,
          lookedAt: lookedAt + 2 * hour,
          scans: shows ? [{ at: next, status: 'delivered' }] : [],
          usual: true,
        })
        if (shows) break
      }
    }
  return habits
}

/** Looks of one parcel that shows nothing, by hours after `from`. */
function looks(habits: ScanHabits, of: Partial<Awaited>, from: number, until: number): number[] {
  const at: number[] = []
  let now = from
  for (;;) {
    const next = look(habits, { ...of, lookedAt: now }, now)
    if (!next || next.at > until) return at
    now = next.at
    at.push((now - from) / hour)
  }
}

const anyStatus = fc.option(fc.constantFrom(...allStatuses), { nil: null })
const anyParcel = fc
  .record({
    status: anyStatus,
    age: fc.integer({ min: 0, max: 40 * day }),
    looked: fc.option(fc.integer({ min: 0, max: 3 * day }), { nil: null }),
    offsetMs: fc.integer({ min: -12, max: 14 }).map((hours) => hours * hour),
    due: fc.option(fc.integer({ min: -5 * day, max: 10 * day }), { nil: null }),
    pushed: fc.boolean(),
    now: fc.integer({ min: 0, max: 60 * day }).map((since) => monday + since),
  })
  .map(({ status, age, looked, due, now, ...rest }) => ({
    now,
    parcel: {
      ...rest,
      lane: 'a',
      status,
      scannedAt: status === null ? null : now - age,
      openedAt: now - age - hour,
      lookedAt: looked === null ? null : now - looked,
      estimate: due === null ? null : { from: now + due, to: now + due + day },
      watched: false,
    } satisfies Awaited,
  }))
const habitsToTry = [newHabits(), taught({ at: 14, weeks: 2 })]

describe('the next look', () => {
  it('is never before now, and never at all once nothing more is to come', () => {
    fc.assert(
      fc.property(anyParcel, fc.constantFrom(...habitsToTry), ({ now, parcel }, habits) => {
        const next = nextLook(habits, { now, parcel, quota: null })
        const ended = parcel.status !== null && terminal[milestoneOf(parcel.status)]
        expect(next === null).toBe(ended)
        if (next) expect(next.at).toBeGreaterThanOrEqual(now)
        if (next) expect(next.at).toBeLessThanOrEqual(now + 7 * day)
      }),
    )
  })

  it('comes no later for a parcel that somebody watches, with or without calls to spare', () => {
    fc.assert(
      fc.property(anyParcel, fc.constantFrom(...habitsToTry), fc.nat(100), ({ now, parcel }, habits, left) => {
        const quota = { left, of: 100, since: now - 12 * hour, until: now + 12 * hour }
        const unwatched = nextLook(habits, { now, parcel, quota })
        const watched = nextLook(habits, { now, parcel: { ...parcel, watched: true }, quota })
        if (unwatched && watched) expect(watched.at).toBeLessThanOrEqual(unwatched.at)
      }),
    )
    const idle = looks(newHabits(), { status: 'info_received' }, monday + 12 * hour, monday + 36 * hour).length
    const busy = looks(newHabits(), { status: 'info_received', watched: true }, monday + 12 * hour, monday + 36 * hour)
    expect(busy.length).toBeGreaterThan(idle)
  })

  it('comes no later with more of the quota left, and after its renewal when it is spent', () => {
    fc.assert(
      fc.property(anyParcel, fc.nat(100), fc.nat(100), ({ now, parcel }, some, others) => {
        const [less, more] = [Math.min(some, others), Math.max(some, others)]
        const quota = { of: 100, since: now - 12 * hour, until: now + 12 * hour }
        const scarce = nextLook(newHabits(), { now, parcel, quota: { ...quota, left: less } })
        const ample = nextLook(newHabits(), { now, parcel, quota: { ...quota, left: more } })
        if (scarce && ample) expect(ample.at).toBeLessThanOrEqual(scarce.at)
        if (scarce && less === 0) expect(scarce.at).toBeGreaterThanOrEqual(quota.until)
      }),
    )
    const now = monday + 12 * hour
    const quota = { left: 2, of: 100, since: monday, until: monday + day }
    const at = look(newHabits(), { lookedAt: now }, now)?.at
    expect(look(newHabits(), { lookedAt: now }, now, quota)?.at).toBeGreaterThan(at ?? Number.POSITIVE_INFINITY)
  })

  it('grows rarer the longer a parcel stands still', () => {
    const gaps = [1, 4, 8, 16, 30].map((days) => {
      const now = monday + 40 * day
      return looks(newHabits(), { scannedAt: now - days * day }, now, now + 7 * day).length
    })
    expect(gaps.toSorted((a, b) => b - a)).toEqual(gaps)
    expect(gaps[0]).toBeGreaterThan(gaps.at(-1) ?? 0)
  })

  it('leaves a pushing carrier alone for half a day', () => {
    expect(look(newHabits(), { pushed: true }, monday + 10 * hour)?.at).toBe(monday + 22 * hour)
  })

  it('says why, in words for an operator', () => {
    const now = monday + 22 * day + 12 * hour
    const next = look(taught({ at: 14, weeks: 2 }), { scannedAt: now - 27 * hour, lookedAt: now }, now)
    expect(next?.reason).toMatch(
      /^in transit; usually seen (?:09|1[0-4])–(?:1[5-9]|20) h; about \d+ % to show something$/,
    )
  })
})

describe('what is learned', () => {
  const nextDay = monday + 28 * day

  it('moves looks into the hours in which scans show', () => {
    const of = { scannedAt: nextDay - 15 * hour }
    const at = looks(taught({ at: 14, weeks: 3 }), of, nextDay, nextDay + day)
    const inHours = at.filter((one) => one >= 13.5 && one <= 17).length
    expect(inHours).toBeGreaterThan(0)
    const unlearned = looks(newHabits(), of, nextDay, nextDay + day).filter((one) => one < 13.5).length
    expect(at.filter((one) => one < 13.5).length).toBeLessThan(unlearned / 2)
  })

  it('follows a carrier that moves its hours within two weeks', () => {
    const habits = taught({ at: 6, weeks: 4 })
    const of = { status: 'in_transit' as Status, lane: 'a' }
    const rateIn = (at: number) =>
      rateAt(ratesFor(habits, of.lane, of.status), (at + 15) * hour, nextDay + at * hour, 0)
    expect(rateIn(6.25)).toBeGreaterThan(2 * rateIn(18.25))
    taught({ at: 18, weeks: 2, from: nextDay, habits })
    expect(rateIn(18.25)).toBeGreaterThan(rateIn(6.25))
  })

  it('puts what did not come down to age alone, not to every hour and day as well', () => {
    const numbers = new Float32Array(tables.size)
    numbers.fill(100, tables.ageExpected, tables.ageExpected + ages)
    numbers.fill(100, tables.dayExpected, tables.dayExpected + slotsOfDay)
    const prior = priorOf('in_transit')
    const { age, day } = blend(numbers, prior)
    expect(age[0]).toBeLessThan((prior.age[0] ?? 0) / 3)
    expect(day[24]).toBeGreaterThan((prior.day[24] ?? 0) / 2)
  })

  it('serves a lane nobody has seen from what its carrier does', () => {
    const habits = taught({ at: 14, weeks: 3 })
    const rate = (lane: string, at: number) =>
      rateAt(ratesFor(habits, lane, 'in_transit'), (at + 15) * hour, nextDay + at * hour, 0)
    expect(rate('unseen', 14.25)).toBeGreaterThan(4 * rate('unseen', 10.25))
  })

  it('lets a lane differ from its carrier', () => {
    const habits = taught({ at: 14, weeks: 3 })
    taught({ at: 5, weeks: 3, habits, lane: 'b' })
    const rate = (lane: string, at: number) =>
      rateAt(ratesFor(habits, lane, 'in_transit'), (at + 15) * hour, nextDay + at * hour, 0)
    expect(rate('a', 14.25)).toBeGreaterThan(rate('a', 5.25))
    expect(rate('b', 5.25)).toBeGreaterThan(rate('b', 14.25))
  })

  it('tells scans that answers show at once from scans that come hours late', () => {
    const meanLag = (habits: ScanHabits) => {
      const { lag } = ratesFor(habits, 'a', 'in_transit')
      return lag.slice(0, 4).reduce((sum, one) => sum + one, 0) / lag.slice(5, 9).reduce((sum, one) => sum + one, 0)
    }
    expect(meanLag(taught({ at: 14, weeks: 3 }))).toBeGreaterThan(10)
    expect(meanLag(taught({ at: 14, weeks: 3, lagMs: 4 * hour }))).toBeLessThan(1)
  })

  it('is the same after it was written and read, and so are the looks', () => {
    const habits = taught({ at: 14, weeks: 2 })
    const kept = writeHabits(habits)
    const again = readHabits(JSON.parse(JSON.stringify(kept)))
    expect(writeHabits(again)).toEqual(kept)
    expect(looks(again, {}, nextDay, nextDay + 2 * day)).toEqual(looks(habits, {}, nextDay, nextDay + 2 * day))
  })

  it('stays small: under a kilobyte a lane and state, and no more than 300 lanes', () => {
    const habits = newHabits()
    for (let n = 0; n < 310; n++)
      learn(habits, {
        lane: `lane-${n}`,
        openedAt: monday,
        offsetMs: 0,
        estimate: null,
        before: { status: 'in_transit', scannedAt: monday, lookedAt: monday },
        lookedAt: monday + 2 * hour,
        scans: [{ at: monday + hour, status: 'out_for_delivery' }],
        usual: true,
      })
    expect(habits.lanes.size).toBe(300)
    expect(habits.lanes.has('lane-309')).toBe(true)
    const [lane = {}] = Object.values(writeHabits(habits).lanes)
    expect(JSON.stringify(lane).length / Object.keys(lane).length).toBeLessThan(1_000)
  })

  it('of a first look, and of a look that was not after the one before, is nothing', () => {
    const habits = newHabits()
    const observation = { lane: 'a', openedAt: monday, offsetMs: 0, estimate: null, scans: [], usual: true }
    learn(habits, { ...observation, before: { status: null, scannedAt: null, lookedAt: null }, lookedAt: monday })
    learn(habits, { ...observation, before: { status: null, scannedAt: null, lookedAt: monday }, lookedAt: monday })
    expect(habits).toEqual(newHabits())
  })
})

describe('packing what is due', () => {
  const at = (minutes: number, of: { worth?: number; watched?: boolean } = {}) => ({
    at: monday + minutes * 60_000,
    worth: 0.1,
    watched: false,
    ...of,
  })

  it('puts watched parcels first, then what promises most, and fills the last call with what is due soon', () => {
    const [poor, rich, seen, soon, later] = [at(-5), at(-5, { worth: 0.5 }), at(0, { watched: true }), at(20), at(40)]
    expect(pack([poor, later, soon, rich, seen], { now: monday, batch: 2 })).toEqual([
      [seen, rich],
      [poor, soon],
    ])
  })

  it('lets nobody wait for ever', () => {
    const [old, rich] = [at(-60 * 10, { worth: 0.05 }), at(0, { worth: 0.5 })]
    expect(pack([rich, old], { now: monday })[0]).toEqual([old])
  })

  it('makes no call where nothing is due, and names a batch that cannot be', () => {
    expect(pack([at(10)], { now: monday, batch: 5 })).toEqual([])
    expect(() => pack([], { now: monday, batch: 0 })).toThrow('a call takes 1 parcel or more, not 0')
  })
})
