import type { Failure, FailureKind, Warning } from '../../../model/index.ts'
import {
  basic,
  children,
  countryCode,
  defineCarrier,
  descendants,
  lookUp,
  readDay,
  type Said,
  type SaidEvent,
  says,
  soapFault,
  textOf,
  whenApart,
  XmlElement,
  type XmlNode,
} from '../../kit/index.ts'
import { codes, isProof, meaningOf } from './codes.ts'

/** Canada Post's tracking (`/vis/track/pin/…/detail` and `…/summary`) and its messages, as REST or SOAP sends them. */
export const canadaPost = defineCarrier({
  id: 'canadapost',
  name: 'Canada Post',
  docs: 'https://www.canadapost-postescanada.ca/info/mc/business/productsservices/developers/services/tracking/trackingdetails.jsf',
  defaultZone: 'America/Toronto',
  // Each event's zone is that of its site; only some leave it out.
  clock: 'place',
  trackingUrl: (number) =>
    `https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor=${encodeURIComponent(number)}`,
  codes,
  format: 'xml',

  answer: XmlElement.refine(
    (root) => descendants(root, 'tracking-detail', 'tracking-summary', 'messages', 'Fault').length > 0,
    'expected "tracking-detail", "tracking-summary", "messages" or a SOAP fault',
  ),
  split(root) {
    const slices = descendants(root, 'tracking-detail', 'pin-summary')
    const fault = soapFault(root)
    const failures = [
      ...descendants(root, 'messages')
        .flatMap((messages) => children(messages, 'message'))
        .map(failure),
      ...(fault ? [fault] : []),
    ]
    if (slices.length + failures.length === 0) {
      failures.push({ kind: 'not_found', code: 'EMPTY_ANSWER', message: 'the answer holds no parcel' })
    }
    return { slices, failures }
  },

  slice: XmlElement,
  says: (parcel) => ({
    number: textOf(parcel, 'pin'),
    events: withProofs(
      parcel.name === 'pin-summary' ? summaryEvents(parcel) : descendants(parcel, 'occurrence').map(detailEvent),
    ).map(said),
    ...(readDay(textOf(parcel, 'actual-delivery-date')) && { summary: says('delivered') }),
    ...estimate(parcel),
    service: textOf(parcel, 'service-name'),
  }),
  calls: {
    ...basic('API key: user name', 'API key: password'),
    baseUrl: 'https://soa-gw.canadapost.ca',
    testUrl: 'https://ct.soa-gw.canadapost.ca',
    limits: { batch: 1 },
    track: ([number = '']) => ({
      path: `/vis/track/pin/${encodeURIComponent(number)}/detail`,
      headers: { accept: 'application/vnd.cpc.track-v2+xml', 'accept-language': 'en-CA' },
    }),
  },
})

type Event = Readonly<
  Record<'code' | 'date' | 'time' | 'zone' | 'text' | 'site' | 'province' | 'signatory', string | undefined>
> & { readonly isSenders?: boolean }

const detailEvent = (node: XmlNode): Event => ({
  code: textOf(node, 'event-identifier'),
  date: textOf(node, 'event-date'),
  time: textOf(node, 'event-time'),
  zone: textOf(node, 'event-time-zone'),
  text: textOf(node, 'event-description'),
  site: textOf(node, 'event-site'),
  province: textOf(node, 'event-province'),
  signatory: textOf(node, 'signatory-name'),
})

/** A summary tells the newest event, its time as `20110203:115959`. */
function summaryEvents(node: XmlNode): Event[] {
  const [date, time] = (textOf(node, 'event-date-time') ?? '').split(':', 2)
  if (!date) return []
  const event = {
    code: textOf(node, 'event-type'),
    date,
    time,
    zone: undefined,
    text: textOf(node, 'event-description'),
    site: textOf(node, 'event-location'),
    province: undefined,
    signatory: textOf(node, 'signatory-name'),
  }
  return [event]
}

function said(event: Event): SaidEvent {
  const { code, text, signatory, date, time } = event
  const when = whenApart(date, time)
  const meaning = event.isSenders ? says(null) : meaningOf(code ?? '', text ?? '')
  return {
    code,
    text,
    ...(meaning && { meaning }),
    when: when && { ...when, zone: when.precision === 'day' ? null : offsetAt(when.localTime, event) },
    sent: [date, time].filter(Boolean).join(' '),
    place: readPlace(event),
    signedBy: signatory,
  }
}

/** A signature or a photo of a parcel that went back to its sender is the sender's. */
function withProofs(events: readonly Event[]): readonly Event[] {
  const milestones = events.map(({ code, text }) => meaningOf(code ?? '', text ?? '')?.status?.split('/', 1)[0])
  if (!milestones.some((milestone) => milestone === 'returning' || milestone === 'returned')) return events
  return events.map((event) => (isProof(event.code ?? '') ? { ...event, isSenders: true } : event))
}

/** Which clock a label means. `EST` is sent in summer too, beside the wall clock, so the offset is the region's that day. */
const regions: Readonly<Record<string, string>> = {
  N: 'America/St_Johns',
  A: 'America/Halifax',
  E: 'America/Toronto',
  C: 'America/Winnipeg',
  M: 'America/Edmonton',
  P: 'America/Vancouver',
  Y: 'America/Whitehorse',
}

function offsetAt(localTime: Temporal.PlainDateTime, { zone, province }: Event): string | null {
  const [, letter] = /^([NAECMPY])[SD]T$/.exec(zone?.toUpperCase() ?? '') ?? []
  if (!letter) return null
  const region = province?.toUpperCase() === 'SK' && letter === 'C' ? 'America/Regina' : lookUp(regions, letter)
  return region ? localTime.toZonedDateTime(region).offset : null
}

const provinces = new Set(['AB', 'BC', 'MB', 'NB', 'NL', 'NS', 'NT', 'NU', 'ON', 'PE', 'QC', 'SK', 'YT'])

/** A site in Canada comes with its province; one abroad ends in its country (`ILTLVA,Israel`). */
function readPlace({ site, province }: Event): SaidEvent['place'] {
  if (province) {
    return { city: site, region: province, country: provinces.has(province.toUpperCase()) ? 'CA' : undefined }
  }
  const comma = site?.lastIndexOf(',') ?? -1
  const country = comma < 0 ? null : countryCode(site?.slice(comma + 1))
  return country ? { city: site?.slice(0, comma), country } : { city: site }
}

/** The changed day where there is one. Canada Post goes on sending it after the delivery. */
function estimate(parcel: XmlNode): Pick<Said, 'estimate' | 'warnings'> {
  const warnings: Warning[] = []
  for (const name of ['changed-expected-date', 'expected-delivery-date']) {
    const sent = textOf(parcel, name)
    const day = readDay(sent)
    if (day) return { estimate: { from: day }, warnings }
    if (sent)
      warnings.push({
        code: 'unreadable_date',
        message: `${name} ${JSON.stringify(sent.slice(0, 40))} is no day; left out`,
      })
  }
  return { warnings }
}

const kinds: Readonly<Record<string, FailureKind>> = {
  '004': 'not_found',
  E002: 'unauthorized',
  '401': 'unauthorized',
  '403': 'unauthorized',
  '429': 'rate_limited',
  '500': 'unreachable',
  '503': 'unreachable',
}

function failure(message: XmlNode): Failure {
  const code = textOf(message, 'code') ?? 'UNKNOWN'
  const words = textOf(message, 'description') ?? 'Canada Post gave no message'
  const kind = /SLM Monitor/i.test(words)
    ? 'rate_limited'
    : (lookUp(kinds, code) ??
      (/^AA\d{3}$/.test(code) ? 'unauthorized' : code === 'Server' ? 'unreachable' : 'rejected'))
  return { kind, code, message: words }
}
