import { randomUUIDv7 } from 'node:crypto'
import type { Conversation, ConversationId, Level, OrderId } from '../model/index.ts'
import {
  type ConversationRow,
  type RawConversation,
  type StoredMessage,
  conversationColumns,
  openConversation,
  openMessage,
} from './conversations.ts'
import type { Tx } from './store.ts'
import type { Cell } from './vault/index.ts'

export type HandOverState = 'open' | 'answered' | 'returned' | 'closed'

/** One time a conversation was given to a person. `packet` is what the chat had gathered by then. */
export type HandOverRow = {
  readonly id: string
  readonly at: Temporal.Instant
  readonly reason: string
  readonly level: Level
  readonly orders: readonly OrderId[]
  readonly packet: unknown
  readonly state: HandOverState
  readonly waitingSince: Temporal.Instant | null
  readonly takenBy: string | null
  readonly firstAnswerAt: Temporal.Instant | null
}

const packetCell = (tx: Tx, id: string): Cell => ({ tenant: tx.tenant, table: 'hand_overs', row: id, column: 'sealed' })

export async function addHandOver(
  tx: Tx,
  conversation: ConversationRow,
  {
    reason,
    level,
    orders,
    packet,
    now,
  }: { reason: string; level: Level; orders: readonly OrderId[]; packet: unknown; now: Temporal.Instant },
): Promise<void> {
  const id = randomUUIDv7()
  await tx.query(
    `insert into hand_overs (tenant, id, conversation, position, at, reason, level, orders, sealed, state, waiting_since)
       select $1, $2, $3, coalesce(max(position), 0), $4, $5, $6, $7::uuid[], $8, 'open', $4
         from messages where tenant = $1 and conversation = $3 and by = 'shopper'`,
    [
      tx.tenant,
      id,
      conversation.id,
      now,
      reason,
      level,
      orders,
      conversation.key.seal(packetCell(tx, id), JSON.stringify(packet)),
    ],
  )
}

/** The newest of a conversation, locked, so that of two people who answer at once the second sees the first. */
export async function lockHandOver(tx: Tx, conversation: ConversationRow): Promise<HandOverRow | undefined> {
  const rows = await tx.query<Omit<HandOverRow, 'orders' | 'packet'> & { orders: string; sealed: Buffer }>(
    `select h.id, h.at, h.reason, h.level, array_to_string(h.orders, ',') as orders, h.sealed, h.state,
            h.waiting_since as "waitingSince", h.first_answer_at as "firstAnswerAt",
            (select a.name from agents a where a.tenant = h.tenant and a.id = h.taken_by) as "takenBy"
       from hand_overs h where h.tenant = $1 and h.conversation = $2 order by h.at desc, h.id desc limit 1 for update of h`,
    [tx.tenant, conversation.id],
  )
  const [row] = rows
  if (!row) return undefined
  const { orders, sealed, ...rest } = row
  return {
    ...rest,
    orders: orders === '' ? [] : (orders.split(',') as OrderId[]),
    packet: JSON.parse(conversation.key.open(packetCell(tx, row.id), sealed)) as unknown,
  }
}

/** A person has answered: nobody is waited for any more. */
export async function markAnswered(
  tx: Tx,
  id: string,
  { agent, now }: { agent: string | null; now: Temporal.Instant },
): Promise<void> {
  await tx.query(
    `update hand_overs set state = 'answered', waiting_since = null, taken_by = coalesce($3, taken_by),
            first_answer_at = coalesce(first_answer_at, $4) where tenant = $1 and id = $2`,
    [tx.tenant, id, agent, now],
  )
}

/** The shopper wrote to the person who has it, and waits again from now on. */
export async function markWaiting(tx: Tx, conversation: ConversationId, now: Temporal.Instant): Promise<void> {
  await tx.query(
    `update hand_overs set state = 'open', waiting_since = $3 where tenant = $1 and conversation = $2 and state = 'answered'`,
    [tx.tenant, conversation, now],
  )
}

export async function endHandOver(
  tx: Tx,
  id: string,
  { as, now }: { as: 'returned' | 'closed'; now: Temporal.Instant },
): Promise<void> {
  await tx.query(
    `update hand_overs set state = $3, waiting_since = null, ended_at = $4 where tenant = $1 and id = $2
        and state in ('open', 'answered')`,
    [tx.tenant, id, as, now],
  )
}

/** In the order of the desk: whoever waits, whom a person has answered, and all others. */
export const deskGroups = ['waiting', 'answered', 'assistant', 'closed', 'rest'] as const
export type DeskGroup = (typeof deskGroups)[number]

export type DeskRow = {
  readonly conversation: ConversationRow
  /** Where a group's next page goes on; an instant. */
  readonly at: Temporal.Instant
  readonly reason: string | null
  /** A person has answered, and the shopper has not written since. */
  readonly answered: boolean
  readonly takenBy: string | null
  readonly orders: readonly OrderId[]
  /** Of a shopper or a person: what the assistant said last tells nobody anything. */
  readonly last: StoredMessage | null
}

export async function pageOfDesk(
  tx: Tx,
  { group, after, limit }: { group: DeskGroup; after: { at: string; id: string } | null; limit: number },
): Promise<DeskRow[]> {
  const rows = await tx.query<RawDesk>(pages[group], [tx.tenant, after?.at ?? null, after?.id ?? null, limit])
  const out: DeskRow[] = []
  for (const raw of rows) {
    const conversation = await openConversation(tx, raw)
    out.push({
      conversation,
      at: raw.at,
      reason: raw.reason,
      answered: raw.answered,
      takenBy: raw.taken_by,
      orders: raw.orders ? (raw.orders.split(',') as OrderId[]) : [],
      last: raw.last_id === null ? null : openMessage(tx, conversation, messageOf(raw, raw.last_id)),
    })
  }
  return out
}

/** How many wait, and how many a person has answered. */
export async function countDesk(tx: Tx): Promise<{ waiting: number; answered: number }> {
  const rows = await tx.query<{ waiting: number; answered: number }>(
    `select (count(*) filter (where h.state is distinct from 'answered'))::int as waiting,
            (count(*) filter (where h.state = 'answered'))::int as answered
       from conversations c left join hand_overs h
         on h.tenant = c.tenant and h.conversation = c.id and h.state in ('open', 'answered')
      where c.tenant = $1 and c.state = 'with_person'
        and not exists (select from persons p where p.tenant = c.tenant and p.id = c.person and p.erased_at is not null)`,
    [tx.tenant],
  )
  return rows[0] ?? { waiting: 0, answered: 0 }
}

type RawDesk = RawConversation & {
  at: Temporal.Instant
  reason: string | null
  answered: boolean
  taken_by: string | null
  orders: string | null
  last_id: string | null
  last_by: StoredMessage['by']
  last_at: Temporal.Instant
  last_sealed: Buffer
}

const messageOf = ({ last_by: by, last_at: at, last_sealed: sealed }: RawDesk, id: string) => ({ id, by, at, sealed })

// What an erased person wrote can't be opened any more, so it isn't listed.
const page = (at: string, where: string, direction: 'asc' | 'desc') =>
  `select ${conversationColumns
    .split(', ')
    .map((column) => `c.${column}`)
    .join(
      ', ',
    )}, p.wrapped_key as person_key, ${at} as at, h.reason, h.state is not distinct from 'answered' as answered, a.name as taken_by,
          array_to_string(h.orders, ',') as orders, m.id as last_id, m.by as last_by, m.at as last_at, m.sealed as last_sealed
     from conversations c
     left join persons p on p.tenant = c.tenant and p.id = c.person
     left join hand_overs h on h.tenant = c.tenant and h.conversation = c.id and h.state in ('open', 'answered')
     left join agents a on a.tenant = h.tenant and a.id = h.taken_by
     left join lateral (select id, by, at, sealed from messages where tenant = c.tenant and conversation = c.id and by <> 'assistant'
                         order by position desc limit 1) m on true
    where c.tenant = $1 and p.erased_at is null and ${where}
      and ($2::timestamptz is null or (${at}, c.id) ${direction === 'asc' ? '>' : '<'} ($2, $3::uuid))
    order by ${at} ${direction}, c.id ${direction} limit $4`

const state = (is: Conversation['state']) => `c.state = '${is}'`
const pages: Readonly<Record<DeskGroup, string>> = {
  waiting: page(
    'coalesce(h.waiting_since, c.changed_at)',
    `${state('with_person')} and h.state is distinct from 'answered'`,
    'asc',
  ),
  answered: page('c.changed_at', `${state('with_person')} and h.state = 'answered'`, 'desc'),
  assistant: page('c.changed_at', state('with_assistant'), 'desc'),
  closed: page('c.changed_at', state('closed'), 'desc'),
  rest: page('c.changed_at', `c.state <> 'with_person'`, 'desc'),
}
