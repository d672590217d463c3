import { fold } from './fold.ts'
import { type PlaceIndex, bucketOf } from './index-format.ts'

/** Where a place may lie: a country or a part of it, by GeoNames' code; all null for anywhere. */
export type Scope = { readonly country: string | null; readonly region: string | null }

export type FindPlaces = {
  /** Places of this folded name, by their number in the index. */
  readonly find: (key: string, scope: Scope) => number[]
  readonly nameOf: (place: number) => string
  readonly regionOf: (place: number) => { readonly country: string; readonly region: string }
}

/** Looks names up in an index. */
export function findPlaces({ header, names, entries, bucketStarts, lineStarts }: PlaceIndex): FindPlaces {
  const decoder = new TextDecoder()
  const line = (place: number) =>
    decoder.decode(names.subarray(lineStarts[place], (lineStarts[place + 1] ?? names.length + 1) - 1)).split('\t')
  const { regions, places } = header
  const starts = Uint32Array.from(regions, ([, , start]) => start)
  const ranges = new Map<string, readonly [number, number]>()
  for (const [i, [country, region, start]] of regions.entries()) {
    const end = starts[i + 1] ?? places
    ranges.set(`${country} ${region}`, [start, end])
    ranges.set(country, [ranges.get(country)?.[0] ?? start, end])
  }

  return {
    find(key, { country, region }) {
      const range = country === null ? [0, places] : ranges.get(region === null ? country : `${country} ${region}`)
      if (!range || key === '') return []
      const [first = 0, end = 0] = range
      const bucket = bucketOf(key)
      const found: number[] = []
      let [last, folded] = ['', '']
      for (let at = bucketStarts[bucket] ?? 0; at < (bucketStarts[bucket + 1] ?? 0); at++) {
        const place = entries[at] ?? 0
        if (place < first || place >= end) continue
        const [name = '', ...others] = line(place)
        // Places of one name stand beside each other, some of them by the hundred.
        if (name !== last) [last, folded] = [name, fold(name)]
        if (folded === key || others.includes(key)) found.push(place)
      }
      return found
    },
    nameOf: (place) => line(place)[0] ?? '',
    regionOf(place) {
      let low = 0
      for (let high = starts.length; high - low > 1;) {
        const middle = (low + high) >> 1
        if ((starts[middle] ?? 0) <= place) low = middle
        else high = middle
      }
      const [country = '', region = ''] = regions[low] ?? []
      return { country, region }
    },
  }
}
