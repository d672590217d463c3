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
