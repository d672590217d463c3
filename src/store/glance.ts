import type { Milestone, Precision } from '../model/index.ts'
import type { Tx } from './store.ts'

/** What of a parcel is told to whoever knows its number alone. Nothing sealed is opened for it. */
export type GlanceRow = {
  readonly milestone: Milestone
  readonly carrier: string | null
  /** The name of the shop that sent it. */
  readonly shop: string
  readonly shopZone: string
  readonly heardAt: Temporal.Instant
  /** The wall clock of the scan that decided, where one did. */
  readonly localTime: Temporal.PlainDateTime | null
  readonly precision: Precision | null
  readonly zone: string | null
}

/** The parcel heard of last under a number that an order of ours named; one nobody ordered, or never heard of, is none. */
export async function glanceAt(tx: Tx, digest: Buffer): Promise<GlanceRow | undefined> {
  const rows = await tx.query<GlanceRow>(
    `select p.milestone, p.carrier, greatest(p.heard_at, k.answered_at) as "heardAt", s.local_time as "localTime", s.precision, s.zone,
            o.shop, o.zone as "shopZone"
       from parcels p
       join lateral (select w.name as shop, w.zone from shipments h join orders d on d.tenant = h.tenant and d.id = h.order_id
                       join shops w on w.tenant = d.tenant and w.id = d.shop
                      where h.tenant = p.tenant and h.parcel = p.id order by d.placed_at desc, d.id limit 1) o on true
       left join looks k on k.tenant = p.tenant and k.parcel = p.id
       left join scans s on s.tenant = p.tenant and s.parcel = p.id and s.dedupe = p.decided_by
      where p.tenant = $1 and p.number_digest = $2 and p.heard_at is not null
      order by p.heard_at desc, p.generation desc, p.id limit 1`,
    [tx.tenant, digest],
  )
  return rows[0]
}
