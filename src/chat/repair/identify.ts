import type { Expectation, Heard, Proof } from '../dialogue.ts'

type Identity = Pick<Extract<Expectation, { kind: 'identify' }>, 'number' | 'proof'>

/** Order number and proof, as far as known and now heard. A bare word counts only where just that was asked for. */
export function readIdentity(heard: Heard, { number, proof }: Identity, asked: boolean): Identity {
  const heardProof = proofIn(heard)
  const [first, ...others] = numbersIn(heard)
  if (!asked) {
    const both = first !== undefined && heardProof === null && number === null && proof === null
    const bare = both ? others.find((other) => isPostcodeBeside(heard.text, first, other)) : undefined
    return { number: first?.value ?? number, proof: heardProof ?? (bare ? postcode(bare.value) : proof) }
  }

  const words = barewordsIn(heard, heardProof !== null)
  if (number === null) {
    const coded = words.find(isCoded)
    const given = coded ?? (heardProof ? first?.value : words[0]) ?? null
    const rest = words.filter((word) => word !== given)
    return { number: given, proof: heardProof ?? proof ?? bareProof(rest.join(' ')) }
  }

  const again = words.filter((word) => bare(word) !== bare(number))
  const coded = again.find(isCoded)
  // The same number in full, after its digits alone.
  if (coded?.endsWith(number) && again.length === 1) return { number: coded, proof: heardProof ?? proof }
  // A postcode was given first, and taken for the number.
  if (coded && heardProof === null && again.length === 1 && isDigits(number) && number.length <= longestPostcode)
    return { number: coded, proof: proof ?? postcode(number) }
  const meant = coded && (heardProof || again.length > 1) ? coded : number
  const rest = again.filter((word) => word !== meant)
  return { number: meant, proof: heardProof ?? proof ?? bareProof(rest.join(' ')) }
}

/** After a pair that did not fit: one half sent anew goes with the other as it was. */
export function readAgain(heard: Heard, pair: { number: string; proof: Proof }, asked: boolean): Identity {
  const plain = readIdentity(heard, { number: null, proof: null }, asked)
  if (plain.number !== null && plain.proof !== null) return plain
  if (plain.number !== null && (isCoded(plain.number) || heard.text.includes(`#${plain.number}`)))
    return { number: plain.number, proof: pair.proof }
  const read = readIdentity(heard, { number: pair.number, proof: null }, asked)
  const { proof } = read
  // Bare digits are either; what they were can't be told but by what was sent before.
  const isNumber =
    proof?.kind === 'postcode' &&
    isDigits(proof.value) &&
    isDigits(pair.number) &&
    (pair.proof.kind !== 'postcode' ||
      (proof.value.length === pair.number.length && proof.value.length !== pair.proof.value.length))
  return isNumber ? { number: proof.value, proof: pair.proof } : read
}

type Found = Heard['entities'][number]
type Numbered = Pick<Found, 'value' | 'start' | 'end'>

/** An address says more than a postcode, and a postcode that it is one. */
function proofIn({ entities }: Heard): Proof | null {
  for (const kind of ['email', 'phone', 'postcode'] as const) {
    const found = entities.find((entity) => entity.kind === kind)
    if (found) return { kind, value: found.value.slice(0, longest) }
  }
  return null
}

const numbersIn = ({ entities }: Heard): Numbered[] =>
  entities
    .filter(({ kind }) => kind === 'order_number')
    .map(({ value, start, end }) => ({ value: value.slice(0, longest), start, end }))

/** Words with a digit in them and numbers understood, in the order written; not what was understood as a proof. */
function barewordsIn({ text, entities }: Heard, proven: boolean): string[] {
  const known = entities.filter(({ kind }) => kind === 'order_number')
  const taken: readonly Found[] = proven ? entities.filter(({ kind }) => kind !== 'order_number') : []
  const covers = (some: readonly Found[], at: number) => some.some(({ start, end }) => at >= start && at < end)
  const loose = [...text.matchAll(/[^\s,;/]+/gu)].filter(
    ([word], n, all) =>
      /\p{N}/u.test(word) && !covers(known, startOf(all[n], word)) && !covers(taken, startOf(all[n], word)),
  )
  return [
    ...known.map(({ value, start }) => ({ word: value, start })),
    ...loose.map((match) => ({ word: match[0], start: match.index })),
  ]
    .toSorted((a, b) => a.start - b.start)
    .map(({ word }) => word.slice(0, longest))
}

/** Where a word's own signs begin: "#10244" and "(10244)" cover the same place as the number in them. */
function startOf(match: RegExpMatchArray | undefined, word: string): number {
  return (match?.index ?? 0) + Math.max(0, word.search(/[\p{L}\p{N}]/u))
}

/** Letters and digits both, as a shop's number and no five-digit postcode: "LO-4106", "T1". */
const isCoded = (word: string) => /\p{N}/u.test(word) && /\p{L}/u.test(word)
const isDigits = (word: string) => /^\p{N}+$/u.test(word)
const bare = (word: string) => word.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** "LO-4107, 8004": a number of another shape beside an order's is what proves it; "4106 and 4107" are two orders. */
function isPostcodeBeside(text: string, number: Numbered, other: Numbered): boolean {
  const between = text.slice(number.end, other.start)
  const digits = isDigits(other.value) && other.value.length >= 4 && other.value.length <= longestPostcode
  const shapes = isCoded(number.value) || number.value.length !== other.value.length
  return digits && shapes && !/[\p{L}&+]/u.test(between)
}

/** Of digits alone. */
const longestPostcode = 6

/** Longer than any number or address people are asked for. */
const longest = 120

const postcode = (value: string): Proof => ({ kind: 'postcode', value })

/** Seven digits or more are a phone number, fewer a postcode: the only two proofs made of digits. */
function bareProof(text: string): Proof | null {
  const digits = text.replaceAll(/\P{N}/gu, '').length
  if (digits === 0) return null
  return { kind: digits >= 7 ? 'phone' : 'postcode', value: text.slice(0, longest) }
}
