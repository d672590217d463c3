import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upsNumber } from '../worlds/journeys.ts'
import { type Served, serve } from './served.ts'

/**
 * A carrier pushes events, each until it is acknowledged, and the server, then the database, is killed the moment an
 * acknowledgement arrived. In the end every acknowledged event must be stored, each once.
 */

let served: Served
let push: { url: string; secret: string }
beforeAll(async () => {
  served = await serve()
  await served.start()
  // Nobody answers there: it is not to be asked.
  const entered = ['--set', 'clientId=a', '--set', 'clientSecret=b', '--url', 'http://127.0.0.1:9']
  ;({ push } = JSON.parse(await served.command('connect', 'ups', ...entered, '--json')) as {
    push: { url: string; secret: string }
  })
}, 60_000)
afterAll(async () => {
  await served?.stop()
  await served?.remove()
}, 60_000)

const first = Temporal.PlainDateTime.from('2026-11-02T00:00:00')

/** An event no other is like; its code tells it among what is stored. */
function event(line: number, n: number) {
  const at = first.add({ seconds: n * 7 }).toString({ smallestUnit: 'second' })
  const [date = '', time = ''] = at.replaceAll(/[-:]/g, '').split('T')
  return {
    name: `L${line}N${n}`,
    body: JSON.stringify({
      trackingNumber: upsNumber(line * 100 + (n % 10)),
      localActivityDate: date,
      localActivityTime: time,
      gmtOffset: '+01.00',
      activityStatus: { type: 'I', code: `L${line}N${n}`, description: 'Scanned' },
    }),
  }
}

async function deliver(body: string): Promise<{ status: number; kind: string } | null> {
  try {
    const response = await fetch(push.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', credential: push.secret },
      body,
      signal: AbortSignal.timeout(20_000),
    })
    const { kind = '' } = (await response.json()) as { kind?: string }
    return { status: response.status, kind }
  } catch {
    return null
  }
}

/** Pushes one event after the other, each until it is acknowledged, as a carrier does. */
function openLine(line: number) {
  const acknowledged: ReturnType<typeof event>[] = []
  const statuses = new Set<number>()
  let running = true
  let tries = 0
  const done = (async () => {
    for (let n = 0; running; n++) {
      const one = event(line, n)
      for (let taken = false; !taken;) {
        tries++
        const answer = await deliver(one.body)
        if (answer) statuses.add(answer.status)
        taken = answer?.status === 200
        if (taken) acknowledged.push(one)
        else await sleep(50)
      }
    }
  })()
  done.catch(() => {})
  return {
    acknowledged,
    statuses,
    tries: () => tries,
    stop: () => {
      running = false
      return done
    },
  }
}

let lines = 0

describe('a carrier that pushes', () => {
  it.each<readonly [string, number, () => Promise<void>]>([
    [
      'our process',
      8,
      async () => {
        await served.kill()
        await served.start()
      },
    ],
    [
      'the database',
      4,
      async () => {
        const pid = await served.postmaster()
        process.kill(pid, 'SIGKILL')
        const until = performance.now() + 30_000
        while ((await served.postmaster().catch(() => pid)) === pid) {
          if (performance.now() > until) throw new Error('the database was not started again within 30 s')
          await sleep(50)
        }
      },
    ],
  ])(
    'loses nothing that was acknowledged to kill -9 of %s right after, %i times, and has nothing twice',
    async (what, blows, strike) => {
      const open = [1, 2, 3, 4].map(() => openLine(++lines))
      for (let n = 0; n < blows; n++) {
        const taken = () => open.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)
        const before = taken()
        const until = performance.now() + 30_000
        // Each blow has something to lose, and falls the moment an acknowledgement arrived.
        while (taken() < before + 6) {
          if (performance.now() > until)
            throw new Error(
              `too little was acknowledged in 30 s before blow ${n + 1}:\n${served.output().slice(-2000)}`,
            )
          await new Promise((done) => setImmediate(done))
        }
        await strike()
      }
      await Promise.all(open.map(({ stop }) => stop()))
      const acknowledged = open.flatMap((line) => line.acknowledged)
      const counts = await storedByName()
      const lost = acknowledged.filter(({ name }) => !counts.has(name))
      const doubled = acknowledged.filter(({ name }) => (counts.get(name) ?? 0) > 1)
      console.info(
        `kill -9 of ${what}: ${blows} blows, ${acknowledged.length} pushes acknowledged in ${open.reduce((sum, { tries }) => sum + tries(), 0)} tries, ${lost.length} lost, ${doubled.length} doubled`,
      )
      expect(acknowledged.length).toBeGreaterThanOrEqual(6 * blows)
      expect([lost, doubled]).toEqual([[], []])
      // Whatever was not acknowledged is told to come again, and nothing is refused for good.
      for (const { statuses } of open)
        expect([...statuses].filter((status) => status !== 200 && status < 500)).toEqual([])

      const again = await Promise.all(acknowledged.slice(-40).map(({ body }) => deliver(body)))
      expect(new Set(again.map((answer) => answer?.kind))).toEqual(new Set(['known']))
      expect(await storedByName()).toEqual(counts)
    },
    200_000,
  )
})

async function storedByName(): Promise<Map<string, number>> {
  const rows = await served.rows<{ code: string; n: number }>(
    'select code, count(*)::int as n from whereabouts.scans group by code',
  )
  return new Map(rows.map(({ code, n }) => [code.split('/').at(-1) ?? '', n]))
}
