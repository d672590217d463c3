import { randomUUIDv7 } from 'node:crypto'
import type { Conversation, ConversationId, Level, Message, OrderId, PersonId, ShopId } from '../model/index.ts'
import { personKey, unwrapPerson } from './persons.ts'
import type { Tx } from './store.ts'
import type { Cell, Key } from './vault/index.ts'

/** A conversation as the assistant goes on with it. `dialogue` is the chat's own state, kept as it was given. */
export type ConversationRow = {
  readonly id: ConversationId
  readonly person: PersonId | null
  readonly session: Buffer
  readonly order: OrderId | null
  /** Null where nothing tells yet. */
  readonly shop: ShopId | null
  readonly state: Conversation['state']
  readonly level: Level
  readonly dialogue: unknown
  readonly createdAt: Temporal.Instant
  readonly changedAt: Temporal.Instant
  readonly key: Key
}

/** What a message holds beside its text, sealed with it: choices and evidence. */
export type StoredMessage = Message & { readonly id: string; readonly extra: unknown }

const keyCell = (tx: Tx, id: string): Cell => ({
  tenant: tx.tenant,
  table: 'conversations',
  row: id,
  column: 'wrapped_key',
})
const stateCell = (tx: Tx, id: string): Cell => ({
  tenant: tx.tenant,
  table: 'conversations',
  row: id,
  column: 'sealed',
})
const messageCell = (tx: Tx, id: string): Cell => ({ tenant: tx.tenant, table: 'messages', row: id, column: 'sealed' })

export async function addConversation(
  tx: Tx,
  {
    session,
    person,
    order,
    shop,
    level,
    dialogue,
    now,
  }: {
    session: Buffer
    person: PersonId | null
    order: OrderId | null
    /** Null: the order's, if there is one. */
    shop: ShopId | null
    level: Level
    dialogue: unknown
    now: Temporal.Instant
  },
): Promise<ConversationRow> {
  const id = randomUUIDv7() as ConversationId
  const wrapping = person === null ? tx.key : await personKey(tx, person)
  const { key, wrapped } = wrapping.makeChild(keyCell(tx, id))
  const sealed = key.seal(stateCell(tx, id), JSON.stringify(dialogue))
  const rows = await tx.query<{ shop: ShopId | null }>(
    `insert into conversations (tenant, id, person, wrapped_key, session, order_id, shop, state, level, sealed, created_at, changed_at)
       values ($1, $2, $3, $4, $5, $6, coalesce($7, (select o.shop from orders o where o.tenant = $1 and o.id = $6)),
               'with_assistant', $8, $9, $10, $10) returning shop`,
    [tx.tenant, id, person, wrapped, session, order, shop, level, sealed, now],
  )
  const at = rows[0]?.shop ?? null
  const times = { createdAt: now, changedAt: now }
  return { id, person, session, order, shop: at, state: 'with_assistant', level, dialogue, ...times, key }
}

/** Its person became known: the conversation's key is wrapped under theirs from now on, so that it goes when they go. */
export async function giveConversation(tx: Tx, { id }: ConversationRow, person: PersonId): Promise<void> {
  const rows = await tx.query<{ wrapped_key: Buffer }>(
    'select wrapped_key from conversations where tenant = $1 and id = $2 and person is null',
    [tx.tenant, id],
  )
  const wrapped = rows[0]?.wrapped_key
  if (!wrapped) return
  await tx.query('update conversations set person = $3, wrapped_key = $4 where tenant = $1 and id = $2', [
    tx.tenant,
    id,
    person,
    tx.key.rewrap(keyCell(tx, id), wrapped, await personKey(tx, person)),
  ])
}

type Raw = {
  id: ConversationId
  person: PersonId | null
  wrapped_key: Buffer
  session: Buffer
  order_id: OrderId | null
  shop: ShopId | null
  state: Conversation['state']
  level: Level
  sealed: Buffer
  created_at: Temporal.Instant
  changed_at: Temporal.Instant
  /** Where the query read it along. */
  person_key?: Buffer | null
}

const columns = 'id, person, wrapped_key, session, order_id, shop, state, level, sealed, created_at, changed_at'

export { columns as conversationColumns, type Raw as RawConversation, toRow as openConversation }

async function toRow(tx: Tx, raw: Raw): Promise<ConversationRow> {
  const { person, person_key: wrapped } = raw
  const wrapping =
    person === null ? tx.key : wrapped === undefined ? await personKey(tx, person) : unwrapPerson(tx, person, wrapped)
  const key = wrapping.unwrap(keyCell(tx, raw.id), raw.wrapped_key)
  return {
    id: raw.id,
    person: raw.person,
    session: raw.session,
    order: raw.order_id,
    shop: raw.shop,
    state: raw.state,
    level: raw.level,
    dialogue: JSON.parse(key.open(stateCell(tx, raw.id), raw.sealed)) as unknown,
    createdAt: raw.created_at,
    changedAt: raw.changed_at,
    key,
  }
}

/** Locked, so that two messages sent at once are answered one after the other. */
export async function lockConversation(tx: Tx, id: ConversationId): Promise<ConversationRow | undefined> {
  const rows = await tx.query<Raw>(`select ${columns} from conversations where tenant = $1 and id = $2 for update`, [
    tx.tenant,
    id,
  ])
  return rows[0] && toRow(tx, rows[0])
}

/** The conversation a session holds about an order, the newest where there were several. */
export async function findConversation(
  tx: Tx,
  { session, order }: { session: Buffer; order: OrderId | null },
): Promise<ConversationRow | undefined> {
  const rows = await tx.query<Raw>(
    `select ${columns}, (select p.wrapped_key from persons p where p.tenant = c.tenant and p.id = c.person) as person_key
       from conversations c where tenant = $1 and session = $2 and order_id is not distinct from $3
      order by created_at desc limit 1`,
    [tx.tenant, session, order],
  )
  return rows[0] && toRow(tx, rows[0])
}

export async function pageOfConversations(
  tx: Tx,
  {
    before,
    limit,
    state,
  }: { before: { changedAt: string; id: string } | null; limit: number; state: Conversation['state'] | null },
): Promise<ConversationRow[]> {
  const rows = await tx.query<Raw>(
    `select ${columns} from conversations where tenant = $1 and ($2::text is null or state = $2)
        and ($3::timestamptz is null or (changed_at, id) < ($3, $4::uuid)) order by changed_at desc, id desc limit $5`,
    [tx.tenant, state, before?.changedAt ?? null, before?.id ?? null, limit],
  )
  const out: ConversationRow[] = []
  for (const row of rows) out.push(await toRow(tx, row))
  return out
}

export async function saveConversation(
  tx: Tx,
  conversation: ConversationRow,
  {
    state,
    dialogue,
    level,
    now,
    shop = conversation.shop,
  }: {
    state: Conversation['state']
    dialogue: unknown
    level: Level
    now: Temporal.Instant
    shop?: ShopId | null
  },
): Promise<void> {
  await tx.query(
    'update conversations set state = $3, sealed = $4, level = $5, changed_at = $6, shop = $7 where tenant = $1 and id = $2',
    [
      tx.tenant,
      conversation.id,
      state,
      conversation.key.seal(stateCell(tx, conversation.id), JSON.stringify(dialogue)),
      level,
      now,
      shop,
    ],
  )
}

export async function addMessages(
  tx: Tx,
  conversation: ConversationRow,
  messages: readonly (Message & { readonly extra: unknown })[],
): Promise<StoredMessage[]> {
  const rows = await tx.query<{ next: number }>(
    'select coalesce(max(position) + 1, 0) as next from messages where tenant = $1 and conversation = $2',
    [tx.tenant, conversation.id],
  )
  const first = rows[0]?.next ?? 0
  const stored = messages.map((message) => ({ ...message, id: randomUUIDv7() as string }))
  await tx.query(
    `insert into messages (tenant, conversation, position, id, by, at, sealed)
       select $1, $2, m.position, m.id, m.by, m.at, m.sealed
         from unnest($3::int[], $4::uuid[], $5::text[], $6::timestamptz[], $7::bytea[]) as m (position, id, by, at, sealed)`,
    [
      tx.tenant,
      conversation.id,
      stored.map((_, i) => first + i),
      stored.map(({ id }) => id),
      stored.map(({ by }) => by),
      stored.map(({ at }) => at),
      stored.map(({ id, text, extra }) => conversation.key.seal(messageCell(tx, id), JSON.stringify({ text, extra }))),
    ],
  )
  return stored
}

export async function messagesOf(tx: Tx, conversation: ConversationRow, limit = 200): Promise<StoredMessage[]> {
  const rows = await tx.query<{ id: string; by: Message['by']; at: Temporal.Instant; sealed: Buffer }>(
    'select id, by, at, sealed from messages where tenant = $1 and conversation = $2 order by position desc limit $3',
    [tx.tenant, conversation.id, limit],
  )
  return rows.reverse().map((row) => openMessage(tx, conversation, row))
}

export function openMessage(
  tx: Tx,
  { key }: ConversationRow,
  { id, by, at, sealed }: { id: string; by: Message['by']; at: Temporal.Instant; sealed: Buffer },
): StoredMessage {
  const plain = JSON.parse(key.open(messageCell(tx, id), sealed)) as { text: string; extra: unknown }
  return { id, by, at, text: plain.text, extra: plain.extra }
}
