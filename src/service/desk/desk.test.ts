import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { replies } from '../../../corpus/en/replies.ts'
import { type TestInstallation, main, openTestInstallation, shop, testClock } from '../../../test/installation.ts'
import { order, upsNumber } from '../../../test/worlds/journeys.ts'
import { PostScans } from '../../contract/index.ts'
import { type Intent, findEntities } from '../../chat/index.ts'
import { type ConversationId, type OrderId, type TenantId, parseId } from '../../model/index.ts'
import { addSession, makeSecret, saveShop } from '../../store/index.ts'
import { makeSignInLink, openDesk, revokeSignIns, signIn, signOut } from '../access/desk.ts'
import { say, showConversation } from '../chat/say.ts'
import type { Actor, Assistant, Context } from '../context.ts'
import { importOrders } from '../orders/import.ts'
import { ingestScans } from '../tracking/ingest.ts'
import { close, handBack, reply } from './answer.ts'
import { listDesk } from './list.ts'
import { showHandOver } from './show.ts'

/** Hears what the tests say. */
const meanings: Readonly<Record<string, Intent>> = {
  'where is it': 'order_status',
  'a person': 'human_agent',
  'cancel it': 'cancel_order',
  yes: 'affirm',
  hello: 'greet',
}
const assistant: Assistant = {
  languages: ['en'],
  language: 'en',
  repliesOf: () => replies,
  hear: (text) => {
    const entities = findEntities(text)
    const meant = meanings[text.replace(/!$/, '')]
    const intent = meant ?? (entities.length > 0 ? 'provide_info' : undefined)
    return {
      text,
      language: 'en',
      intents: intent ? [{ intent, score: 0.95 }] : [],
      entities,
      sentiment: text.endsWith('!') ? { label: 'negative', score: -0.9 } : { label: 'neutral', score: -0.01 },
      outOfScope: intent === undefined,
      because: '',
    }
  },
}

const clock = testClock()
let installation: TestInstallation
let mine: OrderId
let anna: Context
let ben: Context
beforeAll(async () => {
  installation = await openTestInstallation({ assistant, clock })
  mine = await anOrder(main)
  anna = await atDesk(main, 'Anna')
  ben = await atDesk(main, 'Ben')
})
afterAll(() => installation.close())

async function anOrder(tenant: TenantId): Promise<OrderId> {
  const ctx = installation.context({ tenant })
  const sent = order({
    shipments: [
      {
        external: 's',
        number: upsNumber(1),
        carrierText: null,
        shippedAt: Temporal.Instant.from('2026-11-18T09:00:00Z'),
        state: 'shipped',
        lines: [{ external: 'a', quantity: 1 }],
      },
    ],
  })
  const { ids } = await importOrders(ctx, {
    connector: 'csv',
    shop,
    read: { orders: [{ order: sent, slice: {} }], rejected: [], fields: {} },
    contentType: 'text/csv',
    bytes: 0,
  })
  const scan = { number: upsNumber(1), carrier: 'ups', localTime: '2026-11-19T09:00', milestone: 'in_transit' }
  await ingestScans(ctx, { ...PostScans.parse({ scans: [scan] }), bytes: 0 })
  const [id] = ids
  if (id === undefined) throw new Error('no order was imported')
  return id as OrderId
}

async function atDesk(tenant: TenantId, name: string): Promise<Context> {
  const link = await makeSignInLink(installation.context({ tenant }), { name })
  const opened = await openDesk(installation.context(), await signIn(installation.context(), link.slice('/in/'.length)))
  if (!opened) throw new Error('nobody was let in')
  return installation.context(opened)
}

/** A shopper with a session that shows these orders; none of them proves nothing. */
async function shopper(orders: readonly OrderId[], tenant: TenantId = main): Promise<Context> {
  const { digest } = makeSecret()
  const level = orders.length > 0 ? 'L1' : 'L0'
  const expiresAt = clock.now().add({ hours: 24 })
  await installation.store.as(tenant, (tx) => addSession(tx, { digest, level, orders, expiresAt }, clock.now()))
  const actor: Actor = { kind: 'shopper', level, orders, session: digest, person: null }
  return installation.context({ tenant, actor })
}

async function talk(ctx: Context, orderId: OrderId | null, ...lines: readonly string[]): Promise<ConversationId> {
  let id = ''
  for (const text of lines) {
    clock.advance({ minutes: 1 })
    id = (await say(ctx, { order: orderId, text })).id
  }
  return id as ConversationId
}

const texts = async (ctx: Context, conversation: ConversationId) =>
  (await showConversation(ctx, { conversation }))?.messages.map(({ by, text }) => `${by}: ${text}`) ?? []

describe('a person is asked for', () => {
  it('by a stranger without an order, at once, and the desk is told that nothing is proved', async () => {
    const id = await talk(await shopper([]), null, 'a person')
    const packet = await showHandOver(anna, id)
    expect(packet).toMatchObject({
      state: 'with_person',
      level: 'L0',
      handOver: { reason: 'asked', state: 'open', waitingSince: clock.now().toString(), takenBy: null },
      orders: [],
      draft: null,
    })
  })

  it('and the packet holds what was asked and how it was answered, the proof, the facts and a draft made of them', async () => {
    const id = await talk(
      await shopper([]),
      null,
      'where is it',
      '#1001, eve@example.com',
      'blah',
      '#1001, ana@example.com',
      'where is it!',
      'cancel it',
      'yes',
    )
    const packet = await showHandOver(anna, id)
    expect(packet.tried.map(({ text, topic, outcome, times }) => [text, topic, outcome, times])).toEqual([
      ['where is it', replies.words.topics.order_status, 'asked_back', 1],
      ['#1001, eve@example.com', replies.words.topics.provide_info, 'not_verified', 1],
      ['blah', null, 'not_understood', 1],
      ['#1001, ana@example.com', replies.words.topics.provide_info, 'verified', 2],
      ['where is it!', replies.words.topics.order_status, 'answered', 2],
      ['cancel it', replies.words.topics.cancel_order, 'cannot', 1],
      ['yes', replies.words.topics.affirm, 'handed_over', 1],
    ])
    expect(packet).toMatchObject({ level: 'L2', feeling: 'negative', handOver: { reason: 'cannot' } })
    expect(packet.orders.map(({ number }) => number)).toEqual(['#1001'])
    expect(packet.draft?.text).toContain('#1001 is on its way')
    expect(packet.draft?.evidence.find(({ kind }) => kind === 'status')).toMatchObject({
      value: 'in_transit',
      source: { kind: 'carrier', name: 'UPS' },
    })
    expect(packet.messages).toHaveLength(14)
  })

  it('what was tried is kept as it was then, sealed: no word of it can be read in the database', async () => {
    const ctx = await shopper([mine])
    const id = await talk(ctx, mine, 'where is it', 'Grelbfritz', 'a person', 'cancel it')
    const [row] = await installation.store.as(main, (tx) =>
      tx.query<{ row: string; sealed: Buffer }>(
        'select h::text as row, sealed from hand_overs h where tenant = $1 and conversation = $2',
        [main, id],
      ),
    )
    expect(row?.row).not.toMatch(/Grelbfritz|4772656c6266/)
    expect(row?.sealed.includes('Grelbfritz')).toBe(false)
    expect((await showHandOver(anna, id)).tried.map(({ text }) => text)).toEqual([
      'where is it',
      'Grelbfritz',
      'a person',
    ])
  })

  it('the facts stay visible to the person after the shopper’s proof has lapsed', async () => {
    const id = await talk(await shopper([mine]), mine, 'a person')
    clock.advance({ hours: 25 })
    expect((await showHandOver(anna, id)).orders.map(({ id: of }) => of)).toEqual([mine])
  })
})

describe('a person answers', () => {
  it('under their name and the shop’s, and the assistant stays silent', async () => {
    const ctx = await shopper([mine])
    const id = await talk(ctx, mine, 'a person')
    await reply(anna, { conversation: id, text: '  Hello, I am looking.  ' })
    const after = await say(ctx, { order: mine, text: 'where is it' })
    expect(after.messages.slice(-2).map(({ by, text, from }) => [by, text, from])).toEqual([
      ['person', 'Hello, I am looking.', { name: 'Anna', shop: 'Lampenladen' }],
      ['shopper', 'where is it', undefined],
    ])
    expect((await showHandOver(anna, id)).handOver).toMatchObject({
      takenBy: 'Anna',
      firstAnswerAt: clock.now().toString(),
      state: 'open',
      waitingSince: clock.now().toString(),
    })
  })

  it('in the name and the zone of the shop it was asked on, which need not be the first', async () => {
    const second = parseId('shop', 'second')
    await installation.store.as(main, (tx) =>
      saveShop(tx, { id: second, name: 'Zweitladen', zone: 'America/New_York', language: 'en' }, clock.now()),
    )
    const ctx = await shopper([])
    const { id } = await say(ctx, { order: null, at: second, text: 'a person' })
    const conversation = id as ConversationId
    await reply(anna, { conversation, text: 'Here I am.' })
    const packet = await showHandOver(anna, conversation)
    expect(packet.shop).toEqual({ name: 'Zweitladen', zone: 'America/New_York' })
    expect(packet.messages.at(-1)?.from).toEqual({ name: 'Anna', shop: 'Zweitladen' })
    await close(anna, { conversation })
  })

  it('and until then the shopper is told once that a person will read on, not each time', async () => {
    const ctx = await shopper([mine])
    const id = await talk(ctx, mine, 'a person', 'hello', 'hello')
    expect((await texts(ctx, id)).filter((line) => line.startsWith('assistant'))).toEqual([
      'assistant: I am passing this to a person at Lampenladen. They will see what we wrote and answer here.',
      'assistant: A person at Lampenladen will read this as well and answer here.',
    ])
  })

  it('handed back, the assistant says so and answers again; a second answer by a person is refused', async () => {
    const ctx = await shopper([mine])
    const id = await talk(ctx, mine, 'a person')
    await handBack(anna, { conversation: id })
    await expect(reply(ben, { conversation: id, text: 'too late' })).rejects.toMatchObject({
      code: 'NOT_WITH_PERSON',
      message: expect.stringContaining('with the assistant; nothing was sent'),
    })
    await say(ctx, { order: mine, text: 'where is it' })
    expect((await texts(ctx, id)).slice(-3)).toEqual([
      'assistant: The assistant is back. What else would you like to know?',
      'shopper: where is it',
      expect.stringMatching(/^assistant: #1001 is on its way/),
    ])
    await expect(handBack(anna, { conversation: id })).rejects.toMatchObject({ code: 'NOT_WITH_PERSON' })
  })

  it('closed, and the assistant answers whoever writes again', async () => {
    const ctx = await shopper([mine])
    const id = await talk(ctx, mine, 'a person')
    expect((await close(anna, { conversation: id })).state).toBe('closed')
    await expect(reply(ben, { conversation: id, text: 'too late' })).rejects.toMatchObject({
      message: expect.stringContaining('is closed; nothing was sent'),
    })
    const again = await say(ctx, { order: mine, text: 'where is it' })
    expect({ id: again.id, state: again.state }).toEqual({ id, state: 'with_assistant' })
    expect(again.messages.at(-1)?.text).toMatch(/#1001 is on its way/)
    const twice = await talk(ctx, mine, 'a person')
    expect((await showHandOver(anna, twice)).handOver?.state).toBe('open')
  })

  it('two at once: the second, who had not read the first, is refused', async () => {
    const id = await talk(await shopper([mine]), mine, 'a person')
    const after = (await showHandOver(anna, id)).messages.at(-1)?.id
    const sent = await Promise.allSettled([
      reply(anna, { conversation: id, text: 'from Anna', after }),
      reply(ben, { conversation: id, text: 'from Ben', after }),
    ])
    expect(sent.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const refused = sent.find(({ status }) => status === 'rejected') as PromiseRejectedResult
    expect(refused.reason).toMatchObject({ code: 'ANSWERED_MEANWHILE' })
    const { messages } = await showHandOver(anna, id)
    expect(messages.filter(({ by }) => by === 'person')).toHaveLength(1)
    await reply(ben, { conversation: id, text: 'and I add', after: messages.at(-1)?.id })
  })

  it('not with an empty answer, nor under a name that is none', async () => {
    const id = await talk(await shopper([mine]), mine, 'a person')
    await expect(reply(anna, { conversation: id, text: ' \n ' })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    const operator = installation.context()
    await expect(reply(operator, { conversation: id, text: 'x', name: 'a\u0000b' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    })
  })
})

describe('the list', () => {
  let tenant: TenantId
  let agent: Context
  let orderId: OrderId
  let n = 0
  beforeEach(async () => {
    tenant = await installation.addTenant(`list-${++n}`)
    orderId = await anOrder(tenant)
    agent = await atDesk(tenant, 'Anna')
  })

  it('has those who wait first, longest first, then the answered, then all others, page by page', async () => {
    const waits = await talk(await shopper([orderId], tenant), orderId, 'a person')
    const answered = await talk(await shopper([orderId], tenant), orderId, 'a person')
    const closed = await talk(await shopper([], tenant), null, 'a person')
    const talks = await talk(await shopper([orderId], tenant), orderId, 'where is it')
    const waitsLess = await talk(await shopper([], tenant), null, 'cancel it', 'yes')
    await reply(agent, { conversation: answered, text: 'Hello.' })
    await close(agent, { conversation: closed })

    const seen: string[] = []
    for (let after = null as Awaited<ReturnType<typeof listDesk>>['next']; ;) {
      const { rows, next } = await listDesk(agent, { limit: 2, after })
      seen.push(...rows.map(({ id, group }) => `${group} ${id}`))
      if (!next) break
      after = next
    }
    expect(seen).toEqual([
      `waiting ${waits}`,
      `waiting ${waitsLess}`,
      `answered ${answered}`,
      `closed ${closed}`,
      `assistant ${talks}`,
    ])
    const { rows, counts } = await listDesk(agent)
    expect(counts).toEqual({ waiting: 2, answered: 1 })
    expect(rows[0]).toMatchObject({ reason: 'asked', firstName: 'Ana', order: '#1001', level: 'L1' })
    expect(rows[1]).toMatchObject({ reason: 'cannot', firstName: null, order: null, level: 'L0' })
    expect(rows[2]).toMatchObject({ takenBy: 'Anna', last: { by: 'person', text: 'Hello.' } })
    for (const [filter, id] of [
      ['answered', answered],
      ['assistant', talks],
      ['closed', closed],
    ] as const)
      expect((await listDesk(agent, { filter })).rows.map((row) => row.id)).toEqual([id])
  })

  it('who writes again after an answer waits again, from then on', async () => {
    const ctx = await shopper([orderId], tenant)
    const id = await talk(ctx, orderId, 'a person')
    await reply(agent, { conversation: id, text: 'Hello.' })
    clock.advance({ minutes: 10 })
    await say(ctx, { order: orderId, text: 'hello' })
    const { rows, counts } = await listDesk(agent)
    expect(rows).toMatchObject([{ id, group: 'waiting', since: clock.now().toString(), takenBy: 'Anna' }])
    expect(counts).toEqual({ waiting: 1, answered: 0 })
  })

  it('an agent of one shop never sees, answers or ends another’s', async () => {
    const id = await talk(await shopper([orderId], tenant), orderId, 'a person')
    const other = anna
    expect((await listDesk(other)).rows.map((row) => row.id)).not.toContain(id)
    for (const attempt of [
      () => showHandOver(other, id),
      () => reply(other, { conversation: id, text: 'x' }),
      () => handBack(other, { conversation: id }),
      () => close(other, { conversation: id }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' })
    expect((await listDesk(agent)).counts).toEqual({ waiting: 1, answered: 0 })
  })
})

describe('who is let in', () => {
  const path = async (name?: string) => makeSignInLink(installation.context(), { ...(name !== undefined && { name }) })
  const enter = async (link: string) => signIn(installation.context(), link.slice('/in/'.length))

  it('once by each link, for twelve hours', async () => {
    const link = await path('Mira')
    const [first, second] = await Promise.allSettled([enter(link), enter(link)])
    const admitted = [first, second].filter(({ status }) => status === 'fulfilled')
    expect(admitted).toHaveLength(1)
    const secret = (admitted[0] as PromiseFulfilledResult<string>).value
    expect(await openDesk(installation.context(), secret)).toMatchObject({ tenant: main, actor: { name: 'Mira' } })
    clock.advance({ hours: 12 })
    expect(await openDesk(installation.context(), secret)).toBeUndefined()
  })

  it('used, expired and forged links are refused in the same words', async () => {
    const used = await path()
    await enter(used)
    const late = await path()
    clock.advance({ minutes: 15 })
    const refusals = await Promise.all(
      [used, late, `/in/${'A'.repeat(43)}`].map((link) => enter(link).catch((error: Error) => error.message)),
    )
    expect(new Set(refusals).size).toBe(1)
    expect(refusals[0]).toContain('whereabouts sign-in')
  })

  it('until they sign out, or everybody is sent out; links that were not used go too', async () => {
    const [one, two] = [await enter(await path()), await enter(await path())]
    const unused = await path()
    await signOut(installation.context(), one)
    expect(await openDesk(installation.context(), one)).toBeUndefined()
    expect(await openDesk(installation.context(), two)).toBeDefined()
    expect(await revokeSignIns(installation.context())).toBeGreaterThan(0)
    expect(await openDesk(installation.context(), two)).toBeUndefined()
    await expect(enter(unused)).rejects.toMatchObject({ code: 'SIGN_IN_INVALID' })
    anna = await atDesk(main, 'Anna')
  })

  it('an agent may not let others in, nor a shopper or a key without the scope answer', async () => {
    await expect(makeSignInLink(anna)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(revokeSignIns(anna)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const ctx = await shopper([mine])
    const id = await talk(ctx, mine, 'a person')
    const reader = installation.context({ actor: { kind: 'api_key', id: 'k', scopes: ['conversations:read'] } })
    for (const by of [ctx, reader])
      await expect(reply(by, { conversation: id, text: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(listDesk(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
