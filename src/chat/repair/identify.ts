import type { Expectation, Heard, Proof } from '../dialogue.ts'

type Identity = Pick<Extract<Expectation, { kind: 'identify' }>, 'number' | 'proof'>

/** Order number and proof, as far as known and now heard. A bare word counts only where just that was asked for. */
export function readIdentity(heard: Heard, { number, proof }: Identity, asked: boolean): Identity {
  const of = (kind: string) => heard.entities.find((entity) => entity.kind === kind)?.value.slice(0, longest)
  const proofs = (['email', 'phone', 'postcode'] as const).flatMap((kind): Proof[] => {
    const value = of(kind)
    return value === undefined ? [] : [{ kind, value }]
  })
  const heardProof = proofs[0] ?? null
  const heardNumber = of('order_number') ?? null
  if (!asked) return { number: heardNumber ?? number, proof: heardProof ?? proof }

  const words = heard.text
    .split(/[\s,;]+/u)
    .filter((word) => /\p{N}/u.test(word))
    .map((word) => word.slice(0, longest))
  const newNumber = number ?? heardNumber ?? (heardProof ? null : (words[0] ?? null))
  if (heardProof) return { number: heardNumber ?? newNumber, proof: heardProof }
  const rest = number === null ? words.slice(1) : words
  return { number: newNumber, proof: proof ?? bareProof(rest.join(' ')) }
}

/** Longer than any number or address people are asked for. */
const longest = 120

/** Seven digits or more are a phone number, fewer a postcode: the only two proofs made of digits. */
function bareProof(text: string): Proof | null {
  const digits = text.replaceAll(/\P{N}/gu, '').length
  if (digits === 0) return null
  return { kind: digits >= 7 ? 'phone' : 'postcode', value: text.slice(0, longest) }
}
