import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TenantId } from '../../model/index.ts'
import { ServiceError } from '../../service/index.ts'
import { type StoredAnswer, forget, remember, reserve } from '../../store/index.ts'
import type { App } from './app.ts'

/**
 * Runs a write once for an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) and gives the same answer again.
 * Refused requests changed nothing and are not remembered.
 *
 * Write and answer are two transactions: if the process dies between them, a retry finds the key taken for a minute (409)
 * and then runs the write again. Scans, answers and orders are deduplicated themselves, so that changes nothing; a link or
 * a message would be made twice.
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
  const reserved = await store.as(tenant, (tx) => reserve(tx, { key, request: asked, now: clock.now() }))
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
  let answer: StoredAnswer
  try {
    answer = await run()
  } catch (error) {
    await release(app, tenant, key)
    throw error
  }
  await store.as(tenant, (tx) => remember(tx, key, answer))
  return answer
}

/** Where the database is what failed, the key is given back once it is there again, for as long as it would be held. */
async function release({ store, log }: Pick<App, 'store' | 'log'>, tenant: TenantId, key: string): Promise<void> {
  const free = () => store.as(tenant, (tx) => forget(tx, key))
  try {
    await free()
  } catch {
    void (async () => {
      for (let tries = 0; tries < 30; tries++) {
        await sleep(2_000, undefined, { ref: false })
        if (
          await free().then(
            () => true,
            () => false,
          )
        )
          return
      }
      log.warn({ tenant }, 'http.idempotency_key_held')
    })()
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
