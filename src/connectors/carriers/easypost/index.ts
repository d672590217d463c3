import { z } from 'zod'
import {
  aside,
  carrierNamed,
  defineCarrier,
  failureOf,
  grams,
  many,
  nothingFound,
  secret,
  setting,
  text,
  texts,
  whenIso,
} from '../../kit/index.ts'
import { codes } from './codes.ts'
import { push } from './push.ts'

const Detail = texts('message', 'description', 'status', 'status_detail', 'datetime').extend({
  tracking_location: aside(texts('city', 'state', 'zip', 'country')),
})
const Tracker = texts('tracking_code', 'status', 'status_detail', 'carrier', 'signed_by', 'weight').extend({
  est_delivery_date: text,
  tracking_details: many(Detail),
  carrier_detail: aside(texts('service', 'est_delivery_date_local')),
})
const Trouble = texts('code').extend({
  message: z.union([text, many(text).transform((all) => all.join('; '))]).catch(undefined),
})
const Answer = Tracker.extend({
  object: text,
  trackers: many(Tracker).optional(),
  /** What a webhook's event is about: a tracker, or anything else of the account. */
  result: aside(z.union([Tracker, texts('object')])),
  error: z.union([Trouble, text]).optional(),
})

/** EasyPost Tracking API v2: trackers, lists of them, and events of webhooks. It answers for other carriers. */
export const easypost = defineCarrier({
  id: 'easypost',
  name: 'EasyPost',
  docs: 'https://docs.easypost.com/docs/trackers',
  defaultZone: 'UTC',
  trackingUrl: (number) => `https://track.easypost.com/${encodeURIComponent(number)}`,
  codes,

  answer: Answer.refine(
    ({ tracking_code, trackers, object, error }) =>
      tracking_code ?? trackers ?? error ?? (object && object !== 'Tracker'),
    'expected a tracker, "trackers", an event or "error"',
  ),
  split({ trackers, result, error, object: _object, ...own }) {
    const pushed = result && 'tracking_code' in result ? [result] : []
    const slices = [...(trackers ?? []), ...pushed, own].filter(({ tracking_code }) => tracking_code)
    const trouble = typeof error === 'string' ? { code: undefined, message: error } : error
    if (trouble) return { slices, failures: [failureOf(trouble, kinds)] }
    return { slices, failures: slices.length > 0 ? [] : [nothingFound()] }
  },
  slice: Tracker,
  says(tracker) {
    const { tracking_code, status, status_detail, carrier, signed_by, weight, carrier_detail, tracking_details } =
      tracker
    const backSince = tracking_details
      .flatMap((one) => (one.status === 'return_to_sender' && one.datetime ? [one.datetime] : []))
      .sort()[0]
    return {
      number: tracking_code,
      carrier: carrierNamed(carrier),
      // It does not say which way the parcel goes.
      ...(backSince === undefined && { summary: [`${status}.${status_detail}`, status] }),
      events: tracking_details.map((one) => ({
        code: one.status,
        exact: [`${one.status}.${one.status_detail}`],
        text: one.message ?? one.description,
        when: whenIso(one.datetime),
        sent: one.datetime,
        place: {
          city: one.tracking_location?.city,
          region: one.tracking_location?.state,
          postal: one.tracking_location?.zip,
          country: one.tracking_location?.country,
        },
        back: backSince !== undefined && one.datetime !== undefined && one.datetime > backSince,
      })),
      estimate: { from: whenIso(carrier_detail?.est_delivery_date_local) ?? whenIso(tracker.est_delivery_date) },
      service: carrier_detail?.service,
      weightGrams: grams(weight, 'oz'),
      proof: { signedBy: signed_by },
    }
  },
  calls: {
    settings: [
      secret('apiKey', 'API key'),
      // The name of the one carrier that is asked; without it EasyPost guesses from the number.
      setting('carrier', 'Carrier (as EasyPost calls it, such as USPS)', { optional: true }),
    ],
    baseUrl: 'https://api.easypost.com',
    // The key is the user, and there is no password.
    auth: { kind: 'basic', user: 'apiKey', password: '' },
    limits: { batch: 1, perSecond: 5 },
    // A tracker that is made anew for a known number is the one there is.
    track: ([tracking_code = ''], { settings: { carrier } }) => ({
      method: 'POST',
      path: '/v2/trackers',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...(carrier && { carrier }), tracking_code }),
    }),
  },
  push,
})

const kinds = {
  not_found: 'NOT_FOUND TRACKER.NOT_FOUND TRACKER.TRACKING_CODE.NOT_FOUND',
  unauthorized: 'APIKEY.INACTIVE AUTHENTICATION.FAILED UNAUTHORIZED FORBIDDEN',
  rate_limited: 'RATE_LIMITED TOO_MANY_REQUESTS',
  unreachable: 'INTERNAL_SERVER_ERROR SERVICE_UNAVAILABLE GATEWAY_TIMEOUT',
}
