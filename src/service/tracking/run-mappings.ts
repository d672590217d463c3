import { isDeepStrictEqual } from 'node:util'
import { type ParcelId, type ReadScan, parseId } from '../../model/index.ts'
import {
  type MappingRun,
  type OutboxEvent,
  type ParcelRow,
  type ScanMeaning,
  type Tx,
  addToOutbox,
  advanceRun,
  digestsOf,
  finishRun,
  listRun,
  lockHistory,
  lockJourneys,
  lockParcels,
  lockRun,
  nextOfRun,
  openRuns,
  ordersOfParcels,
  scanMeanings,
  setParcelStates,
  setScanMeanings,
  slicesOf,
} from '../../store/index.ts'
import type { Context } from '../context.ts'
import { dedupesOf, tellerOf } from './derive.ts'
import { statesOf } from './journeys.ts'
import { overlayOf } from './overlay.ts'
import { type ParcelSlice, rereadParcel } from './rederive.ts'

type Running = Pick<Context, 'tenant' | 'store' | 'clock' | 'log' | 'carriers' | 'recognition' | 'places'>

/**
 * Derives again what mappings touch that were saved or withdrawn since: the parcels with scans of their codes, and no others.
 * A batch is one transaction; what was interrupted goes on where it stood, whoever calls this next.
 */
export async function runMappings(
  ctx: Running,
  { batch = 100, onProgress = () => {} }: { batch?: number; onProgress?: (run: MappingRun) => void } = {},
): Promise<void> {
  for (const { carrier, code, version } of await ctx.store.as(ctx.tenant, (tx) => openRuns(tx))) {
    for (;;) {
      const run = await ctx.store.as(ctx.tenant, (tx) => step(tx, ctx, { carrier, code, version }, batch))
      if (!run) break
      onProgress(run)
    }
  }
}

/** The job of one tenant, put in the queue by whoever saves a mapping. */
export const mappingsJob =
  (ctx: Omit<Running, 'tenant'>) =>
  async (payload: unknown): Promise<void> => {
    const { tenant } = payload as { tenant: string }
    await runMappings({ ...ctx, tenant: parseId('tenant', tenant) })
  }

/** For runs whose job was lost with its process. */
export async function sweepMappings(ctx: Omit<Running, 'tenant'>): Promise<void> {
  for (const tenant of await ctx.store.tenants()) await runMappings({ ...ctx, tenant })
}

/** One batch of a run; undefined once nothing is left of it. */
async function step(
  tx: Tx,
  ctx: Running,
  wanted: Pick<MappingRun, 'carrier' | 'code' | 'version'>,
  batch: number,
): Promise<MappingRun | undefined> {
  await lockHistory(tx, 'shared')
  const run = await lockRun(tx, wanted)
  if (!run || run.finishedAt !== null) return undefined
  if (!run.listed) return listRun(tx, run)
  const done = await nextOfRun(tx, run, batch)
  if (done.length === 0) {
    await finishRun(tx, run, ctx.clock.now())
    const { carrier, code, version, parcels, changed } = run
    ctx.log.info({ carrier, code, version, parcels, changed }, 'mapping.applied')
    return undefined
  }
  const changed = await deriveAgain(tx, ctx, done)
  await advanceRun(tx, run, { done, changed })
  return { ...run, changed: run.changed + changed }
}

/** Scans and states of these parcels from what was kept of them, as `rederive` would; how many states changed. */
async function deriveAgain(tx: Tx, ctx: Running, parcels: readonly ParcelId[]): Promise<number> {
  // Of a number that was used again, one generation's answers may tell another's scans.
  const rows = await lockParcels(tx, await digestsOf(tx, parcels))
  const ids = rows.map(({ id }) => id)
  const said = await meaningsOf(tx, ctx, rows)
  const changed = (await scanMeanings(tx, ids)).flatMap((scan): ScanMeaning[] => {
    const now = said.get(nameOf(scan.dedupe))
    if (!now || isSame(scan, now)) return []
    const { milestone, status, reason, action } = now
    return [{ parcel: scan.parcel, dedupe: scan.dedupe, milestone, status, reason, action }]
  })
  await setScanMeanings(tx, changed)
  const touched = new Set(changed.map(({ parcel }) => parcel))
  const alone = rows.filter(({ id, journey }) => journey === null && touched.has(id))
  const journeys = rows.filter(({ id }) => touched.has(id)).flatMap(({ journey }) => journey ?? [])
  const reached = [...alone, ...(await lockJourneys(tx, [...new Set(journeys)]))]
  const orders = await ordersOfParcels(
    tx,
    reached.map(({ id }) => id),
  )
  const states = [...(await statesOf(tx, reached))].map(([id, state]) => ({ id, state }))
  await setParcelStates(tx, states)
  const events = states.flatMap(({ id, state }): OutboxEvent[] => {
    const before = reached.find((row) => row.id === id)
    if (!before || isSame(before, state)) return []
    const body = {
      parcel: id,
      orders: orders.get(id) ?? [],
      milestone: state.milestone,
      before: before.milestone,
      stored: 0,
      rederived: true,
    }
    return [{ key: id, kind: 'parcel.updated', body }]
  })
  await addToOutbox(tx, events, ctx.clock.now())
  return events.length
}

type Meaning = Pick<ReadScan, 'milestone' | 'status' | 'reason' | 'action'>

/** What today's readers and mappings say of each scan, by its dedupe key; of doubles, the one that came first. */
async function meaningsOf(tx: Tx, ctx: Running, parcels: readonly ParcelRow[]): Promise<Map<string, Meaning>> {
  const overlay = await overlayOf(tx)
  const found = new Map<string, Meaning>()
  for (const slice of await slicesOf(
    tx,
    parcels.map(({ id }) => id),
  )) {
    const body = slice.body as ParcelSlice
    const parcel = rereadParcel(ctx, slice, body)
    if (typeof parcel === 'string') {
      ctx.log.warn({ slice: slice.seq, reason: parcel }, 'mapping.unreadable')
      continue
    }
    const { told, by } = tellerOf(ctx, parcel, body.carrier)
    const carrier = told ? by : (parcels.find(({ id }) => id === slice.subject)?.carrier ?? by)
    const dedupes = dedupesOf(tx, by, parcel)
    for (const [i, scan] of parcel.scans.entries()) {
      const name = nameOf(dedupes[i] ?? Buffer.alloc(0))
      if (!found.has(name)) found.set(name, overlay ? overlay(carrier, scan) : scan)
    }
  }
  return found
}

const nameOf = (dedupe: Buffer) => dedupe.toString('latin1')

const isSame = (a: Meaning, b: Meaning) =>
  a.milestone === b.milestone &&
  a.status === b.status &&
  isDeepStrictEqual(a.reason, b.reason) &&
  isDeepStrictEqual(a.action, b.action)
