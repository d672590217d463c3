import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Asked, Reply } from '../../simulator/index.ts'

/** No carrier takes more in a question. */
const maxBytes = 1_000_000

/** What was asked, under the path given; null where the body is too long. */
export async function askedOf(request: IncomingMessage, path: string, query: URLSearchParams): Promise<Asked | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) return null
    chunks.push(chunk)
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
  return { method: request.method ?? 'GET', path, query, headers, body: Buffer.concat(chunks).toString('utf8') }
}

/** Puts a reply on the wire as it is meant to arrive: late, torn off half-way, or not at all. */
export async function send({ said, wire }: Reply, response: ServerResponse): Promise<void> {
  if (wire.delayMs > 0) await sleep(wire.delayMs, undefined, { ref: false })
  // Whoever asked gives up first, or the simulator is closed.
  if (wire.ending === 'never') return
  const body = Buffer.from(said.body)
  response.writeHead(said.status, { ...said.headers, 'content-length': body.length })
  if (wire.ending === 'whole') {
    response.end(body)
    return
  }
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.resetAndDestroy())
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
}
