import { z } from 'zod'
import { allStatuses } from '../../model/index.ts'
import { codeTable, many } from '../kit/index.ts'
import { type Checksum, checksumKinds } from '../recognition/index.ts'
import { Calls, Push } from './asking.ts'
import { FailureKinds, keys, paths, text, wholeNumber, word } from './fields.ts'
import { meant } from './nearest.ts'
import { parseShapeOfNumbers } from './shape.ts'
import { parseStamp } from './stamp.ts'

const format = text('DD.MM.YYYY HH:mm')
  .default('iso')
  .transform((given, context) => {
    const stamp = parseStamp(given)
    if (typeof stamp === 'function') return stamp
    context.issues.push({ code: 'custom', message: stamp.problem, input: given })
    return z.NEVER
  })

/** A day or a whole time, with time of day and offset beside it where they stand apart. */
const Time = keys({ date: paths('time'), clock: paths('hour').optional(), offset: paths('zone').optional(), format })

const Place = keys({
  city: paths('depot.town').optional(),
  region: paths('depot.county').optional(),
  postal: paths('depot.postcode').optional(),
  country: paths('depot.country').optional(),
})

const Events = keys({
  list: paths('history[]', 1),
  code: paths('state').optional(),
  text: paths('label').optional(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'is no language tag; one is en, or de-AT')
    .optional(),
  time: Time,
  place: Place.optional(),
  signedBy: paths('signature').optional(),
})

const Estimate = keys({
  from: paths('due.from'),
  to: paths('due.to').optional(),
  format,
  window: word('true', 'false')
    .default('false')
    .transform((given) => given === 'true'),
})

const Weight = keys({
  amount: paths('weight'),
  unit: paths('unit').optional(),
  in: word('g', 'kg', 'lb', 'oz').optional(),
}).refine(
  ({ unit, in: fixed }) => (unit === undefined) !== (fixed === undefined),
  'needs either "unit", the path of its unit, or "in", such as kg',
)

const Pickup = keys({
  name: paths('shop.name').optional(),
  street: paths('shop.street').optional(),
  place: Place.optional(),
  until: Time.optional(),
})

const Errors = keys({
  list: paths('errors[]', 1),
  code: paths('code').optional(),
  message: paths('message').optional(),
  number: paths('reference').optional(),
  kinds: FailureKinds.default({}),
}).refine(({ code, message }) => code ?? message, 'needs "code" or "message", by which an error is known')

/** Status -> codes with blanks between them, or a list where codes hold blanks. */
const CodeTable = z
  .record(
    z.string(),
    z.union([z.string(), z.array(z.string())], 'expected codes with blanks between them, or a list of them'),
  )
  .transform((table, context) => {
    const wrong = (message: string, path: string[] = []) =>
      context.issues.push({ code: 'custom', message, path, input: table })
    for (const [said, codes] of Object.entries(table)) {
      const problem = statusProblem(said)
      const list = typeof codes === 'string' ? codes.trim().split(/\s+/) : codes
      if (problem) wrong(problem, [said])
      else if (list.length === 0 || list.some((code) => code.trim() === ''))
        wrong('names no code; leave the row out', [said])
    }
    if (Object.keys(table).every((said) => said === 'nothing'))
      wrong('maps no code to a status; a row is delivered: DLV POD')
    if (context.issues.length > 0) return z.NEVER
    try {
      return codeTable(table)
    } catch (error) {
      wrong(error instanceof Error ? error.message : 'can not be read')
      return z.NEVER
    }
  })

/** Status -> phrases: the first row decides one of whose phrases the text holds. */
const Words = z.record(z.string(), many(z.string())).transform((table, context) => {
  const rows = Object.entries(table).flatMap(([said, phrases]) => {
    const path = [said]
    const problem = statusProblem(said)
    if (problem) context.issues.push({ code: 'custom', message: problem, path, input: said })
    const bare = phrases.map(plainWords)
    if (bare.length === 0 || bare.some((phrase) => phrase.length < 3))
      context.issues.push({
        code: 'custom',
        message: 'has a phrase of fewer than 3 signs, which is in everything',
        path,
        input: said,
      })
    return problem ? [] : bare.map((phrase) => [phrase, said] as const)
  })
  if (context.issues.length > 0) return z.NEVER
  return rows.map(([phrase, said]) => ({ phrase, meaning: codeTable({ [said]: ['X'] })['X'] }))
})

export const plainWords = (sentence: string): string =>
  sentence.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim()

function statusProblem(said: string): string | undefined {
  const [named = ''] = said.split(/\s+/)
  if (named !== 'nothing' && !allStatuses.some((one) => one === named))
    return `"${named.slice(0, 60)}" is no status; ${meant(named, allStatuses)}`
  try {
    codeTable({ [said]: ['X'] })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'can not be read'
  }
}

const Check = keys({
  kind: word(...checksumKinds),
  weights: many(wholeNumber(1, 99)).optional(),
  modulo: wholeNumber(2, 99).optional(),
}).transform(({ kind, weights = [], modulo }, context): Checksum => {
  const wrong = (message: string) => context.issues.push({ code: 'custom', message, input: kind })
  const weighs = kind === 'mod10' || kind === 'weighted'
  if (weighs !== weights.length > 0)
    wrong(weighs ? `${kind} needs weights from the right, such as [3, 1]` : `${kind} has no weights; leave them out`)
  if ((kind === 'weighted') !== (modulo !== undefined))
    wrong(kind === 'weighted' ? 'weighted needs a modulo, such as 11' : `${kind} has no modulo; leave it out`)
  if (kind === 'mod10') return { kind, weights }
  return kind === 'weighted' ? { kind, weights, modulo: modulo ?? 11 } : { kind }
})

const Recognise = keys({ shape: text(String.raw`HC\d{9}`), check: Check.optional() }).transform(
  ({ shape, check }, context) => {
    const read = parseShapeOfNumbers(shape, check ?? null)
    if ('pattern' in read) return read
    context.issues.push({ code: 'custom', message: read.problem, path: ['shape'], input: shape })
    return z.NEVER
  },
)

const trackingPage = text('https://track.harbour.example/{number}').refine((given) => {
  const url = URL.parse(given.replaceAll('{number}', 'A1'))
  const [host = ''] = given.slice('https://'.length).split(/[/?#]/)
  return url?.protocol === 'https:' && url.username === '' && given.includes('{number}') && !host.includes('{')
}, 'is no page of a parcel; one is https://track.harbour.example/{number}')

const zone = text('Europe/Dublin').refine((given) => {
  try {
    return new Temporal.ZonedDateTime(0n, given).timeZoneId !== ''
  } catch {
    return false
  }
}, 'is no IANA time zone; one is Europe/Dublin')

/** A carrier as a file declares it. */
export const Mapping = keys({
  id: text('harbour_couriers').regex(
    /^[a-z][a-z0-9_]{1,39}$/,
    'is no id; one is harbour_couriers: small letters, digits and _',
  ),
  name: text('Harbour Couriers').min(1, 'is empty; it is what shoppers read').max(80, 'is longer than 80 signs'),
  docs: z.url({ protocol: /^https$/, error: 'is no page; one is https://harbour.example/api' }).optional(),
  trackingPage,
  defaultZone: zone,
  clock: word('place').optional(),
  countries: many(z.string().regex(/^[A-Z]{2}$/, 'is no country; one is IE')).optional(),
  recognise: many(Recognise)
    .refine((shapes) => shapes.length <= 20, 'has more than 20 shapes; a carrier has a few')
    .optional(),
  format: word('json', 'xml').default('json'),
  parcels: paths('shipments[]', 1),
  number: paths('reference'),
  events: Events.optional(),
  summary: paths('state').optional(),
  estimate: Estimate.optional(),
  service: paths('product.name').optional(),
  weight: Weight.optional(),
  proof: keys({
    signedBy: paths('pod.name').optional(),
    photo: paths('pod.photo').optional(),
    document: paths('pod.document').optional(),
  }).optional(),
  pickup: Pickup.optional(),
  errors: Errors.optional(),
  codes: CodeTable.optional(),
  summaries: CodeTable.optional(),
  words: Words.optional(),
  calls: Calls.optional(),
  push: Push.optional(),
})
  .refine(({ events, summary }) => events ?? summary, 'says nothing of a parcel; "events" or "summary" is needed')
  .refine(({ codes, words }) => codes ?? words, {
    path: ['codes'],
    message: 'is missing: the table of status -> codes; or "words" where the carrier sends none',
  })
  .refine(({ codes, events }) => !codes || !events || events.code, {
    path: ['events', 'code'],
    message: 'is missing: the path of the code that "codes" tells the meaning of',
  })
  .refine(({ words, events }) => !words || events?.text, {
    path: ['words'],
    message: 'need the path of a sentence: events.text',
  })

export type Mapping = z.output<typeof Mapping>
export type TimeFields = z.output<typeof Time>
export type PlaceFields = z.output<typeof Place>
