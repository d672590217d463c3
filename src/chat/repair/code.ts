/**
 * The one six-digit code in a message, however it was typed: in groups, full-width, in Arabic digits. Null where there is
 * none, or where the digits go on and are something else.
 */
export function readCode(text: string): string | null {
  const found = plainDigits(text.slice(0, 1000)).matchAll(/(?<!\d[\s-]?)\d(?:[\s-]?\d){5}(?![\s-]?\d)/gu)
  const codes = [...found].map(([code]) => code.replaceAll(/\D/gu, ''))
  return codes.length === 1 ? (codes[0] ?? null) : null
}

/** Nothing but digits, and nearly as many as a code has: a code with one missing or one too many. */
export const isMistypedCode = (text: string): boolean =>
  /^\s*(?:\d[\s-]*){4,8}\.?\s*$/u.test(plainDigits(text.slice(0, 1000)))

const plainDigits = (text: string) =>
  text.normalize('NFKC').replaceAll(/[٠-٩۰-۹]/gu, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
