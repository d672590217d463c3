import type {
  Milestone,
  Source,
  Status,
  TrackedLine,
  TrackedOrder,
  TrackedParcel,
  TrackedScan,
} from '../../src/model/index.ts'
import { milestoneOf, parseId } from '../../src/model/index.ts'

/** Tuesday, 14:05 at the shop in New York. */
export const now = Temporal.Instant.from('2026-11-17T19:05:00Z')
export const shop = { name: 'Lumen & Oak', zone: 'America/New_York' }

const bySource = (kind: Source['kind'], name: string): Source => ({ kind, name, asOf: now })
export const shopSaid = bySource('shop', shop.name)
export const carriers = {
  ups: { id: 'ups', name: 'UPS' },
  seko: { id: 'seko', name: 'SEKO Logistics' },
} as const

let made = 0
const uuid = () => `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`

export function line(title: string, { variant = null as string | null, quantity = 1 } = {}): TrackedLine {
  return { id: parseId('line', uuid()), title, variant, quantity }
}

type ScanFields = Partial<Pick<TrackedScan, 'zone' | 'reason' | 'text' | 'source' | 'precision'>>

/** `at` is the wall clock at the place; `where` is "City, REGION" or null. */
export function scan(at: string, where: string | null, status: Status | null, fields: ScanFields = {}): TrackedScan {
  const [city = null, region = null] = where?.split(', ') ?? []
  return {
    carrier: null,
    localTime: Temporal.PlainDateTime.from(at),
    precision: 'minute',
    zone: null,
    place: where === null ? null : { city, region, postal: null, country: 'US' },
    code: null,
    text: null,
    milestone: status && milestoneOf(status),
    status,
    reason: null,
    source: 'poll',
    receivedAt: now,
    ...fields,
  }
}

type ParcelFields = Partial<Omit<TrackedParcel, 'estimate' | 'status' | 'milestone' | 'sent'>> & {
  /** The instant the shop says it sent it; null where it names none. */
  readonly sent?: string | null
  /** An ISO date, or two: the carrier's word. */
  readonly estimate?: string | readonly [string, string]
  readonly window?: readonly [string, string]
}

/** Scans are given newest first, as the model has them. */
export function parcel(status: Status, fields: ParcelFields = {}): TrackedParcel {
  const { estimate, window, sent, carrier = carriers.ups, ...rest } = fields
  const reported = carrier !== null && (sent === undefined || (rest.scans?.length ?? 0) > 0)
  const said = reported ? bySource('carrier', carrier.name) : shopSaid
  const [from, to] = typeof estimate === 'string' ? [estimate, estimate] : (estimate ?? [])
  const milestone: Milestone = milestoneOf(status)
  return {
    id: parseId('parcel', uuid()),
    carrier,
    number: '1Z999AA10123456784',
    milestone,
    status,
    reason: null,
    action: null,
    estimate:
      from === undefined || to === undefined
        ? null
        : {
            from: Temporal.PlainDate.from(from),
            to: Temporal.PlainDate.from(to),
            window: window ? { from: window[0], to: window[1] } : null,
            source: said,
          },
    late: false,
    sent: sent === undefined ? null : { at: sent === null ? null : Temporal.Instant.from(sent), source: shopSaid },
    conflict: null,
    lines: [],
    service: null,
    proof: null,
    pickup: null,
    legs: [],
    scans: [],
    source: said,
    ...rest,
  }
}

type OrderFields = Partial<Omit<TrackedOrder, 'promised' | 'placedAt'>> & {
  readonly placed?: string
  readonly promised?: string
}

/** What is in no parcel is unshipped; a parcel without lines of its own holds them all. */
export function order(number: string, lines: readonly TrackedLine[], fields: OrderFields = {}): TrackedOrder {
  const { placed = '2026-11-10T15:00:00Z', promised, parcels = [], ...rest } = fields
  const held = parcels.map((one) => (one.lines.length > 0 ? one : { ...one, lines }))
  const inParcels = new Set(held.flatMap((one) => one.lines.map(({ id }) => id)))
  const unshipped = lines.filter(({ id }) => !inParcels.has(id))
  return {
    id: parseId('order', uuid()),
    shop: { id: parseId('shop', 'lumen-oak'), ...shop },
    number,
    placedAt: Temporal.Instant.from(placed),
    state: 'open',
    payment: 'paid',
    fulfilment: held.length === 0 ? 'not_shipped' : unshipped.length > 0 ? 'partially_shipped' : 'shipped',
    promised: promised === undefined ? null : Temporal.PlainDate.from(promised),
    total: { minor: 12_900, currency: 'USD' },
    lines,
    unshipped,
    parcels: held,
    firstName: 'Ada',
    language: null,
    address: null,
    source: shopSaid,
    ...rest,
  }
}
