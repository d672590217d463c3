import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Headers } from '../../model/index.ts'
import { receivePush, receiveWebhook } from '../../service/index.ts'
import type { App } from './app.ts'
import { within } from './within.ts'

/**
 * Where shop systems send their events, `/hooks/<connection>`, and carriers theirs, `/hooks/carriers/<account>`: one address
 * each, signed as that shop or carrier signs.
 */
export function serveHooks(server: FastifyInstance, app: App): void {
  server.post<{ Params: { connection: string } }>(
    '/hooks/:connection',
    { config: { limit: 'hook' } },
    async (request, reply) => {
      const { connection } = request.params
      const received = await within(receiveWebhook(app, { connection, ...sentBy(request) }))
      return reply.header('Content-Type', json).send(JSON.stringify(received))
    },
  )
  server.post<{ Params: { account: string } }>(
    '/hooks/carriers/:account',
    { config: { limit: 'hook' }, bodyLimit: mostPushedBytes },
    async (request, reply) => {
      const { account } = request.params
      const received = await within(receivePush(app, { account, ...sentBy(request) }))
      if (received.kind !== 'handshake') return reply.header('Content-Type', json).send(JSON.stringify(received))
      const type = /^\s*[[{]/.test(received.body) ? json : 'text/plain; charset=utf-8'
      return reply.header('Content-Type', type).send(received.body)
    },
  )
}

const json = 'application/json; charset=utf-8'

/** What a carrier says of a parcel is a few kB, a photo of the delivery some hundred. */
const mostPushedBytes = 1_000_000

function sentBy({ headers, body }: FastifyRequest): { readonly body: Uint8Array; readonly headers: Headers } {
  return {
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
    ),
  }
}
