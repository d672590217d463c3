import { z } from 'zod'
import {
  type Failure,
  type FailureKind,
  failed,
  milestoneOf,
  ok,
  place,
  type ReadParcel,
  type ReadScan,
  type Warning,
} from '../../../model/index.ts'
import {
  countryCode,
  defineCarrier,
  lookUp,
  many,
  readClock,
  readDay,
  readOffset,
  scansState,
  text,
  type Meaning,
} from '../../kit/index.ts'
import { codes, meaningOf, meaningOfPlace } from './codes.ts'
import { recogniseUps } from './recognise.ts'

const id = 'ups'
/** UPS's own systems keep Eastern time; used for ordering only, where an activity names no zone. */
const defaultZone = 'America/New_York'

/** UPS Tracking API v1 (`/track/v1/details/…`), its errors, and the bodies Track Alert pushes. */
export const ups = defineCarrier({
  id,
  name: 'UPS',
  docs: 'https://developer.ups.com/api/reference/tracking/product-info',
  defaultZone,
  // Dates and times are the place's own; GMT's come beside them.
  clock: 'place',
  trackingUrl: (number) => `https://www.ups.com/track?tracknum=${encodeURIComponent(number)}`,
  recognises: recogniseUps,
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
  read(slice) {
    const parcel = 'package' in slice ? slice.package : unpush(slice)
    const number = parcel.trackingNumber?.trim() || ('package' in slice && slice.inquiryNumber?.trim()) || undefined
    if (!number) return failed({ kind: 'malformed', code: 'NO_NUMBER', message: 'a package without a tracking number' })

    const warnings: Warning[] = []
    const scans = withSignature(
      parcel.activity.flatMap((activity) => readScan(activity, warnings) ?? []),
      parcel.deliveryInformation,
    )
    const state = scansState({ number, scans }, { id, defaultZone })
    const summary = readSummary(parcel)
    if (summary && state.decidedBy !== null && summary.milestone !== state.milestone) {
      warnings.push({
        code: 'summary_contradicts_events',
        message: `the summary says ${summary.milestone}, the activities say ${state.milestone}; the activities were taken`,
      })
    }
    const milestone = state.decidedBy === null ? summary?.milestone : state.milestone
    return ok({
      number,
      scans,
      summary,
      estimatedDelivery: readEstimate(parcel, milestone === 'delivered', warnings),
      service: parcel.service?.description?.trim() || null,
      weightGrams: readWeight(parcel.weight),
      warnings,
    })
  },
})

const Code = z.object({ code: text, message: text })
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

function readScan(activity: Activity, warnings: Warning[]): ReadScan | undefined {
  const { type = '', code = '', statusCode = '', description } = activity.status ?? {}
  const named = [type, code].filter(Boolean).join('/') || 'without a code'
  const day = readDay(activity.date)
  if (!day) {
    warn(
      warnings,
      'unreadable_date',
      `activity ${named} left out: its date ${quoted(activity.date)} is not a day a parcel can have`,
    )
    return undefined
  }
  const clock = readClock(activity.time)
  if (!clock && activity.time?.trim()) {
    warn(
      warnings,
      'unreadable_time',
      `activity ${named}: its time ${quoted(activity.time)} is not HHMMSS; only the day was taken`,
    )
  }
  const { meaning, unmapped } = meaningOf({ type, code, statusCode })
  if (unmapped) {
    const taken = meaning?.status ? `read as ${meaning.status} from the rest of its status` : 'it changes no milestone'
    warn(warnings, 'unmapped_code', `code ${quoted(unmapped)} is in no table; ${taken}`)
  }
  const address = activity.location?.address
  return {
    code: code.trim() || null,
    // As sent: the trailing blanks of some of UPS's sentences are in what others compare with.
    text: description?.trim() ? description : null,
    language: null,
    localTime: day.toPlainDateTime(clock?.time),
    precision: clock?.precision ?? 'day',
    zone: clock ? readZone(activity, day.toPlainDateTime(clock.time)) : null,
    place: address
      ? place({
          city: address.city ?? null,
          region: address.stateProvince ?? null,
          postal: address.postalCode ?? null,
          country: countryCode(address.countryCode) ?? countryCode(address.country),
        })
      : null,
    ...mapped(meaning),
    sequence: null,
    signedBy: null,
  }
}

function mapped(meaning: Meaning | null): Pick<ReadScan, 'milestone' | 'status' | 'reason' | 'action'> {
  const { status = null, reason = null, action = null } = meaning ?? {}
  return { milestone: status && milestoneOf(status), status, reason, action }
}

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

/** Name and spot belong to the newest delivery; activities come newest first. */
function withSignature(
  scans: ReadScan[],
  delivery: z.infer<typeof DeliveryInformation> | null | undefined,
): ReadScan[] {
  const delivered = scans.findIndex(({ milestone }) => milestone === 'delivered')
  if (!delivery || delivered < 0) return scans
  const spot = meaningOfPlace(delivery.location ?? '')
  return scans.map((scan, index) => {
    if (index !== delivered) return scan
    const status = scan.status === 'delivered' && spot?.status ? spot.status : scan.status
    return { ...scan, status, signedBy: delivery.receivedBy?.trim() || null }
  })
}

function readSummary({ currentStatus, statusCode = '' }: Package): ReadParcel['summary'] {
  const { type = '', code = '', statusCode: detail = '' } = currentStatus ?? {}
  const status = meaningOf({ type, code, statusCode: detail || statusCode }).meaning?.status
  return status ? { milestone: milestoneOf(status), status } : null
}

/** UPS's types of dates, the one that counts first: rescheduled, scheduled. `DEL` is the day it was delivered. */
const promises = ['RDD', 'SDD'] as const

function readEstimate(parcel: Package, delivered: boolean, warnings: Warning[]): ReadParcel['estimatedDelivery'] {
  for (const { type, date } of parcel.deliveryDate) {
    if (date?.trim() && !readDay(date)) {
      warn(warnings, 'unreadable_date', `delivery date ${quoted(date)} of type ${quoted(type)} is no day; left out`)
    }
  }
  if (delivered) return null
  const dayOf = (promise: string) =>
    parcel.deliveryDate.flatMap(({ type, date }) => (type?.trim() === promise ? (readDay(date) ?? []) : []))[0]
  const day = promises.map(dayOf).find((day) => day !== undefined)
  return day ? { from: day, to: day, window: readWindow(parcel.deliveryTime) } : null
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

/** UPS's error and warning codes whose kind their family does not tell. */
const kinds: Readonly<Record<string, FailureKind>> = {
  TW0001: 'not_found',
  TW0002: 'not_found',
  TV1002: 'rejected',
  '151044': 'not_found',
  '154030': 'not_found',
  '404': 'not_found',
  '401': 'unauthorized',
  '403': 'unauthorized',
  '10401': 'unauthorized',
  '10403': 'unauthorized',
  '250006': 'rate_limited',
  '429': 'rate_limited',
  '10429': 'rate_limited',
  '20001': 'unreachable',
  '10004': 'unreachable',
  '190001': 'unreachable',
  '190100': 'unreachable',
  '500': 'unreachable',
  '502': 'unreachable',
  '503': 'unreachable',
  '504': 'unreachable',
}

function failure({ code, message }: z.infer<typeof Code>, number?: string): Failure {
  const given = code?.trim() || 'UNKNOWN'
  const kind = lookUp(kinds, given) ?? (/^2500\d\d$/.test(given) ? 'unauthorized' : 'rejected')
  const about = number?.trim()
  return { kind, code: given, message: message?.trim() || 'UPS gave no message', ...(about ? { number: about } : {}) }
}

function nothing(message: string, number?: string): Failure {
  return { kind: 'not_found', code: 'EMPTY_ANSWER', message, ...(number ? { number } : {}) }
}

/** More warnings of one answer help nobody. */
const maxWarnings = 50

/** The same warning once, however many activities it is about. */
function warn(warnings: Warning[], code: string, message: string): void {
  if (
    warnings.length < maxWarnings &&
    !warnings.some((warning) => warning.code === code && warning.message === message)
  )
    warnings.push({ code, message })
}

const quoted = (value: string | undefined) => JSON.stringify((value ?? '').slice(0, 40))
