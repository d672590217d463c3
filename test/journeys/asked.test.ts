import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { carriers, createCaller } from '../../src/connectors/index.ts'
import type { CarrierCalls, CarrierCaller, Settings } from '../../src/model/index.ts'
import {
  connectCarrier,
  importOrders,
  listCarriers,
  listOrders,
  noteHealth,
  openHabits,
  openPoller,
  planForgotten,
  restOf,
  watchOrders,
} from '../../src/service/index.ts'
import { openClock, type Simulator, startSimulator } from '../../src/server/simulate/index.ts'
import { desks, secretOf, testNumbers } from '../../src/simulator/index.ts'
import { budgetsOf, tokensOf } from '../../src/store/index.ts'
import { main, openTestInstallation, shop, testClock, type TestInstallation } from '../installation.ts'
import { eventsIn } from '../outbox.ts'
import { baseOf } from '../simulate/asking.ts'
import { order } from '../worlds/journeys.ts'

/** From an order to what its page says, through real calls to the carriers as they are played. */

const began = Temporal.Instant.from('2026-11-20T12:00:00Z')
const clock = testClock(began.toString())
let simulator: Simulator
let installation: TestInstallation
let caller: CarrierCaller & { readonly close: () => Promise<void> }
let poll: () => Promise<{ readonly looks: number; readonly calls: number; readonly news: number }>

/** Ids where a name is asked for, the secret where that is; a key alone is its id. */
const settingsOf = ({ settings, auth }: CarrierCalls): Settings =>
  Object.fromEntries(
    settings.map(({ id, secret }) => [
      id,
      secret && auth.kind !== 'headers' && id !== 'userToken' ? secretOf('sim-shop') : 'sim-shop',
    ]),
  )

const played = openClock({ start: began, rate: 0 })
const move = (to: Temporal.Instant) => {
  clock.set(to.toString())
  played.set(to)
}

beforeAll(async () => {
  simulator = await startSimulator({
    apart: true,
    clock: played,
    limits: Object.fromEntries(desks.map(({ id }) => [id, []])),
  })
  installation = await openTestInstallation({ clock })
  const ctx = installation.context()
  const { store } = installation
  caller = createCaller({
    carriers: ctx.carriers,
    budgets: budgetsOf(store, main, { clock: 'caller' }),
    tokens: tokensOf(store, main),
    clock,
    log: ctx.log,
    random: () => 0,
    // Breakers go by the real clock.
    patience: { retryMs: 10, breakMs: 20 },
    onState: (rest) =>
      void (
        rest.state === 'paused' &&
        noteHealth(ctx, {
          account: rest.account,
          carrier: rest.carrier,
          health: restOf(rest, clock.now()),
        }).catch(() => {})
      ),
  })
  const poller = openPoller({ ...ctx, caller, habits: openHabits(ctx), quotaOf: async () => null })
  poll = async () => {
    await poller.tick()
    return poller.rest()
  }
  for (const { id } of desks) {
    const { calls } = carriers[id as keyof typeof carriers]
    if (!calls) throw new Error(`${id} can't be asked`)
    await connectCarrier(ctx, {
      carrier: id,
      settings: settingsOf(calls),
      baseUrl: baseOf(simulator, id),
      limits: { perSecond: 5_000, perHour: 50_000, perDay: 50_000 },
    })
  }
}, 60_000)
afterAll(async () => {
  await caller.close()
  await simulator.close()
  await installation.close()
})

async function ordered(numbers: readonly (readonly [carrier: string, number: string])[]) {
  const placedAt = clock.now().subtract({ hours: 48 })
  const orders = numbers.map(([carrierText, number]) => ({
    slice: {},
    order: order({
      external: number,
      number,
      placedAt,
      updatedAt: placedAt,
      customer: { email: `${number}@example.com`.toLowerCase(), phone: null, firstName: 'Ana', lastName: 'Silva' },
      shipments: [{ external: 's', number, carrierText, state: 'shipped' as const, shippedAt: null, lines: [] }],
    }),
  }))
  await importOrders(installation.context(), {
    connector: 'csv',
    shop,
    contentType: 'text/csv',
    bytes: 1,
    read: { orders, rejected: [], fields: {} },
  })
  await planForgotten(installation.context())
}

const parcelOf = async (number: string) => (await listOrders(installation.context(), { number })).orders[0]?.parcels[0]

describe('carriers, asked by themselves', () => {
  it('tell of every parcel what its test number stands for', async () => {
    const all = desks.flatMap((desk) =>
      testNumbers(desk.speaker, desk.numberOf).map((one) => ({ ...one, carrier: desk.name })),
    )
    expect(all.length).toBeGreaterThan(150)
    await ordered(all.map(({ carrier, number }) => [carrier, number] as const))
    while ((await poll()).looks > 0);
    const wrong: string[] = []
    for (const { number, says } of all) {
      const parcel = await parcelOf(number)
      const [status] = says.split(':')
      if (status !== 'not_found' && parcel?.status !== status)
        wrong.push(`${number} shows ${parcel?.status}, not ${says}`)
      if (status === 'not_found' && parcel?.source.kind === 'carrier') wrong.push(`${number} is known`)
    }
    expect(wrong).toEqual([])
  }, 120_000)
})

describe('a carrier that goes down', () => {
  it('is told of with the time it last answered, rests, and is asked again when it is back', async () => {
    const number = testNumbersOf('ups', 'out_for_delivery/with_courier')
    const before = await parcelOf(number)
    expect(before).toMatchObject({ milestone: 'out_for_delivery', source: { kind: 'carrier', name: 'UPS' } })
    const heard = before?.source.asOf
    expect(heard?.equals(clock.now())).toBe(true)

    const control = async (what: string, body: unknown) => {
      const response = await fetch(`${simulator.url}/_control/${what}`, { method: 'POST', body: JSON.stringify(body) })
      expect(response.status).toBe(200)
    }
    await control('faults', [{ kind: 'server_error', status: 503, carriers: ['ups'] }])
    move(began.add({ hours: 3 }))
    for (let i = 0; i < 7; i++) {
      await watched(number)
      await poll()
      move(clock.now().add({ minutes: 6 }))
    }
    const during = await parcelOf(number)
    expect(during).toMatchObject({ milestone: 'out_for_delivery' })
    expect(during?.source.asOf.equals(heard ?? began)).toBe(true)
    const failing = await account('ups')
    expect(['fails', 'resting']).toContain(failing?.state)
    expect(await account('fedex')).not.toMatchObject({ state: 'fails' })
    const told = async (kind: string) =>
      (await eventsIn(installation.store, main)).filter(
        (event) => event.kind === kind && event.body['carrier'] === 'ups',
      )
    expect(await told('carrier.failing')).toHaveLength(1)

    await control('faults', [])
    for (let i = 0; i < 12; i++) {
      move(clock.now().add({ minutes: 20 }))
      await sleep(100)
      await watched(number)
      await poll()
    }
    expect(await account('ups')).toMatchObject({ state: 'answers', failure: null })
    expect(await told('carrier.answers')).toHaveLength(1)
    const after = await parcelOf(number)
    expect(after && Temporal.Instant.compare(after.source.asOf, heard ?? began)).toBe(1)
  }, 60_000)
})

const account = async (carrier: string) =>
  (await listCarriers(installation.context())).find(({ id }) => id === carrier)?.accounts[0]

function testNumbersOf(carrier: string, says: string): string {
  const desk = desks.find(({ id }) => id === carrier)
  const found = desk && testNumbers(desk.speaker, desk.numberOf).find((one) => one.says === says)
  if (!found) throw new Error(`${carrier} has no number that says ${says}`)
  return found.number
}

/** A shopper opens its page. */
async function watched(number: string) {
  const { orders } = await listOrders(installation.context(), { number })
  await installation.store.as(main, (tx) => watchOrders(tx, installation.context(), orders))
}
