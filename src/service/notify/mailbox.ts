import type { TenantId } from '../../model/index.ts'
import { type PreviewRow, findPreview, previews } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { ServiceError } from '../errors.ts'

/** A mail as it would have been sent. */
export type PreviewedMail = {
  readonly id: string
  readonly at: Temporal.Instant
  readonly sender: string
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
}

export type PreviewBody = Omit<PreviewedMail, 'id' | 'at'>

type Reading = Pick<Context, 'store'> & { readonly tenant: TenantId }

/** Newest first. Who may read other people's mail was decided before: this only reads. */
export async function listMailbox({ store, tenant }: Reading): Promise<PreviewedMail[]> {
  return (await store.as(tenant, (tx) => previews(tx))).map(toMail)
}

export async function showMailboxMail({ store, tenant }: Reading, id: string): Promise<PreviewedMail> {
  const row = await store.as(tenant, (tx) => findPreview(tx, id))
  if (!row) throw new ServiceError('NOT_FOUND', 'there is no such mail in the mailbox')
  return toMail(row)
}

const toMail = ({ id, at, body }: PreviewRow): PreviewedMail => ({ ...(JSON.parse(body) as PreviewBody), id, at })
