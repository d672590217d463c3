import type { Known, Phrase } from './journey.ts'

/** A carrier as others hear it: what it can say, and its answers about parcels as its own systems write them. */
export type Speaker = {
  readonly id: string
  readonly contentType: string
  /** What it has a code for. A journey that wants anything else is a mistake in the journey. */
  readonly canSay: (phrase: Phrase) => boolean
  /** All of it. */
  readonly phrases: () => readonly Phrase[]
  /** As few answers as the carrier would send for these parcels. */
  readonly answers: (parcels: readonly Known[]) => readonly string[]
}

export function codeFor<Code>(carrier: string, codes: Readonly<Partial<Record<Phrase, Code>>>, phrase: Phrase): Code {
  const code = codes[phrase]
  if (code === undefined) throw new Error(`${carrier} has no code for "${phrase}"; its journey can't say it`)
  return code
}

export const phrasesOf = (codes: Readonly<Partial<Record<Phrase, unknown>>>): readonly Phrase[] =>
  Object.keys(codes) as Phrase[]
