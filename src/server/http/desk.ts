import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type DeskGap, type DeskPage, deskFilters } from '../../contract/index.ts'
import { type ConversationId, isId, parseId } from '../../model/index.ts'
import {
  type Context,
  type DeskCursor,
  ServiceError,
  close,
  deskCounts,
  handBack,
  listDesk,
  openDesk,
  openGaps,
  reply as sendReply,
  showHandOver,
  signIn,
  signOut,
  taughtLanguage,
} from '../../service/index.ts'
import { deskGroups } from '../../store/index.ts'
import { type App, contextOf } from './app.ts'
import { deskCookie, readCookie, setCookie } from './cookies.ts'
import { fromCursor, toCursor } from './cursor.ts'
import { sendHtml } from './docs.ts'
import { languageFor } from './language.ts'
import { openStreams } from './live.ts'
import { formOf, sameOrigin } from './shopper.ts'
import { within } from './within.ts'

const formLimitBytes = 64_000
/** More is a list of its own: `whereabouts policies gaps`. */
const mostGaps = 12
const Cursor = z.strictObject({ group: z.enum(deskGroups), at: z.iso.datetime(), id: z.uuid() })

type Actor = Extract<Context['actor'], { kind: 'agent' }>
type AtDesk = { readonly ctx: Context; readonly actor: Actor; readonly secret: string }
type Refusal = Extract<DeskPage, { kind: 'conversation' }>['refused']

/** Pages for whoever answers for the shop; by a link that works once, then by cookie. */
export function serveDesk(server: FastifyInstance, app: App): void {
  const page = { page: true, limit: 'page' } as const
  const form = { config: page, bodyLimit: formLimitBytes } as const
  const requireSameOrigin = sameOrigin(app, server)
  const streams = openStreams(app)
  server.addHook('preClose', async () => streams.close())

  const show = (reply: FastifyReply, shown: DeskPage) =>
    sendHtml(reply, app.pages.renderDesk(shown, { assets: app.pages.assets }))

  // The same for whatever stands in the address: only pressing the button tells whether the link is good.
  server.get('/in/:secret', { config: page, exposeHeadRoute: false }, (request, reply) =>
    show(reply, { kind: 'sign_in', language: languageOf(request) }),
  )
  server.post<{ Params: { secret: string } }>('/in/:secret', form, async (request, reply) => {
    requireSameOrigin(request)
    try {
      const secret = await within(signIn(app, request.params.secret))
      setCookie(request, reply, { ...deskCookie, secret })
      return reply.redirect('/desk', 303)
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'SIGN_IN_INVALID') throw error
      return show(reply.code(404), { kind: 'sign_in_wrong', language: languageOf(request) })
    }
  })

  server.get<{ Querystring: { show?: string; after?: string } }>('/desk', { config: page }, (request, reply) =>
    atDesk(request, reply, async ({ ctx, actor }) => {
      const filter = deskFilters.find((name) => name === request.query.show) ?? 'all'
      const after = request.query.after === undefined ? null : (fromCursor(Cursor, request.query.after) as DeskCursor)
      const { rows, next, counts, zone } = await listDesk(ctx, { filter, after })
      return show(reply, {
        kind: 'list',
        ...common(request, { actor, counts, zone }),
        filter,
        rows,
        next: next && `/desk?show=${filter}&after=${encodeURIComponent(toCursor(next))}`,
        gaps: filter === 'all' && after === null ? await gapsFor(ctx, languageOf(request)) : [],
      })
    }),
  )
  async function gapsFor(ctx: Context, language: string): Promise<DeskGap[]> {
    const { assistant } = app
    const { gaps } = assistant.repliesOf(taughtLanguage(assistant, [language]) ?? assistant.language).words
    return (await openGaps(ctx)).slice(0, mostGaps).map(({ shop, gap: { topic, detail, count } }) => ({
      shop: shop.name,
      topic: gaps[topic],
      country: detail,
      count,
    }))
  }

  server.post('/desk/out', form, (request, reply) =>
    atDesk(request, reply, async ({ ctx, secret }) => {
      requireSameOrigin(request)
      await signOut(ctx, secret)
      return reply.redirect('/desk', 303)
    }),
  )
  server.get('/desk/events', { config: page, exposeHeadRoute: false }, (request, reply) =>
    atDesk(request, reply, async ({ ctx, secret }) => {
      streams.follow(request, reply, { topics: [`desk:${ctx.tenant}`], session: secret })
      return reply
    }),
  )

  type Named = { Params: { id: string }; Querystring: { draft?: string } }
  server.get<Named>('/desk/:id', { config: page }, (request, reply) =>
    atDesk(request, reply, (desk) => showConversation(request, reply, desk, { draft: request.query.draft === '1' })),
  )
  server.get<Named>('/desk/:id/events', { config: page, exposeHeadRoute: false }, (request, reply) =>
    atDesk(request, reply, async ({ ctx, secret }) => {
      const { conversation, orders } = await showHandOver(ctx, conversationOf(request))
      const about = orders.map(({ id }) => `order:${id}`)
      const topics = [`desk:${ctx.tenant}`, `conversation:${conversation}`, ...about]
      streams.follow(request, reply, { topics, session: secret })
      return reply
    }),
  )
  server.post<Named>('/desk/:id/reply', form, (request, reply) => {
    const fields = formOf(request)
    const text = fields.get('text') ?? ''
    const after = fields.get('after') ?? undefined
    return act(request, reply, text, (ctx, conversation) => sendReply(ctx, { conversation, text, after }))
  })
  server.post<Named>('/desk/:id/hand-back', form, (request, reply) =>
    act(request, reply, '', (ctx, conversation) => handBack(ctx, { conversation })),
  )
  server.post<Named>('/desk/:id/close', form, (request, reply) =>
    act(request, reply, '', (ctx, conversation) => close(ctx, { conversation })),
  )

  /** What was refused is told on the page, and what was typed stays in it. */
  async function act(
    request: FastifyRequest<Named>,
    reply: FastifyReply,
    text: string,
    work: (ctx: Context, conversation: ConversationId) => Promise<unknown>,
  ): Promise<FastifyReply> {
    return atDesk(request, reply, async (desk) => {
      requireSameOrigin(request)
      try {
        const conversation = conversationOf(request)
        await work(desk.ctx, conversation)
        return await reply.redirect(`/desk/${conversation}`, 303)
      } catch (error) {
        const refused = refusals[error instanceof ServiceError ? error.code : '']
        if (!refused) throw error
        return showConversation(request, reply, desk, { text, refused })
      }
    })
  }

  async function showConversation(
    request: FastifyRequest<Named>,
    reply: FastifyReply,
    { ctx, actor }: AtDesk,
    { text = '', refused, draft = false }: { text?: string; refused?: 'meanwhile' | Refusal; draft?: boolean },
  ): Promise<FastifyReply> {
    const packet = await showHandOver(ctx, conversationOf(request), { language: languageOf(request) })
    const counts = await deskCounts(ctx)
    const { zone } = packet.shop
    const gone = packet.state === 'closed' ? 'closed' : 'handed_back'
    if (refused) reply.code(refused === 'empty' ? 422 : 409)
    return show(reply, {
      kind: 'conversation',
      ...common(request, { actor, counts, zone }),
      packet,
      text: draft ? (packet.draft?.text ?? '') : text,
      refused: refused === 'meanwhile' ? gone : (refused ?? null),
    })
  }

  function common(
    request: FastifyRequest,
    { actor, counts, zone }: { actor: Actor; counts: { waiting: number; answered: number }; zone: string },
  ) {
    return { language: languageOf(request), now: app.clock.now().toString(), zone, agent: actor.name, counts }
  }

  /** Whoever is signed in; all others are told how to, whatever they asked for. */
  async function atDesk(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (desk: AtDesk) => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    const secret = readCookie(request, deskCookie.name)
    const opened = secret === null ? undefined : await within(openDesk(app, secret))
    if (secret === null || !opened) {
      return show(reply.code(401), { kind: 'signed_out', language: languageOf(request) })
    }
    try {
      return await work({ ctx: contextOf(app, opened.tenant, opened.actor), actor: opened.actor, secret })
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'CONVERSATION_NOT_FOUND') throw error
      return show(reply.code(404), { kind: 'not_found', language: languageOf(request) })
    }
  }

  function languageOf(request: FastifyRequest): string {
    return languageFor(request, { shop: app.assistant.language })
  }
}

const refusals: Readonly<Record<string, 'meanwhile' | Refusal>> = {
  NOT_WITH_PERSON: 'meanwhile',
  ANSWERED_MEANWHILE: 'answered_meanwhile',
  INPUT_INVALID: 'empty',
}

function conversationOf({ params: { id } }: FastifyRequest<{ Params: { id: string } }>): ConversationId {
  if (!isId('conversation', id)) throw new ServiceError('CONVERSATION_NOT_FOUND', 'there is no such conversation')
  return parseId('conversation', id)
}
