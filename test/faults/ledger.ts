import { setTimeout as sleep } from 'node:timers/promises'
import { upsNumber } from '../worlds/journeys.ts'
import type { Served } from './served.ts'

export type Scan = {
  readonly number: string
  readonly code: string
  readonly localTime: string
  readonly milestone: string
}

export type Attempt = {
  readonly status: number | null
  readonly retryAfter: string | null
  readonly contentType: string | null
  readonly startedAt: number
  readonly ms: number
}

/** Posts small batches until told to stop, each until it was acknowledged; the ledger holds what was. */
export type Client = {
  readonly ledger: readonly Scan[]
  readonly attempts: readonly Attempt[]
  readonly stop: () => Promise<void>
}

const first = Temporal.PlainDateTime.from('2026-11-02T00:00')

export function openClient(
  served: Served,
  { id, key, keyed = true }: { id: number; key: string; /** Whether it sends an Idempotency-Key. */ keyed?: boolean },
): Client {
  const ledger: Scan[] = []
  const attempts: Attempt[] = []
  let running = true
  const done = (async () => {
    for (let n = 0; running; n++) {
      const scans = Array.from({ length: 3 }, (_, i): Scan => {
        const localTime = first.add({ minutes: (n * 3 + i) % 20_000 }).toString({ smallestUnit: 'minute' })
        return { number: upsNumber(id * 1000 + (n % 20)), code: `c${id}-${n}-${i}`, localTime, milestone: 'in_transit' }
      })
      for (let acknowledged = false; !acknowledged;) {
        const attempt = await post(served, scans, {
          key,
          ...(keyed && { idempotencyKey: `client-${id}-${n}` }),
        })
        attempts.push(attempt)
        acknowledged = attempt.status === 200
        if (acknowledged) ledger.push(...scans)
        // 409: an attempt with this key is still in the air, or its process died a moment ago.
        else if (attempt.status !== null && attempt.status < 500 && attempt.status !== 409)
          throw new Error(`refused with ${attempt.status}`)
        else await sleep(50)
      }
    }
  })()
  // Told by stop(); until then it must not end the test run.
  done.catch(() => {})
  return {
    ledger,
    attempts,
    stop: () => {
      running = false
      return done
    },
  }
}

async function post(
  served: Served,
  scans: readonly Scan[],
  { key, idempotencyKey }: { key: string; idempotencyKey?: string },
): Promise<Attempt> {
  const startedAt = performance.now()
  try {
    const response = await fetch(`${served.url()}/v1/scans`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify({ scans }),
      signal: AbortSignal.timeout(20_000),
    })
    await response.arrayBuffer()
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      contentType: response.headers.get('content-type'),
      startedAt,
      ms: performance.now() - startedAt,
    }
  } catch {
    return { status: null, retryAfter: null, contentType: null, startedAt, ms: performance.now() - startedAt }
  }
}

/** What the clients were told is stored, against what is. */
export async function compare(served: Served, clients: readonly Client[]) {
  const ledger = clients.flatMap((client) => client.ledger)
  const prefixes = new Set(ledger.map(({ code }) => code.split('-', 1)[0]))
  const counts = new Map<string, number>()
  for (const { code } of await served.rows<{ code: string }>('select code from whereabouts.scans'))
    counts.set(code, (counts.get(code) ?? 0) + 1)
  const ours = [...counts].filter(([code]) => prefixes.has(code.split('-', 1)[0]))
  return {
    acknowledged: ledger.length,
    lost: ledger.filter(({ code }) => !counts.has(code)).length,
    doubled: ours.filter(([, n]) => n > 1).length,
    unasked: ours.length - new Set(ledger.map(({ code }) => code)).size,
  }
}

/**
 * Waits until every event was told to its consumers; how many scans those events were about. What a killed process had
 * begun comes back with the sweep at the full minute, hence the limit.
 */
export async function toldInTheEnd(served: Served, limitMs = 80_000) {
  const until = performance.now() + limitMs
  for (;;) {
    const [row] = await served.rows<{ open: number; dead: number; scans: number; stored: number }>(`
      select count(*) filter (where done_at is null and dead_at is null)::int as open,
        count(*) filter (where dead_at is not null)::int as dead,
        coalesce(sum((body->>'stored')::int) filter (where done_at is not null and kind = 'parcel.updated'), 0)::int as scans,
        (select count(*)::int from whereabouts.scans) as stored
      from whereabouts.outbox`)
    if (!row) throw new Error('no answer')
    if (row.open === 0 || performance.now() > until) return row
    await sleep(200)
  }
}
