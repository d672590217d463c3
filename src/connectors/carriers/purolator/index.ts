import type { Failure, FailureKind } from '../../../model/index.ts'
import {
  basic,
  child,
  children,
  defineCarrier,
  descendants,
  escapeXml,
  readDay,
  type SaidEvent,
  secret,
  setting,
  soapFault,
  textOf,
  whenApart,
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
  says(parcel) {
    const scans = descendants(parcel, 'Scan')
    const details = scans.flatMap((scan) => child(scan, 'ScanDetails') ?? [])
    return {
      number: pinOf(parcel) ?? scans.map(pinOf).find((pin) => pin !== undefined),
      events: scans.map(said),
      estimate: { from: details.flatMap((one) => readDay(textOf(one, 'CommitedDeliveryDate')?.slice(0, 10)) ?? [])[0] },
      service: details.map(serviceOf).find((service) => service !== undefined),
    }
  },
  calls: {
    ...basic('Production key', 'Production key password'),
    settings: [
      setting('user', 'Production key'),
      secret('password', 'Production key password'),
      setting('userToken', 'User token', { secret: true, optional: true }),
    ],
    baseUrl: 'https://webservices.purolator.com',
    testUrl: 'https://devwebservices.purolator.com',
    limits: { batch: 25 },
    track: (numbers, { settings }) => ({
      method: 'POST',
      path: '/PWS/V1/Tracking/TrackingService.asmx',
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        soapaction: 'http://purolator.com/pws/service/v1/TrackPackagesByPin',
      },
      body: question(numbers, settings['userToken'] ?? ''),
    }),
  },
})

const question = (numbers: readonly string[], userToken: string) =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:v1="http://purolator.com/pws/datatypes/v1"><soap:Header><v1:RequestContext><v1:Version>1.2</v1:Version><v1:Language>en</v1:Language><v1:GroupID></v1:GroupID><v1:RequestReference></v1:RequestReference><v1:UserToken>${escapeXml(userToken)}</v1:UserToken></v1:RequestContext></soap:Header><soap:Body><v1:TrackPackagesByPinRequest><v1:PINs>${numbers.map((number) => `<v1:PIN><v1:Value>${escapeXml(number)}</v1:Value></v1:PIN>`).join('')}</v1:PINs></v1:TrackPackagesByPinRequest></soap:Body></soap:Envelope>`

const pinOf = (node: XmlNode) => textOf(child(node, 'PIN'), 'Value')

function said(scan: XmlNode): SaidEvent {
  const type = textOf(scan, 'ScanType') ?? typeOf(scan)
  const text = textOf(scan, 'Description')
  const { meaning, unmapped } = meaningOf(type ?? '', text ?? '', textOf(scan, 'Comment') ?? '')
  const signedBy = textOf(child(scan, 'ScanDetails'), 'DeliverySignature')
  const [date, time] = [textOf(scan, 'ScanDate'), textOf(scan, 'ScanTime')]
  return {
    code: type,
    text,
    ...(meaning && {
      meaning: meaning.status === 'delivered' && signedBy ? { ...meaning, status: 'delivered/signed' } : meaning,
    }),
    ...(unmapped && { unmapped: [type, text].filter(Boolean).join(' ') || 'without a type' }),
    when: whenApart(date, time),
    sent: [date, time].filter(Boolean).join(' '),
    place: readPlace(textOf(child(scan, 'Depot'), 'Name')),
    signedBy,
  }
}

/** `xsi:type="DeliveryScan"`, where the element is left empty. */
const typeOf = (scan: XmlNode) => localName(scan.attributes['type'] ?? '').replace(/Scan$/, '') || undefined
const localName = (name: string) => name.slice(name.indexOf(':') + 1)

/** Purolator still writes Quebec as `PQ` here and there. */
const provinces = new Set(['AB', 'BC', 'MB', 'NB', 'NL', 'NS', 'NT', 'NU', 'ON', 'PE', 'PQ', 'QC', 'SK', 'YT'])

/** A depot is a name and, after the last comma, a province. */
function readPlace(depot: string | undefined): SaidEvent['place'] {
  const [, city, region] = /^(.*\S)\s*,\s*([A-Z]{2})$/.exec((depot ?? '').slice(0, 200)) ?? []
  if (!city || !region) return { city: depot }
  return { city, region, country: provinces.has(region) ? 'CA' : undefined }
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
