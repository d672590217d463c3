import type { ConversationView } from '../../contract/index.ts'
import { type Outcome, type Step, resumeDialogue, turn } from '../../chat/index.ts'
import type { Conversation, ConversationId } from '../../model/index.ts'
import {
  type ConversationRow,
  type HandOverRow,
  type Tx,
  addMessages,
  addToOutbox,
  endHandOver,
  listShops,
  lockConversation,
  lockHandOver,
  markAnswered,
  messagesOf,
  saveConversation,
} from '../../store/index.ts'
import { agentName } from '../access/desk.ts'
import { evidenceOf, shopAmong, speakSafely, viewOfConversation } from '../chat/say.ts'
import { type Context, requireScope } from '../context.ts'
import { ServiceError } from '../errors.ts'

const longestReply = 10_000

/**
 * A person's words to the shopper. `after` is the last message they had read: where somebody else has answered since, it is
 * refused, so that a shopper doesn't get two answers.
 */
export async function reply(
  ctx: Context,
  {
    conversation: id,
    text,
    name = null,
    after,
  }: { conversation: ConversationId; text: string; name?: string | null | undefined; after?: string | undefined },
): Promise<ConversationView> {
  const message = text.trim().slice(0, longestReply)
  if (message === '') throw new ServiceError('INPUT_INVALID', 'the answer is empty; write what the shopper is to read')
  const { actor } = ctx
  const shown = actor.kind === 'agent' ? actor.name : name === null ? null : agentName(name)
  return held(ctx, id, async (tx, { conversation, handOver, now }) => {
    if (after !== undefined) await requireUnanswered(tx, conversation, after)
    const shop = shopAmong(await listShops(tx), conversation.shop)
    const { state: dialogue } = stepOf(conversation, { outcome: 'person_answered' }, { shop, now })
    const extra = { from: { name: shown, shop: shop.name } }
    await addMessages(tx, conversation, [{ by: 'person', text: message, at: now, extra }])
    const agent = actor.kind === 'agent' ? actor.id : null
    if (handOver) await markAnswered(tx, handOver.id, { agent, now })
    return { state: 'with_person', dialogue, event: 'conversation.message' }
  })
}

/** The assistant answers again, and says so. */
export async function handBack(
  ctx: Context,
  { conversation: id }: { conversation: ConversationId },
): Promise<ConversationView> {
  return held(ctx, id, async (tx, { conversation, handOver, now }) => {
    const shop = shopAmong(await listShops(tx), conversation.shop)
    const { state: dialogue, say } = stepOf(conversation, { outcome: 'handed_back' }, { shop, now })
    const spoken = speakSafely(ctx, say, { dialogue, zone: shop.zone, now })
    const extra = { choices: spoken.choices, evidence: evidenceOf(spoken), language: dialogue.language }
    await addMessages(tx, conversation, [{ by: 'assistant', text: spoken.text, at: now, extra }])
    if (handOver) await endHandOver(tx, handOver.id, { as: 'returned', now })
    return { state: 'with_assistant', dialogue, event: 'conversation.message' }
  })
}

/** Nothing is left to say; a shopper who writes again is answered by the assistant. */
export async function close(
  ctx: Context,
  { conversation: id }: { conversation: ConversationId },
): Promise<ConversationView> {
  return held(ctx, id, async (tx, { conversation, handOver, now }) => {
    const shop = shopAmong(await listShops(tx), conversation.shop)
    const { state: dialogue } = stepOf(conversation, { outcome: 'closed' }, { shop, now })
    if (handOver) await endHandOver(tx, handOver.id, { as: 'closed', now })
    return { state: 'closed', dialogue, event: 'conversation.closed' }
  })
}

type Held = {
  readonly conversation: ConversationRow
  readonly handOver: HandOverRow | undefined
  readonly now: Temporal.Instant
}
type Done = {
  readonly state: Conversation['state']
  readonly dialogue: Step['state']
  readonly event: 'conversation.message' | 'conversation.closed'
}

/** Works on a conversation a person has, with its hand-over locked; refused where it was given away meanwhile. */
async function held(
  ctx: Context,
  id: ConversationId,
  work: (tx: Tx, held: Held) => Promise<Done>,
): Promise<ConversationView> {
  requireScope(ctx, 'conversations:write')
  const now = ctx.clock.now()
  return ctx.store.as(ctx.tenant, async (tx) => {
    const conversation = await lockConversation(tx, id)
    if (!conversation) throw new ServiceError('CONVERSATION_NOT_FOUND', `no conversation ${id}`)
    const handOver = await lockHandOver(tx, conversation)
    if (conversation.state !== 'with_person') throw notWithPerson(conversation)
    const { state, dialogue, event } = await work(tx, { conversation, handOver, now })
    const { level, order } = conversation
    await saveConversation(tx, conversation, { state, dialogue, level, now })
    const body = { conversation: conversation.id, orders: order === null ? [] : [order] }
    await addToOutbox(tx, [{ key: conversation.id, kind: event, body }], now)
    ctx.log.info({ conversation: conversation.id, state, by: ctx.actor.kind }, 'desk.acted')
    return viewOfConversation(tx, ctx, conversation, { state, level, sure: true })
  })
}

function stepOf(
  { dialogue, level }: ConversationRow,
  outcome: Outcome,
  { shop, now }: { shop: { name: string; zone: string }; now: Temporal.Instant },
): Step {
  return turn(resumeDialogue(dialogue), outcome, { now, shop, level, orders: [], languages: [] })
}

async function requireUnanswered(tx: Tx, conversation: ConversationRow, after: string): Promise<void> {
  const messages = await messagesOf(tx, conversation, 50)
  const since = messages.slice(messages.findIndex(({ id }) => id === after) + 1)
  if (since.some(({ by }) => by === 'person')) {
    throw new ServiceError(
      'ANSWERED_MEANWHILE',
      'somebody else has answered since you read this; read that first, then send yours if it is still needed',
    )
  }
}

function notWithPerson({ id, state }: ConversationRow): ServiceError {
  return new ServiceError(
    'NOT_WITH_PERSON',
    state === 'closed'
      ? `conversation ${id} is closed; nothing was sent`
      : `conversation ${id} is with the assistant; nothing was sent`,
  )
}
