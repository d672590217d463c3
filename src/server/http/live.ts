import type { FastifyReply, FastifyRequest } from 'fastify'
import type { LiveEvent } from '../../model/index.ts'
import { ServiceError } from '../../service/index.ts'
import type { App } from './app.ts'

/** A page asks again with its cookie after this long, so that a stream does not outlive the right to see it. */
const longestMs = 3_600_000
/** A browser that reads nothing is let go once this much waits for it. */
const mostWaitingBytes = 65_536

/** Server-sent events: what changed, never what it is. */
export function openStreams({ bus, settings }: Pick<App, 'bus' | 'settings'>) {
  const { heartbeatMs = 20_000, streamsPerSession = 8 } = settings
  const bySession = new Map<string, number>()
  const ends = new Set<() => void>()
  let closed = false

  function follow(
    request: FastifyRequest,
    reply: FastifyReply,
    { topics, session }: { topics: readonly string[]; session: string },
  ): void {
    const held = bySession.get(session) ?? 0
    if (held >= streamsPerSession) {
      reply.header('Retry-After', '30')
      throw new ServiceError('RATE_LIMITED', `this page is open ${held} times in this browser; close one of them`)
    }
    bySession.set(session, held + 1)
    const { raw } = reply
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value)
    }
    raw.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Proxies that gather an answer before they pass it on would hold events back.
      'X-Accel-Buffering': 'no',
    })
    const write = (text: string) => {
      raw.write(text)
      if (raw.writableLength > mostWaitingBytes) raw.destroy()
    }
    write('retry: 3000\n\n')
    const tell = ({ kind, id, sequence }: LiveEvent) =>
      write(`event: changed\nid: ${sequence}\ndata: ${JSON.stringify({ kind, id })}\n\n`)
    const unsubscribe = topics.map((topic) => bus.subscribe(topic, tell))
    const heartbeat = setInterval(() => write(':\n\n'), heartbeatMs)
    const longest = setTimeout(() => raw.end(), longestMs)
    const end = () => raw.end()
    ends.add(end)
    request.raw.socket.setTimeout(0)
    raw.once('close', () => {
      clearInterval(heartbeat)
      clearTimeout(longest)
      for (const stop of unsubscribe) stop()
      ends.delete(end)
      const left = (bySession.get(session) ?? 1) - 1
      if (left > 0) bySession.set(session, left)
      else bySession.delete(session)
    })
    if (closed) end()
  }

  /** The browser comes back by itself, to the process that is there then. */
  function close(): void {
    closed = true
    for (const end of ends) end()
  }

  return { follow, close }
}
