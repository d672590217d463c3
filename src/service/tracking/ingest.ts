import type { Ingested, PostedScan } from '../../contract/index.ts'
import {
  type Carrier,
  type Failure,
  type ReadParcel,
  type ReadScan,
  type ScanSource,
  milestoneOf,
  place,
} from '../../model/index.ts'
import { type OutboxEvent, type Slice, type Tx, addRaw, addToOutbox, lockHistory } from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { type Assigned, type DerivedParcel, deriveParcels } from './derive.ts'

/** The connector name under which plain scans, posted by the merchant's own systems, are kept and read again. */
export const plainScans = 'plain'

/** A carrier's answer as it came: raw slices, scans, states and outbox in one transaction, or nothing. */
export async function ingestAnswer(
  ctx: Context,
  {
    carrier: id,
    body,
    contentType = 'application/json',
    source = 'push',
  }: { carrier: string; body: string; contentType?: string; source?: ScanSource },
): Promise<Ingested> {
  requireScope(ctx, 'parcels:write')
  const carrier = carrierOf(ctx, id)
  const answer = carrier.read(body)
  if (!answer.ok)
    throw new ServiceError('BODY_MALFORMED', `this is not an answer of ${carrier.name}: ${answer.failure.message}`)
  const { parcels, failures } = answer.value
  return ingest(ctx, {
    ...heardFrom(carrier, source),
    parcels,
    failures,
    contentType,
    bytes: Buffer.byteLength(body),
  })
}

/** Plain scans, one by one as a merchant's own system knows them. */
export async function ingestScans(
  ctx: Context,
  { scans, bytes }: { scans: readonly PostedScan[]; bytes: number },
): Promise<Ingested> {
  requireScope(ctx, 'parcels:write')
  const groups = new Map<string, { carrier: string | null; number: string; posted: PostedScan[] }>()
  for (const [i, scan] of scans.entries()) {
    if (scan.carrier !== undefined && !ctx.carriers.has(scan.carrier)) {
      throw new ServiceError(
        'CARRIER_UNKNOWN',
        `scans[${i}].carrier is "${scan.carrier}"; known are ${[...ctx.carriers.keys()].join(', ')}`,
      )
    }
    const carrier = scan.carrier ?? null
    const key = `${carrier} ${scan.number}`
    const group = groups.get(key) ?? { carrier, number: scan.number, posted: [] }
    group.posted.push(scan)
    groups.set(key, group)
  }
  const received = ctx.clock.now()
  const results: Ingested = { parcels: [], failures: [] }
  const byCarrier = Map.groupBy(groups.values(), ({ carrier }) => carrier)
  await ctx.store.as(ctx.tenant, async (tx) => {
    results.parcels = []
    await lockHistory(tx, 'shared')
    for (const [carrier, held] of byCarrier) {
      const parcels = held.map(({ number, posted }) => readPosted({ number, posted }, received))
      results.parcels.push(
        ...(
          await ingestInto(tx, ctx, {
            connector: plainScans,
            carrier,
            parcels,
            failures: [],
            source: 'merchant',
            contentType: 'application/json',
            bytes,
            received,
          })
        ).parcels,
      )
    }
  })
  return results
}

/** What storing an answer needs. */
export type Ingesting = Pick<Context, 'store' | 'tenant' | 'clock' | 'log' | 'carriers' | 'recognition' | 'places'>

/** A carrier's answer that is read already, in a transaction that holds the lock of history. */
export async function ingestRead(
  tx: Tx,
  ctx: Ingesting,
  {
    carrier,
    source,
    ...rest
  }: Omit<Ingest, 'connector' | 'carrier'> & { carrier: Carrier; received: Temporal.Instant },
): Promise<Ingested> {
  return ingestInto(tx, ctx, { ...rest, ...heardFrom(carrier, source) })
}

/** An aggregator's word is about other carriers' parcels, and is named as such. */
const heardFrom = ({ id, aggregates }: Carrier, source: ScanSource) => ({
  connector: id,
  carrier: aggregates ? null : id,
  source: aggregates ? ('aggregator' as const) : source,
})

type Ingest = {
  readonly connector: string
  readonly carrier: string | null
  readonly parcels: readonly ReadParcel[]
  readonly failures: readonly Failure[]
  readonly source: ScanSource
  readonly contentType: string
  readonly bytes: number
}

async function ingest(ctx: Context, input: Ingest): Promise<Ingested> {
  const received = ctx.clock.now()
  return ctx.store.as(ctx.tenant, async (tx) => {
    await lockHistory(tx, 'shared')
    return ingestInto(tx, ctx, { ...input, received })
  })
}

async function ingestInto(
  tx: Tx,
  ctx: Ingesting,
  { received, ...input }: Ingest & { received: Temporal.Instant },
): Promise<Ingested> {
  const { connector, carrier, parcels, failures, source, contentType, bytes } = input
  const keepRaw = ({ assigned, keyOf }: Assigned) => {
    const slices = parcels.flatMap((parcel, i): Slice[] => {
      const row = assigned[i]
      if (!row) return []
      const { id: subject, person } = row
      return [
        {
          kind: 'parcel',
          subject,
          shop: null,
          person,
          key: keyOf(row),
          body: { number: parcel.number, carrier, slice: parcel.slice },
        },
      ]
    })
    return addRaw(tx, { source, connector, contentType, bytes, receivedAt: received }, slices)
  }
  const derived = await deriveParcels(tx, ctx, { carrier, parcels, source, receivedAt: received }, keepRaw)
  await addToOutbox(tx, derived.flatMap(eventsOf), received)
  ctx.log.info(
    {
      connector,
      parcels: derived.length,
      stored: derived.reduce((n, { stored }) => n + stored, 0),
      failures: failures.length,
    },
    'tracking.ingested',
  )
  return {
    parcels: derived
      .filter(({ aside }) => !aside)
      .map(({ id, number, carrier: by, state, stored, known, orders }) => ({
        id,
        number,
        carrier: by,
        milestone: state.milestone,
        status: state.status,
        stored,
        known,
        order: orders[0] ?? null,
      })),
    failures: failures.map(({ kind, code, message }) => ({ kind, code, message })),
  }
}

/** An answer that told nothing new is not an event; that a parcel is a leg of another's journey is news of either. */
function eventsOf({ id, stored, orders, state, before, aside }: DerivedParcel): OutboxEvent[] {
  if (stored === 0 && !aside && state.status === before.status) return []
  const body = { parcel: id, orders, milestone: state.milestone, before: before.milestone, stored }
  return [{ key: id, kind: 'parcel.updated', body }]
}

function carrierOf(ctx: Context, id: string): Carrier {
  const carrier = ctx.carriers.get(id)
  if (!carrier)
    throw new ServiceError(
      'CARRIER_UNKNOWN',
      `there is no carrier "${id}"; known are ${[...ctx.carriers.keys()].join(', ')}`,
    )
  return carrier
}

/** Plain scans as if a carrier had sent them; also how kept ones are read again. */
export function readPosted(
  { number, posted }: { number: string; posted: readonly PostedScan[] },
  received: Temporal.Instant,
): ReadParcel {
  const zones = new Set<string>()
  return {
    number,
    carrier: null,
    scans: posted.map((scan, i) => readScan(scan, i, { received, zones })),
    summary: null,
    estimatedDelivery: null,
    service: null,
    weightGrams: null,
    legs: [],
    proof: null,
    pickup: null,
    warnings: [],
    slice: posted,
  }
}

const earliestYear = 1995
const aheadMs = 72 * 3_600_000

/** `zones`: those that were found to exist. */
function readScan(
  scan: PostedScan,
  i: number,
  { received, zones }: { received: Temporal.Instant; zones: Set<string> },
): ReadScan {
  const at = (field: string, detail: string) =>
    new ServiceError('INPUT_INVALID', `scans[${i}].${field}: ${detail}`, {
      errors: [{ pointer: `/scans/${i}/${field}`, detail }],
    })
  let localTime: Temporal.PlainDateTime
  try {
    localTime = Temporal.PlainDateTime.from(scan.localTime, { overflow: 'reject' })
  } catch {
    throw at('localTime', `"${scan.localTime}" is not a day and time that exist`)
  }
  // 1970 is a clock that was never set, not a delivery.
  if (localTime.year < earliestYear) {
    throw at(
      'localTime',
      `"${scan.localTime}" lies before 1995; a date such as 1970-01-01 comes from a clock that was not set`,
    )
  }
  const { year, month, day, hour, minute, second, millisecond } = localTime
  if (Date.UTC(year, month - 1, day, hour, minute, second, millisecond) > received.epochMilliseconds + aheadMs) {
    throw at('localTime', `"${scan.localTime}" lies more than a day in the future; a scan is something that happened`)
  }
  const zone = scan.zone ?? null
  if (zone !== null && !zones.has(zone)) {
    try {
      localTime.toZonedDateTime(zone)
    } catch {
      throw at('zone', `"${zone}" is not a zone; it looks like Europe/Berlin or +01:00`)
    }
    zones.add(zone)
  }
  const status = scan.status ?? scan.milestone ?? null
  if (scan.status && scan.milestone && milestoneOf(scan.status) !== scan.milestone) {
    throw at('status', `"${scan.status}" is not a status under the milestone ${scan.milestone}`)
  }
  return {
    code: scan.code ?? null,
    text: scan.text ?? null,
    language: null,
    localTime,
    precision: scan.localTime.length === 10 ? 'day' : scan.localTime.length === 16 ? 'minute' : 'second',
    zone,
    place: scan.place ? place({ ...scan.place } as Parameters<typeof place>[0]) : null,
    milestone: status === null ? null : milestoneOf(status),
    status,
    reason: scan.reason ?? null,
    action: scan.action ?? null,
    sequence: scan.sequence ?? null,
    signedBy: null,
  }
}
