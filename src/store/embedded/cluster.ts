import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { diskFull, EmbeddedError, isDiskFull } from './error.ts'
import { canReach, type Owner, placeIn, readPassword } from './place.ts'
import { runningProcesses, send } from './processes.ts'

export const superuser = 'whereabouts_admin'

/** For every new cluster. What may be tuned is written to its postgresql.conf, for a machine of 2 GB or more. */
export const initArguments = [
  `--username=${superuser}`,
  '--auth-local=scram-sha-256',
  '--auth-host=scram-sha-256',
  '--encoding=UTF8',
  // the built-in provider sorts by code point on every system, whatever its C library
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--data-checksums',
  '--no-instructions',
  '--set=max_connections=60',
  '--set=shared_buffers=128MB',
  '--set=work_mem=8MB',
  '--set=maintenance_work_mem=64MB',
  '--set=wal_level=replica',
  '--set=random_page_cost=1.1',
  '--set=jit=off',
] as const

/**
 * Makes the cluster beside its final name and renames it once it is whole and on the disk: whatever happens in between, nothing half-made
 * is ever started. Gives where it lies when the server's user cannot reach the folder; the folder then holds a link to it.
 */
export async function makeCluster({
  folder,
  owner,
  binaries,
  elsewhere,
}: {
  readonly folder: string
  readonly owner: Owner
  readonly binaries: Binaries
  readonly elsewhere: string
}): Promise<{ readonly cluster: string; readonly movedTo: string | undefined }> {
  const home = canReach(folder, owner) ? folder : await makeHomeElsewhere(folder, owner, elsewhere)
  const staging = mkdtempSync(join(home, stagingPrefix))
  try {
    const password = join(staging, 'password')
    writeFileSync(password, makePassword(folder), { mode: 0o600 })
    chown(staging, owner)
    chown(password, owner)
    const made = join(staging, 'cluster')
    await runInitdb(['-D', made, '--pwfile', password, ...initArguments], { binaries, owner, folder })
    renameSync(made, join(home, 'postgres'))
    syncFolder(home)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
  if (home === folder) return { cluster: join(home, 'postgres'), movedTo: undefined }
  symlinkSync(join(home, 'postgres'), join(folder, 'postgres'))
  syncFolder(folder)
  return { cluster: join(home, 'postgres'), movedTo: home }
}

/** Clusters that were never finished, by a process that was killed; the caller holds the lock, so nobody waits for them. */
export async function removeStaging(folder: string): Promise<number> {
  const left = readdirSync(folder).filter((name) => name.startsWith(stagingPrefix))
  for (const name of left) await removeUnfinished(join(folder, name))
  return left.length
}

async function removeUnfinished(folder: string): Promise<void> {
  for (const { pid, command } of await runningProcesses()) {
    if (command.includes(`initdb -D ${folder}`)) send(pid, 'SIGKILL') // it outlived who started it
  }
  // the server initdb had started notices a moment later, and may write meanwhile
  while (existsSync(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
}

/** Makes room for a new cluster; what lies there is kept under another name. */
export function setAside(cluster: string): string | undefined {
  if (readdirSync(cluster).length === 0) {
    rmdirSync(cluster)
    return undefined
  }
  const kept = `${cluster}.set-aside-${Temporal.Now.instant().toString().replaceAll(/\W/g, '').slice(0, 15)}`
  renameSync(cluster, kept)
  return kept
}

/** For the server's user and root alone; without the socket a killed server left, and its lock, which names a number others may have now. */
export function makeSocketFolder(socketFolder: string, owner: Owner): void {
  rmSync(socketFolder, { recursive: true, force: true })
  mkdirSync(socketFolder, { recursive: true })
  chmodSync(socketFolder, 0o700)
  chown(socketFolder, owner)
}

const stagingPrefix = 'postgres.new-'

async function makeHomeElsewhere(folder: string, owner: Owner, elsewhere: string): Promise<string> {
  mkdirSync(elsewhere, { recursive: true })
  chmodSync(elsewhere, 0o755)
  for (const name of readdirSync(elsewhere)) {
    const home = join(elsewhere, name)
    const half = belongsTo(home) === folder && !existsSync(join(home, 'postgres'))
    if (half) await removeUnfinished(home)
  }
  const home = mkdtempSync(join(elsewhere, `${basename(dirname(folder))}-`))
  writeFileSync(join(home, 'belongs-to'), `${folder}\n`)
  chown(home, owner)
  return home
}

function belongsTo(home: string): string | undefined {
  const note = join(home, 'belongs-to')
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined
}

/** Kept from an earlier try if there was one; on the disk before any cluster knows it. */
function makePassword(folder: string): string {
  const { passwordFile } = placeIn(folder)
  if (existsSync(passwordFile)) return readPassword(placeIn(folder))
  const password = randomBytes(32).toString('base64url')
  const descriptor = openSync(`${passwordFile}.new`, 'w', 0o600)
  writeFileSync(descriptor, `${password}\n`)
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameSync(`${passwordFile}.new`, passwordFile)
  syncFolder(folder)
  return password
}

async function runInitdb(
  arguments_: readonly string[],
  { binaries, owner, folder }: { readonly binaries: Binaries; readonly owner: Owner; readonly folder: string },
): Promise<void> {
  const child = spawn(binaries.initdb, arguments_, {
    cwd: dirname(binaries.initdb),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(process.platform === 'win32' ? {} : { env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } }),
    ...owner,
  })
  let said = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code === 0) return
  if (isDiskFull(said)) throw diskFull(folder)
  const remedy = said.includes('could not look up effective user ID')
    ? "\nThis user number has no entry in the system's list of users (/etc/passwd), which initdb asks for: add one, start as another user, or set DATABASE_URL."
    : ''
  throw new EmbeddedError(
    'DATABASE_INIT_FAILED',
    `initdb could not make a database in ${folder}:\n${said.trim().split('\n').slice(-6).join('\n')}${remedy}`,
  )
}

function chown(path: string, owner: Owner): void {
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid)
}

/** Makes a rename last through a power cut. Windows has no such call for folders. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
