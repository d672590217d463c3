import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestInstallation, shop, testClock, type TestInstallation } from '../../../test/installation.ts'
import { answer, order, scan, upsNumber } from '../../../test/worlds/journeys.ts'
import type { ReadOrder, ReadParcel, TenantId, TrackedOrder } from '../../model/index.ts'
import { findOrMakePerson } from '../../store/index.ts'
import { deriveOrder, deriveParcels } from '../tracking/derive.ts'
import { trackedOrders } from './show.ts'

let installation: TestInstallation
const clock = testClock('2026-11-20T12:00:00Z')
beforeAll(async () => {
  installation = await openTestInstallation({ clock })
})
afterAll(() => installation.close())

let n = 0
const number = upsNumber(1)
const shipped = (over: Partial<ReadOrder['shipments'][number]> = {}): ReadOrder['shipments'] => [
  {
    external: 's',
    number,
    carrierText: 'UPS Ground',
    shippedAt: null,
    state: 'shipped',
    lines: [{ external: 'a', quantity: 1 }],
    ...over,
  },
]

/** An order and what carriers said, as its buyer sees it. */
async function seen(held: ReadOrder, parcels: readonly ReadParcel[] = [], tenant?: TenantId): Promise<TrackedOrder> {
  const where = tenant ?? (await installation.addTenant(`show-${n++}`))
  const ctx = installation.context({ tenant: where })
  return installation.store.as(where, async (tx) => {
    const person = await findOrMakePerson(tx, held.customer, clock.now())
    const { id } = await deriveOrder(tx, ctx, {
      shop,
      person: person.id,
      key: person.key,
      order: held,
      receivedAt: clock.now(),
    })
    await deriveParcels(tx, ctx, { carrier: 'ups', parcels, source: 'poll', receivedAt: clock.now() })
    const [tracked] = await trackedOrders(tx, ctx, [id])
    if (!tracked) throw new Error('the order is not there')
    return tracked
  })
}

describe('an order', () => {
  it('not shipped yet has no parcel, all its lines are still to come, and the promise is the shop’s', async () => {
    const tracked = await seen(order({ promised: Temporal.PlainDate.from('2026-11-24') }))
    expect(tracked).toMatchObject({
      fulfilment: 'not_shipped',
      parcels: [],
      unshipped: [{ title: 'Reading lamp', quantity: 1 }],
      firstName: 'Ana',
    })
    expect(tracked.promised?.toString()).toBe('2026-11-24')
    expect(tracked.source).toMatchObject({ kind: 'shop', name: 'Lampenladen' })
  })

  it('with a label nobody scanned is not shipped', async () => {
    expect(await seen(order({ shipments: shipped({ state: 'pending' }) }))).toMatchObject({
      fulfilment: 'not_shipped',
      parcels: [],
    })
  })

  it('shipped by the shop’s word alone says so and claims no milestone', async () => {
    const at = Temporal.Instant.from('2026-11-19T15:00:00Z')
    const { parcels, fulfilment } = await seen(order({ shipments: shipped({ shippedAt: at }) }))
    expect(fulfilment).toBe('shipped')
    expect(parcels[0]).toMatchObject({
      milestone: 'unknown',
      number,
      carrier: { id: 'ups', name: 'UPS' },
      sent: { source: { kind: 'shop' } },
      source: { kind: 'shop' },
    })
    expect(parcels[0]?.sent?.at?.equals(at)).toBe(true)
  })

  it('knows its carrier by the number, not by what the shop calls the method', async () => {
    const { parcels } = await seen(order({ shipments: shipped({ number: '9400111899223197428490' }) }))
    expect(parcels[0]).toMatchObject({ carrier: null, number: '9400111899223197428490' })
  })
})

describe('a parcel', () => {
  const estimate = (day: string) => ({
    estimatedDelivery: { from: Temporal.PlainDate.from(day), to: Temporal.PlainDate.from(day), window: null },
  })

  it('tells its newest scan first, with the carrier as source', async () => {
    const { parcels } = await seen(order({ shipments: shipped() }), [
      answer(
        number,
        [scan('in_transit/departed', '2026-11-18T22:00'), scan('out_for_delivery', '2026-11-20T08:04')],
        estimate('2026-11-20'),
      ),
    ])
    expect(parcels[0]).toMatchObject({
      milestone: 'out_for_delivery',
      late: false,
      source: { kind: 'carrier', name: 'UPS' },
    })
    expect(parcels[0]?.scans.map(({ status }) => status)).toEqual(['out_for_delivery', 'in_transit/departed'])
    expect(parcels[0]?.estimate?.to.toString()).toBe('2026-11-20')
    expect(parcels[0]?.estimate?.source).toMatchObject({ kind: 'carrier', name: 'UPS' })
  })

  it.each<[string, string, Parameters<typeof scan>[0], boolean]>([
    ['the day named has passed', '2026-11-19', 'in_transit', true],
    ['it is the day named', '2026-11-20', 'in_transit', false],
    ['it came', '2026-11-10', 'delivered', false],
    ['it waits to be collected', '2026-11-10', 'available_for_pickup', false],
    ['it goes back', '2026-11-10', 'returning', false],
  ])('is late or not: %s', async (_, day, status, late) => {
    const { parcels } = await seen(order({ shipments: shipped() }), [
      answer(number, [scan(status, '2026-11-18T10:00')], estimate(day)),
    ])
    expect(parcels[0]?.late).toBe(late)
  })

  it('is late by the shop’s promise where the carrier names no day', async () => {
    const { parcels } = await seen(order({ promised: Temporal.PlainDate.from('2026-11-19'), shipments: shipped() }), [
      answer(number, [scan('in_transit', '2026-11-18T10:00')]),
    ])
    expect(parcels[0]).toMatchObject({ late: true, estimate: null })
  })

  it('keeps both words where shop and carrier disagree', async () => {
    const { parcels, fulfilment } = await seen(order({ shipments: shipped({ state: 'delivered' }) }), [
      answer(number, [scan('in_transit', '2026-11-18T10:00')]),
    ])
    expect(parcels[0]).toMatchObject({
      milestone: 'in_transit',
      conflict: { shop: 'delivered', carrier: 'in_transit' },
    })
    expect(fulfilment).toBe('shipped')
  })

  it('keeps an estimate when a later answer names none, and an older answer that comes late does not bring its own back', async () => {
    const tenant = await installation.addTenant(`show-${n++}`)
    const held = order({ shipments: shipped() })
    await seen(held, [answer(number, [scan('in_transit', '2026-11-18T10:00')], estimate('2026-11-23'))], tenant)
    const { parcels } = await seen(held, [answer(number, [scan('in_transit/departed', '2026-11-18T12:00')])], tenant)
    expect(parcels[0]?.estimate?.to.toString()).toBe('2026-11-23')
  })

  it('of another person under the same number is never shown', async () => {
    const tenant = await installation.addTenant(`show-${n++}`)
    await seen(order({ shipments: shipped() }), [answer(number, [scan('delivered', '2026-11-18T10:00')])], tenant)
    const other = await seen(
      order({
        external: '2',
        number: '#2',
        customer: { email: 'bob@example.com', phone: null, firstName: null, lastName: null },
        shipments: shipped(),
      }),
      [],
      tenant,
    )
    expect(other.parcels[0]).toMatchObject({ milestone: 'unknown', scans: [] })
  })
})

describe('versions of an order', () => {
  it('the newest by the shop’s own clock wins, whichever comes last', async () => {
    const tenant = await installation.addTenant(`show-${n++}`)
    const newer = order({ updatedAt: Temporal.Instant.from('2026-11-18T00:00:00Z'), state: 'cancelled' })
    const older = order({ updatedAt: Temporal.Instant.from('2026-11-17T00:00:00Z') })
    expect((await seen(newer, [], tenant)).state).toBe('cancelled')
    expect((await seen(older, [], tenant)).state).toBe('cancelled')
  })
})
