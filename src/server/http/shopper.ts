import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readCode } from '../../chat/index.ts'
import { type OrderId, isId } from '../../model/index.ts'
import {
  type Context,
  ServiceError,
  glance,
  inSession,
  openLink,
  proofKindOf,
  say,
  sendCode,
  showConversation,
  showOrder,
  tryCode,
  verify,
  viewOfSource,
} from '../../service/index.ts'
import type { Session, Tx } from '../../store/index.ts'
import { type App, contextOf, publicUrlOf, wantsJson } from './app.ts'
import { type SessionKind, sessionOf, sessions, setSession } from './cookies.ts'
import { sendHtml } from './docs.ts'
import { once } from './idempotency.ts'
import { openStreams } from './live.ts'
import { baseOf, inLanguage, langOf, languageFor } from './language.ts'
import { plainPage, text } from './plain.ts'
import { proofOf, toldOf } from './proof.ts'
import { trackingPage } from './tracking-page.ts'
import { pageLanguages, wordsOf } from './words.ts'
import { within } from './within.ts'

/** A form holds a number and a line of text. */
const formLimitBytes = 64_000

/** Pages for shoppers: by a link from a message, or by order number and a proof. */
export function serveShopper(server: FastifyInstance, app: App): void {
  const { pages } = app
  const page = { page: true, limit: 'page' } as const
  const languageOf = (request: FastifyRequest) => languageFor(request, { shop: app.assistant.language })
  const render = { assets: pages.assets }
  const streams = openStreams(app)
  const requireSameOrigin = sameOrigin(app, server)
  server.addHook('preClose', async () => streams.close())

  // Constant, and rendered before anybody asks: a miss costs no rendering a hit does without.
  const lookUpIn = (language: string) => ({ label: wordsOf(language).again, href: inLanguage('/track', language) })
  const missesIn = (language: string) => {
    const miss = (kind: 'lookUpFailed' | 'numberUnknown', wait: boolean) =>
      pages.renderMessagePage({ language, kind, wait, links: [lookUpIn(language)] }, render)
    return {
      missed: { pair: miss('lookUpFailed', false), number: miss('numberUnknown', false) },
      paused: { pair: miss('lookUpFailed', true), number: miss('numberUnknown', true) },
    }
  }
  const misses = new Map(pageLanguages.map((language) => [language, missesIn(language)]))

  for (const path of ['/', '/track']) {
    server.get(path, { config: page }, (request, reply) => {
      const [language, lang] = [baseOf(languageOf(request)), langOf(request)]
      return sendHtml(reply, lookUpPage({ language, lang, path, demo: app.demo !== undefined }))
    })
  }

  server.get<{ Params: { secret: string } }>(
    '/t/:secret',
    { config: page, exposeHeadRoute: false },
    async (request, reply) => {
      const { secret } = request.params
      const opened = await within(openLink(app, { secret, session: sessionOf(request, 'link') }))
      setSession(request, reply, { kind: 'link', secret: opened.session })
      return reply.redirect(inLanguage(`/track/${opened.order}`, langOf(request)), 303)
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
      const number = field('number')
      const held = sessionOf(request, 'lookUp')
      const language = baseOf(languageOf(request))
      const { missed, paused } = misses.get(language) ?? missesIn(language)
      if (value === '') {
        const { session, glance: seen, zone, wait } = await within(glance(app, { number, held }))
        setSession(request, reply, { kind: 'lookUp', secret: session })
        if (!seen) return sendHtml(reply.code(404), (wait ? paused : missed).number)
        const { milestone, day, source } = seen
        const told = { milestone, day: day?.date.toString() ?? null, source: viewOfSource(source), zone }
        const now = app.clock.now().toString()
        return sendHtml(reply, pages.renderGlancePage({ language, now, links: [lookUpIn(language)], ...told }, render))
      }
      const proof = { kind: proofKindOf(value), value }
      const { session, orders, wait } = await within(verify(app, { number, proof, held }))
      setSession(request, reply, { kind: 'lookUp', secret: session })
      const [order] = orders
      if (order !== undefined) return reply.redirect(inLanguage(`/track/${order}`, langOf(request)), 303)
      return sendHtml(reply.code(404), (wait ? paused : missed).pair)
    },
  )

  type Named = { Params: { order: string } }
  server.get<Named>('/track/:order', { config: page }, async (request, reply) => {
    const told = toldOf(request.query)
    const { page: shown, proof } = await ofShopper(request, async (tx, { ctx, order, held }) => ({
      page: await trackingPage(tx, ctx, order, { request }),
      proof: await proofOf(tx, ctx, { order, session: held, told }),
    }))
    return sendHtml(reply, pages.renderTrackingPage(shown, render, proof))
  })
  const guess = { config: { page: true, limit: 'look-up' }, bodyLimit: formLimitBytes } as const
  server.post<Named>('/track/:order/code', guess, async (request, reply) => {
    requireSameOrigin(request)
    const { order, sent } = await ofShopper(request, async (tx, { ctx, order: id, held }) => ({
      order: id,
      sent: await sendCode(tx, ctx, { session: held, order: id }),
    }))
    return reply.redirect(`/track/${order}?code=${sent ? 'sent' : 'paused'}#proof`, 303)
  })
  server.post<Named>('/track/:order/code/try', guess, async (request, reply) => {
    requireSameOrigin(request)
    const code = readCode(formOf(request).get('code') ?? '') ?? ''
    const { order, person } = await ofShopper(request, async (tx, { ctx, order: id, held }) => ({
      order: id,
      person: await tryCode(tx, ctx, { session: held.digest, code }),
    }))
    return reply.redirect(`/track/${order}${person ? '' : '?code=wrong'}#proof`, 303)
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
    const back = `${inLanguage(`/track/${order}`, langOf(request))}#assistant`
    if (asked.trim() === '' && !wantsJson(request)) return reply.redirect(back, 303)
    const body = Buffer.from(asked)
    const answer = await once(app, request, reply, { tenant: ctx.tenant, who: session, body }, async () => {
      return {
        status: 200,
        body: JSON.stringify(await say(ctx, { order, text: asked, language: languageOf(request) })),
      }
    })
    return wantsJson(request) ? sendJson(reply, answer.body) : reply.redirect(back, 303)
  })

  /** Whoever holds a cookie that shows this order; everybody else gets the answer of an order that is none. */
  async function shopperOf(request: FastifyRequest<Named>): Promise<Shopper> {
    return ofShopper(request, async (_, shopper) => shopper)
  }

  const pageOf = (request: FastifyRequest<Named>) =>
    ofShopper(request, async (tx, { ctx, order }) => pages.tellFacts(await trackingPage(tx, ctx, order, { request })))

  type Shopper = { readonly ctx: Context; readonly order: OrderId; readonly session: string; readonly held: Session }

  async function ofShopper<T>(
    request: FastifyRequest<Named>,
    work: (tx: Tx, shopper: Shopper) => Promise<T>,
  ): Promise<T> {
    const { order } = request.params
    for (const kind of isId('order', order) ? (Object.keys(sessions) as SessionKind[]) : []) {
      const secret = sessionOf(request, kind)
      if (secret === null) continue
      const known = Promise.withResolvers<void>()
      const working = inSession(app, secret, async (tx, { tenant, session: opened }) => {
        const { level, orders, digest } = opened
        known.resolve()
        if (!isId('order', order) || !orders.includes(order)) return undefined
        const ctx = contextOf(app, tenant, {
          kind: 'shopper',
          level,
          orders,
          session: digest,
          person: opened.raised?.person ?? null,
        })
        return { done: await work(tx, { ctx, order, session: digest.toString('base64url'), held: opened }) }
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

type LookUp = { language: string; lang: string | null; path: string; demo: boolean }

function lookUpPage({ language, lang, path, demo }: LookUp): string {
  const words = wordsOf(language)
  const field = (name: string, label: string, hint: string, required = true) =>
    `<label>${text(label)} <span class="hint">${text(hint)}</span><input name="${name}" dir="auto" ${required ? 'required ' : ''}maxlength="200" autocomplete="off"></label>`
  const others = pageLanguages
    .filter((other) => other !== language)
    .map(
      (other) =>
        `<a href="${inLanguage(path, other)}" lang="${other}" hreflang="${other}">${text(wordsOf(other).itself)}</a>`,
    )
    .join(' ')
  const landing = path === '/'
  return plainPage({
    title: words.title,
    language,
    narrow: true,
    body: `<h1>${text(words.title)}</h1><p>${text(words.intro)}</p><form method="post" action="${inLanguage('/track', lang)}">${field('number', words.number, words.numberHint)}${field('proof', words.proof, words.proofHint, false)}<button>${text(words.find)}</button></form>${landing && demo ? `<p><a class="button" href="${inLanguage('/demo', lang)}">${text(words.demo)}</a></p>` : ''}${landing ? `<p><a href="/docs">${text(words.api)}</a></p>` : ''}<nav class="languages" aria-label="${text(words.others)}">${others}</nav>`,
  })
}
