import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { WidgetView } from '../../contract/index.ts'
import { isId } from '../../model/index.ts'
import {
  type Context,
  ServiceError,
  endWidgetSession,
  makePagePass,
  openShopKey,
  openWidgetSession,
  say,
  showConversation,
  startWidgetSession,
  takePage,
} from '../../service/index.ts'
import { type App, contextOf } from './app.ts'
import { onAnyPage } from './assets.ts'
import { setSession } from './cookies.ts'
import { once } from './idempotency.ts'
import { languageFor } from './language.ts'
import { type Allowance, type Limits, holderOf } from './limits.ts'
import { openStreams } from './live.ts'
import { InvalidInput } from './problems.ts'
import { within } from './within.ts'

const bodyLimit = 64_000
const Said = z.strictObject({ text: z.string() })
const Wanted = z.strictObject({ order: z.string() })

type Key = NonNullable<Awaited<ReturnType<typeof openShopKey>>>
type Session = Exclude<Awaited<ReturnType<typeof openWidgetSession>>, string>

/** The chat on a shop's own pages: its script, and what that asks for with a shop's key and a session's token. */
export function serveWidget(server: FastifyInstance, app: App, limits: Limits): void {
  const { requestsPerMinute, lookUpsPerMinute } = app.settings
  const perSession: Allowance = { name: 'session', limit: requestsPerMinute, windowSeconds: 60 }
  const newSessions: Allowance = { name: 'new-session', limit: lookUpsPerMinute, windowSeconds: 60 }
  const lookUps: Allowance = { name: 'look-up', limit: lookUpsPerMinute, windowSeconds: 60 }
  const streams = openStreams(app)
  server.addHook('preClose', async () => streams.close())
  const config = { page: false, limit: 'page' } as const
  serveLoader(server, app)

  for (const path of ['sessions', 'conversation', 'say', 'events', 'open']) {
    server.options(`/widget/${path}`, { config }, async (request, reply) => {
      await pageOf(request, reply)
      return reply
        .code(204)
        .headers({
          'Access-Control-Allow-Methods': 'GET, POST, DELETE',
          'Access-Control-Allow-Headers': 'Authorization, Content-Type, Idempotency-Key',
          // Browsers keep it no longer than this, whatever is asked for.
          'Access-Control-Max-Age': '7200',
          'Cache-Control': 'private, max-age=7200',
        })
        .send()
    })
  }

  server.post('/widget/sessions', { config, bodyLimit }, async (request, reply) => {
    const key = await pageOf(request, reply)
    limits.tell(reply, limits.take(newSessions, holderOf(request.ip)))
    const { token, expiresAt } = await within(startWidgetSession({ ...app, tenant: key.tenant }, { shopKey: key.id }))
    return sendJson(reply.code(201), { token, expiresAt: expiresAt.toString() })
  })

  server.delete('/widget/sessions', { config, bodyLimit }, async (request, reply) => {
    const { ctx, session } = await holderIn(request, reply)
    await within(endWidgetSession(ctx, session))
    return reply.code(204).send()
  })

  server.get('/widget/conversation', { config }, async (request, reply) => {
    const { ctx, key } = await holderIn(request, reply)
    return sendJson(reply, viewOf(ctx, key, await showConversation(ctx, { order: null })))
  })

  server.post('/widget/say', { config, bodyLimit }, async (request, reply) => {
    const { ctx, key, who } = await holderIn(request, reply)
    const { text } = bodyOf(request, Said)
    const body = Buffer.from(text)
    // Every guess at a number and its proof counts, as it does in the form.
    const onProof = () => {
      limits.tell(reply, limits.take(lookUps, holderOf(request.ip)))
      limits.tell(reply, limits.take(lookUps, who))
    }
    const answer = await once(app, request, reply, { tenant: ctx.tenant, who, body }, async () => {
      const language = languageFor(request, { shop: app.assistant.language })
      const conversation = await say(ctx, { order: null, text, at: key.shop.id, language, onProof })
      return { status: 200, body: JSON.stringify(viewOf(ctx, key, conversation)) }
    })
    return sendJson(reply, answer.body)
  })

  server.get('/widget/events', { config, exposeHeadRoute: false }, async (request, reply) => {
    const { ctx, session, who } = await holderIn(request, reply)
    const conversation = await showConversation(ctx, { order: null })
    const topics = [
      ...session.orders.map((order) => `order:${order}`),
      ...(conversation ? [`conversation:${conversation.id}`] : []),
    ]
    streams.follow(request, reply, { topics, session: who })
    return reply
  })

  server.post('/widget/open', { config, bodyLimit }, async (request, reply) => {
    const { ctx, session } = await holderIn(request, reply)
    const { order } = bodyOf(request, Wanted)
    if (!isId('order', order))
      throw new ServiceError('INPUT_INVALID', 'order is to be an id, as the conversation names it')
    return sendJson(reply, { path: `/t/w/${await makePagePass(ctx, { session, order })}` })
  })

  server.get<{ Params: { secret: string } }>(
    '/t/w/:secret',
    { config: { page: true, limit: 'page' }, exposeHeadRoute: false },
    async (request, reply) => {
      const taken = await within(takePage(app, request.params.secret))
      setSession(request, reply, { kind: 'lookUp', secret: taken.session })
      return reply.redirect(`/track/${taken.order}`, 303)
    },
  )

  /** Whose key it is, on a page it is for. From here on the page may read the answer, and no other page may. */
  async function pageOf(request: FastifyRequest, reply: FastifyReply): Promise<Key> {
    reply.header('Vary', 'Origin')
    const { key: given } = request.query as { readonly key?: unknown }
    const key = typeof given === 'string' ? await within(openShopKey(app, given)) : undefined
    if (!key) {
      throw new ServiceError(
        'FORBIDDEN',
        'this shop key is not one of ours or was revoked; the operator makes one with: whereabouts widget add',
      )
    }
    const origin = originOf(request)
    if (origin === undefined || !key.origins.includes(origin)) {
      throw new ServiceError(
        'FORBIDDEN',
        `this shop key is not for pages of ${origin?.slice(0, 200) ?? 'no origin'}; it is for ${key.origins.join(', ')}`,
      )
    }
    reply.headers({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': 'Retry-After' })
    return key
  }

  async function holderIn(
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<{ ctx: Context; key: Key; session: Session; who: string }> {
    const key = await pageOf(request, reply)
    const token = /^Bearer +(\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
    const session = await within(
      openWidgetSession({ ...app, tenant: key.tenant }, { token: token ?? '', shopKey: key.id }),
    )
    if (session === 'foreign') {
      reply.removeHeader('Access-Control-Allow-Origin')
      throw new ServiceError('FORBIDDEN', 'this session was made with another shop key')
    }
    if (session === 'over') {
      throw new ServiceError('UNAUTHENTICATED', 'this conversation is over; POST /widget/sessions starts another')
    }
    const { level, orders, digest, raised } = session
    const person = raised?.person ?? null
    const who = digest.toString('base64url')
    limits.tell(reply, limits.take(perSession, who))
    const ctx = contextOf(app, key.tenant, { kind: 'shopper', level, orders, session: digest, person })
    return { ctx, key, session, who }
  }
}

/** The loader. Its name stays and what is in it changes, so it is asked for again and seldom sent again. */
function serveLoader(server: FastifyInstance, { pages }: Pick<App, 'pages'>): void {
  const loading = readFile(join(pages.assetsFolder, '../widget.js')).then((bytes) => ({
    bytes,
    tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
  }))
  loading.catch(() => {})
  server.get('/widget.js', async (request, reply) => {
    const { bytes, tag } = await loading
    reply.headers({
      ...onAnyPage,
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'public, max-age=300, stale-while-revalidate=3600',
      ETag: tag,
    })
    if ((request.headers['if-none-match'] ?? '').includes(tag)) return reply.code(304).send()
    return reply.send(bytes)
  })
}

/** A browser leaves the Origin out where page and server share it. */
function originOf(request: FastifyRequest): string | undefined {
  const { origin } = request.headers
  if (origin !== undefined) return origin
  return request.headers['sec-fetch-site'] === 'same-origin' ? `${request.protocol}://${request.host}` : undefined
}

function bodyOf<Schema extends z.ZodType>(request: FastifyRequest, schema: Schema): z.output<Schema> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json' || !Buffer.isBuffer(request.body)) {
    throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', 'JSON is taken here: application/json')
  }
  let json: unknown
  try {
    json = JSON.parse(request.body.toString('utf8'))
  } catch (cause) {
    throw new ServiceError('BODY_MALFORMED', 'the body is not JSON', { cause })
  }
  const read = schema.safeParse(json)
  if (!read.success) throw new InvalidInput('body', read.error)
  return read.data
}

function viewOf({ clock }: Context, { shop }: Key, conversation: WidgetView['conversation']): WidgetView {
  return { now: clock.now().toString(), shop: { name: shop.name, zone: shop.zone }, conversation }
}

function sendJson(reply: FastifyReply, body: unknown): FastifyReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return reply.header('Content-Type', 'application/json; charset=utf-8').send(text)
}
