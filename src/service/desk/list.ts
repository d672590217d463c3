import type { DeskFilter, DeskRow } from '../../contract/index.ts'
import type { HandOverReason } from '../../chat/index.ts'
import type { OrderId, PersonId } from '../../model/index.ts'
import {
  type DeskGroup,
  type DeskRow as Row,
  type OrderRow,
  type Tx,
  countDesk,
  keysOfOrders,
  listShops,
  ordersById,
  pageOfDesk,
} from '../../store/index.ts'
import { shopAmong } from '../chat/say.ts'
import { type Context, requireScope } from '../context.ts'
import { lineOf } from './packet.ts'

/** Where the next page goes on: a group, and its last row. */
export type DeskCursor = { readonly group: DeskGroup; readonly at: string; readonly id: string }

export type Desk = {
  readonly rows: readonly DeskRow[]
  readonly next: DeskCursor | null
  readonly counts: { readonly waiting: number; readonly answered: number }
  /** The shop's, in which times are told. */
  readonly zone: string
}

const groupsOf: Readonly<Record<DeskFilter, readonly DeskGroup[]>> = {
  all: ['waiting', 'answered', 'rest'],
  waiting: ['waiting'],
  answered: ['answered'],
  assistant: ['assistant'],
  closed: ['closed'],
}

/** Who waits for a person, longest first; then whom a person has answered; then all others, the last changed first. */
export async function listDesk(
  ctx: Context,
  { filter = 'all', after = null, limit = 30 }: { filter?: DeskFilter; after?: DeskCursor | null; limit?: number } = {},
): Promise<Desk> {
  requireScope(ctx, 'conversations:read')
  const groups = groupsOf[filter]
  const from = after ? Math.max(groups.indexOf(after.group), 0) : 0
  return ctx.store.as(ctx.tenant, async (tx) => {
    const found: { group: DeskGroup; row: Row }[] = []
    for (const group of groups.slice(from)) {
      const rest = limit + 1 - found.length
      if (rest <= 0) break
      const rows = await pageOfDesk(tx, { group, after: after?.group === group ? after : null, limit: rest })
      found.push(...rows.map((row) => ({ group, row })))
    }
    const shown = found.slice(0, limit)
    const last = shown.at(-1)
    const [counts, shops, about] = await Promise.all([countDesk(tx), listShops(tx), ordersOf(tx, shown)])
    return {
      rows: shown.map(({ row }) => viewOf(row, about)),
      next:
        found.length > limit && last
          ? { group: last.group, at: last.row.at.toString(), id: last.row.conversation.id }
          : null,
      counts,
      // Nothing but a list of one shop's has one zone; of several, that of the conversation on top.
      zone: shopAmong(shops, shown[0]?.row.conversation.shop ?? null).zone,
    }
  })
}

/** How many wait, and how many a person has answered; for the title of every page of the desk. */
export async function deskCounts(ctx: Context): Promise<Desk['counts']> {
  requireScope(ctx, 'conversations:read')
  return ctx.store.as(ctx.tenant, (tx) => countDesk(tx))
}

const orderOf = ({ conversation, orders }: Row): OrderId | undefined =>
  conversation.order ?? (orders.length === 1 ? orders[0] : undefined)

async function ordersOf(tx: Tx, shown: readonly { row: Row }[]): Promise<Map<OrderId, OrderRow>> {
  const ids = [...new Set(shown.flatMap(({ row }) => orderOf(row) ?? []))]
  if (ids.length === 0) return new Map()
  const keys = keysOfOrders(tx, ids).then((people) => (person: PersonId) => {
    const key = people.get(person)
    if (!key) throw new Error(`no key for person ${person}`)
    return key
  })
  return new Map((await ordersById(tx, ids, keys)).map((order) => [order.id, order]))
}

function viewOf(row: Row, orders: ReadonlyMap<OrderId, OrderRow>): DeskRow {
  const { conversation, at, reason, takenBy, last } = row
  const id = orderOf(row)
  const order = id && orders.get(id)
  const { state } = conversation
  return {
    id: conversation.id,
    group: state === 'closed' ? 'closed' : state === 'with_assistant' ? 'assistant' : groupOf(row),
    since: at.toString(),
    reason: reason as HandOverReason | null,
    takenBy,
    level: conversation.level,
    firstName: order?.customer.firstName ?? null,
    order: order?.number ?? null,
    last: last && { by: last.by, text: lineOf(last.text) },
  }
}

const groupOf = ({ answered }: Row) => (answered ? 'answered' : 'waiting')
