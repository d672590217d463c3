import { lookUp } from './parse.ts'

const gramsIn: Readonly<Record<string, number>> = {
  g: 1,
  gr: 1,
  gram: 1,
  grams: 1,
  kg: 1_000,
  kgs: 1_000,
  kilogram: 1_000,
  kilograms: 1_000,
  lb: 453.592_37,
  lbs: 453.592_37,
  pound: 453.592_37,
  pounds: 453.592_37,
  oz: 28.349_523_125,
}

/** A weight in whole grams; null where it is none, nothing, or in a unit that is not known. */
export function grams(amount: string | undefined, unit: string | undefined): number | null {
  const count = /^\d{1,9}(?:\.\d{1,9})?$/.test(amount?.trim() ?? '') ? Number(amount) : 0
  const factor = lookUp(gramsIn, unit?.trim().toLowerCase() ?? '')
  return factor === undefined || count === 0 ? null : Math.round(count * factor)
}
