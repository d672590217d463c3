import {
  child,
  children,
  countryCode,
  defineCarrier,
  descendants,
  escapeXml,
  failureOf,
  grams,
  nothingFound,
  type SaidEvent,
  secret,
  setting,
  soapFault,
  textOf,
  whenIso,
  XmlElement,
  type XmlNode,
} from '../../kit/index.ts'
import { codes, meaningOf } from './codes.ts'

const results = /^KeyValueOfstringArrayOfTrackingResult/

/** Aramex's Shipments Tracking API v1. Times carry no zone. */
export const aramex = defineCarrier({
  id: 'aramex',
  name: 'Aramex',
  docs: 'https://www.aramex.com/us/en/developers-solution-center/aramex-apis',
  defaultZone: 'Asia/Dubai',
  trackingUrl: (number) => `https://www.aramex.com/track/results?ShipmentNumber=${encodeURIComponent(number)}`,
  codes,
  format: 'xml',

  answer: XmlElement.refine(
    (root) => descendants(root, 'ShipmentTrackingResponse', 'Fault').length > 0,
    'expected a SOAP envelope with "ShipmentTrackingResponse" or a fault',
  ),
  split(root) {
    const [response] = descendants(root, 'ShipmentTrackingResponse')
    const found = child(response, 'TrackingResults')?.children.filter(({ name }) => results.test(name)) ?? []
    const slices = found.filter((one) => descendants(one, 'TrackingResult').length > 0)
    const isRefused = textOf(response, 'HasErrors')?.toLowerCase() === 'true' || found.length === 0
    const fault = soapFault(root)
    const failures = [
      ...(isRefused ? children(child(response, 'Notifications'), 'Notification') : []).map((one) =>
        failureOf({ code: textOf(one, 'Code'), message: textOf(one, 'Message') }),
      ),
      ...(child(response, 'NonExistingWaybills')?.children ?? []).map(({ text }) => unknown(text.trim())),
      ...found.filter((one) => !slices.includes(one)).map((one) => nothingFound(textOf(one, 'Key'))),
      ...(fault ? [fault] : []),
    ]
    return { slices, failures: slices.length + failures.length > 0 ? failures : [nothingFound()] }
  },

  slice: XmlElement,
  says(slice) {
    const updates = descendants(slice, 'TrackingResult')
    const weights = updates.map((one) => {
      const unit = textOf(one, 'WeightUnit')
      return grams(textOf(one, 'GrossWeight'), unit) ?? grams(textOf(one, 'ChargeableWeight'), unit)
    })
    return {
      number: textOf(slice, 'Key') ?? updates.map((one) => textOf(one, 'WaybillNumber')).find(Boolean),
      events: updates.map(said),
      weightGrams: weights.find((weight) => weight !== null),
    }
  },
  calls: {
    settings: [
      setting('userName', 'User name'),
      secret('password', 'Password'),
      setting('accountNumber', 'Account number'),
      secret('accountPin', 'Account PIN'),
      setting('accountEntity', 'Account entity'),
      setting('accountCountryCode', 'Account country code'),
    ],
    baseUrl: 'https://ws.aramex.net',
    testUrl: 'https://ws.dev.aramex.net',
    auth: { kind: 'request' },
    limits: { batch: 50 },
    track: (numbers, { settings }) => ({
      method: 'POST',
      path: '/ShippingAPI.V2/Tracking/Service_1_0.svc',
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        soapaction: 'http://ws.aramex.net/ShippingAPI/v1/Service_1_0/TrackShipments',
      },
      body: question(numbers, (id) => escapeXml(settings[id] ?? '')),
    }),
  },
})

const question = (numbers: readonly string[], of: (setting: string) => string) =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:v1="http://ws.aramex.net/ShippingAPI/v1/" xmlns:arr="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><soap:Header/><soap:Body><v1:ShipmentTrackingRequest><v1:ClientInfo><v1:UserName>${of('userName')}</v1:UserName><v1:Password>${of('password')}</v1:Password><v1:Version>1.0</v1:Version><v1:AccountNumber>${of('accountNumber')}</v1:AccountNumber><v1:AccountPin>${of('accountPin')}</v1:AccountPin><v1:AccountEntity>${of('accountEntity')}</v1:AccountEntity><v1:AccountCountryCode>${of('accountCountryCode')}</v1:AccountCountryCode></v1:ClientInfo><v1:Shipments>${numbers.map((number) => `<arr:string>${escapeXml(number)}</arr:string>`).join('')}</v1:Shipments><v1:GetLastTrackingUpdateOnly>false</v1:GetLastTrackingUpdateOnly></v1:ShipmentTrackingRequest></soap:Body></soap:Envelope>`

const unknown = (number: string) =>
  failureOf({ code: 'NonExistingWaybills', message: `Waybill "${number}" Not Found`, number })

function said(update: XmlNode): SaidEvent {
  const [code, description] = [textOf(update, 'UpdateCode'), textOf(update, 'UpdateDescription')]
  const sent = textOf(update, 'UpdateDateTime')
  return {
    code,
    ...meaningOf(code, description),
    text: description,
    when: whenIso(sent),
    sent,
    place: placeOf(textOf(update, 'UpdateLocation')),
    signedBy: /^(?:received|signed)(?: for)? by:?\s+(.{2,80})$/i.exec(textOf(update, 'Comments') ?? '')?.[1],
  }
}

/** `AMMAN, Jordan`: a city and, after the last comma, a country. */
function placeOf(location: string | undefined): SaidEvent['place'] {
  const comma = location?.lastIndexOf(',') ?? -1
  const country = comma > 0 ? location?.slice(comma + 1).trim() : undefined
  return countryCode(country) ? { city: location?.slice(0, comma), country } : { city: location }
}
