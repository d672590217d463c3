import type { ConversationView, MessageView, OrderView } from '../../contract/index.ts'
import {
  type Dialogue,
  type Effect,
  type Heard,
  type Say,
  type Spoken,
  type Step,
  UnsupportedReply,
  type World,
  newDialogue,
  resumeDialogue,
  say as act,
  speak,
  turn,
} from '../../chat/index.ts'
import type { ConversationId, OrderId, ShopId } from '../../model/index.ts'
import {
  type ConversationRow,
  type OutboxEvent,
  type StoredMessage,
  type Tx,
  addConversation,
  addMessages,
  addSession,
  addToOutbox,
  findConversation,
  findOrdersByProof,
  findSession,
  giveConversation,
  grantOrders,
  listShops,
  lockConversation,
  makeSecret,
  messagesOf,
  peopleOfOrders,
  saveConversation,
} from '../../store/index.ts'
import type { Context } from '../context.ts'
import { sessionLife } from '../access/links.ts'
import { ServiceError } from '../errors.ts'
import { trackedOrders } from '../orders/show.ts'
import { viewOfOrder, viewOfSource } from '../views.ts'

/** Longer messages are cut: nobody's question needs more, and everything behind it costs time. */
const longestMessage = 10_000

/** Which conversation: one that is named, or the session's about an order (made when there is none yet). */
export type Which = { readonly conversation: ConversationId } | { readonly order: OrderId | null }

export type Said = {
  readonly text: string
  /** The shop whose page it was said on; the first where nothing tells. */
  readonly at?: ShopId
  /** Before a number and its proof are looked at; refuses by throwing. */
  readonly onProof?: () => void
}

/** One message of the shopper's, answered, and the whole conversation after it. */
export async function say(ctx: Context, { text, at, onProof, ...which }: Which & Said): Promise<ConversationView> {
  const message = text.slice(0, longestMessage)
  if (message.trim() === '') throw new ServiceError('INPUT_INVALID', 'the message is empty; write a word or a number')
  const now = ctx.clock.now()
  return ctx.store.as(ctx.tenant, async (tx) => {
    const conversation = await conversationFor(tx, ctx, which)
    // A session's proof counts at this moment: a link opened since may show more, one that lapsed shows nothing.
    const session = await findSession(tx, conversation.session, now)
    const mayRead = (session?.orders ?? []).filter((id) => conversation.order === null || id === conversation.order)
    const before: Seen = { level: session?.level ?? 'L0', orders: await trackedOrders(tx, ctx, mayRead) }
    const shops = await listShops(tx)
    const shop = shops.find(({ id }) => id === at) ?? shops[0]
    const heard = ctx.assistant.hear(message, before.orders)
    const { said, effects, dialogue, seen, about } = await converse(
      { dialogue: resumeDialogue(conversation.dialogue), heard, seen: before, now, shop: shop ?? namelessShop },
      async (effect, seen) => {
        onProof?.()
        const proven = await prove(tx, ctx, seen, effect)
        if (proven) {
          const ids = proven.orders.map(({ id }) => id)
          const [person] = await peopleOfOrders(tx, ids)
          await grantOrders(tx, conversation.session, ids, proven.level)
          if (person && conversation.person === null) await giveConversation(tx, conversation, person)
        }
        return proven
      },
    )
    const handedOver = effects.find((effect) => effect.do === 'handOver')?.reason
    const spoken = said.length > 0 ? speakSafely(ctx, said, shop?.zone ?? 'UTC', now) : undefined
    const state = handedOver === undefined ? conversation.state : 'with_person'
    await addMessages(tx, conversation, [
      { by: 'shopper', text: message, at: now, extra: null },
      ...(spoken
        ? [
            {
              by: 'assistant' as const,
              text: spoken.text,
              at: now,
              extra: { choices: spoken.choices, evidence: evidenceOf(spoken), about },
            },
          ]
        : []),
    ])
    await saveConversation(tx, conversation, { state, dialogue, level: seen.level, now })
    const body = { conversation: conversation.id, orders: conversation.order === null ? [] : [conversation.order] }
    const events: OutboxEvent[] = [{ key: conversation.id, kind: 'conversation.message', body }]
    if (handedOver !== undefined) {
      events.push({
        key: conversation.id,
        kind: 'conversation.handed_over',
        body: { ...body, reason: handedOver },
      })
    }
    await addToOutbox(tx, events, now)
    ctx.log.info(
      {
        conversation: conversation.id,
        intent: heard.intents[0]?.intent ?? null,
        outOfScope: heard.outOfScope,
        level: seen.level,
      },
      'chat.said',
    )
    const known = mayReadOrders(ctx) ? [...seen.orders, ...before.orders] : []
    return viewOf(tx, conversation, { state, level: seen.level }, async (ids) =>
      ids
        .flatMap((id) => known.find((order) => order.id === id) ?? [])
        .map((order) => viewOfOrder(order, ctx.carriers)),
    )
  })
}

/** The conversation as its session may read it; null where there is none. */
export async function showConversation(ctx: Context, which: Which): Promise<ConversationView | null> {
  return ctx.store.as(ctx.tenant, (tx) => conversationIn(tx, ctx, which))
}

/** `orders: false` where the caller shows the order itself. */
export async function conversationIn(
  tx: Tx,
  ctx: Context,
  which: Which,
  { orders = true }: { orders?: boolean } = {},
): Promise<ConversationView | null> {
  const conversation = await findFor(tx, ctx, which)
  if (!conversation) return null
  return viewOf(tx, conversation, conversation, async (ids) => {
    if (!orders || !mayReadOrders(ctx)) return []
    const session = await findSession(tx, conversation.session, ctx.clock.now())
    const held = ids.filter((id) => session?.orders.includes(id))
    return (await trackedOrders(tx, ctx, held)).map((order) => viewOfOrder(order, ctx.carriers))
  })
}

const mayReadOrders = ({ actor }: Context) => actor.kind !== 'api_key' || actor.scopes.includes('orders:read')

/**
 * For the command line, without a stored conversation: what would be answered, from the dialogue and the proof so far. Who
 * proves an order sees it from then on, as in a session.
 */
export async function answer(
  ctx: Context,
  {
    text,
    dialogue: before = newDialogue,
    seen: known,
    shop,
  }: { text: string; dialogue?: Dialogue; seen: Seen; shop: World['shop'] },
): Promise<{ spoken: Spoken; dialogue: Dialogue; seen: Seen; effects: readonly Effect[] }> {
  const now = ctx.clock.now()
  const heard = ctx.assistant.hear(text, known.orders)
  const { said, dialogue, effects, seen } = await ctx.store.as(ctx.tenant, (tx) =>
    converse({ dialogue: before, heard, seen: known, now, shop }, (effect, seen) => prove(tx, ctx, seen, effect)),
  )
  const others = known.orders.filter(({ id }) => seen.orders.every((order) => order.id !== id))
  return {
    spoken: speakSafely(ctx, said, shop.zone, now),
    dialogue,
    effects,
    seen: { level: seen.level, orders: [...seen.orders, ...others] },
  }
}

/** What a shopper has proven so far, and what that shows them. */
export type Seen = Pick<World, 'level' | 'orders'>

type Verify = Extract<Effect, { do: 'verify' }>

const namelessShop = { name: 'the shop', zone: 'UTC' }

/** One message and all that follows from it: a proof that is asked for is looked at, and what came of it answered. */
async function converse(
  {
    dialogue,
    heard,
    seen: before,
    now,
    shop: { name, zone },
  }: { dialogue: Dialogue; heard: Heard; seen: Seen; now: Temporal.Instant; shop: World['shop'] },
  verify: (effect: Verify, seen: Seen) => Promise<Seen | undefined>,
): Promise<{
  dialogue: Dialogue
  said: readonly Say[]
  effects: readonly Effect[]
  seen: Seen
  about: readonly OrderId[]
}> {
  let seen = before
  const world = (): World => ({ now, shop: { name, zone }, ...seen })
  let step: Step = turn(dialogue, heard, world())
  const said: Say[] = [...step.say]
  const effects = [...step.effects]
  const about = [...(step.about ?? [])]
  // A step asks for a few things at most; the bound only guards against a flow that would ask for ever.
  for (let n = 0; n < Math.min(effects.length, 5); n++) {
    const effect = effects[n]
    if (effect?.do !== 'verify') continue
    const proven = await verify(effect, seen)
    seen = proven ?? seen
    step = turn(step.state, { outcome: proven ? 'verified' : 'not_verified' }, world())
    said.push(...step.say)
    effects.push(...step.effects)
    about.push(...(step.about ?? []))
  }
  return { dialogue: step.state, said, effects, seen, about: [...new Set(about)] }
}

/** The orders that number and proof open; undefined for a wrong pair and a missing order alike. */
async function prove(tx: Tx, ctx: Context, { level }: Seen, { number, proof }: Verify): Promise<Seen | undefined> {
  const orders = await trackedOrders(tx, ctx, await findOrdersByProof(tx, { number, ...proof }))
  return orders.length === 0 ? undefined : { level: level === 'L0' ? 'L2' : level, orders }
}

async function conversationFor(tx: Tx, ctx: Context, which: Which): Promise<ConversationRow> {
  const found = await findFor(tx, ctx, which)
  if (found) return (await lockConversation(tx, found.id)) ?? found
  if ('conversation' in which) throw new ServiceError('CONVERSATION_NOT_FOUND', `no conversation ${which.conversation}`)
  const { actor } = ctx
  const [person] = which.order === null ? [] : await peopleOfOrders(tx, [which.order])
  const now = ctx.clock.now()
  let session = actor.kind === 'shopper' ? actor.session : undefined
  if (!session) {
    // Through the API nobody is known at first: the shopper proves who they are in the conversation, which has its own session.
    session = makeSecret().digest
    await addSession(tx, { digest: session, level: 'L0', orders: [], expiresAt: now.add(sessionLife.L0) }, now)
  }
  return addConversation(tx, {
    session,
    person: person ?? null,
    order: which.order,
    level: actor.kind === 'shopper' ? actor.level : 'L0',
    dialogue: newDialogue,
    now,
  })
}

/** A shopper finds their own session's conversations only; a key with the scope, any. */
async function findFor(tx: Tx, { actor }: Context, which: Which): Promise<ConversationRow | undefined> {
  if ('conversation' in which) {
    const held = await lockConversation(tx, which.conversation)
    if (!held) return undefined
    if (actor.kind === 'shopper' && !held.session.equals(actor.session)) return undefined
    return held
  }
  return actor.kind === 'shopper' ? findConversation(tx, { session: actor.session, order: which.order }) : undefined
}

function speakSafely(ctx: Context, said: readonly Say[], zone: string, now: Temporal.Instant): Spoken {
  const voice = { replies: ctx.assistant.replies, language: ctx.assistant.language, now, zone }
  try {
    return speak(said, voice)
  } catch (error) {
    if (!(error instanceof UnsupportedReply)) throw error
    ctx.log.error(
      { code: error.code, reason: error.message, acts: said.map(({ act: name }) => name) },
      'chat.unsupported_reply',
    )
    return speak([act('cannotSay', {})], voice)
  }
}

type Extra = Pick<MessageView, 'choices' | 'evidence' | 'about'>

const evidenceOf = ({ evidence }: Spoken): Extra['evidence'] =>
  evidence.map(({ kind, text, value, source }) => ({ kind, text, value, source: source && viewOfSource(source) }))

async function viewOf(
  tx: Tx,
  conversation: ConversationRow,
  { state, level }: Pick<ConversationRow, 'state' | 'level'>,
  ordersOf: (ids: readonly OrderId[]) => Promise<OrderView[]>,
): Promise<ConversationView> {
  const messages = (await messagesOf(tx, conversation)).map(viewOfMessage)
  const about = [...new Set(messages.flatMap((message) => message.about))] as OrderId[]
  return { id: conversation.id, state, level, messages, orders: about.length === 0 ? [] : await ordersOf(about) }
}

function viewOfMessage({ id, by, text, at, extra }: StoredMessage): MessageView {
  const { choices = [], evidence = [], about = [] } = (extra ?? {}) as Partial<Extra>
  return { id, by, text, at: at.toString(), choices, evidence, about }
}
