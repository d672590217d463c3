import { isDeepStrictEqual } from 'node:util'
import type { MappingRequest } from '../../contract/index.ts'
import { nearestStatuses } from '../../insight/index.ts'
import { type CodeMeaning, allStatuses } from '../../model/index.ts'
import {
  type MappingRow,
  type MappingRun,
  addMappingVersion,
  currentMapping,
  enqueue,
  lockHistory,
  lockRun,
} from '../../store/index.ts'
import { type Context, carrierName, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { noCarrier } from './overlay.ts'
import { type ShippedCode, shippedCodes } from './shipped-codes.ts'

/** What a merchant says a code means, beside what the connector ships. */
export type CodeMapping = Pick<MappingRow, 'carrier' | 'code' | 'version' | 'changedAt' | 'changedBy' | 'override'> & {
  /** Null where it was withdrawn. */
  readonly meaning: CodeMeaning | null
  /** What the connector's own table has for the code; several where more than the code decides. */
  readonly shipped: readonly ShippedCode[]
  /** What whoever maps it should know; null where there is nothing. */
  readonly note: string | null
  readonly history: MappingRun | null
}

type Named = { readonly carrier: string; readonly code: string; readonly basedOn: number | null }

/**
 * From now on scans of this code mean this, and those there are already are read again by a job, or by `runMappings`. `basedOn`
 * is the version that was seen (0 for none, null for whichever stands). The same again changes nothing.
 */
export async function mapCode(
  ctx: Context,
  { body, ...named }: Named & { body: MappingRequest },
): Promise<CodeMapping> {
  requireScope(ctx, 'settings:write')
  requireCarrier(ctx, named.carrier)
  const { override = false } = body
  const says = meaningIn(body)
  return save(ctx, named, (standing) => {
    const same =
      standing &&
      !standing.withdrawn &&
      standing.override === override &&
      isDeepStrictEqual({ ...says }, { status: standing.status, reason: standing.reason, action: standing.action })
    return same ? null : { ...says, override, withdrawn: false }
  })
}

/** The code means again what the connector says, or nothing, also in the history there is. */
export async function unmapCode(ctx: Context, named: Named): Promise<CodeMapping> {
  requireScope(ctx, 'settings:write')
  requireCarrier(ctx, named.carrier)
  return save(ctx, named, (standing) => {
    if (!standing || standing.withdrawn) {
      throw new ServiceError(
        'MAPPING_NOT_FOUND',
        `code ${JSON.stringify(named.code)} of ${carrierName(ctx, named.carrier)} has no mapping of yours`,
      )
    }
    return { status: null, reason: null, action: null, override: false, withdrawn: true }
  })
}

type Change = CodeMeaning & Pick<MappingRow, 'override' | 'withdrawn'>

async function save(
  ctx: Context,
  { carrier, code, basedOn }: Named,
  changeOf: (standing: MappingRow | undefined) => Change | null,
): Promise<CodeMapping> {
  return ctx.store.as(ctx.tenant, async (tx) => {
    // Alone: what is being ingested without the mapping is stored before its history is looked through.
    await lockHistory(tx, 'alone')
    const held = await currentMapping(tx, { carrier, code })
    const standing = held?.version ?? 0
    if (basedOn !== null && basedOn !== standing) {
      throw new ServiceError(
        'VERSION_STALE',
        `this is based on version ${basedOn} of code ${JSON.stringify(code)}, and version ${standing} stands; read it and send your change again`,
      )
    }
    const change = changeOf(held)
    if (!change && held) return mappingOf(ctx, held, (await lockRun(tx, held)) ?? null)
    const row = change && {
      carrier,
      code,
      version: standing + 1,
      changedAt: ctx.clock.now(),
      changedBy: ctx.actor.kind === 'api_key' ? `api_key ${ctx.actor.id}` : ctx.actor.kind,
      ...change,
    }
    const saved = row && (await addMappingVersion(tx, row))
    if (!saved) throw new Error(`version ${standing + 1} of ${carrier} ${code} was not stored`)
    await enqueue(tx, [{ task: mappingsTask, payload: { tenant: tx.tenant }, jobKey: `mappings:${tx.tenant}` }])
    ctx.log.info({ carrier, version: saved.version, withdrawn: saved.withdrawn }, 'mapping.saved')
    return mappingOf(ctx, saved, (await lockRun(tx, saved)) ?? null)
  })
}

/** The job that calls `runMappings`. */
export const mappingsTask = 'mappings'

export function mappingOf(
  ctx: Pick<Context, 'carriers' | 'recognition'>,
  { withdrawn, status, reason, action, ...row }: MappingRow,
  history: MappingRun | null,
): CodeMapping {
  const shipped = shippedCodes(ctx.carriers.get(row.carrier), row.code)
  const meaning = withdrawn ? null : { status, reason, action }
  return { ...row, meaning, shipped, note: meaning && noteOn(ctx, row, shipped), history }
}

function noteOn(
  ctx: Pick<Context, 'carriers' | 'recognition'>,
  { carrier, override }: Pick<MappingRow, 'carrier' | 'override'>,
  shipped: readonly ShippedCode[],
): string | null {
  const told = shipped.filter(({ status }) => status !== null)
  if (told.length === 0) return null
  const list = told.slice(0, 5).map(({ code, status }) => `${code} is ${status}`)
  const more = told.length > list.length ? ` and ${told.length - list.length} more` : ''
  const theirs = `the table for ${carrierName(ctx, carrier)} has meanings for it (${list.join(', ')}${more})`
  return override
    ? `${theirs}; yours replaces them`
    : `${theirs}; yours counts only where the table leaves a scan without one. To replace them, set override`
}

export function requireCarrier(
  { carriers, recognition }: Pick<Context, 'carriers' | 'recognition'>,
  carrier: string,
): void {
  if (carrier === noCarrier || carriers.has(carrier) || recognition.nameOf(carrier) !== null) return
  throw new ServiceError(
    'CARRIER_UNKNOWN',
    `there is no carrier "${carrier}"; there are readers for ${[...carriers.keys()].join(', ')}, and "${noCarrier}" is for scans of which no carrier is known`,
  )
}

function meaningIn({ status, reason = null, action = null }: MappingRequest): CodeMeaning {
  if (status === null) {
    if (reason === null && action === null) return { status, reason, action }
    throw invalid(
      reason === null ? '/action' : '/reason',
      'a code that says nothing of where the parcel is has neither reason nor action; give it a status, or leave them out',
    )
  }
  const known = allStatuses.find((one) => one === status)
  if (known !== undefined && known !== 'unknown') return { status: known, reason, action }
  throw invalid(
    '/status',
    known === 'unknown'
      ? '"unknown" is what a code without a meaning is; null says that it tells nothing of where the parcel is'
      : `there is no status ${JSON.stringify(status)}; nearest are ${nearestStatuses(status).join(', ')}`,
  )
}

function invalid(pointer: string, detail: string): ServiceError {
  return new ServiceError('INPUT_INVALID', `${pointer.slice(1)}: ${detail}`, { errors: [{ pointer, detail }] })
}
