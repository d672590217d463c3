import type { z } from 'zod'
import {
  onTheirPage,
  basic,
  defineCarrier,
  failureOf,
  many,
  meaningIn,
  nothingFound,
  setting,
  texts,
  whenIso,
} from '../../kit/index.ts'
import { codes, words } from './codes.ts'

const Event = texts('description', 'date', 'location', 'eventCode')
const Item = texts('article_id', 'product_type', 'status').extend({ events: many(Event) })
/** An article, or a consignment of several with what was scanned for all of them. */
const Trackable = Item.extend({ items: many(Item) }).extend(texts('consignment_id').shape)
const Refusal = texts('code', 'error_code', 'name', 'error_name', 'message')
const Result = texts('tracking_id', 'status').extend({ trackable_items: many(Trackable), errors: many(Refusal) })
const Slice = Item.extend(texts('number').shape)
type Slice = z.infer<typeof Slice>

/** Australia Post's and StarTrack's Shipping and Tracking API; it sends no codes but sentences. */
export const australiaPost = defineCarrier({
  id: 'australiapost',
  name: 'Australia Post',
  docs: 'https://developers.auspost.com.au/apis/shipping-and-tracking/reference/track-items',
  defaultZone: 'Australia/Melbourne',
  trackingUrl: (number) => `https://auspost.com.au/mypost/track/details/${encodeURIComponent(number)}`,
  codes,

  answer: texts('httpCode', 'httpMessage', 'message')
    .extend({ tracking_results: many(Result).optional(), errors: many(Refusal) })
    .refine(
      ({ tracking_results, errors, httpCode, message }) => tracking_results ?? errors[0] ?? httpCode ?? message,
      'expected "tracking_results" or "errors"',
    ),
  split: ({ tracking_results: results = [], errors, httpCode, httpMessage, message }) => {
    const slices = results.flatMap(slicesOf)
    const failures = [
      ...errors.map((one) => refusal(one)),
      ...results.flatMap(({ errors: own, tracking_id, trackable_items }) =>
        own.length + trackable_items.length === 0
          ? nothingFound(tracking_id)
          : own.map((one) => refusal(one, tracking_id)),
      ),
      ...(errors.length === 0 && (httpCode ?? message)
        ? [failureOf({ code: httpCode, message: httpMessage ?? message })]
        : []),
    ]
    return { slices, failures: slices.length + failures.length > 0 ? failures : [nothingFound()] }
  },
  slice: Slice,
  says: ({ number, status, product_type, events }) => ({
    number,
    summary: [status],
    service: product_type,
    events: events.map(({ description, eventCode, date, location }) => {
      const meaning = meaningIn(codes, description) ?? words(description)
      return {
        code: eventCode,
        meaning,
        unmapped: meaning ? undefined : description,
        text: description,
        language: 'en',
        when: whenIso(date),
        sent: date,
        place: placeOf(location),
      }
    }),
  }),
  // MyPost sends it to a post office or a locker instead.
  changes: onTheirPage({ asks: 'account' }, 'hold_for_pickup'),
  calls: {
    settings: [...basic('API key').settings, setting('accountNumber', 'Account number')],
    auth: basic().auth,
    baseUrl: 'https://digitalapi.auspost.com.au',
    limits: { batch: 10 },
    track: (numbers, { settings: { accountNumber = '' } }) => ({
      path: '/shipping/v1/track',
      query: { tracking_ids: numbers.join() },
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'Account-Number': accountNumber },
    }),
  },
})

/**
 * A number is that of an article, or of a consignment: of one article that is the parcel; of several each is a parcel by
 * its own number, and the consignment has its state alone.
 */
function slicesOf({ tracking_id, status, trackable_items }: z.infer<typeof Result>): Slice[] {
  const articles = trackable_items.flatMap(({ items, consignment_id, ...trackable }) => {
    const state = trackable.status ?? status
    return items.length > 0 || consignment_id
      ? (items.length > 0 ? items : [{ ...trackable, article_id: consignment_id }]).map((item) => ({
          ...item,
          status: item.status ?? state,
          product_type: item.product_type ?? trackable.product_type,
          events: [...item.events, ...(items.length > 0 ? trackable.events : [])],
        }))
      : [{ ...trackable, status: state }]
  })
  const [only, second] = articles
  if (!only) return []
  if (!second) return [{ ...only, article_id: undefined, number: tracking_id ?? only.article_id }]
  return [
    ...(articles.some(({ article_id }) => article_id === tracking_id)
      ? []
      : [{ article_id: undefined, product_type: only.product_type, number: tracking_id, status, events: [] }]),
    ...articles.map((article) => ({ ...article, article_id: undefined, number: article.article_id })),
  ]
}

const refusal = ({ code, error_code, name, error_name, message }: z.infer<typeof Refusal>, number?: string) =>
  failureOf(
    { code: code ?? error_code, message: message ?? name ?? error_name, ...(number !== undefined && { number }) },
    { not_found: 'ESB-10001 ESB-10002', unauthorized: 'API_001', rate_limited: 'API_002', rejected: '51101' },
  )

/** `KEW VIC`, `Kew, Vic`, `CHICAGO (US)`, `NZ`; a scan on the way has no place. */
function placeOf(location: string | undefined) {
  const given = location?.trim() ?? ''
  if (/^transit scan$/i.test(given)) return undefined
  if (/^[A-Z]{2}$/.test(given)) return { country: given }
  const [, suburb, state] = /^(.*?),? (ACT|NSW|NT|QLD|SA|TAS|VIC|WA)$/i.exec(given) ?? []
  if (suburb) return { city: suburb, region: state?.toUpperCase(), country: 'AU' }
  const [, city, country] = /^(.*\S) \(([A-Z]{2})\)$/.exec(given) ?? []
  return city ? { city, country } : { city: given }
}
