import { randomUUID } from 'node:crypto'
import type { ChangeKind, FailureKind, Level, Money, ParcelId, PersonId } from '../model/index.ts'
import { uuids } from './arrays.ts'
import { unwrapPerson } from './persons.ts'
import type { Tx } from './store.ts'
import type { Cell, Key } from './vault/index.ts'

export const changeStates = [
  'quoted',
  'requested',
  'making',
  'made',
  'failed',
  'unknown',
  'cancelling',
  'cancelled',
] as const
export type ChangeState = (typeof changeStates)[number]

type Failed = { readonly kind: FailureKind; readonly code: string }

/** A change of one delivery; `wish` is null where its person was erased. */
export type ChangeRow = {
  readonly id: string
  readonly parcel: ParcelId
  readonly person: PersonId | null
  readonly kind: ChangeKind
  readonly how: 'api' | 'task'
  readonly state: ChangeState
  readonly account: string | null
  readonly askedBy: string
  readonly level: Level | null
  readonly quotedAt: Temporal.Instant
  readonly expiresAt: Temporal.Instant
  readonly cost: Money | null
  /** What else was shown with the cost. */
  readonly quote: unknown
  readonly wish: unknown
  readonly reference: string | null
  readonly failure: Failed | null
  readonly startedAt: Temporal.Instant | null
  readonly endedAt: Temporal.Instant | null
}

type Raw = Omit<ChangeRow, 'cost' | 'wish'> & {
  readonly cost_minor: number | null
  readonly currency: string | null
  readonly sealed: Buffer
  readonly wrapped_key: Buffer | null
}

const columns = `c.id, c.parcel, c.person, c.kind, c.how, c.state, c.account, c.asked_by as "askedBy", c.level, c.quoted_at as "quotedAt",
  c.expires_at as "expiresAt", c.cost_minor, c.currency, c.quote, c.reference, c.failure, c.started_at as "startedAt",
  c.ended_at as "endedAt", c.sealed, p.wrapped_key`
const from = `delivery_changes c left join persons p on p.tenant = c.tenant and p.id = c.person`

const wishCell = (tx: Tx, id: string): Cell => ({
  tenant: tx.tenant,
  table: 'delivery_changes',
  row: id,
  column: 'sealed',
})
const stepCell = (tx: Tx, id: string, position: number): Cell => ({
  tenant: tx.tenant,
  table: 'delivery_change_steps',
  row: `${id} ${position}`,
  column: 'sealed',
})

/** Undefined where the person was erased. */
const keyOf = (tx: Tx, { person, wrapped_key: wrapped }: Pick<Raw, 'person' | 'wrapped_key'>): Key | undefined =>
  person === null ? tx.key : wrapped === null ? undefined : unwrapPerson(tx, person, wrapped)

function toRow(tx: Tx, raw: Raw): ChangeRow {
  const { cost_minor: minor, currency, sealed, wrapped_key: _, ...row } = raw
  const key = keyOf(tx, raw)
  return {
    ...row,
    cost: minor === null || currency === null ? null : { minor, currency },
    wish: key ? (JSON.parse(key.open(wishCell(tx, row.id), sealed)) as unknown) : null,
  }
}

export type NewChange = Pick<
  ChangeRow,
  'parcel' | 'person' | 'kind' | 'how' | 'account' | 'askedBy' | 'level' | 'quotedAt' | 'expiresAt' | 'cost' | 'quote'
> & { readonly wish: unknown; readonly key: Key }

export async function addChange(tx: Tx, { key, wish, ...row }: NewChange): Promise<string> {
  const id = randomUUID()
  await tx.query(
    `insert into delivery_changes (tenant, id, parcel, person, kind, how, state, account, asked_by, level, quoted_at, expires_at,
                                   cost_minor, currency, quote, sealed)
       values ($1, $2, $3, $4, $5, $6, 'quoted', $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      tx.tenant,
      id,
      row.parcel,
      row.person,
      row.kind,
      row.how,
      row.account,
      row.askedBy,
      row.level,
      row.quotedAt,
      row.expiresAt,
      row.cost?.minor ?? null,
      row.cost?.currency ?? null,
      JSON.stringify(row.quote),
      key.seal(wishCell(tx, id), JSON.stringify(wish)),
    ],
  )
  return id
}

/** Two that work on changes of one parcel take turns until their transactions end. */
export async function lockChange(tx: Tx, id: string): Promise<ChangeRow | undefined> {
  const found = await tx.query<{ parcel: string }>(
    'select parcel from delivery_changes where tenant = $1 and id = $2',
    [tx.tenant, id],
  )
  const parcel = found[0]?.parcel
  if (parcel === undefined) return undefined
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 15))', [parcel])
  return (await changesWhere(tx, 'c.id = $2', [id]))[0]
}

export async function changeById(tx: Tx, id: string): Promise<ChangeRow | undefined> {
  return (await changesWhere(tx, 'c.id = $2', [id]))[0]
}

/** Newest first. */
export async function changesOfParcels(tx: Tx, parcels: readonly ParcelId[]): Promise<ChangeRow[]> {
  return changesWhere(tx, 'c.parcel = any($2::uuid[])', [uuids(parcels)])
}

/** What waits for a person of the merchant's, and what is under way; the oldest last. */
export async function openChanges(tx: Tx): Promise<ChangeRow[]> {
  return changesWhere(tx, `c.state in ('requested', 'unknown', 'making', 'cancelling')`, [])
}

async function changesWhere(tx: Tx, condition: string, values: readonly unknown[]): Promise<ChangeRow[]> {
  const rows = await tx.query<Raw>(
    `select ${columns} from ${from} where c.tenant = $1 and ${condition} order by c.quoted_at desc, c.id limit 500`,
    [tx.tenant, ...values],
  )
  return rows.map((row) => toRow(tx, row))
}

/** How often something became of a change of this parcel's delivery: a quote holds as long as that stays the same. */
export async function countOutcomes(tx: Tx, parcel: ParcelId): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int as count from delivery_changes c join delivery_change_steps s on s.tenant = c.tenant and s.change = c.id
      where c.tenant = $1 and c.parcel = $2
        and (s.step in ('made', 'closed') or (s.step = 'cancelled' and c.started_at is not null))`,
    [tx.tenant, parcel],
  )
  return row?.count ?? 0
}

export async function setChange(
  tx: Tx,
  id: string,
  set: Pick<ChangeRow, 'state'> & Partial<Pick<ChangeRow, 'startedAt' | 'endedAt' | 'reference' | 'failure'>>,
): Promise<void> {
  const { state, startedAt = null, endedAt = null, reference = null, failure = null } = set
  await tx.query(
    `update delivery_changes set state = $3, started_at = coalesce($4, started_at), ended_at = coalesce($5, ended_at),
            reference = coalesce($6, reference), failure = $7 where tenant = $1 and id = $2`,
    [tx.tenant, id, state, startedAt, endedAt, reference, failure],
  )
}

/** The same wish at another cost. */
export async function requoteChange(
  tx: Tx,
  id: string,
  { quotedAt, expiresAt, cost, quote }: Pick<ChangeRow, 'quotedAt' | 'expiresAt' | 'cost' | 'quote'>,
): Promise<void> {
  await tx.query(
    `update delivery_changes set quoted_at = $3, expires_at = $4, cost_minor = $5, currency = $6, quote = $7
      where tenant = $1 and id = $2`,
    [tx.tenant, id, quotedAt, expiresAt, cost?.minor ?? null, cost?.currency ?? null, JSON.stringify(quote)],
  )
}

export const changeSteps = [
  'quoted',
  'quoted_again',
  'confirmed',
  'requested',
  'made',
  'failed',
  'unknown',
  'cancel_confirmed',
  'cancelled',
  'cancel_failed',
  'closed',
] as const

/** One step of a change as it is kept for good. */
export type ChangeStep = {
  readonly at: Temporal.Instant
  readonly step: (typeof changeSteps)[number]
  readonly who: string
  readonly level: Level | null
  readonly cost: Money | null
  readonly failure: Failed | null
  /** What the carrier answered, or a person noted; null where there is nothing, or its person was erased. */
  readonly answer: string | null
}

/** In the caller's transaction, which holds the change's lock. */
export async function addChangeStep(tx: Tx, id: string, step: ChangeStep): Promise<void> {
  const [held] = await tx.query<Pick<Raw, 'person' | 'wrapped_key'> & { next: number }>(
    `select c.person, p.wrapped_key, (select count(*)::int + 1 from delivery_change_steps s where s.tenant = $1 and s.change = $2) as next
       from ${from} where c.tenant = $1 and c.id = $2`,
    [tx.tenant, id],
  )
  const key = held && keyOf(tx, held)
  const position = held?.next ?? 1
  await tx.query(
    `insert into delivery_change_steps (tenant, change, position, at, step, who, level, cost_minor, currency, failure, sealed)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      tx.tenant,
      id,
      position,
      step.at,
      step.step,
      step.who,
      step.level,
      step.cost?.minor ?? null,
      step.cost?.currency ?? null,
      step.failure,
      step.answer === null || !key ? null : key.seal(stepCell(tx, id, position), step.answer),
    ],
  )
}

/** In the order they were taken. */
export async function stepsOfChange(tx: Tx, id: string): Promise<ChangeStep[]> {
  const rows = await tx.query<
    Omit<ChangeStep, 'cost' | 'answer'> &
      Pick<Raw, 'person' | 'wrapped_key' | 'cost_minor' | 'currency'> & { position: number; sealed: Buffer | null }
  >(
    `select s.position, s.at, s.step, s.who, s.level, s.cost_minor, s.currency, s.failure, s.sealed, c.person, p.wrapped_key
       from ${from} join delivery_change_steps s on s.tenant = c.tenant and s.change = c.id
      where c.tenant = $1 and c.id = $2 order by s.position`,
    [tx.tenant, id],
  )
  return rows.map(({ position, cost_minor: minor, currency, sealed, person, wrapped_key, ...step }) => {
    const key = keyOf(tx, { person, wrapped_key })
    return {
      ...step,
      cost: minor === null || currency === null ? null : { minor, currency },
      answer: sealed && key ? key.open(stepCell(tx, id, position), sealed) : null,
    }
  })
}

/** One version of what the merchant allows; `allowed` and `contact` as they were parsed when they were saved. */
export type ChangeRulesRow = {
  readonly version: number
  readonly changedAt: Temporal.Instant
  readonly changedBy: string
  readonly allowed: unknown
  readonly contact: unknown
}

const rulesCell = (tx: Tx, version: number): Cell => ({
  tenant: tx.tenant,
  table: 'change_rules',
  row: String(version),
  column: 'sealed',
})

/** The version that stands; undefined where nothing was ever said. */
export async function currentChangeRules(tx: Tx): Promise<ChangeRulesRow | undefined> {
  const [row] = await tx.query<Omit<ChangeRulesRow, 'contact'> & { sealed: Buffer }>(
    `select version, changed_at as "changedAt", changed_by as "changedBy", allowed, sealed from change_rules
      where tenant = $1 order by version desc limit 1`,
    [tx.tenant],
  )
  if (!row) return undefined
  const { sealed, ...rest } = row
  return { ...rest, contact: JSON.parse(tx.key.open(rulesCell(tx, row.version), sealed)) as unknown }
}

/** Whether it was stored; not where somebody else saved that version first. */
export async function addChangeRules(tx: Tx, row: ChangeRulesRow): Promise<boolean> {
  const { version, changedAt, changedBy, allowed, contact } = row
  const added = await tx.query(
    `insert into change_rules (tenant, version, changed_at, changed_by, allowed, sealed) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing returning version`,
    [
      tx.tenant,
      version,
      changedAt,
      changedBy,
      JSON.stringify(allowed),
      tx.key.seal(rulesCell(tx, version), JSON.stringify(contact)),
    ],
  )
  return added.length > 0
}
