/**
 * The index as bytes: the length of the header, the header as JSON, then columns. Numbers of more than one byte lie in
 * planes, all low bytes before all high ones, and what is sorted as differences: so a general compressor makes it small.
 */
export type IndexParts = {
  readonly header: {
    readonly places: number
    /** Country, GeoNames' code of the region, and its first place. */
    readonly regions: readonly (readonly [country: string, region: string, start: number])[]
    /** IANA zone, and the number of its clock: equal for zones that show the same time. */
    readonly zones: readonly (readonly [zone: string, clock: number])[]
    /** Regions that carriers name: country, GeoNames' code, ISO 3166-2, folded names, and the zone where it has one time. */
    readonly named: readonly (readonly [
      country: string,
      region: string,
      code: string,
      names: readonly string[],
      zone: string | null,
    ])[]
    /** Countries that keep one time. */
    readonly alone: Readonly<Record<string, string>>
  }
  /** 32767 is 90 degrees north; steps of 300 m. */
  readonly latitudes: Int16Array
  /** 32767 is 180 degrees east; steps of 600 m at the equator. */
  readonly longitudes: Int16Array
  readonly populations: Uint16Array
  /** 0 for none, else one more than the zone's place in the header. */
  readonly zones: Uint16Array
  /** A line a place: its name, then other names folded, parted by tabs. */
  readonly names: Uint8Array
  /** Places by the hash of their folded names. */
  readonly buckets: readonly (readonly number[])[]
}

/** As it is used: columns as above, buckets as one row of places and where each begins, lines as where each begins. */
export type PlaceIndex = Omit<IndexParts, 'buckets'> & {
  readonly entries: Uint32Array
  readonly bucketStarts: Uint32Array
  readonly lineStarts: Uint32Array
}

const bucketBits = 18
export const bucketCount = 2 ** bucketBits

/** FNV-1a. */
export function bucketOf(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> bucketBits)) & (bucketCount - 1)
}

/** Three digits and how many zeros follow; more is not kept. */
export function packPopulation(people: number): number {
  let zeros = 0
  let digits = people
  for (; digits >= 999.5; zeros++) digits /= 10
  return (zeros << 10) | Math.round(digits)
}

export const unpackPopulation = (packed: number): number => (packed & 1_023) * 10 ** (packed >> 10)

export function encodeIndex({
  header,
  latitudes,
  longitudes,
  populations,
  zones,
  names,
  buckets,
}: IndexParts): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header))
  const sizes = new Uint32Array([json.length, names.length, buckets.reduce((n, { length }) => n + length, 0)])
  if (buckets.some(({ length }) => length > 65_535)) throw new Error('too many places of one name for the index')
  return concat([
    planes(sizes, 3),
    json,
    planes(differences(latitudes), 2),
    planes(longitudes, 2),
    planes(populations, 2),
    planes(zones, 2),
    names,
    planes(
      buckets.map(({ length }) => length),
      2,
    ),
    planes(buckets.flat(), 3),
  ])
}

/** Throws a `RangeError` or `SyntaxError` on bytes that are no index. */
export function decodeIndex(bytes: Uint8Array): PlaceIndex {
  let at = 0
  const take = (length: number) => {
    if (at + length > bytes.length) throw new RangeError(`the index of places ends after ${bytes.length} bytes`)
    at += length
    return bytes.subarray(at - length, at)
  }
  const [jsonLength = 0, namesLength = 0, entryCount = 0] = joined24(take(9))
  const header = JSON.parse(new TextDecoder().decode(take(jsonLength))) as IndexParts['header']
  const count = header.places
  const latitudes = summed(new Int16Array(joined16(take(count * 2)).buffer))
  const longitudes = new Int16Array(joined16(take(count * 2)).buffer)
  const populations = joined16(take(count * 2))
  const zones = joined16(take(count * 2))
  const names = take(namesLength)
  const bucketStarts = new Uint32Array(bucketCount + 1)
  let start = 0
  const sizes = joined16(take(bucketCount * 2))
  for (let bucket = 0; bucket < bucketCount; bucket++) bucketStarts[bucket + 1] = start += sizes[bucket] ?? 0
  const entries = joined24(take(entryCount * 3))
  const lineStarts = new Uint32Array(count + 1)
  let lines = 0
  for (let i = 0; i < names.length; i++) if (names[i] === 10) lineStarts[++lines] = i + 1
  if (lines !== count) throw new RangeError(`the index of places names ${lines} of ${count}`)
  return { header, latitudes, longitudes, populations, zones, names, entries, bucketStarts, lineStarts }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((n, { length }) => n + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function planes(values: ArrayLike<number>, width: number): Uint8Array {
  const bytes = new Uint8Array(values.length * width)
  for (let plane = 0; plane < width; plane++)
    for (let i = 0; i < values.length; i++) bytes[plane * values.length + i] = (values[i] ?? 0) >>> (8 * plane)
  return bytes
}

function joined16(bytes: Uint8Array): Uint16Array<ArrayBuffer> {
  const length = bytes.length / 2
  const values = new Uint16Array(length)
  for (let i = 0; i < length; i++) values[i] = (bytes[i] ?? 0) | ((bytes[length + i] ?? 0) << 8)
  return values
}

function joined24(bytes: Uint8Array): Uint32Array {
  const length = bytes.length / 3
  const values = new Uint32Array(length)
  for (let i = 0; i < length; i++)
    values[i] = (bytes[i] ?? 0) | ((bytes[length + i] ?? 0) << 8) | ((bytes[2 * length + i] ?? 0) << 16)
  return values
}

/** Wraps around at 16 bits, and back in `summed`. */
const differences = (values: Int16Array): Int16Array =>
  values.map((value, i) => value - (i === 0 ? 0 : (values[i - 1] ?? 0)))

function summed(values: Int16Array): Int16Array {
  for (let i = 1; i < values.length; i++) values[i] = (values[i] ?? 0) + (values[i - 1] ?? 0)
  return values
}
