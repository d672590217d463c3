import type { FastifyInstance } from 'fastify'
import { receiveWebhook } from '../../service/index.ts'
import type { App } from './app.ts'
import { within } from './within.ts'

/** Where shop systems send their events: `/hooks/<connection>`, one a connection, signed as that shop signs. */
export function serveHooks(server: FastifyInstance, app: App): void {
  server.post<{ Params: { connection: string } }>(
    '/hooks/:connection',
    { config: { limit: 'hook' } },
    async (request, reply) => {
      const { connection } = request.params
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
      )
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const received = await within(receiveWebhook(app, { connection, body, headers }))
      return reply.header('Content-Type', 'application/json; charset=utf-8').send(JSON.stringify(received))
    },
  )
}
