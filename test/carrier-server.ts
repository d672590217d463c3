import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import {
  codeTable,
  defineCarrier,
  failureOf,
  many,
  parseJson,
  parseShape,
  secret,
  setting,
  texts,
  whenIso,
} from '../src/connectors/kit/index.ts'
import { type Carrier, type CarrierCalls, failed, ok } from '../src/model/index.ts'

export type Call = {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Reply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** What a carrier does with its nth call, from 1; a function does as it likes with the response, such as hang up. */
export type Behaviour = (call: Call, nth: number) => Reply | ((response: ServerResponse) => void)

export type CarrierServer = {
  readonly url: string
  readonly calls: readonly Call[]
  /** The most that were open at once. */
  readonly most: () => number
  readonly behave: (behaviour: Behaviour) => void
  readonly close: () => Promise<void>
}

/** A carrier on a free port of this machine. */
export async function openCarrierServer(first: Behaviour): Promise<CarrierServer> {
  let behaviour = first
  let [open, most] = [0, 0]
  const calls: Call[] = []
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request
    const call = { method, path, headers, body: await text(request) }
    calls.push(call)
    const reply = behaviour(call, calls.length)
    if (typeof reply === 'function') reply(response)
    else {
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers })
      response.end(reply.body ?? '')
    }
  }
  const server = createServer((request, response) => {
    most = Math.max(most, ++open)
    response.on('close', () => open--)
    void answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    most: () => most,
    behave: (next) => {
      behaviour = next
      calls.length = 0
      most = 0
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const Parcel = texts('id', 'reference', 'state', 'at')
const Answer = z.object({ parcels: many(Parcel), errors: many(texts('code', 'message', 'id')) })
const Subscribed = z.object({ id: z.string() })

/** A carrier that exists in tests only: up to 10 numbers a call, asked by `GET /track?ids=`. */
export const acme = (over: Partial<CarrierCalls> = {}): Carrier =>
  defineCarrier({
    id: 'acme',
    name: 'Acme',
    docs: 'https://acme.example/',
    defaultZone: 'UTC',
    trackingUrl: (number) => `https://acme.example/${encodeURIComponent(number)}`,
    codes: codeTable({ in_transit: 'MOVING', delivered: 'DONE' }),
    answer: Answer,
    split: ({ parcels, errors }) => ({
      slices: parcels,
      failures: errors.map(({ code, message, id }) =>
        failureOf({ code, message, number: id }, { unauthorized: 'WHO', rate_limited: 'SLOW' }),
      ),
    }),
    slice: Parcel,
    says: ({ id, state, at }) => ({ number: id, events: [{ code: state, text: state, when: whenIso(at), sent: at }] }),
    calls: {
      settings: [secret('apiKey', 'API key')],
      baseUrl: 'https://api.acme.example',
      auth: { kind: 'headers', headers: { 'X-Api-Key': 'apiKey' } },
      limits: { batch: 10 },
      track: (numbers) => ({ path: '/track', query: { ids: numbers.join() } }),
      ...over,
    },
    push: {
      setUp: [],
      verify: () => false,
      eventId: () => null,
      subscribe: {
        batch: 2,
        days: 30,
        request: (numbers, { callback, secret: shared, token }) => ({
          method: 'POST',
          path: '/subscribe',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ numbers, callback, secret: shared, token }),
        }),
        read: (answer) => {
          const parsed = parseJson(answer)
          if (!parsed.ok) return parsed
          const shape = parseShape(Subscribed, parsed.value, 'a subscription')
          return shape.ok ? ok({ id: shape.value.id, failures: [] }) : shape
        },
      },
    },
  })

/** Acme with a login instead: its token then goes into the query. */
export const acmeLogin: Partial<CarrierCalls> = {
  settings: [setting('user', 'User'), secret('password', 'Password')],
  auth: {
    kind: 'login',
    request: ({ user, password }) => ({ method: 'POST', path: '/login', body: JSON.stringify({ user, password }) }),
    read: (answer) => {
      const token = /"session":"([^"]+)"/.exec(answer)?.[1]
      return token === undefined
        ? failed({ kind: 'malformed', code: 'NO_SESSION', message: `no session in ${answer}` })
        : ok({ token, seconds: 900 })
    },
  },
  track: (numbers, { token }) => ({ path: '/track', query: { ids: numbers.join(), session: token } }),
}

export const parcels = (...numbers: readonly string[]) =>
  JSON.stringify({
    parcels: numbers.map((id) => ({ id, reference: null, state: 'MOVING', at: '2026-11-19T09:00:00Z' })),
  })

export const errors = (code: string, message: string, id?: string) =>
  JSON.stringify({ errors: [{ code, message, ...(id !== undefined && { id }) }] })

/** What `GET /track?ids=` asks for. */
export const askedOf = ({ path }: Call): string[] =>
  (new URL(path, 'http://acme').searchParams.get('ids') ?? '').split(',')
