import { afterAll, beforeEach, beforeAll, describe, expect, it } from 'vitest'
import { openTestInstallation, shop, testClock, type TestInstallation } from '../../../test/installation.ts'
import { order, upsNumber } from '../../../test/worlds/journeys.ts'
import {
  type Asked,
  type CarrierAccount,
  type CarrierCaller,
  type Failure,
  type TenantId,
  ok,
} from '../../model/index.ts'
import { eventsIn } from '../../../test/outbox.ts'
import { importOrders } from '../orders/import.ts'
import {
  connectCarrier,
  connectPush,
  disconnectCarrier,
  keepSubscribed,
  listCarriers,
  openHabits,
  openPoller,
  planForgotten,
} from '../index.ts'

let installation: TestInstallation
const clock = testClock()
beforeAll(async () => {
  installation = await openTestInstallation({ clock })
})
afterAll(() => installation.close())

/** A carrier at the other end that answers what it is told to, in UPS's own form. */
function farSide() {
  const activities = new Map<string, object[]>()
  const asked: { account: string; numbers: readonly string[] }[] = []
  let refuses: Failure | null = null
  let defers: Temporal.Instant | null = null
  const track: CarrierCaller['track'] = async ({ id }: CarrierAccount, numbers) => {
    asked.push({ account: id, numbers })
    const nothing: Asked = { answers: [], failures: [], deferred: [], calls: 0 }
    if (defers) return { ...nothing, deferred: [{ numbers, until: defers, why: 'budget' }] }
    if (refuses) return { ...nothing, calls: 1, failures: [{ numbers, failure: refuses }] }
    const answers = numbers.map((number) => {
      const known = activities.get(number)
      const body = JSON.stringify({
        trackResponse: {
          shipment: [
            known
              ? { inquiryNumber: number, package: [{ trackingNumber: number, activity: known.toReversed() }] }
              : { inquiryNumber: number, warnings: [{ code: 'TW0001', message: 'Tracking Information Not Found' }] },
          ],
        },
      })
      const answer = installation.context().carriers.get('ups')?.read(body)
      if (!answer?.ok) throw new Error('no answer')
      return { numbers: [number], body, contentType: 'application/json', answer: answer.value }
    })
    return { ...nothing, answers, calls: numbers.length }
  }
  return {
    caller: {
      track,
      subscribe: async () => ok({ id: null, failures: [] }),
      confirm: async () => ok(null),
    } satisfies CarrierCaller,
    asked,
    tell: (number: string, type: string, code: string, at: string) => {
      const [date = '', time = ''] = at.replaceAll(/[-:]/g, '').split('T')
      const one = { date, time, gmtOffset: '+00:00', status: { type, code, description: code } }
      activities.set(number, [...(activities.get(number) ?? []), one])
    },
    refuse: (failure: Failure | null) => {
      refuses = failure
    },
    defer: (until: Temporal.Instant | null) => {
      defers = until
    },
  }
}

let tenant: TenantId
let far: ReturnType<typeof farSide>
let tenants = 0
beforeEach(async () => {
  tenant = await installation.addTenant(`poll-${++tenants}`)
  far = farSide()
  clock.set('2026-11-20T12:00:00Z')
})

const ctx = () => installation.context({ tenant })
const connect = () => connectCarrier(ctx(), { carrier: 'ups', settings: { clientId: 'a', clientSecret: 'b' } })

async function ordered(number: string, placedAt = '2026-11-19T08:00:00Z') {
  const shipped = order({
    external: number,
    number,
    placedAt: Temporal.Instant.from(placedAt),
    updatedAt: Temporal.Instant.from(placedAt),
    shipments: [{ external: 's', number, carrierText: 'UPS', state: 'shipped', shippedAt: null, lines: [] }],
  })
  await importOrders(ctx(), {
    connector: 'csv',
    shop,
    contentType: 'text/csv',
    bytes: 1,
    read: { orders: [{ order: shipped, slice: {} }], rejected: [], fields: {} },
  })
}

function poller() {
  const polling = { ...ctx(), caller: far.caller, habits: openHabits(ctx()), quotaOf: async () => null }
  const open = openPoller(polling)
  return async () => {
    await open.tick()
    return open.rest()
  }
}

const looks = () =>
  installation.store.as(tenant, (tx) =>
    tx.query<{ due: Temporal.Instant | null; reason: string; answered: Temporal.Instant | null; failures: number }>(
      'select due_at as due, reason, answered_at as answered, failures from looks order by parcel',
    ),
  )
const rawSlices = async () =>
  (await installation.store.as(tenant, (tx) => tx.query("select 1 from raw_slices where kind = 'parcel'"))).length

describe('a parcel of a carrier that can be asked', () => {
  it('is asked for at once, and what the carrier says is stored', async () => {
    const number = upsNumber(1)
    await connect()
    await ordered(number)
    expect(await planForgotten(ctx())).toBe(1)
    far.tell(number, 'I', 'OR', '2026-11-19T20:00:00')
    expect(await poller()()).toEqual({ looks: 1, calls: 1, news: 1 })
    expect(far.asked).toHaveLength(1)
    const [look] = await looks()
    expect(look?.due && Temporal.Instant.compare(look.due, clock.now())).toBe(1)
    expect(look?.answered?.equals(clock.now())).toBe(true)
    const carrier = (await listCarriers(ctx())).find(({ id }) => id === 'ups')
    expect(carrier?.accounts).toMatchObject([{ state: 'answers', waiting: 1, overdue: 0 }])
  })

  it('is not asked for before it is due, and no more once it has come', async () => {
    const number = upsNumber(2)
    await connect()
    await ordered(number)
    await planForgotten(ctx())
    far.tell(number, 'I', 'OR', '2026-11-19T20:00:00')
    const poll = poller()
    await poll()
    clock.advance({ minutes: 1 })
    expect(await poll()).toEqual({ looks: 0, calls: 0, news: 0 })
    far.tell(number, 'D', 'FS', '2026-11-20T12:30:00')
    clock.advance({ hours: 24 * 5 })
    expect(await poll()).toMatchObject({ news: 1 })
    expect(await looks()).toMatchObject([{ due: null }])
    clock.advance({ hours: 24 * 60 })
    expect(await poll()).toMatchObject({ looks: 0 })
  })

  it('that says the same again is heard of anew, and nothing is stored twice', async () => {
    const number = upsNumber(3)
    await connect()
    await ordered(number)
    await planForgotten(ctx())
    far.tell(number, 'I', 'OR', '2026-11-19T20:00:00')
    const poll = poller()
    await poll()
    expect(await rawSlices()).toBe(1)
    clock.advance({ hours: 24 * 3 })
    expect(await poll()).toMatchObject({ looks: 1, news: 0 })
    expect(await rawSlices()).toBe(1)
    expect((await looks())[0]?.answered?.toString()).toBe('2026-11-23T12:00:00Z')
  })

  it('the carrier pushes is asked for twice a day, to be safe', async () => {
    const number = upsNumber(4)
    const account = await connect()
    await connectPush(ctx(), { account })
    await ordered(number)
    await planForgotten(ctx())
    expect(await keepSubscribed({ ...ctx(), caller: far.caller, publicUrl: 'https://track.example' })).toMatchObject({
      taken: 1,
    })
    far.tell(number, 'I', 'OT', '2026-11-20T10:00:00')
    await poller()()
    const [look] = await looks()
    expect(look?.due?.since(clock.now()).total('hours')).toBe(12)
  })

  it('the carrier does not know yet is asked for again, and nothing is said of it', async () => {
    await connect()
    await ordered(upsNumber(4))
    await planForgotten(ctx())
    expect(await poller()()).toMatchObject({ looks: 1, news: 0 })
    const [look] = await looks()
    expect(look).toMatchObject({ answered: null, failures: 0 })
    expect(look?.due).not.toBeNull()
    expect(await rawSlices()).toBe(0)
  })

  it('is left until the budget allows it', async () => {
    await connect()
    await ordered(upsNumber(5))
    await planForgotten(ctx())
    const until = Temporal.Instant.from('2026-11-21T00:00:00Z')
    far.defer(until)
    await poller()()
    expect(await looks()).toMatchObject([{ reason: 'waits (budget)', failures: 0 }])
    expect((await looks())[0]?.due?.equals(until)).toBe(true)
  })

  it('of an account that is taken back is asked for through another, or by nobody', async () => {
    const first = await connect()
    await ordered(upsNumber(6))
    await planForgotten(ctx())
    await disconnectCarrier(ctx(), first)
    expect(await poller()()).toMatchObject({ looks: 0 })
    const second = await connect()
    expect(await planForgotten(ctx())).toBe(1)
    await poller()()
    expect(far.asked.map(({ account }) => account)).toEqual([second])
  })

  it('is asked for once where two processes ask at a time', async () => {
    await connect()
    for (let i = 0; i < 30; i++) await ordered(upsNumber(100 + i))
    await planForgotten(ctx())
    const [one, other] = [poller(), poller()]
    await Promise.all([one(), other()])
    const numbers = far.asked.flatMap((ask) => ask.numbers)
    expect(numbers).toHaveLength(30)
    expect(new Set(numbers).size).toBe(30)
  })
})

describe('a carrier that does not answer', () => {
  const down: Failure = { kind: 'unreachable', code: 'ECONNREFUSED', message: 'no connection' }

  it('is told of once, asked ever later, and told of again when it answers', async () => {
    const number = upsNumber(7)
    await connect()
    await ordered(number)
    await planForgotten(ctx())
    far.tell(number, 'I', 'OR', '2026-11-19T20:00:00')
    const poll = poller()
    await poll()
    far.refuse(down)
    const waits: number[] = []
    for (let i = 0; i < 4; i++) {
      const due = (await looks())[0]?.due
      if (!due) throw new Error('not due')
      clock.set(due.toString())
      await poll()
      const next = (await looks())[0]?.due
      waits.push(next?.since(due).total('minutes') ?? 0)
    }
    expect(waits).toEqual([5, 10, 20, 40])
    const failing = (await eventsIn(installation.store, tenant)).filter(({ kind }) => kind === 'carrier.failing')
    expect(failing).toMatchObject([{ body: { carrier: 'ups', failure: 'unreachable' } }])
    expect((await listCarriers(ctx())).find(({ id }) => id === 'ups')?.accounts).toMatchObject([
      { state: 'fails', failure: { kind: 'unreachable', code: 'ECONNREFUSED' } },
    ])
    // What it said before stays, with the time it said it.
    expect((await looks())[0]?.answered?.toString()).toBe('2026-11-20T12:00:00Z')

    far.refuse(null)
    clock.advance({ hours: 2 })
    await poll()
    const back = (await eventsIn(installation.store, tenant)).filter(({ kind }) => kind === 'carrier.answers')
    expect(back).toHaveLength(1)
    expect((await looks())[0]).toMatchObject({ failures: 0 })
  })
})
