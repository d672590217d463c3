import { codeKey, type Codes, type Meaning, meaningIn } from './meaning.ts'

/** What goes into an event beside its code: what only its words tell, and a code to be mapped. */
type Worded = { readonly meaning?: Meaning; readonly unmapped?: string }

/**
 * Codes that leave something open and the words that come with them. The table decides; words do where a code is not in
 * it, which is told to whoever maps codes, and where they say more of a code under `vague`: what they say has to match.
 */
export function worded({
  codes,
  words,
  vague,
}: {
  readonly codes: Codes
  readonly words: (sentence: string | undefined, code: string) => Meaning | undefined
  readonly vague: Readonly<Record<string, RegExp>>
}): (code: string | undefined, sentence: string | undefined) => Worded {
  return (code = '', sentence) => {
    const key = codeKey(code)
    const told = words(sentence, key)
    if (!meaningIn(codes, key)) return { ...(told && { meaning: told }), ...(key && { unmapped: code }) }
    const more = Object.hasOwn(vague, key) ? vague[key] : undefined
    return told && more?.test(told.status ?? '') ? { meaning: told } : {}
  }
}
