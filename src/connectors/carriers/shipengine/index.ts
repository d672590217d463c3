import type { z } from 'zod'
import { milestoneOf } from '../../../model/index.ts'
import {
  apiKey,
  carrierNamed,
  defineCarrier,
  failureOf,
  many,
  type Meaning,
  meaningIn,
  nothingFound,
  type SaidEvent,
  setting,
  text,
  texts,
  whenIso,
} from '../../kit/index.ts'
import { codes, inWords } from './codes.ts'
import { push } from './push.ts'

const Event = texts(
  'occurred_at',
  'carrier_occurred_at',
  'description',
  'event_code',
  'event_description',
  'carrier_status_code',
  'status_code',
  'status_detail_code',
  'city_locality',
  'state_province',
  'postal_code',
  'country_code',
  'signer',
  'proof_of_delivery_url',
)
const Parcel = texts(
  'tracking_number',
  'carrier_code',
  'status_code',
  'status_detail_code',
  'estimated_delivery_date',
).extend({ events: many(Event).optional() })
const Trouble = texts('error_code', 'error_type', 'message', 'field_value')
const Answer = Parcel.extend({
  /** What a webhook is about. */
  data: Parcel.nullish(),
  resource_url: text,
  errors: many(Trouble),
  /** All a gateway before it says. */
  message: text,
})

/** ShipEngine (ShipStation API) tracking v1, and what its webhook `track` brings. It answers for other carriers. */
export const shipengine = defineCarrier({
  id: 'shipengine',
  name: 'ShipEngine',
  docs: 'https://docs.shipstation.com/apis/shipengine/docs/tracking/tracking',
  defaultZone: 'UTC',
  trackingUrl: (number) => `https://track.shipengine.com/${encodeURIComponent(number)}`,
  codes,

  answer: Answer.refine(
    ({ tracking_number, events, status_code, data, errors, message }) =>
      data ?? message ?? (errors.length > 0 || (tracking_number && (events ?? status_code))),
    'expected "tracking_number" with "events" or "status_code", "data" or "errors"',
  ),
  split({ data, resource_url, errors, message, ...own }) {
    const parcel = data ? { ...data, carrier_code: data.carrier_code ?? carrierIn(resource_url) } : own
    const failures = errors.map((one) =>
      failureOf({ code: one.error_code ?? one.error_type, message: one.message }, kinds),
    )
    const slices = parcel.tracking_number ? [parcel] : []
    if (slices.length + failures.length > 0) return { slices, failures }
    return { slices, failures: [message ? failureOf({ message }) : nothingFound()] }
  },
  slice: Parcel,
  says({ tracking_number, carrier_code, estimated_delivery_date, events = [], ...parcel }) {
    const summary = statusOf(parcel)
    const newest = events.toSorted((a, b) => ((a.occurred_at ?? '') < (b.occurred_at ?? '') ? 1 : -1))[0]
    const signedBy = events.find(({ signer }) => signer?.trim())?.signer
    return {
      number: tracking_number,
      carrier: carrierNamed(carrier_code),
      summary: meaningIn(codes, ...summary),
      events: events.map((event) => said(event, event === newest ? summary : [])),
      estimate: { from: whenIso(estimated_delivery_date) },
      proof: { signedBy, documentUrl: events.find((one) => one.proof_of_delivery_url)?.proof_of_delivery_url },
    }
  },
  calls: {
    ...apiKey('API-Key'),
    settings: [
      ...apiKey('API-Key').settings,
      // The one carrier that is asked; without it ShipEngine has to tell it by the number.
      setting('carrierCode', 'Carrier code (such as stamps_com or ups)', { optional: true }),
    ],
    baseUrl: 'https://api.shipengine.com',
    limits: { batch: 1, perSecond: 3 },
    track: ([tracking_number = ''], { settings: { carrierCode } }) => ({
      path: '/v1/tracking',
      query: { ...(carrierCode && { carrier_code: carrierCode }), tracking_number },
    }),
  },
  push,
})

const kinds = {
  not_found: 'not_found tracking_number_not_found',
  unauthorized: 'unauthorized access_denied',
  rate_limited: 'rate_limit_exceeded request_rate_limit_exceeded too_many_requests',
  unreachable: 'timeout unspecified internal_error service_unavailable carrier_unavailable',
}

const statusOf = (one: {
  readonly status_code?: string | undefined
  readonly status_detail_code?: string | undefined
}) => [
  one.status_detail_code && `detail:${one.status_detail_code}`,
  one.status_code && `status:${one.status_code}`,
  // Some clients' answers have the detail where the status belongs.
  one.status_code && `detail:${one.status_code}`,
]

/** `summary`: of the parcel, where this is its newest event: that is what it is about. */
function said(event: z.infer<typeof Event>, summary: readonly (string | undefined)[]): SaidEvent {
  const { description, event_description, event_code, carrier_status_code } = event
  const own = meaningIn(codes, ...statusOf(event))
  const last = meaningIn(codes, ...summary)
  const words = inWords(description, event_description)
  const found = own?.status ? own : last?.status ? last : undefined
  return {
    code: event_code ?? carrier_status_code ?? event.status_code,
    meaning: finer(found, words) ?? own,
    text: description ?? event_description,
    ...clockOf(event),
    place: {
      city: event.city_locality,
      region: event.state_province,
      postal: event.postal_code,
      country: event.country_code,
    },
    signedBy: event.signer,
  }
}

/** "In transit" is all ShipEngine says of most ways; the carrier's words say more, as they do within any milestone. */
function finer(found: Meaning | undefined, words: Meaning | undefined): Meaning | undefined {
  if (!found?.status || !words?.status) return found ?? words
  const vague = found.status === 'in_transit' || found.status === 'in_transit/accepted'
  const within = milestoneOf(found.status) === milestoneOf(words.status) && !found.status.includes('/')
  return vague || within ? words : found
}

/** The carrier's wall clock, and the zone the instant beside it tells: some write `Z` after either. */
function clockOf({ occurred_at, carrier_occurred_at }: z.infer<typeof Event>): Pick<SaidEvent, 'when' | 'sent'> {
  const instant = whenIso(occurred_at)
  const wall = whenIso(carrier_occurred_at)
  const sent = carrier_occurred_at ?? occurred_at
  if (!wall || !instant || instant.zone !== '+00:00') return { when: wall ?? instant, sent }
  const minutes = Math.round(wall.localTime.since(instant.localTime).total('minutes'))
  if (minutes % 15 !== 0 || Math.abs(minutes) > 14 * 60) return { when: { ...wall, zone: null }, sent }
  const pad = (count: number) => String(count).padStart(2, '0')
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return { when: { ...wall, zone: `${minutes < 0 ? '-' : '+'}${pad(hours)}:${pad(rest)}` }, sent }
}

const carrierIn = (url: string | undefined) => URL.parse(url ?? '')?.searchParams.get('carrier_code') ?? undefined
