import type { ConversationView, MessageView, OrderView } from '../../contract/index.ts'
import {
  type Dialogue,
  type Effect,
  type Heard,
  type Outcome,
  type Prior,
  type Say,
  type Spoken,
  type Step,
  UnsupportedReply,
  type World,
  newDialogue,
  resumeDialogue,
  say as one,
  speak,
  triedOf,
  turn,
} from '../../chat/index.ts'
import type { ConversationId, Level, OrderId, ShopId, ShopPolicies } from '../../model/index.ts'
import {
  type ConversationRow,
  type OutboxEvent,
  type Session,
  type ShopRow,
  type StoredMessage,
  type Tx,
  addConversation,
  addGap,
  addHandOver,
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
  markWaiting,
  messagesOf,
  peopleOfOrders,
  saveConversation,
} from '../../store/index.ts'
import { type Context, taughtLanguage } from '../context.ts'
import { sendCode, tryCode } from '../access/codes.ts'
import { glanceIn } from '../access/glance.ts'
import { sessionLife } from '../access/links.ts'
import { tryPair } from '../access/verify.ts'
import { type Packet, triedIn } from '../desk/packet.ts'
import { ServiceError } from '../errors.ts'
import { watchOrders } from '../carriers/watch.ts'
import { trackedOrders } from '../orders/show.ts'
import { policiesOf } from '../policies/show.ts'
import { viewOfOrder, viewOfSource } from '../views.ts'

/** Longer messages are cut: nobody's question needs more, and everything behind it costs time. */
const longestMessage = 10_000

/** Which conversation: one that is named, or the session's about an order (made when there is none yet). */
export type Which = { readonly conversation: ConversationId } | { readonly order: OrderId | null }

export type Said = {
  readonly text: string
  /** The page's, or what the browser asks for: a guess for as long as nothing better is known. */
  readonly language?: string | null
  /** The shop whose page it was said on; the first where nothing tells. */
  readonly at?: ShopId
  /** Before a number and its proof are looked at; refuses by throwing. */
  readonly onProof?: () => void
}

/** One message of the shopper's, answered, and the whole conversation after it. */
export async function say(
  ctx: Context,
  { text, language: hint = null, at, onProof, ...which }: Which & Said,
): Promise<ConversationView> {
  const message = text.slice(0, longestMessage)
  if (message.trim() === '') throw new ServiceError('INPUT_INVALID', 'the message is empty; write a word or a number')
  const now = ctx.clock.now()
  return ctx.store.as(ctx.tenant, async (tx) => {
    const conversation = await conversationFor(tx, ctx, which, at)
    // A session's proof counts at this moment: a link opened since may show more, one that lapsed shows nothing.
    const session = await findSession(tx, conversation.session, now)
    const before = await seenIn(tx, ctx, session, conversation.order)
    const shops = await listShops(tx)
    const shop = shopAmong(shops, at ?? conversation.shop)
    const policies = await policiesOf(
      tx,
      [...shops].toSorted((a, b) => Number(b === shop) - Number(a === shop)),
      now,
    )
    const resumed = resumeDialogue(conversation.dialogue)
    const prior = priorOf(ctx, resumed, before.orders, [hint, shop.language])
    const heard = ctx.assistant.hear(message, before.orders, prior)
    const { said, effects, dialogue, seen, about } = await converse(
      ctx,
      {
        dialogue: { ...resumed, order: resumed.order ?? conversation.order },
        heard,
        seen: before,
        now,
        shop,
        policies,
      },
      async (effect, seen) => {
        if (effect.do !== 'sendCode') onProof?.()
        const done = await act(tx, ctx, { session: conversation.session, seen, effect })
        if (done.outcome.outcome === 'verified') {
          const ids = done.seen.orders.map(({ id }) => id)
          const [person] = await peopleOfOrders(tx, ids)
          await grantOrders(tx, conversation.session, ids, done.seen.level)
          if (person && conversation.person === null) await giveConversation(tx, conversation, person)
        }
        if (done.outcome.outcome !== 'code_fits') return done
        const raised = await findSession(tx, conversation.session, now)
        return { ...done, seen: await seenIn(tx, ctx, raised, conversation.order) }
      },
    )
    // With the answer that says so, so that what was said to be missing is on the merchant's list or was never said.
    for (const effect of effects)
      if (effect.do === 'noteGap') await addGap(tx, { ...effect, conversation: conversation.id }, now)
    const handedOver = effects.find((effect) => effect.do === 'handOver')?.reason
    const { zone } = shopOfOrders(seen.orders) ?? shop
    const spoken = said.length > 0 ? speakSafely(ctx, said, { dialogue, zone, now }) : undefined
    // Who writes into a closed conversation is answered by the assistant again.
    const open = conversation.state === 'closed' ? 'with_assistant' : conversation.state
    const state = handedOver === undefined ? open : 'with_person'
    const tried = triedOf(heard, { said, effects })
    await addMessages(tx, conversation, [
      { by: 'shopper', text: message, at: now, extra: { language: heard.language, heard: tried } },
      ...(spoken
        ? [
            {
              by: 'assistant' as const,
              text: spoken.text,
              at: now,
              extra: {
                choices: spoken.choices,
                evidence: evidenceOf(spoken),
                about,
                language: dialogue.language,
                sure: isSure(seen.level),
              },
            },
          ]
        : []),
    ])
    const ofShop = conversation.shop ?? seen.orders[0]?.shop.id ?? null
    await saveConversation(tx, conversation, { state, dialogue, level: seen.level, now, shop: ofShop })
    if (handedOver !== undefined) {
      const packet: Packet = { tried: triedIn(await messagesOf(tx, conversation)), about: dialogue.order }
      const orders = seen.orders.map(({ id }) => id)
      await addHandOver(tx, conversation, { reason: handedOver, level: seen.level, orders, packet, now })
    } else if (state === 'with_person') await markWaiting(tx, conversation.id, now)
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
    const sure = ctx.actor.kind !== 'shopper' || isSure(seen.level)
    const known = mayReadOrders(ctx) ? [...seen.orders, ...before.orders] : []
    return viewOfConversation(tx, ctx, conversation, { state, level: seen.level, sure }, async (ids) =>
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
  const { actor } = ctx
  const known = async (ids: readonly OrderId[]) => {
    if (!orders || !mayReadOrders(ctx)) return []
    const session = await findSession(tx, conversation.session, ctx.clock.now())
    const seen = await seenIn(tx, ctx, session, conversation.order)
    return seen.orders.filter(({ id }) => ids.includes(id)).map((order) => viewOfOrder(order, ctx.carriers))
  }
  if (actor.kind !== 'shopper') return viewOfConversation(tx, ctx, conversation, { ...conversation, sure: true }, known)
  const sure = actor.level === 'L4' || (actor.person !== null && actor.person === conversation.person)
  const level = isSure(conversation.level) && !sure ? 'L1' : conversation.level
  return viewOfConversation(tx, ctx, conversation, { state: conversation.state, level, sure }, known)
}

const mayReadOrders = ({ actor }: Context) => actor.kind !== 'api_key' || actor.scopes.includes('orders:read')

/**
 * For the command line, without a stored conversation: what would be answered, from the dialogue and the proof so far. Who
 * proves an order sees it from then on, as in a session. What is missing is not noted: it is no shopper who asks.
 */
export async function answer(
  ctx: Context,
  {
    text,
    dialogue: before = newDialogue,
    seen: known,
    shop,
    language = null,
  }: { text: string; dialogue?: Dialogue; seen: Seen; shop: World['shop']; language?: string | null },
): Promise<{ spoken: Spoken; heard: Heard; dialogue: Dialogue; seen: Seen; effects: readonly Effect[] }> {
  const now = ctx.clock.now()
  const heard = ctx.assistant.hear(text, known.orders, priorOf(ctx, before, known.orders, [language]))
  const { said, dialogue, effects, seen } = await ctx.store.as(ctx.tenant, async (tx) => {
    const policies = await policiesOf(tx, await listShops(tx), now)
    return converse(ctx, { dialogue: before, heard, seen: known, now, shop, policies }, (effect, seen) =>
      act(tx, ctx, { session: null, seen, effect }),
    )
  })
  const others = known.orders.filter(({ id }) => seen.orders.every((order) => order.id !== id))
  return {
    spoken: speakSafely(ctx, said, { dialogue, zone: (shopOfOrders(seen.orders) ?? shop).zone, now }),
    heard,
    dialogue,
    effects,
    seen: { level: seen.level, orders: [...seen.orders, ...others] },
  }
}

/** What a shopper has proven so far, and what that shows them. */
export type Seen = Pick<World, 'level' | 'orders'>

type LookUp = Exclude<Effect, { do: 'handOver' | 'noteGap' }>
type Done = { readonly outcome: Outcome; readonly seen: Seen }

/** What a session shows in a conversation. One about an order shows that, and while a code opens it all of its person's. */
async function seenIn(tx: Tx, ctx: Context, session: Session | undefined, order: OrderId | null): Promise<Seen> {
  if (!session) return { level: 'L0', orders: [] }
  const { raised, proven } = session
  const opened = raised !== null && (order === null || raised.orders.includes(order)) ? raised : null
  const level = opened || session.level === 'L4' ? session.level : proven.level
  const ids = (opened ?? proven).orders
  const mayRead = order === null || opened ? ids : ids.filter((id) => id === order)
  const shownTo = opened?.person ?? null
  const orders = await trackedOrders(tx, ctx, mayRead.slice(0, mostOrdersSeen), { shownTo })
  await watchOrders(tx, ctx, orders)
  return { level, orders }
}

/** Nobody asks about more; the page lists as many. */
const mostOrdersSeen = 50

/** The shop all that is seen was bought at; undefined where there are several, or none yet. */
function shopOfOrders(orders: Seen['orders']): World['shop'] | undefined {
  const [first] = orders
  return first && orders.every(({ shop }) => shop.id === first.shop.id) ? first.shop : undefined
}

/** The shop that is meant, else the first there is. */
export function shopAmong(
  shops: readonly ShopRow[],
  wanted: ShopId | null,
): Pick<ShopRow, 'name' | 'zone'> & { readonly language: string | null } {
  return shops.find(({ id }) => id === wanted) ?? shops[0] ?? { name: 'the shop', zone: 'UTC', language: null }
}

/** What is being spoken, else the customer's language by the shop's records, else what the page or the shop suggests. */
function priorOf(
  { assistant }: Context,
  dialogue: Dialogue,
  orders: Seen['orders'],
  hints: readonly (string | null | undefined)[],
): Prior {
  const spoken = taughtLanguage(assistant, [dialogue.language])
  if (spoken !== undefined) return { language: spoken, by: 'spoken' }
  const records = taughtLanguage(
    assistant,
    orders.map(({ language }) => language),
  )
  if (records !== undefined) return { language: records, by: 'known' }
  return { language: taughtLanguage(assistant, hints) ?? assistant.language, by: 'assumed' }
}

/** One message and all that follows from it: a proof that is asked for is looked at, and what came of it answered. */
async function converse(
  { assistant }: Context,
  {
    dialogue,
    heard,
    seen: before,
    now,
    shop: { name, zone },
    policies,
  }: {
    dialogue: Dialogue
    heard: Heard
    seen: Seen
    now: Temporal.Instant
    shop: World['shop']
    policies: readonly ShopPolicies[]
  },
  act: (effect: LookUp, seen: Seen) => Promise<Done>,
): Promise<{
  dialogue: Dialogue
  said: readonly Say[]
  effects: readonly Effect[]
  seen: Seen
  about: readonly OrderId[]
}> {
  let seen = before
  const { languages } = assistant
  const world = (): World => ({ now, shop: shopOfOrders(seen.orders) ?? { name, zone }, policies, ...seen, languages })
  let step: Step = turn(dialogue, heard, world())
  const said: Say[] = [...step.say]
  const effects = [...step.effects]
  const about = [...(step.about ?? [])]
  // A step asks for a few things at most; the bound only guards against a flow that would ask for ever.
  for (let n = 0; n < Math.min(effects.length, 5); n++) {
    const effect = effects[n]
    if (!effect || effect.do === 'handOver' || effect.do === 'noteGap') continue
    const done = await act(effect, seen)
    seen = done.seen
    step = turn(step.state, done.outcome, world())
    said.push(...step.say)
    effects.push(...step.effects)
    about.push(...(step.about ?? []))
  }
  return { dialogue: step.state, said, effects, seen, about: [...new Set(about)] }
}

/** Does what a step asks for. Without a session, at the operator's own terminal, tries are not counted and no codes are sent. */
async function act(
  tx: Tx,
  ctx: Context,
  { session, seen, effect }: { session: Buffer | null; seen: Seen; effect: LookUp },
): Promise<Done> {
  switch (effect.do) {
    case 'verify': {
      const { number, proof } = effect
      const { orders: ids, wait } =
        session === null
          ? { orders: await findOrdersByProof(tx, { number, ...proof }), wait: false }
          : await tryPair(tx, ctx, { session, number, proof })
      const orders = await trackedOrders(tx, ctx, ids)
      if (orders.length === 0) return { outcome: { outcome: 'not_verified', wait }, seen }
      // A code opened one person's orders; these may be another's.
      const level = seen.level === 'L1' || seen.level === 'L4' ? seen.level : 'L2'
      return { outcome: { outcome: 'verified' }, seen: { level, orders } }
    }
    case 'glance': {
      const { glance, wait } = await glanceIn(tx, ctx, { session, number: effect.number })
      return { outcome: { outcome: 'glanced', glance, wait }, seen }
    }
    case 'sendCode': {
      const held = session && (await findSession(tx, session, ctx.clock.now()))
      if (!held?.orders.includes(effect.order)) return { outcome: { outcome: 'code_unavailable' }, seen }
      const sent = await sendCode(tx, ctx, { session: held, order: effect.order })
      return { outcome: { outcome: 'code_sent', wait: !sent }, seen }
    }
    case 'tryCode': {
      const person = session && (await tryCode(tx, ctx, { session, code: effect.code }))
      return { outcome: { outcome: person ? 'code_fits' : 'code_wrong' }, seen }
    }
  }
  return effect satisfies never
}

async function conversationFor(tx: Tx, ctx: Context, which: Which, at: ShopId | null = null): Promise<ConversationRow> {
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
    shop: at,
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

export function speakSafely(
  ctx: Context,
  said: readonly Say[],
  { dialogue, zone, now }: { dialogue: Dialogue; zone: string; now: Temporal.Instant },
): Spoken {
  const language = taughtLanguage(ctx.assistant, [dialogue.language]) ?? ctx.assistant.language
  const voice = { replies: ctx.assistant.repliesOf(language), language, now, zone }
  try {
    return speak(said, voice)
  } catch (error) {
    if (!(error instanceof UnsupportedReply)) throw error
    ctx.log.error(
      { code: error.code, reason: error.message, acts: said.map(({ act: name }) => name) },
      'chat.unsupported_reply',
    )
    return speak([one('cannotSay', {})], voice)
  }
}

type Extra = Pick<MessageView, 'choices' | 'evidence' | 'language' | 'from' | 'about'> & {
  /** Told while a code opened more than one order's standing: read again only while one does. */
  readonly sure: boolean
}

const isSure = (level: Level) => level === 'L3' || level === 'L4'

export const evidenceOf = ({ evidence }: Spoken): Extra['evidence'] =>
  evidence.map(({ kind, text, value, source }) => ({ kind, text, value, source: source && viewOfSource(source) }))

export async function viewOfConversation(
  tx: Tx,
  ctx: Context,
  conversation: ConversationRow,
  { state, level, sure }: Pick<ConversationRow, 'state' | 'level'> & { sure: boolean },
  ordersOf: (ids: readonly OrderId[]) => Promise<OrderView[]> = async () => [],
): Promise<ConversationView> {
  const messages = (await messagesOf(tx, conversation)).map((message) => {
    const told = (message.extra as Partial<Extra> | null)?.sure === true
    if (sure || !told) return viewOfMessage(message)
    const dialogue = resumeDialogue(conversation.dialogue)
    const { text } = speakSafely(ctx, [one('closedAgain', {})], { dialogue, zone: 'UTC', now: message.at })
    return viewOfMessage({ ...message, text, extra: null })
  })
  const about = [...new Set(messages.flatMap((message) => message.about))] as OrderId[]
  return { id: conversation.id, state, level, messages, orders: about.length === 0 ? [] : await ordersOf(about) }
}

export function viewOfMessage({ id, by, text, at, extra }: StoredMessage): MessageView {
  const { choices = [], evidence = [], about = [], language = null, from } = (extra ?? {}) as Partial<Extra>
  return { id, by, text, language, at: at.toString(), choices, evidence, about, ...(from && { from }) }
}
