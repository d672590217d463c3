import type { Failure, ReadAnswer } from '../../../model/index.ts'

/** Which of the numbers asked for an answer is about. */
export type Attributed = {
  readonly answered: readonly string[]
  readonly refused: readonly { readonly number: string; readonly failure: Failure }[]
  /** What it says of nobody in particular. */
  readonly loose: readonly Failure[]
  readonly unmentioned: readonly string[]
}

/** A number is answered where a parcel has it, or the part of the answer about that parcel names it: as reference, old number. */
export function attribute(numbers: readonly string[], { parcels, failures }: ReadAnswer, body: string): Attributed {
  const slices = parcels.map(({ slice }) => JSON.stringify(slice) ?? '')
  const names = new Set(parcels.map(({ number }) => plain(number)))
  const isAnswered = (number: string) => {
    if (names.has(plain(number))) return true
    const named = naming(number)
    return slices.some((slice) => named.test(slice)) || (numbers.length === 1 && parcels.length > 0 && named.test(body))
  }
  const answered = numbers.filter(isAnswered)
  const rest = numbers.filter((number) => !answered.includes(number))
  const refused = rest.flatMap((number) => {
    const failure = failures.find((one) => one.number !== undefined && plain(one.number) === plain(number))
    return failure ? [{ number, failure }] : []
  })
  const unmentioned = rest.filter((number) => !refused.some((one) => one.number === number))
  const loose = failures.filter(({ number }) => number === undefined)
  const [only] = unmentioned
  const [failure] = loose
  // Said of nobody, it is about the one nothing else was said of.
  if (only !== undefined && unmentioned.length === 1 && failure)
    return { answered, refused: [...refused, { number: only, failure }], loose: loose.slice(1), unmentioned: [] }
  return { answered, refused, loose, unmentioned }
}

const plain = (number: string) => number.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase()

/** The number by itself, not as a part of a longer one. */
const naming = (number: string) => new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(number)}(?![\\p{L}\\p{N}])`, 'iu')
