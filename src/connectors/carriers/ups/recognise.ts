/** How sure the shape of a number makes us that it is UPS's. */
export function recogniseUps(number: string): number {
  const bare = number.replaceAll(/[\s-]/g, '').toUpperCase()
  if (/^1Z[0-9A-Z]{15}\d$/.test(bare)) return hasCheckDigit(bare.slice(2), letterOf1z) ? 1 : 0
  // Waybills: a letter, nine digits and a check digit over the digits.
  if (/^[AHJKTV]\d{10}$/.test(bare)) return hasCheckDigit(bare.slice(1)) ? 0.9 : 0
  if (/^1R(?:[0-9A-Z]{14}|[0-9A-Z]{26})$/.test(bare)) return 0.5
  if (/^MI\d{6}[0-9A-Z]{1,22}$/.test(bare)) return 0.6
  // Freight, InfoNotice and Mail Innovations numbers have nothing but their length.
  if (/^(?:\d{9}|\d{10}|\d{12}|\d{18}|\d{26})$/.test(bare)) return 0.1
  return 0
}

/** UPS's modulo 10: digits in even places count double. */
function hasCheckDigit(body: string, valueOf: (char: string) => number = Number): boolean {
  const last = body.length - 1
  const sum = body
    .slice(0, last)
    .split('')
    .reduce((sum, char, index) => sum + valueOf(char) * (index % 2 === 1 ? 2 : 1), 0)
  return (10 - (sum % 10)) % 10 === Number(body[last])
}

const letterOf1z = (char: string) => (char >= 'A' ? (char.charCodeAt(0) - 63) % 10 : Number(char))
