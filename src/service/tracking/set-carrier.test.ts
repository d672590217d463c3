import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestInstallation, shop, testClock, type TestInstallation } from '../../../test/installation.ts'
import { upsNumber } from '../../../test/worlds/journeys.ts'
import type { PostedScan } from '../../contract/index.ts'
import { type OrderId, parseId } from '../../model/index.ts'
import { dumpDerived } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { importOrders } from '../orders/import.ts'
import { trackedOrders } from '../orders/show.ts'
import { ingestScans } from './ingest.ts'
import { rederive } from './rederive.ts'
import { setParcelCarrier } from './set-carrier.ts'
import { showParcel, trackNumber } from './show.ts'

let installation: TestInstallation
const clock = testClock()
beforeAll(async () => {
  installation = await openTestInstallation({ clock })
})
afterAll(() => installation.close())

const number = upsNumber(7)

async function ordered(ctx: Context, { email = 'ana@example.com', tracking = number, country = 'US', by = '' } = {}) {
  const text = [
    'order number,placed at,email,postcode,country,item,quantity,price,currency,total,tracking number,carrier',
    `#${email},2026-11-16,${email},78701,${country},Lamp,1,79.00,EUR,79.00,${tracking},${by}`,
  ].join('\n')
  const read = ctx.shops.get('csv')?.read(text, { map: {}, now: clock.now() })
  if (!read?.ok) throw new Error('the file was not read')
  const how = { connector: 'csv', shop, contentType: 'text/csv', bytes: text.length }
  const { ids } = await importOrders(ctx, { ...how, read: read.value })
  return parseId('order', ids[0] ?? '')
}

const told = (ctx: Context, localTime: string, status: PostedScan['status'], carrier?: string, tracking = number) => {
  clock.advance({ minutes: 1 })
  const scan = { number: tracking, code: 'x', localTime, status, ...(carrier && { carrier }) } as PostedScan
  return ingestScans(ctx, { bytes: 1, scans: [scan] })
}

async function parcelOf(ctx: Context, id: OrderId) {
  const [order] = await installation.store.as(ctx.tenant, (tx) => trackedOrders(tx, ctx, [id]))
  const parcel = order?.parcels[0]
  if (!parcel) throw new Error('no parcel')
  return parcel
}

const open = async (name: string) => installation.context({ tenant: await installation.addTenant(name) })

const expectSameAgain = async (ctx: Context) => {
  const before = await installation.store.as(ctx.tenant, dumpDerived)
  expect(await rederive(ctx)).toMatchObject({ unreadable: [] })
  expect(await installation.store.as(ctx.tenant, dumpDerived)).toEqual(before)
}

describe('saying whose a parcel is', () => {
  it('starts tracking again: what the wrong carrier said is kept and counts no more, before and after', async () => {
    const ctx = await open('wrong')
    const order = await ordered(ctx)
    await told(ctx, '2026-11-18T08:00', 'delivered/mailbox', 'ups')
    const { id } = await parcelOf(ctx, order)
    expect(await showParcel(ctx, id)).toMatchObject({
      carrier: { id: 'ups' },
      chosen: false,
      candidates: [{ carrier: { id: 'ups', name: 'UPS' } }],
    })

    expect(await setParcelCarrier(ctx, { id, carrier: 'gls' })).toMatchObject({
      id,
      carrier: { id: 'gls' },
      chosen: true,
      milestone: 'unknown',
      scans: [],
    })
    await told(ctx, '2026-11-18T09:00', 'delivered/reception', 'ups')
    // A scan that says nothing of a carrier is of the merchant's own parcel, whatever the number looks like.
    await told(ctx, '2026-11-19T09:00', 'in_transit/departed')
    expect(await parcelOf(ctx, order)).toMatchObject({ id, carrier: { id: 'gls' }, milestone: 'in_transit' })
    expect((await parcelOf(ctx, order)).scans).toHaveLength(1)
    const all = await trackNumber(ctx, number)
    expect(all.find(({ carrier }) => carrier?.id === 'ups')?.scans).toHaveLength(2)
    expect(all).toHaveLength(2)
    await expectSameAgain(ctx)

    // And back: each carrier's own word is there again.
    await setParcelCarrier(ctx, { id, carrier: 'ups' })
    expect(await parcelOf(ctx, order)).toMatchObject({ id, carrier: { id: 'ups' }, milestone: 'delivered' })
    await expectSameAgain(ctx)
  })

  it('takes what the right carrier has said already, when it was said to be nobody’s', async () => {
    const ctx = await open('already')
    const order = await ordered(ctx)
    await told(ctx, '2026-11-18T08:00', 'in_transit/departed', 'ups')
    await told(ctx, '2026-11-18T10:00', 'out_for_delivery', 'gls')
    expect(await parcelOf(ctx, order)).toMatchObject({ milestone: 'in_transit' })
    await setParcelCarrier(ctx, { id: (await parcelOf(ctx, order)).id, carrier: 'gls' })
    expect(await parcelOf(ctx, order)).toMatchObject({ carrier: { id: 'gls' }, milestone: 'out_for_delivery' })
    await expectSameAgain(ctx)
  })

  it('holds for a parcel nobody has ordered yet, and goes with it to its order', async () => {
    const ctx = await open('before')
    const { parcels } = await told(ctx, '2026-11-18T08:00', 'delivered', 'ups')
    await setParcelCarrier(ctx, { id: parseId('parcel', parcels[0]?.id ?? ''), carrier: 'gls' })
    await told(ctx, '2026-11-18T09:00', 'in_transit/departed')
    const order = await ordered(ctx)
    expect(await parcelOf(ctx, order)).toMatchObject({ carrier: { id: 'gls' }, milestone: 'in_transit' })
    await expectSameAgain(ctx)
  })

  it('is asked for anew, of the right carrier', async () => {
    const ctx = await open('looks')
    const { id } = await parcelOf(ctx, await ordered(ctx))
    const account = '00000000-0000-4000-8000-000000000001'
    const looks = () =>
      installation.store.as(ctx.tenant, (tx) => tx.query('select parcel from looks where tenant = $1', [ctx.tenant]))
    await installation.store.as(ctx.tenant, async (tx) => {
      await tx.query(
        `insert into carrier_accounts (tenant, id, carrier, sealed, limits, created_at) values ($1, $2, 'ups', '', '{}', now())`,
        [ctx.tenant, account],
      )
      await tx.query('insert into looks (tenant, parcel, account) values ($1, $2, $3)', [ctx.tenant, id, account])
    })
    expect(await looks()).toHaveLength(1)
    await setParcelCarrier(ctx, { id, carrier: 'gls' })
    expect(await looks()).toHaveLength(0)
    const events = await installation.store.as(ctx.tenant, (tx) =>
      tx.query('select 1 from outbox where tenant = $1 and key = $2 and kind = $3', [ctx.tenant, id, 'parcel.updated']),
    )
    expect(events).toHaveLength(1)
  })

  it('refuses a carrier nobody knows, and a number that is somebody else’s parcel there', async () => {
    const ctx = await open('refused')
    const { id } = await parcelOf(ctx, await ordered(ctx))
    await expect(setParcelCarrier(ctx, { id, carrier: 'pigeons' })).rejects.toMatchObject({ code: 'CARRIER_UNKNOWN' })
    await expect(
      setParcelCarrier(ctx, { id: parseId('parcel', '00000000-0000-4000-8000-000000000009'), carrier: 'gls' }),
    ).rejects.toMatchObject({ code: 'PARCEL_NOT_FOUND' })
  })

  it('the same again changes nothing, not even what is kept', async () => {
    const ctx = await open('same')
    const { id } = await parcelOf(ctx, await ordered(ctx))
    const kept = () => installation.store.as(ctx.tenant, (tx) => tx.query('select seq from raw_slices', []))
    await setParcelCarrier(ctx, { id, carrier: 'gls' })
    const before = await kept()
    await setParcelCarrier(ctx, { id, carrier: 'gls' })
    expect(await kept()).toEqual(before)
  })
})

describe('what is around a number', () => {
  /** Twelve digits of which the second has a right check digit of FedEx's, as one number in ten has; the first has none. */
  const [shape, checked, another] = ['781234567894', '781234567905', '781234567916']

  it.each([
    ['digits that many carriers have', { tracking: shape }, null],
    ['digits whose check digit may be chance', { tracking: checked }, null],
    ['the shop’s text names one they may be of', { tracking: shape, by: 'shipped with GLS' }, 'gls'],
    ['the shop’s text names the one whose check digit it is', { tracking: checked, by: 'FedEx Ground' }, 'fedex'],
    ['the shop’s text names one whose number it can’t be', { tracking: shape, by: 'UPS' }, null],
    ['where it goes, alone', { tracking: checked, country: 'US' }, null],
    ['a certain number, whatever the shop’s text says', { by: 'shipped with GLS' }, 'ups'],
  ])('%s', async (name, over, carrier) => {
    const ctx = await open(`around-${name.length}`)
    expect((await parcelOf(ctx, await ordered(ctx, over))).carrier?.id ?? null).toBe(carrier)
    await expectSameAgain(ctx)
  })

  it('the carriers the merchant has parcels of make one of them the likeliest, for orders and for plain scans', async () => {
    const ctx = await open('uses')
    const first = await parcelOf(ctx, await ordered(ctx, { tracking: checked }))
    expect(first.carrier).toBeNull()
    await setParcelCarrier(ctx, { id: first.id, carrier: 'fedex' })
    const next = await ordered(ctx, { email: 'bob@example.com', tracking: another })
    expect(await parcelOf(ctx, next)).toMatchObject({ carrier: { id: 'fedex' } })
    const { parcels } = await told(ctx, '2026-11-18T08:00', 'in_transit', undefined, '781234567927')
    expect(parcels).toMatchObject([{ carrier: 'fedex' }])
    await expectSameAgain(ctx)
  })

  it('the merchant’s own parcel decides before anything else, also for scans that don’t say whose they are', async () => {
    const ctx = await open('own')
    await told(ctx, '2026-11-18T08:00', 'in_transit', 'gls', checked)
    const { parcels } = await told(ctx, '2026-11-18T09:00', 'out_for_delivery', undefined, checked)
    expect(parcels).toMatchObject([{ carrier: 'gls', milestone: 'out_for_delivery' }])
  })
})
