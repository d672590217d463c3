/** What region names also know and ISO 3166-1 does not assign: unions, pseudo regions and parts that are only reserved. */
const notCountries: ReadonlySet<string> = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ'.split(' '))

/** ISO 3166-1 alpha-2 codes, as the runtime's own region names know them. */
export const countries: readonly string[] = allCodes()

const known: ReadonlySet<string> = new Set(countries)
export const isCountry = (code: string): boolean => known.has(code)

function allCodes(): string[] {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCodePoint(65 + at))
  const pairs = letters.flatMap((first) => letters.map((second) => first + second))
  return pairs.filter((code) => names.of(code) !== undefined && isCurrent(code) && !notCountries.has(code))
}

/** Codes of states that are gone name another one by now: "DD" is "DE". */
function isCurrent(code: string): boolean {
  return Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`
}
