import type { Leg } from '../../../model/index.ts'
import {
  children,
  countryCode,
  defineCarrier,
  descendants,
  escapeXml,
  failureOf,
  nothingFound,
  type Said,
  says,
  soapFault,
  textOf,
  whenEuropean,
  whenIso,
  XmlElement,
  type XmlNode,
} from '../../kit/index.ts'
import { codes, meaningOf } from './codes.ts'

const lists = ['listEventInfoComp', 'listEvents', 'listParcel']

/** Chronopost's tracking service: trackSkybillV2, and the lists of its other operations. */
export const chronopost = defineCarrier({
  id: 'chronopost',
  name: 'Chronopost',
  docs: 'https://www.chrono-api.fr/docs/api/',
  defaultZone: 'Europe/Paris',
  trackingUrl: (number) =>
    `https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT=${encodeURIComponent(number)}`,
  codes,
  format: 'xml',

  answer: XmlElement.refine(
    (root) => descendants(root, 'errorCode', 'Fault', ...lists).length > 0,
    'expected a SOAP envelope with "errorCode", a list of events or a fault',
  ),
  split(root, asked) {
    const found = descendants(root, ...lists)
    const slices = found.filter((list) => eventsOf(list).length > 0)
    const fault = soapFault(root)
    const failures = [
      ...descendants(root, 'return').flatMap((part) => {
        const [code, message] = [textOf(part, 'errorCode'), textOf(part, 'errorMessage')]
        return code === undefined || code === '0' ? [] : [failureOf({ code, message }, { unreachable: '1' })]
      }),
      ...found
        .filter((list) => !slices.includes(list))
        .map((list) => nothingFound(textOf(list, 'skybillNumber') ?? asked[0])),
      ...(fault ? [fault] : []),
    ]
    return {
      slices: slices.map((list) => numbered(list, asked[0])),
      failures: slices.length + failures.length > 0 ? failures : [nothingFound(asked[0])],
    }
  },

  slice: XmlElement,
  says: (list) => ({ number: textOf(list, 'skybillNumber'), ...said(eventsOf(list)) }),
  calls: {
    settings: [],
    baseUrl: 'https://ws.chronopost.fr',
    auth: { kind: 'request' },
    limits: { batch: 1 },
    track: ([number = '']) => ({
      method: 'POST',
      path: '/tracking-cxf/TrackingServiceWS',
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:cxf="http://cxf.tracking.soap.chronopost.fr/"><soapenv:Body><cxf:trackSkybillV2><language>en_GB</language><skybillNumber>${escapeXml(number)}</skybillNumber></cxf:trackSkybillV2></soapenv:Body></soapenv:Envelope>`,
    }),
  },
})

/** A list need not repeat its number. */
const numbered = (list: XmlNode, asked: string | undefined): XmlNode =>
  asked === undefined || textOf(list, 'skybillNumber') !== undefined
    ? list
    : {
        ...list,
        children: [...list.children, { name: 'skybillNumber', attributes: {}, text: asked, children: [] }],
      }

/** Empty ones are `nil`. */
const eventsOf = (list: XmlNode) => children(list, 'events').filter((event) => event.children.length > 0)

function said(nodes: readonly XmlNode[]): Omit<Said, 'number'> {
  const events = nodes.map((node) => {
    const sent = textOf(node, 'eventDate')
    const code = textOf(node, 'code')
    return { node, code: code?.toUpperCase(), as: code, sent, when: whenIso(sent), label: textOf(node, 'eventLabel') }
  })
  const isAfter = (one: (typeof events)[number], code: string) =>
    events.some(
      ({ code: other, when }) =>
        other === code &&
        one.code !== code &&
        when &&
        one.when &&
        Temporal.PlainDateTime.compare(when.localTime, one.when.localTime) <= 0,
    )
  const newest = (fact: RegExp) => nodes.map((node) => factOf(node, fact)).findLast((value) => value !== undefined)
  const redelivery = newest(/^(?:date de relivraison|redelivery date)$/i)
  const [from, to] = [newest(/^d[ée]but cr[ée]neau/i), newest(/^fin cr[ée]neau/i)]
  return {
    events: events.map((one) => ({
      code: one.as,
      // The courier's own scan may follow that of the shop which has the parcel already.
      ...(one.code === 'RB' && isAfter(one, 'AB') ? { meaning: says(null) } : meaningOf(one.as, one.label)),
      back: isAfter(one, 'R'),
      text: one.label,
      when: one.when,
      sent: one.sent,
      place: placeOf(one.node),
      signedBy: one.code === 'D' ? factOf(one.node, /^(?:consignee|recipient|nom d)/i) : undefined,
    })),
    estimate: redelivery
      ? { from: whenEuropean(redelivery) }
      : { from: whenEuropean(from), to: whenEuropean(to), window: true },
    legs: [...new Set(nodes.flatMap((node) => factOf(node, /^(?:partner number|num[ée]ro partenaire)$/i) ?? []))].map(
      legOf,
    ),
    pickup: pickupOf(newest(/^(?:point de retrait|pick-?up point)$/i)),
  }
}

/** The value of further information on an event, by its name in French or English. */
const factOf = (event: XmlNode, name: RegExp) =>
  textOf(
    children(event, 'infoCompList').find((one) => name.test(textOf(one, 'name') ?? '')),
    'value',
  )

/** `GEO/…`: a network and the number there, or the number alone. */
function legOf(partner: string): Partial<Leg> {
  const slash = partner.indexOf('/')
  return { name: partner.slice(0, Math.max(slash, 0)) || null, number: partner.slice(slash + 1) }
}

/** An office; the label may name a system instead. */
function placeOf(event: XmlNode) {
  const office = textOf(event, 'officeLabel')
  return {
    city: /^(?:web services?|service d['’])/i.test(office ?? '') ? undefined : office,
    postal: textOf(event, 'zipCode'),
  }
}

/** `name - street - postal code - city - country`. */
function pickupOf(point: string | undefined): Said['pickup'] {
  if (point === undefined) return undefined
  const parts = point.slice(0, 300).split(' - ')
  if (parts.length < 5) return { name: point }
  const [postal = null, city = null, country] = parts.slice(-3)
  return {
    name: parts[0] ?? null,
    street: parts.slice(1, -3).join(' - '),
    place: { city, region: null, postal, country: countryCode(country) },
  }
}
