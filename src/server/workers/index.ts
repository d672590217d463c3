import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import { parseId } from '../../model/index.ts'
import { type Consumer, type Context, drainOutbox } from '../../service/index.ts'
import {
  duePartitions,
  purgeIdempotency,
  purgeOutbox,
  purgeSessions,
  purgeSignIns,
  purgeUnclaimed,
} from '../../store/index.ts'

export type Workers = { readonly stop: () => Promise<void> }

/** Runs the job queue in this process: the outbox as events come, the sweeps by the clock. */
export async function startWorkers({
  store,
  clock,
  log,
  consumers,
  tasks = {},
  concurrency = 4,
}: Pick<Context, 'store' | 'clock' | 'log'> & {
  consumers: readonly Consumer[]
  tasks?: TaskList
  concurrency?: number
}): Promise<Workers> {
  const pool = new pg.Pool({ ...store.jobs, max: concurrency + 2, application_name: 'whereabouts jobs' })
  // Without listeners a database that goes away would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const taskList: TaskList = {
    outbox: async (payload) => {
      const { tenant, partition } = payload as { tenant: string; partition: number }
      await drainOutbox({ store, clock, log }, { tenant: parseId('tenant', tenant), partition, consumers })
    },
    sweep: async () => sweep({ store, clock, log, consumers }),
    ...tasks,
  }
  // A worker that its database took with it is not replaced: the queue is closed and opened again.
  const events: WorkerEvents = new EventEmitter()
  events.on('worker:fatalError', () => void runner?.stop().catch(() => {}))
  const open = () =>
    run({
      events,
      pgPool: pool,
      concurrency,
      taskList,
      noHandleSignals: true,
      pollInterval: 1000,
      schema: 'graphile_worker',
      // Without a batch delay graphile-worker lets go of these promises: a database that is gone then would end the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      crontab: '* * * * * sweep ?max=3',
      logger: new Logger(() => (level, message) => {
        if (level === 'error') log.warn({ message: message.split('\n', 1)[0] }, 'jobs.error')
      }),
    })
  // The drain jobs of a process that was killed, or lost its database, stay locked for hours: their events need not wait.
  let catchingUp = false
  const catchUp = async () => {
    if (catchingUp) return
    catchingUp = true
    try {
      await drainAll({ store, clock, log, consumers })
    } catch (error) {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'outbox.catch_up_failed')
    } finally {
      catchingUp = false
    }
  }
  const timer = setInterval(() => void catchUp(), catchUpMs)
  let runner: Runner | undefined
  let stopping = false
  // The queue gives up when its database goes; it is opened again until the database is back.
  const keepRunning = async () => {
    while (!stopping) {
      try {
        runner ??= await open()
        await runner.promise
      } catch (error) {
        if (!stopping) log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'jobs.stopped')
      }
      runner = undefined
      if (!stopping) await sleep(500)
    }
  }
  runner = await open()
  const kept = keepRunning()
  return {
    stop: async () => {
      stopping = true
      clearInterval(timer)
      await runner?.stop().catch(() => {})
      await kept
      await pool.end().catch(() => {})
    },
  }
}

/** How long an event waits at most when the job that should tell it is lost. */
const catchUpMs = 3_000

type Draining = Pick<Context, 'store' | 'clock' | 'log'> & { readonly consumers: readonly Consumer[] }

async function drainAll({ consumers, ...ctx }: Draining): Promise<void> {
  for (const tenant of await ctx.store.tenants()) {
    const due = await ctx.store.as(tenant, (tx) => duePartitions(tx, ctx.clock.now()))
    for (const partition of due) await drainOutbox(ctx, { tenant, partition, consumers })
  }
}

/** What nothing else comes back for: events whose drain job was lost, things past their time. */
async function sweep(draining: Draining): Promise<void> {
  await drainAll(draining)
  const { store, clock, log } = draining
  const now = clock.now()
  for (const tenant of await store.tenants()) {
    const purged = await store.as(tenant, async (tx) => {
      await purgeSessions(tx, now)
      await purgeSignIns(tx, now)
      await purgeIdempotency(tx, now.subtract({ hours: 24 }))
      await purgeOutbox(tx, now.subtract({ hours: 24 * 7 }))
      return purgeUnclaimed(tx, now.subtract({ hours: 24 * 30 }))
    })
    if (purged > 0) log.info({ tenant, slices: purged }, 'history.purged_unclaimed')
  }
}
