import { countries } from '../../model/index.ts'

/**
 * Countries named in a message, in order: by a name the language's own data gives, a short form people use, or an ISO code in
 * capitals ("us" is a pronoun). A city or a continent is none.
 */
export function countriesIn(text: string, language: string): string[] {
  const read = text.slice(0, readChars)
  const shouts = read === read.toUpperCase()
  const words = [...segmenterOf(language).segment(read)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)
  const found = new Set<string>()
  for (let at = 0; at < words.length;) {
    const [code, length] = countryAt(words, at, language, shouts)
    if (code !== undefined) found.add(code)
    at += length
  }
  return [...found]
}

/** Whoever writes more names the country in the first lines. */
const readChars = 1000
const longestName = 9

/** The country the words from `at` on name, and how many they are; "New Jersey" is known as a name and no country. */
function countryAt(
  words: readonly string[],
  at: number,
  language: string,
  shouts: boolean,
): readonly [string | undefined, number] {
  for (let length = Math.min(longestName, words.length - at); length > 0; length--) {
    const said = words.slice(at, at + length)
    for (const names of [namesOf(language), namesOf('en')]) {
      const code = names.get(key(said.join('')))
      if (code !== undefined) return [code ?? undefined, length]
    }
  }
  const word = words[at]?.replaceAll('.', '') ?? ''
  return [!shouts && /^[A-Z]{2}$/u.test(word) && codes.has(word) ? word : undefined, 1]
}

const codes: ReadonlySet<string> = new Set(countries)

/** Case, accents, blanks and hyphens make no other name. */
const key = (name: string) => name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\P{L}/gu, '')

const segmenters = new Map<string, Intl.Segmenter>()

/** Not every language writes blanks between words. */
function segmenterOf(language: string): Intl.Segmenter {
  const made = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: 'word' })
  segmenters.set(language, made)
  return made
}

const dictionaries = new Map<string, ReadonlyMap<string, string | null>>()

function namesOf(language: string): ReadonlyMap<string, string | null> {
  const made = dictionaries.get(language) ?? makeNames(language)
  dictionaries.set(language, made)
  return made
}

function makeNames(language: string): ReadonlyMap<string, string | null> {
  const names = new Map<string, string | null>()
  const and = new Intl.ListFormat(language).format(['\u0000', '\u0000']).replaceAll('\u0000', '')
  const parts: [string, string][] = []
  for (const style of ['long', 'short'] as const) {
    const written = new Intl.DisplayNames(language, { type: 'region', style, fallback: 'none' })
    for (const code of countries) {
      const name = written.of(code)
      if (name === undefined) continue
      const whole = name.replaceAll('&', and).replace(/\bSt\. /u, 'Saint ')
      // "US" and its like are codes, and count in capitals only
      for (const form of [whole, name]) if (!/^[A-Z]{2}$/u.test(form)) names.set(key(form), code)
      const [, outer, inner] = /^(.+?) \((.+)\)$/u.exec(whole) ?? []
      for (const part of [outer, inner]) if (part && key(part).length > 2) parts.push([key(part), code])
    }
  }
  // "Myanmar" of "Myanmar (Burma)", unless that is the whole name of another
  for (const [part, code] of parts) if (!names.has(part)) names.set(part, code)
  for (const [code, spoken] of Object.entries(shortForms[language] ?? {}))
    for (const name of spoken) names.set(key(name), code)
  for (const name of none[language] ?? []) names.set(key(name), null)
  return names
}

/** What people call a country beside the names and codes of the language's data. */
const shortForms: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  en: {
    GB: ['uk', 'great britain', 'britain', 'england', 'scotland', 'wales', 'northern ireland'],
    US: ['usa', 'america', 'the states', 'united states of america'],
    AE: ['uae'],
    NL: ['holland'],
    TR: ['turkey'],
    CZ: ['czech republic'],
    CI: ['ivory coast'],
    BA: ['bosnia'],
  },
  de: {
    GB: ['uk', 'großbritannien', 'england', 'schottland', 'nordirland', 'vereinigte königreich'],
    US: ['usa', 'amerika', 'vereinigten staaten'],
    AE: ['vereinigten arabischen emirate', 'vereinigten arabischen emiraten'],
    NL: ['holland', 'niederlanden'],
    CZ: ['tschechische republik', 'tschechei'],
    BA: ['bosnien'],
  },
}

/** Sounds like a country and is none. */
const none: Readonly<Record<string, readonly string[]>> = {
  en: ['new jersey', 'new mexico', 'guinea pig', 'north america', 'south america', 'latin america'],
  de: ['nordamerika', 'südamerika', 'lateinamerika'],
}
