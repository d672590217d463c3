import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type OrderId, isId } from '../../model/index.ts'
import {
  type Context,
  ServiceError,
  inSession,
  openLink,
  proofKindOf,
  say,
  showConversation,
  showOrder,
  verify,
} from '../../service/index.ts'
import type { Tx } from '../../store/index.ts'
import { type App, contextOf, publicUrlOf, wantsJson } from './app.ts'
import { type SessionKind, sessionOf, sessions, setSession } from './cookies.ts'
import { sendHtml } from './docs.ts'
import { once } from './idempotency.ts'
import { openStreams } from './live.ts'
import { plainPage, text } from './plain.ts'
import { trackingPage } from './tracking-page.ts'
import { wordsOf } from './words.ts'
import { within } from './within.ts'

/** A form holds a number and a line of text. */
const formLimitBytes = 64_000

/** Pages for shoppers: by a link from a message, or by order number and a proof. */
export function serveShopper(server: FastifyInstance, app: App): void {
  const { pages } = app
  const page = { page: true, limit: 'page' } as const
  const { language } = app.assistant
  const words = wordsOf(language)
  const render = { assets: pages.assets }
  const streams = openStreams(app)
  const requireSameOrigin = sameOrigin(app, server)
  server.addHook('preClose', async () => streams.close())

  const lookUp = { label: words.again, href: '/track' }
  // Constant, and rendered before anybody asks: a miss costs no rendering a hit does without.
  const missed = pages.renderMessagePage({ language, kind: 'lookUpFailed', links: [lookUp] }, render)

  server.get('/', { config: page }, (_, reply) => sendHtml(reply, lookUpPage(language, { landing: true })))
  server.get('/track', { config: page }, (_, reply) => sendHtml(reply, lookUpPage(language, { landing: false })))

  server.get<{ Params: { secret: string } }>(
    '/t/:secret',
    { config: page, exposeHeadRoute: false },
    async (request, reply) => {
      const { secret } = request.params
      const opened = await within(openLink(app, { secret, session: sessionOf(request, 'link') }))
      setSession(request, reply, { kind: 'link', secret: opened.session })
      return reply.redirect(`/track/${opened.order}`, 303)
    },
  )

  server.post(
    '/track',
    { config: { page: true, limit: 'look-up' }, bodyLimit: formLimitBytes },
    async (request, reply) => {
      requireSameOrigin(request)
      const form = formOf(request)
      const field = (name: string) => (form.get(name) ?? '').trim().slice(0, 200)
      const value = field('proof')
      const { session, orders } = await within(
        verify(app, { number: field('number'), proof: { kind: proofKindOf(value), value } }),
      )
      setSession(request, reply, { kind: 'lookUp', secret: session })
      const [order] = orders
      return order === undefined ? sendHtml(reply.code(404), missed) : reply.redirect(`/track/${order}`, 303)
    },
  )

  type Named = { Params: { order: string } }
  server.get<Named>('/track/:order', { config: page }, async (request, reply) => {
    return sendHtml(reply, pages.renderTrackingPage(await pageOf(request), render))
  })
  server.get<Named>('/track/:order/view', { config: page }, async (request, reply) => {
    return sendJson(reply, JSON.stringify(await pageOf(request)))
  })
  server.get<Named>('/track/:order/events', { config: page, exposeHeadRoute: false }, async (request, reply) => {
    const { ctx, order, session } = await shopperOf(request)
    await showOrder(ctx, order)
    const conversation = await showConversation(ctx, { order })
    const topics = [`order:${order}`, ...(conversation ? [`conversation:${conversation.id}`] : [])]
    streams.follow(request, reply, { topics, session })
    return reply
  })
  server.post<Named>('/track/:order/say', { config: page, bodyLimit: formLimitBytes }, async (request, reply) => {
    requireSameOrigin(request)
    const { ctx, order, session } = await shopperOf(request)
    const asked = formOf(request).get('text') ?? ''
    if (asked.trim() === '' && !wantsJson(request)) return reply.redirect(`/track/${order}#assistant`, 303)
    const body = Buffer.from(asked)
    const answer = await once(app, request, reply, { tenant: ctx.tenant, who: session, body }, async () => {
      return { status: 200, body: JSON.stringify(await say(ctx, { order, text: asked })) }
    })
    return wantsJson(request) ? sendJson(reply, answer.body) : reply.redirect(`/track/${order}#assistant`, 303)
  })

  /** Whoever holds a cookie that shows this order; everybody else gets the answer of an order that is none. */
  async function shopperOf(request: FastifyRequest<Named>): Promise<Shopper> {
    return ofShopper(request, async (_, shopper) => shopper)
  }

  const pageOf = (request: FastifyRequest<Named>) =>
    ofShopper(request, (tx, { ctx, order }) => trackingPage(tx, ctx, order))

  type Shopper = { readonly ctx: Context; readonly order: OrderId; readonly session: string }

  async function ofShopper<T>(
    request: FastifyRequest<Named>,
    work: (tx: Tx, shopper: Shopper) => Promise<T>,
  ): Promise<T> {
    const { order } = request.params
    for (const kind of isId('order', order) ? (Object.keys(sessions) as SessionKind[]) : []) {
      const secret = sessionOf(request, kind)
      if (secret === null) continue
      const known = Promise.withResolvers<void>()
      const working = inSession(app, secret, async (tx, { tenant, session: { level, orders, digest } }) => {
        known.resolve()
        if (!isId('order', order) || !orders.includes(order)) return undefined
        const ctx = contextOf(app, tenant, { kind: 'shopper', level, orders, session: digest, person: null })
        return { done: await work(tx, { ctx, order, session: digest.toString('base64url') }) }
      })
      await within(Promise.race([working, known.promise]))
      const found = await working
      if (found) return found.done
    }
    throw new ServiceError(
      'ORDER_NOT_FOUND',
      'this browser may not see such an order; open the link of your message again',
    )
  }
}

/**
 * Beside the SameSite cookie: a form on another site must not speak for anybody. `Sec-Fetch-Site` decides where a browser
 * sends it; over plain http it does not, and a form's Origin is then `null`, because our pages send no referrer.
 */
export function sameOrigin(app: App, server: FastifyInstance): (request: FastifyRequest) => void {
  return (request) => {
    const site = request.headers['sec-fetch-site']
    const { origin, host } = request.headers
    const same =
      site === undefined
        ? origin === undefined ||
          origin === 'null' ||
          origin === publicUrlOf(app, server) ||
          origin === `${request.protocol}://${host}`
        : site === 'same-origin' || site === 'none'
    if (!same) throw new ServiceError('FORBIDDEN', 'this form was sent by another site')
  }
}

export function formOf(request: FastifyRequest): URLSearchParams {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') {
    throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', 'a form is taken here: application/x-www-form-urlencoded')
  }
  return new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '')
}

function sendJson(reply: FastifyReply, body: string): FastifyReply {
  return reply.header('Content-Type', 'application/json; charset=utf-8').send(body)
}

function lookUpPage(language: string, { landing }: { landing: boolean }): string {
  const words = wordsOf(language)
  const field = (name: string, label: string, hint: string) =>
    `<label>${text(label)} <span class="hint">${text(hint)}</span><input name="${name}" required maxlength="200" autocomplete="off"></label>`
  return plainPage({
    title: words.title,
    language,
    narrow: true,
    body: `<h1>${text(words.title)}</h1><p>${text(words.intro)}</p><form method="post" action="/track">${field('number', words.number, words.numberHint)}${field('proof', words.proof, words.proofHint)}<button>${text(words.find)}</button></form>${landing ? `<p><a href="/docs">${text(words.api)}</a></p>` : ''}`,
  })
}
