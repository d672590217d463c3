import type { Stop } from './journey.ts'

/** Where random parcels go and come from. */

const town = (country: string, zone: string, city: string, region: string | null): Stop => ({
  city,
  region,
  postal: null,
  country,
  zone,
})
const east = (city: string, region: string) => town('US', 'America/New_York', city, region)
const central = (city: string, region: string) => town('US', 'America/Chicago', city, region)
const pacific = (city: string, region: string) => town('US', 'America/Los_Angeles', city, region)
const ontario = (city: string, region = 'ON') => town('CA', 'America/Toronto', city, region)
const dutch = (city: string) => town('NL', 'Europe/Amsterdam', city, null)
const chinese = (city: string) => town('CN', 'Asia/Shanghai', city, null)

type Towns = readonly [Stop, ...Stop[]]

export const unitedStates: Towns = [
  east('Louisville', 'KY'),
  east('Charlotte', 'NC'),
  east('Buffalo', 'NY'),
  east('Savannah', 'GA'),
  central('Memphis', 'TN'),
  central('Des Moines', 'IA'),
  central('Austin', 'TX'),
  pacific('Portland', 'OR'),
  pacific('Fresno', 'CA'),
]

export const canada: Towns = [
  ontario('Toronto'),
  ontario('Ottawa'),
  ontario('London'),
  ontario('Montreal', 'QC'),
  ontario('Quebec', 'QC'),
  town('CA', 'America/Winnipeg', 'Winnipeg', 'MB'),
  town('CA', 'America/Vancouver', 'Vancouver', 'BC'),
  town('CA', 'America/Halifax', 'Halifax', 'NS'),
]

export const netherlands: Towns = [
  dutch('Utrecht'),
  dutch('Eindhoven'),
  dutch('Groningen'),
  dutch('Zwolle'),
  dutch('Breda'),
]

/** Where parcels begin that cross a border. */
export const abroad: Towns = [chinese('Shenzhen'), chinese('Yiwu'), town('GB', 'Europe/London', 'Leeds', null)]
