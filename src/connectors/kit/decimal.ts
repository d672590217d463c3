import { fromDecimal, type Money } from '../../model/index.ts'

const places = 10

/** A plain decimal number as an exact count of 10⁻¹⁰, so that amounts add up before they are rounded once. */
export function exactly(decimal: string | undefined): bigint | undefined {
  const match = /^([+-]?)(\d{1,15})(?:\.(\d{1,20}))?$/.exec(decimal?.trim() ?? '')
  if (!match) return undefined
  const [, sign, whole = '', fraction = ''] = match
  const count = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'))
  return sign === '-' ? -count : count
}

/** An exact count of 10⁻¹⁰ in minor units, rounded half away from zero. */
export function toMoney(count: bigint, currency: string): Money | undefined {
  const digits = String(count < 0n ? -count : count).padStart(places + 1, '0')
  return fromDecimal(`${count < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`, currency)
}
