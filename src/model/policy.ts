import { z } from 'zod'
import { isCountry } from './country.ts'
import type { ShopId } from './ids.ts'
import { minorDigits } from './money.ts'
import type { Source } from './tracked.ts'

/** What a shop says of itself: plain JSON, every part optional. What is absent is unknown, never assumed. */

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** What shoppers ask about a shop; also what may be found missing, and what the shop may answer in its own words. */
export const policyTopics = [
  'countries',
  'shipping_methods',
  'shipping_cost',
  'shipping_time',
  'cut_off',
  'returns',
  'return_cost',
  'return_exclusions',
  'return_how',
  'refunds',
  'warranty',
  'payment',
  'hours',
  'contact',
] as const
export type PolicyTopic = (typeof policyTopics)[number]

/** An object that says which keys it takes when it is given another. */
const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown ${(issue.keys ?? []).map((key) => JSON.stringify(key.slice(0, 60))).join(', ')}; what may stand here is ${Object.keys(shape).join(', ')}`
        : issue.code === 'invalid_type'
          ? `an object with ${Object.keys(shape).join(', ')} was expected`
          : undefined,
  })

const number = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most} was expected`
  return z.int({ error }).min(least, error).max(most, error)
}

const text = (most: number) =>
  z
    .string({ error: 'a text was expected' })
    .trim()
    .max(most, `at most ${most} characters; a chat answer is short`)
    .refine((said) => /[\p{L}\p{N}]/u.test(said), 'a text with words in it was expected')

/** The same in one or more languages: `{"en": "…", "de": "…"}`. */
const texts = (most: number) =>
  z
    .record(
      z
        .string()
        .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/)
        .describe('BCP 47, such as `en`'),
      text(most),
      {
        error: (issue) =>
          issue.code === 'invalid_key'
            ? 'not a language; keys are such as "en" or "de"'
            : 'texts by language were expected, such as {"en": "…", "de": "…"}',
      },
    )
    .refine((given) => Object.keys(given).length > 0, 'at least one language, such as {"en": "…"}')
export type Texts = Readonly<Record<string, string>>

const list = <Item extends z.ZodType>(item: Item, what: string, most: number) =>
  z
    .array(item, { error: `a list of ${what} was expected` })
    .min(1, `at least one of the ${what}; leave the key out where nothing is known`)
    .max(most, `at most ${most} ${what}`)

const country = z
  .string({ error: 'a country code was expected, such as "DE"' })
  .length(2, 'two capital letters of ISO 3166-1 were expected, such as "DE"')
  .refine(isCountry, {
    error: ({ input }) => `${JSON.stringify(input)} is no country; ISO 3166-1 codes are such as "DE", "GB" or "US"`,
  })

const countryList = list(country, 'country codes', 260).refine(
  (codes) => new Set(codes).size === codes.length,
  'a country stands here twice',
)

const clock = z
  .string({ error: 'a time was expected, such as "14:00"' })
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time from "00:00" to "23:59" was expected')

const weekday = z.enum(weekdays, { error: `a weekday was expected: ${weekdays.join(', ')}` })

const money = object({
  minor: number(0, 100_000_000).describe('In minor units: 490 for 4.90'),
  currency: z
    .string({ error: 'a currency was expected, such as "EUR"' })
    .length(3, 'three letters of ISO 4217 were expected, such as "EUR"')
    .refine((code) => minorDigits(code) !== undefined, 'not a currency; ISO 4217 codes are such as "EUR" or "USD"'),
})

const dayRange = (most: number) =>
  object({ min: number(0, most), max: number(0, most) }).refine(({ min, max }) => min <= max, {
    path: ['min'],
    error: 'min is more than max; swap them',
  })

const method = object({
  id: z
    .string({ error: 'an id was expected, such as "express"' })
    .regex(/^[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?$/, 'an id is small letters, digits and dashes, such as "express"'),
  name: texts(60),
  carriers: list(text(60), 'carriers', 10).optional().describe('As shoppers know them: "UPS"'),
  countries: countryList.optional().describe('Where it goes; left out: wherever the shop ships to'),
  cost: money.optional(),
  freeFrom: money.optional().describe('Orders of this worth and more ship free'),
  businessDays: dayRange(200).optional().describe('From hand-over to arrival'),
}).superRefine(({ cost, freeFrom }, ctx) => {
  if (!freeFrom) return
  if (!cost)
    ctx.addIssue({ code: 'custom', path: ['freeFrom'], message: 'free from which cost? give "cost" beside it' })
  else if (cost.currency !== freeFrom.currency) {
    const message = `cost is in ${cost.currency} and freeFrom in ${freeFrom.currency}; give both in one currency`
    ctx.addIssue({ code: 'custom', path: ['freeFrom', 'currency'], message })
  }
})
export type ShippingMethod = z.infer<typeof method>

const opening = object({ from: clock, to: clock }).refine(({ from, to }) => from < to, {
  path: ['to'],
  error: '"to" must be later than "from"; hours over midnight are two entries',
})

const shipping = object({
  countries: object({
    only: countryList.optional(),
    except: z
      .array(country, { error: 'a list of country codes was expected' })
      .max(260, 'at most 260 country codes')
      .optional()
      .describe('Empty: everywhere'),
  })
    .refine(({ only, except }) => (only === undefined) !== (except === undefined), {
      error: 'either "only" or "except" was expected, each a list of country codes; everywhere is {"except": []}',
    })
    .optional(),
  methods: list(method, 'shipping methods', 30)
    .superRefine((methods, ctx) => {
      for (const [at, { id }] of methods.entries()) {
        if (methods.findIndex((other) => other.id === id) !== at)
          ctx.addIssue({ code: 'custom', path: [at, 'id'], message: `two methods have the id "${id}"` })
      }
    })
    .optional(),
  cutOff: object({
    time: clock,
    days: list(weekday, 'weekdays', 7).refine(
      (days) => new Set(days).size === days.length,
      'a weekday stands here twice',
    ),
  })
    .optional()
    .describe("Until when an order counts for the same day, in the shop's zone"),
  handlingBusinessDays: dayRange(60).optional().describe('From the order to the hand-over'),
}).superRefine(({ countries, methods = [] }, ctx) => {
  for (const [at, { id, countries: goes = [] }] of methods.entries()) {
    const wrong = goes.filter((code) => shipsIn(countries, code) === false)
    if (wrong.length === 0) continue
    const message = `"${id}" goes to ${wrong.join(', ')}, where shipping.countries says the shop does not ship`
    ctx.addIssue({ code: 'custom', path: ['methods', at, 'countries'], message })
  }
})

const returns = object({
  windowDays: number(0, 3660).optional().describe('0: nothing is taken back'),
  from: z.enum(['delivery', 'purchase'], { error: '"delivery" or "purchase" was expected' }).optional(),
  exclusions: list(texts(120), 'exclusions', 20).optional(),
  paidBy: z.enum(['shop', 'shopper'], { error: '"shop" or "shopper" was expected' }).optional(),
  how: texts(400).optional(),
  refundDays: number(0, 365).optional().describe('At most so many days until the money is back'),
}).superRefine(({ windowDays, from }, ctx) => {
  if (windowDays !== undefined && windowDays > 0 && from === undefined) {
    const message = 'counted from when? give "from": "delivery" or "purchase"'
    ctx.addIssue({ code: 'custom', path: ['from'], message })
  }
  if (from !== undefined && windowDays === undefined)
    ctx.addIssue({ code: 'custom', path: ['windowDays'], message: `how many days from ${from}? give "windowDays"` })
})

const support = object({
  hours: z
    .partialRecord(
      weekday,
      list(opening, 'hours of a day', 4).refine(
        (list) => list.every(({ from }, at) => at === 0 || (list[at - 1]?.to ?? '') <= from),
        {
          error: 'hours of a day overlap or are out of order',
        },
      ),
      {
        error: `hours by weekday were expected (${weekdays.join(', ')}), such as {"mon": [{"from": "09:00", "to": "17:00"}]}`,
      },
    )
    .refine(
      (hours) => Object.values(hours).some((list) => list.length > 0),
      'open at least once a week; leave it out else',
    )
    .optional()
    .describe("In the shop's zone; a weekday left out is closed"),
  closedDays: list(z.iso.date('a date was expected, such as "2026-12-25"'), 'dates', 400).optional(),
  email: z.email('an e-mail address was expected').max(200, 'at most 200 characters').optional(),
  phone: z
    .string({ error: 'a phone number was expected, such as "+49 30 1234567"' })
    .regex(/^\+?[\d ()./-]{5,30}$/, 'a phone number was expected, such as "+49 30 1234567"')
    .optional(),
  url: z
    .url({ protocol: /^https?$/, error: 'an address was expected, such as "https://example.com/help"' })
    .max(300)
    .optional(),
})

export const Policies = object({
  shipping: shipping.optional(),
  returns: returns.optional(),
  support: support.optional(),
  payment: object({ methods: list(texts(60), 'ways to pay', 30).optional() }).optional(),
  warranty: object({ months: number(1, 1200).optional() }).optional(),
  answers: z
    .partialRecord(z.enum(policyTopics), texts(600), {
      error: `topics are ${policyTopics.join(', ')}, each with texts by language`,
    })
    .optional()
    .describe("The shop's own words on a topic; they are told instead of ours, as the shop's"),
})
export type Policies = z.infer<typeof Policies>

/** One shop's policies as they stand, and whose word they are. Empty where the shop has told nothing. */
export type ShopPolicies = {
  readonly shop: { readonly id: ShopId; readonly name: string; readonly zone: string }
  readonly says: Policies
  /** `asOf` is when the version was saved. */
  readonly source: Source
}

/** Whether it ships to a country; undefined where the shop hasn't told. */
export function shipsTo({ shipping }: Policies, country: string): boolean | undefined {
  const told = shipsIn(shipping?.countries, country)
  const goes = shipping?.methods?.some(({ countries }) => countries?.includes(country))
  return told ?? (goes === true ? true : undefined)
}

type ShipsTo = { readonly only?: readonly string[] | undefined; readonly except?: readonly string[] | undefined }

function shipsIn(countries: ShipsTo | undefined, code: string): boolean | undefined {
  if (countries?.only) return countries.only.includes(code)
  return countries?.except ? !countries.except.includes(code) : undefined
}

/** The methods that go to a country, or all of them. */
export function methodsTo({ shipping }: Policies, country: string | null): readonly ShippingMethod[] {
  return (shipping?.methods ?? []).filter(
    ({ countries }) => country === null || countries === undefined || countries.includes(country),
  )
}

/** Whether the shop has told of a topic: what a gap in its policies is, and when it is filled. `detail` is a country's code. */
export function tells(says: Policies, topic: PolicyTopic, detail: string | null = null): boolean {
  const { shipping, returns, support, payment, warranty, answers } = says
  const told = {
    countries: () => (detail === null ? shipping?.countries !== undefined : shipsTo(says, detail) !== undefined),
    shipping_methods: () => methodsTo(says, detail).length > 0,
    shipping_cost: () => methodsTo(says, detail).some(({ cost }) => cost !== undefined),
    shipping_time: () => methodsTo(says, detail).some(({ businessDays }) => businessDays !== undefined),
    cut_off: () => shipping?.cutOff !== undefined,
    returns: () => returns?.windowDays !== undefined,
    return_cost: () => returns?.paidBy !== undefined,
    return_exclusions: () => returns?.exclusions !== undefined,
    return_how: () => returns?.how !== undefined,
    refunds: () => returns?.refundDays !== undefined,
    warranty: () => warranty?.months !== undefined,
    payment: () => payment?.methods !== undefined,
    hours: () => support?.hours !== undefined,
    contact: () => [support?.email, support?.phone, support?.url].some((way) => way !== undefined),
  } satisfies Record<PolicyTopic, () => boolean>
  // a general word on where it ships says nothing sure of one country
  return told[topic]() || (answers?.[topic] !== undefined && detail === null)
}

/** In the language asked for, else in English, else in whichever there is. */
export function inLanguage(texts: Texts, language: string): string {
  const base = language.split('-')[0] ?? language
  return texts[language] ?? texts[base] ?? texts['en'] ?? Object.values(texts)[0] ?? ''
}

export const hasLanguage = (texts: Texts, language: string): boolean =>
  Object.keys(texts).some((key) => key.split('-')[0] === language.split('-')[0])
