import type { Recognised, Recognition } from '../../model/index.ts'
import { countryCode } from '../kit/index.ts'
import { anyOperator, known, operators } from './carriers.ts'
import { checkDigit } from './checksums.ts'
import { type Format, formats } from './formats.ts'

/** Whose a tracking number may be. Never throws; what no format fits is nobody's. */
export const recognition: Recognition = { recognise, nameOf: (carrier) => names.get(carrier) ?? null }

function recognise(number: string): readonly Recognised[] {
  const bare = normalise(number)
  if (bare === null) return []
  return formats
    .flatMap((format) => fit(bare, format) ?? [])
    .toSorted((a, b) => Number(b.checksum) - Number(a.checksum) || b.score - a.score)
}

const longest = 40
/** A number as people copy it: spaces, dashes, invisible signs, full-width digits. */
const longestWritten = 200

const plain = /^[0-9A-Za-z]+$/

function normalise(number: string): string | null {
  if (number.length > longestWritten) return null
  const bare = plain.test(number) ? number : number.normalize('NFKC').replaceAll(/[\s\p{Pd}\p{Cf}]/gu, '')
  if (bare.length > longest || !plain.test(bare)) return null
  // Zeros, or any one digit throughout, pass for many a checksum and are nobody's parcel.
  if (/^(\d)\1*$/.test(bare)) return null
  return bare.toUpperCase()
}

function fit(bare: string, format: Format): Recognised | null {
  const { name, pattern, checksum, score } = format
  const match = pattern.exec(bare)
  if (!match) return null
  const { body = '', check = '', country = '' } = match.groups ?? {}
  if (checksum && checkDigit(body, checksum) !== check) return null
  const carrier = format.carrier ?? operatorOf(country)
  if (carrier === null) return null
  const own: Readonly<Record<string, { readonly aliases: readonly string[] }>> = known
  const aliases = [...(own[carrier]?.aliases ?? []), ...(format.carrier === null ? [anyOperator[0]] : [])]
  return {
    carrier,
    aliases: aliases.filter((alias) => alias !== carrier),
    format: name,
    checksum: checksum !== null,
    score,
    reasons: [
      `has the shape of ${name}: ${format.shape}`,
      checksum ? `its check digit ${check} is right` : 'the format has no check digit',
    ],
  }
}

const operatorOf = (country: string) =>
  countryCode(country) === country ? (operators[country] ?? anyOperator)[0] : null

const names: ReadonlyMap<string, string> = new Map([
  ...Object.values(operators),
  anyOperator,
  ...Object.entries(known).map(([id, { name }]) => [id, name] as const),
])
