import type { HandOverView } from '../../contract/index.ts'
import { type HandOverReason, type Say, draft, resumeDialogue } from '../../chat/index.ts'
import type { ConversationId } from '../../model/index.ts'
import {
  type ConversationRow,
  type HandOverRow,
  type Tx,
  findSession,
  listShops,
  lockConversation,
  lockHandOver,
  messagesOf,
} from '../../store/index.ts'
import { evidenceOf, shopAmong, speakSafely, viewOfMessage } from '../chat/say.ts'
import { type Context, requireScope, taughtLanguage } from '../context.ts'
import { ServiceError } from '../errors.ts'
import { trackedOrders } from '../orders/show.ts'
import { viewOfOrder } from '../views.ts'
import { type Packet, type TriedAt, triedIn } from './packet.ts'

const mostMessages = 1_000

/** All there is to know before answering: transcript, proof, facts, what was tried, and a draft made of facts. */
export async function showHandOver(
  ctx: Context,
  id: ConversationId,
  { language = null }: { language?: string | null } = {},
): Promise<HandOverView> {
  requireScope(ctx, 'conversations:read')
  return ctx.store.as(ctx.tenant, async (tx) => {
    const conversation = await lockConversation(tx, id)
    if (!conversation) throw new ServiceError('CONVERSATION_NOT_FOUND', `no conversation ${id}`)
    const held = await lockHandOver(tx, conversation)
    return viewOfHandOver(tx, ctx, { conversation, held, language })
  })
}

export async function viewOfHandOver(
  tx: Tx,
  ctx: Context,
  {
    conversation,
    held,
    language,
  }: {
    conversation: ConversationRow
    held: HandOverRow | undefined
    /** The agent's own, for what is named; the draft is in the shopper's. */
    language: string | null
  },
): Promise<HandOverView> {
  const now = ctx.clock.now()
  const dialogue = resumeDialogue(conversation.dialogue)
  const { languages } = ctx.assistant
  const [messages, shops, session] = await Promise.all([
    messagesOf(tx, conversation, mostMessages),
    listShops(tx),
    findSession(tx, conversation.session, now),
  ])
  const shop = shopAmong(shops, conversation.shop)
  // What they could see when a person was asked for stays open to that person after the shopper's proof has lapsed.
  const seen = [...new Set([...(held?.orders ?? []), ...(session?.orders ?? [])])]
  const orders = await trackedOrders(
    tx,
    ctx,
    seen.filter((order) => conversation.order === null || order === conversation.order),
  )
  const level = held && held.level > conversation.level ? held.level : conversation.level
  const packet = (held?.packet as Packet | undefined) ?? {
    tried: triedIn(messages),
    about: dialogue.order,
  }
  const all = triedIn(messages)
  const said = draft({ tried: all, about: packet.about ?? conversation.order }, { now, shop, level, orders, languages })
  return {
    conversation: conversation.id,
    state: conversation.state,
    level,
    handOver: held
      ? {
          at: held.at.toString(),
          reason: held.reason as HandOverReason,
          state: held.state,
          waitingSince: held.waitingSince?.toString() ?? null,
          takenBy: held.takenBy,
          firstAnswerAt: held.firstAnswerAt?.toString() ?? null,
        }
      : null,
    shop: { name: shop.name, zone: shop.zone },
    feeling: feelingOf(all),
    orders: orders.map((order) => viewOfOrder(order, ctx.carriers)),
    tried: viewOfTried(ctx, packet.tried, language),
    draft: draftOf(ctx, said, { dialogue, zone: shop.zone, now }),
    messages: messages.map(viewOfMessage),
  }
}

/** The last that was more than neutral: the "yes" to an offered person says nothing of what went before. */
const feelingOf = (all: readonly Pick<TriedAt, 'feeling'>[]) =>
  (
    all.findLast(({ feeling }) => feeling === 'negative' || feeling === 'positive') ??
    all.findLast(({ feeling }) => feeling !== null)
  )?.feeling ?? null

function viewOfTried(
  { assistant }: Context,
  tried: readonly TriedAt[],
  language: string | null,
): HandOverView['tried'] {
  const { topics } = assistant.repliesOf(taughtLanguage(assistant, [language]) ?? assistant.language).words
  return tried.map(({ at, text, intent, outcome }, index) => ({
    at,
    text,
    intent,
    topic: intent === null ? null : topics[intent],
    outcome,
    times: intent === null ? 1 : tried.slice(0, index + 1).filter((earlier) => earlier.intent === intent).length,
  }))
}

function draftOf(ctx: Context, said: readonly Say[], voice: Parameters<typeof speakSafely>[2]): HandOverView['draft'] {
  if (said.length === 0) return null
  const spoken = speakSafely(ctx, said, voice)
  return { text: spoken.text, evidence: evidenceOf(spoken) }
}
