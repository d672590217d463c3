import {
  type Failure,
  type FailureKind,
  failed,
  milestoneOf,
  ok,
  type Place,
  place,
  type ReadParcel,
  type ReadScan,
  type Warning,
} from '../../../model/index.ts'
import {
  children,
  countryCode,
  defineCarrier,
  descendants,
  lookUp,
  readClock,
  readDay,
  soapFault,
  textOf,
  XmlElement,
  type XmlNode,
} from '../../kit/index.ts'
import { codes, isProof, meaningOf } from './codes.ts'
import { recogniseCanadaPost } from './recognise.ts'

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
  recognises: recogniseCanadaPost,
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
  read(parcel) {
    const number = textOf(parcel, 'pin')
    if (!number) return failed({ kind: 'malformed', code: 'NO_NUMBER', message: 'a parcel without a pin' })
    const warnings: Warning[] = []
    const events =
      parcel.name === 'pin-summary'
        ? [summaryEvent(parcel)].filter((event) => event !== undefined)
        : descendants(parcel, 'occurrence').map(detailEvent)
    return ok({
      number,
      scans: withProofs(events.flatMap((event) => readScan(event, warnings) ?? [])),
      summary: readDay(textOf(parcel, 'actual-delivery-date')) ? { milestone: 'delivered', status: 'delivered' } : null,
      estimatedDelivery: readEstimate(parcel, warnings),
      service: textOf(parcel, 'service-name') ?? null,
      weightGrams: null,
      warnings,
    })
  },
})

type Event = Readonly<
  Record<'code' | 'date' | 'time' | 'zone' | 'text' | 'site' | 'province' | 'signatory', string | undefined>
>

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
function summaryEvent(node: XmlNode): Event | undefined {
  const [date, time] = (textOf(node, 'event-date-time') ?? '').split(':', 2)
  if (!date) return undefined
  return {
    code: textOf(node, 'event-type'),
    date,
    time,
    zone: undefined,
    text: textOf(node, 'event-description'),
    site: textOf(node, 'event-location'),
    province: undefined,
    signatory: textOf(node, 'signatory-name'),
  }
}

function readScan(event: Event, warnings: Warning[]): ReadScan | undefined {
  const { code, text, signatory } = event
  const named = code ?? 'without an identifier'
  const day = readDay(event.date)
  if (!day) {
    warn(warnings, 'unreadable_date', `event ${named} left out: ${quoted(event.date)} is not a day a parcel can have`)
    return undefined
  }
  const clock = readClock(event.time)
  if (!clock && event.time) {
    warn(warnings, 'unreadable_time', `event ${named}: ${quoted(event.time)} is not HH:MM:SS; only the day was taken`)
  }
  const meaning = meaningOf(code ?? '', text ?? '')
  if (!meaning) warn(warnings, 'unmapped_code', `event ${quoted(code)} is in no table; it changes no milestone`)
  const localTime = day.toPlainDateTime(clock?.time)
  const { status = null, reason = null, action = null } = meaning ?? {}
  return {
    code: code ?? null,
    text: text ?? null,
    language: null,
    localTime,
    precision: clock?.precision ?? 'day',
    zone: clock ? offsetAt(localTime, event) : null,
    place: readPlace(event),
    milestone: status && milestoneOf(status),
    status,
    reason,
    action,
    sequence: null,
    signedBy: signatory ?? null,
  }
}

/** A signature or a photo of a parcel that went back to its sender is the sender's. */
function withProofs(scans: ReadScan[]): ReadScan[] {
  if (!scans.some(({ milestone }) => milestone === 'returning' || milestone === 'returned')) return scans
  return scans.map((scan) => (isProof(scan.code ?? '') ? { ...scan, milestone: null, status: null } : scan))
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
function readPlace({ site, province }: Event): Place | null {
  if (province) {
    const country = provinces.has(province.toUpperCase()) ? 'CA' : null
    return place({ city: site ?? null, region: province, country })
  }
  const comma = site?.lastIndexOf(',') ?? -1
  const country = comma < 0 ? null : countryCode(site?.slice(comma + 1))
  return place({ city: (country ? site?.slice(0, comma) : site) ?? null, country })
}

/** The changed day where there is one. Canada Post goes on sending it after the delivery. */
function readEstimate(parcel: XmlNode, warnings: Warning[]): ReadParcel['estimatedDelivery'] {
  for (const name of ['changed-expected-date', 'expected-delivery-date']) {
    const sent = textOf(parcel, name)
    const day = readDay(sent)
    if (day) return { from: day, to: day, window: null }
    if (sent) warn(warnings, 'unreadable_date', `${name} ${quoted(sent)} is no day; left out`)
  }
  return null
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

/** More warnings of one answer help nobody. */
const maxWarnings = 50

function warn(warnings: Warning[], code: string, message: string): void {
  if (warnings.length < maxWarnings && !warnings.some((one) => one.code === code && one.message === message))
    warnings.push({ code, message })
}

const quoted = (value: string | undefined) => JSON.stringify((value ?? '').slice(0, 40))
