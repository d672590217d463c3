import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TrackingPage } from '../src/contract/index.ts'
import { buildServer } from '../src/server/http/index.ts'
import { loadPages } from '../src/server/pages.ts'
import { makeLink } from '../src/service/index.ts'
import { type Claim, interleave, ratios } from './claim.ts'
import { openBenchInstallation } from './installation.ts'
import { addOrders } from './orders.ts'

const requests = 600
const atOnce = 8

export const page: Claim = {
  title: "A tracking page's CPU, against raw node:http",
  text: `GET of a tracking page (one parcel, eight scans, two lines) by a browser with a session, ${requests} a round, ${atOnce} at once over kept-alive loopback connections from another process. Each server is a process of its own; the figure is the processor time (user and system) that process used, per request; PostgreSQL's own is not in it. "Whole" reads session, order, parcel, scans and conversation from the database, decrypts and renders. "Rendered" is node:http that renders the same view held in memory each time. "Raw" is node:http that answers a constant of as many bytes with the same status and length.`,
  run: async (options) => {
    const started: ChildProcess[] = []
    const start = async (role: Role, ...sent: readonly unknown[]) => {
      const child = fork(import.meta.filename, [role], { execArgv: [] })
      started.push(child)
      for (const one of sent) child.send(one as object)
      return { child, ...(await told<Listening>(child)) }
    }
    try {
      const whole = await start('whole')
      const view = JSON.parse(await textOf(`${whole.url}/view`, whole.cookie)) as TrackingPage
      const html = await textOf(whole.url, whole.cookie)
      const rendered = await start('rendered', view)
      const raw = await start('raw', { html })
      const measure = async ({ child, url, cookie }: typeof whole) => {
        const before = await cpuOf(child)
        await load(url, cookie)
        return ((await cpuOf(child)) - before) / requests
      }
      for (const one of [whole, rendered, raw]) await measure(one)
      const figures = await interleave(
        { whole: () => measure(whole), rendered: () => measure(rendered), raw: () => measure(raw) },
        options,
      )
      return [
        { figure: 'page', unit: 'kB', rounds: [Buffer.byteLength(html) / 1_000] },
        { figure: 'whole', unit: 'µs', rounds: figures.whole },
        { figure: 'rendered', unit: 'µs', rounds: figures.rendered },
        { figure: 'raw', unit: 'µs', rounds: figures.raw },
        { figure: 'whole / raw', unit: 'x', rounds: ratios(figures.whole, figures.raw), target: { atMost: 1.5 } },
        { figure: 'rendered / raw', unit: 'x', rounds: ratios(figures.rendered, figures.raw) },
      ]
    } finally {
      for (const child of started) {
        if (child.connected) child.send('stop')
        if (child.exitCode === null) await once(child, 'exit')
      }
    }
  },
}

async function load(url: string, cookie: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  let left = requests
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) await textOf(url, cookie, agent)
    }),
  )
  agent.destroy()
}

async function textOf(url: string, cookie: string, agent?: Agent): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  get(url, { headers: { Cookie: cookie }, ...(agent && { agent }) }, (answer) => {
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => chunks.push(chunk))
    answer.on('end', () =>
      answer.statusCode === 200
        ? resolve(Buffer.concat(chunks).toString())
        : reject(new Error(`${url} answered ${answer.statusCode}`)),
    )
  }).on('error', reject)
  return promise
}

type Role = 'whole' | 'rendered' | 'raw'
type Listening = { readonly url: string; readonly cookie: string }

async function told<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController()
  const [message] = await Promise.race([
    once(child, 'message', { signal: ended.signal }),
    once(child, 'exit', { signal: ended.signal }).then(([code]) => {
      throw new Error(`the server under measurement ended with ${code}`)
    }),
  ]).finally(() => ended.abort())
  return message as T
}

/** Processor time so far, in microseconds. */
function cpuOf(child: ChildProcess): Promise<number> {
  child.send('cpu')
  return told<number>(child)
}

/** In the child: one server, which tells its processor time when asked and ends when told to. */
async function serve(role: Role): Promise<void> {
  const close = role === 'whole' ? await serveWhole() : await servePlain(role)
  process.on('message', (message) => {
    if (message === 'cpu') {
      const { user, system } = process.cpuUsage()
      process.send?.(user + system)
    }
    if (message === 'stop') void close().then(() => process.exit())
  })
}

async function serveWhole(): Promise<() => Promise<void>> {
  const installation = await openBenchInstallation()
  const ctx = installation.context()
  const [order] = await addOrders(ctx, 50)
  if (!order) throw new Error('no order was made')
  const settings = { trustProxy: false, requestsPerMinute: 1e9, lookUpsPerMinute: 1e9 } as const
  const server = buildServer({ ...ctx, pages: await loadPages(), settings })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const opened = await fetch(`${url}/t/${await makeLink(ctx, { order })}`, { redirect: 'manual' })
  const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  process.send?.({ url: `${url}/track/${order}`, cookie } satisfies Listening)
  return async () => {
    await server.close()
    await installation.close()
  }
}

async function servePlain(role: 'rendered' | 'raw'): Promise<() => Promise<void>> {
  const [sent] = (await once(process, 'message')) as [TrackingPage & { html: string }]
  const pages = await loadPages()
  const render = { assets: pages.assets }
  const body = role === 'raw' ? () => sent.html : () => pages.renderTrackingPage(sent, render)
  const server = createServer((_, answer) => {
    const html = body()
    answer
      .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': Buffer.byteLength(html) })
      .end(html)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  process.send?.({ url: `http://127.0.0.1:${port}/`, cookie: '' } satisfies Listening)
  return async () => {
    server.closeAllConnections()
    server.close()
  }
}

if (import.meta.main) await serve(process.argv[2] as Role)
