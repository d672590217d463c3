import type { TenantId } from '../../model/index.ts'
import { type ChoiceLink, choose, digestOf, findChoiceLink, isWanted, listShops } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { ServiceError } from '../errors.ts'

/** What the page behind a mail's "no more of these" shows; of the person it tells nothing. */
export type MailChoice = { readonly shop: string; readonly language: string; readonly wanted: boolean }

type Opening = Pick<Context, 'store' | 'clock'>

export async function showMailChoice(ctx: Opening, secret: string): Promise<MailChoice> {
  return withLink(ctx, secret, async () => {})
}

/** Said twice it changes nothing more. Codes are not touched by it: they come because they were asked for. */
export async function chooseMail(ctx: Opening, secret: string, wanted: boolean): Promise<MailChoice> {
  return withLink(ctx, secret, (tx, link) => choose(tx, link, wanted, ctx.clock.now()))
}

async function withLink(
  { store }: Opening,
  secret: string,
  work: (tx: Parameters<typeof choose>[0], link: ChoiceLink) => Promise<void>,
): Promise<MailChoice> {
  const digest = digestOf(secret)
  const tenant: TenantId | undefined = await store.tenantOf('choice_link', digest)
  if (!tenant) throw wrong()
  return store.as(tenant, async (tx) => {
    const link = await findChoiceLink(tx, digest)
    if (!link) throw wrong()
    await work(tx, link)
    const shop = (await listShops(tx)).find(({ id }) => id === link.shop)
    return { shop: shop?.name ?? link.shop, language: link.language, wanted: await isWanted(tx, link) }
  })
}

const wrong = () => new ServiceError('LINK_INVALID', 'this link is not one of ours; use the one in the newest mail')
