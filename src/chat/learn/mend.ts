import { hashOf } from './features.ts'
import type { Vocabulary } from './vector.ts'

const fewestLetters = 4
const letters = 'abcdefghijklmnopqrstuvwxyzäöüß'

/**
 * Words never taught, as the commonest taught word that is one slip away: a letter too many, too few, another, or two swapped.
 * The first letter is left alone: it is seldom mistyped, and "tent" is not "sent".
 */
export function mend(words: readonly string[], vocabulary: Vocabulary): string[] {
  return words.map((word) => {
    if (word.length < fewestLetters || !/^\p{L}+$/u.test(word) || documentsOf(word, vocabulary) > 0) return word
    let best = word
    let most = 1
    for (const candidate of oneSlipFrom(word)) {
      const documents = documentsOf(candidate, vocabulary)
      if (documents > most) [best, most] = [candidate, documents]
    }
    return best
  })
}

/** A word that stood in hardly any example: it tells little but that it names something. */
export function isRare(vocabulary: Vocabulary, word: string): boolean {
  return /^\p{L}/u.test(word) && documentsOf(word, vocabulary) <= Math.max(2, vocabulary.examples * rareShare)
}

export const isTaught = (vocabulary: Vocabulary, word: string) => documentsOf(word, vocabulary) > 0

const rareShare = 0.0015

/** How many of the examples a word stood in. */
function documentsOf(word: string, { documents, places }: Vocabulary): number {
  return documents[places.get(hashOf(word, 1)) ?? -1] ?? 0
}

function* oneSlipFrom(word: string): Generator<string> {
  for (let at = 1; at <= word.length; at++) {
    const [before, after] = [word.slice(0, at), word.slice(at)]
    for (const letter of letters) yield before + letter + after
    if (after === '') continue
    if (word.length > fewestLetters) yield before + after.slice(1)
    if (after.length > 1) yield before + (after[1] ?? '') + (after[0] ?? '') + after.slice(2)
    for (const letter of letters) yield before + letter + after.slice(1)
  }
}
