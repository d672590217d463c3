import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { localBus } from '../../src/bus/index.ts'
import type { Bus, OrderId } from '../../src/model/index.ts'
import { loadAssistant } from '../../src/server/assistant.ts'
import { type HttpSettings, type Pages, buildServer } from '../../src/server/http/index.ts'
import { type Context, type Log, type Scope, makeApiKey, makeLink, scopes } from '../../src/service/index.ts'
import { type TestInstallation, openTestInstallation, testClock } from '../installation.ts'

const root = join(import.meta.dirname, '../..')

export type Served = {
  readonly installation: TestInstallation
  readonly ctx: Context
  readonly bus: Bus
  readonly clock: ReturnType<typeof testClock>
  readonly logged: { level: string; event: string; fields: Record<string, unknown> }[]
  readonly url: string
  readonly server: FastifyInstance
  /** Another server over the same database. */
  readonly serve: (settings?: Partial<HttpSettings>) => Promise<{ url: string; server: FastifyInstance }>
  readonly key: (...wanted: readonly Scope[]) => Promise<string>
  readonly link: (order: string, life?: Temporal.Duration) => Promise<string>
  readonly close: () => Promise<void>
}

/** A real database, the real assistant and the built pages behind a real port. */
export async function openServed(settings: Partial<HttpSettings> = {}): Promise<Served> {
  const clock = testClock()
  const [assistant, pages] = await Promise.all([loadAssistant(), builtPages()])
  const installation = await openTestInstallation({ clock, assistant })
  const bus = localBus()
  const logged: Served['logged'] = []
  const at = (level: string) => (fields: Readonly<Record<string, unknown>>, event: string) => {
    logged.push({ level, event, fields })
  }
  const log: Log = { info: at('info'), warn: at('warn'), error: at('error') }
  const ctx = installation.context({ bus, log, assistant })
  const opened: FastifyInstance[] = []
  const serve = async (more: Partial<HttpSettings> = {}) => {
    const server = buildServer({
      ...ctx,
      pages,
      settings: { trustProxy: false, requestsPerMinute: 100_000, lookUpsPerMinute: 100_000, ...settings, ...more },
    })
    opened.push(server)
    const url = await server.listen({ host: '127.0.0.1', port: 0 })
    return { url, server }
  }
  const { url, server } = await serve()
  return {
    installation,
    ctx,
    bus,
    clock,
    logged,
    url,
    server,
    serve,
    key: async (...wanted) =>
      (await makeApiKey(ctx, { name: 'test', scopes: wanted.length > 0 ? wanted : scopes })).key,
    link: (order, life) => makeLink(ctx, { order: order as OrderId, ...(life && { life }) }),
    close: async () => {
      for (const one of opened) await one.close()
      await installation.close()
    },
  }
}

async function builtPages(): Promise<Pages> {
  const folder = join(root, 'dist/web')
  try {
    const web = (await import(join(folder, 'server.js'))) as Pick<
      Pages,
      'renderTrackingPage' | 'renderMessagePage' | 'renderDesk'
    >
    const assets = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Pages['assets']
    return { ...web, assets, assetsFolder: join(folder, 'assets') }
  } catch (cause) {
    throw new Error('the pages are not built; run: node web/build.ts', { cause })
  }
}

/** Requests with a key, answered as status, headers and what was in the JSON. */
export function asking(url: string, key: string | null = null) {
  return async (
    path: string,
    { method, body, headers }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const raw = typeof body === 'string' || body instanceof Uint8Array
    const response = await fetch(`${url}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      redirect: 'manual',
      headers: {
        ...(key !== null && { Authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
    })
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as Json) : {}
    return { status: response.status, headers: response.headers, text, json }
  }
}

// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into by the assertions that know their shape
export type Json = Record<string, any>

export const form = (fields: Record<string, string>) => ({
  body: new URLSearchParams(fields).toString(),
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
})

/** What of a Set-Cookie a browser sends back. */
export const cookieOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ')

export type Shipment = { readonly number: string; readonly state?: string }

/** An order as Vendure's admin API answers it. */
export function vendureOrder(
  n: number,
  {
    lines = [{ name: 'Desk lamp', quantity: 1 }],
    email = `customer${n}@example.com`,
    postalCode = '10115',
    currency = 'EUR',
    shipment,
  }: {
    lines?: readonly { name: string; quantity: number }[]
    email?: string
    postalCode?: string
    currency?: string
    shipment?: Shipment
  } = {},
) {
  const placed = new Date(Date.UTC(2026, 9, 1) + n * 60_000).toISOString()
  return {
    id: String(n),
    code: `T${n}`,
    type: 'Regular',
    state: shipment ? 'Shipped' : 'PaymentSettled',
    active: false,
    createdAt: placed,
    updatedAt: placed,
    orderPlacedAt: placed,
    currencyCode: currency,
    totalWithTax: 4200,
    totalQuantity: 1,
    customer: {
      id: String(n),
      firstName: 'Mira',
      lastName: 'Okafor',
      emailAddress: email,
      phoneNumber: `+4930${1_000_000 + n}`,
    },
    shippingAddress: {
      fullName: 'Mira Okafor',
      streetLine1: 'Lindenallee 12',
      city: 'Berlin',
      postalCode,
      countryCode: 'DE',
    },
    lines: lines.map(({ name, quantity }, i) => ({
      id: `${n}-${i}`,
      quantity,
      orderPlacedQuantity: quantity,
      unitPriceWithTax: 4200,
      productVariant: { id: String(i), name, sku: `SKU-${i}` },
      fulfillmentLines: shipment ? [{ quantity, fulfillmentId: String(n) }] : [],
    })),
    fulfillments: shipment
      ? [
          {
            id: String(n),
            createdAt: placed,
            updatedAt: placed,
            state: shipment.state ?? 'Shipped',
            method: 'UPS Standard',
            trackingCode: shipment.number,
            lines: lines.map(({ quantity }, i) => ({ orderLineId: `${n}-${i}`, quantity })),
          },
        ]
      : [],
  }
}

export const vendureAnswer = (...orders: readonly unknown[]) => ({
  data: { orders: { items: orders, totalItems: orders.length } },
})
