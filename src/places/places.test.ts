import { describe, expect, it } from 'vitest'
import { buildIndex } from './build-index.ts'
import { distanceKm } from './distance.ts'
import { fold } from './fold.ts'
import { gazetteer } from './gazetteer.ts'
import { decodeIndex, packPopulation, unpackPopulation } from './index-format.ts'

type Town = readonly [
  name: string,
  others: string,
  at: readonly [number, number],
  where: string,
  people: number,
  zone: string,
]

/** Towns that nobody finds on a map, in the 19 columns of GeoNames. */
const table = (towns: readonly Town[]) =>
  towns
    .map(([name, others, [latitude, longitude], where, people, zone], i) => {
      const [country, region = ''] = where.split('-')
      return [
        i,
        name,
        name,
        others,
        latitude,
        longitude,
        'P',
        'PPL',
        country,
        '',
        region,
        '',
        '',
        '',
        people,
        '',
        0,
        zone,
        '',
      ].join('\t')
    })
    .join('\n')

const berlin = 'Europe/Berlin'
const towns: readonly Town[] = [
  ['Übelstadt', 'Evil Town,Vilaurbo,EVT,Злогород', [52.5, 13.25], 'DE-16', 20_400, berlin],
  ['Klein Übelstadt', 'Little Evil Town', [-33.125, -70.5], 'DE-16', 900, berlin],
  ['Zweimal', '', [50, 8], 'DE-05', 5_000, berlin],
  ['Zweimal', '', [47, 11], 'AT-07', 500, 'Europe/Vienna'],
  ['Grenzdorf', '', [48.5, 13.5], 'DE-02', 700, 'Asia/Tokyo'],
  ['Twin Forks', '', [39.5, -89.5], 'US-IL', 3_000, 'America/Chicago'],
  ['Twin Forks', '', [42, -72.5], 'US-MA', 4_000, 'America/New_York'],
  ['Twin Forks', '', [42.1, -72.6], 'US-MA', 1_000, 'America/New_York'],
  ['Chicago', '', [41.85, -87.65], 'US-IL', 2_700_000, 'America/Chicago'],
  ['Boston', '', [42.35, -71.05], 'US-MA', 650_000, 'America/New_York'],
]
const bytes = buildIndex(table(towns))
const places = gazetteer(bytes)

describe('the index', () => {
  it('holds what went into it', () => {
    const index = decodeIndex(bytes)
    expect(index.header.places).toBe(towns.length)
    const found = places.locate({ city: 'Übelstadt', country: 'DE' })
    expect(found).toMatchObject({ name: 'Übelstadt', country: 'DE', population: 20_400, zone: berlin })
    expect(found?.latitude).toBeCloseTo(52.5, 2)
    expect(found?.longitude).toBeCloseTo(13.25, 2)
    const little = places.locate({ city: 'Klein Übelstadt', country: 'DE' })
    expect(little?.latitude).toBeCloseTo(-33.125, 2)
    expect(little?.longitude).toBeCloseTo(-70.5, 2)
  })

  it('is the same bytes for the same table', () => {
    expect(buildIndex(table(towns))).toEqual(bytes)
  })

  it('keeps other names of bigger towns only, and no code of three letters', () => {
    expect(places.locate('Evil Town, Germany')?.name).toBe('Übelstadt')
    expect(places.locate('Vilaurbo, Germany')?.name).toBe('Übelstadt')
    expect(places.locate('Little Evil Town, Germany')?.name).toBeNull()
    expect(places.locate('EVT, Germany')?.name).toBeNull()
  })

  it('refuses what is no table and no index', () => {
    expect(() => buildIndex('')).toThrow(/empty/)
    expect(() => buildIndex('one\ttwo')).toThrow(/line 1 has 2 cells/)
    for (const length of [0, 5, 200, bytes.length - 1]) expect(() => gazetteer(bytes.subarray(0, length))).toThrow()
  })

  it('keeps three digits of a population', () => {
    for (const people of [0, 1, 999, 1_000, 20_400, 999_499, 999_999, 38_000_000])
      expect(Math.abs(unpackPopulation(packPopulation(people)) - people)).toBeLessThanOrEqual(people * 0.005)
  })
})

describe('a place', () => {
  it.each([
    ['ÜBELSTADT', berlin],
    ['Uebelstadt', berlin],
    ['UBELSTADT 12 DEPOT', berlin],
    ['Hub Übelstadt (DE)', berlin],
    // Of one name, in two countries: the zones differ though the clocks don't.
    ['Zweimal', null],
    ['Zweimal, Austria', 'Europe/Vienna'],
    // The table has a zone that Germany doesn't.
    ['Grenzdorf, Germany', null],
    ['Nowhere, Germany', berlin],
    ['Twin Forks, US', null],
    ['Twin Forks, IL', 'America/Chicago'],
    // Two of them, both in one zone.
    ['Twin Forks, MA', 'America/New_York'],
    ['Twin Forks', null],
  ])('%s is in %s', (text, zone) => {
    expect(places.locate(text)?.zone ?? null).toBe(zone)
  })

  it('is told with the share of people who live in that one of all that may be meant', () => {
    expect(places.locate('Twin Forks, MA')).toMatchObject({ region: 'MA', confidence: 4_001 / 5_002 })
    // Half of them: none stands out.
    expect(places.locate('Twin Forks, US')).toMatchObject({ name: null, precision: 'country', country: 'US' })
  })

  it('is remembered as it was told', () => {
    const told = { city: 'Übelstadt', region: null, postal: null, country: 'DE' }
    expect([places.zoneOf(told), places.zoneOf(told), places.zoneOf(null)]).toEqual([berlin, berlin, null])
    const twice = { city: 'Zweimal', region: null, postal: null }
    expect(['DE', 'AT', 'DE', null].map((country) => places.zoneOf({ ...twice, country }))).toEqual([
      berlin,
      'Europe/Vienna',
      berlin,
      null,
    ])
    for (let i = 0; i < 5_000; i++) places.zoneOf({ ...told, postal: `${i}` })
    expect(places.zoneOf(told)).toBe(berlin)
  })
})

it.each([
  ['Saint-Étienne', 'ST ETIENNE'],
  ["L'Haÿ-les-Roses", 'LHAY LES ROSES'],
  ['Łódź', 'LODZ'],
  ['Großenhain', 'GROSSENHAIN'],
  ['İzmir', 'IZMIR'],
  ['ırmak', 'IRMAK'],
  ['Tromsø', 'TROMSO'],
  ['Fort Worth', 'FT WORTH'],
  ['Saintes', 'SAINTES'],
  ['  a  (b)/c ', 'A B C'],
  ['東京', ''],
])('%s is compared as %s', (text, folded) => {
  expect(fold(text)).toBe(folded)
})

it('measures along the great circle', () => {
  const at = (latitude: number, longitude: number) => ({ latitude, longitude })
  expect(distanceKm(at(0, 0), at(0, 0))).toBe(0)
  expect(distanceKm(at(0, 0), at(0, 180))).toBeCloseTo(20_015.1, 0)
  expect(distanceKm(at(90, 0), at(0, 77))).toBeCloseTo(10_007.6, 0)
  expect(distanceKm(at(0, 179.5), at(0, -179.5))).toBeCloseTo(111.2, 1)
})
