import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestInstallation, shop, testClock, type TestInstallation } from '../../../test/installation.ts'
import { answer, scan, upsNumber } from '../../../test/worlds/journeys.ts'
import { type OrderId, type ReadParcel, type ScanSource, type TrackedParcel, parseId } from '../../model/index.ts'
import { dumpDerived } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { importOrders } from '../orders/import.ts'
import { trackedOrders } from '../orders/show.ts'
import { ingestRead } from './ingest.ts'
import { rederive } from './rederive.ts'

let installation: TestInstallation
const clock = testClock()
beforeAll(async () => {
  installation = await openTestInstallation({ clock })
})
afterAll(() => installation.close())

const number = upsNumber(1)
const legNumber = '4711081542'

/** Carriers whose kept slices are what was read of them, so that deriving again reads the same. */
function speaking(ctx: Context): Context {
  const revive = (slice: unknown) => ({ ok: true as const, value: revived(slice) })
  const carriers = new Map(ctx.carriers)
  const ups = carriers.get('ups')
  if (!ups) throw new Error('no ups')
  for (const [id, name, aggregates] of [
    ['ups', 'UPS', false],
    ['gls', 'GLS', false],
    ['many', 'Many', true],
  ] as const)
    carriers.set(id, { ...ups, id, name, aggregates, reread: revive })
  return { ...ctx, carriers }
}

function revived(slice: unknown): ReadParcel {
  const { scans, pickup, ...rest } = slice as ReadParcel
  return {
    ...rest,
    slice,
    pickup: pickup && { ...pickup, until: pickup.until && Temporal.PlainDate.from(pickup.until) },
    scans: scans.map((one) => ({ ...one, localTime: Temporal.PlainDateTime.from(one.localTime) })),
  }
}

type Told = { readonly by: string; readonly parcel: ReadParcel; readonly source?: ScanSource }

async function tell(ctx: Context, { by, parcel, source = 'poll' }: Told) {
  const carrier = ctx.carriers.get(by)
  if (!carrier) throw new Error(`no ${by}`)
  clock.advance({ minutes: 1 })
  return installation.store.as(ctx.tenant, (tx) =>
    ingestRead(tx, ctx, {
      carrier,
      parcels: [{ ...parcel, slice: { ...parcel, slice: null } }],
      failures: [],
      source,
      contentType: 'application/json',
      bytes: 1,
      received: clock.now(),
    }),
  )
}

async function ordered(ctx: Context, email = 'ana@example.com', numbers = [number], external = '#1') {
  const text = [
    'order number,placed at,email,postcode,country,item,quantity,price,currency,total,tracking number',
    ...numbers.map((one, i) => `${external},2026-11-16,${email},78701,US,Lamp ${i},1,79.00,EUR,79.00,${one}`),
  ].join('\n')
  const read = ctx.shops.get('csv')?.read(text, { map: {}, now: clock.now() })
  if (!read?.ok) throw new Error('the file was not read')
  const { ids } = await importOrders(ctx, {
    connector: 'csv',
    shop,
    read: read.value,
    contentType: 'text/csv',
    bytes: text.length,
  })
  const [id] = ids
  if (!id) throw new Error('no order')
  return parseId('order', id)
}

const shown = async (ctx: Context, id: OrderId): Promise<readonly TrackedParcel[]> =>
  (await installation.store.as(ctx.tenant, (tx) => trackedOrders(tx, ctx, [id])))[0]?.parcels ?? []

const fresh = async (name: string) => speaking(installation.context({ tenant: await installation.addTenant(name) }))

const toLeg = { carrier: 'gls', name: 'GLS Group', number: legNumber }
const handed = answer(
  number,
  [scan('in_transit/picked_up', '2026-11-17T08:00'), scan('in_transit/handed_to_partner', '2026-11-18T09:00')],
  { legs: [toLeg] },
)
const lastMile = answer(legNumber, [
  scan('in_transit/accepted', '2026-11-18T11:00'),
  scan('delivered/signed', '2026-11-19T14:00', { signedBy: 'A SILVA' }),
])

describe('facts beside scans', () => {
  const until = Temporal.PlainDate.from('2026-11-27')
  const pickup = { name: 'Kiosk am Ring', street: 'Ringstr. 4', place: null, until }
  const told: Told[] = [
    { by: 'ups', parcel: answer(number, [scan('in_transit/departed', '2026-11-17T08:00')], { service: 'Express' }) },
    {
      by: 'ups',
      parcel: answer(number, [scan('available_for_pickup/at_parcel_shop', '2026-11-18T08:00')], {
        weightGrams: 1200,
        pickup,
      }),
    },
  ]

  it('are kept, the newest word of each, and are the same when derived again, before and after an order came', async () => {
    const ctx = await fresh('facts')
    for (const one of told) await tell(ctx, one)
    const id = await ordered(ctx)
    await tell(ctx, { by: 'ups', parcel: answer(number, [], { service: 'Express Saver' }) })
    expect(await shown(ctx, id)).toMatchObject([{ service: 'Express Saver', proof: null }])
    expect((await shown(ctx, id))[0]?.pickup).toEqual(pickup)

    const before = await installation.store.as(ctx.tenant, dumpDerived)
    expect(await rederive(ctx)).toMatchObject({ unreadable: [] })
    expect(await installation.store.as(ctx.tenant, dumpDerived)).toEqual(before)
  })

  it('no name or address of them stands in a column', async () => {
    const ctx = await fresh('sealed-facts')
    await ordered(ctx)
    for (const one of told) await tell(ctx, one)
    await tell(ctx, { by: 'ups', parcel: handed })
    const dump = JSON.stringify(await installation.store.as(ctx.tenant, dumpDerived))
    for (const word of ['Kiosk', 'Ringstr', legNumber, 'Express', 'GLS Group']) {
      expect(dump).not.toContain(word)
      expect(dump).not.toContain(Buffer.from(word).toString('hex'))
    }
  })

  it('a pick-up point is told while it waits, and who signed once it is delivered', async () => {
    const ctx = await fresh('over')
    const id = await ordered(ctx)
    for (const one of told) await tell(ctx, one)
    const proof = { signedBy: 'ANA', photoUrl: 'http://photos.example/1', documentUrl: 'https://proofs.example/1' }
    await tell(ctx, { by: 'ups', parcel: answer(number, [], { proof }) })
    expect(await shown(ctx, id)).toMatchObject([{ pickup: { name: 'Kiosk am Ring' }, proof: null }])
    await tell(ctx, { by: 'ups', parcel: answer(number, [scan('delivered/collected', '2026-11-19T10:00')]) })
    // What is not https is not linked.
    expect(await shown(ctx, id)).toMatchObject([{ pickup: null, proof: { ...proof, photoUrl: null } }])
  })
})

describe('a parcel that another carrier has after the first', () => {
  const answers: Told[] = [
    { by: 'ups', parcel: handed },
    { by: 'gls', parcel: lastMile },
  ]

  it.each([
    ['the first carrier, the second, the order', [0, 1, 'order']],
    ['the second, the first, the order', [1, 0, 'order']],
    ['the order, the second, the first', ['order', 1, 0]],
    ['the order, the first, the second', ['order', 0, 1]],
    ['the second, the order, the first', [1, 'order', 0]],
    ['the first, the order, the second', [0, 'order', 1]],
  ] as const)('is one parcel with one timeline, told by %s', async (name, turns) => {
    const ctx = await fresh(name.replaceAll(/[^a-z]+/g, '-'))
    for (const turn of turns) {
      const one = turn === 'order' ? undefined : answers[turn]
      if (one) await tell(ctx, one)
      else await ordered(ctx)
    }
    const id = await ordered(ctx)
    const parcels = await shown(ctx, id)
    expect(parcels).toMatchObject([
      {
        number,
        carrier: { id: 'ups' },
        milestone: 'delivered',
        status: 'delivered/signed',
        source: { kind: 'carrier', name: 'GLS' },
        proof: { signedBy: 'A SILVA' },
        legs: [{ carrier: { id: 'gls' }, number: legNumber }],
      },
    ])
    expect(parcels[0]?.scans.map(({ status, carrier }) => [status, carrier?.id])).toEqual([
      ['delivered/signed', 'gls'],
      ['in_transit/accepted', 'gls'],
      ['in_transit/handed_to_partner', 'ups'],
      ['in_transit/picked_up', 'ups'],
    ])
    const before = await installation.store.as(ctx.tenant, dumpDerived)
    await rederive(ctx)
    expect(await installation.store.as(ctx.tenant, dumpDerived)).toEqual(before)
  })

  it('tells of the order when the other carrier delivers, and has the other number asked for', async () => {
    const ctx = await fresh('told')
    const id = await ordered(ctx)
    await tell(ctx, { by: 'ups', parcel: handed })
    const events = () =>
      installation.store.as(ctx.tenant, (tx) =>
        tx.query<{ orders: string[]; milestone: string; carrier: string }>(
          `select o.body -> 'orders' as orders, o.body ->> 'milestone' as milestone, p.carrier
             from outbox o join parcels p on p.tenant = o.tenant and p.id = o.key where o.tenant = $1 order by o.seq`,
          [ctx.tenant],
        ),
      )
    expect(await events()).toContainEqual({ orders: [], milestone: 'in_transit', carrier: 'gls' })
    await tell(ctx, { by: 'gls', parcel: lastMile })
    expect(await events()).toContainEqual({ orders: [id], milestone: 'delivered', carrier: 'ups' })
  })

  it('is not delivered while only the first carrier says so and the next goes on', async () => {
    const ctx = await fresh('relay')
    const id = await ordered(ctx)
    await tell(ctx, {
      by: 'ups',
      parcel: answer(number, [scan('in_transit/departed', '2026-11-17T08:00'), scan('delivered', '2026-11-18T09:00')], {
        legs: [toLeg],
      }),
    })
    expect(await shown(ctx, id)).toMatchObject([{ milestone: 'delivered' }])
    const [accepted, signed] = lastMile.scans
    await tell(ctx, { by: 'gls', parcel: { ...lastMile, scans: accepted ? [accepted] : [] } })
    expect(await shown(ctx, id)).toMatchObject([{ milestone: 'in_transit' }])
    await tell(ctx, { by: 'gls', parcel: { ...lastMile, scans: accepted && signed ? [accepted, signed] : [] } })
    // What the first carrier repeats afterwards opens nothing again.
    await tell(ctx, {
      by: 'ups',
      parcel: answer(number, [scan('in_transit/arrived_facility', '2026-11-19T20:00', { code: 'echo' })]),
    })
    expect(await shown(ctx, id)).toMatchObject([{ milestone: 'delivered', status: 'delivered/signed' }])
  })

  it("somebody else's parcel, and a number that many parcels name, are nobody's leg", async () => {
    const ctx = await fresh('others')
    const other = upsNumber(2)
    const [ana, bob] = [await ordered(ctx), await ordered(ctx, 'bob@example.com', [other], '#2')]
    await tell(ctx, { by: 'ups', parcel: handed })
    await tell(ctx, { by: 'ups', parcel: { ...handed, number: other } })
    await tell(ctx, { by: 'gls', parcel: lastMile })
    expect(await shown(ctx, ana)).toMatchObject([{ milestone: 'delivered' }])
    expect((await shown(ctx, bob))[0]?.scans.map(({ carrier }) => carrier?.id)).toEqual(['ups', 'ups'])
    expect(await shown(ctx, bob)).toMatchObject([{ milestone: 'in_transit' }])
  })

  it('is one parcel where the shop names both numbers', async () => {
    const ctx = await fresh('both')
    const id = await ordered(ctx, 'ana@example.com', [number, legNumber])
    expect(await shown(ctx, id)).toHaveLength(2)
    await tell(ctx, { by: 'gls', parcel: lastMile })
    await tell(ctx, { by: 'ups', parcel: handed })
    expect(await shown(ctx, id)).toMatchObject([
      { number, milestone: 'delivered', lines: [{ title: 'Lamp 0' }, { title: 'Lamp 1' }] },
    ])
  })
})

describe('an aggregator', () => {
  const delivered = (at: string, over = {}) => scan('delivered/signed', at, { code: 'D', ...over })

  it("tells of the carrier's own parcel, and what both tell is stored twice and shown once", async () => {
    const ctx = await fresh('many')
    const id = await ordered(ctx)
    const relayed = answer(
      number,
      [
        scan('in_transit', '2026-11-18T08:02', { code: 'transit' }),
        scan('delivered', '2026-11-19T14:03', { code: 'done' }),
      ],
      { carrier: 'ups' },
    )
    await tell(ctx, { by: 'many', parcel: relayed })
    expect(await shown(ctx, id)).toMatchObject([{ carrier: { id: 'ups' }, milestone: 'delivered' }])
    await tell(ctx, {
      by: 'ups',
      parcel: answer(number, [scan('in_transit/departed', '2026-11-18T08:00'), delivered('2026-11-19T14:00')]),
    })
    const [parcel, ...more] = await shown(ctx, id)
    expect(more).toEqual([])
    expect(parcel?.scans.map(({ status, source }) => [status, source])).toEqual([
      ['delivered/signed', 'poll'],
      ['in_transit/departed', 'poll'],
    ])
    const stored = await installation.store.as(ctx.tenant, (tx) =>
      tx.query('select source, count(*)::int as n from scans where tenant = $1 group by 1 order by 1', [ctx.tenant]),
    )
    expect(stored).toEqual([
      { source: 'aggregator', n: 2 },
      { source: 'poll', n: 2 },
    ])
    const carriers = await installation.store.as(ctx.tenant, (tx) =>
      tx.query('select distinct carrier from parcels where tenant = $1', [ctx.tenant]),
    )
    expect(carriers).toEqual([{ carrier: 'ups' }])
  })

  it('that names no carrier is believed by the number, and one it names that nobody knows is not', async () => {
    const ctx = await fresh('unnamed')
    const [parcel] = (await tell(ctx, { by: 'many', parcel: answer(number, [delivered('2026-11-19T14:00')]) })).parcels
    expect(parcel).toMatchObject({ carrier: 'ups' })
    const odd = answer('QX-1', [delivered('2026-11-19T14:00')], { carrier: 'Blitzboten' })
    expect((await tell(ctx, { by: 'many', parcel: odd })).parcels).toMatchObject([{ carrier: null }])
  })
})
