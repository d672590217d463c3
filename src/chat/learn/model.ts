import type { Cut } from './features.ts'

/** The label of everything the learner is not there for. */
export const outOfScope = 'oos'

export type Model = {
  readonly labels: readonly string[]
  readonly cut: Cut
  /** Number of examples it was taught on; with `documents` it gives an n-gram's weight (idf). */
  readonly examples: number
  /** Hashes of the known n-grams, ascending. */
  readonly hashes: Uint32Array
  /** Examples each n-gram stood in, in the order of `hashes`. */
  readonly documents: Uint16Array
  /** n-gram × label, each label's column in units of its `scales`. */
  readonly weights: Int8Array
  readonly scales: Float32Array
  readonly biases: Float32Array
  /** Margins are multiplied by it before softmax; fitted on held-out folds. */
  readonly sharpness: number
  /** Below this belief (see calibrate.ts) a text is out of scope; set on held-out folds. */
  readonly threshold: number
  /** Place of a hash in `hashes`; derived. */
  readonly places: ReadonlyMap<number, number>
}

const magic = 'WLRN'
const version = 1

/** Header of 4 letters and a version, a JSON table of contents with its length before it, then the arrays, little-endian. */
export function encodeModel(model: Model): Uint8Array {
  const { labels, cut, examples, sharpness, threshold, hashes, documents, weights, scales, biases } = model
  const contents = new TextEncoder().encode(
    JSON.stringify({ labels, cut, examples, sharpness, threshold, grams: hashes.length }),
  )
  const bytes = new Uint8Array(headBytes + contents.length + bodyBytes(hashes.length, labels.length))
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode(magic), 0)
  view.setUint32(4, version, true)
  view.setUint32(8, contents.length, true)
  bytes.set(contents, headBytes)
  let at = headBytes + contents.length
  for (const hash of hashes) at = (view.setUint32(at, hash, true), at + 4)
  for (const count of documents) at = (view.setUint16(at, count, true), at + 2)
  for (const scale of scales) at = (view.setFloat32(at, scale, true), at + 4)
  for (const bias of biases) at = (view.setFloat32(at, bias, true), at + 4)
  bytes.set(new Uint8Array(weights.buffer, weights.byteOffset, weights.length), at)
  return bytes
}

export function decodeModel(bytes: Uint8Array): Model {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const refuse = (what: string) => new Error(`This is no learner's model: ${what}. Train one anew from the corpus.`)
  if (bytes.length < headBytes) throw refuse(`${bytes.length} bytes are too few for a header`)
  if (new TextDecoder().decode(bytes.subarray(0, 4)) !== magic) throw refuse(`it does not start with "${magic}"`)
  if (view.getUint32(4, true) !== version) {
    throw refuse(`it has version ${view.getUint32(4, true)}, this program reads version ${version}`)
  }
  const contentsLength = view.getUint32(8, true)
  if (headBytes + contentsLength > bytes.length) throw refuse('it ends within its table of contents')
  const contents = readContents(bytes.subarray(headBytes, headBytes + contentsLength))
  if (contents === undefined) throw refuse('its table of contents is unreadable')
  const { grams, ...rest } = contents
  const count = rest.labels.length
  const expected = headBytes + contentsLength + bodyBytes(grams, count)
  if (bytes.length !== expected) throw refuse(`it has ${bytes.length} bytes where ${expected} were announced`)
  let at = headBytes + contentsLength
  const hashes = Uint32Array.from({ length: grams }, (_, n) => view.getUint32(at + 4 * n, true))
  at += 4 * grams
  const documents = Uint16Array.from({ length: grams }, (_, n) => view.getUint16(at + 2 * n, true))
  at += 2 * grams
  const scales = Float32Array.from({ length: count }, (_, n) => view.getFloat32(at + 4 * n, true))
  at += 4 * count
  const biases = Float32Array.from({ length: count }, (_, n) => view.getFloat32(at + 4 * n, true))
  at += 4 * count
  // A Buffer's slice() shares its memory with whatever lies around it; an ArrayBuffer's copies exactly these bytes.
  const weights = new Int8Array(bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + bytes.length))
  return { ...rest, hashes, documents, weights, scales, biases, places: placesOf(hashes) }
}

export function placesOf(hashes: Uint32Array): ReadonlyMap<number, number> {
  const places = new Map<number, number>()
  for (const [at, hash] of hashes.entries()) places.set(hash, at)
  return places
}

const headBytes = 12

function bodyBytes(grams: number, labels: number): number {
  return grams * 6 + labels * 8 + grams * labels
}

type Contents = Pick<Model, 'labels' | 'cut' | 'examples' | 'sharpness' | 'threshold'> & { readonly grams: number }

function readContents(bytes: Uint8Array): Contents | undefined {
  try {
    const { labels, cut, examples, sharpness, threshold, grams } = JSON.parse(new TextDecoder().decode(bytes))
    const numbers = [cut.charMin, cut.charMax, cut.wordMax, examples, sharpness, threshold, grams]
    const named = Array.isArray(labels) && labels.length > 0 && labels.every((label) => typeof label === 'string')
    if (!named || !numbers.every(Number.isFinite) || !Number.isInteger(grams) || grams < 0) return undefined
    return { labels, cut, examples, sharpness, threshold, grams }
  } catch {
    return undefined
  }
}
