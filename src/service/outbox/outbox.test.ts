import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openTestInstallation, testClock, type TestInstallation } from '../../../test/installation.ts'
import type { TenantId } from '../../model/index.ts'
import { startWorkers, type Workers } from '../../server/workers/index.ts'
import {
  addToOutbox,
  deadLetters,
  drainJob,
  enqueue,
  partitionOf,
  type PendingEvent,
  reviveLetter,
} from '../../store/index.ts'
import { type Consumer, drainOutbox } from './drain.ts'

let installation: TestInstallation
let tenant: TenantId
let workers: Workers | undefined
let n = 0
const clock = testClock()

beforeAll(async () => {
  installation = await openTestInstallation({ clock })
})
afterAll(() => installation.close())
afterEach(async () => {
  await workers?.stop()
  workers = undefined
})

const key = (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`
const freshTenant = () => installation.addTenant(`outbox-${n++}`)
const event = (k: string, i: number) => ({ key: k, kind: 'parcel.updated', body: { n: i } })
const listen = (consume: Consumer['consume'], id = 'test'): Consumer => ({ id, kinds: ['parcel.updated'], consume })

async function drainAll(consumers: readonly Consumer[]): Promise<void> {
  for (let partition = 0; partition < 16; partition++)
    await drainOutbox(installation.context(), { tenant, partition, consumers })
}

async function until(done: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`not done within ${ms} ms`)
    await sleep(10)
  }
}

describe('the outbox', () => {
  it('tells the events of one key in the order they happened, while many happen at once', async () => {
    tenant = await freshTenant()
    const told: PendingEvent[] = []
    workers = await startWorkers({
      ...installation.context(),
      consumers: [listen(async (_, told_) => void told.push(told_))],
    })
    const keys = Array.from({ length: 20 }, (_, i) => key(i))
    // Each key's events are added one after the other, as the lock on its parcel has it; keys run at once.
    await Promise.all(
      keys.map(async (k) => {
        for (let i = 0; i < 10; i++)
          await installation.store.as(tenant, (tx) => addToOutbox(tx, [event(k, i)], clock.now()))
      }),
    )
    await until(() => told.length >= 200)
    for (const k of keys)
      expect(told.filter((held) => held.key === k).map(({ body }) => body.n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(told).toHaveLength(200)
  })

  it('holds back what comes after an event that failed, for that key alone, and tells it once the time has come', async () => {
    tenant = await freshTenant()
    const other =
      Array.from({ length: 99 }, (_, i) => key(i + 1)).find((k) => partitionOf(k) === partitionOf(key(0))) ?? ''
    await installation.store.as(tenant, (tx) =>
      addToOutbox(tx, [event(key(0), 1), event(key(0), 2), event(other, 3)], clock.now()),
    )
    const told: unknown[] = []
    let broken = true
    const consumer = listen(async (_, { body }) => {
      if (broken && body.n === 1) throw new Error('the receiver is down')
      told.push(body.n)
    })
    await drainAll([consumer])
    expect(told).toEqual([3])
    broken = false
    await drainAll([consumer])
    expect(told, 'not before the next try is due').toEqual([3])
    clock.advance({ seconds: 3 })
    await drainAll([consumer])
    expect(told).toEqual([3, 1, 2])
  })

  it('lays an event aside with its reason after six tries, goes on with the next, and revives it on demand', async () => {
    tenant = await freshTenant()
    await installation.store.as(tenant, (tx) => addToOutbox(tx, [event(key(0), 1), event(key(0), 2)], clock.now()))
    const told: unknown[] = []
    let broken = true
    const consumer = listen(async (_, { body }) => {
      if (broken && body.n === 1) throw new Error('the receiver answered 410 Gone')
      told.push(body.n)
    })
    for (let i = 0; i < 6; i++) {
      await drainAll([consumer])
      clock.advance({ hours: 1 })
    }
    expect(told).toEqual([2])
    const [dead] = await installation.store.as(tenant, (tx) => deadLetters(tx))
    expect(dead).toMatchObject({ kind: 'parcel.updated', attempts: 6, reason: 'the receiver answered 410 Gone' })
    broken = false
    expect(await installation.store.as(tenant, (tx) => reviveLetter(tx, dead?.seq ?? 0))).toBe(true)
    await drainAll([consumer])
    expect(told).toEqual([2, 1])
    expect(await installation.store.as(tenant, (tx) => deadLetters(tx))).toEqual([])
  })

  it('has what a consumer writes once, though a consumer behind it fails and everything is told again', async () => {
    tenant = await freshTenant()
    await installation.store.as(tenant, (tx) => addToOutbox(tx, [event(key(0), 1)], clock.now()))
    let calls = 0
    let failures = 2
    const writer = listen(async (tx) => {
      calls++
      await tx.query(`update shops set name = name || '!' where tenant = $1`, [tx.tenant])
    }, 'writer')
    const failing = listen(async () => {
      if (failures-- > 0) throw new Error('not now')
    }, 'failing')
    for (let i = 0; i < 4; i++) {
      await drainAll([writer, failing])
      clock.advance({ hours: 1 })
    }
    expect(calls).toBe(3)
    const [shop] = await installation.store.as(tenant, (tx) =>
      tx.query<{ name: string }>('select name from shops where tenant = $1', [tenant]),
    )
    expect(shop?.name).toBe('Lampenladen!')
  })

  it('is not told by two drains at once', async () => {
    tenant = await freshTenant()
    await installation.store.as(tenant, (tx) =>
      addToOutbox(
        tx,
        Array.from({ length: 50 }, (_, i) => event(key(0), i)),
        clock.now(),
      ),
    )
    const told: unknown[] = []
    const consumer = listen(async (_, { body }) => {
      await sleep(1)
      told.push(body.n)
    })
    const partition = partitionOf(key(0))
    await Promise.all(
      Array.from({ length: 4 }, () =>
        drainOutbox(installation.context(), { tenant, partition, consumers: [consumer] }),
      ),
    )
    await drainAll([consumer])
    expect(told).toEqual(Array.from({ length: 50 }, (_, i) => i))
  })
})

describe('jobs', () => {
  it('never run when the transaction that enqueued them was rolled back', async () => {
    tenant = await freshTenant()
    const ran: unknown[] = []
    workers = await startWorkers({
      ...installation.context(),
      consumers: [],
      tasks: { mark: async (payload) => void ran.push((payload as { n: number }).n) },
    })
    const job = (i: number) => ({ task: 'mark', payload: { n: i } })
    await expect(
      installation.store.as(tenant, async (tx) => {
        await enqueue(tx, [job(1)])
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await installation.store.as(tenant, (tx) => enqueue(tx, [job(2)]))
    await until(() => ran.length > 0)
    await sleep(300)
    expect(ran).toEqual([2])
  })

  it('are tried again until they work', async () => {
    tenant = await freshTenant()
    let tries = 0
    workers = await startWorkers({
      ...installation.context(),
      consumers: [],
      tasks: {
        shaky: async () => {
          if (++tries < 2) throw new Error('not yet')
        },
      },
    })
    await installation.store.as(tenant, (tx) => enqueue(tx, [{ task: 'shaky', payload: {} }]))
    await until(() => tries === 2)
    expect(tries).toBe(2)
  })

  it('of one queue run one after the other', async () => {
    tenant = await freshTenant()
    let running = 0
    let most = 0
    let done = 0
    workers = await startWorkers({
      ...installation.context(),
      consumers: [],
      tasks: {
        slow: async () => {
          most = Math.max(most, ++running)
          await sleep(20)
          running--
          done++
        },
      },
    })
    await installation.store.as(tenant, (tx) =>
      enqueue(
        tx,
        Array.from({ length: 8 }, () => ({ task: 'slow', payload: {}, queue: 'one' })),
      ),
    )
    await until(() => done === 8)
    expect(most).toBe(1)
  })

  it('carry ids only', () => {
    expect(drainJob(tenant, 3).payload).toEqual({ tenant, partition: 3 })
  })
})
