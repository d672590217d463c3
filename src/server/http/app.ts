import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Assets, Proof, Web } from '../../../web/rendering.ts'
import type { TenantId } from '../../model/index.ts'
import type { Actor, Context } from '../../service/index.ts'
import type { Demo } from '../demo/index.ts'

/** Everything the HTTP edge needs, opened by others. */
export type App = Omit<Context, 'actor'> & {
  /** Whose orders the look-up form searches. */
  readonly tenant: TenantId
  readonly pages: Pages
  readonly settings: HttpSettings
  /** The demo shop, where it runs. */
  readonly demo?: Pick<Demo, 'page' | 'linkTo'> | undefined
}

/** The built pages: what renders them, and where the browser's files lie. */
export type Pages = Omit<Web, 'renderMail'> & { readonly assets: Assets; readonly assetsFolder: string }

export type HttpSettings = {
  /** What links start with, without a slash at the end; undefined: where the server listens. Never the Host header. */
  readonly publicUrl?: string | undefined
  /** PEM. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  /** Addresses or networks of proxies whose X-Forwarded-* headers are believed; nobody else's are. */
  readonly trustProxy: false | readonly string[]
  /** Of each API key, and of each address without one. */
  readonly requestsPerMinute: number
  /** Of each address: guesses at order numbers and postcodes. */
  readonly lookUpsPerMinute: number
  readonly bodyLimitBytes?: number | undefined
  /** Whether mails that nobody sends are shown at `/mailbox`. */
  readonly mailbox?: boolean | undefined
  /** How often an open page is told that the line still stands; proxies cut what is silent for 30 s. */
  readonly heartbeatMs?: number | undefined
  /** Pages one browser session may have open at once. */
  readonly streamsPerSession?: number | undefined
}

export type { Proof }

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A shopper's page: refusals are pages too, unless JSON was asked for. */
    page?: boolean
    /** Which allowance of its address a request uses. */
    limit?: 'page' | 'look-up' | 'hook'
  }
}

export function contextOf(app: App, tenant: TenantId, actor: Actor): Context {
  const { store, clock, bus, carriers, exchange, recognition, shops, places, assistant, log } = app
  return {
    tenant,
    actor,
    store,
    clock,
    bus,
    carriers,
    ...(exchange && { exchange }),
    recognition,
    shops,
    ...(places && { places }),
    assistant,
    log,
  }
}

/** What absolute links start with. */
export function publicUrlOf({ settings }: App, server: FastifyInstance): string {
  if (settings.publicUrl !== undefined) return settings.publicUrl
  const bound = server.addresses()[0]
  if (typeof bound !== 'object')
    throw new Error('the server does not listen yet, so nobody knows what links start with')
  const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address
  return `http${settings.tls ? 's' : ''}://${host}:${bound.port}`
}

/** Whether the browser's own line is encrypted: ours, or a listed proxy says that it is. */
export const isSecure = (request: FastifyRequest): boolean => request.protocol === 'https'

/** JSON was asked for, rather than a page. */
export function wantsJson({ headers }: FastifyRequest): boolean {
  const accept = headers.accept ?? ''
  return accept.includes('json') && !accept.includes('text/html')
}
