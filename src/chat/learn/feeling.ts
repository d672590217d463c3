import { type Held, probabilities } from './calibrate.ts'
import { sharesOf } from './classify.ts'
import { wordsOf } from './features.ts'
import type { Model } from './model.ts'
import { type Example, train } from './train.ts'

// Letter triples lend the words of a topic too much weight: cross-validated F1 of negative without them .786 (en), with them .773.
const cut = { charMin: 4, charMax: 5, wordMax: 2 }

export const feelings = ['negative', 'neutral', 'positive'] as const
export type Feeling = (typeof feelings)[number]

/** `score` from -1 to 1: how much likelier praise is than annoyance; exactly 0 where nothing could be read. */
export type Sentiment = { readonly label: Feeling; readonly score: number }

/** The model's threshold is the probability of annoyance from which a message is called negative. */
export function trainFeelings(examples: readonly Example[]): Model {
  const missing = feelings.filter((feeling) => !examples.some(({ label }) => label === feeling))
  if (missing.length > 0) throw new Error(`Feelings need examples of each: none are labelled ${missing.join(', ')}.`)
  return train(examples, { read: readTone, cut, limit: fitAlarm })
}

export function feelingOf(model: Model, text: string): Sentiment {
  const words = readTone(text)
  if (words.length === 0) return { label: 'neutral', score: 0 }
  const shares = sharesOf(model, words)
  const share = (feeling: Feeling) => shares[model.labels.indexOf(feeling)] ?? 0
  const score = share('positive') - share('negative')
  if (share('negative') >= model.threshold) return { label: 'negative', score }
  return { label: share('positive') > Math.max(0.5, share('negative')) ? 'positive' : 'neutral', score }
}

/** Of messages that are not annoyed, the share that may be called so on folds that never saw them; missed annoyance costs less. */
const falseAlarms = 0.02

/** The lowest probability, at least even, that keeps false alarms on the held-out folds as rare as that. */
function fitAlarm(held: readonly Held[], labels: readonly string[], sharpness: number): number {
  const negative = labels.indexOf('negative')
  const calm = held
    .filter(({ answer }) => answer !== negative)
    .map(({ margins }) => probabilities(margins, sharpness)[negative] ?? 0)
    .sort((a, b) => b - a)
  return Math.max(0.5, (calm[Math.floor(calm.length * falseAlarms)] ?? 0) + 1e-9)
}

/** The words, and what else feeling is written with: capitals, stretched letters, marks in a row, faces, masked swearing. */
export function readTone(text: string): string[] {
  const words = wordsOf(text)
  const edges = text.length > 4000 ? `${text.slice(0, 2000)} ${text.slice(-2000)}` : text
  return [
    ...words,
    ...marks.flatMap(([mark, pattern]) => (pattern.test(edges) ? [mark, mark, mark] : [])),
    ...loudness(edges),
  ]
}

const marks: readonly (readonly [string, RegExp])[] = [
  ['<!!>', /!\s?!/u],
  ['<!!!>', /(?:!\s?){3}/u],
  ['<??>', /\?\s?\?/u],
  ['<???>', /(?:\?\s?){3}/u],
  ['<?!>', /\?!|!\?/u],
  ['<...>', /\.{3}|…/u],
  ['<stretched>', /(\p{L})\1{2,}/iu],
  ['<masked>', /\p{L}\*{1,6}|\*{3}|[#$%&@!]{4}/u],
  ['<cross>', /[😠😡🤬👿💢🖕🙄😤😒😑🤦👎💩😩😫😖😣😞😢😭💔🤮]|[>:]-?[(/[]|-[._]-/u],
  ['<glad>', /[🙂😊😀😃😄😁😆🥰😍🤩😘🎉🥳❤💕💐👍👏💯🤗]|[:;]-?[)D]|<3/u],
]

/** Words in capitals; names of carriers and codes are written so by everybody, hence four letters and no digit. */
function loudness(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}'’@.-]*\p{L}[\p{L}\p{N}'’@.-]*/gu) ?? []
  const loud = words.filter((word) => /^\p{Lu}{2,}['’.-]?\p{Lu}*$/u.test(word))
  const shouted = loud.length >= 2 && loud.length >= words.length * 0.7
  if (shouted) return loud.length > 2 ? ['<shouted>', '<long-shout>'] : ['<shouted>']
  return loud.some((word) => word.length >= 4) ? ['<loud>'] : []
}
