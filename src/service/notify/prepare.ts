import type { MailKind, MailViews, RenderedMail } from '../../contract/index.ts'
import type { Channel, OrderId, Outgoing, ShopId, TrackedOrder } from '../../model/index.ts'
import {
  type NoticeRow,
  type OrderRow,
  type Tx,
  addChoiceLink,
  addLink,
  findPerson,
  isWanted,
  keysOfOrders,
  listShops,
  makeSecret,
  noticeData,
  ordersById,
} from '../../store/index.ts'
import { linkLife } from '../access/links.ts'
import type { Sending } from '../context.ts'
import { trackedOrders } from '../orders/show.ts'
import { viewOfOrder } from '../views.ts'
import { isMoving, lateBy } from './decide.ts'
import type { PreviewBody } from './mailbox.ts'
import type { NoticeData } from './notice.ts'

/** A notice made ready: a message and who takes it, or why there is nothing to send. */
export type Prepared =
  | { readonly kind: 'drop'; readonly reason: string }
  | { readonly kind: 'preview'; readonly body: PreviewBody }
  | { readonly kind: 'send'; readonly channel: Channel; readonly message: Outgoing }

/** Its customers are invented: whatever is configured, nothing of this shop is ever sent. */
const demoShop: string = 'demo'

/** Words and links of a notice, from the facts as they are now; in one transaction, with what its links need. */
export async function prepare(
  tx: Tx,
  ctx: Sending,
  { row, publicUrl }: { row: NoticeRow; publicUrl: string },
): Promise<Prepared> {
  const person = await findPerson(tx, row.person)
  if (!person || person.erasedAt !== null) return drop('person_erased')
  if (row.order === null) return drop('no_order')
  const [held] = await ordersById(tx, [row.order], openingKeys(tx, row.order))
  const [order] = await trackedOrders(tx, ctx, [row.order])
  if (!held || !order || held.person !== row.person) return drop('order_gone')
  const shop = (await listShops(tx)).find(({ id }) => id === held.shop)
  const now = ctx.clock.now()
  const language = held.language ?? shop?.language ?? 'en'
  const said = sayable(ctx, { row, order, data: (await noticeData(tx, row)) as NoticeData, now, language })
  if ('reason' in said) return drop(said.reason)
  const choice = { person: row.person, shop: held.shop, channel: 'mail' }
  const asked = row.kind === 'code'
  if (!asked && !(await isWanted(tx, choice))) return drop('unsubscribed')
  const to = held.customer.email?.trim() ?? ''
  if (to === '') return drop('no_address')
  const channel = isDemo(held) ? null : ctx.mail
  const refusal = channel?.refuses(to) ?? null
  if (refusal !== null) return drop(refusal)

  const link = makeSecret()
  await addLink(tx, { digest: link.digest, order: held.id, now, expiresAt: now.add(linkLife) })
  const stop = asked ? null : makeSecret()
  if (stop) await addChoiceLink(tx, { ...choice, digest: stop.digest, language }, now)
  const unsubscribe = stop && `${publicUrl}/u/${stop.secret}`
  const mail = said.render({ links: { order: `${publicUrl}/t/${link.secret}`, unsubscribe } })
  const sender = order.shop.name
  return channel === null
    ? { kind: 'preview', body: { sender, to, ...mail } }
    : { kind: 'send', channel, message: { id: row.id, sender, to, ...mail, at: now, unsubscribe } }
}

const drop = (reason: string): Prepared => ({ kind: 'drop', reason })

const isDemo = ({ shop }: { readonly shop: ShopId }) => shop === demoShop

function openingKeys(tx: Tx, order: OrderId): Parameters<typeof ordersById>[2] {
  return keysOfOrders(tx, [order]).then((keys) => (person: OrderRow['person']) => {
    const key = keys.get(person)
    if (!key) throw new Error(`no key for person ${person}`)
    return key
  })
}

type Said =
  | { readonly render: (options: Parameters<Sending['render']>[2]) => RenderedMail }
  | { readonly reason: string }

/** The notice's mail, unless what it was to tell is no longer so. */
function sayable(
  { render, carriers }: Sending,
  {
    row,
    order,
    data,
    now,
    language,
  }: { row: NoticeRow; order: TrackedOrder; data: NoticeData; now: Temporal.Instant; language: string },
): Said {
  const common = { language, now: now.toString(), order: viewOfOrder(order, carriers) }
  const say = <Kind extends MailKind>(kind: Kind, view: MailViews[Kind]): Said => ({
    render: (options) => render(kind, view, options),
  })
  const kind = row.kind as MailKind
  if (kind === 'code') {
    const { code, expiresAt } = data
    if (code === undefined || expiresAt === undefined) return { reason: 'code_gone' }
    if (Temporal.Instant.compare(Temporal.Instant.from(expiresAt), now) <= 0) return { reason: 'code_expired' }
    return say(kind, { ...common, code, expiresAt })
  }
  if (order.state === 'cancelled') return { reason: 'order_cancelled' }
  switch (kind) {
    case 'order_confirmed':
      return say(kind, common)
    case 'shipped':
    case 'delivered': {
      const parcel = order.parcels.find(({ id }) => id === data.parcel)
      const still = parcel && (kind === 'delivered' ? parcel.milestone === 'delivered' : isMoving(parcel))
      return still ? say(kind, { ...common, parcel: parcel.id }) : { reason: 'superseded' }
    }
    case 'late': {
      const late = row.day && lateBy(order, row.day, now)
      return late && (late.parcels.length > 0 || late.unshipped)
        ? say(kind, { ...common, ...late })
        : { reason: 'superseded' }
    }
    default:
      return kind satisfies never
  }
}
