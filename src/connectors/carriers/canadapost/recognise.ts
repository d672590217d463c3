/** How sure the shape of a number makes us that it is Canada Post's. */
export function recogniseCanadaPost(number: string): number {
  const bare = number.replaceAll(/[\s-]/g, '').toUpperCase()
  // Every tenth random number of sixteen digits has a right check digit.
  if (/^\d{16}$/.test(bare)) return check(bare) ? 0.7 : 0
  if (/^[A-Z]{2}\d{9}CA$/.test(bare)) return checkS10(bare.slice(2, 11)) ? 1 : 0
  // A PIN of twelve digits, or the number of a delivery notice card, has nothing but its length.
  return /^(?:\d{12}|\d{15})$/.test(bare) ? 0.1 : 0
}

/** Modulo 10 with weights 3 and 1, from the left. */
function check(digits: string): boolean {
  const sum = Array.from(digits.slice(0, -1)).reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 3 : 1), 0)
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1))
}

function checkS10(digits: string): boolean {
  const weights = [8, 6, 4, 2, 3, 5, 9, 7]
  const rest = 11 - (weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0) % 11)
  return (rest === 10 ? 0 : rest === 11 ? 5 : rest) === Number(digits.at(-1))
}
