import { type Milestone, type Status, milestoneOf } from '../../model/index.ts'
import { phrases } from './phrases.ts'
import { type Vector, cosine, vectors, wordsOf } from './similar.ts'

/** What a known code of some carrier is worded like. */
export type KnownCode = {
  readonly carrier: string
  readonly code: string
  readonly status: Status
  readonly text: string
}

/** What an unknown code may mean, and what it is like; never applied by itself. */
export type Suggestion = {
  readonly status: Status
  /** From 0 to 1; how alike the texts are and how clearly ahead of other milestones, not a probability. */
  readonly score: number
  /** The phrase it is like: of a carrier's known code, or of our own list. */
  readonly like: { readonly carrier: string | null; readonly code: string | null; readonly text: string }
}

type Example = { readonly status: Status; readonly like: Suggestion['like']; readonly vector: Vector }

/** Says what codes may mean, by what they are called and worded; the best of each milestone, best first, at most three. */
export function suggester(
  known: readonly KnownCode[] = [],
): (code: {
  readonly carrier: string | null
  readonly code: string
  readonly texts: readonly string[]
}) => Suggestion[] {
  const own = Object.entries(phrases).flatMap(([status, list]) =>
    list.split('|').map((phrase) => ({ status: status as Status, text: phrase.trim().replaceAll(/\s+/g, ' ') })),
  )
  const vectorOf = vectors(own.map(({ text }) => text))
  const examples: Example[] = [
    ...own.map(({ status, text }) => ({ status, like: { carrier: null, code: null, text }, vector: vectorOf(text) })),
    ...known.map(({ status, carrier, code, text }) => ({
      status,
      like: { carrier, code, text },
      vector: vectorOf(text),
    })),
  ]
  return ({ carrier, code, texts }) => {
    const asked = [...new Set(texts), ...(isWorded(code) ? [code] : [])].map(vectorOf)
    const best = new Map<Milestone, Suggestion & { readonly votes: number }>()
    for (const [milestone, near] of nearest(examples, asked, carrier)) {
      const [first] = near
      if (!first) continue
      const votes = first.alike + supportWeight * (near[1]?.alike ?? 0) + supportWeight * (near[2]?.alike ?? 0)
      best.set(milestone, { status: first.example.status, like: first.example.like, score: first.alike, votes })
    }
    const ranked = [...best.values()].toSorted((a, b) => b.votes - a.votes).slice(0, 3)
    return ranked.map(({ votes: _votes, ...suggestion }) => suggestion).filter(({ score }) => score >= leastAlike)
  }
}

/** Two more examples that agree count for a bit. */
const supportWeight = 0.3
/** The same carrier says the same thing in the same words. */
const sameCarrier = 1.1
const leastAlike = 0.12

type Near = { readonly example: Example; readonly alike: number }

/** Of each milestone the three examples most like any of the texts. */
function nearest(
  examples: readonly Example[],
  asked: readonly Vector[],
  carrier: string | null,
): Map<Milestone, Near[]> {
  const found = new Map<Milestone, Near[]>()
  for (const example of examples) {
    const favour = carrier !== null && example.like.carrier === carrier ? sameCarrier : 1
    const alike = Math.min(1, Math.max(0, ...asked.map((vector) => cosine(vector, example.vector))) * favour)
    if (alike === 0) continue
    const milestone = milestoneOf(example.status)
    found.set(
      milestone,
      [...(found.get(milestone) ?? []), { example, alike }].toSorted((a, b) => b.alike - a.alike).slice(0, 3),
    )
  }
  return found
}

/** `OUT_FOR_DELIVERY` tells something, `X9` and `OFD` don't. */
const isWorded = (code: string) => wordsOf(code).some((word) => word.length >= 4)
