import type { CodeMeaning, Milestone, ParcelId, ParcelState, PersonId, Status } from '../model/index.ts'
import { byteas, jsonbs, texts, uuids } from './arrays.ts'
import { type SealedScan, openScan } from './parcels.ts'
import { personKeys } from './persons.ts'
import type { Tx } from './store.ts'

/** One version of what a merchant says a code means. */
export type MappingRow = CodeMeaning & {
  readonly carrier: string
  readonly code: string
  readonly version: number
  readonly changedAt: Temporal.Instant
  readonly changedBy: string
  readonly withdrawn: boolean
  /** Also where the connector's own table has a meaning. */
  readonly override: boolean
}

const columns = `carrier, code, version, changed_at as "changedAt", changed_by as "changedBy", withdrawn, status, reason, action, override`

/** The version that stands of each code, withdrawn ones among them. */
export async function currentMappings(tx: Tx): Promise<MappingRow[]> {
  return tx.query<MappingRow>(
    `select distinct on (carrier, code) ${columns} from code_mappings where tenant = $1 order by carrier, code, version desc`,
    [tx.tenant],
  )
}

export async function currentMapping(
  tx: Tx,
  { carrier, code }: Pick<MappingRow, 'carrier' | 'code'>,
): Promise<MappingRow | undefined> {
  const [row] = await tx.query<MappingRow>(
    `select ${columns} from code_mappings where tenant = $1 and carrier = $2 and code = $3 order by version desc limit 1`,
    [tx.tenant, carrier, code],
  )
  return row
}

/** With the run that derives its history again, not begun; undefined where somebody else saved that version first. */
export async function addMappingVersion(tx: Tx, row: MappingRow): Promise<MappingRow | undefined> {
  const { carrier, code, version, changedAt, changedBy, withdrawn, status, reason, action, override } = row
  const [added] = await tx.query<MappingRow>(
    `insert into code_mappings (tenant, carrier, code, version, changed_at, changed_by, withdrawn, status, reason, action, override)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb, $11) on conflict do nothing returning ${columns}`,
    [
      tx.tenant,
      carrier,
      code,
      version,
      changedAt,
      changedBy,
      withdrawn,
      status,
      reason && JSON.stringify(reason),
      action && JSON.stringify(action),
      override,
    ],
  )
  if (added) {
    await tx.query('insert into code_mapping_runs (tenant, carrier, code, version) values ($1, $2, $3, $4)', [
      tx.tenant,
      carrier,
      code,
      version,
    ])
  }
  return added
}

export type MappingRun = {
  readonly carrier: string
  readonly code: string
  readonly version: number
  readonly listed: boolean
  /** Parcels that have scans of the code, and those of them whose state changed. */
  readonly parcels: number
  readonly changed: number
  readonly finishedAt: Temporal.Instant | null
}

const runColumns = 'carrier, code, version, listed, parcels, changed, finished_at as "finishedAt"'
const runKey = ({ carrier, code, version }: Pick<MappingRun, 'carrier' | 'code' | 'version'>) => [
  carrier,
  code,
  version,
]

/** The runs that are not at their end, oldest first. */
export async function openRuns(tx: Tx): Promise<MappingRun[]> {
  return tx.query<MappingRun>(
    `select r.carrier, r.code, r.version, r.listed, r.parcels, r.changed, r.finished_at as "finishedAt"
       from code_mapping_runs r join code_mappings m using (tenant, carrier, code, version)
      where tenant = $1 and finished_at is null order by m.changed_at, carrier, code, version`,
    [tx.tenant],
  )
}

export async function runsOf(tx: Tx, carrier: string): Promise<MappingRun[]> {
  return tx.query<MappingRun>(`select ${runColumns} from code_mapping_runs where tenant = $1 and carrier = $2`, [
    tx.tenant,
    carrier,
  ])
}

/** Two that work on the same run take turns. */
export async function lockRun(
  tx: Tx,
  run: Pick<MappingRun, 'carrier' | 'code' | 'version'>,
): Promise<MappingRun | undefined> {
  const [row] = await tx.query<MappingRun>(
    `select ${runColumns} from code_mapping_runs where tenant = $1 and carrier = $2 and code = $3 and version = $4 for update`,
    [tx.tenant, ...runKey(run)],
  )
  return row
}

/** Writes down which parcels have scans of the code; one look through the history, however many batches follow. */
export async function listRun(tx: Tx, run: MappingRun): Promise<MappingRun> {
  const [row] = await tx.query<MappingRun>(
    `with listed as (
       insert into code_mapping_parcels (tenant, carrier, code, version, parcel)
         select distinct $1, $2, $3, $4::int, s.parcel from scans s join parcels p on p.tenant = s.tenant and p.id = s.parcel
          where s.tenant = $1 and s.code = $3 and ($2 = 'none' or p.carrier = $2)
         returning parcel)
     update code_mapping_runs set listed = true, parcels = (select count(*)::int from listed)
      where tenant = $1 and carrier = $2 and code = $3 and version = $4 returning ${runColumns}`,
    [tx.tenant, ...runKey(run)],
  )
  return row ?? run
}

export async function nextOfRun(tx: Tx, run: MappingRun, limit: number): Promise<ParcelId[]> {
  const rows = await tx.query<{ parcel: ParcelId }>(
    `select parcel from code_mapping_parcels where tenant = $1 and carrier = $2 and code = $3 and version = $4
      order by parcel limit $5`,
    [tx.tenant, ...runKey(run), limit],
  )
  return rows.map(({ parcel }) => parcel)
}

export async function advanceRun(
  tx: Tx,
  run: MappingRun,
  { done, changed }: { done: readonly ParcelId[]; changed: number },
): Promise<void> {
  await tx.query(
    `delete from code_mapping_parcels where tenant = $1 and carrier = $2 and code = $3 and version = $4 and parcel = any($5::uuid[])`,
    [tx.tenant, ...runKey(run), uuids(done)],
  )
  await tx.query(
    `update code_mapping_runs set changed = changed + $5 where tenant = $1 and carrier = $2 and code = $3 and version = $4`,
    [tx.tenant, ...runKey(run), changed],
  )
}

export async function finishRun(tx: Tx, run: MappingRun, now: Temporal.Instant): Promise<void> {
  await tx.query(
    `update code_mapping_runs set finished_at = $5 where tenant = $1 and carrier = $2 and code = $3 and version = $4`,
    [tx.tenant, ...runKey(run), now],
  )
}

/** The digests of the numbers of these parcels. */
export async function digestsOf(tx: Tx, parcels: readonly ParcelId[]): Promise<Buffer[]> {
  const rows = await tx.query<{ digest: Buffer }>(
    'select distinct number_digest as digest from parcels where tenant = $1 and id = any($2::uuid[])',
    [tx.tenant, uuids(parcels)],
  )
  return rows.map(({ digest }) => digest)
}

export type ScanMeaning = CodeMeaning & {
  readonly parcel: ParcelId
  readonly dedupe: Buffer
  readonly milestone: Milestone | null
}

export async function scanMeanings(tx: Tx, parcels: readonly ParcelId[]): Promise<ScanMeaning[]> {
  return tx.query<ScanMeaning>(
    `select parcel, dedupe, milestone, status, reason, action from scans where tenant = $1 and parcel = any($2::uuid[])`,
    [tx.tenant, uuids(parcels)],
  )
}

export async function setScanMeanings(tx: Tx, scans: readonly ScanMeaning[]): Promise<void> {
  if (scans.length === 0) return
  await tx.query(
    `update scans s set milestone = u.milestone, status = u.status, reason = u.reason, action = u.action
       from unnest($2::uuid[], $3::bytea[], $4::text[], $5::text[], $6::jsonb[], $7::jsonb[])
              as u (parcel, dedupe, milestone, status, reason, action)
      where s.tenant = $1 and s.parcel = u.parcel and s.dedupe = u.dedupe`,
    [
      tx.tenant,
      uuids(scans.map(({ parcel }) => parcel)),
      byteas(scans.map(({ dedupe }) => dedupe)),
      texts(scans.map(({ milestone }) => milestone)),
      texts(scans.map(({ status }) => status)),
      jsonbs(scans.map(({ reason }) => reason)),
      jsonbs(scans.map(({ action }) => action)),
    ],
  )
}

/** The state alone: neither the estimate nor when the carrier was last heard. */
export async function setParcelStates(
  tx: Tx,
  parcels: readonly { readonly id: ParcelId; readonly state: ParcelState }[],
): Promise<void> {
  if (parcels.length === 0) return
  await tx.query(
    `update parcels p set milestone = u.milestone, status = u.status, reason = u.reason, action = u.action, decided_by = u.decided_by
       from unnest($2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::bytea[])
              as u (id, milestone, status, reason, action, decided_by)
      where p.tenant = $1 and p.id = u.id`,
    [
      tx.tenant,
      uuids(parcels.map(({ id }) => id)),
      texts(parcels.map(({ state }) => state.milestone)),
      texts(parcels.map(({ state }) => state.status)),
      jsonbs(parcels.map(({ state }) => state.reason)),
      jsonbs(parcels.map(({ state }) => state.action)),
      byteas(parcels.map(({ state }) => (state.decidedBy === null ? null : Buffer.from(state.decidedBy, 'hex')))),
    ],
  )
}

/** A code that left its scans without a milestone. */
export type UnmappedRow = {
  readonly carrier: string | null
  readonly code: string
  /** Scans. */
  readonly count: number
  readonly parcels: number
  /** When it was first and last received. */
  readonly firstSeen: Temporal.Instant
  readonly lastSeen: Temporal.Instant
}

/** Most frequent first, those among them that say nothing where a parcel is and are known to. */
export async function unmappedCodes(tx: Tx, limit: number): Promise<UnmappedRow[]> {
  return tx.query<UnmappedRow>(
    `select p.carrier, s.code, count(*)::int as count, count(distinct s.parcel)::int as parcels, min(s.received_at) as "firstSeen",
            max(s.received_at) as "lastSeen"
       from scans s join parcels p on p.tenant = s.tenant and p.id = s.parcel
      where s.tenant = $1 and s.milestone is null and s.code is not null group by 1, 2 order by 3 desc, 1, 2 limit $2`,
    [tx.tenant, limit],
  )
}

export type CodeText = {
  readonly carrier: string | null
  readonly code: string
  readonly status: Status | null
  readonly person: PersonId | null
  readonly text: string
}

/** Texts of unmapped codes, the newest first: at most one a parcel and `each` a code. */
export async function textsOfUnmapped(tx: Tx, codes: readonly string[], each: number): Promise<CodeText[]> {
  const rows = await tx.query<SealedText>(
    `select carrier, code, status, person, dedupe, sealed from (
       select o.*, row_number() over (partition by o.carrier, o.code order by o.received_at desc, o.dedupe) as n from (
         select distinct on (p.carrier, s.code, s.parcel) p.carrier, s.code, s.status, p.person, s.dedupe, s.sealed, s.received_at
           from scans s join parcels p on p.tenant = s.tenant and p.id = s.parcel
           left join persons q on q.tenant = p.tenant and q.id = p.person
          where s.tenant = $1 and s.milestone is null and s.code = any($2::text[]) and q.erased_at is null
          order by p.carrier, s.code, s.parcel, s.received_at desc, s.dedupe) o) r
      where n <= $3 order by carrier, code, n`,
    [tx.tenant, texts(codes), each],
  )
  return opened(tx, rows)
}

/** How codes that say something are worded, two texts each, as `parcels` parcels have them. */
export async function textsOfKnown(tx: Tx, parcels: number): Promise<CodeText[]> {
  const rows = await tx.query<SealedText>(
    `select carrier, code, status, person, dedupe, sealed from (
       select p.carrier, s.code, s.status, p.person, s.dedupe, s.sealed,
              row_number() over (partition by p.carrier, s.code, s.status order by s.dedupe) as n
         from (select tenant, id, carrier, person from parcels where tenant = $1 order by id limit $2) p
         join scans s on s.tenant = p.tenant and s.parcel = p.id
         left join persons q on q.tenant = p.tenant and q.id = p.person
        where s.status is not null and s.code is not null and q.erased_at is null) r
      where n <= 2 order by carrier, code, status, n limit 600`,
    [tx.tenant, parcels],
  )
  return opened(tx, rows)
}

type SealedText = Omit<CodeText, 'text'> & { readonly dedupe: Buffer; readonly sealed: Buffer }

async function opened(tx: Tx, rows: readonly SealedText[]): Promise<CodeText[]> {
  const keys = await personKeys(
    tx,
    rows.flatMap(({ person }) => person ?? []),
  )
  return rows.flatMap(({ dedupe, sealed, ...row }) => {
    const key = row.person === null ? tx.key : keys.get(row.person)
    const text: SealedScan['text'] = key ? openScan(tx, key, { dedupe, sealed }).text : null
    return text === null || text.trim() === '' ? [] : [{ ...row, text }]
  })
}
