import { z } from 'zod'
import { beforeTheRound } from '../../../model/index.ts'
import {
  clientCredentials,
  codeTable,
  defineCarrier,
  failureOf,
  many,
  nothingFound,
  texts,
  whenIso,
} from '../../kit/index.ts'

const trackingUrl = (number: string) => `https://gls-group.com/track/${encodeURIComponent(number)}`
/** FlexDelivery, which a page about the parcel offers. */
const flexDelivery = {
  how: 'link' as const,
  url: trackingUrl,
  asks: 'postcode' as const,
  milestones: beforeTheRound,
}

const Event = texts('code', 'description', 'eventDateTime', 'city', 'postalCode', 'country')
const Parcel = texts('requested', 'unitno', 'status', 'errorCode', 'errorMessage').extend({ events: many(Event) })
const Errors = many(texts('errorCode', 'errorMessage'))

/** GLS Group's Track And Trace API v1. */
export const gls = defineCarrier({
  id: 'gls',
  name: 'GLS',
  docs: 'https://dev-portal.gls-group.net/docs/track-and-trace/1/overview',
  defaultZone: 'Europe/Berlin',
  trackingUrl,
  codes: codeTable({
    'info_received/data_received': 'INTIAL.PREADVICE',
    'in_transit/accepted': 'INTIAL.NORMAL',
  }),
  summaries: codeTable({ info_received: 'PREADVICE', in_transit: 'INTRANSIT', delivered: 'DELIVERED' }),

  answer: z
    .object({ parcels: many(Parcel).optional(), errors: Errors.optional() })
    .refine(({ parcels, errors }) => parcels ?? errors, 'expected "parcels" or "errors"'),
  split: ({ parcels = [], errors = [] }) => ({
    slices: parcels.filter(({ errorCode }) => !errorCode),
    failures: [
      ...errors.map((one) => failureOf({ code: one.errorCode, message: one.errorMessage })),
      ...parcels.flatMap((one) =>
        one.errorCode ? [failureOf({ code: one.errorCode, message: one.errorMessage, number: one.requested })] : [],
      ),
      ...(parcels.length + errors.length === 0 ? [nothingFound()] : []),
    ],
  }),
  slice: Parcel,
  says: ({ unitno, requested, status, events }) => ({
    number: unitno ?? requested,
    summary: [status],
    events: events.map((one) => ({
      code: one.code,
      text: one.description,
      when: whenIso(one.eventDateTime),
      sent: one.eventDateTime,
      place: { city: one.city, postal: one.postalCode, country: one.country },
    })),
  }),
  changes: { redirect_to_address: flexDelivery, hold_for_pickup: flexDelivery, reschedule: flexDelivery },
  calls: {
    ...clientCredentials('/oauth2/v2/token'),
    baseUrl: 'https://api.gls-group.net',
    testUrl: 'https://api-sandbox.gls-group.net',
    limits: { batch: 10 },
    track: (numbers) => ({
      path: `/track-and-trace-v1/tracking/simple/trackids/${numbers.map(encodeURIComponent).join()}`,
    }),
  },
})
