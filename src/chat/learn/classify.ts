import { belief, bestInScope, probabilities } from './calibrate.ts'
import { eachGram, wordsOf } from './features.ts'
import { mend } from './mend.ts'
import { outOfScope, type Model } from './model.ts'
import { vectorOf, type Vector } from './vector.ts'

export type Scored = { readonly label: string; readonly score: number }

export type Classified = {
  /** `oos` when out of scope. */
  readonly label: string
  /** Probability of `label`, 0 to 1. */
  readonly score: number
  readonly oos: boolean
  /** The other labels, likeliest first; at most five. */
  readonly alternatives: readonly Scored[]
}

/** What makes no sense is read again without its slips. `doubt` asks more belief than usual. */
export function classify(model: Model, text: string, { doubt = 0 } = {}): Classified {
  const outside = model.labels.indexOf(outOfScope)
  const words = wordsOf(text)
  const written = read(model, words, outside, doubt)
  const { margins, best, oos } = written.oos ? read(model, mend(words, model), outside, doubt) : written
  const shares = probabilities(margins, model.sharpness)
  const bestScore = shares[best] ?? 0
  const label = oos ? outOfScope : (model.labels[best] ?? outOfScope)
  const alternatives = model.labels
    .map((other, n) => ({ label: other, score: shares[n] ?? 0 }))
    .filter((other) => other.label !== label && other.label !== outOfScope)
    .sort((a, b) => b.score - a.score)
    .slice(0, 5)
  return { label, score: oos ? 1 - bestScore : bestScore, oos, alternatives }
}

function read(model: Model, words: readonly string[], outside: number, doubt: number) {
  const margins = marginsOf(model, vectorOf(words, model))
  const best = bestInScope(margins, outside)
  return { margins, best, oos: words.length === 0 || belief(margins, best, outside) < model.threshold + doubt }
}

/** The words of a text that spoke most for a label, strongest first; numbers and codes stand as their shape. */
export function evidence(model: Model, text: string, label: string, { most = 3 } = {}): string[] {
  const number = model.labels.indexOf(label)
  if (number < 0) return []
  const words = wordsOf(text)
  const vector = vectorOf(words, model)
  const push = new Map<number, number>()
  for (const [n, place] of vector.at.entries()) {
    push.set(place, (vector.value[n] ?? 0) * (model.weights[place * model.labels.length + number] ?? 0))
  }
  const pushOf = new Map<string, number>()
  eachGram(words, model.cut, (hash, at) => {
    const word = words[at] ?? ''
    pushOf.set(word, (pushOf.get(word) ?? 0) + (push.get(model.places.get(hash) ?? -1) ?? 0))
  })
  const strongest = [...pushOf].filter(([, strength]) => strength > 0).sort((a, b) => b[1] - a[1])
  return strongest.slice(0, most).map(([word]) => word)
}

/** Probabilities of the labels, in their order. */
export function sharesOf(model: Model, words: readonly string[]): Float64Array {
  return probabilities(marginsOf(model, vectorOf(words, model)), model.sharpness)
}

function marginsOf({ labels, weights, scales, biases }: Model, { at, value }: Vector): Float64Array {
  const count = labels.length
  const margins = new Float64Array(count)
  for (let gram = 0; gram < at.length; gram++) {
    const base = (at[gram] ?? 0) * count
    const x = value[gram] ?? 0
    for (let label = 0; label < count; label++)
      margins[label] = (margins[label] ?? 0) + x * (weights[base + label] ?? 0)
  }
  return margins.map((margin, label) => margin * (scales[label] ?? 0) + (biases[label] ?? 0))
}
