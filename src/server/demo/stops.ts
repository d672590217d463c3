import type { Stop } from '../../simulator/index.ts'

const german = (city: string): Stop => ({ city, region: null, postal: null, country: 'DE', zone: 'Europe/Berlin' })
const canadian = (city: string, region: string): Stop => ({
  city,
  region,
  postal: null,
  country: 'CA',
  zone: 'America/Toronto',
})

export const frankfurt = german('Frankfurt am Main')
export const cologne = german('Köln')
export const hanover = german('Hannover')
export const hamburg = german('Hamburg')
export const berlin = german('Berlin')
export const london: Stop = { city: 'London', region: null, postal: null, country: 'GB', zone: 'Europe/London' }
export const castleDonington: Stop = { ...london, city: 'Castle Donington' }
export const dublin: Stop = { city: 'Dublin', region: null, postal: null, country: 'IE', zone: 'Europe/Dublin' }
export const zurich: Stop = { city: 'Zürich', region: null, postal: null, country: 'CH', zone: 'Europe/Zurich' }
export const basel: Stop = { ...zurich, city: 'Basel' }
export const toronto = canadian('Toronto', 'ON')
export const mississauga = canadian('Mississauga', 'ON')
export const montreal = canadian('Montréal', 'QC')
