import type { Address, Customer } from '../../model/index.ts'

/** Somebody who does not exist: example addresses, phone numbers kept free for fiction, a postcode of the right shape. */
export type Person = {
  readonly customer: Customer & { readonly firstName: string; readonly lastName: string; readonly email: string }
  readonly address: Address & { readonly postal: string }
  /** BCP 47. */
  readonly language: string
}

function person(
  [firstName, lastName]: readonly [string, string],
  language: string,
  [street, postal, city, country, region]: readonly [string, string, string, string, string?],
  { email, phone = null }: { email: string; phone?: string | null },
): Person {
  const address = {
    name: `${firstName} ${lastName}`,
    lines: [street],
    city,
    region: region ?? null,
    postal,
    country,
  }
  return { customer: { firstName, lastName, email, phone }, address, language }
}

/** The eight whose orders tell something. */
export const anna = person(['Anna', 'Keller'], 'en', ['Lampenweg 8', '60316', 'Frankfurt am Main', 'DE'], {
  email: 'anna.keller@example.com',
  phone: '+49 69 90009 117',
})
export const jonas = person(['Jonas', 'Weber'], 'de', ['Eichengang 21', '22765', 'Hamburg', 'DE'], {
  email: 'jonas.weber@example.org',
  phone: '+49 40 66969 204',
})
export const amal = person(['Amal', 'Haddad'], 'ar', ['Leuchtenstraße 40', '12047', 'Berlin', 'DE'], {
  email: 'amal.haddad@example.com',
  phone: '+49 30 23125 388',
})
export const emily = person(['Emily', 'Carter'], 'en', ['14 Lantern Row', 'N16 7QX', 'London', 'GB'], {
  email: 'emily.carter@example.com',
  phone: '+44 20 7946 0812',
})
export const tom = person(['Tom', 'Brennan'], 'en', ['3 Candle Lane', 'D07 XY45', 'Dublin', 'IE'], {
  email: 'tom.brennan@example.org',
})
export const lukas = person(['Lukas', 'Brunner'], 'de', ['Lichtgasse 5', '8004', 'Zürich', 'CH'], {
  email: 'lukas.brunner@example.com',
})
export const claire = person(['Claire', 'Gagnon'], 'en', ['220 rue du Chêne', 'H2X 1Y4', 'Montréal', 'CA', 'QC'], {
  email: 'claire.gagnon@example.org',
  phone: '+1 514 555 0134',
})
export const noah = person(['Noah', 'Campbell'], 'en', ['77 Oak Terrace', 'M4Y 2B6', 'Toronto', 'CA', 'ON'], {
  email: 'noah.campbell@example.com',
  phone: '+1 416 555 0168',
})

export const cast: readonly Person[] = [anna, jonas, amal, emily, tom, lukas, claire, noah]

/** Those who order while the demo runs; nobody is asked to be one of them. */
export const passersBy: readonly Person[] = [
  person(['Mira', 'Vogt'], 'de', ['Dochtweg 2', '60318', 'Frankfurt am Main', 'DE'], {
    email: 'mira.vogt@example.com',
    phone: '+49 69 90009 421',
  }),
  person(['Paul', 'Sommer'], 'de', ['Kerzengang 9', '10405', 'Berlin', 'DE'], { email: 'paul.sommer@example.org' }),
  person(['Hanna', 'Lindner'], 'de', ['Schirmallee 31', '20259', 'Hamburg', 'DE'], {
    email: 'hanna.lindner@example.com',
    phone: '+49 40 66969 530',
  }),
  person(['Sofia', 'Marin'], 'en', ['Fassungsplatz 6', '10967', 'Berlin', 'DE'], { email: 'sofia.marin@example.com' }),
  person(['Ben', 'Okoye'], 'en', ['Sockelweg 17', '60311', 'Frankfurt am Main', 'DE'], {
    email: 'ben.okoye@example.org',
    phone: '+49 69 90009 655',
  }),
  person(['Greta', 'Hahn'], 'de', ['Astgabel 4', '22767', 'Hamburg', 'DE'], { email: 'greta.hahn@example.com' }),
]
