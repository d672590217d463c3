import { phrases } from './phrases.ts'
import { wordsOf } from './similar.ts'

/** A text and whose it is; texts of one owner count once. */
export type OwnedText = { readonly owner: string; readonly text: string }

const gap = '…'

/**
 * Texts of one code with what may be personal left out: of each only words of carriers' language, and those that at least two
 * people's texts, and half of them all, have in common. Addresses of mail and web and long numbers go in any case.
 */
export function masked(texts: readonly OwnedText[]): string[] {
  const owners = new Set(texts.map(({ owner }) => owner)).size
  const holders = new Map<string, Set<string>>()
  for (const { owner, text } of texts) {
    for (const [token] of plain(text).matchAll(tokens)) {
      const key = token.toLowerCase()
      holders.set(key, (holders.get(key) ?? new Set()).add(owner))
    }
  }
  const isShared = (token: string) => {
    const held = holders.get(token.toLowerCase())?.size ?? 0
    return held >= 2 && held * 2 >= owners
  }
  return texts.map(({ text }) =>
    plain(text)
      .replaceAll(tokens, (token) => (isShared(token) || isCarriersWord(token) ? token : gap))
      .replaceAll(/…(?:[^\p{L}\p{N}]*…)+/gu, gap)
      .replaceAll(/\s+/g, ' ')
      .trim(),
  )
}

const tokens = /[\p{L}\p{N}\p{M}]+/gu

function plain(text: string): string {
  return text
    .slice(0, 500)
    .replaceAll(/\S+@\S+|(?:https?:|www\.)\S+|\+?\d(?:[\s./-]?\d){4,}/gi, gap)
    .replaceAll(/[\p{L}\p{N}]*\d{5,}[\p{L}\p{N}]*/gu, gap)
}

const carriersWords = new Set(Object.values(phrases).flatMap(wordsOf))

/** A name that is also such a word (May, Post) tells nothing any more among gaps. */
const isCarriersWord = (token: string) => {
  const words = wordsOf(token)
  return words.length > 0 && !/\p{N}/u.test(token) && words.every((word) => carriersWords.has(word))
}
