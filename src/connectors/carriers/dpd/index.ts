import { z } from 'zod'
import { failed, type Failure, ok } from '../../../model/index.ts'
import {
  onTheirPage,
  child,
  children,
  defineCarrier,
  descendants,
  escapeXml,
  failureOf,
  nothingFound,
  parseXml,
  type SaidEvent,
  secret,
  setting,
  soapFault,
  text,
  textOf,
  whenAmerican,
  whenEuropean,
  whenIso,
  XmlElement,
  type XmlNode,
} from '../../kit/index.ts'
import { codes, meaningOf } from './codes.ts'

/** DPD's ParcelLifeCycleService 2.0 in Belgium; the Netherlands answer alike at wsshipper.dpd.nl. No answer names its parcel. */
export const dpd = defineCarrier({
  id: 'dpd',
  name: 'DPD',
  docs: 'https://integrations.dpd.nl/dpd-shipper/dpd-shipper-webservices/parcellifecycle-service/',
  defaultZone: 'Europe/Brussels',
  trackingUrl: (number) =>
    `https://www.dpdgroup.com/be/mydpd/my-parcels/track?lang=en&parcelNumber=${encodeURIComponent(number)}`,
  codes,
  format: 'xml',

  answer: XmlElement.refine(
    (root) => descendants(root, 'getTrackingDataResponse', 'trackingresult', 'Fault').length > 0,
    'expected a SOAP envelope with "getTrackingDataResponse" or a fault',
  ),
  split(root, asked) {
    const results = descendants(root, 'trackingresult', 'trackingResult').map((result, index) => ({
      number: numberIn(result) ?? asked[index],
      result,
    }))
    const slices = results.filter(({ result }) => children(result, 'statusInfo').length > 0)
    const failures = [
      ...results.filter((one) => !slices.includes(one)).map(({ number }) => nothingFound(number)),
      ...faultsOf(root),
    ]
    return { slices, failures: slices.length + failures.length > 0 ? failures : [nothingFound(asked[0])] }
  },

  slice: z.object({ number: text, result: XmlElement }),
  says({ number, result }) {
    const steps = children(result, 'statusInfo')
    // What is still to come is listed as well.
    const reached = steps.filter((step) => textOf(step, 'statusHasBeenReached')?.toLowerCase() !== 'false')
    const current = reached.find((step) => textOf(step, 'isCurrentStatus')?.toLowerCase() === 'true')
    return {
      number,
      events: reached.map(said),
      summary: [reached.length === 0 ? 'Shipment' : textOf(current, 'status')],
      service: lineOf(child(child(result, 'shipmentInfo'), 'serviceDescription')),
    }
  },
  // myDPD.
  changes: onTheirPage({ asks: 'postcode' }, 'redirect_to_address', 'hold_for_pickup', 'reschedule'),
  calls: {
    settings: [setting('delisId', 'DelisId'), secret('password', 'Password')],
    baseUrl: 'https://wsshipper.dpd.be',
    testUrl: 'https://shipperadmintest.dpd.be/PublicApi',
    auth: {
      kind: 'login',
      request: ({ delisId = '', password = '' }) => ({
        method: 'POST',
        path: '/soap/services/LoginService/V2_1',
        headers: {
          'content-type': 'text/xml;charset=UTF-8',
          soapaction: 'http://dpd.com/common/service/types/LoginService/2.1/getAuth',
        },
        body: `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns="http://dpd.com/common/service/types/LoginService/2.1"><soapenv:Header/><soapenv:Body><ns:getAuth><delisId>${escapeXml(delisId)}</delisId><password>${escapeXml(password)}</password><messageLanguage>en_EN</messageLanguage></ns:getAuth></soapenv:Body></soapenv:Envelope>`,
      }),
      read(answer) {
        const parsed = parseXml(answer)
        if (!parsed.ok) return parsed
        const token = textOf(descendants(parsed.value, 'return')[0], 'authToken')
        // It is good for a day, but the answer names its end without a zone; ten logins a day are allowed.
        if (token) return ok({ token, seconds: 12 * 60 * 60 })
        const [failure] = faultsOf(parsed.value)
        return failed(
          failure ?? { kind: 'malformed', code: 'NO_TOKEN', message: 'the login answer holds no authToken' },
        )
      },
    },
    limits: { batch: 1 },
    track: ([number = ''], { settings: { delisId = '' }, token }) => ({
      method: 'POST',
      path: '/soap/services/ParcelLifeCycleService/V2_0',
      headers: {
        'content-type': 'text/xml;charset=UTF-8',
        soapaction: 'http://dpd.com/common/service/types/ParcelLifeCycleService/2.0/getTrackingData',
      },
      body: `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns="http://dpd.com/common/service/types/Authentication/2.0" xmlns:ns1="http://dpd.com/common/service/types/ParcelLifeCycleService/2.0"><soapenv:Header><ns:authentication><delisId>${escapeXml(delisId)}</delisId><authToken>${escapeXml(token)}</authToken><messageLanguage>en_EN</messageLanguage></ns:authentication></soapenv:Header><soapenv:Body><ns1:getTrackingData><parcelLabelNumber>${escapeXml(number)}</parcelLabelNumber></ns1:getTrackingData></soapenv:Body></soapenv:Envelope>`,
    }),
  },
})

function said(step: XmlNode): SaidEvent {
  const code = textOf(step, 'status')
  const sentence = lineOf(child(step, 'description')) ?? lineOf(child(step, 'label'))
  const date = lineOf(child(step, 'date'))
  const place = lineOf(child(step, 'location'))
  const [, city, country] = /^(.*?)\s*\(([A-Z]{2,3})\)$/i.exec(place?.slice(0, 200) ?? '') ?? []
  return {
    code,
    ...meaningOf(code, sentence),
    text: sentence,
    when: whenIso(date) ?? whenAmerican(date) ?? whenEuropean(date),
    sent: date,
    place: country === undefined ? { city: place } : { city, country },
  }
}

/** The text of a line or of an item, whose lines are `content` elements in `content` elements; as it is where it is bare. */
function lineOf(node: XmlNode | undefined): string | undefined {
  if (!node) return undefined
  const parts = children(node, 'content').map((part) => textOf(part, 'content') ?? part.text.trim())
  return (parts.length > 0 ? parts.filter(Boolean).join(' ') : node.text.trim()) || undefined
}

/** Some versions tell the number among the properties. */
function numberIn(result: XmlNode): string | undefined {
  const property = descendants(result, 'trackingProperty').find((one) =>
    /^parcel.?(?:label.?)?(?:number|no)$/i.test(textOf(one, 'key') ?? ''),
  )
  return textOf(property, 'value') ?? textOf(result, 'parcelLabelNumber')
}

/** A fault; what went wrong is in its detail, the rest says only that something did. */
function faultsOf(root: XmlNode): readonly Failure[] {
  const fault = soapFault(root)
  if (!fault) return []
  const [detail] = descendants(root, 'detail', 'Detail')
  const code = detail && descendants(detail, 'errorCode', 'faultCode')[0]?.text.trim()
  const message = detail && descendants(detail, 'errorMessage', 'message')[0]?.text.trim()
  const failure = failureOf({ code: code || fault.code, message: message || fault.message })
  return [failure.kind === 'rejected' && !code ? { ...failure, kind: fault.kind } : failure]
}
