import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import { parseId } from '../../model/index.ts'
import { type Consumer, type Context, drainOutbox } from '../../service/index.ts'
import {
  duePartitions,
  purgeChoiceLinks,
  purgeNotices,
  purgeIdempotency,
  purgeOutbox,
  purgePushes,
  purgeSessions,
  purgeSignIns,
  purgeSubscriptions,
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
  catchUps = [],
  sweeps = [],
  concurrency = 4,
}: Pick<Context, 'store' | 'clock' | 'log'> & {
  consumers: readonly Consumer[]
  tasks?: TaskList
  /** Run every few seconds, each beside the others: what a job that was lost would have done. */
  catchUps?: readonly (() => Promise<unknown>)[]
  /** Run every minute: what comes by the clock. */
  sweeps?: readonly (() => Promise<unknown>)[]
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
    sweep: async () => {
      await sweep({ store, clock, log, consumers })
      for (const one of sweeps) await one()
    },
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
  const caughtUp = [() => drainAll({ store, clock, log, consumers }), ...catchUps].map((work) => repeat(work, log))
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
      await Promise.all(caughtUp.map((end) => end()))
      await runner?.stop().catch(() => {})
      await kept
      await pool.end().catch(() => {})
    },
  }
}

/** Runs again and again, never twice at once; ended, it waits for what is under way. */
function repeat(work: () => Promise<unknown>, log: Context['log']): () => Promise<void> {
  let running: Promise<void> | undefined
  const once = async () => {
    try {
      await work()
    } catch (error) {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'jobs.catch_up_failed')
    } finally {
      running = undefined
    }
  }
  const timer = setInterval(() => {
    running ??= once()
  }, catchUpMs)
  return async () => {
    clearInterval(timer)
    await running
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
      await purgeNotices(tx, now.subtract({ hours: 24 * 30 }))
      await purgeChoiceLinks(tx, now.subtract({ hours: 24 * 400 }))
      await purgeSubscriptions(tx, now.subtract({ hours: 24 * 30 }))
      return {
        slices: await purgeUnclaimed(tx, now.subtract({ hours: 24 * 30 })),
        pushes: await purgePushes(tx, now.subtract({ hours: 24 * 30 })),
      }
    })
    if (purged.slices > 0) log.info({ tenant, slices: purged.slices }, 'history.purged_unclaimed')
    if (purged.pushes > 0) log.warn({ tenant, pushes: purged.pushes }, 'push.purged_unread')
  }
}
