import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Attempt, compare, openClient, toldInTheEnd } from './ledger.ts'
import { type Served, serve } from './served.ts'

/** The database holds the line and says nothing for ten seconds, as behind a dead switch or a stuck disk. */

let served: Served
let key: string
beforeAll(async () => {
  served = await serve()
  await served.start()
  ;({ key } = JSON.parse(await served.command('keys', 'add', 'ledger', '--json')) as { key: string })
}, 60_000)
afterAll(async () => {
  await served?.stop()
  await served?.remove()
}, 60_000)

async function family(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return [pid, ...children.split(' ').filter(Boolean).map(Number)]
}

function signal(pids: readonly number[], name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {
      // ended by itself in between
    }
  }
}

const get = async (path: string, accept: string): Promise<Attempt & { text: string }> => {
  const startedAt = performance.now()
  const response = await fetch(`${served.url()}${path}`, {
    headers: { accept, authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(20_000),
    redirect: 'manual',
  })
  const text = await response.text()
  const { status, headers } = response
  return {
    status,
    retryAfter: headers.get('retry-after'),
    contentType: headers.get('content-type'),
    startedAt,
    ms: performance.now() - startedAt,
    text,
  }
}

describe.skipIf(process.platform !== 'linux')('the database gone for 10 s under load', () => {
  it('every request is told so within seconds, none hangs, nothing acknowledged is lost, and it goes on by itself', async () => {
    const clients = [1, 2, 3, 4].map((id) => openClient(served, { id, key }))
    await sleep(1_500)
    const acknowledgedBefore = clients.reduce((n, { ledger }) => n + ledger.length, 0)
    expect(acknowledgedBefore).toBeGreaterThan(30)

    const pids = await family(await served.postmaster())
    expect(pids.length).toBeGreaterThan(5)
    signal(pids, 'SIGSTOP')
    const goneAt = performance.now()
    const others: (Attempt & { text: string })[] = []
    try {
      while (performance.now() - goneAt < 10_000) {
        others.push(
          ...(await Promise.all([
            get('/v1/health', 'application/json'),
            get('/v1/orders', 'application/json'),
            get(`/t/${'A'.repeat(43)}`, 'text/html'),
          ])),
        )
      }
    } finally {
      signal(pids, 'SIGCONT')
    }
    const backAt = performance.now()
    const before = clients.map(({ ledger }) => ledger.length)
    while (!clients.every(({ ledger }, i) => ledger.length > (before[i] ?? 0))) {
      if (performance.now() - backAt > 30_000) throw new Error(`not back after 30 s:\n${served.output().slice(-2000)}`)
      await sleep(20)
    }
    const recoveredMs = performance.now() - backAt
    await sleep(500)
    await Promise.all(clients.map(({ stop }) => stop()))

    const during = clients
      .flatMap(({ attempts }) => attempts)
      .filter(({ startedAt }) => startedAt > goneAt && startedAt < backAt - 7_000)
    const all = [...during, ...others.filter(({ startedAt }) => startedAt < backAt - 7_000)]
    const caughtMidway = clients
      .flatMap(({ attempts }) => attempts)
      .filter(({ startedAt, ms }) => startedAt <= goneAt && startedAt + ms > goneAt)
    const slowest = Math.max(...all.map(({ ms }) => ms))
    const longestCaught = Math.max(0, ...caughtMidway.map(({ ms }) => ms))
    const { acknowledged, ...result } = await compare(served, clients)
    const told = await toldInTheEnd(served)
    console.info(
      `database frozen for 10 s: ${all.length} requests refused, the slowest after ${(slowest / 1000).toFixed(1)} s; ${caughtMidway.length} caught in the middle answered within ${(longestCaught / 1000).toFixed(1)} s; all clients served again ${(recoveredMs / 1000).toFixed(1)} s after its return; ${acknowledged} scans acknowledged, ${result.lost} lost, ${result.doubled} doubled`,
    )
    for (const { status, retryAfter, contentType } of all) {
      expect([status, retryAfter]).toEqual([status === 409 ? 409 : 503, expect.stringMatching(/^\d+$/)])
      expect(contentType).toMatch(/^(application\/problem\+json|text\/html)/)
    }
    expect(others.some(({ text }) => text.includes('DATABASE_UNREACHABLE'))).toBe(true)
    expect(slowest).toBeLessThan(8_000)
    expect(caughtMidway.map(({ status }) => status)).not.toContain(null)
    expect(result).toEqual({ lost: 0, doubled: 0, unasked: 0 })
    expect(told).toEqual({ open: 0, dead: 0, scans: told.stored, stored: told.stored })
  }, 90_000)
})
