import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantId } from '../../model/index.ts'
import { ServiceError } from '../../service/index.ts'
import { type Reservation, type StoredAnswer, forget, hold, leaseMs, remember, reserve } from '../../store/index.ts'
import type { App } from './app.ts'

/** Keys whose request runs in this process, whatever its lease says: a long parse keeps the heartbeat from beating. */
const running = new Set<string>()

/**
 * Runs a write once for an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) and gives the same answer again.
 * Refused requests changed nothing and are not remembered.
 *
 * Write and answer are two transactions: if the process dies between them, the key's lease runs out and a retry runs the
 * write again. Scans, answers and orders are deduplicated themselves, so that changes nothing; a link or a message would be
 * made twice.
 */
export async function once(
  app: Pick<App, 'store' | 'clock' | 'log'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { tenant, who, body }: { tenant: TenantId; who: string; body: Buffer },
  run: () => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  const given = keyOf(request)
  if (given === undefined) return run()
  const { store, clock } = app
  const key = JSON.stringify([who, request.method, request.routeOptions.url, given])
  const content = createHash('sha256').update(body).digest('base64url')
  const asked = JSON.stringify([request.url, request.headers['content-type'] ?? null, content])
  const held = JSON.stringify([tenant, key])
  const found = await store.as(tenant, (tx) => reserve(tx, { key, request: asked, now: clock.now() }))
  const reserved: Reservation = found.kind === 'new' && running.has(held) ? { kind: 'running' } : found
  switch (reserved.kind) {
    case 'answered':
      reply.header('Idempotency-Replayed', 'true')
      return reserved.answer
    case 'other':
      throw new ServiceError(
        'IDEMPOTENCY_KEY_REUSED',
        'this Idempotency-Key was sent before with another request; make a new one for each request',
      )
    case 'running':
      reply.header('Retry-After', '2')
      throw new ServiceError(
        'IDEMPOTENCY_RUNNING',
        'the first request with this Idempotency-Key has not been answered yet; send it again in a moment',
      )
    case 'new':
      break
    default:
      reserved satisfies never
  }
  running.add(held)
  const heartbeat = setInterval(() => {
    store.as(tenant, (tx) => hold(tx, key, clock.now())).catch(() => {})
  }, leaseMs / 3)
  try {
    const answer = await run()
    await store.as(tenant, (tx) => remember(tx, key, answer))
    return answer
  } catch (error) {
    // Where the database is what failed, the lease runs out by itself.
    await store.as(tenant, (tx) => forget(tx, key)).catch(() => {})
    throw error
  } finally {
    clearInterval(heartbeat)
    running.delete(held)
  }
}

/** The draft's quoted string, or the bare text most clients send. */
function keyOf({ headers }: FastifyRequest): string | undefined {
  const header = headers['idempotency-key']
  if (header === undefined) return undefined
  const key = (Array.isArray(header) ? header.join(',') : header).replace(/^"(.*)"$/, '$1')
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new ServiceError('INPUT_INVALID', 'Idempotency-Key must be 1 to 255 visible ASCII characters, such as a UUID')
}
