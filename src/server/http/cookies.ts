import type { FastifyReply, FastifyRequest } from 'fastify'
import { deskSessionLife, sessionLife } from '../../service/index.ts'
import { isSecure } from './app.ts'

/** Two, so that a look-up that fails does not cost the browser what a link had shown it. */
export const sessions = {
  link: { name: 'whereabouts-link', life: sessionLife.L1 },
  lookUp: { name: 'whereabouts-look-up', life: sessionLife.L2 },
}
/** Apart from the shoppers': who answers for the shop sees other pages. */
export const deskCookie = { name: 'whereabouts-desk', life: deskSessionLife }
export type SessionKind = keyof typeof sessions

/** `__Host-` binds a cookie to this host and to https; a browser refuses that prefix over plain http, as on loopback. */
const nameOf = (name: string, request: FastifyRequest) => `${isSecure(request) ? '__Host-' : ''}${name}`

export function setSession(
  request: FastifyRequest,
  reply: FastifyReply,
  { kind, secret }: { kind: SessionKind; secret: string },
): void {
  setCookie(request, reply, { ...sessions[kind], secret })
}

export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, life, secret }: { name: string; life: Temporal.Duration; secret: string },
): void {
  const seconds = life.total('seconds')
  const flags = `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure(request) ? '; Secure' : ''}`
  reply.header('Set-Cookie', `${nameOf(name, request)}=${secret}; ${flags}`)
}

/** The secret a cookie holds; null for none, or one that can't be ours. */
export function sessionOf(request: FastifyRequest, kind: SessionKind): string | null {
  return readCookie(request, sessions[kind].name)
}

export function readCookie(request: FastifyRequest, bare: string): string | null {
  const name = nameOf(bare, request)
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at < 0 || pair.slice(0, at).trim() !== name) continue
    const value = pair.slice(at + 1).trim()
    return /^[A-Za-z0-9_-]{43}$/.test(value) ? value : null
  }
  return null
}
