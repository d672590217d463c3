import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compare, openClient, toldInTheEnd } from './ledger.ts'
import { type Served, serve } from './served.ts'

/**
 * Kills the server, then the database, 20 times each while clients post scans. Each client keeps a ledger of what was
 * acknowledged and says again what was not, with the same key or without one; in the end the store must hold the ledgers,
 * each scan once, and every event of it must have been told.
 */

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

const blows = 20
let killed: number | undefined

describe('under load', () => {
  it.each<readonly [string, number, () => Promise<void>]>([
    [
      'our process',
      10,
      async () => {
        await served.kill()
        await served.start()
      },
    ],
    [
      'the database',
      20,
      async () => {
        const until = performance.now() + 30_000
        let pid = await served.postmaster().catch(() => killed)
        for (; pid === killed; pid = await served.postmaster().catch(() => killed)) {
          if (performance.now() > until)
            throw new Error(`the database was not started again within 30 s:\n${served.output().slice(-3000)}`)
          await sleep(20)
        }
        if (pid !== undefined) process.kill(pid, 'SIGKILL')
        killed = pid
      },
    ],
  ])(
    `kill -9 of %s, ${blows} times: nothing acknowledged is lost, nothing is there twice, all is told`,
    async (what, id, strike) => {
      const from = performance.now()
      const clients = [1, 2, 3, 4].map((n) => openClient(served, { id: id + n, key, keyed: n <= 2 }))
      for (let n = 0; n < blows; n++) {
        await sleep(100 + ((n * 97) % 300))
        await strike()
        // Something gets through between two blows, so that each has something to lose.
        const before = clients.map(({ ledger }) => ledger.length)
        const until = performance.now() + 30_000
        while (clients.every(({ ledger }, i) => ledger.length === before[i])) {
          if (performance.now() > until)
            throw new Error(`nothing was acknowledged for 30 s after blow ${n + 1}:\n${served.output().slice(-2000)}`)
          await sleep(20)
        }
      }
      await Promise.all(clients.map(({ stop }) => stop()))
      const { acknowledged, ...result } = await compare(served, clients)
      const toldFrom = performance.now()
      const told = await toldInTheEnd(served)
      console.info(
        `kill -9 of ${what}: ${blows} blows in ${((performance.now() - from) / 1000).toFixed(0)} s, ${acknowledged} scans acknowledged in ${clients.reduce((n, { attempts }) => n + attempts.length, 0)} tries, ${result.lost} lost, ${result.doubled} doubled, ${told.open} events untold (${((performance.now() - toldFrom) / 1000).toFixed(0)} s later)`,
      )
      expect(acknowledged).toBeGreaterThan(100)
      expect(result).toEqual({ lost: 0, doubled: 0, unasked: 0 })
      expect(told).toEqual({ open: 0, dead: 0, scans: told.stored, stored: told.stored })
    },
    200_000,
  )
})
