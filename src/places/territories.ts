/** Lands with an ISO 3166-1 code of their own that posts also count to another country. */
export const territories: Readonly<Record<string, readonly string[]>> = {
  US: ['PR', 'VI', 'GU', 'AS', 'MP'],
  FR: ['GP', 'MQ', 'GF', 'RE', 'YT', 'PM', 'BL', 'MF', 'NC', 'PF', 'WF'],
  GB: ['JE', 'GG', 'IM', 'GI'],
  NL: ['AW', 'CW', 'SX', 'BQ'],
  CN: ['HK', 'MO', 'TW'],
  DK: ['GL', 'FO'],
  FI: ['AX'],
  NO: ['SJ'],
  AU: ['NF', 'CX', 'CC'],
  NZ: ['CK', 'NU', 'TK'],
}

/** The start of a postcode, and whose it is. */
const postcodes: Readonly<Record<string, readonly (readonly [start: RegExp, country: string])[]>> = {
  FR: [
    [/^971/, 'GP'],
    [/^972/, 'MQ'],
    [/^973/, 'GF'],
    [/^974/, 'RE'],
    [/^975/, 'PM'],
    [/^976/, 'YT'],
    [/^987/, 'PF'],
    [/^988/, 'NC'],
  ],
  US: [
    [/^00[679]/, 'PR'],
    [/^008/, 'VI'],
    [/^9691/, 'GU'],
  ],
}

/** The territory that a postcode of its country means. */
export function countryByPostcode(country: string, postal: string): string | null {
  return postcodes[country]?.find(([start]) => start.test(postal))?.[1] ?? null
}
