import { z } from 'zod'
import {
  basic,
  defineCarrier,
  failureOf,
  grams,
  lookUp,
  many,
  nothingFound,
  setting,
  texts,
  whenApart,
  whenIso,
} from '../../kit/index.ts'
import { codes, refined, summaries } from './codes.ts'

const Event = texts('date', 'time', 'GMTOffset', 'typeCode', 'description', 'signedBy').extend({
  serviceArea: many(texts('code', 'description')).catch([]),
})
type Event = z.infer<typeof Event>

const Shipment = texts(
  'shipmentTrackingNumber',
  'status',
  'productCode',
  'totalWeight',
  'unitOfMeasurements',
  'estimatedDeliveryDate',
  'estimatedTimeOfDelivery',
).extend({ events: many(Event), pieces: many(z.object({ events: many(Event).catch([]) })).catch([]) })

const Problem = texts('status', 'title', 'detail', 'message', 'instance').extend({
  reasons: many(texts('msg')).catch([]),
})

/** DHL Express' MyDHL API, tracking. Times are those of the place where a checkpoint was. */
export const mydhl = defineCarrier({
  id: 'mydhl',
  name: 'DHL Express',
  docs: 'https://developer.dhl.com/api-reference/dhl-express-mydhl-api',
  defaultZone: 'Europe/Berlin',
  trackingUrl: (number) => `https://www.dhl.com/en/express/tracking.html?AWB=${encodeURIComponent(number)}`,
  codes,
  summaries,

  answer: Problem.extend({
    shipments: many(Shipment).optional(),
    documents: many(texts('typeCode')).optional(),
  }).refine(
    ({ shipments, documents, reasons, title, detail }) => shipments ?? documents ?? reasons[0] ?? title ?? detail,
    'expected "shipments" or a problem with "detail"',
  ),
  split: (answer) => {
    const { shipments = [], documents, status, title, detail, message, instance, reasons } = answer
    if (shipments.length > 0) return { slices: shipments, failures: [] }
    const number = /(?:shipmentTrackingNumber=|shipments\/)([A-Z\d]+)/i.exec(instance ?? '')?.[1]
    const words = detail ?? message ?? reasons[0]?.msg ?? title
    if (words) return { slices: [], failures: [failureOf({ code: status, message: words, ...(number && { number }) })] }
    const notTracking = failureOf({
      code: 'NOT_TRACKING',
      message: 'documents of a shipment, and no word on where it is',
    })
    return { slices: [], failures: [documents ? notTracking : nothingFound()] }
  },
  slice: Shipment,
  says: (shipment) => ({
    number: shipment.shipmentTrackingNumber,
    summary: [shipment.status],
    service: lookUp(products, shipment.productCode?.trim().toUpperCase() ?? '') ?? shipment.productCode,
    weightGrams: grams(shipment.totalWeight, shipment.unitOfMeasurements === 'imperial' ? 'lb' : 'kg'),
    estimate: { from: whenIso(shipment.estimatedDeliveryDate ?? shipment.estimatedTimeOfDelivery) },
    proof: { signedBy: shipment.events.map(signerOf).find(Boolean) },
    events: checkpoints(shipment).map((one) => ({
      code: one.typeCode,
      meaning: lookUp(refined, one.typeCode?.trim().toUpperCase() ?? '')?.(one.description),
      text: one.description,
      when: whenApart(one.date, one.time, one.GMTOffset),
      sent: `${one.date ?? ''} ${one.time ?? ''}`,
      place: areaOf(one.serviceArea[0]?.description),
      signedBy: signerOf(one),
    })),
  }),
  calls: {
    ...basic('API key', 'API secret'),
    settings: [
      ...basic('API key', 'API secret').settings,
      setting('environment', 'Environment (test or production)', {
        optional: true,
        pattern: { test: /^(?:test|production)$/, hint: 'is "test" or "production"' },
      }),
    ],
    baseUrl: 'https://express.api.dhl.com',
    // 200 are documented; an address of 8 KB does not pass everywhere.
    limits: { batch: 50 },
    track: (numbers, { settings: { environment } }) => ({
      path: `/mydhlapi/${environment === 'test' ? 'test/' : ''}tracking?${numbers
        .map((number) => `shipmentTrackingNumber=${encodeURIComponent(number)}`)
        .join('&')}`,
      headers: { Accept: 'application/json' },
    }),
  },
})

/** The checkpoints of the pieces where only those were asked for, each once. */
function checkpoints({ events, pieces }: z.infer<typeof Shipment>): readonly Event[] {
  if (events.length > 0) return events
  const seen = new Set<string>()
  return pieces
    .flatMap((piece) => piece.events)
    .filter((one) => seen.size < seen.add([one.date, one.time, one.typeCode, one.serviceArea[0]?.code].join('|')).size)
}

function signerOf({ typeCode, signedBy, description }: Event): string | undefined {
  if (typeCode?.trim().toUpperCase() !== 'OK') return undefined
  return signedBy?.trim() || /(?:signed (?:for )?by|^delivered)\s*:\s*(.+)$/i.exec(description ?? '')?.[1]?.trim()
}

/** `Auckland-NZ` as a city and a country; anything else as it is. */
function areaOf(area: string | undefined) {
  const [, city, country] = /^(.*\S)\s*-\s*([A-Z]{2})$/i.exec(area?.trim() ?? '') ?? []
  return city === undefined ? { city: area } : { city, country }
}

/** What the product codes most used outside of one country are called. */
const products: Readonly<Record<string, string>> = {
  D: 'Express Worldwide (documents)',
  P: 'Express Worldwide',
  U: 'Express Worldwide (EU)',
  K: 'Express 9:00 (documents)',
  E: 'Express 9:00',
  T: 'Express 12:00 (documents)',
  Y: 'Express 12:00',
  W: 'Economy Select (EU)',
  H: 'Economy Select',
  N: 'Express Domestic',
}
