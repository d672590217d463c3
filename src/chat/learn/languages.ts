import { hashOf, wordsOf } from './features.ts'

/** How often each n-gram of letters and each word was written in each language. */
export type LanguageCounts = {
  /** BCP 47. */
  readonly languages: readonly string[]
  /** n-grams counted, by language. */
  readonly totals: readonly number[]
  /** Ascending. */
  readonly hashes: Uint32Array
  /** n-gram × language. */
  readonly counts: Uint16Array
}

/** What was assumed of a message's language before it was read, and on what ground. */
export type Prior = { readonly language: string; readonly by: 'spoken' | 'known' | 'assumed' }

/** Counts what people write: `{ en: ['where is it', …], de: […] }`. */
export function countLanguages(written: Readonly<Record<string, readonly string[]>>): LanguageCounts {
  const languages = Object.keys(written).toSorted()
  const rows = new Map<number, Uint16Array>()
  const totals = languages.map((language, column) => {
    let total = 0
    for (const text of written[language] ?? []) {
      for (const word of lettered(wordsOf(text))) {
        for (const gram of gramsOf(word)) {
          const row = rows.get(gram) ?? new Uint16Array(languages.length)
          row[column] = Math.min(0xffff, (row[column] ?? 0) + 1)
          rows.set(gram, row)
          total++
        }
      }
    }
    return total
  })
  const hashes = Uint32Array.from(rows.keys()).sort()
  const counts = new Uint16Array(hashes.length * languages.length)
  for (const [at, hash] of hashes.entries()) counts.set(rows.get(hash) ?? [], at * languages.length)
  return { languages, totals, hashes, counts }
}

/**
 * The language of a message, by Bayes: what was assumed holds until the words weigh more against it. A word nobody or hardly
 * anybody taught may be a name, and says nothing against the language that is being spoken; numbers, emoji and "ok" never say anything.
 */
export function languageOf(known: LanguageCounts, text: string, prior: Prior, names: readonly string[] = []): string {
  const { languages } = known
  const own = new Set(names.flatMap(wordsOf))
  const weight = languages.map((language) => (language === prior.language ? grounds[prior.by] : 0))
  for (const word of lettered(wordsOf(text))) {
    if (everywhere.has(word) || own.has(word)) continue
    if (prior.by === 'spoken' && shareOf(known, word) < commonEnough) continue
    for (const gram of gramsOf(word)) {
      const place = placeOf(known.hashes, gram)
      for (const [column, total] of known.totals.entries()) {
        const count = place < 0 ? 0 : (known.counts[place * languages.length + column] ?? 0)
        weight[column] = (weight[column] ?? 0) + Math.log(count / (total || 1) + unseen) / dependence
      }
    }
  }
  const best = Math.max(...weight)
  const likeliest = languages[weight.indexOf(best)] ?? prior.language
  const held = weight[languages.indexOf(prior.language)]
  return held === best ? prior.language : likeliest
}

/** How much of what is written in a language is this word, in the language where it is most. */
function shareOf({ languages, hashes, counts, totals }: LanguageCounts, word: string): number {
  const place = placeOf(hashes, wholeWord(word))
  if (place < 0) return 0
  return Math.max(...languages.map((_, at) => (counts[place * languages.length + at] ?? 0) / (totals[at] || 1)))
}

/** A word taught a few times among thousands may be a name as well. */
const commonEnough = 1 / 30_000

/** Log-odds in favour of what was assumed: 20 to 1 for the language being spoken. */
const grounds: Readonly<Record<Prior['by'], number>> = { spoken: 3, known: 1.5, assumed: 0.7 }

/** Said the same in any language. */
const everywhere: ReadonlySet<string> = new Set(['ok', 'okay', 'oki', 'k', 'hm', 'hmm', 'hmmm', 'lol', 'sos'])

/** The share of what was never seen, the same in every language: of whom little was taught, little is concluded. */
const unseen = 3e-6
/** n-grams of one word repeat each other: so many of them weigh as much as one. */
const dependence = 4
const longest = 4

const lettered = (words: readonly string[]) => words.filter((word) => !word.startsWith('<') && /\p{L}/u.test(word))

const wholeWord = (word: string) => hashOf(word, 3000)

function* gramsOf(word: string): Generator<number> {
  yield wholeWord(word)
  const padded = ` ${word} `
  for (let n = 1; n <= longest; n++) {
    for (let from = 0; from + n <= padded.length; from++) {
      const gram = padded.slice(from, from + n)
      if (gram !== ' ') yield hashOf(gram, 3000 + n)
    }
  }
}

/** Where a hash stands among the ascending ones; -1 where it doesn't. */
function placeOf(hashes: Uint32Array, wanted: number): number {
  let [low, high] = [0, hashes.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const hash = hashes[middle] ?? 0
    if (hash === wanted) return middle
    if (hash < wanted) low = middle + 1
    else high = middle - 1
  }
  return -1
}

const magic = 'WLNG'
const headBytes = 8

/** Four letters, the length of the table of contents (JSON), the table, then the arrays, little-endian. */
export function encodeLanguages({ languages, totals, hashes, counts }: LanguageCounts): Uint8Array {
  const contents = new TextEncoder().encode(JSON.stringify({ languages, totals, grams: hashes.length }))
  const bytes = new Uint8Array(headBytes + contents.length + hashes.length * 4 + counts.length * 2)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode(magic), 0)
  view.setUint32(4, contents.length, true)
  bytes.set(contents, headBytes)
  let at = headBytes + contents.length
  for (const hash of hashes) at = (view.setUint32(at, hash, true), at + 4)
  for (const count of counts) at = (view.setUint16(at, count, true), at + 2)
  return bytes
}

export function decodeLanguages(bytes: Uint8Array): LanguageCounts {
  const refuse = (what: string) => new Error(`These are no counts of languages: ${what}. Count them anew.`)
  if (bytes.length < headBytes || new TextDecoder().decode(bytes.subarray(0, 4)) !== magic)
    throw refuse(`they do not start with "${magic}"`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const from = headBytes + view.getUint32(4, true)
  const contents = JSON.parse(new TextDecoder().decode(bytes.subarray(headBytes, from))) as {
    languages: string[]
    totals: number[]
    grams: number
  }
  const { languages, totals, grams } = contents
  const cells = grams * languages.length
  if (bytes.length !== from + grams * 4 + cells * 2) throw refuse(`${bytes.length} bytes are too few or too many`)
  return {
    languages,
    totals,
    hashes: Uint32Array.from({ length: grams }, (_, n) => view.getUint32(from + 4 * n, true)),
    counts: Uint16Array.from({ length: cells }, (_, n) => view.getUint16(from + grams * 4 + 2 * n, true)),
  }
}
