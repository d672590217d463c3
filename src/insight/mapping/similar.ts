/** How alike short texts are: TF-IDF over words, pairs of words and the n-grams within words, compared by their cosine. */

export type Vector = ReadonlyMap<string, number>

/** Turns a text into a vector of length 1; what no text of `corpus` holds weighs as much as what one of them does. */
export function vectors(corpus: readonly string[]): (text: string) => Vector {
  const held = corpus.map((text) => new Set(featuresOf(text).keys()))
  const counts = new Map<string, number>()
  for (const features of held) for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  // Smoothed, so that a feature of every text still weighs something.
  const idf = (feature: string) => Math.log((1 + corpus.length) / (1 + (counts.get(feature) ?? 1))) + 1
  return (text) => {
    const weighed = [...featuresOf(text)].map(([feature, times]) => [feature, Math.sqrt(times) * idf(feature)] as const)
    const length = Math.hypot(...weighed.map(([, weight]) => weight)) || 1
    return new Map(weighed.map(([feature, weight]) => [feature, weight / length]))
  }
}

/** From 0 to 1. */
export function cosine(a: Vector, b: Vector): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a]
  let sum = 0
  for (const [feature, weight] of few) sum += weight * (many.get(feature) ?? 0)
  return sum
}

/** Lower case, without accents; `OUT_FOR_DELIVERY` and `OutForDelivery` are words as well. */
export function wordsOf(text: string): string[] {
  const plain = text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replaceAll('ß', 'ss')
  return plain.match(/\p{L}+/gu) ?? []
}

const wordWeight = 2
const pairWeight = 1.5
const shortest = 3
const longest = 5

function featuresOf(text: string): Map<string, number> {
  const found = new Map<string, number>()
  const add = (feature: string, weight: number) => found.set(feature, (found.get(feature) ?? 0) + weight)
  const words = wordsOf(text.slice(0, 1000))
  for (const [i, word] of words.entries()) {
    add(`w ${word}`, wordWeight)
    const next = words[i + 1]
    if (next !== undefined) add(`p ${word} ${next}`, pairWeight)
    const padded = `_${word}_`
    for (let size = shortest; size <= longest; size++) {
      for (let at = 0; at + size <= padded.length; at++) add(padded.slice(at, at + size), 1 / size)
    }
  }
  return found
}
