import type { ConversationId, PolicyTopic, ShopId } from '../model/index.ts'
import type { Tx } from './store.ts'

/** One version of what a shop says of itself; `body` as it was parsed when it was saved. */
export type PolicyRow = {
  readonly shop: ShopId
  readonly version: number
  readonly changedAt: Temporal.Instant
  readonly changedBy: string
  readonly body: unknown
}

const columns = 'shop, version, changed_at as "changedAt", changed_by as "changedBy", body'

/** The version that stands, of each of these shops that has one. */
export async function currentPolicies(tx: Tx, shops: readonly ShopId[]): Promise<PolicyRow[]> {
  return tx.query<PolicyRow>(
    `select distinct on (shop) ${columns} from policies where tenant = $1 and shop = any($2::text[])
      order by shop, version desc`,
    [tx.tenant, shops],
  )
}

/** Newest first. */
export async function policyVersions(
  tx: Tx,
  { shop, before, limit }: { shop: ShopId; before: number | null; limit: number },
): Promise<PolicyRow[]> {
  return tx.query<PolicyRow>(
    `select ${columns} from policies where tenant = $1 and shop = $2 and ($3::int is null or version < $3)
      order by version desc limit $4`,
    [tx.tenant, shop, before, limit],
  )
}

/** Undefined where somebody else saved that version first. */
export async function addPolicyVersion(
  tx: Tx,
  { shop, version, changedAt, changedBy, body }: PolicyRow,
): Promise<PolicyRow | undefined> {
  const [row] = await tx.query<PolicyRow>(
    `insert into policies (tenant, shop, version, changed_at, changed_by, body) values ($1, $2, $3, $4, $5, $6)
       on conflict (tenant, shop, version) do nothing returning ${columns}`,
    [tx.tenant, shop, version, changedAt, changedBy, JSON.stringify(body)],
  )
  return row
}

export type GapRow = {
  readonly topic: PolicyTopic
  /** A country's code; null where the topic as a whole is missing. */
  readonly detail: string | null
  readonly firstAsked: Temporal.Instant
  readonly lastAsked: Temporal.Instant
  /** Conversations that asked. */
  readonly count: number
  readonly resolvedAt: Temporal.Instant | null
  readonly resolvedVersion: number | null
}

/** A conversation counts once for a gap, however often it asks; one that was closed and is asked for again is open again. */
export async function addGap(
  tx: Tx,
  {
    shop,
    topic,
    detail,
    conversation,
  }: { shop: ShopId; topic: PolicyTopic; detail: string | null; conversation: ConversationId },
  now: Temporal.Instant,
): Promise<void> {
  const gap = [tx.tenant, shop, topic, detail ?? '']
  const asked = await tx.query(
    `insert into policy_gap_askers (tenant, shop, topic, detail, conversation) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning topic`,
    [...gap, conversation],
  )
  await tx.query(
    `insert into policy_gaps as g (tenant, shop, topic, detail, first_asked, last_asked, count)
       values ($1, $2, $3, $4, $5, $5, 1)
       on conflict (tenant, shop, topic, detail) do update
         set last_asked = excluded.last_asked, count = g.count + $6, resolved_at = null, resolved_version = null`,
    [...gap, now, asked.length],
  )
}

/** Open ones first, the most asked on top. */
export async function listGaps(tx: Tx, shop: ShopId): Promise<GapRow[]> {
  return tx.query<GapRow>(
    `select topic, nullif(detail, '') as detail, first_asked as "firstAsked", last_asked as "lastAsked", count,
            resolved_at as "resolvedAt", resolved_version as "resolvedVersion"
       from policy_gaps where tenant = $1 and shop = $2
      order by resolved_at is not null, count desc, last_asked desc, topic, detail limit 500`,
    [tx.tenant, shop],
  )
}

export async function closeGap(
  tx: Tx,
  { shop, topic, detail, version }: { shop: ShopId; topic: PolicyTopic; detail: string | null; version: number },
  now: Temporal.Instant,
): Promise<void> {
  await tx.query(
    `update policy_gaps set resolved_at = $5, resolved_version = $6
      where tenant = $1 and shop = $2 and topic = $3 and detail = $4`,
    [tx.tenant, shop, topic, detail ?? '', now, version],
  )
}
