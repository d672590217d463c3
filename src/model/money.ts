/** Integer minor units and an ISO 4217 code; never a float. */
export type Money = { readonly minor: number; readonly currency: string }

/** Decimal places of a currency (JPY 0, EUR 2, KWD 3); undefined for a code that is not a currency. */
export function minorDigits(currency: string): number | undefined {
  if (!known.has(currency)) return undefined
  const found =
    digits.get(currency) ??
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
    2
  digits.set(currency, found)
  return found
}

const known: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))
/** Asking Intl takes 20 µs, as long as reading a whole row of a file. */
const digits = new Map<string, number>()

/**
 * `"284.7000"`, `"299.376"`, `1299` (major units) to minor units, rounded half away from zero as tills do.
 * Undefined for anything that is not a plain decimal number.
 */
export function fromDecimal(amount: string, currency: string): Money | undefined {
  const digits = minorDigits(currency)
  const match = /^\s*([+-]?)(\d{1,15})(?:\.(\d{1,10}))?\s*$/.exec(amount)
  if (digits === undefined || !match) return undefined
  const [, sign, whole = '0', fraction = ''] = match
  const kept = fraction.slice(0, digits).padEnd(digits, '0')
  const roundUp = (fraction[digits] ?? '0') >= '5' ? 1 : 0
  const minor = Number(whole + kept) + roundUp
  if (!Number.isSafeInteger(minor)) return undefined
  return { minor: sign === '-' && minor !== 0 ? -minor : minor, currency }
}

export function formatMoney({ minor, currency }: Money, locale: string): string {
  const digits = minorDigits(currency) ?? 2
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(minor / 10 ** digits)
}
