import type { Around, Recognised, Recognition } from '../../model/index.ts'
import { countryCode } from '../kit/index.ts'
import { aliasesOf, homesOf, isNamedIn, nameOf } from './carriers.ts'
import { checkDigit } from './checksums.ts'
import type { Format } from './formats/format.ts'
import { formats } from './formats/index.ts'
import { anyOperator, operatorOf } from './operators.ts'
import { reachOf } from './reach.ts'

/** Whose a tracking number may be. Never throws; what no format fits is nobody's. */
export const recognition: Recognition = recognitionWith([])

/** What a carrier's numbers look like that is declared by whoever runs this, not by us. */
export type DeclaredNumbers = {
  readonly id: string
  readonly name: string
  /** Where it delivers; none: everywhere. */
  readonly countries: readonly string[]
  readonly shapes: readonly Pick<Format, 'pattern' | 'shape' | 'checksum' | 'score'>[]
}

/** Recognition that knows declared carriers as well; where two score the same, ours are first. */
export function recognitionWith(declared: readonly DeclaredNumbers[]): Recognition {
  const own = new Map(declared.map((one) => [one.id, one]))
  const theirs = declared.flatMap(({ id, shapes }) => shapes.map((shape) => ({ ...shape, name: id, carrier: id })))
  const names: Naming = {
    nameOf: (carrier) => own.get(carrier)?.name ?? nameOf(carrier),
    homesOf: (carrier) => {
      const countries = own.get(carrier)?.countries ?? []
      return countries.length > 0 ? new Set(countries) : homesOf(carrier)
    },
    isNamedIn: (words, carrier) => isNamedIn(words, carrier, own.get(carrier)?.name),
  }
  return {
    nameOf: names.nameOf,
    recognise: (number, around = {}) => {
      const bare = normalise(number)
      if (bare === null) return []
      return [...within(bare), ...theirs]
        .flatMap((format) => fit(bare, format) ?? [])
        .map((candidate) => raise(candidate, around, names))
        .toSorted((a, b) => b.score - a.score)
    },
  }
}

type Naming = {
  readonly nameOf: Recognition['nameOf']
  readonly homesOf: (carrier: string) => ReadonlySet<string>
  readonly isNamedIn: (words: string, carrier: string) => boolean
}

const longest = 40
/** A number as people copy it: spaces, dots, dashes, invisible signs, full-width digits. */
const longestWritten = 200

const plain = /^[0-9A-Za-z]+$/

function normalise(number: string): string | null {
  if (number.length > longestWritten) return null
  const bare = plain.test(number) ? number : number.normalize('NFKC').replaceAll(/[\s.\p{Pd}\p{Cf}]/gu, '')
  if (bare.length > longest || !plain.test(bare)) return null
  // Zeros, or any one digit throughout, pass for many a checksum and are nobody's parcel.
  if (/^(\d)\1*$/.test(bare)) return null
  return bare.toUpperCase()
}

const keyOf = (length: number, first: string) => `${length}${first}`

const byReach = new Map<string, Format[]>()
for (const format of formats) {
  const { lengths, first } = reachOf(format.pattern)
  for (const length of lengths) {
    for (const sign of first) {
      const key = keyOf(length, sign)
      const held = byReach.get(key)
      if (held) held.push(format)
      else byReach.set(key, [format])
    }
  }
}

/** The formats a number of this length and beginning can have at all. */
const within = (bare: string): readonly Format[] => byReach.get(keyOf(bare.length, bare.charAt(0))) ?? []

type Fitting = Pick<Format, 'name' | 'shape' | 'pattern' | 'checksum' | 'score' | 'hearsay'> & {
  readonly carrier: string | null
}

function fit(bare: string, format: Fitting): Recognised | null {
  const { name, pattern, checksum, score, hearsay } = format
  const match = pattern.exec(bare)
  if (!match) return null
  const { body = '', check = '', country = '' } = match.groups ?? {}
  if (checksum && checkDigit(body, checksum) !== check) return null
  const carrier = format.carrier ?? (countryCode(country) === country ? operatorOf(country) : null)
  if (carrier === null) return null
  const aliases = [...aliasesOf(carrier), ...(format.carrier === null ? [anyOperator[0]] : [])]
  return {
    carrier,
    aliases: aliases.filter((alias) => alias !== carrier),
    format: name,
    checksum: checksum !== null,
    score,
    reasons: [
      `has the shape of ${name}: ${format.shape}`,
      checksum ? `its check digit ${check} is right` : 'the format has no check digit',
      ...(hearsay ? ['no page we know states this shape'] : []),
    ],
  }
}

/** How much of what is missing to certainty each hint adds. */
const weight = { words: 0.6, carriers: 0.5, country: 0.35 }

/** Hints make likelier, not certain: 0.7, the most a shape alone can have, is less than any right check digit has. */
function raise(candidate: Recognised, { words, carriers, country }: Around, names: Naming): Recognised {
  const { carrier, aliases, checksum } = candidate
  const reasons: string[] = []
  let missing = Math.max(0, (checksum ? 0.99 : 0.7) - candidate.score)
  const add = (share: number, reason: string) => {
    missing *= 1 - share
    reasons.push(reason)
  }
  if (words !== undefined && names.isNamedIn(words, carrier))
    add(weight.words, `${names.nameOf(carrier)} is named beside it`)
  if (carriers?.some((id) => id === carrier || aliases.includes(id)))
    add(weight.carriers, `the shop ships with ${names.nameOf(carrier)}`)
  if (country !== undefined && names.homesOf(carrier).has(country))
    add(weight.country, `${names.nameOf(carrier)} delivers in ${country}`)
  if (reasons.length === 0) return candidate
  const score = Math.max(candidate.score, (checksum ? 0.99 : 0.7) - missing)
  return { ...candidate, score: Math.round(score * 1000) / 1000, reasons: [...candidate.reasons, ...reasons] }
}
