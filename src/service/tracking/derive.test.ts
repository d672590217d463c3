import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../../../test/installation.ts'
import { answer, scan, upsNumber } from '../../../test/worlds/journeys.ts'
import type { PostedScan } from '../../contract/index.ts'
import { dumpDerived } from '../../store/index.ts'
import { deriveParcels } from './derive.ts'
import { ingestScans } from './ingest.ts'
import { recogniseCarrier } from './recognise-carrier.ts'

let installation: TestInstallation
beforeAll(async () => {
  installation = await openTestInstallation()
})
afterAll(() => installation.close())

const numbers = Array.from({ length: 20 }, (_, n) => upsNumber(n))

/** The stations of one journey, each told by a request of its own, the delivery by all of them. */
const stations = ['08:10', '09:20', '10:30', '11:40', '12:50', '13:55']
const request = (at: string): PostedScan[] =>
  numbers.flatMap((number) => [
    { number, code: at, localTime: `2026-11-18T${at}`, status: 'in_transit/departed' as const },
    { number, code: 'D', localTime: '2026-11-19T15:00', status: 'delivered/mailbox' as const },
  ])

it('six requests that bring the first scans of the same parcels at once make each parcel once and lose no scan', async () => {
  const tenant = await installation.addTenant('at-once')
  const ctx = installation.context({ tenant })
  const answers = await Promise.all(stations.map((at) => ingestScans(ctx, { scans: request(at), bytes: 0 })))

  expect(answers.flatMap(({ parcels }) => parcels.map(({ stored }) => stored)).reduce((a, b) => a + b)).toBe(
    numbers.length * (stations.length + 1),
  )
  const [counts] = await installation.store.as(tenant, (tx) =>
    tx.query<{ parcels: number; scans: number; delivered: number }>(
      `select (select count(*)::int from parcels where tenant = $1) as parcels, (select count(*)::int from scans where tenant = $1) as scans,
              (select count(*)::int from parcels where tenant = $1 and status = 'delivered/mailbox') as delivered`,
      [tenant],
    ),
  )
  expect(counts).toEqual({ parcels: 20, scans: 20 * 7, delivered: 20 })
})

it('what a first answer leaves is what reading it again from the stored scans leaves, where it names an event twice', async () => {
  const tenant = await installation.addTenant('first')
  const ctx = installation.context({ tenant })
  const [number = ''] = numbers
  // Carrier, number, code, time, place and text are the same, so it is one event: the first word on it stands.
  const parcels = [
    answer(number, [scan('in_transit/departed', '2026-11-18T08:10', { code: 'X' })]),
    answer(number, [scan('exception/weather', '2026-11-18T08:10', { code: 'X' })], {
      estimatedDelivery: { from: day, to: day, window: { from: '08:00', to: '12:00' } },
    }),
  ]
  const told = {
    carrier: 'ups',
    parcels,
    source: 'poll',
    receivedAt: Temporal.Instant.from('2026-11-20T12:00:00Z'),
  } as const
  const derive = () => installation.store.as(tenant, (tx) => deriveParcels(tx, ctx, told))
  const dump = () => installation.store.as(tenant, dumpDerived)

  const first = await derive()
  expect(first).toMatchObject([{ stored: 1, known: 1, state: { status: 'in_transit/departed' } }])
  const before = await dump()
  const again = await derive()
  expect(again).toMatchObject([{ stored: 0, known: 2, state: { status: 'in_transit/departed' } }])
  expect(before['parcels']).toHaveLength(1)
  expect(await dump()).toEqual(before)
})

const day = Temporal.PlainDate.from('2026-11-21')

it.each([
  ['a number only USPS posts, though nothing here reads its answers', '9400100100000000123452', 'usps'],
  ['a number of UPS', '1Z999AA10123456784', 'ups'],
  ['what USPS delivers for FedEx: either may report it', '9261290900000123456782', null],
  ['twelve digits that pass a checksum one time in ten', '781234567894', null],
  ['an S10 number, which the post of another country may deliver', 'RR473124829SE', null],
  ['no checksum at all', 'TBA123456789012', null],
])('%s: the carrier of %s is %s', (_, number, carrier) => {
  expect(recogniseCarrier(installation.context(), number)).toBe(carrier)
})
