import { z } from 'zod'
import { milestoneOf } from '../../../model/index.ts'
import {
  onTheirPage,
  aside,
  byStatus,
  clientCredentials,
  defineCarrier,
  failureOf,
  many,
  type Meaning,
  meaningIn,
  readOffset,
  type SaidEvent,
  secret,
  setting,
  text,
  texts,
  whenAmerican,
  whenIso,
} from '../../kit/index.ts'
import { categories, codes, inWords } from './codes.ts'

const Event = texts(
  'eventType',
  'eventCode',
  'eventTimestamp',
  'GMTTimestamp',
  'GMTOffset',
  'eventDate',
  'eventTime',
  'eventCity',
  'eventState',
  'eventZIP',
  'eventZIPCode',
  'eventCountry',
  'name',
)
const Expected = texts(
  'expectedDeliveryDate',
  'predictedDeliveryDate',
  'guaranteedDeliveryDate',
  'predictedDeliveryWindowStartTime',
  'predictedDeliveryWindowEndTime',
)
const Parcel = texts('trackingNumber', 'status', 'statusCategory', 'mailClass', 'destinationZIP', 'destinationZIPCode')
  .extend({ deliveryDateExpectation: aside(Expected), trackingEvents: many(Event) })
  .extend(Expected.shape)
const Trouble = texts('code', 'message').extend({ errors: aside(many(texts('status', 'code', 'title', 'detail'))) })
const Item = Parcel.extend({
  statusCode: text,
  // An object of USPS's own, a word of OAuth's, a list or a fault of the gateway's.
  error: z.union([Trouble, text]).optional(),
  error_description: text,
  errors: many(Trouble),
  fault: aside(texts('faultstring').extend({ detail: aside(texts('errorcode')) })),
})
const Answer = Item.refine(
  (item) => item.trackingNumber ?? troubleOf(item),
  'expected "trackingNumber", "error" or "errors"',
)

/** USPS Tracking API v3; its newer revision answers a list, with an error in place of each parcel it does not know. */
export const usps = defineCarrier({
  id: 'usps',
  name: 'USPS',
  docs: 'https://developers.usps.com/trackingv3',
  defaultZone: 'America/New_York',
  trackingUrl: (number) => `https://tools.usps.com/go/TrackConfirmAction?tLabels=${encodeURIComponent(number)}`,
  codes,
  summaries: categories,

  answer: many(Answer).refine((items) => items.length > 0, 'expected a parcel or an error'),
  split: (items) => ({
    slices: items.filter((item) => !troubleOf(item)),
    failures: items.flatMap((item) => {
      const trouble = troubleOf(item)
      return trouble ? [failure(trouble, item)] : []
    }),
  }),
  slice: Parcel,
  says(parcel) {
    const { trackingNumber, status, statusCategory, mailClass, destinationZIP, destinationZIPCode } = parcel
    const events = parcel.trackingEvents.map((event) => said(event))
    const [backSince] = events
      .flatMap(({ meaning, when }) => (meaning?.status?.startsWith('returning') && when ? [when.localTime] : []))
      .sort((a, b) => Temporal.PlainDateTime.compare(a, b))
    const home = destinationZIP ?? destinationZIPCode
    return {
      number: trackingNumber,
      // It does not say which way the parcel goes.
      ...(backSince === undefined && { summary: [statusCategory, status] }),
      // What arrives at its destination after all is not on its way back.
      events: events.map((event) => ({
        ...event,
        back:
          backSince !== undefined &&
          event.when !== undefined &&
          Temporal.PlainDateTime.compare(event.when.localTime, backSince) > 0 &&
          (!home || event.place?.postal !== home),
      })),
      estimate: estimateOf({ ...parcel, ...parcel.deliveryDateExpectation }),
      // `USPS Ground Advantage<SUP>&#174;</SUP>`
      service: mailClass?.replaceAll(/<sup>.*?<\/sup>|<[^>]*>|&#?\w+;/gi, ''),
    }
  },
  // Redelivery, once it was tried. Package Intercept is the sender's to ask for.
  changes: onTheirPage(
    { asks: 'nothing', url: () => 'https://tools.usps.com/redelivery.htm', milestones: ['attempt_failed'] },
    'reschedule',
  ),
  calls: {
    ...clientCredentials('/oauth2/v3/token', { client: 'json' }),
    settings: [setting('clientId', 'Consumer Key'), secret('clientSecret', 'Consumer Secret')],
    baseUrl: 'https://apis.usps.com',
    testUrl: 'https://apis-tem.usps.com',
    limits: { batch: 1, perHour: 60 },
    track: ([number = '']) => ({
      path: `/tracking/v3/tracking/${encodeURIComponent(number)}`,
      query: { expand: 'DETAIL' },
    }),
  },
})

type Item = z.infer<typeof Item>

/** What went wrong, whichever part of USPS says so. */
function troubleOf({
  error,
  error_description: message,
  errors,
  fault,
}: Pick<Item, 'error' | 'error_description' | 'errors' | 'fault'>) {
  if (typeof error === 'string') return { code: error, message, errors: undefined }
  if (error) return error
  return (
    errors[0] ?? (fault ? { code: fault.detail?.errorcode, message: fault.faultstring, errors: undefined } : undefined)
  )
}

function failure(error: z.infer<typeof Trouble>, { trackingNumber, statusCode }: Item) {
  const number = trackingNumber && { number: trackingNumber }
  const [first] = error.errors ?? []
  const sent = {
    code: error.code ?? first?.code ?? statusCode,
    message: error.message ?? first?.detail ?? first?.title,
    ...number,
  }
  // "A status update is not yet available" and the like: unknown so far.
  const unknown = /not (?:yet )?available|could not locate|may be incorrect/i.test(`${sent.message} ${first?.detail}`)
  const kind = byStatus(first?.status ?? '') ?? byStatus(statusCode ?? '')
  const read = failureOf(sent)
  return { ...read, kind: unknown ? 'not_found' : (kind ?? read.kind) }
}

function said(event: z.infer<typeof Event>): SaidEvent {
  const { eventType, eventCode, eventTimestamp, GMTTimestamp, GMTOffset, eventDate, eventTime } = event
  const stamp = eventTimestamp ?? GMTTimestamp
  const when = stamp ? whenIso(stamp) : whenAmerican([eventDate, eventTime].filter(Boolean).join(' '))
  const zone = when && when.precision !== 'day' ? (when.zone ?? readOffset(GMTOffset) ?? null) : null
  const known = meaningIn(codes, eventCode)
  const words = inWords(eventType)
  return {
    code: eventCode,
    meaning: known ? finer(known, words) : words,
    unmapped: known || !words ? undefined : (eventCode ?? eventType),
    text: eventType,
    language: 'en',
    when: when && { ...when, zone },
    sent: stamp ?? eventDate,
    place: {
      city: event.eventCity,
      region: event.eventState,
      postal: event.eventZIP ?? event.eventZIPCode,
      country: event.eventCountry,
    },
    signedBy: known?.status?.startsWith('delivered') ? event.name : undefined,
  }
}

/** A name within its code's milestone tells more than the code; one outside of it only of a delivery to somebody else. */
function finer(known: Meaning, words: Meaning | undefined): Meaning {
  if (!known.status || !words?.status) return known
  const within = milestoneOf(words.status) === milestoneOf(known.status) && words.status.includes('/')
  const elsewhere = milestoneOf(known.status) === 'delivered'
  return within || elsewhere ? words : known
}

function estimateOf(expected: z.infer<typeof Expected>) {
  const { predictedDeliveryWindowStartTime: from, predictedDeliveryWindowEndTime: to } = expected
  const date = expected.expectedDeliveryDate ?? expected.predictedDeliveryDate ?? expected.guaranteedDeliveryDate
  const day = date?.slice(0, 10)
  return from && to
    ? { from: whenIso(`${day}T${from}`), to: whenIso(`${day}T${to}`), window: true }
    : { from: whenIso(day) ?? whenAmerican(date) }
}
