import { z } from 'zod'
import {
  apiKey,
  aside,
  defineCarrier,
  failureOf,
  many,
  meaningIn,
  nothingFound,
  type SaidEvent,
  says,
  texts,
  whenIso,
} from '../../kit/index.ts'
import { codes, meaningOf, steps } from './codes.ts'

const Event = texts('code', 'label', 'date', 'order', 'country')
const Step = texts('id').extend({ status: aside(z.boolean()) })
const Context = z.object({
  removalPoint: aside(texts('name', 'type')),
  partner: aside(texts('name', 'network', 'reference')),
})
const Shipment = texts('idShip', 'product', 'estimDate').extend({
  event: many(Event),
  timeline: aside(many(Step)),
  contextData: aside(Context),
})
/** `code` and `message` are the gateway's, the rest is the service's. */
const Item = texts('lang', 'returnCode', 'returnMessage', 'idShip', 'code', 'message').extend({
  shipment: z.unknown().optional(),
})
type Event = z.infer<typeof Event>

/** La Poste's Suivi v2: letters, Colissimo, and Chronopost as La Poste sees it. */
export const laPoste = defineCarrier({
  id: 'laposte',
  name: 'La Poste',
  docs: 'https://developer.laposte.fr/products/suivi/latest',
  defaultZone: 'Europe/Paris',
  trackingUrl: (number) => `https://www.laposte.fr/outils/suivre-vos-envois?code=${encodeURIComponent(number)}`,
  codes,
  summaries: steps,

  answer: many(Item).refine(
    (items) => items.length > 0 && items.every((one) => one.shipment ?? one.returnCode ?? (one.code && one.message)),
    'expected "shipment" or "returnCode"',
  ),
  split: (items) => ({
    slices: items.filter(({ shipment }) => shipment),
    failures: items.flatMap(({ shipment, returnCode, returnMessage, code, message, idShip: number }) => {
      if (shipment) return []
      if (/^2\d\d$/.test(returnCode ?? '')) return [nothingFound(number)]
      return [failureOf({ code: returnCode ?? code, message: returnMessage ?? message, number })]
    }),
  }),
  slice: Item.extend({ shipment: Shipment }),
  says({ shipment, lang, idShip }) {
    const events = shipment.event
    const { removalPoint, partner } = shipment.contextData ?? {}
    const reached = shipment.timeline?.findLast(({ status }) => status === true)
    const language = /^([a-z]{2})[_-]([A-Z]{2})$/
      .exec(lang ?? '')
      ?.slice(1)
      .join('-')
    return {
      number: shipment.idShip ?? idShip,
      events: events.map((one) => ({ ...said(one, events, removalPoint?.type), ...(language && { language }) })),
      summary: events.length > 0 ? [] : [reached?.id],
      estimate: { from: whenIso(shipment.estimDate) },
      service: shipment.product,
      legs: partner ? [{ name: partner.name ?? partner.network ?? null, number: partner.reference ?? null }] : [],
      pickup: removalPoint ? { name: removalPoint.name ?? null } : undefined,
    }
  },
  calls: {
    ...apiKey('X-Okapi-Key', 'Okapi key'),
    baseUrl: 'https://api.laposte.fr',
    limits: { batch: 10 },
    track: (numbers) => ({
      path: `/suivi/v2/idships/${numbers.map(encodeURIComponent).join()}`,
      query: { lang: 'fr_FR' },
      headers: { accept: 'application/json' },
    }),
  },
})

function said(
  { code, label, date, order, country }: Event,
  events: readonly Event[],
  point: string | undefined,
): SaidEvent {
  const when = whenIso(date)
  // A post office, unless the place it waits at is known to be another.
  const isRelay = code?.toUpperCase() === 'AG1' && point?.toUpperCase() === 'A2P'
  return {
    code,
    ...(isRelay
      ? { meaning: says('available_for_pickup/at_parcel_shop', null, ['shopper', 'collect_parcel']) }
      : meaningOf(code, label)),
    back: events.some((one) => one.code !== code && isReturn(one) && isBefore(whenIso(one.date), when)),
    text: label,
    when,
    sent: date,
    place: { country },
    sequence: /^\d{1,9}$/.test(order ?? '') ? Number(order) : undefined,
  }
}

const isReturn = ({ code }: Event) => meaningIn(codes, code)?.status?.startsWith('returning/') === true

const isBefore = (one: When | undefined, other: When | undefined) =>
  one !== undefined && other !== undefined && Temporal.PlainDateTime.compare(one.localTime, other.localTime) < 0

type When = NonNullable<SaidEvent['when']>
