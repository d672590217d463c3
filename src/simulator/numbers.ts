/** Invented tracking numbers whose check digits are right. `serial` makes them differ. */

/** `1Z`, a shipper of six, a service of two, seven digits and a check digit over all from the shipper on. */
export function upsNumber(serial: number, { shipper = 'LA9K07', service = '68' } = {}): string {
  const body = `${shipper}${service}${padded(serial, 7)}`
  const sum = Array.from(body).reduce((sum, char, i) => sum + valueOf(char) * (i % 2 === 0 ? 1 : 2), 0)
  return `1Z${body}${upToTen(sum)}`
}

/** A twelve-digit PIN, Luhn's check digit last. */
export function purolatorNumber(serial: number): string {
  const body = `340${padded(serial, 8)}`
  const sum = Array.from(body).reduce((sum, char, i) => {
    const value = Number(char) * (i % 2 === 0 ? 2 : 1)
    return sum + (value > 9 ? value - 9 : value)
  }, 0)
  return `${body}${upToTen(sum)}`
}

/** The postal union's S10: two letters, eight digits, a check digit, the country. */
export function canadaPostNumber(serial: number): string {
  const body = padded(serial, 8)
  const weights = [8, 6, 4, 2, 3, 5, 9, 7]
  const rest = 11 - (weights.reduce((sum, weight, i) => sum + weight * Number(body[i]), 0) % 11)
  return `LO${body}${rest === 10 ? 0 : rest === 11 ? 5 : rest}CA`
}

/** Twelve digits, the last a check digit of the weights 1, 3 and 7 from the right, modulo eleven. */
export function fedexNumber(serial: number): string {
  const body = `990${padded(serial, 8)}`
  const sum = Array.from(body)
    .toReversed()
    .reduce((sum, char, i) => sum + Number(char) * ([1, 3, 7][i % 3] ?? 0), 0)
  return `${body}${(sum % 11) % 10}`
}

/** A licence plate of DHL's parcels in the Netherlands; it has no check digit. */
export const dhlNumber = (serial: number): string => `JVGL06${padded(serial, 8)}`

const padded = (serial: number, digits: number) => String(serial).padStart(digits, '0').slice(-digits)
const upToTen = (sum: number) => String((10 - (sum % 10)) % 10)

/** UPS counts letters from A = 2 on, modulo ten. */
const valueOf = (char: string) => (/\d/.test(char) ? Number(char) : (char.charCodeAt(0) - 63) % 10)
