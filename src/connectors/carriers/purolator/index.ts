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
  child,
  children,
  defineCarrier,
  descendants,
  readClock,
  readDay,
  soapFault,
  textOf,
  XmlElement,
  type XmlNode,
} from '../../kit/index.ts'
import { codes, meaningOf } from './codes.ts'

/** Purolator's Tracking Web Service v1 (TrackPackagesByPin, TrackPackagesByReference). */
export const purolator = defineCarrier({
  id: 'purolator',
  name: 'Purolator',
  docs: 'https://eship.purolator.com/site/en/developers-resources/apis.aspx',
  defaultZone: 'America/Toronto',
  trackingUrl: (number) => `https://www.purolator.com/en/shipping/tracker?pin=${encodeURIComponent(number)}`,
  codes,
  format: 'xml',

  answer: XmlElement.refine(
    (root) => descendants(root, 'TrackingInformationList', 'ResponseInformation', 'Fault').length > 0,
    'expected a SOAP envelope with "TrackingInformationList", "ResponseInformation" or a fault',
  ),
  split(root) {
    const parcels = descendants(root, 'TrackingInformation')
    const fault = soapFault(root)
    const failures = [
      ...descendants(root, 'TrackingInformation', 'ResponseInformation').flatMap((part) =>
        part.name === 'ResponseInformation'
          ? errorsOf(part)
          : errorsOf(child(part, 'ResponseInformation'), pinOf(part)),
      ),
      ...(fault ? [fault] : []),
    ]
    // Without scans a PIN is only the question repeated.
    const slices = parcels.filter((parcel) => descendants(parcel, 'Scan').length > 0)
    for (const parcel of parcels) {
      const number = pinOf(parcel)
      if (!slices.includes(parcel) && !failures.some((one) => one.number === number)) failures.push(nothing(number))
    }
    if (slices.length + failures.length === 0) failures.push(nothing())
    return { slices, failures }
  },

  slice: XmlElement,
  read(parcel) {
    const scanNodes = descendants(parcel, 'Scan')
    const number = pinOf(parcel) ?? scanNodes.map(pinOf).find((pin) => pin !== undefined)
    if (!number) return failed({ kind: 'malformed', code: 'NO_NUMBER', message: 'a parcel without a PIN' })
    const warnings: Warning[] = []
    const details = scanNodes.flatMap((scan) => child(scan, 'ScanDetails') ?? [])
    return ok({
      number,
      carrier: null,
      scans: scanNodes.flatMap((scan) => readScan(scan, warnings) ?? []),
      summary: null,
      estimatedDelivery: readEstimate(details),
      service: details.map(serviceOf).find((service) => service !== undefined) ?? null,
      weightGrams: null,
      legs: [],
      proof: null,
      pickup: null,
      warnings,
    })
  },
})

const pinOf = (node: XmlNode) => textOf(child(node, 'PIN'), 'Value')

function readScan(scan: XmlNode, warnings: Warning[]): ReadScan | undefined {
  const type = textOf(scan, 'ScanType') ?? typeOf(scan)
  const text = textOf(scan, 'Description')
  const named = type ?? 'without a type'
  const date = textOf(scan, 'ScanDate')
  const day = readDay(date)
  if (!day) {
    warn(warnings, 'unreadable_date', `scan ${named} left out: ${quoted(date)} is not a day a parcel can have`)
    return undefined
  }
  const time = textOf(scan, 'ScanTime')
  const clock = readClock(time)
  if (!clock && time) {
    warn(warnings, 'unreadable_time', `scan ${named}: its time ${quoted(time)} is not HHMMSS; only the day was taken`)
  }
  const { meaning, unmapped } = meaningOf(type ?? '', text ?? '', textOf(scan, 'Comment') ?? '')
  if (unmapped) {
    const taken = meaning?.status ? `read as ${meaning.status} from its type` : 'it changes no milestone'
    warn(warnings, 'unmapped_code', `scan ${quoted(type)} ${quoted(text)} is in no table; ${taken}`)
  }
  const signedBy = textOf(child(scan, 'ScanDetails'), 'DeliverySignature') ?? null
  const { status: told = null, reason = null, action = null } = meaning ?? {}
  const status = told === 'delivered' && signedBy ? 'delivered/signed' : told
  return {
    code: type ?? null,
    text: text ?? null,
    language: null,
    localTime: day.toPlainDateTime(clock?.time),
    precision: clock?.precision ?? 'day',
    zone: null,
    place: readPlace(textOf(child(scan, 'Depot'), 'Name')),
    milestone: status && milestoneOf(status),
    status,
    reason,
    action,
    sequence: null,
    signedBy,
  }
}

/** `xsi:type="DeliveryScan"`, where the element is left empty. */
const typeOf = (scan: XmlNode) => localName(scan.attributes['type'] ?? '').replace(/Scan$/, '') || undefined
const localName = (name: string) => name.slice(name.indexOf(':') + 1)

/** Purolator still writes Quebec as `PQ` here and there. */
const provinces = new Set(['AB', 'BC', 'MB', 'NB', 'NL', 'NS', 'NT', 'NU', 'ON', 'PE', 'PQ', 'QC', 'SK', 'YT'])

/** A depot is a name and, after the last comma, a province. */
function readPlace(depot: string | undefined): Place | null {
  const [, city, region] = /^(.*\S)\s*,\s*([A-Z]{2})$/.exec((depot ?? '').slice(0, 200)) ?? []
  if (!city || !region) return place({ city: depot ?? null })
  return place({ city, region, country: provinces.has(region) ? 'CA' : null })
}

/** The day Purolator committed to, told with the pick-up. */
function readEstimate(details: readonly XmlNode[]): ReadParcel['estimatedDelivery'] {
  const day = details.flatMap((one) => readDay(textOf(one, 'CommitedDeliveryDate')?.slice(0, 10)) ?? [])[0]
  return day ? { from: day, to: day, window: null } : null
}

function serviceOf(details: XmlNode): string | undefined {
  const service = textOf(details, 'PremiumServiceText')
  return service && !/^not known/i.test(service) ? service : undefined
}

function errorsOf(information: XmlNode | undefined, number?: string): Failure[] {
  return children(child(information ?? { name: '', attributes: {}, text: '', children: [] }, 'Errors'), 'Error').map(
    (error) => {
      const code = textOf(error, 'Code') ?? 'UNKNOWN'
      const words = [textOf(error, 'Description'), textOf(error, 'AdditionalInformation')].filter(Boolean).join(': ')
      const about = number === undefined ? {} : { number }
      return { kind: kindOf(words), code, message: words || 'Purolator gave no message', ...about }
    },
  )
}

/** Purolator's error numbers are not published by kind; its sentences tell the four we act on. */
function kindOf(words: string): FailureKind {
  if (
    /not found|no such|does not exist|no (?:tracking|scan|history|record|information|results?)|invalid pin/i.test(words)
  ) {
    return 'not_found'
  }
  if (/authenti|authori[sz]|credential|access denied/i.test(words)) return 'unauthorized'
  if (/throttl|too many|limit exceeded/i.test(words)) return 'rate_limited'
  return /unavailable|timed? ?out|internal (?:server )?error/i.test(words) ? 'unreachable' : 'rejected'
}

function nothing(number?: string): Failure {
  const about = number === undefined ? {} : { number }
  return { kind: 'not_found', code: 'EMPTY_ANSWER', message: 'the answer holds no scan', ...about }
}

/** More warnings of one answer help nobody. */
const maxWarnings = 50

function warn(warnings: Warning[], code: string, message: string): void {
  if (warnings.length < maxWarnings && !warnings.some((one) => one.code === code && one.message === message))
    warnings.push({ code, message })
}

const quoted = (value: string | undefined) => JSON.stringify((value ?? '').slice(0, 60))
