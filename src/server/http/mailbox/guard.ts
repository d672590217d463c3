import type { FastifyRequest } from 'fastify'

/**
 * Who may read mails that were meant for others: whoever sits at the machine. Through a proxy anybody looks as if they did,
 * and a name that was bent to this address (DNS rebinding) would let another site's page read along.
 */
export function mayPreview({ socket, headers }: Pick<FastifyRequest, 'socket' | 'headers'>): boolean {
  return (
    isLoopback(socket.remoteAddress ?? '') &&
    !forwarded.some((name) => headers[name] !== undefined) &&
    isLoopbackName(headers.host ?? '')
  )
}

const forwarded = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']

const isLoopback = (address: string) => address === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(address)

const isLoopbackName = (host: string) => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host)
