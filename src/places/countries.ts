import { countries, isCountry } from '../model/index.ts'
import { fold } from './fold.ts'

/** What carriers write beside the names that CLDR knows, and ISO 3166-1 alpha-3 of those they write it for. */
const others: Readonly<Record<string, string>> = {
  GB: 'UK/GREAT BRITAIN/BRITAIN/GBR/ENGLAND/SCOTLAND/WALES/NORTHERN IRELAND',
  US: 'USA/UNITED STATES OF AMERICA/U S A/U S',
  AE: 'UAE/ARE',
  KR: 'KOREA/REPUBLIC OF KOREA/KOREA REPUBLIC OF/KOR',
  CN: 'PRC/PEOPLES REPUBLIC OF CHINA/CHINA MAINLAND/MAINLAND CHINA/CHN',
  HK: 'HONG KONG/HONG KONG SAR/HONGKONG/HKG',
  MO: 'MACAO/MACAU/MACAO SAR/MAC',
  TW: 'TAIWAN/TWN',
  CZ: 'CZECH REPUBLIC/CZECHIA/CZE',
  NL: 'HOLLAND/THE NETHERLANDS/NLD',
  RU: 'RUSSIAN FEDERATION/RUS',
  VN: 'VIET NAM/VNM',
  TR: 'TURKEY/TURKIYE/TUR',
  LA: 'LAO PDR',
  IE: 'REPUBLIC OF IRELAND/EIRE/IRL',
  CI: 'IVORY COAST',
  MK: 'MACEDONIA',
  SZ: 'SWAZILAND',
  CV: 'CAPE VERDE',
  VA: 'VATICAN',
  DE: 'DEU',
  FR: 'FRA',
  IT: 'ITA',
  ES: 'ESP',
  PT: 'PRT',
  AT: 'AUT',
  CH: 'CHE',
  BE: 'BEL',
  LU: 'LUX',
  DK: 'DNK',
  SE: 'SWE',
  NO: 'NOR',
  FI: 'FIN',
  PL: 'POL',
  HU: 'HUN',
  RO: 'ROU',
  BG: 'BGR',
  GR: 'GRC',
  HR: 'HRV',
  SI: 'SVN',
  SK: 'SVK',
  LT: 'LTU',
  LV: 'LVA',
  EE: 'EST',
  CA: 'CAN',
  MX: 'MEX',
  BR: 'BRA',
  AR: 'ARG',
  CL: 'CHL',
  CO: 'COL',
  PE: 'PER',
  AU: 'AUS',
  NZ: 'NZL',
  JP: 'JPN',
  IN: 'IND',
  SG: 'SGP',
  MY: 'MYS',
  TH: 'THA',
  ID: 'IDN',
  PH: 'PHL',
  ZA: 'ZAF',
  IL: 'ISR',
  SA: 'SAU',
}

const languages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'da']

let named: ReadonlyMap<string, string> | undefined

/** ISO 3166-1 alpha-2 of a code or a name in one of the languages that carriers write; null where it is none. */
export function countryOf(text: string): string | null {
  const folded = fold(text)
  if (folded.length === 2 && isCountry(folded)) return folded
  named ??= allNames()
  return named.get(folded) ?? null
}

function allNames(): Map<string, string> {
  const names = new Map<string, string>()
  for (const language of languages) {
    for (const style of ['long', 'short'] as const) {
      const display = new Intl.DisplayNames(language, { type: 'region', fallback: 'none', style })
      for (const code of countries) {
        const name = display.of(code)
        // "US" is the short style's word for a country whose code it is; two letters are codes alone.
        if (name !== undefined && fold(name).length > 2 && !names.has(fold(name))) names.set(fold(name), code)
      }
    }
  }
  for (const [code, list] of Object.entries(others)) for (const name of list.split('/')) names.set(name, code)
  return names
}
