import { z } from 'zod'
import {
  apiKey,
  aside,
  countryCode,
  defineCarrier,
  failureOf,
  grams,
  many,
  nothingFound,
  setting,
  text,
  texts,
  whenIso,
} from '../../kit/index.ts'
import { codes } from './codes.ts'
import { meaningOf, unmappedOf } from './meaning.ts'
import { push } from './push.ts'

const Address = texts('countryCode', 'postalCode', 'addressLocality', 'addressRegion')
const Event = texts('timestamp', 'statusCode', 'simplifiedStatus', 'divisionalStatus', 'status', 'description').extend({
  location: aside(z.object({ address: aside(Address) })),
})
type Event = z.infer<typeof Event>

const Person = texts('name', 'givenName', 'familyName')
const Details = z.object({
  product: aside(texts('productName')),
  weight: aside(texts('value', 'unitText')),
  references: many(texts('number', 'type')).catch([]),
  proofOfDelivery: aside(texts('signatureUrl', 'documentUrl').extend({ signed: aside(Person) })),
})
const Shipment = texts('id', 'service', 'estimatedTimeOfDelivery').extend({
  // Pushed states may come as a word alone.
  status: z.preprocess((value) => (typeof value === 'string' ? { status: value } : value), Event.nullish()),
  estimatedDeliveryTimeFrame: aside(texts('estimatedFrom', 'estimatedThrough')),
  details: aside(Details),
  events: many(Event),
})
type Shipment = z.infer<typeof Shipment>

/** DHL's Shipment Tracking – Unified: one form for the parcels of all its divisions, each with codes of its own. */
export const dhlUniversal = defineCarrier({
  id: 'dhl_universal',
  name: 'DHL',
  docs: 'https://developer.dhl.com/api-reference/shipment-tracking',
  defaultZone: 'Europe/Berlin',
  trackingUrl: (number) => `https://www.dhl.com/en/home/tracking.html?tracking-id=${encodeURIComponent(number)}`,
  codes,

  answer: texts('title', 'detail', 'instance')
    .extend({ status: text.catch(undefined), shipments: many(Shipment).optional() })
    .refine(({ shipments, title, detail }) => shipments ?? title ?? detail, 'expected "shipments" or a problem'),
  split: ({ shipments = [], title, detail, status, instance }) => {
    if (shipments.length > 0) return { slices: shipments, failures: [] }
    const number = /(?:shipments?\/|trackingNumber=)([A-Z\d]+)/i.exec(instance ?? '')?.[1]
    const words = detail ?? title
    if (!words) return { slices: [], failures: [nothingFound()] }
    return { slices: [], failures: [failureOf({ code: status, message: words, ...(number && { number }) })] }
  },
  slice: Shipment,
  says: (shipment) => {
    const { id, status, service, details, events } = shipment
    const proof = details?.proofOfDelivery
    return {
      number: id,
      summary: status ? meaningOf(status, service) : undefined,
      service: details?.product?.productName ?? service,
      weightGrams: grams(details?.weight?.value, details?.weight?.unitText),
      estimate: dueOf(shipment),
      legs: (details?.references ?? []).flatMap((one) =>
        one.type === 'local-tracking-number' ? [{ number: one.number ?? null }] : [],
      ),
      proof: { signedBy: nameOf(proof?.signed), photoUrl: proof?.signatureUrl, documentUrl: proof?.documentUrl },
      events: (events.length > 0 || !status ? events : [status]).map((one) => ({
        code: one.statusCode ?? one.simplifiedStatus,
        meaning: meaningOf(one, service),
        unmapped: unmappedOf(one, service),
        text: one.description?.trim() ? one.description : one.status,
        when: whenIso(one.timestamp),
        sent: one.timestamp,
        place: placeOf(one.location?.address),
      })),
    }
  },
  calls: {
    ...apiKey('DHL-API-Key'),
    settings: [
      ...apiKey('DHL-API-Key').settings,
      setting('service', 'Service (parcel-de, express, …)', {
        optional: true,
        pattern: { test: /^[a-z]+(?:-[a-z]+)*$/, hint: 'is a service of the documentation, like "parcel-de"' },
      }),
    ],
    baseUrl: 'https://api-eu.dhl.com',
    testUrl: 'https://api-test.dhl.com',
    limits: { batch: 1, perSecond: 1, perDay: 250 },
    track: ([number = ''], { settings: { service } }) => ({
      path: '/track/shipments',
      query: { trackingNumber: number, language: 'en', ...(service && { service }) },
      headers: { Accept: 'application/json' },
    }),
  },
  push,
})

/** The day DHL names; the frame around it is a window where it is of that day and has times. */
function dueOf({ estimatedTimeOfDelivery, estimatedDeliveryTimeFrame: frame }: Shipment) {
  const day = whenIso(estimatedTimeOfDelivery)
  const from = whenIso(frame?.estimatedFrom)
  const to = whenIso(frame?.estimatedThrough)
  const sameDay = [from, to].every((one) => !day || one?.localTime.toPlainDate().equals(day.localTime.toPlainDate()))
  return from && to && sameDay ? { from, to, window: true } : { from: day ?? from, to: day ?? to }
}

const nameOf = (person: z.infer<typeof Person> | null | undefined) =>
  person?.name?.trim() || [person?.givenName, person?.familyName].filter(Boolean).join(' ')

/** Express writes `Leipzig - GERMANY` and no country of its own. */
function placeOf(address: z.infer<typeof Address> | null | undefined) {
  const { addressLocality: city, addressRegion: region, postalCode: postal, countryCode: country } = address ?? {}
  const [, before, after] = /^(.*\S) - (\D+)$/.exec(city?.trim() ?? '') ?? []
  return !country && countryCode(after)
    ? { city: before, region, postal, country: after }
    : { city, region, postal, country }
}
