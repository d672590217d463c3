import { describe, expect, it } from 'vitest'
import { countries } from '../../model/index.ts'
import { countriesIn } from './countries.ts'

describe('countries in a message', () => {
  it.each([
    ['do you ship to Norway?', 'NO'],
    ['ships to czech republic or czechia', 'CZ'],
    ['to the uk please', 'GB'],
    ['can you send it to the US', 'US'],
    ['can you send it to us', ''],
    ['delivery to northern ireland', 'GB'],
    ['delivery to Ireland', 'IE'],
    ['bosnia and herzegovina', 'BA'],
    ['bosnia & herzegovina', 'BA'],
    ['to St. Lucia or saint lucia', 'LC'],
    ['turkiye, Türkiye, turkey', 'TR'],
    ['cote d’ivoire / ivory coast', 'CI'],
    ['hong kong', 'HK'],
    ['papua new guinea and guinea', 'PG GN'],
    ['new jersey', ''],
    ['jersey', 'JE'],
    ['Switzerland and Austria', 'CH AT'],
    ['ship to DE', 'DE'],
    ['DO YOU SHIP TO IT', ''],
    ['to toronto, europe, or my village', ''],
    ['x'.repeat(20_000), ''],
    ['', ''],
  ])('en: %s', (text, codes) => {
    expect(countriesIn(text, 'en').join(' ')).toBe(codes)
  })

  it.each([
    ['Liefern Sie nach Norwegen?', 'NO'],
    ['in die Schweiz', 'CH'],
    ['in die Vereinigten Staaten', 'US'],
    ['nach Österreich und oesterreich', 'AT'],
    ['in die Tuerkei, in die Türkei', 'TR'],
    ['nach Bosnien und Herzegowina', 'BA'],
    ['nach Großbritannien oder in die USA', 'GB US'],
    ['in die Niederlande', 'NL'],
  ])('de: %s', (text, codes) => {
    expect(countriesIn(text, 'de').join(' ')).toBe(codes)
  })

  it('knows every country by its own name, in any language the runtime has', () => {
    for (const language of ['en', 'de', 'fr', 'ar', 'ja']) {
      const names = new Intl.DisplayNames(language, { type: 'region' })
      const missed = countries.filter((code) => !countriesIn(`x ${names.of(code)} x`, language).includes(code))
      expect({ language, missed }).toEqual({ language, missed: [] })
    }
  })
})
