import type { PostedScan } from '../src/contract/index.ts'
import { type OrderId, parseId } from '../src/model/index.ts'
import { type Context, importOrders, ingestScans } from '../src/service/index.ts'
import { order, upsNumber } from '../test/worlds/journeys.ts'
import { shop } from './installation.ts'

const journey = [
  ['info_received/label_created', '2026-11-16T18:02', 'Austin', 'TX'],
  ['in_transit/picked_up', '2026-11-17T09:30', 'Austin', 'TX'],
  ['in_transit/departed', '2026-11-17T22:11', 'Dallas', 'TX'],
  ['in_transit/arrived_facility', '2026-11-18T05:47', 'Memphis', 'TN'],
  ['in_transit/departed', '2026-11-18T09:05', 'Memphis', 'TN'],
  ['in_transit/arrived_facility', '2026-11-18T21:40', 'Louisville', 'KY'],
  ['in_transit/departed', '2026-11-19T03:13', 'Louisville', 'KY'],
  ['in_transit/arrived_facility', '2026-11-19T16:20', 'Newark', 'NJ'],
] as const

/** Orders #1000, #1001, … of customer0@example.com, …: two lines in one parcel that was scanned eight times. */
export async function addOrders(ctx: Context, count: number): Promise<OrderId[]> {
  const numbers = Array.from({ length: count }, (_, n) => n)
  const orders = numbers.map((n) => {
    const plain = order({ external: String(n), number: `#${1_000 + n}` })
    const [lamp] = plain.lines
    if (!lamp) throw new Error('the plain order has no line')
    const lines = [lamp, { ...lamp, external: 'b', title: 'Stoneware mug', variant: null, sku: 'SM-2', quantity: 2 }]
    return {
      ...plain,
      customer: { ...plain.customer, email: `customer${n}@example.com`, phone: null },
      lines,
      shipments: [
        {
          external: `${n}-1`,
          number: upsNumber(n),
          carrierText: 'UPS Ground',
          shippedAt: Temporal.Instant.from('2026-11-16T18:00:00Z'),
          state: 'shipped' as const,
          lines: lines.map(({ external, quantity }) => ({ external, quantity })),
        },
      ],
    }
  })
  const read = { orders: orders.map((one) => ({ order: one, slice: one })), rejected: [], fields: {} }
  const { ids } = await importOrders(ctx, {
    connector: 'vendure',
    shop,
    read,
    contentType: 'application/json',
    bytes: 0,
  })
  const scans = numbers.flatMap((n) =>
    journey.map(([status, localTime, city, region]): PostedScan => ({
      number: upsNumber(n),
      status,
      localTime,
      text: status.replaceAll(/[_/]/g, ' '),
      zone: 'America/New_York',
      place: { city, region, country: 'US' },
    })),
  )
  for (let from = 0; from < scans.length; from += 800)
    await ingestScans(ctx, { scans: scans.slice(from, from + 800), bytes: 0 })
  return ids.map((id) => parseId('order', id))
}
