import { z } from 'zod'
import {
  onTheirPage,
  aside,
  clientCredentials,
  defineCarrier,
  failureOf,
  many,
  meaningIn,
  nothingFound,
  text,
  texts,
  whenIso,
} from '../../kit/index.ts'
import { codes, summaries, words } from './codes.ts'

const Event = texts('code', 'description', 'eventDateTime', 'city', 'postalCode', 'country')
const Parcel = texts('requested', 'unitno', 'status', 'statusDateTime', 'errorCode', 'errorMessage').extend({
  events: many(Event),
})
/** The gateway's own words, for a key it does not know or too many calls. */
const Fault = z.object({ faultstring: text, detail: aside(texts('errorcode')) })
const Errors = many(texts('errorCode', 'errorMessage'))

const kinds = {
  not_found: 'E_404_01',
  unauthorized: 'E_401_01 E_403_01',
  rate_limited: 'E_429_01',
  unreachable: 'E_500_01 E_502_01 E_503_01 E_504_01',
}

/** GLS Group's Track And Trace API v1. */
export const gls = defineCarrier({
  id: 'gls',
  name: 'GLS',
  docs: 'https://dev-portal.gls-group.net/docs/track-and-trace/1/overview',
  defaultZone: 'Europe/Berlin',
  trackingUrl: (number) => `https://gls-group.com/track/${encodeURIComponent(number)}`,
  codes,
  summaries,

  answer: z
    .object({ parcels: many(Parcel).optional(), errors: Errors.optional(), fault: Fault.optional() })
    .refine(({ parcels, errors, fault }) => parcels ?? errors ?? fault, 'expected "parcels", "errors" or "fault"'),
  split({ parcels = [], errors = [], fault }) {
    const failures = [
      ...errors.map((one) => failureOf({ code: one.errorCode, message: one.errorMessage }, kinds)),
      ...(fault ? [failureOf({ code: fault.detail?.errorcode, message: fault.faultstring })] : []),
      ...parcels.flatMap(({ errorCode: code, errorMessage: message, requested: number }) =>
        code ? [failureOf({ code, message, number }, kinds)] : [],
      ),
    ]
    const found = parcels.filter(({ errorCode }) => !errorCode)
    // Several parcels of one reference have only their own numbers to be told apart by.
    const slices = found.map((one, index) =>
      found.some(({ requested }, other) => other !== index && requested === one.requested)
        ? { ...one, requested: undefined }
        : one,
    )
    return { slices, failures: slices.length + failures.length > 0 ? failures : [nothingFound()] }
  },
  slice: Parcel,
  says: ({ unitno, requested, status, statusDateTime, events }) => ({
    number: requested ?? unitno,
    summary: [status],
    events: events.map((one) => ({
      code: one.code,
      ...(!meaningIn(codes, one.code) && {
        meaning:
          words(one.description) ??
          meaningIn(codes, one.code?.split('.', 1)[0]) ??
          // The status is that of the event of its time.
          (one.eventDateTime === statusDateTime ? meaningIn(summaries, status) : undefined),
        unmapped: one.code,
      }),
      text: one.description,
      when: whenIso(one.eventDateTime),
      sent: one.eventDateTime,
      place: { city: one.city, postal: one.postalCode, country: one.country },
    })),
  }),
  // FlexDelivery.
  changes: onTheirPage({ asks: 'postcode' }, 'redirect_to_address', 'hold_for_pickup', 'reschedule'),
  calls: {
    ...clientCredentials('/oauth2/v2/token'),
    baseUrl: 'https://api.gls-group.net',
    testUrl: 'https://api-sandbox.gls-group.net',
    limits: { batch: 10 },
    track: (numbers) => ({
      path: `/track-and-trace-v1/tracking/simple/trackids/${numbers.map(encodeURIComponent).join()}`,
      headers: { accept: 'application/json' },
    }),
  },
})
