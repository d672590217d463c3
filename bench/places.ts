import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { place } from '../src/model/index.ts'
import { gazetteer } from '../src/places/index.ts'
import { loadPlaces } from '../src/server/places.ts'
import { type Claim, quantile, timed } from './claim.ts'

const folder = join(import.meta.dirname, '../dist/places')

/** As carriers write them: structured, as one text, with buildings, with codes, and none. */
const asked = [
  { city: 'LOUISVILLE', region: 'KY', postal: '40213', country: 'US' },
  { city: 'Leipzig', country: 'DE' },
  { city: 'MONTREAL SORT CTR/CTR TRIE', region: 'PQ', country: 'CA' },
  { city: 'SAN JOSE', region: 'CA', country: 'US' },
  { city: 'Saint-Étienne', postal: '42000', country: 'FR' },
  { city: 'KOELN', country: 'DE' },
  { city: 'Mechelen (BE)' },
  { city: 'EAST MIDLANDS - UK' },
  { city: 'MISSISSAUGA, ON, CA' },
  { city: 'JACKSONVILLE FL DISTRIBUTION CENTER' },
  { city: 'SYDNEY NSW' },
  { city: 'LAX' },
  { city: 'HUB CHILLY MAZARIN CHRONOPOST' },
  { city: 'Springfield' },
  { city: 'Nowhere at all' },
  { country: 'SG' },
]

export const locating: Claim = {
  title: 'Finding the zone of a place',
  text: `The gazetteer of about 200,000 towns (GeoNames) and 500 airports and hubs. "Loaded" is file to ready, in a process that has loaded it before; "first" is with cold code. "Lookup" is each of ${asked.length} texts of the kind carriers send, looked up without memory; "again" is a place asked before, as at nearly every scan.`,
  run: async ({ rounds, tell }) => {
    await loadPlaces()
    const name = (await readdir(folder)).find((one) => one.endsWith('.index'))
    if (name === undefined) throw new Error('there is no index of places: npm ci with dev dependencies makes it')
    const file = join(folder, name)
    const load = async () => gazetteer(await promisify(zstdDecompress)(await readFile(file)))
    const first = await timed(load)
    const { locate, zoneOf } = await load()
    const places = asked.flatMap((one) => place(one) ?? [])
    const times: Record<'load' | 'p50' | 'p99' | 'mean' | 'again', number[]> = {
      load: [],
      p50: [],
      p99: [],
      mean: [],
      again: [],
    }
    for (let round = 0; round < rounds; round++) {
      times.load.push(await timed(load))
      const each: number[] = []
      for (let n = 0; n < 500; n++)
        for (const one of asked) {
          const from = performance.now()
          locate(one)
          each.push((performance.now() - from) * 1_000)
        }
      times.p50.push(quantile(each, 0.5))
      times.p99.push(quantile(each, 0.99))
      times.mean.push(each.reduce((a, b) => a + b, 0) / each.length)
      const calls = 200_000
      const all = await timed(() => {
        for (let n = 0; n < calls; n++) zoneOf(places[n % places.length] ?? null)
      })
      times.again.push((all * 1_000) / calls)
      tell(`round ${round + 1} of ${rounds}: ${times.mean.at(-1)?.toFixed(1)} µs`)
    }
    return [
      { figure: 'index on disk', unit: 'MB', rounds: [(await stat(file)).size / 1e6], target: { atMost: 3 } },
      { figure: 'loaded, first', unit: 'ms', rounds: [first] },
      { figure: 'loaded', unit: 'ms', rounds: times.load, target: { atMost: 50 } },
      { figure: 'lookup, mean', unit: 'µs', rounds: times.mean },
      { figure: 'lookup, p50', unit: 'µs', rounds: times.p50, target: { atMost: 20 } },
      { figure: 'lookup, p99', unit: 'µs', rounds: times.p99 },
      { figure: 'again', unit: 'µs', rounds: times.again },
    ]
  },
}
