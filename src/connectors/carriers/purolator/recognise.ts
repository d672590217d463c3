/** How sure the shape of a PIN makes us that it is Purolator's. */
export function recognisePurolator(number: string): number {
  const bare = number.replaceAll(/[\s-]/g, '').toUpperCase()
  // Numeric PINs are given out from 300000000000 on; one in ten of these has a right check digit by chance.
  if (/^3\d{11}$/.test(bare)) return luhn(bare) ? 0.8 : 0
  return /^[A-Z]{3}\d{9}$/.test(bare) ? 0.8 : 0
}

function luhn(digits: string): boolean {
  const sum = [...digits].toReversed().reduce((sum, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1)
    return sum + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
