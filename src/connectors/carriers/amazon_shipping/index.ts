import { z } from 'zod'
import {
  aside,
  defineCarrier,
  failureOf,
  many,
  meaningIn,
  nothingFound,
  type SaidEvent,
  secret,
  setting,
  text,
  texts,
  whenIso,
} from '../../kit/index.ts'
import { codes } from './codes.ts'
import { push } from './push.ts'

const Event = texts('eventCode', 'eventTime', 'shipmentType', 'eventDescription', 'description').extend({
  location: aside(texts('city', 'stateOrRegion', 'postalCode', 'countryCode')),
})
const Details = aside(z.object({ forward: aside(many(text)), returns: aside(many(text)) }))
const Parcel = texts('trackingId', 'alternateLegTrackingId', 'promisedDeliveryDate').extend({
  eventHistory: many(Event).optional(),
  summary: aside(
    texts('status').extend({
      trackingDetailCodes: Details,
      proofOfDelivery: aside(texts('deliveryImageURL', 'receivedBy')),
    }),
  ),
})
const Milestone = texts('occurredAt').extend({
  status: aside(texts('code', 'subCode', 'description')),
  location: aside(z.object({ address: aside(texts('city', 'region', 'postalCode', 'countryCode')) })),
})
/** A notification `SHIPMENT_TRACKING_MILESTONE_CHANGED`; its number is Amazon's own (AFTN). */
const Milestones = z.object({
  identifier: texts('aftn', 'trackingId'),
  latestMilestone: aside(Milestone),
  milestoneHistory: many(Milestone),
  trackingEstimates: aside(many(texts('type').extend({ estimatedInterval: aside(texts('startTime', 'endTime')) }))),
})
const Payload = Parcel.extend({
  shipmentTrackingMilestoneChangedNotification: z.object({ trackingDetail: Milestones }).optional(),
})
const Answer = Payload.extend({
  payload: Payload.nullish(),
  errors: many(texts('code', 'message', 'details')),
  error: text,
  error_description: text,
})
const Slice = Parcel.extend({ milestones: Milestones.optional() })

/** Amazon Shipping API v2 (`getTracking`), and milestones of its notifications. */
export const amazonShipping = defineCarrier({
  id: 'amazon_shipping',
  name: 'Amazon Shipping',
  docs: 'https://developer-docs.amazon.com/amazon-shipping/docs/shipping-api-v2-reference',
  defaultZone: 'UTC',
  trackingUrl: (number) => `https://track.amazon.com/tracking/${encodeURIComponent(number)}`,
  codes,

  answer: Answer.refine(
    ({ payload, errors, error, ...bare }) => (isParcel(payload ?? bare) ? true : errors.length > 0 || error || payload),
    'expected "eventHistory", "payload" or "errors"',
  ),
  split({ payload, errors, error, error_description: message, ...bare }) {
    const { shipmentTrackingMilestoneChangedNotification: pushed, ...parcel } = payload ?? bare
    const failures = [
      ...errors.map(({ code, message, details }) => failureOf({ code, message: message ?? details }, kinds)),
      ...(error ? [failureOf({ code: error, message })] : []),
    ]
    if (pushed) return { slices: [{ milestones: pushed.trackingDetail }], failures }
    if (isParcel(parcel)) return { slices: [parcel], failures }
    return { slices: [], failures: failures.length > 0 ? failures : [nothingFound()] }
  },
  slice: Slice,
  says: ({ milestones, ...parcel }) => (milestones ? notified(milestones) : tracked(parcel)),
  calls: {
    settings: [
      setting('clientId', 'Client ID'),
      secret('clientSecret', 'Client secret'),
      secret('refreshToken', 'Refresh token'),
      setting('business', 'Shipping business', {
        pattern: { test: /^AmazonShipping_[A-Z]{2,3}$/, hint: 'such as AmazonShipping_US or AmazonShipping_UK' },
      }),
      setting('carrierId', 'Carrier ID'),
    ],
    baseUrl: 'https://sellingpartnerapi-na.amazon.com',
    testUrl: 'https://sandbox.sellingpartnerapi-na.amazon.com',
    auth: {
      kind: 'oauth2',
      path: 'https://api.amazon.com/auth/o2/token',
      clientId: 'clientId',
      clientSecret: 'clientSecret',
      client: 'form',
      form: { grant_type: 'refresh_token' },
      refreshToken: 'refreshToken',
      header: 'x-amz-access-token',
    },
    limits: { batch: 1, perSecond: 80 },
    track: ([trackingId = ''], { settings: { business = '', carrierId = '' } }) => ({
      path: `${hostOf(business)}/shipping/v2/tracking`,
      query: { trackingId, carrierId },
      headers: { 'x-amzn-shipping-business-id': business },
    }),
  },
  push,
})

const kinds = {
  not_found: 'InvalidTrackingId NotFound ResourceNotFound',
  unauthorized: 'Unauthorized AccessDenied invalid_grant invalid_client unauthorized_client',
  rate_limited: 'QuotaExceeded',
}

const isParcel = (bare: z.infer<typeof Payload>) =>
  Boolean(bare.shipmentTrackingMilestoneChangedNotification ?? (bare.trackingId && (bare.eventHistory ?? bare.summary)))

/** Each part of the world has its own host, America the one that is the rule. */
function hostOf(business: string): string {
  if (business.endsWith('_US')) return ''
  return `https://sellingpartnerapi-${business.endsWith('_JP') ? 'fe' : 'eu'}.amazon.com`
}

function tracked({ trackingId, alternateLegTrackingId: other, promisedDeliveryDate, ...rest }: z.infer<typeof Parcel>) {
  const { eventHistory = [], summary } = rest
  const { forward, returns } = summary?.trackingDetailCodes ?? {}
  const exactOf = (event: z.infer<typeof Event>) =>
    ((isBack(event) ? returns : forward) ?? []).map((detail) => `${event.eventCode}.${detail}`)
  // Details are of a whole leg: they tell of its newest event they fit.
  const newest = (back: boolean) =>
    eventHistory
      .filter((event) => isBack(event) === back && meaningIn(codes, ...exactOf(event)))
      .toSorted((a, b) => ((a.eventTime ?? '') < (b.eventTime ?? '') ? 1 : -1))[0]
  const told = new Set([newest(false), newest(true)])
  const said = (event: z.infer<typeof Event>): SaidEvent => {
    const { eventCode: code, eventTime: sent, location } = event
    return {
      code,
      exact: told.has(event) ? exactOf(event) : [],
      text: event.eventDescription ?? event.description ?? code,
      when: whenIso(sent),
      sent,
      place: {
        city: location?.city,
        region: location?.stateOrRegion,
        postal: location?.postalCode,
        country: location?.countryCode,
      },
      back: isBack(event),
    }
  }
  const { deliveryImageURL: photoUrl, receivedBy: signedBy } = summary?.proofOfDelivery ?? {}
  return {
    number: trackingId,
    events: eventHistory.map(said),
    // It does not say which way the parcel goes.
    ...(!eventHistory.some(isBack) && { summary: [summary?.status] }),
    estimate: { from: whenIso(promisedDeliveryDate) },
    legs: other && other !== 'null' ? [{ number: other }] : [],
    proof: { photoUrl, signedBy },
  }
}

const isBack = ({ shipmentType }: z.infer<typeof Event>) => shipmentType?.toUpperCase().startsWith('RETURN') ?? false

function notified({ identifier, latestMilestone, milestoneHistory, trackingEstimates }: z.infer<typeof Milestones>) {
  const history = milestoneHistory.length > 0 ? milestoneHistory : latestMilestone ? [latestMilestone] : []
  const expected = trackingEstimates?.find(({ type }) => type === 'ESTIMATED_DELIVERY_DATE')?.estimatedInterval
  return {
    number: identifier.aftn ?? identifier.trackingId,
    events: history.map(({ status, occurredAt: sent, location }) => ({
      code: status?.code,
      exact: status?.code && status.subCode ? [`${status.code}.${status.subCode}`] : [],
      text: status?.description,
      when: whenIso(sent),
      sent,
      place: {
        city: location?.address?.city,
        region: location?.address?.region,
        postal: location?.address?.postalCode,
        country: location?.address?.countryCode,
      },
    })),
    // In UTC: its hours are no window at the door.
    estimate: { from: whenIso(expected?.startTime), to: whenIso(expected?.endTime) },
  }
}
