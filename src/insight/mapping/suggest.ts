import { type Milestone, type Status, milestoneOf } from '../../model/index.ts'
import { phrases } from './phrases.ts'
import { type Vector, vectors, wordsOf } from './similar.ts'

/** What a known code of some carrier is worded like. */
export type KnownCode = {
  readonly carrier: string
  readonly code: string
  readonly status: Status
  /** What is compared. */
  readonly text: string
  /** What may be shown of it. */
  readonly shown: string
}

/** What an unknown code may mean, and what it is like; never applied by itself. */
export type Suggestion = {
  readonly status: Status
  /** From 0 to 1; how alike the texts are; not a probability. */
  readonly score: number
  /** The phrase it is like: of a carrier's known code, or of our own list. */
  readonly like: { readonly carrier: string | null; readonly code: string | null; readonly text: string }
}

type Example = Pick<Suggestion, 'status' | 'like'> & { readonly vector: Vector }

/** Says what codes may mean, by what they are called and worded; the best of each milestone, best first, at most three. */
export function suggester(
  known: readonly KnownCode[] = [],
): (code: {
  readonly carrier: string | null
  readonly code: string
  readonly texts: readonly string[]
}) => Suggestion[] {
  const { vectorOf, examples: own } = (ownPhrases ??= readPhrases())
  const examples = [
    ...own,
    ...known.map(({ status, carrier, code, text, shown }): Example => {
      return { status, like: { carrier, code, text: shown }, vector: vectorOf(text) }
    }),
  ]
  const holders = holdersOf(examples)
  return ({ carrier, code, texts }) => {
    const asked = [...new Set(texts), ...(isWorded(code) ? [code] : [])].map(vectorOf)
    const best = new Map<Milestone, number[]>()
    const alike = mostAlike(asked, holders, examples.length)
    for (const [i, { status, like }] of examples.entries()) {
      const favour = carrier !== null && like.carrier === carrier ? sameCarrier : 1
      alike[i] = Math.min(1, (alike[i] ?? 0) * favour)
      if (alike[i] === 0) continue
      const milestone = milestoneOf(status)
      const first = [...(best.get(milestone) ?? []), i].toSorted((a, b) => (alike[b] ?? 0) - (alike[a] ?? 0))
      best.set(milestone, first.slice(0, 3))
    }
    return [...best.values()]
      .map(([first = 0, ...others]) => {
        const score = alike[first] ?? 0
        return { first, score, votes: others.reduce((sum, i) => sum + supportWeight * (alike[i] ?? 0), score) }
      })
      .filter(({ score }) => score >= leastAlike)
      .toSorted((a, b) => b.votes - a.votes)
      .slice(0, 3)
      .flatMap(({ first, score }) => {
        const example = examples[first]
        return example ? [{ status: example.status, score, like: example.like }] : []
      })
  }
}

/** Two more examples that agree count for a bit. */
const supportWeight = 0.3
/** The same carrier says the same thing in the same words. */
const sameCarrier = 1.1
const leastAlike = 0.12

/** Made the first time somebody asks: it takes a tenth of a second. */
let ownPhrases: ReturnType<typeof readPhrases> | undefined

function readPhrases() {
  const own = Object.entries(phrases).flatMap(([status, list]) =>
    list.split('|').map((phrase) => ({ status: status as Status, text: phrase.trim().replaceAll(/\s+/g, ' ') })),
  )
  const vectorOf = vectors(own.map(({ text }) => text))
  const examples = own.map(({ status, text }): Example => {
    return { status, like: { carrier: null, code: null, text }, vector: vectorOf(text) }
  })
  return { vectorOf, examples }
}

/** Of each feature the examples that have it, with its weight: a text is compared with those it shares something with. */
type Holders = ReadonlyMap<string, readonly (readonly [example: number, weight: number])[]>

function holdersOf(examples: readonly Example[]): Holders {
  const holders = new Map<string, (readonly [number, number])[]>()
  for (const [i, { vector }] of examples.entries()) {
    for (const [feature, weight] of vector) {
      const held = holders.get(feature)
      if (held) held.push([i, weight])
      else holders.set(feature, [[i, weight]])
    }
  }
  return holders
}

/** For each example how like the most like of the texts it is: their cosine. */
function mostAlike(asked: readonly Vector[], holders: Holders, count: number): Float64Array {
  const most = new Float64Array(count)
  for (const vector of asked) {
    const sums = new Float64Array(count)
    for (const [feature, weight] of vector)
      for (const [i, held] of holders.get(feature) ?? []) sums[i] = (sums[i] ?? 0) + weight * held
    for (const [i, sum] of sums.entries()) most[i] = Math.max(most[i] ?? 0, sum)
  }
  return most
}

/** `OUT_FOR_DELIVERY` tells something, `X9` and `OFD` don't. */
const isWorded = (code: string) => wordsOf(code).some((word) => word.length >= 4)
