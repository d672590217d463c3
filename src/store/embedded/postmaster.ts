import { execFile, spawn } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { diskFull, EmbeddedError, isDiskFull } from './error.ts'
import type { Owner, Place } from './place.ts'
import { gone, isKnown, type Running, runningProcesses, send } from './processes.ts'

/** What postmaster.pid says. */
export type Postmaster = { readonly pid: number; readonly port: number; readonly ready: boolean }

/** Crash recovery of a full 1 GB of WAL takes less. */
const startMs = 120_000

export function readPostmaster({ cluster }: Place): Postmaster | undefined {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

/** Starts a server and waits until it takes connections. */
export async function startPostmaster({
  place,
  owner,
  binaries,
  durable,
}: {
  readonly place: Place
  readonly owner: Owner
  readonly binaries: Binaries
  readonly durable: boolean
}): Promise<Postmaster> {
  // where a killed server listened, then the usual port: pools of this process keep their address
  const ports = [...new Set([readPostmaster(place)?.port || place.usualPort, place.usualPort])].values()
  let port = ports.next().value ?? place.usualPort
  for (let attempt = 0; ; attempt++) {
    boundLog(place)
    const start = statSync(place.log, { throwIfNoEntry: false })?.size ?? 0
    const started = await launch({ place, owner, binaries, arguments_: serverArguments(place, port, durable) })
    if (started !== undefined) return started
    const said = lastLines(place.log, start)
    if (attempt < 10 && /could not bind|could not create any TCP\/IP sockets/.test(said)) {
      port = ports.next().value ?? (await freePort()) // another program listens there
      continue
    }
    if (attempt < 10 && /shared memory block .* is still in use/.test(said)) {
      await sleep(200) // the last processes of a killed server are still letting go of it
      continue
    }
    if (isDiskFull(said)) throw diskFull(place.folder)
    throw new EmbeddedError(
      'DATABASE_START_FAILED',
      `PostgreSQL ${binaries.version} stopped while starting on ${place.cluster}; the end of its log ${place.log}:\n${said || '(it wrote nothing)'}`,
    )
  }
}

/** Asks the server to end, waits, and insists. Does nothing when this process is no longer the cluster's server. */
export async function stopPostmaster(place: Place, pid: number, binaries: Pick<Binaries, 'pgCtl'>): Promise<void> {
  const patience = [
    { signal: 'SIGINT', forMs: 30_000 }, // fast: sessions are ended, everything is written
    { signal: 'SIGQUIT', forMs: 5_000 }, // immediate: recovers at the next start
    { signal: 'SIGKILL', forMs: 5_000 },
  ] as const
  for (const { signal, forMs } of patience) {
    if (!(await processesOf(place)).includes(pid)) return
    if (process.platform === 'win32' && signal === 'SIGINT') {
      await promisify(execFile)(binaries.pgCtl, ['stop', '-D', place.cluster, '-m', 'fast'])
    } else send(pid, signal)
    if (await gone(pid, forMs)) return
  }
  throw new EmbeddedError(
    'DATABASE_START_FAILED',
    `the database server of ${place.cluster} (process ${pid}) does not end; end it by hand`,
  )
}

/** Ends sessions that outlived their killed server and would keep the next one from starting. */
export async function endOrphans(place: Place): Promise<number> {
  const orphans = await processesOf(place)
  await Promise.all(
    orphans.map(async (pid) => {
      send(pid, 'SIGQUIT')
      if (await gone(pid, 2_000)) return
      send(pid, 'SIGKILL')
      await gone(pid, 2_000)
    }),
  )
  return orphans.length
}

/** Once no process of the cluster is left: a number in postmaster.pid that something else answers to would keep it from starting. */
export function forgetStalePid(place: Place): void {
  const file = readPostmaster(place)
  if (file !== undefined && (!(file.pid > 0) || isKnown(file.pid)))
    rmSync(join(place.cluster, 'postmaster.pid'), { force: true })
}

/** The live processes of this cluster's server, told by the name each carries in its command line. */
export async function processesOf(place: Place): Promise<readonly number[]> {
  const running = await runningProcesses()
  if (process.platform === 'win32') {
    const pid = readPostmaster(place)?.pid // Windows shows no arguments; it must answer to our password anyway
    return running.filter((one) => one.pid === pid && one.command === 'postgres.exe').map((one) => one.pid)
  }
  const isOurs = ({ command }: Running): boolean =>
    command.includes(`postgres -D ${place.cluster} -c cluster_name=${place.processName} `) ||
    command.startsWith(`postgres: ${place.processName}: `)
  return running.filter(isOurs).map(({ pid }) => pid)
}

/** Keeps the log to two files of a few megabytes; works on a log the server holds open, since it only appends. */
export function boundLog({ log }: Place, limitBytes = 4_000_000): void {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) <= limitBytes) return
  copyFileSync(log, `${log}.1`)
  truncateSync(log)
}

// What must hold is said at every start; what an operator may tune stands in postgresql.conf (see initArguments).
function serverArguments(place: Place, port: number, durable: boolean): readonly string[] {
  const on = durable ? 'on' : 'off'
  const settings = {
    cluster_name: place.processName,
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: place.socketFolder ?? '',
    unix_socket_permissions: '0700',
    fsync: on,
    full_page_writes: on,
    synchronous_commit: on,
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    log_checkpoints: 'off',
    // neither STATEMENT nor DETAIL lines, which quote rows: the log must not hold what a shopper told us
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_statement: 'none',
  }
  return ['-D', place.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** Undefined when the process ended before it took connections. */
async function launch({
  place,
  owner,
  binaries,
  arguments_,
}: {
  readonly place: Place
  readonly owner: Owner
  readonly binaries: Binaries
  readonly arguments_: readonly string[]
}): Promise<Postmaster | undefined> {
  if (process.platform === 'win32') return launchOnWindows({ place, binaries, arguments_ })
  const log = openSync(place.log, 'a', 0o600)
  // A session of its own, so that Ctrl-C in our terminal reaches us alone and we end it in order.
  const child = spawn(binaries.postgres, arguments_, {
    cwd: dirname(place.cluster),
    detached: true,
    stdio: ['ignore', log, log],
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
    ...owner,
  })
  closeSync(log)
  const end: { cause?: Error | 'exit' } = {}
  child.once('error', (error) => (end.cause = error))
  child.once('exit', () => (end.cause ??= 'exit'))
  child.unref()
  for (const until = performance.now() + startMs; end.cause === undefined; await sleep(4)) {
    const postmaster = readPostmaster(place)
    if (postmaster?.ready === true && postmaster.pid === child.pid) return postmaster
    if (performance.now() > until) {
      if (child.pid !== undefined) await stopPostmaster(place, child.pid, binaries)
      break
    }
  }
  if (end.cause instanceof Error) throw end.cause
  return undefined
}

// pg_ctl drops the administrator's rights, with which postgres.exe refuses to run
async function launchOnWindows({
  place,
  binaries,
  arguments_,
}: {
  readonly place: Place
  readonly binaries: Binaries
  readonly arguments_: readonly string[]
}): Promise<Postmaster | undefined> {
  const options = arguments_.slice(2).map((argument) => `"${argument}"`)
  const start = [
    'start',
    '-w',
    '-t',
    String(startMs / 1000),
    '-D',
    place.cluster,
    '-l',
    place.log,
    '-o',
    options.join(' '),
  ]
  await new Promise((resolve, reject) => {
    spawn(binaries.pgCtl, start, { stdio: 'ignore', detached: true, windowsHide: true })
      .once('error', reject)
      .once('exit', resolve)
  })
  const postmaster = readPostmaster(place)
  return postmaster?.ready === true ? postmaster : undefined
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port to listen on')
  return address.port
}

function lastLines(file: string, from: number, lines = 12): string {
  const descriptor = openSync(file, 'r')
  try {
    const { size } = statSync(file)
    const tail = Buffer.alloc(Math.min(Math.max(size - from, 0), 8_000))
    readSync(descriptor, tail, 0, tail.length, size - tail.length)
    return tail.toString('utf8').trim().split('\n').slice(-lines).join('\n')
  } finally {
    closeSync(descriptor)
  }
}
