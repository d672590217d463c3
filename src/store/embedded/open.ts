import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { type Binaries, findBinaries } from './binaries.ts'
import { makeCluster, makeSocketFolder, removeStaging, setAside, superuser } from './cluster.ts'
import { EmbeddedError, explained } from './error.ts'
import { waitForLock } from './lock.ts'
import { clusterState, elsewhereForRoot, makeFolder, ownerFor, type Place, placeIn, readPassword } from './place.ts'
import {
  boundLog,
  endOrphans,
  forgetStalePid,
  type Postmaster,
  processesOf,
  readPostmaster,
  startPostmaster,
  stopPostmaster,
} from './postmaster.ts'

/** Fits `pg`; `host` is the socket's folder where there is one. */
export type EmbeddedConnection = {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

export type EmbeddedServer = {
  /** Adopted: it was running already, left by a process that died. */
  readonly kind: 'started' | 'adopted'
  readonly connection: EmbeddedConnection
  readonly pid: number
  /** Such as "18.4". */
  readonly version: string
  /** Writes everything and ends the server; may be called again. */
  stop(): Promise<void>
}

export type OpenStep = {
  readonly step:
    | 'find binaries'
    | 'clear leftovers'
    | 'set aside'
    | 'make cluster'
    | 'adopt server'
    | 'stop server'
    | 'start server'
    | 'create database'
  readonly ms: number
  /** What a person should know of it, such as where the cluster lies when that is not in the folder. */
  readonly detail?: string
}

const database = 'whereabouts'

/** Gives the folder's running database: the one that runs already, else one that is started, else a new one. */
export async function openEmbedded({
  folder,
  onStep = () => {},
  durable = true,
  elsewhere = elsewhereForRoot,
}: {
  readonly folder: string
  readonly onStep?: (step: OpenStep) => void
  /** False trades a power cut's safety for speed: for tests. */
  readonly durable?: boolean
  /** For root only, when the folder cannot be reached by the user the server runs as. */
  readonly elsewhere?: string
}): Promise<EmbeddedServer> {
  const real = makeFolder(folder)
  const release = await waitForLock(join(real, 'postgres.lock'), 150_000)
  try {
    return await open({ folder: real, onStep, durable, elsewhere })
  } catch (error) {
    throw explained(error, real)
  } finally {
    release()
  }
}

/** For commands beside a running server: how to reach the folder's database; undefined when none runs. */
export async function runningEmbedded({
  folder,
}: {
  readonly folder: string
}): Promise<EmbeddedConnection | undefined> {
  if (!existsSync(folder)) return undefined
  try {
    const place = placeIn(realpathSync(folder))
    const found = await findRunning(place)
    if (found === undefined || (found.kind === 'ready' && !found.hasDatabase)) return undefined
    if (found.kind === 'refused') throw refused(place, found)
    return connectionTo(place, found.postmaster, database)
  } catch (error) {
    throw explained(error, folder)
  }
}

async function open({
  folder,
  onStep,
  durable,
  elsewhere,
}: {
  readonly folder: string
  readonly onStep: (step: OpenStep) => void
  readonly durable: boolean
  readonly elsewhere: string
}): Promise<EmbeddedServer> {
  let last = performance.now()
  const done = (step: OpenStep['step'], detail?: string): void => {
    const now = performance.now()
    onStep({ step, ms: now - last, ...(detail === undefined ? {} : { detail }) })
    last = now
  }

  const state = clusterState(folder)
  const owner = ownerFor(placeIn(folder).cluster)
  const { copiedTo, ...binaries } = await findBinaries({ owner, elsewhere })
  done(
    'find binaries',
    copiedTo === undefined ? undefined : `copied to ${copiedTo}, where the server's user can reach them`,
  )

  if ((await removeStaging(folder)) > 0) done('clear leftovers')
  switch (state.kind) {
    case 'complete':
      refuseOtherMajor(state.major, binaries, folder)
      break
    case 'none':
    case 'half_made': {
      const kept = state.kind === 'half_made' ? setAside(placeIn(folder).cluster) : undefined
      if (kept !== undefined)
        done('set aside', `no whole database in ${folder}/postgres; what was there is now ${kept}`)
      const { movedTo } = await makeCluster({ folder, owner, binaries, elsewhere })
      done(
        'make cluster',
        movedTo === undefined ? undefined : `it lies in ${movedTo}, since the server's user cannot reach ${folder}`,
      )
      break
    }
    case 'damaged':
      throw new EmbeddedError(
        'DATABASE_CLUSTER_DAMAGED',
        `${placeIn(folder).cluster} holds databases, but not the files PostgreSQL starts from (PG_VERSION, global/pg_control); put it back from a backup`,
      )
    case 'lost':
      throw new EmbeddedError(
        'DATABASE_CLUSTER_LOST',
        `${join(folder, 'postgres')} points to ${state.target}, which is gone; put it back from a backup, or remove the link to begin with an empty database`,
      )
    default:
      state satisfies never
  }

  const place = placeIn(folder)
  const running = await findRunning(place)
  if (running?.kind === 'ready' && fits(running, { binaries, durable })) {
    done('adopt server')
    if (await ensureDatabase(place, running)) done('create database')
    return embedded('adopted', place, running.postmaster, binaries)
  }
  if (running?.kind === 'refused' && hasCode(running.cause, wrongPassword)) throw refused(place, running)
  if (running !== undefined) {
    await stopPostmaster(place, running.postmaster.pid, binaries)
    done(
      'stop server',
      running.kind === 'ready' ? `it ran PostgreSQL ${running.version} with other settings` : 'it did not answer',
    )
  }
  if ((await endOrphans(place)) > 0) done('clear leftovers')
  forgetStalePid(place)

  if (place.socketFolder !== undefined) makeSocketFolder(place.socketFolder, owner)
  const postmaster = await startPostmaster({ place, owner, binaries, durable })
  done('start server')
  try {
    if (await ensureDatabase(place, await ask(place, postmaster))) done('create database')
  } catch (error) {
    await stopPostmaster(place, postmaster.pid, binaries)
    throw error instanceof Error ? refused(place, { postmaster, cause: error }) : error
  }
  return embedded('started', place, postmaster, binaries)
}

function embedded(
  kind: EmbeddedServer['kind'],
  place: Place,
  { pid, port, ready }: Postmaster,
  binaries: Binaries,
): EmbeddedServer {
  const logTimer = setInterval(() => boundLog(place), 600_000).unref()
  let stopped: Promise<void> | undefined
  return {
    kind,
    pid,
    version: binaries.version,
    connection: connectionTo(place, { pid, port, ready }, database),
    stop() {
      clearInterval(logTimer)
      stopped ??= stopPostmaster(place, pid, binaries)
      return stopped
    },
  }
}

type Ready = {
  readonly kind: 'ready'
  readonly postmaster: Postmaster
  readonly version: string
  readonly durable: boolean
  readonly hasDatabase: boolean
}

type Refused = { readonly kind: 'refused'; readonly postmaster: Postmaster; readonly cause: Error }

/** The folder's live server and its answer to our password; waits while one is starting, recovering or ending. */
async function findRunning(place: Place): Promise<Ready | Refused | undefined> {
  for (const start = performance.now(); ; await sleep(20)) {
    const waitedMs = performance.now() - start
    const postmaster = readPostmaster(place)
    const processes = await processesOf(place)
    if (processes.length === 0) return undefined
    if (postmaster === undefined || !processes.includes(postmaster.pid)) {
      // just started, and about to write its number; or the last sessions of a killed server, about to end
      if (waitedMs > 300) return undefined
      continue
    }
    try {
      return await ask(place, postmaster)
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error))
      if (!hasCode(cause, passing) || waitedMs > 120_000) return { kind: 'refused', postmaster, cause }
    }
  }
}

async function ask(place: Place, postmaster: Postmaster): Promise<Ready> {
  return connected(connectionTo(place, postmaster, 'postgres'), async (client) => {
    const { rows } = await client.query<Pick<Ready, 'version' | 'durable' | 'hasDatabase'>>(
      `SELECT current_setting('server_version') AS "version", current_setting('fsync') = 'on' AS "durable",
              EXISTS (SELECT 1 FROM pg_database WHERE datname = $1) AS "hasDatabase"`,
      [database],
    )
    const [row] = rows
    if (row === undefined) throw new Error('no answer')
    return { kind: 'ready', postmaster, ...row }
  })
}

/** True when it had to be made. */
async function ensureDatabase(place: Place, { postmaster, hasDatabase }: Ready): Promise<boolean> {
  if (hasDatabase) return false
  try {
    await connected(connectionTo(place, postmaster, 'postgres'), (client) =>
      client.query(`CREATE DATABASE ${database}`),
    )
  } catch (error) {
    if (!hasCode(error, alreadyMade)) throw error
  }
  return true
}

function fits(
  answer: Ready,
  { binaries, durable }: { readonly binaries: Binaries; readonly durable: boolean },
): boolean {
  return answer.version === binaries.version && answer.durable === durable
}

// cannot_connect_now: starting, recovering or ending; the socket errors: it does not listen yet, or no longer
const passing = ['57P03', 'ECONNREFUSED', 'ENOENT', 'ECONNRESET']
const wrongPassword = ['28P01']
// duplicate_database, or its index: the command of a process that was killed meanwhile went through
const alreadyMade = ['42P04', '23505']

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

async function connected<T>(connection: EmbeddedConnection, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5_000, query_timeout: 30_000 })
  client.on('error', () => {}) // a server that goes away between two calls; the calls themselves reject
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function connectionTo(place: Place, { port }: Postmaster, database: string): EmbeddedConnection {
  const socket = place.socketFolder !== undefined && existsSync(join(place.socketFolder, `.s.PGSQL.${port}`))
  return {
    host: socket && place.socketFolder !== undefined ? place.socketFolder : '127.0.0.1',
    port,
    user: superuser,
    password: readPassword(place),
    database,
  }
}

function refuseOtherMajor(major: string, binaries: Binaries, folder: string): void {
  if (binaries.version.split('.')[0] === major) return
  throw new EmbeddedError(
    'DATABASE_CLUSTER_VERSION',
    `the database in ${folder} was made by PostgreSQL ${major}, this Whereabouts comes with ${binaries.version}; run the Whereabouts that made it, ` +
      `move the data with pg_dump and pg_restore (or pg_upgrade) of PostgreSQL ${binaries.version.split('.')[0]}, or set DATABASE_URL to a server that holds it`,
  )
}

function refused(place: Place, { postmaster, cause }: Pick<Refused, 'postmaster' | 'cause'>): EmbeddedError {
  return hasCode(cause, wrongPassword)
    ? new EmbeddedError(
        'DATABASE_PASSWORD_REFUSED',
        `the database in ${place.folder} does not take the password in ${place.passwordFile} (${cause.message}); put that file back from a backup`,
        { cause },
      )
    : new EmbeddedError(
        'DATABASE_NO_ANSWER',
        `the database server of ${place.folder} (process ${postmaster.pid}) runs but does not answer (${cause.message}); its log is ${place.log}`,
        { cause },
      )
}
