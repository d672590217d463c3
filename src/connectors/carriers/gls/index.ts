import { z } from 'zod'
import { codeTable, defineCarrier, failureOf, many, nothingFound, text, whenIso } from '../../kit/index.ts'

const Event = z.object({
  code: text,
  description: text,
  eventDateTime: text,
  city: text,
  postalCode: text,
  country: text,
})
const Parcel = z.object({
  requested: text,
  unitno: text,
  status: text,
  events: many(Event),
  errorCode: text,
  errorMessage: text,
})
const Errors = many(z.object({ code: text, message: text, errorCode: text, errorMessage: text, description: text }))

/** GLS Group's Track And Trace API v1. */
export const gls = defineCarrier({
  id: 'gls',
  name: 'GLS',
  docs: 'https://dev-portal.gls-group.net/docs/track-and-trace/1/overview',
  defaultZone: 'Europe/Berlin',
  trackingUrl: (number) => `https://gls-group.com/track/${encodeURIComponent(number)}`,
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
      ...errors.map((one) =>
        failureOf({ code: one.errorCode ?? one.code, message: one.errorMessage ?? one.message ?? one.description }),
      ),
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
  calls: {
    settings: [
      { id: 'clientId', label: 'Client ID', secret: false },
      { id: 'clientSecret', label: 'Client secret', secret: true },
    ],
    baseUrl: 'https://api.gls-group.net',
    testUrl: 'https://api-sandbox.gls-group.net',
    auth: {
      kind: 'oauth2',
      path: '/oauth2/v2/token',
      clientId: 'clientId',
      clientSecret: 'clientSecret',
      client: 'basic',
      form: { grant_type: 'client_credentials' },
    },
    limits: { batch: 10 },
    track: (numbers) => ({
      path: `/track-and-trace-v1/tracking/simple/trackids/${numbers.map(encodeURIComponent).join(',')}`,
      headers: { accept: 'application/json' },
    }),
  },
})
