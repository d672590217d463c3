import { isRare, isTaught, type Model, normalise } from '../learn/index.ts'
import type { Intent } from './intents.ts'

/** What somebody may want of a thing they bought; all else is asked of a shop's goods as well: what they cost, what they are made of. */
export const wantedOfThings: ReadonlySet<string> = new Set<Intent>([
  ...(['order_status', 'delivery_eta', 'delay', 'not_received', 'tracking_number'] as const),
  ...(['cancel_order', 'return_request', 'damaged_or_wrong_item'] as const),
])

/** A word for what was sent, and what stands in front of the name of a thing. All are read whatever language is spoken. */
const words = [
  { parcel: 'parcel', determiners: 'the my our this that these those' },
  {
    parcel: 'paket',
    determiners:
      'der die das den dem mein meine meinen meiner meinem mei unser unsere unseren diese dieser dieses diesen mn meim',
  },
]
const parcelAfter: ReadonlyMap<string, string> = new Map(
  words.flatMap(({ parcel, determiners }) => determiners.split(' ').map((word) => [word, parcel] as const)),
)

const mostSkipped = 2
const mostWords = 3

/** "Where is my new footstool" as "where is my new parcel": names that tell the learner nothing; undefined where there are none. */
export function thingsAsParcels(model: Model, text: string): string | undefined {
  const parts = normalise(text).split(/([\p{L}\p{M}\p{N}'-]+)/u)
  const isName = (at: number) => isRare(model, parts[at] ?? '') && !parcelAfter.has(parts[at] ?? '')
  const goesOn = (at: number) => at < parts.length && /^ $/u.test(parts[at - 1] ?? '')
  let found = false
  // Words stand at odd places, what is between them at even ones.
  for (let at = 1; at < parts.length; at += 2) {
    const parcel = parcelAfter.get(parts[at] ?? '')
    if (parcel === undefined) continue
    let from = at + 2
    while (from <= at + 2 * mostSkipped && goesOn(from) && !isName(from)) from += 2
    let to = from
    while (to < from + 2 * mostWords && goesOn(to) && isName(to)) to += 2
    if (to === from) continue
    // "the nearest station": what says which is left, where it was ever taught
    while (from + 2 < to && isTaught(model, parts[from] ?? '')) from += 2
    parts.splice(from, to - from - 1, parcel)
    found = true
    at = from
  }
  return found ? parts.join('') : undefined
}
