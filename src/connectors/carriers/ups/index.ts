import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Failure, Warning } from '../../../model/index.ts'
import {
  clientCredentials,
  countryCode,
  defineCarrier,
  lookUp,
  many,
  type Said,
  type SaidEvent,
  readClock,
  readDay,
  readOffset,
  text,
  whenApart,
} from '../../kit/index.ts'
import { codes, meaningOf, meaningOfPlace } from './codes.ts'
import { Code, failure } from './failure.ts'
import { intercept } from './intercept.ts'
import { pushing } from './push.ts'

/** UPS's own systems keep Eastern time; used for ordering only, where an activity names no zone. */
const defaultZone = 'America/New_York'

/** UPS Tracking API v1 (`/track/v1/details/…`), its errors, and the bodies Track Alert pushes. */
export const ups = defineCarrier({
  id: 'ups',
  name: 'UPS',
  docs: 'https://developer.ups.com/api/reference/tracking/product-info',
  defaultZone,
  // Dates and times are the place's own; GMT's come beside them.
  clock: 'place',
  trackingUrl: (number) => `https://www.ups.com/track?tracknum=${encodeURIComponent(number)}`,
  codes,

  answer: z.lazy(() => Answer),
  split(answer) {
    if (answer.trackingNumber !== undefined) return { slices: [answer], failures: [] }
    const failures = (answer.response?.errors ?? answer.errors ?? []).map((error) => failure(error))
    const shipments = answer.trackResponse?.shipment
    if (!shipments) return { slices: [], failures }
    if (shipments.length === 0) failures.push(nothing('the answer holds no shipment'))
    for (const { inquiryNumber, package: packages, warnings } of shipments) {
      failures.push(...warnings.map((warning) => failure(warning, inquiryNumber)))
      if (packages.length === 0 && warnings.length === 0)
        failures.push(nothing('the shipment holds no package', inquiryNumber))
    }
    const slices = shipments.flatMap(({ inquiryNumber, package: packages }) =>
      packages.map((one) => ({
        inquiryNumber: Numbered.safeParse(one).success ? null : (inquiryNumber ?? null),
        package: one,
      })),
    )
    return { slices, failures }
  },

  slice: z.lazy(() => Slice),
  says(slice) {
    const parcel = 'package' in slice ? slice.package : unpush(slice)
    const events = parcel.activity.map(said)
    const delivered = events.find(isDelivery)
    const { currentStatus, statusCode = '' } = parcel
    const { type = '', code = '', statusCode: detail = '' } = currentStatus ?? {}
    const summary = meaningOf({ type, code, statusCode: detail || statusCode }).meaning
    const spot = meaningOfPlace(parcel.deliveryInformation?.location ?? '')
    return {
      number: parcel.trackingNumber?.trim() || ('package' in slice ? slice.inquiryNumber : undefined),
      // Name and spot belong to the newest delivery; activities come newest first.
      events: events.map((event) =>
        event === delivered && spot && event.meaning?.status === 'delivered' ? { ...event, meaning: spot } : event,
      ),
      ...(summary && { summary }),
      ...estimate(parcel, delivered ?? (events.length === 0 && summary?.status?.startsWith('delivered'))),
      service: parcel.service?.description,
      weightGrams: readWeight(parcel.weight),
      proof: delivered && { signedBy: parcel.deliveryInformation?.receivedBy },
    }
  },
  calls: {
    ...clientCredentials('/security/v1/oauth/token'),
    baseUrl: 'https://onlinetools.ups.com',
    testUrl: 'https://wwwcie.ups.com',
    limits: { batch: 1 },
    track: ([number = '']) => ({
      path: `/api/track/v1/details/${encodeURIComponent(number)}`,
      query: { locale: 'en_US', returnSignature: 'true' },
      headers: transaction(),
    }),
  },
  changes: {
    redirect_to_address: { how: 'api' },
    hold_for_pickup: { how: 'api' },
    reschedule: { how: 'api' },
    return_to_sender: { how: 'api' },
  },
  changeCalls: intercept,
  push: pushing({ headers: transaction, failure: (error) => failure(error) }),
})

/** Asked for with every call; UPS finds it in its log by them. */
function transaction(): Readonly<Record<string, string>> {
  return { transid: randomUUID(), transactionsrc: 'whereabouts' }
}

const Status = z.object({ type: text, code: text, statusCode: text, description: text })
/** What is beside the point is left out when it has another shape, instead of losing the parcel. */
const aside = <Shape extends z.ZodType>(shape: Shape) => shape.nullish().catch(undefined)

const Address = z.object({ city: text, stateProvince: text, postalCode: text, country: text, countryCode: text })
const Activity = z.object({
  date: text,
  time: text,
  gmtDate: text,
  gmtTime: text,
  gmtOffset: text,
  location: aside(z.object({ address: aside(Address) })),
  status: Status.nullish(),
})
type Activity = z.infer<typeof Activity>

/** A package with a number of its own; the inquiry may have been for another one of the shipment. */
const Numbered = z.object({ trackingNumber: text.pipe(z.string().trim().min(1)) })

const DeliveryInformation = z.object({ location: text, receivedBy: text })
const Package = z.object({
  trackingNumber: text,
  activity: many(Activity),
  currentStatus: Status.nullish(),
  statusCode: text,
  statusDescription: text,
  deliveryDate: many(z.object({ type: text, date: text })).catch([]),
  deliveryTime: aside(z.object({ type: text, startTime: text, endTime: text })),
  deliveryInformation: aside(DeliveryInformation),
  service: aside(z.object({ description: text })),
  weight: aside(z.object({ unitOfMeasurement: text, weight: text })),
})
type Package = z.infer<typeof Package>

const Push = z.object({
  trackingNumber: z.string(),
  localActivityDate: text,
  localActivityTime: text,
  gmtActivityDate: text,
  gmtActivityTime: text,
  gmtOffset: text,
  activityLocation: aside(Address),
  activityStatus: z.object({ type: text, code: text, description: text, descriptionCode: text }),
  scheduledDeliveryDate: text,
  deliveryStartTime: text,
  deliveryEndTime: text,
  receivedBy: text,
})

const Slice = z.union([z.object({ inquiryNumber: text, package: Package }), Push], {
  error: () => 'neither a package of a tracking answer nor a pushed event',
})

const Answer = z
  .looseObject({
    trackResponse: z
      .object({
        shipment: z.preprocess(
          (value) => (value == null || Array.isArray(value) ? value : [value]),
          z.array(z.object({ inquiryNumber: text, package: many(z.unknown()), warnings: many(Code) })),
        ),
      })
      .optional(),
    response: z
      .object({ errors: many(Code).refine((errors) => errors.length > 0, 'expected at least one error') })
      .optional(),
    errors: z.array(Code).min(1).optional(),
    trackingNumber: z.string().optional(),
    activityStatus: z.unknown().optional(),
  })
  .refine(
    (answer) =>
      answer.trackResponse ??
      answer.response ??
      answer.errors ??
      (answer.trackingNumber !== undefined && answer.activityStatus),
    'expected "trackResponse", "response.errors", or a pushed event with "trackingNumber" and "activityStatus"',
  )

function said(activity: Activity): SaidEvent {
  const { type = '', code = '', statusCode = '', description } = activity.status ?? {}
  const when = whenApart(activity.date, activity.time)
  const { meaning, unmapped } = meaningOf({ type, code, statusCode })
  const address = activity.location?.address
  return {
    code,
    text: description,
    ...(meaning && { meaning }),
    ...(unmapped && { unmapped }),
    when: when && { ...when, zone: when.precision === 'day' ? null : readZone(activity, when.localTime) },
    sent: [activity.date, activity.time].filter(Boolean).join(' '),
    ...(address && {
      place: {
        city: address.city,
        region: address.stateProvince,
        postal: address.postalCode,
        country: countryCode(address.countryCode) ?? address.country,
      },
    }),
  }
}

const isDelivery = ({ meaning, when }: SaidEvent) =>
  when !== undefined && meaning?.status?.startsWith('delivered') === true

/** The offset as sent, else the difference between the local and the GMT time where both were sent. */
function readZone({ gmtDate, gmtTime, gmtOffset }: Activity, local: Temporal.PlainDateTime): string | null {
  const sent = readOffset(gmtOffset)
  if (sent) return sent
  const day = readDay(gmtDate)
  const clock = readClock(gmtTime)
  if (!day || !clock) return null
  const minutes = day.toPlainDateTime(clock.time).until(local).total('minutes')
  if (!Number.isInteger(minutes) || minutes % 15 !== 0 || Math.abs(minutes) > 14 * 60) return null
  const two = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
}

/** UPS's types of dates, the one that counts first: rescheduled, scheduled. `DEL` is the day it was delivered. */
const promises = ['RDD', 'SDD'] as const

function estimate(parcel: Package, isDelivered: unknown): Pick<Said, 'estimate' | 'warnings'> {
  const warnings = parcel.deliveryDate.flatMap(({ type, date }): Warning[] =>
    date?.trim() && !readDay(date)
      ? [
          {
            code: 'unreadable_date',
            message: `delivery date ${quoted(date)} of type ${quoted(type)} is no day; left out`,
          },
        ]
      : [],
  )
  if (isDelivered) return { warnings }
  const [day] = promises.flatMap((promise) =>
    parcel.deliveryDate.flatMap(({ type, date }) => (type?.trim() === promise ? (readDay(date) ?? []) : [])),
  )
  if (!day) return { warnings }
  const window = readWindow(parcel.deliveryTime)
  const at = (time: string) => ({
    localTime: day.toPlainDateTime(time),
    precision: 'minute' as const,
    zone: null,
  })
  return {
    warnings,
    estimate: window ? { from: at(window.from), to: at(window.to), window: true } : { from: day },
  }
}

/** A commit time is a window that opens with the day; "end of day" says nothing beyond the day. */
function readWindow(time: Package['deliveryTime']): { from: string; to: string } | null {
  const type = time?.type?.trim() ?? ''
  const until = readClock(time?.endTime)?.time
  const from = type === 'CMT' ? new Temporal.PlainTime(0, 0) : readClock(time?.startTime)?.time
  if (!['EDW', 'CDW', 'IDW', 'CMT'].includes(type) || !from || !until) return null
  return { from: from.toString({ smallestUnit: 'minute' }), to: until.toString({ smallestUnit: 'minute' }) }
}

const gramsIn: Readonly<Record<string, number>> = {
  LB: 453.592_37,
  LBS: 453.592_37,
  KG: 1000,
  KGS: 1000,
  OZ: 28.349_523_125,
  OZS: 28.349_523_125,
}

function readWeight(weight: Package['weight']): number | null {
  const unit = lookUp(gramsIn, weight?.unitOfMeasurement?.trim().toUpperCase() ?? '')
  const amount = weight?.weight?.trim() ?? ''
  if (unit === undefined || !/^\d{1,7}(?:\.\d{1,6})?$/.test(amount)) return null
  return Math.round(Number(amount) * unit) || null
}

/** A pushed event as the package of a tracking answer that has this one activity. */
function unpush(push: z.infer<typeof Push>): Package {
  const { activityStatus: status } = push
  return {
    trackingNumber: push.trackingNumber,
    activity: [
      {
        date: push.localActivityDate,
        time: push.localActivityTime,
        gmtDate: push.gmtActivityDate,
        gmtTime: push.gmtActivityTime,
        gmtOffset: push.gmtOffset,
        location: { address: push.activityLocation },
        status: {
          type: status.type,
          code: status.code,
          statusCode: status.descriptionCode,
          description: status.description,
        },
      },
    ],
    currentStatus: undefined,
    statusCode: undefined,
    statusDescription: undefined,
    deliveryDate: [{ type: 'SDD', date: push.scheduledDeliveryDate }],
    deliveryTime: { type: 'EDW', startTime: push.deliveryStartTime, endTime: push.deliveryEndTime },
    deliveryInformation: { location: undefined, receivedBy: push.receivedBy },
    service: undefined,
    weight: undefined,
  }
}

function nothing(message: string, number?: string): Failure {
  return { kind: 'not_found', code: 'EMPTY_ANSWER', message, ...(number ? { number } : {}) }
}

const quoted = (value: string | undefined) => JSON.stringify((value ?? '').slice(0, 40))
