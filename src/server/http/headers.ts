import type { FastifyReply, FastifyRequest } from 'fastify'
import { isSecure } from './app.ts'

const everywhere = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

const forData = { ...everywhere, 'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'" }

const forPages = {
  ...everywhere,
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
}

/** Set before anything can fail, so that refusals carry them too. Files that may be kept set their own Cache-Control later. */
export function secure(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(/^\/(?:v1|widget)\//.test(request.url) ? forData : forPages)
  // Over plain http browsers ignore it, and on a shared loopback port it would lock out a neighbour.
  if (isSecure(request)) reply.header('Strict-Transport-Security', 'max-age=31536000')
}
