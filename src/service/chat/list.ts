import type { Conversation, ConversationId, Level, OrderId } from '../../model/index.ts'
import { pageOfConversations } from '../../store/index.ts'
import { type Context, requireScope } from '../context.ts'

export type ConversationCursor = { readonly changedAt: string; readonly id: string }

/** A conversation as lists show it, without a word of what was said. */
export type ConversationSummary = {
  readonly id: ConversationId
  readonly state: Conversation['state']
  readonly level: Level
  readonly order: OrderId | null
  readonly createdAt: Temporal.Instant
  readonly changedAt: Temporal.Instant
}

/** Conversations, the last changed first; `next` is null on the last page. */
export async function listConversations(
  ctx: Context,
  {
    before = null,
    limit = 50,
    state = null,
  }: { before?: ConversationCursor | null; limit?: number; state?: Conversation['state'] | null } = {},
): Promise<{ conversations: ConversationSummary[]; next: ConversationCursor | null }> {
  requireScope(ctx, 'conversations:read')
  const rows = await ctx.store.as(ctx.tenant, (tx) => pageOfConversations(tx, { before, limit: limit + 1, state }))
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    conversations: page.map(({ id, state: at, level, order, createdAt, changedAt }) => ({
      id,
      state: at,
      level,
      order,
      createdAt,
      changedAt,
    })),
    next: rows.length > limit && last ? { changedAt: last.changedAt.toString(), id: last.id } : null,
  }
}
