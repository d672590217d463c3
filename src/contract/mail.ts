import type { OrderView } from './view.ts'

/** What mails are rendered from. The words and the look are the web's; every fact is one of these fields. */

type Common = {
  /** BCP 47. */
  readonly language: string
  /** The instant it was made; what has passed and what is to come is told from it. */
  readonly now: string
  readonly order: OrderView
}

export type MailViews = {
  readonly order_confirmed: Common
  /** `parcel` is the id of one of the order's. */
  readonly shipped: Common & { readonly parcel: string }
  readonly delivered: Common & { readonly parcel: string }
  /** The parcels whose day has passed, and whether that of what is not shipped has. */
  readonly late: Common & { readonly parcels: readonly string[]; readonly unshipped: boolean }
  readonly code: Common & { readonly code: string; readonly expiresAt: string }
}
export type MailKind = keyof MailViews

export type MailOptions = {
  /** Where the order is shown as it then is, and where its reader says "no more of these". */
  readonly links: { readonly order: string; readonly unsubscribe: string | null }
}

export type RenderedMail = { readonly subject: string; readonly html: string; readonly text: string }

export type RenderMail = <Kind extends MailKind>(
  kind: Kind,
  view: MailViews[Kind],
  options: MailOptions,
) => RenderedMail
