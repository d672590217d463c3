import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Route, routes } from '../../contract/index.ts'
import { type ErrorCode, ServiceError, errorCodes } from '../../service/index.ts'
import { codesOf, openApi } from './openapi.ts'
import { plainPage, text } from './plain.ts'

/** The reference a person reads, made from the same tables as the routes and the OpenAPI document. */
export function serveDocs(server: FastifyInstance): void {
  let made: string | undefined
  server.get('/docs', { config: { page: true, limit: 'page' } }, (_, reply) => sendHtml(reply, (made ??= docs())))
  server.get<{ Params: { code: string } }>(
    '/problems/:code',
    { config: { page: true, limit: 'page' } },
    (request, reply) => {
      const { code } = request.params
      if (!Object.hasOwn(errorCodes, code)) throw new ServiceError('NOT_FOUND', 'there is no problem with this code')
      return sendHtml(reply, problemPage(code as ErrorCode))
    },
  )
}

export function sendHtml(reply: FastifyReply, html: string): FastifyReply {
  return reply.header('Content-Type', 'text/html; charset=utf-8').send(html)
}

function docs(): string {
  const paths = openApi({ publicUrl: '' })['paths'] as Paths
  const entries = (Object.values(routes) as readonly Route[]).map((route) => entry(route, paths)).join('')
  const codes = (Object.keys(errorCodes) as ErrorCode[])
    .map(
      (code) =>
        `<tr><td><a href="/problems/${code}"><code>${code}</code></a></td><td>${errorCodes[code].status}</td><td>${text(errorCodes[code].title)}</td></tr>`,
    )
    .join('')
  return plainPage({
    title: 'Whereabouts API',
    body: `<h1>Whereabouts API</h1>
<p>Every request but those marked otherwise carries a key: <code>Authorization: Bearer wh_…</code>. The operator makes one with <code>whereabouts keys add NAME</code>. For programs: <a href="/v1/openapi.json">openapi.json</a>.</p>
<p>A <code>POST</code> with an <code>Idempotency-Key</code> is done once; sent again it gets the same answer and <code>Idempotency-Replayed: true</code>. Lists go on with <code>next</code>, given back as <code>cursor</code>. <code>RateLimit</code> tells what is left.</p>
${entries}<h2 id="problems">Problems</h2><p>Refusals are <code>application/problem+json</code> (RFC 9457).</p><table><tr><th>Code</th><th>Status</th><th>Meaning</th></tr>${codes}</table>`,
  })
}

type Parameter = {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly description?: string
}
type Operation = { readonly parameters: readonly Parameter[] }

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>

function entry(route: Route, paths: Paths): string {
  const parameters = (paths[route.path]?.[route.method.toLowerCase()]?.parameters ?? [])
    .map(
      ({ name, in: where, required, description = '' }) =>
        `<tr><td><code>${text(name)}</code></td><td>${where}${required ? ', required' : ''}</td><td>${marked(description)}</td></tr>`,
    )
    .join('')
  const body = route.body
    ? `JSON, <code>${route.body}</code>`
    : route.raw?.map((type) => `<code>${type}</code>`).join(', ')
  return `<article><h2><code>${route.method} ${text(route.path)}</code></h2><p>${marked(route.summary)}.</p>
${route.description ? `<p>${marked(route.description)}</p>` : ''}<p class="quiet">${route.scope === null ? 'No key needed' : `Scope <code>${route.scope}</code>`}. Answers ${route.status} with <code>${route.answer}</code>${body ? `; takes ${body}` : ''}. May refuse with ${codesOf(
    route,
  )
    .map((code) => `<a href="/problems/${code}">${code}</a>`)
    .join(', ')}.</p>${parameters && `<table>${parameters}</table>`}</article>`
}

/** The table's texts set code in backticks. */
const marked = (plain: string) => text(plain).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

function problemPage(code: ErrorCode): string {
  const { status, title } = errorCodes[code]
  return plainPage({
    title: `${code}: ${title}`,
    narrow: true,
    body: `<h1>${text(title)}</h1><p><code>${code}</code>, answered with status ${status}.</p><p>What was wrong with a request, and what would do, stands in <code>detail</code> and <code>errors</code> of its answer.</p><p><a href="/docs#problems">All codes</a></p>`,
  })
}
