import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upsNumber } from '../worlds/journeys.ts'
import { type Served, serve } from './served.ts'

/**
 * Kills the server, then the database, 20 times each while a client posts scans. The client keeps a ledger of what was
 * acknowledged and says again, with the same key, what was not; in the end the store must hold the ledger, each scan once.
 */

let served: Served
let key: string
beforeAll(async () => {
  served = await serve({ port: 41_871 })
  await served.start()
  key = (await served.command('keys', 'add', 'ledger', '--json').then((text) => JSON.parse(text) as { key: string }))
    .key
}, 60_000)
afterAll(async () => {
  await served.stop()
  await served.remove()
}, 60_000)

type Scan = { readonly number: string; readonly code: string; readonly localTime: string; readonly milestone: string }

/** Posts small batches until told to stop; every batch is repeated until it was acknowledged. */
function client(id: number) {
  const ledger: Scan[] = []
  let running = true
  let tries = 0
  const done = (async () => {
    for (let n = 0; running; n++) {
      const scans = Array.from({ length: 3 }, (_, i): Scan => {
        const minute = (n * 3 + i) % 1440
        const localTime = `2026-11-${String(2 + Math.floor((n * 3 + i) / 1440)).padStart(2, '0')}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
        return { number: upsNumber(id * 1000 + (n % 20)), code: `c${id}-${n}-${i}`, localTime, milestone: 'in_transit' }
      })
      for (let acknowledged = false; !acknowledged;) {
        tries++
        acknowledged = await post(scans, `client-${id}-${n}`)
        if (!acknowledged) await sleep(50)
      }
      ledger.push(...scans)
    }
  })()
  return {
    ledger,
    tries: () => tries,
    stop: async () => {
      running = false
      await done
    },
  }
}

async function post(scans: readonly Scan[], idempotencyKey: string): Promise<boolean> {
  try {
    const response = await fetch(`${served.url()}/v1/scans`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey,
      },
      body: JSON.stringify({ scans }),
      signal: AbortSignal.timeout(10_000),
    })
    await response.arrayBuffer()
    if (response.status >= 400 && response.status < 500 && response.status !== 409)
      throw new Error(`refused with ${response.status}`)
    return response.ok
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('refused')) throw error
    return false
  }
}

async function storedScans(): Promise<string[]> {
  const codes: string[] = []
  for (let url: string | null = `${served.url()}/v1/parcels?limit=100`; url;) {
    const response: Response = await fetch(url, { headers: { authorization: `Bearer ${key}` } })
    const page = (await response.json()) as { items: { id: string; scans?: { code: string }[] }[]; next: string | null }
    for (const parcel of page.items) {
      const one = await fetch(`${served.url()}/v1/parcels/${parcel.id}`, {
        headers: { authorization: `Bearer ${key}` },
      })
      const { scans } = (await one.json()) as { scans: { code: string }[] }
      codes.push(...scans.map(({ code }) => code))
    }
    url = page.next === null ? null : `${served.url()}/v1/parcels?limit=100&cursor=${encodeURIComponent(page.next)}`
  }
  return codes
}

async function postmaster(): Promise<number> {
  const text = await readFile(join(served.home, 'data/postgres/postmaster.pid'), 'utf8')
  return Number(text.split('\n', 1)[0])
}

function compare(ledger: readonly Scan[], stored: readonly string[]): { lost: number; doubled: number } {
  const counts = new Map<string, number>()
  for (const code of stored) counts.set(code, (counts.get(code) ?? 0) + 1)
  return {
    lost: ledger.filter(({ code }) => !counts.has(code)).length,
    doubled: [...counts.values()].filter((n) => n > 1).length,
  }
}

describe('under load', () => {
  it.each([
    [
      'our process',
      async () => {
        await served.kill()
        await served.start()
      },
    ],
    [
      'the database',
      async () => {
        process.kill(await postmaster(), 'SIGKILL')
        await sleep(300)
      },
    ],
  ])(
    'kill -9 of %s, 20 times: nothing acknowledged is lost, nothing is there twice',
    async (what, strike) => {
      const clients = [1, 2, 3].map((id) => client(id + (what === 'the database' ? 10 : 0)))
      for (let n = 0; n < 20; n++) {
        await sleep(150 + ((n * 97) % 400))
        await strike()
        // At least one batch gets through between two blows, so that each has something to lose.
        const before = clients.map(({ ledger }) => ledger.length)
        const until = performance.now() + 30_000
        while (clients.every(({ ledger }, i) => ledger.length === before[i])) {
          if (performance.now() > until)
            throw new Error(`nothing was acknowledged for 30 s after blow ${n + 1}:\n${served.output().slice(-2000)}`)
          await sleep(20)
        }
      }
      await Promise.all(clients.map(({ stop }) => stop()))
      const ledger = clients.flatMap((one) => one.ledger)
      const result = compare(ledger, await storedScans())
      console.info(
        `kill -9 of ${what}: 20 blows, ${ledger.length} scans acknowledged in ${clients.reduce((n, one) => n + one.tries(), 0)} tries, ${result.lost} lost, ${result.doubled} doubled`,
      )
      expect(ledger.length).toBeGreaterThan(100)
      expect(result).toEqual({ lost: 0, doubled: 0 })
    },
    300_000,
  )
})
