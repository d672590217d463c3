import { z } from 'zod'
import {
  onTheirPage,
  apiKey,
  aside,
  defineCarrier,
  failureOf,
  grams,
  many,
  type Meaning,
  meaningIn,
  nothingFound,
  text,
  whenEuropean,
  whenIso,
} from '../../kit/index.ts'
import { codes, states, words } from './codes.ts'

/** PostNL writes `{}` for a text that is not there. */
const word = z.preprocess((value) => (typeof value === 'object' ? undefined : value), text)
const fields = <Field extends string>(...names: readonly Field[]) =>
  z.object(Object.fromEntries(names.map((name) => [name, word])) as Record<Field, typeof word>)

const State = fields('TimeStamp', 'Timestamp', 'StatusCode', 'StatusDescription')
const Event = fields('Code', 'Description', 'TimeStamp')
const Shipment = fields('Barcode', 'ProductDescription').extend({
  Dimension: aside(fields('Weight')),
  Expectation: aside(fields('ETAFrom', 'ETATo')),
  Status: aside(State),
  OldStatus: many(State).catch([]),
  Event: many(Event),
})
type Shipment = z.infer<typeof Shipment>

const Status = z.object({ Shipment: many(Shipment) })
const Refusal = fields('Code', 'ErrorCode', 'Message', 'ErrorMsg', 'Description')

/** PostNL's Shippingstatus webservice v2. Times are Dutch, without a zone. */
export const postnl = defineCarrier({
  id: 'postnl',
  name: 'PostNL',
  docs: 'https://developer.postnl.nl/docs/#/http/api-endpoints/send-track/shippingstatus',
  defaultZone: 'Europe/Amsterdam',
  trackingUrl: (number) => `https://www.postnl.nl/tracktrace/?B=${encodeURIComponent(number)}`,
  codes,
  summaries: states,

  answer: z.preprocess(
    // What was updated comes as a bare list.
    (value) => (Array.isArray(value) && value.length > 0 ? { CompleteStatus: { Shipment: value } } : value),
    z
      .object({
        CompleteStatus: Status.nullish(),
        CurrentStatus: Status.nullish(),
        Signature: aside(fields('Barcode')),
        Warnings: many(Refusal),
        Errors: many(Refusal),
        fault: aside(z.object({ faultstring: word, detail: aside(fields('errorcode')) })),
      })
      .refine(
        ({ CompleteStatus, CurrentStatus, Signature, Warnings, Errors, fault }) =>
          CompleteStatus ?? CurrentStatus ?? Signature ?? Warnings[0] ?? Errors[0] ?? fault,
        'expected "CompleteStatus" or "CurrentStatus"',
      ),
  ),
  split: ({ CompleteStatus, CurrentStatus, Signature, Warnings, Errors, fault }) => {
    const slices = (CompleteStatus ?? CurrentStatus)?.Shipment ?? []
    const failures = [
      ...(fault ? [failureOf({ code: fault.detail?.errorcode, message: fault.faultstring })] : []),
      ...[...Errors, ...(slices.length > 0 ? [] : Warnings)].map((one) =>
        failureOf({ code: one.Code ?? one.ErrorCode, message: one.Message ?? one.ErrorMsg ?? one.Description }),
      ),
      ...(Signature ? [failureOf({ code: 'NOT_TRACKING', message: 'a signature, and no word on where it is' })] : []),
    ]
    return { slices, failures: slices.length + failures.length > 0 ? failures : [nothingFound()] }
  },
  slice: Shipment,
  says: (shipment) => ({
    number: shipment.Barcode,
    summary: [shipment.Status?.StatusCode],
    service: shipment.ProductDescription,
    weightGrams: grams(shipment.Dimension?.Weight, 'g'),
    estimate: {
      from: whenIso(shipment.Expectation?.ETAFrom),
      to: whenIso(shipment.Expectation?.ETATo),
      window: true,
    },
    events: observations(shipment).map(({ code, description, stamp, state }) => {
      const known = meaningIn(codes, code) ?? meaningIn(states, state)
      return {
        code,
        meaning: refined(known, words(description)),
        unmapped: known ? undefined : (code ?? description),
        text: description,
        language: 'nl',
        when: whenEuropean(stamp?.replace(/\.\d+$/, '')) ?? whenIso(stamp),
        sent: stamp,
      }
    }),
  }),
  // Another day, or a PostNL point instead of the door.
  changes: onTheirPage({ asks: 'account' }, 'hold_for_pickup', 'reschedule'),
  calls: {
    ...apiKey('apikey'),
    baseUrl: 'https://api.postnl.nl',
    testUrl: 'https://api-sandbox.postnl.nl',
    limits: { batch: 1 },
    track: ([number = '']) => ({
      path: `/shipment/v2/status/barcode/${encodeURIComponent(number)}`,
      query: { detail: 'true', language: 'NL' },
      headers: { Accept: 'application/json' },
    }),
  },
})

/** Words make a state more exact, and never another one. */
const refined = (known: Meaning | undefined, spoken: Meaning | undefined) =>
  known && milestone(known) !== milestone(spoken) ? known : (spoken ?? known)

const milestone = (meaning: Meaning | undefined) => meaning?.status?.split('/', 1)[0]

/** The events, each with the state that began at its time; the states themselves where only those were asked for. */
function observations({ Event: events, Status: now, OldStatus: before }: Shipment) {
  const began = [...(now ? [now] : []), ...before].filter(({ StatusCode }) => StatusCode !== '99')
  if (events.length > 0) {
    return events.map(({ Code: code, Description: description, TimeStamp: stamp }) => ({
      code,
      description,
      stamp,
      state: began.find(({ TimeStamp }) => TimeStamp === stamp)?.StatusCode,
    }))
  }
  const seen = new Set<string>()
  return began
    .map(({ StatusCode, StatusDescription, TimeStamp, Timestamp }) => ({
      code: StatusCode,
      description: StatusDescription,
      stamp: TimeStamp ?? Timestamp,
      state: StatusCode,
    }))
    .filter(({ stamp, state }) => seen.size < seen.add(`${stamp}|${state}`).size)
}
