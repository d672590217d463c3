import { fold } from './fold.ts'

/** What stands before and behind a town's name where a carrier names its own building there. Folded. */
const buildings: ReadonlySet<string> = new Set(
  `AGENCE AGENCY AIR AIRPORT ANNEX AREA BRANCH BRIEFZENTRUM CARGO CARRIER CARTERO CDC CENTER CENTERS CENTR CENTRAL CENTRALE CENTRE CENTRO
  CENTRUM CHRONOPOST CITY CLEARANCE COLIPOSTE COLIS CONSOLIDATION COURIER CTR CTRE CTRTRIE CUSTOMS DC DELIVERY DEP DEPO DEPOT
  DEPOTS DESTINATION DHL DISTRIBUTION DISTRICT DO DOCK DPD EXCHANGE EXPRESS FACILITY FEDEX FILIALE FREIGHT FULFILLMENT FULFILMENT GATEWAY
  GLS GROUND HANDLING HERMES HQ HUB HUBS IMC INBOUND INTERCHANGE INTERNACIONAL INTERNATIONAL INTL INWARD IPC IPZ ISC KANTOOR KEP LOCAL
  LOGISTIC LOGISTICS LOGISTIK MAIL MAIN MDC MECHZB METRO NATIONAL NDC NETWORK NIEDERLASSUNG OE OF OFFICE OPERATIONS OUTBOUND OUTWARD
  PACKAGE PACKET PAKET PAKETZENTRUM PARCEL PARCELS PDC PFC PIC PLANT PLATEFORME POST POSTAL PROCESSING PUDO PZ RDC REGIONAL RELAIS
  SC SERVICE SERVICES SHI SHOP SORT SORTATION SORTING STATION TERMINAL TNT TRANSFER TRANSIT TRI TRIE UNIT UPS USPS WAREHOUSE ZBA ZSP
  ZUSTELLBASIS`.split(/\s+/),
)

/** Where letters for soldiers go: never where their last letters seem to say. */
const military = /\b(?:APO|FPO|DPO)\b/

/** The parts of what a carrier wrote as one text; the first is the narrowest. Null where it names no place on a map. */
export function partsOf(text: string): string[] | null {
  if (military.test(fold(text))) return null
  return text
    .split(/[,;|()[\]]|\s[-–—]\s/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** Folded and without what has digits in it: postcodes, house numbers, districts. */
export const wordsOf = (text: string): string =>
  fold(text)
    .split(' ')
    .filter((word) => !/\d/.test(word))
    .join(' ')

/** The town a part may name, folded, likeliest first: as written, without digits, without buildings, before a slash, without `e` for umlauts. */
export function townsIn(part: string): string[] {
  const words = wordsOf(part)
  const bare = withoutBuildings(words)
  // "Hub" and "Sorting centre" are towns nowhere that matters.
  if (bare.length === 0) return []
  const slash = part.split('/', 1)[0] ?? ''
  const plain = [fold(part), words, ...bare, ...(slash === part ? [] : withoutBuildings(wordsOf(slash)))]
  const umlauts = plain.map((town) => town.replaceAll(/([AOU])E/g, '$1'))
  return [...new Set([...plain, ...umlauts])].filter((town) => town.length > 1)
}

/** Word by word, for "Washington DC" ends in what may be a building. Empty where there is nothing else. */
function withoutBuildings(words: string): string[] {
  const list = words.split(' ').filter((word) => word !== '')
  const left: string[] = []
  for (; buildings.has(list.at(-1) ?? ''); left.push(list.join(' '))) list.pop()
  for (; buildings.has(list[0] ?? ''); left.push(list.join(' '))) list.shift()
  return list.length === 0 ? [] : [...left, list.join(' ')]
}
