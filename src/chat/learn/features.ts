import { normalise, tokens } from './normalise.ts'

/** Which n-grams a text is cut into; stored with the model, because a model only reads what it was taught on. */
export type Cut = { readonly charMin: number; readonly charMax: number; readonly wordMax: number }

export function wordsOf(text: string): string[] {
  return tokens(normalise(text))
}

/** How often each n-gram occurs, by hash. */
export function countGrams(words: readonly string[], cut: Cut): Map<number, number> {
  const counts = new Map<number, number>()
  eachGram(words, cut, (hash) => counts.set(hash, (counts.get(hash) ?? 0) + 1))
  return counts
}

/** Visits words, word pairs (adjacent, and with one word between), first and last word, and the letters within each word. */
export function eachGram(words: readonly string[], cut: Cut, visit: (hash: number, at: number) => void): void {
  for (const [at, word] of words.entries()) {
    let joined = hashOf(word, 1)
    visit(joined, at)
    for (let n = 2; n <= cut.wordMax; n++) {
      const next = words[at + n - 1]
      if (next === undefined) break
      joined = hashOf(next, Math.imul(joined, 31) + n)
      visit(joined, at)
    }
    const afterNext = words[at + 2]
    if (afterNext !== undefined) visit(hashOf(afterNext, Math.imul(hashOf(word, 7), 31)), at)
    if (at === 0) visit(hashOf(word, 2001), at)
    if (at === words.length - 1) visit(hashOf(word, 2002), at)
    if (!word.startsWith('<')) eachLetterGram(word, cut, (hash) => visit(hash, at))
  }
}

function eachLetterGram(word: string, cut: Cut, visit: (hash: number) => void): void {
  const padded = ` ${word} `
  for (let n = cut.charMin; n <= cut.charMax; n++) {
    for (let from = 0; from + n <= padded.length; from++) {
      const whole = n === padded.length
      if (!whole) visit(hashOf(padded.slice(from, from + n), 1000 + n))
    }
  }
}

/** FNV-1a, 32 bits, with a seed for each kind of n-gram. */
export function hashOf(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return (hash ^ (hash >>> 15)) >>> 0
}
