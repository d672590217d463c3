import { countries } from '../model/index.ts'
import { fold } from './fold.ts'
import { type IndexParts, bucketCount, bucketOf, encodeIndex, packPopulation } from './index-format.ts'
import { regions } from './regions.ts'
import { clockOf, zonesOf } from './zones.ts'

type Row = {
  readonly name: string
  /** The name folded. */
  readonly key: string
  readonly others: readonly string[]
  readonly latitude: number
  readonly longitude: number
  readonly country: string
  readonly region: string
  readonly population: number
  readonly zone: string
}

/** Other names are kept of places from this size on: of smaller ones nobody writes them, and they are most of the bytes. */
const namedOtherwise = 15_000

/** The index of a table of places in GeoNames' format (tab-separated, 19 columns, without a header). Throws where it is not one. */
export function buildIndex(table: string): Uint8Array {
  const rows = readRows(table)
  // Neighbours differ little in latitude and not at all in country, which is what makes the index small.
  const order = (row: Row) => `${row.country} ${row.region}`
  rows.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : a.latitude - b.latitude))

  const starts: { key: string; country: string; region: string; start: number }[] = []
  const zones = new Map<string, number>()
  for (const [i, row] of rows.entries()) {
    const { country, region } = row
    if (starts.at(-1)?.key !== order(row)) starts.push({ key: order(row), country, region, start: i })
    if (row.zone !== '' && !zones.has(row.zone)) zones.set(row.zone, zones.size)
  }
  const inCountry = Map.groupBy(rows, ({ country }) => country)
  const clocks = [...new Set([...zones.keys()].map(clockOf))]
  const parts: IndexParts = {
    header: {
      regions: starts.map(({ country, region, start }) => [country, region, start]),
      zones: [...zones.keys()].map((zone) => [zone, clocks.indexOf(clockOf(zone))]),
      named: namedRegions(inCountry),
      alone: zonesAlone(inCountry),
      places: rows.length,
    },
    latitudes: Int16Array.from(rows, ({ latitude }) => Math.round((latitude / 90) * 32_767)),
    longitudes: Int16Array.from(rows, ({ longitude }) => Math.round((longitude / 180) * 32_767)),
    populations: Uint16Array.from(rows, ({ population }) => packPopulation(population)),
    zones: Uint16Array.from(rows, ({ zone }) => (zone === '' ? 0 : (zones.get(zone) ?? 0) + 1)),
    names: new TextEncoder().encode(rows.map(({ name, others }) => `${[name, ...others].join('\t')}\n`).join('')),
    buckets: bucketsOf(rows),
  }
  return encodeIndex(parts)
}

function readRows(table: string): Row[] {
  const rows: Row[] = []
  for (const line of table.split('\n')) {
    if (line === '') continue
    const cells = line.split('\t')
    const [, name = '', , alternates = '', latitude, longitude, , , country = '', , region = ''] = cells
    const row = {
      name: name.replaceAll(/\s+/g, ' '),
      key: fold(name),
      latitude: Number(latitude),
      longitude: Number(longitude),
      country,
      region,
      population: Number(cells[14]),
      zone: cells[17] ?? '',
    }
    if (cells.length !== 19 || !/^[A-Z]{2}$/.test(country) || !(Math.abs(row.latitude) <= 90) || row.population < 0) {
      throw new Error(
        `this is no table of places in GeoNames' format: line ${rows.length + 1} has ${cells.length} cells`,
      )
    }
    const others = row.population < namedOtherwise ? [] : otherNames(row.key, alternates)
    rows.push({ ...row, others, zone: zoneWithin(country, row.zone) })
  }
  if (rows.length === 0) throw new Error("this is no table of places in GeoNames' format: it is empty")
  return rows
}

/** Folded. Three letters are mostly codes of airports and harbours, which have a table of their own. */
function otherNames(key: string, alternates: string): string[] {
  const kept = alternates
    .split(',')
    .filter((other) => /^[\p{Script=Latin}\p{M}\s'’ʼ`.()/-]+$/u.test(other))
    .map(fold)
    .filter((other) => other.length > 3)
  return [...new Set(kept)].filter((other) => other !== key)
}

const allowed = new Map<string, ReadonlySet<string>>()

/** Some towns at a border were given the neighbour's zone; a zone whose clock the country doesn't know is left out. */
function zoneWithin(country: string, zone: string): string {
  if (country === 'CN') return 'Asia/Shanghai'
  const clocks = allowed.get(country) ?? new Set(zonesOf(country).map(clockOf))
  allowed.set(country, clocks)
  return clocks.has(clockOf(zone)) ? zone : ''
}

/** For each region carriers name the code GeoNames has for it: that of its seat. */
function namedRegions(inCountry: ReadonlyMap<string, readonly Row[]>): IndexParts['header']['named'] {
  return regions.flatMap(({ country, code, names, seat }) => {
    const own = country === 'US' || country === 'GB' ? code : undefined
    const wanted = fold(seat)
    const found = (inCountry.get(country) ?? [])
      .filter((row) => own === undefined || row.region === own)
      .filter(({ key, others }) => key === wanted || others.includes(wanted))
      .reduce<Row | undefined>((best, row) => (best && best.population >= row.population ? best : row), undefined)
    if (!found) return []
    const zone = zoneOfAll((inCountry.get(country) ?? []).filter((row) => row.region === found.region))
    return [[country, found.region, code, names.map(fold), zone] as const]
  })
}

/** The zone of the biggest town there, if all clocks there show the same. */
function zoneOfAll(rows: readonly Row[], listed: readonly string[] = []): string | null {
  const known = rows.filter(({ zone }) => zone !== '')
  if (new Set([...known.map(({ zone }) => clockOf(zone)), ...listed.map(clockOf)]).size !== 1) return null
  const biggest = known.reduce<Row | undefined>((a, b) => (a && a.population >= b.population ? a : b), undefined)
  return biggest?.zone ?? listed[0] ?? null
}

/** The zones of countries that keep one time in all their parts. */
function zonesAlone(inCountry: ReadonlyMap<string, readonly Row[]>): Readonly<Record<string, string>> {
  const alone = countries.flatMap((country) => {
    const zone = zoneOfAll(inCountry.get(country) ?? [], zonesOf(country))
    return zone === null ? [] : [[country, zone] as const]
  })
  return Object.fromEntries(alone)
}

function bucketsOf(rows: readonly Row[]): readonly (readonly number[])[] {
  const buckets = Array.from({ length: bucketCount }, (): number[] => [])
  for (const [i, { key, others }] of rows.entries()) {
    // Two names of a place may fall into one bucket; it stands there once.
    for (const bucket of new Set([key, ...others].filter((one) => one !== '').map(bucketOf))) buckets[bucket]?.push(i)
  }
  return buckets
}
