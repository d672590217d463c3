import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestInstallation, shop, silent, testClock, type TestInstallation } from '../../../test/installation.ts'
import { type Clock, milestoneOf, type OrderId, parseId, type TrackedOrder } from '../../model/index.ts'
import { type Context, type Log, trackedOrders } from '../../service/index.ts'
import { instantOf, knownAt } from '../../simulator/index.ts'
import { pageOfOrders, saveShop } from '../../store/index.ts'
import { arrivals } from './arrivals.ts'
import { hasDemo, isUntouched, openDemo } from './index.ts'
import { tellingOrders } from './orders.ts'
import { passersBy, cast } from './people.ts'
import { placedOrders, play, readTold } from './play.ts'
import { startPlayer } from './player.ts'
import { questions, watched } from './questions.ts'
import { demoShop } from './shop.ts'
import { clockFrom, demoOrders, demoRate, happenings } from './world.ts'

/** The demo on a real database, told through the real importers and readers, under a clock the test moves. */

let installation: TestInstallation
let tenants = 0

beforeAll(async () => {
  installation = await openTestInstallation()
})
afterAll(() => installation.close())

/** A demo of its own, begun at `start`. */
async function begin(start: string, log: Log = silent) {
  const clock = testClock(start)
  const tenant = await installation.addTenant(`demo-${++tenants}`)
  const ctx = installation.context({ tenant, clock, log, actor: { kind: 'job' } })
  await ctx.store.as(tenant, (tx) => saveShop(tx, demoShop, clock.now()))
  const journeys = clockFrom(clock.now())
  const world = { orders: demoOrders, clock: journeys }
  let told = await play(ctx, await readTold(ctx, demoOrders, journeys), world)
  return {
    ctx,
    clock,
    journeys,
    tick: async () => {
      told = await play(ctx, told, world)
    },
    /** As a fresh process would. */
    tickAfterRestart: async () => {
      told = await play(ctx, await readTold(ctx, demoOrders, journeys), world)
    },
    orders: () => ordersOf(ctx, journeys),
  }
}

async function ordersOf(ctx: Context, journeys: ReturnType<typeof clockFrom>): Promise<Map<string, TrackedOrder>> {
  const placed = await placedOrders(ctx, demoOrders, journeys)
  const ids = placed.map(({ id }) => id)
  const tracked = await ctx.store.as(ctx.tenant, (tx) => trackedOrders(tx, ctx, ids))
  return new Map(tracked.map((order) => [order.number, order]))
}

/** All that does not depend on when the demo began. */
function told(orders: ReadonlyMap<string, TrackedOrder>) {
  return [...orders.values()].map(({ number, state, fulfilment, payment, lines, unshipped, parcels }) => ({
    number,
    state,
    fulfilment,
    payment,
    lines: lines.length,
    unshipped: unshipped.length,
    parcels: parcels.map(({ number: tracking, carrier, status, reason, action, conflict, scans }) => ({
      tracking,
      carrier,
      status,
      reason,
      action,
      conflict,
      scans: scans.map((scan) => [scan.code, scan.status, scan.place]),
    })),
  }))
}

type Case = {
  readonly is: string
  readonly fulfilment: TrackedOrder['fulfilment']
  readonly state?: TrackedOrder['state']
  readonly parcels?: readonly Readonly<Record<string, unknown>>[]
}

const cases: Readonly<Record<string, Case>> = {
  'LO-4101': { is: 'returned', fulfilment: 'shipped', parcels: [{ status: 'returned/back_with_sender', late: false }] },
  'LO-4102': { is: 'in a safe place', fulfilment: 'delivered', parcels: [{ status: 'delivered/safe_place' }] },
  'LO-4103': { is: 'with a neighbour', fulfilment: 'delivered', parcels: [{ status: 'delivered/to_neighbour' }] },
  'LO-4104': {
    is: 'late, no reason given',
    fulfilment: 'shipped',
    parcels: [{ milestone: 'in_transit', late: true, reason: null }],
  },
  'LO-4105': {
    is: 'being returned',
    fulfilment: 'shipped',
    parcels: [{ status: 'returning/return_in_transit', late: false }],
  },
  'LO-4106': {
    is: 'late, with a reason',
    fulfilment: 'shipped',
    parcels: [{ milestone: 'in_transit', late: true, reason: { party: 'carrier', code: 'late_transport' } }],
  },
  'LO-4107': {
    is: 'shop and carrier disagree',
    fulfilment: 'shipped',
    state: 'completed',
    parcels: [{ milestone: 'in_transit', conflict: { shop: 'delivered', carrier: 'in_transit' } }],
  },
  'LO-4108': {
    is: 'ready for pick-up, not for ever',
    fulfilment: 'shipped',
    parcels: [
      {
        status: 'available_for_pickup/pickup_deadline',
        action: { by: 'shopper', what: 'collect_parcel' },
        late: false,
      },
    ],
  },
  'LO-4109': {
    is: 'held at customs',
    fulfilment: 'shipped',
    parcels: [{ status: 'exception/duties_unpaid', action: { by: 'shopper', what: 'pay_duties' } }],
  },
  'LO-4110': { is: 'delivered, and disputed', fulfilment: 'delivered', parcels: [{ status: 'delivered' }] },
  'LO-4111': { is: 'cancelled', fulfilment: 'cancelled', state: 'cancelled' },
  'LO-4112': {
    is: 'attempted',
    fulfilment: 'shipped',
    parcels: [{ status: 'attempt_failed/not_home', action: { by: 'shopper', what: 'be_available' } }],
  },
  'LO-4113': {
    is: 'split: one here, one on the way',
    fulfilment: 'partially_delivered',
    parcels: [
      { status: 'delivered/to_recipient', lines: [expect.objectContaining({ title: 'Floor lamp Rhön' })] },
      { milestone: 'in_transit', late: false, lines: [expect.objectContaining({ title: 'Side table Eiche' })] },
    ],
  },
  'LO-4114': {
    is: 'out for delivery today, within a window',
    fulfilment: 'shipped',
    parcels: [
      {
        milestone: 'out_for_delivery',
        estimate: expect.objectContaining({ window: { from: '14:00', to: '17:00' } }),
      },
    ],
  },
  'LO-4115': { is: 'at the border', fulfilment: 'shipped', parcels: [{ status: 'in_transit/import' }] },
  'LO-4116': {
    is: 'near, due today',
    fulfilment: 'shipped',
    parcels: [{ status: 'in_transit/at_destination_facility', late: false }],
  },
  'LO-4117': {
    is: 'a number the carrier does not know',
    fulfilment: 'shipped',
    parcels: [{ milestone: 'unknown', carrier: { id: 'purolator' }, scans: [], sent: expect.objectContaining({}) }],
  },
  'LO-4118': { is: 'not shipped', fulfilment: 'not_shipped' },
}

describe('at its start', () => {
  let orders: Map<string, TrackedOrder>
  beforeAll(async () => {
    orders = await (await begin('2026-11-20T12:00:00Z')).orders()
  })

  it('holds exactly the telling orders', () => {
    expect([...orders.keys()]).toEqual(Object.keys(cases))
  })

  it.each(Object.entries(cases).map(([number, one]) => ({ number, ...one })))(
    '$number is $is',
    ({ number, fulfilment, state = 'open', parcels = [] }) => {
      const order = orders.get(number)
      expect(order).toMatchObject({ fulfilment, state })
      expect(order?.parcels).toHaveLength(parcels.length)
      expect(order?.parcels).toMatchObject(parcels)
    },
  )

  it('has a customer with two open orders', () => {
    const open = tellingOrders.filter(({ script, person }) => {
      return person.customer.firstName === 'Jonas' && orders.get(script.number)?.fulfilment === 'shipped'
    })
    expect(open.map(({ script }) => script.number)).toEqual(['LO-4106', 'LO-4114'])
  })
})

it.each(['2026-11-20T22:59:50Z', '2026-11-21T03:10:00Z', '2026-10-25T00:30:00Z', '2027-03-28T00:55:00Z'])(
  'tells the same begun at %s: around midnight, and where clocks are changed',
  async (start) => {
    const { journeys, orders, clock, tick } = await begin(start)
    const late = async () =>
      [...(await orders()).values()].filter(({ parcels }) => parcels.some((parcel) => parcel.late))
    expect((await late()).map(({ number }) => number)).toEqual(['LO-4104', 'LO-4106'])
    clock.advance({ minutes: 10 })
    await tick()
    const held = await orders()
    for (const { script, parcels } of tellingOrders) {
      for (const { journey } of parcels) {
        const last = knownAt(journey, journeys, clock.now()).steps.at(-1)
        const parcel = held.get(script.number)?.parcels.find(({ number }) => number === journey.number)
        expect(parcel?.status ?? 'unknown', script.number).toBe(last?.says.split(':', 1)[0] ?? 'unknown')
      }
    }
    expect((await late()).map(({ number }) => number)).toEqual(['LO-4104', 'LO-4106'])
  },
)

describe('its past', () => {
  it('lies at its real distance, and nothing that is told lies ahead', async () => {
    const { orders, journeys } = await begin('2026-11-20T12:00:00Z')
    const held = await orders()
    const returned = held.get('LO-4101')?.parcels[0]?.scans[0]
    expect(returned?.localTime.toString()).toBe('2026-11-10T13:00:00')
    expect(held.get('LO-4118')?.placedAt.toString()).toBe('2026-11-20T07:00:00Z')
    const newest = [...held.values()].flatMap(({ parcels }) =>
      parcels.flatMap(({ scans }) =>
        scans.map(({ localTime, zone }) => localTime.toZonedDateTime(zone ?? 'America/Toronto').epochMilliseconds),
      ),
    )
    expect(Math.max(...newest)).toBeLessThanOrEqual(journeys.start.epochMilliseconds)
  })
})

describe('seen again', () => {
  it('told twice, or after a restart, changes nothing', async () => {
    const { ctx, clock, tick, tickAfterRestart } = await begin('2026-11-20T12:00:00Z')
    clock.advance({ minutes: 9 })
    await tick()
    const before = await rowsOf(ctx)
    expect(before).toMatchObject({ scans: expect.any(Number) })
    clock.advance({ milliseconds: 300 })
    await tick()
    await tickAfterRestart()
    await tickAfterRestart()
    expect(await rowsOf(ctx)).toEqual(before)
  })

  it('is opened where it stands by a process that comes later, and seeded once', async () => {
    const clock = testClock()
    const tenant = await installation.addTenant(`demo-${++tenants}`)
    const ctx = installation.context({ tenant, clock, actor: { kind: 'job' } })
    expect(await hasDemo(ctx)).toBe(false)
    expect(await isUntouched(ctx)).toBe(true)
    await openDemo(ctx)
    expect(await hasDemo(ctx)).toBe(true)
    expect(await isUntouched(ctx)).toBe(false)
    const before = await rowsOf(ctx)
    await openDemo(ctx)
    expect(await rowsOf(ctx)).toEqual(before)
    clock.advance({ hours: 2 })
    await openDemo(ctx)
    const journeys = clockFrom(Temporal.Instant.from('2026-11-20T12:00:00Z'))
    expect((await ordersOf(ctx, journeys)).get(watched)?.parcels[0]?.status).toBe('delivered/to_neighbour')
  })

  it('two demos begun months apart tell the same, however their clocks ticked', async () => {
    const one = await begin('2026-11-20T12:00:00Z')
    const other = await begin('2027-02-03T21:41:13.4Z')
    for (const seconds of [1, 36, 73, 10, 600, 1_800]) {
      one.clock.advance({ seconds })
      await one.tick()
    }
    other.clock.advance({ seconds: 700 })
    await other.tickAfterRestart()
    other.clock.advance({ seconds: 1_820 })
    await other.tick()
    const [first, second] = [told(await one.orders()), told(await other.orders())]
    expect(first.length).toBeGreaterThan(tellingOrders.length + 4)
    expect(second).toEqual(first)
  })
})

async function rowsOf({ store, tenant }: Context): Promise<Record<string, number>> {
  const tables = ['orders', 'parcels', 'scans', 'shipments', 'envelopes', 'raw_slices', 'outbox', 'persons', 'shops']
  return store.as(tenant, async (tx) => {
    const counts: [string, number][] = []
    for (const table of tables) {
      const [row] = await tx.query<{ n: number }>(`select count(*)::int as n from ${table}`)
      counts.push([table, row?.n ?? 0])
    }
    return Object.fromEntries(counts)
  })
}

describe('over six hours', () => {
  it('every parcel says at every look what its script says, and never goes back; all end where scripted', async () => {
    const { clock, journeys, tick, orders } = await begin('2026-11-20T12:00:00Z')
    const seen = new Map<string, number>()
    for (let minute = 0; minute <= 360; minute += minute < 10 ? 0.5 : 12.5) {
      clock.set(journeys.start.add({ seconds: minute * 60 }).toString())
      await tick()
      const held = await orders()
      for (const { script, parcels } of demoOrders) {
        for (const { journey } of parcels) {
          const { steps } = knownAt(journey, journeys, clock.now())
          const parcel = held.get(script.number)?.parcels.find(({ number }) => number === journey.number)
          expect(parcel?.scans.length ?? 0, `${script.number} at minute ${minute}`).toBe(steps.length)
          expect(steps.length).toBeGreaterThanOrEqual(seen.get(journey.number) ?? 0)
          seen.set(journey.number, steps.length)
          const last = steps.at(-1)
          if (last) expect(parcel?.status, `${script.number} at minute ${minute}`).toBe(last.says.split(':', 1)[0])
        }
      }
    }
    for (const { script, parcels } of demoOrders) {
      for (const { journey } of parcels) expect(seen.get(journey.number), script.number).toBe(journey.steps.length)
    }
    const ends = [...(await orders()).values()].map(({ number, parcels }) => [
      number,
      parcels.map(({ status }) => milestoneOf(status)),
    ])
    expect(Object.fromEntries(ends.slice(0, 18))).toMatchObject({
      'LO-4105': ['returning'],
      'LO-4109': ['exception'],
      'LO-4113': ['delivered', 'delivered'],
      'LO-4114': ['delivered'],
      'LO-4115': ['delivered'],
      'LO-4116': ['delivered'],
    })
    expect(ends.slice(18).every(([, milestones]) => String(milestones) === 'delivered')).toBe(true)
    // And then it rests.
    expect(happenings(journeys).at(-1)?.epochMilliseconds).toBeLessThan(
      journeys.start.add({ hours: 6 }).epochMilliseconds,
    )
  }, 60_000)
})

describe('while one watches', () => {
  const journeys = clockFrom(Temporal.Instant.from('2026-11-20T12:00:00Z'))
  const secondsTo = (at: number) => instantOf(at, journeys).since(journeys.start).total('seconds')

  it('one goes out within 40 s and is delivered within two minutes', () => {
    const [parcel] = tellingOrders.find(({ script }) => script.number === watched)?.parcels ?? []
    const ahead = parcel?.journey.steps.filter(({ at }) => at > 0) ?? []
    expect(ahead.map(({ says }) => says)).toEqual(['out_for_delivery/with_courier', 'delivered/to_neighbour'])
    expect(secondsTo(ahead[0]?.at ?? 0)).toBeLessThanOrEqual(40)
    expect(secondsTo(ahead[1]?.at ?? 0)).toBeLessThanOrEqual(120)
  })

  it('five journeys move within five minutes', () => {
    const moving = tellingOrders.filter(({ parcels }) =>
      parcels.some(({ journey }) => journey.steps.some(({ at }) => at > 0 && secondsTo(at) <= 300)),
    )
    expect(moving.length).toBeGreaterThanOrEqual(5)
  })

  it('an order comes in every few minutes for three hours, of people nobody is asked to be', () => {
    const minutes = arrivals().map(({ script }) => secondsTo(script.placedAt) / 60)
    const apart = minutes.slice(1).map((minute, i) => minute - (minutes[i] ?? 0))
    expect(minutes.length).toBe(36)
    expect(Math.max(...apart)).toBeLessThanOrEqual(8)
    expect(Math.min(...apart)).toBeGreaterThan(1)
    expect(minutes.at(-1)).toBeLessThan(190)
    const people = new Set(arrivals().map(({ person }) => person))
    expect([...people].filter((person) => cast.includes(person))).toEqual([])
  })

  it('the same seed brings the same orders, another brings others', () => {
    expect(arrivals(3)).toEqual(arrivals(3))
    expect(arrivals(3)).not.toEqual(arrivals(4))
  })
})

describe('the people', () => {
  it('cannot be reached: example addresses, and numbers kept free for fiction', () => {
    // Bundesnetzagentur's and Ofcom's numbers for drama, and 555-01xx.
    const free = /^(?:\+49 (?:69 90009|40 66969|30 23125) \d{3}|\+44 20 7946 0\d{3}|\+1 \d{3} 555 01\d{2})$/
    for (const { customer } of [...cast, ...passersBy]) {
      expect(customer.email).toMatch(/@example\.(?:com|org)$/)
      if (customer.phone !== null) expect(customer.phone).toMatch(free)
    }
    expect(new Set(cast.map(({ language }) => language))).toEqual(new Set(['de', 'en', 'ar']))
  })

  it('have tracking numbers no two of which are alike', () => {
    const numbers = demoOrders.flatMap(({ parcels }) => parcels.map(({ journey }) => journey.number))
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  it('are asked about with words about orders that are there', () => {
    const numbers = new Set(tellingOrders.map(({ script }) => script.number))
    expect(questions).toHaveLength(8)
    expect(questions.filter(({ order }) => !numbers.has(order))).toEqual([])
    expect(questions.filter(({ language }) => language === 'de')).toHaveLength(2)
  })
})

it('logs what happened by id: no name, address, order or tracking number', async () => {
  const lines: string[] = []
  const note = (fields: Readonly<Record<string, unknown>>, event: string) => {
    lines.push(`${event} ${JSON.stringify(fields)}`)
  }
  const { clock, tick } = await begin('2026-11-20T12:00:00Z', { info: note, warn: note, error: note })
  clock.advance({ minutes: 10 })
  await tick()
  expect(lines.filter((line) => line.startsWith('demo.event')).length).toBeGreaterThan(10)
  const personal = demoOrders.flatMap(({ person, script, parcels }) => [
    person.customer.lastName,
    person.customer.email,
    person.address.postal,
    script.number,
    ...parcels.map(({ journey }) => journey.number),
  ])
  expect(personal.filter((word) => lines.some((line) => new RegExp(`\\b${word}\\b`).test(line)))).toEqual([])
})

it("refuses a shop of somebody else's that has its id", async () => {
  const tenant = await installation.addTenant(`demo-${++tenants}`)
  const ctx = installation.context({ tenant, actor: { kind: 'job' } })
  await ctx.store.as(tenant, (tx) => saveShop(tx, { ...demoShop, name: 'Demo GmbH' }, ctx.clock.now()))
  expect(await hasDemo(ctx)).toBe(false)
  await expect(openDemo(ctx)).rejects.toThrow(/there is a shop "demo" \(Demo GmbH\) that is not the demo's/)
  const orders = await ctx.store.as(tenant, (tx) => pageOfOrders(tx, { before: null, limit: 1 }))
  expect(orders).toEqual([])
})

describe('the player', () => {
  const real: Clock = { now: () => Temporal.Now.instant() }

  it('plays by the clock until the last thing has happened, and goes on after what failed', async () => {
    const tenant = await installation.addTenant(`demo-${++tenants}`)
    const failures: string[] = []
    const warn: Log['warn'] = (_, event) => void failures.push(event)
    const working = installation.context({ tenant, clock: real, actor: { kind: 'job' } })
    const carriers = new Map<string, never>() as unknown as Context['carriers']
    let broken = true
    const ctx: Context = {
      ...working,
      log: { ...silent, warn },
      get carriers() {
        return broken ? carriers : working.carriers
      },
    }
    await ctx.store.as(tenant, (tx) => saveShop(tx, demoShop, real.now()))
    const orders = tellingOrders.filter(({ script }) => script.number === watched)
    // What lies ahead of it takes three seconds.
    const clock = { start: real.now(), rate: 4_500 }
    const player = startPlayer(ctx, { orders: new Map(), scans: new Map() }, { orders, clock })
    await expect.poll(() => failures.length, { timeout: 5_000 }).toBeGreaterThan(0)
    expect(failures[0]).toBe('demo.failed')
    broken = false
    const status = async () => {
      const ids = (await placedOrders(working, orders, clock)).map(({ id }): OrderId => id)
      const [order] = await ctx.store.as(tenant, (tx) => trackedOrders(tx, working, ids))
      return order?.parcels[0]?.status
    }
    await expect.poll(status, { timeout: 10_000 }).toBe('delivered/to_neighbour')
    await player.stop()
  }, 20_000)
})

it('is one shop beside the others, at its own rate', async () => {
  expect(demoShop.id).toBe(parseId('shop', 'demo'))
  expect(demoShop.id).not.toBe(shop)
  expect(demoRate).toBe(120)
})
