import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../../../test/installation.ts'
import { answer, scan, upsNumber } from '../../../test/worlds/journeys.ts'
import { type Carrier, type Place, type ScanSource, type TenantId, place } from '../../model/index.ts'
import type { Gazetteer } from '../../places/index.ts'
import { dumpDerived } from '../../store/index.ts'
import { deriveParcels } from './derive.ts'
import { ingestScans } from './ingest.ts'
import { rederive } from './rederive.ts'

let installation: TestInstallation
beforeAll(async () => {
  installation = await openTestInstallation()
})
afterAll(() => installation.close())

/** Knows one town. */
const places: Gazetteer = {
  locate: () => null,
  zoneOf: (of: Place | null) => (of?.city === 'Denver' ? 'America/Denver' : null),
}
const denver = place({ city: 'Denver', region: 'CO', country: 'US' })

const stored = (tenant: TenantId) =>
  installation.store.as(tenant, (tx) =>
    tx.query<{ instant: Temporal.Instant; zone: string | null; assumed: boolean; dedupe: Buffer }>(
      'select instant, zone, assumed, dedupe from scans where tenant = $1 order by instant, dedupe',
      [tenant],
    ),
  )
const told = async (tenant: TenantId) =>
  (await stored(tenant)).map(({ instant, zone, assumed }) => [instant.toString(), zone, assumed])

/** Of UPS, but for what is said of its clock. */
function carriersWith(clock: 'place' | undefined): ReadonlyMap<string, Carrier> {
  const ups = installation.context().carriers.get('ups')
  if (!ups) throw new Error('there is no UPS')
  const { clock: _, ...rest } = ups
  return new Map([['ups', { ...rest, ...(clock && { clock }) }]])
}

async function derived(name: string, clock: 'place' | undefined, source: ScanSource = 'poll') {
  const tenant = await installation.addTenant(name)
  const ctx = installation.context({ tenant, places, carriers: carriersWith(clock) })
  const parcels = [
    answer(upsNumber(1), [
      scan('in_transit/departed', '2026-11-18T08:00', { code: 'A', place: denver }),
      scan('in_transit/departed', '2026-11-18T08:00', { code: 'B', place: place({ city: 'Nowhere' }) }),
      scan('in_transit/departed', '2026-11-18T08:00', { code: 'C', place: denver, zone: '+01:00' }),
    ]),
  ]
  const receivedAt = Temporal.Instant.from('2026-11-20T12:00:00Z')
  await installation.store.as(tenant, (tx) => deriveParcels(tx, ctx, { carrier: 'ups', parcels, source, receivedAt }))
  return told(tenant)
}

it('a zone that was sent stands, a place that is known tells it, and else it is assumed', async () => {
  expect(await derived('of-place', 'place')).toEqual([
    ['2026-11-18T07:00:00Z', '+01:00', false],
    ['2026-11-18T13:00:00Z', null, true],
    ['2026-11-18T15:00:00Z', 'America/Denver', false],
  ])
})

it("a carrier whose clock may be its own gets no zone from a place, but a merchant's own scans do", async () => {
  const assumed = ['2026-11-18T13:00:00Z', null, true]
  expect(await derived('of-carrier', undefined)).toEqual([['2026-11-18T07:00:00Z', '+01:00', false], assumed, assumed])
  expect(await derived('of-merchant', undefined, 'merchant')).toContainEqual([
    '2026-11-18T15:00:00Z',
    'America/Denver',
    false,
  ])
})

it('the same scan is known again whether its place tells a zone or not, and history ends alike', async () => {
  const tenant = await installation.addTenant('again')
  const scans = [
    {
      number: upsNumber(2),
      carrier: 'ups',
      code: 'A',
      localTime: '2026-11-18T08:00',
      place: { city: 'Denver', region: 'CO', country: 'US' },
      status: 'in_transit/departed' as const,
    },
  ]
  const without = installation.context({ tenant })
  const withPlaces = installation.context({ tenant, places })
  expect((await ingestScans(without, { scans, bytes: 0 })).parcels).toMatchObject([{ stored: 1, known: 0 }])
  expect((await ingestScans(withPlaces, { scans, bytes: 0 })).parcels).toMatchObject([{ stored: 0, known: 1 }])

  const dump = () => installation.store.as(tenant, dumpDerived)
  await rederive(withPlaces)
  expect(await told(tenant)).toEqual([['2026-11-18T15:00:00Z', 'America/Denver', false]])
  const before = await dump()
  await rederive(withPlaces)
  expect(await dump()).toEqual(before)
})
