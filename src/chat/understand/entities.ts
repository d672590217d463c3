import { numberWords as words } from './words.ts'

export type EntityKind = 'order_number' | 'tracking_number' | 'email' | 'phone' | 'postcode'

export type Entity = {
  readonly kind: EntityKind
  /** As written. */
  readonly text: string
  /** As records hold it: numbers without "#" and blanks, letters of codes in capitals, e-mails in small letters. */
  readonly value: string
  /** Place in the message, UTF-16 units, `end` exclusive. */
  readonly start: number
  readonly end: number
}

const readChars = 10_000
const mostFound = 50

/**
 * Numbers, addresses and codes in a message. Candidates, not findings: whether an order of that number exists is for the
 * shop's records to say. What is a date, a time, a price, a quantity or a year is not taken for an order number.
 */
export function findEntities(text: string): Entity[] {
  const readable = text.slice(0, readChars)
  const taken = new Uint8Array(readable.length)
  const found: Entity[] = []
  for (const { kind, pattern, read } of shapes) {
    for (const match of readable.matchAll(pattern)) {
      const group = match.indices?.groups?.['it'] ?? match.indices?.[0]
      if (!group) continue
      const [start, end] = group
      const raw = text.slice(start, end)
      const value = read(raw)
      if (value === undefined || taken.subarray(start, end).includes(1)) continue
      taken.fill(1, start, end)
      if (kind !== 'other') found.push({ kind, text: raw, value, start, end })
    }
  }
  return found.sort((a, b) => a.start - b.start).slice(0, mostFound)
}

type Shape = {
  /** `other` keeps its place from being read as something further down. */
  readonly kind: EntityKind | 'other'
  /** Has the flags d, g, i, u; the entity is the group `it`, or all of the match. */
  readonly pattern: RegExp
  /** The value; undefined where it only looked like one. */
  readonly read: (raw: string) => string | undefined
}

const same = (raw: string) => raw
const code = (raw: string) => raw.replace(/^#\s*/u, '').toUpperCase()
const joined = (raw: string) => raw.replace(/[\s()./-]/gu, '').toUpperCase()
const alone = String.raw`(?<![\p{L}\p{N}_-])`
const closed = String.raw`(?![\p{L}\p{N}_])`

/** Short words in front of a number that are no shop's letters. */
const shortWords = `${words.filler}|${words.phone}|${words.postcode}|${words.order}|${words.number}|${words.bareOrder}|${words.currency}|${words.short}`
/** A state and its ZIP code: "NY 10001" is no shop's number. */
const zipBehindState =
  'A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]'
const notLetters = `(?:(?:${shortWords})\\s|(?:${zipBehindState})\\s\\d{5}${closed})`

/** From the surest to the vaguest: what one took, the next leaves alone. */
const shapes: readonly Shape[] = [
  {
    kind: 'email',
    pattern: /[\p{L}\p{N}_.+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/dgiu,
    read: (raw) => raw.replace(/^[.]+/u, '').toLowerCase(),
  },
  { kind: 'other', pattern: /(?:https?:\/\/|www\.)\S+/dgiu, read: same },
  {
    kind: 'tracking_number',
    pattern: new RegExp(`${alone}1[\\s-]?Z(?:[\\s-]?[A-Z0-9]){16}${closed}`, 'dgiu'),
    read: ups,
  },
  { kind: 'order_number', pattern: /(?<![\p{L}\p{N}])(?:wc_order_\w{6,20}|order_[0-9a-z]{20,32})/dgiu, read: same },
  { kind: 'order_number', pattern: /#\s?(?=[\p{L}-]{0,12}\d)[A-Z0-9](?:[A-Z0-9-]{0,28}[A-Z0-9])?/dgiu, read: code },
  { kind: 'phone', pattern: /(?<![\p{L}\p{N}])\+\d(?:[\s().-]{0,2}\d){7,14}(?!\d)/dgiu, read: joined },
  {
    kind: 'phone',
    pattern: new RegExp(
      `\\b(?:${words.phone})(?:[\\s:.'-]|\\b(?:${words.filler})\\b){0,12}(?<it>\\(?\\d(?:[\\s()./-]{0,3}\\d){6,13})(?!\\d)`,
      'dgiu',
    ),
    read: joined,
  },
  { kind: 'phone', pattern: /(?<![\p{N}-])(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}(?![\p{N}-])/dgiu, read: joined },
  { kind: 'phone', pattern: /(?<![\p{L}\p{N}#-])0\d{3,4}\s\d{3}\s?\d{3,4}(?!\d)/dgiu, read: joined },
  // the trunk zero, an area code, a blank or a stroke, and the rest: "030 901820", "0171/1234567"
  {
    kind: 'phone',
    pattern: /(?<![\p{L}\p{N}#-])\(?0[1-9]\d{1,4}\)?\s?[\s/-]\s?\d{3,8}(?:[\s-]?\d{2,5}){0,3}(?![\d-])/dgiu,
    read: (raw) => {
      const number = joined(raw)
      return number.length >= 8 && number.length <= 14 ? number : undefined
    },
  },
  // in groups of two or three, beginning with the trunk zero
  {
    kind: 'phone',
    pattern: /(?<![\p{L}\p{N}#-])0\d{1,4}(?:[\s/-]\d{2,4}){2,5}(?![\d-])/dgiu,
    read: (raw) => (joined(raw).length >= 9 && joined(raw).length <= 14 ? joined(raw) : undefined),
  },
  {
    kind: 'postcode',
    pattern: new RegExp(
      `(?:${words.postcode})(?:[\\s:.]|\\b(?:${words.filler})\\b){0,8}(?:D-)?(?<it>\\d{4,6}(?:-\\d{4})?)(?!\\d)`,
      'dgiu',
    ),
    read: same,
  },
  // "D-60311 Frankfurt": with a town after it, no shop's prefix
  { kind: 'postcode', pattern: new RegExp(`${alone}D-(?<it>\\d{5})(?=\\s\\p{Lu}\\p{Ll})`, 'dgu'), read: same },
  { kind: 'postcode', pattern: new RegExp(`${alone}\\d{5}-\\d{4}(?![\\d-])`, 'dgu'), read: same },
  {
    kind: 'postcode',
    pattern: new RegExp(`${alone}[A-PR-UWYZ][A-HK-Y]?\\d[A-HJKMNP-Y\\d]? ?\\d[ABD-HJLNP-UW-Z]{2}${closed}`, 'dgiu'),
    read: (raw) => joined(raw).replace(/(\w{3})$/u, ' $1'),
  },
  {
    kind: 'postcode',
    pattern: new RegExp(`${alone}[ABCEGHJ-NPR-TVXY]\\d[A-Z] ?\\d[A-Z]\\d${closed}`, 'dgiu'),
    read: (raw) => joined(raw).replace(/(\w{3})$/u, ' $1'),
  },
  // Ireland: "D07 XY45", "D6W A1C2"; the second half has a letter, or it would be many a shop's number
  {
    kind: 'postcode',
    pattern: new RegExp(
      `${alone}(?:[AC-FHKNPRTV-Y]\\d{2}|D6W) ?(?=\\d{0,3}[A-Z])[\\dAC-FHKNPRTV-Y]{4}${closed}`,
      'dgiu',
    ),
    read: (raw) => joined(raw).replace(/(\w{4})$/u, ' $1'),
  },
  // The Netherlands, in capitals as it is printed: "1011 AB"; "4116 is late" is none
  { kind: 'postcode', pattern: new RegExp(`${alone}[1-9]\\d{3} [A-Z]{2}${closed}`, 'dgu'), read: same },
  { kind: 'other', pattern: /(?<!\d)\d{1,4}([./-])\d{1,2}\1\d{2,4}(?!\d)/dgu, read: same },
  {
    kind: 'other',
    pattern: new RegExp(`(?:[£$€₹¥]|\\b(?:${words.currency})\\.?)\\s?\\d[\\d.,]{0,15}`, 'dgiu'),
    read: same,
  },
  {
    kind: 'other',
    pattern: new RegExp(`(?<![\\d.,])\\d[\\d.,]{0,15}\\s?(?:[£$€₹¥%]|\\/-|(?:${words.units})${closed})`, 'dgiu'),
    read: same,
  },
  // "order number is lo 4116": a shop's letters, a blank, its digits
  {
    kind: 'order_number',
    pattern: new RegExp(
      `\\b(?:(?:${words.order})[\\s-]?)?(?:${words.number}|nummer)\\b[\\s.:=-]*(?:(?:${words.linking})[\\s:]+)?(?<it>(?!${notLetters})[A-Z]{1,4}\\s\\d{3,10})${closed}`,
      'dgiu',
    ),
    read: (raw) => joined(raw),
  },
  {
    kind: 'order_number',
    pattern: new RegExp(`(?<=^|[\\s,;(/])(?!${notLetters})[A-Z]{2,4}\\s\\d{3,10}${closed}`, 'dgiu'),
    read: (raw) => (raw === raw.toUpperCase() ? joined(raw) : undefined),
  },
  // alone in the message
  {
    kind: 'order_number',
    pattern: new RegExp(`(?<=^\\s*)(?!${notLetters})[A-Z]{2,4}\\s\\d{4,10}(?=\\s*[.!]?\\s*$)`, 'dgiu'),
    read: (raw) => joined(raw),
  },
  {
    kind: 'order_number',
    pattern: new RegExp(
      `\\b(?:${words.order})[\\s-]?(?:(?:${words.number})\\b)[\\s.:=-]*(?:(?:${words.filler})\\s+)?(?<it>[A-Z0-9](?:[A-Z0-9-]{0,28}[A-Z0-9])?)`,
      'dgiu',
    ),
    read: (raw) => (/\d/u.test(raw) ? code(raw) : undefined),
  },
  {
    kind: 'order_number',
    pattern: new RegExp(`\\b(?:${words.bareOrder})\\s(?<it>\\d{3,19}(?:-\\d{1,8}){0,3})(?![\\p{L}\\p{N}])`, 'dgiu'),
    read: code,
  },
  { kind: 'order_number', pattern: new RegExp(`${alone}\\d{3}-\\d{7}-\\d{7}${closed}`, 'dgu'), read: same },
  {
    kind: 'order_number',
    pattern: new RegExp(`${alone}[A-Z]{1,8}[-_]\\d{3,16}(?:-\\d{1,8})?${closed}`, 'dgiu'),
    read: code,
  },
  { kind: 'order_number', pattern: new RegExp(`${alone}[A-Z]{1,5}\\d{4,16}${closed}`, 'dgiu'), read: code },
  {
    kind: 'order_number',
    pattern: new RegExp(`${alone}\\d{4,19}(?:-[A-Z]{1,3}|-\\d{1,3})?${closed}`, 'dgiu'),
    read: bare,
  },
  { kind: 'order_number', pattern: new RegExp(`${alone}[A-Z0-9]{10,24}${closed}`, 'dgiu'), read: mixed },
]

/** A bare number of four digits that reads as a year is more likely one. */
function bare(raw: string): string | undefined {
  return /^(?:19\d\d|20[0-4]\d)$/u.test(raw) ? undefined : code(raw)
}

/** Letters and digits in turn, as shops draw codes (Vendure: `XCZ48UFEWFWSXZZZ`); "wednesday14" is not one. */
function mixed(raw: string): string | undefined {
  const digits = raw.replace(/\D/gu, '').length
  const turns = raw.match(/\p{L}+|\d+/gu)?.length ?? 0
  return digits >= 2 && (turns >= 3 || (turns >= 2 && raw === raw.toUpperCase())) ? code(raw) : undefined
}

/** UPS: "1Z", 15 letters or digits, and a check digit (letters count A = 2, B = 3 … 9, 0, 1; every second is doubled). */
function ups(raw: string): string | undefined {
  const number = joined(raw)
  const sum = Array.from(number.slice(2, 17), (sign, at) => {
    const worth = /\d/u.test(sign) ? Number(sign) : ((sign.codePointAt(0) ?? 0) - 63) % 10
    return at % 2 === 1 ? worth * 2 : worth
  }).reduce((a, b) => a + b, 0)
  return number.length === 18 && String((10 - (sum % 10)) % 10) === number.at(-1) ? number : undefined
}
