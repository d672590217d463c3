import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { readFile } from 'node:fs/promises'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { TrackingPage } from '../../src/contract/index.ts'
import type { Assets, MessagePage, Web } from '../../web/rendering.ts'
import { answered } from './pages.ts'

/** As strict as the pages are meant for; the real server sends the same. */
export const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const dist = new URL('../../dist/web/', import.meta.url)

export type Stage = {
  readonly url: string
  /** What `/` and `/view` show from now on; open pages are told. */
  show(page: TrackingPage | MessagePage): void
  /** How `/say` answers from now on. */
  answerSay(how: 'well' | 'broken' | 'gone'): void
  /** All that `/say` was sent, in order. */
  readonly said: readonly { readonly text: string; readonly key: string | undefined }[]
  readonly listening: () => number
  close(): Promise<void>
}

/** A local server with the real page's addresses: the built page, its files, live events and the chat's form. */
export async function openStage(first: TrackingPage | MessagePage): Promise<Stage> {
  const web = (await import(new URL('server.js', dist).href)) as Web
  const assets = JSON.parse(await readFile(new URL('manifest.json', dist), 'utf8')) as Assets
  let shown = first
  let how: 'well' | 'broken' | 'gone' = 'well'
  const streams = new Set<ServerResponse>()
  const said: { text: string; key: string | undefined }[] = []

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://stage').pathname
    if (path.startsWith('/assets/')) return sendFile(path, response)
    if (path === '/events') return listen(response)
    if (path === '/view') return json(response, 200, 'order' in shown ? web.tellFacts(shown) : shown)
    if (path === '/say') return say(request, response)
    const html = 'order' in shown ? web.renderTrackingPage(shown, { assets }) : web.renderMessagePage(shown, { assets })
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }).end(html)
  }

  function listen(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 200\n\n')
    streams.add(response)
    response.on('close', () => streams.delete(response))
  }

  async function say(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = new URLSearchParams(Buffer.concat(await request.toArray()).toString()).get('text') ?? ''
    const key = request.headers['idempotency-key']
    said.push({ text, key: typeof key === 'string' ? key : undefined })
    if (how !== 'well' || !('order' in shown)) {
      json(response, how === 'gone' ? 403 : 503, { type: 'about:blank', title: how })
      return
    }
    shown = { ...shown, conversation: answered(shown.conversation, text) }
    if (request.headers.accept === 'application/json') json(response, 200, shown.conversation)
    else response.writeHead(303, { location: '/#assistant' }).end()
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    said,
    show(page) {
      shown = page
      for (const stream of streams) stream.write('event: changed\ndata: {}\n\n')
    },
    answerSay(next) {
      how = next
    },
    listening: () => streams.size,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' }

async function sendFile(path: string, response: ServerResponse): Promise<void> {
  const body = await readFile(new URL(`.${path}`, dist))
  response
    .writeHead(200, { 'content-type': types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream' })
    .end(body)
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
