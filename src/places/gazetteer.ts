import type { Place } from '../model/index.ts'
import { countryOf } from './countries.ts'
import { type Scope, findPlaces } from './find-places.ts'
import { fold } from './fold.ts'
import { hubNames, hubs } from './hubs.ts'
import { decodeIndex, unpackPopulation } from './index-format.ts'
import { partsOf, townsIn, wordsOf } from './read-place.ts'
import { countryByPostcode, territories } from './territories.ts'

/** A place found on the map. */
export type Located = {
  /** As GeoNames writes it; null where only the region or the country is known. */
  readonly name: string | null
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** ISO 3166-2 without the country; null for countries whose regions carriers don't name. */
  readonly region: string | null
  /** Degrees to about 300 m; null for a region or a country. An airport's are those of its town. */
  readonly latitude: number | null
  readonly longitude: number | null
  /** IANA zone; null where places that may be meant keep different time. */
  readonly zone: string | null
  /** Of the town, three digits. */
  readonly population: number | null
  readonly precision: 'city' | 'airport' | 'region' | 'country'
  /** 0 to 1: of all people in towns that may be meant, the share in this one. */
  readonly confidence: number
}

export type Gazetteer = {
  /** A place as a carrier names it, structured or as one text; null where it can't be told. Never throws. */
  readonly locate: (place: Partial<Place> | string) => Located | null
  /** The zone of a place, only where every place that may be meant has it. */
  readonly zoneOf: (place: Place | null) => string | null
}

/** Longer is no place's name. */
const longest = 200
const remembered = 4_096

/** So many people make a town known by its name alone. */
const knownAlone = 50_000

const anywhere: readonly Scope[] = [{ country: null, region: null }]

type Hit = { readonly place: number; readonly airport: boolean }

/** Over an index as `buildIndex` made it; throws where the bytes are none. */
export function gazetteer(bytes: Uint8Array): Gazetteer {
  const index = decodeIndex(bytes)
  const { header } = index
  const { find, nameOf, regionOf } = findPlaces(index)
  const named = new Map<string, Scope[]>()
  const regionZones = new Map<string, string | null>()
  const isoCodes = new Map<string, string>()
  for (const [country, region, code, names, zone] of header.named) {
    for (const name of new Set([code, ...names])) named.set(name, [...(named.get(name) ?? []), { country, region }])
    regionZones.set(`${country} ${region}`, zone)
    isoCodes.set(`${country} ${region}`, code)
  }

  /** The countries and regions a word may stand for: "CA" is two. */
  function scopesNamed(text: string): Scope[] {
    const words = wordsOf(text)
    const country = words === '' ? null : countryOf(words)
    return [...(country === null ? [] : [{ country, region: null }]), ...(named.get(words) ?? [])]
  }

  function hitsOf(town: string, scope: Scope): Hit[] {
    const places = find(town, scope).map((place): Hit => ({ place, airport: false }))
    const hub = hubs.get(hubNames.get(town) ?? town)
    if (!hub || (scope.country !== null && scope.country !== hub.country)) return places
    const of =
      hub.region === null ? null : (named.get(hub.region)?.find(({ country }) => country === hub.country) ?? null)
    if (scope.region !== null && of !== null && of.region !== scope.region) return places
    const towns = find(fold(hub.city), { country: hub.country, region: of?.region ?? null })
    const [biggest] = towns.toSorted((a, b) => people(b) - people(a))
    return biggest === undefined ? places : [...places, { place: biggest, airport: true }]
  }

  /** Of a country's territories only where the country itself has no such town. */
  function hitsWithin(town: string, scopes: readonly Scope[]): Hit[] {
    const inside = scopes.flatMap((scope) => hitsOf(town, scope))
    if (inside.length > 0) return inside
    return scopes.flatMap(({ country, region }) =>
      region === null
        ? (territories[country ?? ''] ?? []).flatMap((one) => hitsOf(town, { country: one, region: null }))
        : [],
    )
  }

  function hitsOfPart(part: string, scopes: readonly Scope[]): Hit[] {
    const towns = townsIn(part)
    // Two letters are a country's or a region's code before they are a town.
    for (const town of towns) {
      if (town.length === 2 && scopesNamed(town).length > 0) continue
      const hits = hitsWithin(town, scopes)
      if (hits.length > 0) return hits
    }
    for (const town of towns) {
      const at = town.lastIndexOf(' ')
      if (at < 0) continue
      const within = narrowed(scopes, scopesNamed(town.slice(at + 1)))
      const hits = within.length > 0 ? townsIn(town.slice(0, at)).flatMap((one) => hitsWithin(one, within)) : []
      if (hits.length > 0) return hits
    }
    return []
  }

  const people = (place: number) => unpackPopulation(index.populations[place] ?? 0)
  const zoneAt = (place: number) => header.zones[(index.zones[place] ?? 0) - 1]

  /** Of the zones of all hits the one most people live in; null where two of them tell different time. */
  function zoneOfAll(hits: readonly Hit[]): string | null {
    const [first, ...others] = hits.toSorted((a, b) => people(b.place) - people(a.place))
    if (!first) return null
    const zone = zoneAt(first.place)
    const { country } = regionOf(first.place)
    const same = others.every(({ place }) => {
      const other = zoneAt(place)
      return zone && other && (other[0] === zone[0] || (other[1] === zone[1] && regionOf(place).country === country))
    })
    return zone && same ? zone[0] : null
  }

  function located(hits: readonly Hit[]): Located | null {
    // An airport and its town are one place.
    const places = new Map(hits.map((hit) => [hit.place, hit]))
    const [best] = [...places.values()].toSorted((a, b) => people(b.place) - people(a.place))
    if (!best) return null
    const { place, airport } = best
    const all = [...places.keys()].reduce((sum, one) => sum + people(one) + 1, 0)
    const { country, region } = regionOf(place)
    return {
      name: nameOf(place),
      country,
      region: isoCodes.get(`${country} ${region}`) ?? null,
      latitude: ((index.latitudes[place] ?? 0) / 32_767) * 90,
      longitude: ((index.longitudes[place] ?? 0) / 32_767) * 180,
      zone: zoneOfAll(hits),
      population: people(place),
      precision: airport ? 'airport' : 'city',
      confidence: (people(place) + 1) / all,
    }
  }

  /** What a region or a country alone tells. */
  function withoutTown([scope, ...others]: readonly Scope[]): Located | null {
    if (!scope?.country || others.length > 0) return null
    const { country, region } = scope
    const zone = (region === null ? null : regionZones.get(`${country} ${region}`)) ?? header.alone[country] ?? null
    return area({ country, region: region === null ? null : (isoCodes.get(`${country} ${region}`) ?? null), zone })
  }

  /** What several towns that may be meant have in common. */
  function inCommon(hits: readonly Hit[]): Located | null {
    const where = hits.map(({ place }) => regionOf(place))
    const [country, ...otherCountries] = new Set(where.map((one) => one.country))
    const [iso = null, ...otherRegions] = new Set(where.map((one) => isoCodes.get(`${one.country} ${one.region}`)))
    if (country === undefined || otherCountries.length > 0) return null
    return area({ country, region: otherRegions.length > 0 ? null : iso, zone: zoneOfAll(hits) })
  }

  function locate(given: Partial<Place> | string): Located | null {
    const { city, region, postal, country } = typeof given === 'string' ? { city: given } : given
    if ([city, region, postal, country].some((text) => (text?.length ?? 0) > longest)) return null
    const sent = partsOf(city ?? '')
    if (sent === null) return null
    const parts = townsIn(sent[0] ?? '').length > 0 ? sent : sent.slice(1)
    let scopes = anywhere
    const narrow = (text: string | null | undefined) => {
      const within = text ? narrowed(scopes, scopesNamed(text)) : []
      if (within.length > 0) scopes = within
      return within.length > 0
    }
    const known = country ? countryOf(country) : null
    if (known !== null) scopes = [{ country: countryByPostcode(known, postal ?? '') ?? known, region: null }]
    narrow(region)
    const [first, ...rest] = parts
    // From the widest to the narrowest; what is neither a country nor a region may name the town again, or better.
    const towns = rest.toReversed().filter((part) => !narrow(part))
    const found = [...(first === undefined ? [] : [first]), ...towns.toReversed()]
      .map((part) => hitsOfPart(part, scopes))
      .filter((hits) => hits.length > 0)
    const alone = first !== undefined && parts.length === 1 && scopes === anywhere ? scopesNamed(first) : []
    if (found.length === 0) {
      if (alone.length > 0) scopes = alone
      // "Neverheard VIC" names its region all the same, where the country is known.
      else if (!narrow(first) && scopes !== anywhere) narrow(first?.split(' ').at(-1))
      return withoutTown(scopes)
    }
    const hits = inAll(found)
    const aCountry = isHub(first) ? undefined : alone.find(({ region: of }) => of === null)
    if (aCountry) return countryOrTown(aCountry, { alone, hits, word: fold(first ?? '') })
    const place = located(hits)
    return place && place.confidence >= 0.5 ? place : inCommon(hits)
  }

  /** "Egypt", "Singapore": alone, the country is meant, unless a big town elsewhere or a region is called the same. */
  function countryOrTown(
    scope: Scope,
    { alone, hits, word }: { alone: readonly Scope[]; hits: readonly Hit[]; word: string },
  ): Located | null {
    const inside = hits.filter(({ place }) => regionOf(place).country === scope.country)
    const rival = hits.some(
      (hit) => !inside.includes(hit) && people(hit.place) >= knownAlone && fold(nameOf(hit.place)) === word,
    )
    if (rival || alone.length > 1) return null
    const place = located(inside)
    const wider = withoutTown([scope])
    return place && place.zone === wider?.zone ? place : wider
  }

  /** Of places that one text names twice ("LAX - Los Angeles") those that fit each other. */
  function inAll(found: readonly (readonly Hit[])[]): readonly Hit[] {
    const [first = [], ...others] = found
    const around = (hit: Hit) => `${regionOf(hit.place).country} ${zoneAt(hit.place)?.[1]}`
    const fits = (one: readonly Hit[], other: readonly Hit[]) => {
      const there = new Set(other.map(around))
      return one.filter((hit) => there.has(around(hit)))
    }
    let kept = first
    for (const hits of others) {
      const fitting = fits(kept, hits)
      // Two places that have nothing to do with each other: either may be meant.
      kept = fitting.length > 0 ? fitting : kept.concat(hits)
    }
    return kept
  }

  const memory = new Map<string, string | null>()
  return {
    locate,
    zoneOf(place) {
      if (place === null) return null
      const key = JSON.stringify([place.city, place.region, place.postal, place.country])
      const held = memory.get(key)
      if (held !== undefined) return held
      if (memory.size >= remembered) memory.clear()
      const zone = locate(place)?.zone ?? null
      memory.set(key, zone)
      return zone
    },
  }
}

const isHub = (text: string | undefined) => text !== undefined && hubs.has(text)

function area({ country, region, zone }: Pick<Located, 'country' | 'region' | 'zone'>): Located {
  const precision = region === null ? 'country' : 'region'
  return {
    name: null,
    country,
    region,
    latitude: null,
    longitude: null,
    zone,
    population: null,
    precision,
    confidence: 1,
  }
}

/** Both at once, where they don't exclude each other. A territory's own name narrows the country it belongs to. */
function narrowed(scopes: readonly Scope[], named: readonly Scope[]): Scope[] {
  return scopes.flatMap((scope) =>
    named.flatMap((one): Scope[] => {
      if (scope.country === null) return [one]
      if (one.country !== null && territories[scope.country]?.includes(one.country)) return [one]
      if (scope.country !== one.country) return []
      if (scope.region !== null && one.region !== null && scope.region !== one.region) return []
      return [{ country: scope.country, region: scope.region ?? one.region }]
    }),
  )
}
