import { afterAll, beforeAll, expect, it } from 'vitest'
import { importOrders, ingestScans, trackNumber } from '../../src/service/index.ts'
import { purgeUnclaimed, slicesAfter } from '../../src/store/index.ts'
import { type TestInstallation, main, openTestInstallation, shop, testClock } from '../installation.ts'
import { upsNumber } from '../worlds/journeys.ts'

/** Scans of a parcel no order knows: kept under the tenant's key, given to their person when the order comes, or purged. */

const clock = testClock('2026-11-20T12:00:00Z')
let installation: TestInstallation
beforeAll(async () => {
  installation = await openTestInstallation({ clock })
})
afterAll(() => installation.close())

const post = (number: string, localTime: string) =>
  ingestScans(installation.context(), { bytes: 100, scans: [{ number, localTime, milestone: 'in_transit' }] })

async function order(number: string, tracking: string): Promise<void> {
  const ctx = installation.context()
  const text = `order number,placed at,email,item,quantity,price,currency,tracking number\n${number},2026-11-18,mira@example.com,Lamp,1,79,EUR,${tracking}`
  const read = ctx.shops.get('csv')?.read(text, { map: {}, now: clock.now() })
  if (!read?.ok) throw new Error('the sample cannot be read')
  await importOrders(ctx, { connector: 'csv', shop, read: read.value, contentType: 'text/csv', bytes: text.length })
}

/** Raw slices of parcels as the database has them, oldest first. */
const raw = () =>
  installation.store.as(main, (tx) =>
    tx.query<{ id: string; person: string | null; sealed: Buffer }>(
      "select id, person, sealed from raw_slices where tenant = $1 and kind = 'parcel' order by seq",
      [tx.tenant],
    ),
  )
const opensUnderTenantKey = ({ id, sealed }: { id: string; sealed: Buffer }) =>
  installation.store.as(main, async (tx) => {
    try {
      return tx.key.open({ tenant: main, table: 'raw_slices', row: id, column: 'sealed' }, sealed).length > 0
    } catch {
      return false
    }
  })
const purge = () => installation.store.as(main, (tx) => purgeUnclaimed(tx, clock.now().subtract({ hours: 24 * 30 })))

it('is nobody’s at first, and the person’s alone once their order comes', async () => {
  const [ours, strays] = [upsNumber(1), upsNumber(2)]
  await post(ours, '2026-11-19T09:00')
  await post(strays, '2026-11-19T09:05')
  const before = await raw()
  expect(before.map(({ person }) => person)).toEqual([null, null])
  expect(await Promise.all(before.map(opensUnderTenantKey))).toEqual([true, true])
  expect(await trackNumber(installation.context(), ours)).toMatchObject([{ orders: [], milestone: 'in_transit' }])

  await order('#1', ours)
  const [claimed, stray] = await raw()
  expect(claimed?.person).toMatch(/^[0-9a-f-]{36}$/)
  expect(claimed && (await opensUnderTenantKey(claimed)), 'the tenant’s key still opens what is a person’s').toBe(false)
  expect(claimed?.sealed.equals(before[0]?.sealed ?? Buffer.alloc(0))).toBe(false)
  expect(stray).toEqual(before[1])
  // And it is still read: under the person's key.
  const held = await installation.store.as(main, (tx) => slicesAfter(tx, 0, 10))
  expect(held.filter(({ kind }) => kind === 'parcel').map(({ body }) => JSON.stringify(body).includes(ours))).toEqual([
    true,
    false,
  ])
  const [parcel] = await trackNumber(installation.context(), ours)
  expect(parcel).toMatchObject({ orders: [expect.any(String)], milestone: 'in_transit' })
  expect(parcel?.scans).toHaveLength(1)
})

it('goes after 30 days, with its parcel and scans, and takes nothing with it that is somebody’s', async () => {
  const [ours, strays] = [upsNumber(1), upsNumber(2)]
  clock.advance({ hours: 24 * 29 })
  expect(await purge()).toBe(0)
  expect(await trackNumber(installation.context(), strays)).toHaveLength(1)
  clock.advance({ hours: 24 * 1, minutes: 1 })
  await post(upsNumber(3), '2026-12-20T08:00')
  expect(await purge()).toBe(1)
  expect(await trackNumber(installation.context(), strays)).toEqual([])
  expect(await trackNumber(installation.context(), ours)).toMatchObject([{ scans: [{}] }])
  expect(await trackNumber(installation.context(), upsNumber(3))).toHaveLength(1)
  const left = await installation.store.as(main, (tx) =>
    tx.query<{ n: number }>('select count(*)::int as n from scans where tenant = $1', [tx.tenant]),
  )
  expect(left).toEqual([{ n: 2 }])
  expect(await purge()).toBe(0)
})
