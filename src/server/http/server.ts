import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { MessagePage } from '../../../web/rendering.ts'
import { type ErrorCode, ServiceError } from '../../service/index.ts'
import { type App, wantsJson } from './app.ts'
import { serveApi } from './api.ts'
import { serveAssets } from './assets.ts'
import { serveDemo } from './demo.ts'
import { serveDesk } from './desk.ts'
import { sendHtml, serveDocs } from './docs.ts'
import { secure } from './headers.ts'
import { inLanguage, langOf, languageFor } from './language.ts'
import { type Allowance, holderOf, openLimits } from './limits.ts'
import { serveHooks } from './hooks.ts'
import { problemOf, sendProblem } from './problems.ts'
import { serveMailbox } from './mailbox/index.ts'
import { serveShopper } from './shopper.ts'
import { serveUnsubscribe } from './unsubscribe/index.ts'
import { serveWidget } from './widget.ts'
import { wordsOf } from './words.ts'

/** The API, the shoppers' pages and their live events, ready to listen. */
export function buildServer(app: App): FastifyInstance {
  const { settings, log } = app
  const { tls, trustProxy, bodyLimitBytes = 10_000_000 } = settings
  const server = Fastify({
    ...(tls && { https: { cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' } }),
    logger: false,
    trustProxy: trustProxy === false ? false : [...trustProxy],
    bodyLimit: bodyLimitBytes,
    requestTimeout: 120_000,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => {
      secure(request, reply)
      void sendProblem(reply, problemOf(error, request, log))
    },
    clientErrorHandler: (error, socket) => {
      if (!socket.writable || error.code === 'ECONNRESET') {
        socket.destroy()
        return
      }
      const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code] ?? 400
      socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    },
  }) as FastifyInstance

  const limits = openLimits(app.clock)
  const allowances: Record<'page' | 'look-up' | 'hook', Allowance> = {
    page: { name: 'address', limit: settings.requestsPerMinute, windowSeconds: 60 },
    // A shop sends one event a change, all from one address.
    hook: { name: 'hook', limit: settings.requestsPerMinute * 10, windowSeconds: 60 },
    'look-up': { name: 'look-up', limit: settings.lookUpsPerMinute, windowSeconds: 60 },
  }
  const known: { readonly methods: readonly string[]; readonly fits: RegExp }[] = []

  // Bodies stay bytes: what a carrier sent is kept as it came, and a key is checked against it.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))

  server.addHook('onRoute', ({ method, url }) => {
    known.push({
      methods: [method].flat(),
      fits: new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}/?$`),
    })
  })
  server.addHook('onRequest', async (request, reply) => {
    secure(request, reply)
    const { limit } = request.routeOptions.config
    if (limit) limits.tell(reply, limits.take(allowances[limit], holderOf(request.ip)))
  })
  // The route's pattern and never its address: links hold secrets, queries hold order numbers.
  server.addHook('onResponse', async (request, reply) => {
    const { statusCode } = reply
    const fields = {
      id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    if (statusCode >= 500) log.warn(fields, 'http.answered')
    else log.info(fields, 'http.answered')
  })

  server.setErrorHandler((error, request, reply) => refuse(error, request, reply))
  server.setNotFoundHandler((request, reply) => {
    const [path = '/'] = request.url.split('?')
    const allowed = [...new Set(known.flatMap(({ methods, fits }) => (fits.test(path) ? methods : [])))].toSorted()
    if (allowed.length === 0)
      return refuse(
        new ServiceError('NOT_FOUND', 'there is nothing at this path; /docs lists what there is'),
        request,
        reply,
      )
    reply.header('Allow', allowed.join(', '))
    return refuse(
      new ServiceError('METHOD_NOT_ALLOWED', `${request.method} is not for this path; ${allowed.join(', ')} would do`),
      request,
      reply,
    )
  })

  serveApi(server, app, limits)
  serveShopper(server, app)
  serveUnsubscribe(server, app)
  if (settings.mailbox) serveMailbox(server, app)
  serveHooks(server, app)
  if (app.demo) serveDemo(server, app, app.demo)
  serveDesk(server, app)
  serveWidget(server, app, limits)
  serveDocs(server)
  serveAssets(server, app.pages)
  return server

  function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const problem = problemOf(error, request, log)
    const page = request.routeOptions.config?.page ?? /\btext\/html\b/.test(request.headers.accept ?? '')
    if (!page || wantsJson(request) || request.headers.accept === 'text/event-stream' || request.url.startsWith('/v1/'))
      return sendProblem(reply, problem)
    const code = problem.code as ErrorCode
    const language = languageFor(request, { shop: app.assistant.language })
    const links = [{ label: wordsOf(language).again, href: inLanguage('/track', langOf(request)) }]
    const kind = kinds[code]
    const said = kind ? { kind } : { title: problem.title, text: problem.detail }
    if (code === 'DATABASE_UNREACHABLE') reply.header('Retry-After', '5')
    const html = app.pages.renderMessagePage({ language, links, ...said }, { assets: app.pages.assets })
    return sendHtml(reply.code(problem.status), html)
  }
}

type MessageKind = Extract<MessagePage, { kind: unknown }>['kind']

const kinds: Partial<Record<ErrorCode, MessageKind>> = {
  LINK_INVALID: 'linkWrong',
  LINK_EXPIRED: 'linkExpired',
  NOT_FOUND: 'notFound',
  ORDER_NOT_FOUND: 'notFound',
  NOT_VERIFIED: 'lookUpFailed',
  RATE_LIMITED: 'tooMany',
  DATABASE_UNREACHABLE: 'tryLater',
  INTERNAL: 'broken',
}
