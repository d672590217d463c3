import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestInstallation, shop, testClock, type TestInstallation } from '../../../test/installation.ts'
import { order, upsNumber } from '../../../test/worlds/journeys.ts'
import {
  type Carrier,
  type CarrierCaller,
  type Failure,
  type ParcelId,
  type TenantId,
  failed,
  ok,
} from '../../model/index.ts'
import { duePartitions, pushedParcels } from '../../store/index.ts'
import { importOrders } from '../orders/import.ts'
import { drainOutbox } from '../outbox/drain.ts'
import { ingestScans } from '../tracking/ingest.ts'
import {
  connectCarrier,
  connectPush,
  disconnectCarrier,
  keepSubscribed,
  pushState,
  retrySubscriptions,
  subscriptionsWanted,
} from '../index.ts'

let installation: TestInstallation
const clock = testClock()
beforeAll(async () => {
  installation = await openTestInstallation({ clock })
})
afterAll(() => installation.close())

type Asked = { readonly account: string; readonly numbers: readonly string[]; readonly to: object }

/** The carrier at the other end: takes what it is asked for, or refuses as it is told to. */
function farSide() {
  const asked: Asked[] = []
  let refuses: (numbers: readonly string[]) => Failure | null = () => null
  let invalid: readonly string[] = []
  const subscribe: CarrierCaller['subscribe'] = async ({ id }, numbers, to) => {
    asked.push({ account: id, numbers, to })
    const failure = refuses(numbers)
    if (failure) return failed(failure)
    const failures = numbers
      .filter((number) => invalid.includes(number))
      .map((number): Failure => ({ kind: 'rejected', code: 'INVALID', message: 'no', number }))
    return ok({ id: 'sub-1', failures })
  }
  return {
    caller: { subscribe, confirm: async () => ok(null) },
    asked,
    refuse: (by: typeof refuses) => {
      refuses = by
    },
    invalidate: (...numbers: string[]) => {
      invalid = numbers
    },
    /** How many numbers each call since the last time was for. */
    calls: () => asked.splice(0).map(({ numbers }) => numbers.length),
  }
}

let tenant: TenantId
let far: ReturnType<typeof farSide>
let tenants = 0
beforeEach(async () => {
  tenant = await installation.addTenant(`subscriptions-${++tenants}`)
  far = farSide()
  clock.set('2026-11-20T12:00:00Z')
  warned.length = 0
})

const warned: { event: string; fields: Readonly<Record<string, unknown>> }[] = []
const log = {
  info: () => {},
  error: () => {},
  warn: (fields: Readonly<Record<string, unknown>>, event: string) => void warned.push({ event, fields }),
}
const ctx = (over = {}) => installation.context({ tenant, log, ...over })

async function connect(context = ctx(), carrier = 'ups') {
  const account = await connectCarrier(context, { carrier, settings: { clientId: 'a', clientSecret: 'b' } })
  const { secret } = await connectPush(context, { account })
  return { account, secret }
}

async function ordered(...numbers: string[]) {
  const orders = numbers.map((number) => ({
    order: order({
      external: number,
      number,
      shipments: [{ external: 's', number, carrierText: 'UPS', state: 'shipped', shippedAt: null, lines: [] }],
    }),
    slice: {},
  }))
  const read = { orders, rejected: [], fields: {} }
  await importOrders(ctx(), { connector: 'csv', shop, contentType: 'text/csv', bytes: 1, read })
}
const scanned = (
  number: string,
  milestone: 'in_transit' | 'delivered',
  { localTime = '2026-11-20T09:00', carrier = 'ups' } = {},
) => ingestScans(ctx(), { scans: [{ number, carrier, localTime, milestone }], bytes: 1 })

/** The outbox is told, and then what is due is asked for. */
async function run(over: Partial<Parameters<typeof keepSubscribed>[0]> = {}, context = ctx()) {
  await tell(context)
  return keepSubscribed({ ...context, caller: far.caller, publicUrl: 'https://track.example', ...over })
}

async function tell(context = ctx()) {
  const consumers = [subscriptionsWanted(context)]
  const due = await context.store.as(tenant, (tx) => duePartitions(tx, clock.now()))
  for (const partition of due) await drainOutbox(context, { tenant, partition, consumers })
}

const rows = () =>
  installation.store.as(tenant, (tx) =>
    tx.query<{ state: string; due: Temporal.Instant | null; until: Temporal.Instant | null; failures: number }>(
      'select state, due_at as due, until, failures from subscriptions where tenant = $1 order by parcel',
      [tenant],
    ),
  )
const pushed = () =>
  installation.store.as(tenant, async (tx) => {
    const parcels = await tx.query<{ id: ParcelId }>('select id from parcels where tenant = $1', [tenant])
    const ids = parcels.map(({ id }) => id)
    return (await pushedParcels(tx, ids, clock.now())).size
  })
const state = async (context = ctx()) => (await pushState(context))[0]?.subscriptions

const later = (over: Temporal.DurationLike) => clock.now().add(over)
const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, n) => upsNumber(from + n))

describe('a parcel of a carrier that pushes', () => {
  it('is subscribed once it appears, whether an order or a scan tells of it, and only once', async () => {
    const { account, secret } = await connect()
    await ordered(upsNumber(1))
    await scanned(upsNumber(2), 'in_transit')
    expect(await run()).toEqual({ calls: 1, taken: 2, refused: 0 })
    expect(far.asked[0]?.numbers.toSorted()).toEqual([upsNumber(1), upsNumber(2)].toSorted())
    expect(far.asked[0]).toMatchObject({
      account,
      to: { callback: `https://track.example/hooks/carriers/${account}`, secret },
    })
    await scanned(upsNumber(2), 'in_transit', { localTime: '2026-11-20T10:00' })
    expect(await run()).toEqual({ calls: 0, taken: 0, refused: 0 })
    expect([await pushed(), await state()]).toEqual([2, { waiting: 0, live: 2, lapsing: 0, givenUp: 0 }])
  })

  it('that was there before the account was is found within the hour', async () => {
    await ordered(...numbers(3))
    await tell()
    await connect()
    expect(await run()).toMatchObject({ taken: 3 })
    // Behind the outbox's back, as where its event was told before the account was pushed to.
    await installation.store.as(tenant, (tx) => tx.query('delete from subscriptions where tenant = $1', [tenant]))
    clock.advance({ minutes: 59 })
    expect(await run()).toMatchObject({ taken: 0 })
    clock.advance({ minutes: 1 })
    expect(await run()).toMatchObject({ taken: 3 })
  })

  it('goes with at most as many others as the carrier takes at once', async () => {
    await connect()
    await ordered(...numbers(120))
    await run()
    expect(far.calls()).toEqual([100, 20])
  })

  it('is subscribed by nobody without a public address, an account in use, or one that is pushed to', async () => {
    const { account } = await connect()
    await ordered(upsNumber(1))
    await scanned('GLS-1', 'in_transit', { carrier: 'gls' })
    expect(await run({ publicUrl: undefined })).toEqual({ calls: 0, taken: 0, refused: 0 })
    expect([await pushed(), await state()]).toEqual([0, { waiting: 1, live: 0, lapsing: 0, givenUp: 0 }])
    expect(await run()).toMatchObject({ taken: 1 })
    await disconnectCarrier(ctx(), account)
    expect([await pushed(), await rows()]).toEqual([0, []])
    await connectCarrier(ctx(), { carrier: 'ups', settings: { clientId: 'a', clientSecret: 'b' } })
    await ordered(upsNumber(2))
    expect(await run()).toMatchObject({ calls: 0 })
  })

  it('of another tenant is nobody else’s', async () => {
    await connect()
    await ordered(upsNumber(1))
    await tell()
    tenant = await installation.addTenant(`subscriptions-${++tenants}`)
    await connect()
    expect(await run()).toMatchObject({ calls: 0 })
  })

  it('is asked for by one of two processes', async () => {
    await connect()
    await ordered(...numbers(20))
    await tell()
    const both = await Promise.all([run(), run()])
    expect(both.map(({ taken }) => taken).toSorted((a, b) => a - b)).toEqual([0, 20])
  })

  it('comes back when the process that asked for it died', async () => {
    await connect()
    await ordered(upsNumber(1))
    const dies = { ...far.caller, subscribe: () => Promise.reject(new Error('killed')) }
    expect(await run({ caller: dies })).toMatchObject({ taken: 0 })
    clock.advance({ minutes: 2, seconds: 59 })
    expect(await run()).toMatchObject({ calls: 0 })
    clock.advance({ seconds: 1 })
    expect(await run()).toMatchObject({ taken: 1 })
  })
})

describe('a subscription', () => {
  it('is renewed when a third of its time is left, again and again, so that it never lapses', async () => {
    await connect()
    await ordered(upsNumber(1))
    await run()
    const calls: number[] = []
    for (let hour = 1; hour <= 24 * 60; hour++) {
      clock.advance({ hours: 1 })
      if ((await run()).taken > 0) calls.push(hour)
      if (hour % 24 === 0) expect(await pushed(), `hour ${hour}`).toBe(1)
    }
    // 14 days, of which a third (4 days 16 hours) is left after 224 hours.
    expect(calls).toEqual([224, 448, 672, 896, 1120, 1344])
  }, 120_000)

  it('of a parcel that has come to its end is not renewed, and one whose person was erased is not either', async () => {
    await connect()
    await ordered(upsNumber(1), upsNumber(2))
    await run()
    await scanned(upsNumber(1), 'delivered')
    await tell()
    expect((await rows()).map((row) => row.state).toSorted()).toEqual(['ended', 'live'])
    expect(await pushed()).toBe(1)
    await installation.store.as(tenant, (tx) =>
      tx.query('update persons set wrapped_key = null, erased_at = $2 where tenant = $1', [tenant, clock.now()]),
    )
    far.calls()
    clock.advance({ hours: 24 * 10 })
    expect(await run()).toEqual({ calls: 0, taken: 0, refused: 0 })
    expect((await rows()).map((row) => row.state)).toEqual(['ended', 'ended'])
  })

  it('that the carrier does not answer to is tried again after growing waits, and stays live while it has time', async () => {
    await connect()
    await ordered(upsNumber(1))
    await run()
    far.refuse(() => ({ kind: 'unreachable', code: 'HTTP_503', message: 'down' }))
    clock.advance({ hours: 224 })
    const waits: number[] = []
    for (let n = 0; n < 7; n++) {
      expect(await run()).toEqual({ calls: 1, taken: 0, refused: 1 })
      const [row] = await rows()
      waits.push(row?.due?.since(clock.now()).total('minutes') ?? 0)
      clock.set((row?.due ?? clock.now()).toString())
    }
    expect(waits).toEqual([5, 15, 45, 135, 405, 720, 720])
    expect(await pushed()).toBe(1)
    far.refuse(() => null)
    expect(await run()).toMatchObject({ taken: 1 })
    expect(await rows()).toMatchObject([{ state: 'live', failures: 0, until: later({ hours: 24 * 14 }) }])
  })

  it('that lapses unrenewed is no longer relied on', async () => {
    await connect()
    await ordered(upsNumber(1))
    await run()
    far.refuse(() => ({ kind: 'unauthorized', code: '250002', message: 'who?' }))
    clock.advance({ hours: 24 * 13 + 1 })
    await run()
    expect([await pushed(), await state()]).toEqual([1, { waiting: 0, live: 1, lapsing: 1, givenUp: 0 }])
    clock.advance({ hours: 23 })
    expect([await pushed(), await state()]).toEqual([0, { waiting: 1, live: 0, lapsing: 0, givenUp: 0 }])
  })

  it('waits as long as the carrier says', async () => {
    await connect()
    await ordered(upsNumber(1))
    far.refuse(() => ({ kind: 'rate_limited', code: '429', message: 'slow', retryAfterMs: 3_600_000 }))
    await run()
    expect((await rows())[0]?.due).toEqual(later({ hours: 1 }))
  })

  it('that is refused for good is given up, told once, and tried again when the operator says so', async () => {
    const { account } = await connect()
    await ordered(upsNumber(1), upsNumber(2))
    far.invalidate(upsNumber(2))
    for (let day = 0; day < 4; day++) {
      await run()
      clock.advance({ hours: 24 })
    }
    expect(far.calls()).toEqual([2, 1, 1])
    expect(warned).toEqual([
      {
        event: 'push.subscriptions_given_up',
        fields: { account, carrier: 'ups', subscriptions: 1, kind: 'rejected', code: 'INVALID' },
      },
    ])
    expect(await state()).toMatchObject({ live: 1, givenUp: 1 })
    far.invalidate()
    expect(await retrySubscriptions(ctx())).toBe(1)
    expect(await run()).toMatchObject({ taken: 1 })
    expect(await state()).toMatchObject({ live: 2, givenUp: 0 })
  })

  it('refused for another one’s sake goes alone the next time', async () => {
    await connect()
    await ordered(...numbers(5))
    const bad = upsNumber(3)
    far.refuse((asked) => (asked.includes(bad) ? { kind: 'rejected', code: 'VSS210', message: 'one is wrong' } : null))
    expect(await run()).toMatchObject({ calls: 1, refused: 5 })
    clock.advance({ minutes: 5 })
    expect(await run()).toEqual({ calls: 5, taken: 4, refused: 1 })
  })
})

describe('a carrier whose subscription covers the account', () => {
  const whole = () => {
    const context = ctx()
    const ups = context.carriers.get('ups')
    if (!ups?.push?.subscribe) throw new Error('UPS subscribes')
    const subscribe = { ...ups.push.subscribe, batch: null, days: null }
    const carrier: Carrier = { ...ups, push: { ...ups.push, subscribe } }
    return ctx({ carriers: new Map([...context.carriers, ['ups', carrier]]) })
  }

  it('is asked once, and all its parcels are pushed from then on', async () => {
    const context = whole()
    await connect(context)
    await ordered(...numbers(3))
    await scanned('GLS-2', 'in_transit', { carrier: 'gls' })
    expect(await run({}, context)).toEqual({ calls: 1, taken: 1, refused: 0 })
    expect(far.calls()).toEqual([0])
    clock.advance({ hours: 24 * 365 })
    expect(await run({}, context)).toMatchObject({ calls: 0 })
    await ordered(upsNumber(9))
    const parcels = await installation.store.as(tenant, (tx) =>
      tx.query<{ carrier: string | null }>('select carrier from parcels where tenant = $1', [tenant]),
    )
    expect(parcels.filter(({ carrier }) => carrier === 'ups')).toHaveLength(4)
    expect(parcels).toHaveLength(5)
    expect(await pushed()).toBe(4)
    expect(await state(context)).toEqual({ waiting: 0, live: 1, lapsing: 0, givenUp: 0 })
  })
})
