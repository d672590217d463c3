import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestInstallation, shop, testClock, type TestInstallation } from '../../../test/installation.ts'
import { upsNumber } from '../../../test/worlds/journeys.ts'
import type { TenantId } from '../../model/index.ts'
import { dumpDerived, emptyDerived } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { importOrders } from '../orders/import.ts'
import { ingestAnswer, ingestScans } from './ingest.ts'
import { rederive } from './rederive.ts'

let installation: TestInstallation
const clock = testClock()
beforeAll(async () => {
  installation = await openTestInstallation({ clock })
})
afterAll(() => installation.close())

const csv = (rows: readonly string[]) =>
  ['order number,placed at,email,postcode,country,item,quantity,price,currency,total,tracking number', ...rows].join(
    '\n',
  )

async function importCsv(ctx: Context, rows: readonly string[]) {
  const connector = ctx.shops.get('csv')
  const text = csv(rows)
  const read = connector?.read(text, { map: {}, now: clock.now() })
  if (!read?.ok) throw new Error(read?.failure.message ?? 'no csv connector')
  return importOrders(ctx, { connector: 'csv', shop, read: read.value, contentType: 'text/csv', bytes: text.length })
}

/** Orders before and after their scans, a changed order, an unknown parcel, a code nobody mapped. */
async function liveThrough(tenant: TenantId): Promise<Context> {
  const ctx = installation.context({ tenant })
  const scans = (number: string, ...rows: [string, string][]) =>
    ingestScans(ctx, {
      bytes: 100,
      scans: rows.map(([localTime, milestone]) => ({
        number,
        localTime,
        ...(milestone === '?' ? { code: 'X9' } : { milestone: milestone as 'in_transit' }),
      })),
    })
  await scans(upsNumber(1), ['2026-11-17T08:00', 'in_transit'])
  clock.advance({ minutes: 5 })
  await importCsv(ctx, [
    `#1,2026-11-16,ana@example.com,78701,US,Reading lamp,1,79.00,EUR,79.00,${upsNumber(1)}`,
    `#2,2026-11-16,bob@example.com,10115,DE,Desk,1,199.00,EUR,199.00,${upsNumber(2)}`,
  ])
  clock.advance({ minutes: 5 })
  await scans(
    upsNumber(1),
    ['2026-11-18T08:00', 'out_for_delivery'],
    ['2026-11-18T12:30', 'delivered'],
    ['2026-11-18T13:00', '?'],
  )
  await scans(upsNumber(2), ['2026-11-18T08:00', 'attempt_failed'])
  await scans(upsNumber(3), ['2026-11-18T09:00', 'in_transit'])
  clock.advance({ minutes: 5 })
  await importCsv(ctx, [`#2,2026-11-16,bob@example.com,10115,DE,Desk,2,199.00,EUR,398.00,${upsNumber(2)}`])
  return ctx
}

describe('deriving again', () => {
  it('ends at the same rows, byte for byte', async () => {
    const tenant = await installation.addTenant('again')
    const ctx = await liveThrough(tenant)
    const before = await installation.store.as(tenant, dumpDerived)
    expect(Object.fromEntries(Object.entries(before).map(([table, rows]) => [table, rows.length]))).toMatchObject({
      orders: 2,
      order_lines: 2,
      parcels: 3,
      scans: 6,
    })

    expect(await rederive(ctx)).toMatchObject({ unreadable: [] })
    expect(await installation.store.as(tenant, dumpDerived)).toEqual(before)
  })

  it('really starts from nothing: what raw history does not hold does not come back', async () => {
    const tenant = await installation.addTenant('from-nothing')
    const ctx = await liveThrough(tenant)
    const before = await installation.store.as(tenant, dumpDerived)
    await installation.store.as(tenant, (tx) =>
      tx.query(`update parcels set milestone = 'returned' where tenant = $1`, [tenant]),
    )
    await installation.store.as(tenant, (tx) =>
      tx.query(`delete from scans where tenant = $1 and milestone = 'delivered'`, [tenant]),
    )
    await rederive(ctx)
    expect(await installation.store.as(tenant, dumpDerived)).toEqual(before)
  })

  it('rebuilds from empty tables', async () => {
    const tenant = await installation.addTenant('from-empty')
    const ctx = await liveThrough(tenant)
    const before = await installation.store.as(tenant, dumpDerived)
    await installation.store.as(tenant, emptyDerived)
    expect((await installation.store.as(tenant, dumpDerived)).parcels).toEqual([])
    await rederive(ctx)
    expect(await installation.store.as(tenant, dumpDerived)).toEqual(before)
  })

  it("leaves the other tenants' rows alone", async () => {
    const [one, two] = [await installation.addTenant('one'), await installation.addTenant('two')]
    await liveThrough(one)
    const ctx = await liveThrough(two)
    const before = await installation.store.as(one, dumpDerived)
    await rederive(ctx)
    expect(await installation.store.as(one, dumpDerived)).toEqual(before)
  })

  it('a reader that learned a code changes what its kept answers say, and nothing that was received', async () => {
    const tenant = await installation.addTenant('learned')
    const ctx = installation.context({ tenant })
    const body = await readFile(
      join(import.meta.dirname, '../../connectors/carriers/ups/answers/customs-then-on-its-way.json'),
      'utf8',
    )
    const ups = ctx.carriers.get('ups')
    if (!ups) throw new Error('no ups')
    await ingestAnswer(ctx, { carrier: 'ups', body })
    const raw = await installation.store.as(tenant, (tx) =>
      tx.query<{ sealed: string }>('select sealed::text from raw_slices order by seq'),
    )
    const better = new Map([
      [
        'ups',
        {
          ...ups,
          reread: (slice: unknown) => {
            const read = ups.reread(slice)
            return read.ok
              ? {
                  ...read,
                  value: {
                    ...read.value,
                    scans: read.value.scans.map((one) => ({
                      ...one,
                      milestone: 'exception' as const,
                      status: 'exception/weather' as const,
                    })),
                  },
                }
              : read
          },
        },
      ],
    ])
    await rederive({ ...ctx, carriers: better })
    const rows = await installation.store.as(tenant, (tx) =>
      tx.query<{ status: string }>('select distinct status from scans'),
    )
    expect(rows).toEqual([{ status: 'exception/weather' }])
    expect(
      await installation.store.as(tenant, (tx) =>
        tx.query<{ sealed: string }>('select sealed::text from raw_slices order by seq'),
      ),
    ).toEqual(raw)
  })
})
