/** A place as the carrier named it. Fields it did not send are null; `country` is ISO 3166-1 alpha-2 where it could be told. */
export type Place = {
  readonly city: string | null
  readonly region: string | null
  readonly postal: string | null
  readonly country: string | null
}

export function place({ city = null, region = null, postal = null, country = null }: Partial<Place>): Place | null {
  const filled = (text: string | null) => (text?.trim() ? text.trim() : null)
  const made = { city: filled(city), region: filled(region), postal: filled(postal), country: filled(country) }
  return made.city === null && made.region === null && made.postal === null && made.country === null ? null : made
}
