import type { Vector } from './vector.ts'

/** One separating plane a label: `weights` is n-gram × label. */
export type Planes = { readonly weights: Float32Array; readonly biases: Float32Array; readonly labels: number }

export type Taught = {
  readonly vectors: readonly Vector[]
  /** Number of each vector's label. */
  readonly answers: Int32Array
  readonly labels: number
  readonly dimensions: number
  readonly random: () => number
}

const cost = 1
const rounds = 8

/**
 * Dual coordinate descent for L2-loss linear support vectors (Hsieh et al. 2008, algorithm 1), all labels in one pass.
 * The examples of a label weigh √(others / own) more, so that a rare label is not outvoted.
 */
export function separate({ vectors, answers, labels, dimensions, random }: Taught): Planes {
  const weights = new Float32Array(dimensions * labels)
  const biases = new Float32Array(labels)
  const alphas = new Float32Array(vectors.length * labels)
  const own = ownWeights(answers, labels)
  const planes = { weights, biases, labels }
  const everyLabel = Int32Array.from({ length: labels }, (_, label) => label)
  const squares = vectors.map(({ value }) => value.reduce((sum, x) => sum + x * x, 0))
  const margins = new Float64Array(labels)
  const steps = new Float32Array(labels)
  const order = Int32Array.from(vectors.keys())
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random)
    for (const n of order) {
      const vector = vectors[n]
      if (vector === undefined) continue
      // Most labels are beyond their margin after the first round; every second round asks only those that were not.
      const asked = round % 2 === 0 ? everyLabel : everyLabel.filter((label) => (alphas[n * labels + label] ?? 0) > 0)
      addMargins(vector, planes, asked, margins)
      for (const label of asked) {
        const right = label === answers[n]
        const sign = right ? 1 : -1
        const slack = 0.5 / (right ? cost * (own[label] ?? 1) : cost)
        const before = alphas[n * labels + label] ?? 0
        const gradient = sign * (margins[label] ?? 0) - 1 + slack * before
        // 1: the bias is a feature of value 1.
        const after = Math.max(0, before - gradient / (1 + (squares[n] ?? 1) + slack))
        alphas[n * labels + label] = after
        steps[label] = sign * (after - before)
      }
      move(planes, vector, asked, steps)
    }
  }
  return planes
}

export function marginsOf(vector: Vector, planes: Planes): Float64Array {
  const margins = new Float64Array(planes.labels)
  addMargins(vector, planes, Int32Array.from(margins.keys()), margins)
  return margins
}

function addMargins(
  { at, value }: Vector,
  { weights, biases, labels }: Planes,
  asked: Int32Array,
  margins: Float64Array,
) {
  margins.set(biases)
  for (let gram = 0; gram < at.length; gram++) {
    const base = (at[gram] ?? 0) * labels
    const x = value[gram] ?? 0
    for (let n = 0; n < asked.length; n++) {
      const label = asked[n] ?? 0
      margins[label] = (margins[label] ?? 0) + x * (weights[base + label] ?? 0)
    }
  }
}

function move({ weights, biases, labels }: Planes, { at, value }: Vector, asked: Int32Array, steps: Float32Array) {
  const moved = asked.filter((label) => Math.abs(steps[label] ?? 0) > 1e-6)
  for (const label of moved) biases[label] = (biases[label] ?? 0) + (steps[label] ?? 0)
  for (let gram = 0; gram < at.length; gram++) {
    const base = (at[gram] ?? 0) * labels
    const x = value[gram] ?? 0
    for (let n = 0; n < moved.length; n++) {
      const label = moved[n] ?? 0
      weights[base + label] = (weights[base + label] ?? 0) + x * (steps[label] ?? 0)
    }
  }
}

function ownWeights(answers: Int32Array, labels: number): Float64Array {
  const counts = new Float64Array(labels)
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1
  return counts.map((count) => Math.sqrt(Math.max(1, (answers.length - count) / Math.max(1, count))))
}

export function shuffle(order: Int32Array, random: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const pick = Math.floor(random() * (last + 1))
    const kept = order[last] ?? 0
    order[last] = order[pick] ?? 0
    order[pick] = kept
  }
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
