import { anyOperator, operators } from './operators.ts'

type Known = {
  readonly name: string
  /** What lists of test numbers and other systems call it. */
  readonly aliases: readonly string[]
  /** What people call it besides. */
  readonly called?: readonly string[]
  /** Where it delivers most of what it carries; empty: everywhere. */
  readonly countries: readonly string[]
}

/** Carriers that numbers are recognised as, whether or not there is a reader for them. */
export const known = {
  amazon_shipping: {
    name: 'Amazon',
    aliases: ['amazon'],
    called: ['amazon logistics', 'amazon shipping'],
    countries: [],
  },
  aramex: { name: 'Aramex', aliases: [], countries: ['AE', 'SA', 'JO', 'EG', 'KW', 'QA', 'BH', 'OM', 'LB'] },
  bluedart: { name: 'Blue Dart', aliases: [], called: ['bluedart'], countries: ['IN'] },
  bring: { name: 'Bring', aliases: [], called: ['posten bring'], countries: ['NO', 'SE', 'DK'] },
  brt: { name: 'BRT', aliases: [], called: ['bartolini'], countries: ['IT'] },
  cainiao: { name: 'Cainiao', aliases: [], called: ['aliexpress'], countries: [] },
  canadapost: { name: 'Canada Post', aliases: ['canada_post'], called: ['postes canada'], countries: ['CA'] },
  canpar: { name: 'Canpar', aliases: [], countries: ['CA'] },
  cdek: { name: 'CDEK', aliases: [], countries: ['RU', 'BY', 'KZ'] },
  chronopost: { name: 'Chronopost', aliases: [], countries: ['FR'] },
  cj_logistics: { name: 'CJ Logistics', aliases: [], called: ['cj'], countries: ['KR'] },
  delhivery: { name: 'Delhivery', aliases: [], countries: ['IN'] },
  deppon: { name: 'Deppon', aliases: [], countries: ['CN'] },
  dhl_parcel_de: { name: 'DHL Paket', aliases: ['dhl'], countries: ['DE'] },
  dhl_universal: { name: 'DHL', aliases: ['dhl'], called: ['dhl ecommerce'], countries: [] },
  dpd: { name: 'DPD', aliases: [], called: ['geopost'], countries: [] },
  dtdc: { name: 'DTDC', aliases: [], countries: ['IN'] },
  ekart: { name: 'Ekart', aliases: [], called: ['flipkart'], countries: ['IN'] },
  evri: { name: 'Evri', aliases: [], called: ['hermes', 'myhermes'], countries: ['GB'] },
  fastway: { name: 'Fastway', aliases: [], called: ['aramex'], countries: ['AU', 'NZ', 'IE', 'ZA'] },
  fedex: { name: 'FedEx', aliases: [], countries: [] },
  four_px: { name: '4PX', aliases: [], countries: [] },
  gls: {
    name: 'GLS',
    aliases: [],
    countries: ['DE', 'AT', 'NL', 'BE', 'DK', 'FR', 'IT', 'ES', 'HU', 'CZ', 'SK', 'PL', 'SI', 'HR', 'RO'],
  },
  gofo: { name: 'GOFO', aliases: [], countries: ['US'] },
  hermes_de: { name: 'Hermes', aliases: [], called: ['hermes germany', 'myhermes'], countries: ['DE', 'AT'] },
  inpost: { name: 'InPost', aliases: [], called: ['paczkomat'], countries: ['PL'] },
  jd_logistics: { name: 'JD Logistics', aliases: [], called: ['jd', 'jingdong'], countries: ['CN'] },
  jt_express: {
    name: 'J&T Express',
    aliases: [],
    called: ['jt', 'jnt'],
    countries: ['CN', 'ID', 'MY', 'PH', 'TH', 'VN', 'SG'],
  },
  landmark_global: { name: 'Landmark Global', aliases: ['landmark'], countries: [] },
  lasership: { name: 'LaserShip', aliases: [], called: ['ontrac'], countries: ['US'] },
  loomis: { name: 'Loomis Express', aliases: [], called: ['loomis'], countries: ['CA'] },
  lso: { name: 'LSO', aliases: [], called: ['lone star overnight', 'lonestar'], countries: ['US'] },
  mondial_relay: {
    name: 'Mondial Relay',
    aliases: [],
    called: ['inpost'],
    countries: ['FR', 'BE', 'LU', 'ES', 'PT', 'NL'],
  },
  mrw: { name: 'MRW', aliases: [], countries: ['ES', 'PT'] },
  mydhl: { name: 'DHL Express', aliases: ['dhl'], countries: [] },
  nova_poshta: { name: 'Nova Poshta', aliases: [], called: ['nova post', 'novaposhta'], countries: ['UA'] },
  old_dominion: { name: 'Old Dominion', aliases: [], countries: ['US'] },
  ontrac: { name: 'OnTrac', aliases: [], countries: ['US'] },
  packeta: { name: 'Packeta', aliases: [], called: ['zasilkovna'], countries: ['CZ', 'SK', 'HU', 'RO'] },
  parcelforce: { name: 'Parcelforce', aliases: [], countries: ['GB'] },
  purolator: { name: 'Purolator', aliases: [], countries: ['CA'] },
  sagawa: { name: 'Sagawa Express', aliases: [], called: ['sagawa'], countries: ['JP'] },
  sda: { name: 'SDA', aliases: [], countries: ['IT'] },
  sendle: { name: 'Sendle', aliases: [], countries: ['AU', 'US', 'CA'] },
  seur: { name: 'SEUR', aliases: [], countries: ['ES', 'PT'] },
  sf_express: { name: 'SF Express', aliases: [], called: ['shunfeng'], countries: ['CN', 'HK', 'MO'] },
  speedee: { name: 'Spee-Dee', aliases: [], called: ['speedee'], countries: ['US'] },
  sscc: { name: 'Carrier of a GS1 label', aliases: [], countries: [] },
  startrack: { name: 'StarTrack', aliases: [], countries: ['AU'] },
  sto: { name: 'STO Express', aliases: [], called: ['sto'], countries: ['CN'] },
  tnt: { name: 'TNT', aliases: [], countries: [] },
  ups: { name: 'UPS', aliases: [], countries: [] },
  usps: { name: 'USPS', aliases: [], called: ['us postal service'], countries: ['US'] },
  vova: { name: 'Vova Logistics', aliases: [], called: ['vova'], countries: [] },
  yamato: { name: 'Yamato Transport', aliases: [], called: ['yamato', 'kuroneko', 'ta q bin'], countries: ['JP'] },
  yanwen: { name: 'Yanwen', aliases: [], countries: [] },
  yodel: { name: 'Yodel', aliases: [], countries: ['GB'] },
  yto: { name: 'YTO Express', aliases: [], called: ['yto'], countries: ['CN'] },
  yunda: { name: 'Yunda Express', aliases: [], called: ['yunda'], countries: ['CN'] },
  yunexpress: { name: 'YunExpress', aliases: [], countries: [] },
  zto: { name: 'ZTO Express', aliases: [], called: ['zto'], countries: ['CN'] },
} as const satisfies Readonly<Record<string, Known>>

export type CarrierId = keyof typeof known | (typeof operators)[keyof typeof operators][0]

const own: Readonly<Record<string, Known>> = known

export const nameOf = (carrier: string): string | null => names.get(carrier) ?? null

export const aliasesOf = (carrier: string): readonly string[] => own[carrier]?.aliases ?? []

/** The countries a carrier is at home in; none where it is at home everywhere. */
export const homesOf = (carrier: string): ReadonlySet<string> => homes.get(carrier) ?? nowhere

/** Whether people's words name the carrier, by what we know it as or by a name of its own. */
export function isNamedIn(words: string, carrier: string, name?: string): boolean {
  const said = ` ${spoken(words)} `
  const own = spoken(name ?? '')
  return [...(calls.get(carrier) ?? []), ...(own.length > 1 ? [own] : [])].some((call) => said.includes(` ${call} `))
}

const names: ReadonlyMap<string, string> = new Map([
  ...Object.values(operators),
  anyOperator,
  ...Object.entries(own).map(([id, { name }]) => [id, name] as const),
])

const nowhere: ReadonlySet<string> = new Set()

const homes: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...Map.groupBy(Object.entries(operators), ([, [id]]) => id)
    .entries()
    .map(([id, rows]) => [id, new Set<string>(rows.map(([country]) => country))] as const),
  ...Object.entries(own).map(([id, { countries }]) => [id, new Set(countries)] as const),
])

const spoken = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** "SPL (Saudi Post)" is called by either. */
const calls: ReadonlyMap<string, readonly string[]> = new Map(
  [...names]
    .filter(([id]) => id !== anyOperator[0] && id !== 'sscc')
    .map(([id, name]) => {
      const { aliases = [], called = [] } = own[id] ?? {}
      return [id, [...name.split(/[()]/), ...aliases, ...called].map(spoken).filter((call) => call.length > 1)]
    }),
)
