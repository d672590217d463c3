import type { OrderId, TrackedLine, TrackedOrder } from '../../model/index.ts'
import type { Heard } from '../dialogue.ts'
import type { View } from './flow.ts'
import { pointingIn } from './pointing.ts'

/** What a message points at: some of the orders, a number that is none of theirs, or nothing. */
export type Reference =
  | {
      readonly kind: 'orders'
      readonly orders: readonly TrackedOrder[]
      /** A number or "both" mean exactly these, "the second" one of those offered, a description all it fits. */
      readonly by: 'number' | 'all' | 'place' | 'description'
    }
  | { readonly kind: 'unknown_number' }
  | { readonly kind: 'nothing' }

/**
 * "#10244", "the second one", "the other one", "the newest", "both", "the blue lamp". `offered` are the orders just put to
 * the shopper, in that order; `current` the one being talked about.
 */
export function refer(
  heard: Heard,
  orders: readonly TrackedOrder[],
  offered: readonly TrackedOrder[],
  current: OrderId | null,
): Reference {
  const words = wordsOf(heard.text, heard.language)
  const among = offered.length > 0 ? offered : orders
  const point = (some: readonly (TrackedOrder | undefined)[], by: By = 'description'): Reference => {
    const orders = some.filter((order) => order !== undefined)
    return orders.length > 0 ? { kind: 'orders', orders, by } : { kind: 'nothing' }
  }

  const numbers = numbersIn(heard)
  const named = orders.filter((order) => numbersOf(order).some((number) => numbers.said.includes(number)))
  if (named.length > 0) return point(named, 'number')
  if (numbers.sure) return { kind: 'unknown_number' }

  const spoken = pointingIn(heard.language)
  const says = (list: readonly string[]) => list.some((word) => words.includes(word))
  if (orders.length > 1) {
    const others = among.filter(({ id }) => id !== current)
    if (says(spoken.other) && current) return point(others, 'place')
    if (offered.length > 0) {
      if (says(spoken.newest)) return point([byAge(offered).at(-1)], 'place')
      if (says(spoken.oldest)) return point([byAge(offered).at(0)], 'place')
      if (says(spoken.last)) return point([offered.at(-1)], 'place')
      const place = spoken.ordinals.findIndex(says)
      if (place >= 0 && place < offered.length) return point([offered[place]], 'place')
    }
    // last, for "the older of both" means one of them
    if (says(spoken.all)) return point(among, 'all')
  }
  const scores = among.map((order) => Math.max(0, ...order.lines.map((line) => shared(words, line, heard.language))))
  const best = Math.max(0, ...scores)
  return best > 0 ? point(among.filter((_, index) => scores[index] === best)) : { kind: 'nothing' }
}

type By = Extract<Reference, { kind: 'orders' }>['by']

/** The parcels of an order that hold what was named, or don't where the rest was asked for; all of it else. */
export function focus(order: TrackedOrder, heard: Heard | null): View {
  const whole: View = { order, parcels: order.parcels, unshipped: order.unshipped }
  if (!heard) return whole
  const { said } = numbersIn(heard)
  const numbered = order.parcels.filter(({ number }) => number !== null && said.includes(bare(number)))
  if (numbered.length > 0) return { ...whole, parcels: numbered, unshipped: [] }

  const words = wordsOf(heard.text, heard.language)
  const score = (line: TrackedLine) => shared(words, line, heard.language)
  const best = Math.max(0, ...order.lines.map(score))
  if (best === 0) return whole
  const rest = pointingIn(heard.language).rest.some((word) => words.includes(word))
  const meant = (line: TrackedLine) => (score(line) === best) !== rest
  const parcels = order.parcels.filter(({ lines }) => lines.some(meant))
  const unshipped = order.unshipped.filter(meant)
  return parcels.length + unshipped.length > 0 ? { order, parcels, unshipped } : whole
}

const byAge = (orders: readonly TrackedOrder[]) =>
  orders.toSorted((a, b) => Temporal.Instant.compare(a.placedAt, b.placedAt))

const numbersOf = (order: TrackedOrder) =>
  [order.number, digits(order.number), ...order.parcels.map(({ number }) => number)]
    .filter((number) => number !== null)
    .map(bare)

/** Shoppers leave a shop's prefix out; fewer than four digits would fit by chance. */
const digits = (number: string) => /\d{4,}/u.exec(number)?.[0] ?? null

/** Numbers as said: those understood as such, and words that may equal a known number; "3 lamps" is not order 3. */
function numbersIn({ text, entities }: Heard): { said: readonly string[]; sure: boolean } {
  const understood = entities.filter(({ kind }) => kind === 'order_number' || kind === 'tracking_number')
  const words = text.split(/[\s,;?!()]+/u).filter((word) => word !== '')
  const numbers = words.filter((word) => /\p{N}/u.test(word) && (word.length > 2 || words.length === 1))
  return { said: [...understood.map(({ value }) => value), ...numbers].map(bare), sure: understood.length > 0 }
}

/** "#10244" and "10244." are the same number, "acme 10244" and "ACME-10244" too. */
const bare = (number: string) => number.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

const segmenters = new Map<string, Intl.Segmenter>()

/** Whoever writes more names the order in the first lines. */
const readChars = 1000

function segmenterFor(language: string): Intl.Segmenter {
  const segmenter = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: 'word' })
  segmenters.set(language, segmenter)
  return segmenter
}

function wordsOf(text: string, language: string): string[] {
  return [...segmenterFor(language).segment(text.slice(0, readChars).toLocaleLowerCase(language))]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)
}

/** How many of a line's own words were said. */
function shared(words: readonly string[], line: TrackedLine, language: string): number {
  return new Set(ownWords(line, language).filter((word) => words.some((said) => isSame(said, word, language)))).size
}

function ownWords({ title, variant }: TrackedLine, language: string): string[] {
  const { ignored } = pointingIn(language)
  return wordsOf(`${title} ${variant ?? ''}`, language).filter(
    (word) => word.length > 2 && !ignored.includes(word) && !/^\p{N}+$/u.test(word),
  )
}

function isSame(said: string, word: string, language: string): boolean {
  if (said === word) return true
  const { compounds, ignored } = pointingIn(language)
  const [one, other] = [stem(said, language), stem(word, language)]
  if (one === other) return true
  return compounds && one.length >= shortestHead && !ignored.includes(said) && other.endsWith(one)
}

/** Shorter endings of a compound say nothing: "rad", "uhr" stay, "in" and "er" don't. */
const shortestHead = 3

/**
 * "where are my 2 blue mugs" as "where are my order": what was bought can be called anything, and the learner has never heard
 * of it. Undefined where nothing they bought is named.
 */
export function withoutItems(text: string, orders: readonly TrackedOrder[], language: string): string | undefined {
  const own = orders.flatMap(({ lines }) => lines.flatMap((line) => ownWords(line, language)))
  const parts = [...segmenterFor(language).segment(text)].map(({ segment, isWordLike }) => ({
    segment,
    isWord: isWordLike === true,
    named: isWordLike === true && own.some((word) => isSame(segment.toLocaleLowerCase(language), word, language)),
  }))
  if (!parts.some(({ named }) => named)) return undefined
  const { order: plain, ignored } = pointingIn(language)
  const spoken = parts.map(({ segment, named }) => (named ? plain : segment)).join('')
  // "and the monitor" asks, with or without the mark
  const bare = parts.every(({ segment, isWord, named }) => !isWord || named || ignored.includes(segment.toLowerCase()))
  const asked = bare && !spoken.trimEnd().endsWith('?') ? `${spoken.trimEnd()}?` : spoken
  return asked.replaceAll(new RegExp(`(?:\\p{N}+\\s*[x×]?\\s+)?${plain}(?:\\s+${plain})*`, 'gu'), plain)
}

/** Singular and plural alike, and without what only inflects; umlauts come and go with it. */
function stem(word: string, language: string): string {
  const bare = word.length > 3 ? word.replace(pointingIn(language).endings, '') : word
  return bare.normalize('NFD').replaceAll(/[\u0300-\u036F]/gu, '')
}
