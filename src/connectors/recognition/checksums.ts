/** How a check digit is made of what stands before it. Weights are given from the right, and repeat. */
export type Checksum =
  | { readonly kind: 'mod10'; readonly weights: readonly number[]; readonly before?: string }
  | { readonly kind: 'weighted'; readonly weights: readonly number[]; readonly modulo: number }
  | { readonly kind: 'luhn' }
  | { readonly kind: 'mod7' }
  | { readonly kind: 's10' }
  | { readonly kind: 'mod37_36' }

export const checksumKinds = [
  'mod10',
  'weighted',
  'luhn',
  'mod7',
  's10',
  'mod37_36',
] as const satisfies readonly Checksum['kind'][]

/** The check digit (or letter) that belongs behind `body`, which holds 0–9 and A–Z only. */
export function checkDigit(body: string, checksum: Checksum): string {
  switch (checksum.kind) {
    case 'mod10':
      return upToTen(weigh((checksum.before ?? '') + body, checksum.weights))
    case 'weighted':
      return String((weigh(body, checksum.weights) % checksum.modulo) % 10)
    case 'luhn':
      return upToTen(sumOfDigits(body))
    case 'mod7':
      return String(restBySeven(body))
    case 's10': {
      const rest = 11 - (weigh(body, [7, 9, 5, 3, 2, 4, 6, 8]) % 11)
      return String(rest === 10 ? 0 : rest === 11 ? 5 : rest)
    }
    case 'mod37_36':
      return mod37(body)
    default:
      return checksum satisfies never
  }
}

/** The number the digits are, modulo 7, digit by digit: some are longer than a number holds exactly. */
function restBySeven(body: string): number {
  let rest = 0
  for (let i = 0; i < body.length; i++) rest = (rest * 10 + body.charCodeAt(i) - 48) % 7
  return rest
}

const upToTen = (sum: number) => String((10 - (sum % 10)) % 10)

function weigh(body: string, weights: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < body.length; i++)
    sum += valueOf(body[body.length - 1 - i] ?? '') * (weights[i % weights.length] ?? 0)
  return sum
}

/** UPS's values of letters: A is 2, B is 3, … H is 9, I is 0, and so round again. */
const valueOf = (char: string) => (char >= 'A' ? (char.charCodeAt(0) - 63) % 10 : Number(char))

function sumOfDigits(body: string): number {
  let sum = 0
  for (let i = 0; i < body.length; i++) {
    const twice = Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 2 : 1)
    sum += twice > 9 ? twice - 9 : twice
  }
  return sum
}

const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

// ISO/IEC 7064, MOD 37,36.
function mod37(body: string): string {
  let carry = 36
  for (const char of body) {
    const sum = (carry + signs.indexOf(char)) % 36 || 36
    carry = (sum * 2) % 37
  }
  return signs[(37 - carry) % 36] ?? ''
}
