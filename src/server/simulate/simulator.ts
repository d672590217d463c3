import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Counter, type Desk, desks, type FaultPlan, type Limit, openCounter } from '../../simulator/index.ts'
import { openClock, type SimulatedClock } from './clock.ts'
import { control } from './control.ts'
import { openPusher } from './pushes.ts'
import { askedOf, send, sendJson } from './wire.ts'

export type SimulatorOptions = {
  readonly carriers?: readonly string[]
  /** 0 for a free one. */
  readonly port?: number
  /** Loopback, unless asked for otherwise. */
  readonly host?: string
  /** Each carrier on a port of its own, from the one after `port` on, instead of under its id as a prefix. */
  readonly apart?: boolean
  readonly seed?: string
  /** Random parcels a carrier. */
  readonly parcels?: number
  /** Hours of a journey in an hour of the clock, once it lies ahead. */
  readonly rate?: number
  readonly faults?: FaultPlan
  readonly clock?: SimulatedClock
  /** Where UPS pushes to for whom v2 of Track Alert subscribes. */
  readonly callback?: { readonly url: string; readonly credential: string }
  readonly limits?: Readonly<Record<string, readonly Limit[]>>
}

export type Simulator = {
  /** The base of `/_control/`. */
  readonly url: string
  readonly carriers: readonly { readonly counter: Counter; readonly url: string }[]
  readonly clock: SimulatedClock
  readonly close: () => Promise<void>
}

/** Carriers as local HTTP servers. */
export async function startSimulator({
  carriers = desks.map(({ id }) => id),
  port = 0,
  host = '127.0.0.1',
  apart = false,
  seed = 'whereabouts',
  parcels = 0,
  rate = 1,
  faults = [],
  clock = openClock(),
  callback,
  limits = {},
}: SimulatorOptions = {}): Promise<Simulator> {
  const began = clock.now()
  const opening = {
    // Whole seconds, as carriers write them.
    clock: { start: began.round({ smallestUnit: 'second', roundingMode: 'floor' }), rate },
    began,
    seed,
    parcels,
    faults,
    callback: callback ?? null,
  }
  const counters = carriers.map((id) => {
    const own = limits[id]
    return openCounter(deskOf(id), { ...opening, ...(own && { limits: own }) })
  })
  const pusher = openPusher(counters, clock)
  const servers: Server[] = []
  const close = async () => {
    await pusher.close()
    await Promise.all(
      servers.map(async (server) => {
        const closed = once(server, 'close')
        server.close()
        // A call that is never answered would hold it open.
        server.closeAllConnections()
        await closed
      }),
    )
  }

  async function answer(request: IncomingMessage, response: ServerResponse, own?: Counter): Promise<void> {
    const url = URL.parse(request.url ?? '/', 'http://simulator')
    const [, first = ''] = url?.pathname.split('/') ?? []
    const prefixed = own === undefined && !apart ? counters.find(({ desk }) => desk.id === first) : undefined
    const counter = own ?? prefixed
    const path = prefixed ? (url?.pathname.slice(first.length + 1) ?? '') || '/' : (url?.pathname ?? '/')
    const asked = await askedOf(request, path, url?.searchParams ?? new URLSearchParams())
    if (!asked) return sendJson(response, 413, { error: 'the body is too long' })
    if (counter) return send(counter.answer(asked, clock.now()), response)
    if (path.startsWith('/_control/')) {
      const { status, body } = await control(asked, { counters, clock, pusher })
      return sendJson(response, status, body)
    }
    const there = apart ? ['/_control/'] : [...counters.map(({ desk }) => `/${desk.id}/`), '/_control/']
    return sendJson(response, 404, { error: `nothing at ${path}; there are ${there.join(', ')}` })
  }

  async function listen(port: number, own?: Counter): Promise<string> {
    const server = createServer((request, response) => {
      answer(request, response, own).catch((error: unknown) => {
        if (response.headersSent) response.destroy()
        else sendJson(response, 500, { error: error instanceof Error ? error.message : String(error) })
      })
    })
    server.listen(port, host)
    await once(server, 'listening')
    servers.push(server)
    const { address, family, port: given } = server.address() as AddressInfo
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${given}`
  }

  try {
    const url = await listen(port)
    const served: { counter: Counter; url: string }[] = []
    for (const [i, counter] of counters.entries()) {
      const own = apart ? await listen(port === 0 ? 0 : port + 1 + i, counter) : `${url}/${counter.desk.id}`
      served.push({ counter, url: own })
    }
    return { url, carriers: served, clock, close }
  } catch (error) {
    await close()
    throw error
  }
}

function deskOf(id: string): Desk {
  const desk = desks.find((one) => one.id === id)
  if (!desk) throw new Error(`no carrier "${id}" is played; there are ${desks.map(({ id }) => id).join(', ')}`)
  return desk
}
