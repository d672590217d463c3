/**
 * Arrays as PostgreSQL sends them itself, for batches: a Buffer goes over the wire in binary form, so neither side writes and
 * reads the escaped text of every element. The elements' type must be the one the statement casts to
 * (https://www.postgresql.org/docs/18/protocol-overview.html#PROTOCOL-FORMAT-CODES, array_recv).
 */

export const uuids = (values: readonly (string | null)[]): Buffer =>
  arrayOf(2950, values, {
    bytes: () => 16,
    write: (to, at, value) => to.write(value.replaceAll('-', ''), at, 16, 'hex'),
  })

export const byteas = (values: readonly (Uint8Array | null)[]): Buffer =>
  arrayOf(17, values, { bytes: ({ length }) => length, write: (to, at, value) => to.set(value, at) })

export const texts = (values: readonly (string | null)[]): Buffer =>
  arrayOf(25, values, { bytes: (value) => Buffer.byteLength(value), write: (to, at, value) => to.write(value, at) })

/** Null stays SQL's null. */
export function jsonbs(values: readonly unknown[]): Buffer {
  const written = values.map((value) => (value === null || value === undefined ? null : JSON.stringify(value)))
  return arrayOf(3802, written, {
    bytes: (value) => 1 + Buffer.byteLength(value),
    write: (to, at, value) => {
      to[at] = 1 // the version of jsonb's form on the wire
      to.write(value, at + 1)
    },
  })
}

export const booleans = (values: readonly boolean[]): Buffer =>
  arrayOf(16, values, { bytes: () => 1, write: (to, at, value) => to.writeUInt8(value ? 1 : 0, at) })

export const smallints = (values: readonly number[]): Buffer =>
  arrayOf(21, values, { bytes: () => 2, write: (to, at, value) => to.writeInt16BE(value, at) })

export const ints = (values: readonly number[]): Buffer =>
  arrayOf(23, values, { bytes: () => 4, write: (to, at, value) => to.writeInt32BE(value, at) })

export const bigints = (values: readonly (number | null)[]): Buffer =>
  arrayOf(20, values, { bytes: () => 8, write: (to, at, value) => to.writeBigInt64BE(BigInt(value), at) })

/** timestamptz[] */
export const instants = (values: readonly (Temporal.Instant | null)[]): Buffer =>
  arrayOf(1184, values, {
    bytes: () => 8,
    // Rounded to microseconds as PostgreSQL rounds what it reads as text: half a one and more, up.
    write: (to, at, { epochNanoseconds }) =>
      to.writeBigInt64BE(floored(epochNanoseconds + 500n, 1_000n) - postgresEpoch, at),
  })

/** timestamp[] */
export const localTimes = (values: readonly (Temporal.PlainDateTime | null)[]): Buffer =>
  arrayOf(1114, values, {
    bytes: () => 8,
    write: (to, at, value) => {
      const { microsecond, nanosecond } = value
      const micros = millisecondsOf(value) * 1_000 + microsecond + (nanosecond >= 500 ? 1 : 0)
      to.writeBigInt64BE(BigInt(micros) - postgresEpoch, at)
    },
  })

/** date[] */
export const dates = (values: readonly (Temporal.PlainDate | null)[]): Buffer =>
  arrayOf(1082, values, {
    bytes: () => 4,
    write: (to, at, value) => to.writeInt32BE(value.since(firstDay, { largestUnit: 'day' }).days, at),
  })

const firstDay = Temporal.PlainDate.from('2000-01-01')

/** PostgreSQL counts from 2000 on; microseconds from 1970. */
const postgresEpoch = BigInt(Date.UTC(2000, 0)) * 1_000n

const floored = (value: bigint, by: bigint) => value / by - (value % by < 0n ? 1n : 0n)

/** As if the wall clock stood at UTC. `Date.UTC` takes a year below 100 to be one of the twentieth century. */
function millisecondsOf(value: Temporal.PlainDateTime): number {
  const { year, month, day, hour, minute, second, millisecond } = value
  return year < 100
    ? value.toZonedDateTime('UTC').epochMilliseconds
    : Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
}

type Element<T> = {
  readonly bytes: (value: T) => number
  readonly write: (to: Buffer, at: number, value: T) => void
}

function arrayOf<T>(oid: number, values: readonly (T | null)[], { bytes, write }: Element<T>): Buffer {
  const lengths = values.map((value) => (value === null ? -1 : bytes(value)))
  const header = values.length === 0 ? 12 : 20
  const array = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + Math.max(0, length), header))
  array.writeInt32BE(values.length === 0 ? 0 : 1, 0) // dimensions
  array.writeInt32BE(lengths.includes(-1) ? 1 : 0, 4)
  array.writeInt32BE(oid, 8)
  if (values.length > 0) {
    array.writeInt32BE(values.length, 12)
    array.writeInt32BE(1, 16) // the first index
  }
  let at = header
  for (const [i, value] of values.entries()) {
    const length = lengths[i] ?? -1
    at = array.writeInt32BE(length, at)
    if (value === null) continue
    write(array, at, value)
    at += length
  }
  return array
}
