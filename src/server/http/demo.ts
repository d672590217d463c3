import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { ServiceError } from '../../service/index.ts'
import { type App, publicUrlOf } from './app.ts'
import { sendHtml } from './docs.ts'
import { within } from './within.ts'

const css = readFileSync(join(import.meta.dirname, '../../../web/demo/demo.css'))
const style = `/assets/demo-${createHash('sha256').update(css).digest('base64url').replaceAll(/\W/g, '').slice(0, 8)}.css`

/** The invented shop, with customers anybody may be. Reaches the demo's own orders and no other. */
export function serveDemo(server: FastifyInstance, app: App, demo: NonNullable<App['demo']>): void {
  const config = { page: true, limit: 'page' } as const

  server.get<{ Querystring: { lang?: string } }>('/demo', { config }, async (request, reply) => {
    const language = request.query.lang === 'de' ? 'de' : 'en'
    const page = await within(demo.page({ language, origin: publicUrlOf(app, server) }))
    return sendHtml(reply, app.pages.renderDemoPage(page, { style }))
  })

  server.get<{ Params: { number: string } }>(
    '/demo/track/:number',
    { config, exposeHeadRoute: false },
    async (request, reply) => {
      const secret = await within(demo.linkTo(request.params.number))
      if (secret === null) throw new ServiceError('NOT_FOUND', 'the demo has no such order')
      return reply.redirect(`/t/${secret}`, 303)
    },
  )

  server.get(style, (_, reply) =>
    reply
      .headers({ 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=31536000, immutable' })
      .send(css),
  )
}
