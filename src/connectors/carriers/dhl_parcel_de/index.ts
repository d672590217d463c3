import {
  onTheirPage,
  basic,
  defineCarrier,
  escapeXml,
  failureOf,
  grams,
  type Meaning,
  meaningIn,
  nothingFound,
  says,
  secret,
  sentenceMeaning,
  setting,
  whenEuropean,
  whenIso,
  XmlElement,
  type XmlNode,
} from '../../kit/index.ts'
import { codes } from './codes.ts'

/** DHL Paket's Parcel DE Tracking (Post & Parcel Germany). Times are Germany's, without a zone. */
export const dhlParcelDe = defineCarrier({
  id: 'dhl_parcel_de',
  name: 'DHL Paket',
  docs: 'https://developer.dhl.com/api-reference/dhl-parcel-de-shipment-tracking-post-parcel-germany',
  defaultZone: 'Europe/Berlin',
  trackingUrl: (number) =>
    `https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode=${encodeURIComponent(number)}`,
  codes,
  format: 'xml',

  answer: XmlElement.refine(({ name }) => name === 'data', 'expected <data>').refine(
    (root) => list(root) !== undefined,
    'expected <data name="piece-shipment-list">',
  ),
  split: (root) => {
    const found = list(root) ?? root
    const { code = '0', error } = found.attributes
    const pieces = named(found, ...pieceNames)
    const known = pieces.filter((piece) => refusedBy(piece) === undefined)
    const refused =
      code !== '0' && known.length === 0
        ? [failure(code, error, pieces.length === 1 ? numberOf(pieces[0]) : undefined)]
        : pieces.flatMap((piece) => {
            const status = refusedBy(piece)
            return status === undefined
              ? []
              : [failure(status, piece.attributes['piece-status-desc'] ?? error, numberOf(piece))]
          })
    return { slices: known, failures: known.length + refused.length > 0 ? refused : [nothingFound()] }
  },
  slice: XmlElement,
  says: (piece) => {
    const { attributes: of } = piece
    const from = timeOf(of['delivery-date'], of['delivery-timeframe-from'])
    return {
      number: numberOf(piece),
      service: of['product-name'],
      weightGrams: grams(of['shipment-weight'], 'kg'),
      summary: meaningOf(of),
      estimate: from && { from, to: timeOf(of['delivery-date'], of['delivery-timeframe-to']) ?? from, window: true },
      proof: { signedBy: of['delivery-event-flag'] === '1' ? of['recipient-name'] : undefined },
      // The number under which posts abroad know it.
      legs: of['upu']?.trim() === numberOf(piece) ? [] : [{ number: of['upu']?.trim() || null }],
      events: eventsOf(piece).map(({ attributes: event }) => ({
        code: event['standard-event-code'],
        meaning: meaningOf(event),
        unmapped: unmappedOf(event),
        text: event['event-status']?.trim() ? event['event-status'] : event['event-text'],
        when: timeOf(event['event-timestamp']),
        sent: event['event-timestamp'],
        place: { city: event['event-location'], country: countryOf(event['event-country']) },
      })),
    }
  },
  // Another day, or a shop instead of the door.
  changes: onTheirPage({ asks: 'postcode' }, 'hold_for_pickup', 'reschedule'),
  calls: {
    settings: [
      ...basic('API key (client ID)', 'API secret').settings,
      setting('appname', 'Tracking user (ZT…)'),
      secret('trackingPassword', 'Tracking password'),
    ],
    auth: basic().auth,
    baseUrl: 'https://api-eu.dhl.com',
    testUrl: 'https://api-sandbox.dhl.com',
    limits: { batch: 20, perSecond: 3 },
    track: (numbers, { settings: { appname = '', trackingPassword = '' } }) => ({
      path: '/parcel/de/tracking/v0/shipments',
      query: {
        xml: `<?xml version="1.0" encoding="UTF-8" standalone="no"?><data appname="${escapeXml(appname)}" password="${escapeXml(trackingPassword)}" request="d-get-piece-detail" language-code="en" piece-code="${escapeXml(numbers.join(';'))}"/>`,
      },
      headers: { Accept: 'application/xml' },
    }),
  },
})

const pieceNames = ['piece-shipment', 'piece-status-public']

/** Elements are all called `data`; what they are stands in their `name`. */
const named = (node: XmlNode, ...names: readonly string[]): XmlNode[] =>
  node.children.flatMap((one) => (names.includes(one.attributes['name'] ?? '') ? [one] : named(one, ...names)))

const list = (root: XmlNode): XmlNode | undefined =>
  [root, ...named(root, 'piece-shipment-list', 'piece-status-public-list')].find(
    ({ attributes: { name = '', code }, children }) =>
      name.endsWith('-list') ||
      code !== undefined ||
      children.some((one) => pieceNames.includes(one.attributes['name'] ?? '')),
  )

/** Its events; where only its state was asked for, that is the one there is. */
function eventsOf(piece: XmlNode): readonly XmlNode[] {
  const events = named(piece, 'piece-event')
  const { attributes: of } = piece
  const since = of['status-timestamp'] ?? of['last-event-timestamp']
  if (events.length > 0 || !since) return events
  return [{ ...piece, attributes: { ...of, 'event-timestamp': since, 'event-status': of['status'] ?? '' } }]
}

const numberOf = (piece: XmlNode | undefined) =>
  piece?.attributes['piece-code']?.trim() || piece?.attributes['searched-piece-code']?.trim() || undefined

/** The status of a piece that was not found, or not shown. */
function refusedBy({ attributes }: XmlNode): string | undefined {
  const status = [attributes['error-status'], attributes['piece-status']].find(
    (one) => one?.trim() && one.trim() !== '0',
  )
  // The public list numbers states of delivery there, beside the words of the state.
  return attributes['ice'] || attributes['status']?.trim() ? undefined : status
}

const failure = (code: string, message: string | undefined, number: string | undefined) =>
  failureOf(
    { code, message, ...(number && { number }) },
    { not_found: '100 101', unauthorized: '5 6', unreachable: '-1000' },
  )

type Attributes = XmlNode['attributes']

function meaningOf(of: Attributes): Meaning | undefined {
  const [ice = '', ric = '', standard = ''] = [of['ice'], of['ric'], of['standard-event-code']].map((one) =>
    one?.trim(),
  )
  const meaning =
    meaningIn(codes, ice && `${ice}/${ric}/${standard}`, ice && `${ice}/${ric}`, ice, standard) ??
    sentenceMeaning(of['event-status'] ?? of['status'], of['event-text'])
  return meaning && of['ruecksendung']?.trim().toLowerCase() === 'true' ? onTheWayBack(meaning) : meaning
}

function unmappedOf(of: Attributes): string | undefined {
  const ice = of['ice']?.trim()
  if (ice) return meaningIn(codes, ice) ? undefined : `${ice}/${of['ric'] ?? ''}`
  return meaningIn(codes, of['standard-event-code'])
    ? undefined
    : of['standard-event-code'] || of['event-status']?.trim() || of['event-text']
}

/** What is said of a parcel that goes back is said of the sender: delivered is back home, out for delivery still on its way. */
function onTheWayBack(meaning: Meaning): Meaning {
  const milestone = meaning.status?.split('/', 1)[0] ?? ''
  if (milestone === 'delivered') return says('returned/back_with_sender')
  return /^(?:in_transit|out_for_delivery|attempt_failed|available_for_pickup)$/.test(milestone)
    ? says('returning/return_in_transit', meaning.reason && [meaning.reason.party, meaning.reason.code])
    : meaning
}

/** `18.03.2016 10:02`, or ISO; a clock of its own beside a day. */
const timeOf = (date: string | undefined, clock?: string) => {
  const stamp = clock?.trim() ? (/^\d{1,2}:\d{2}/.test(clock.trim()) ? `${date} ${clock.trim()}` : clock) : date
  return whenEuropean(stamp) ?? whenIso(stamp)
}

const german = new Intl.DisplayNames('de', { type: 'region' })
const inGerman = new Map(
  ['DE', 'AT', 'CH', 'FR', 'NL', 'BE', 'LU', 'PL', 'CZ', 'DK', 'IT', 'ES', 'GB', 'US', 'SE', 'HU'].map((code) => [
    german.of(code)?.toLowerCase(),
    code,
  ]),
)

/** Answers in German name countries in German. */
const countryOf = (name: string | undefined) => inGerman.get(name?.trim().toLowerCase()) ?? name
