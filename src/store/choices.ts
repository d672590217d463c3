import type { PersonId, ShopId } from '../model/index.ts'
import type { Tx } from './store.ts'

/** Whose notices of which shop, by which channel. */
export type Choice = { readonly person: PersonId; readonly shop: ShopId; readonly channel: string }

/** Everybody wants to hear of what they ordered until they say otherwise. */
export async function isWanted(tx: Tx, { person, shop, channel }: Choice): Promise<boolean> {
  const rows = await tx.query<{ wanted: boolean }>(
    'select wanted from notice_choices where tenant = $1 and person = $2 and shop = $3 and channel = $4',
    [tx.tenant, person, shop, channel],
  )
  return rows[0]?.wanted ?? true
}

export async function choose(
  tx: Tx,
  { person, shop, channel }: Choice,
  wanted: boolean,
  now: Temporal.Instant,
): Promise<void> {
  await tx.query(
    `insert into notice_choices (tenant, person, shop, channel, wanted, changed_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (tenant, person, shop, channel) do update set wanted = excluded.wanted, changed_at = excluded.changed_at`,
    [tx.tenant, person, shop, channel, wanted, now],
  )
}

export type ChoiceLink = Choice & { readonly language: string }

export async function addChoiceLink(
  tx: Tx,
  { digest, person, shop, channel, language }: ChoiceLink & { digest: Buffer },
  now: Temporal.Instant,
): Promise<void> {
  await tx.query(
    'insert into choice_links (tenant, digest, person, shop, channel, language, created_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [tx.tenant, digest, person, shop, channel, language, now],
  )
}

export async function findChoiceLink(tx: Tx, digest: Buffer): Promise<ChoiceLink | undefined> {
  const rows = await tx.query<ChoiceLink>(
    'select person, shop, channel, language from choice_links where tenant = $1 and digest = $2',
    [tx.tenant, digest],
  )
  return rows[0]
}

/** A mail this old is not where anybody says that they want no more. */
export async function purgeChoiceLinks(tx: Tx, before: Temporal.Instant): Promise<void> {
  await tx.query('delete from choice_links where tenant = $1 and created_at < $2', [tx.tenant, before])
}
