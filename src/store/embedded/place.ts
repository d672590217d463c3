import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { EmbeddedError, explained } from './error.ts'

/** The user the server runs as when it must not be ours; undefined: as the current user. */
export type Owner = { readonly uid: number; readonly gid: number } | undefined

/** Where root keeps what the server's user could not reach in a 0700 folder: copies of the binaries, and clusters. */
export const elsewhereForRoot = '/var/lib/whereabouts'

export type Place = {
  readonly folder: string
  /** The cluster's real path; outside the folder where the server's user cannot reach that. */
  readonly cluster: string
  readonly socketFolder: string | undefined
  readonly log: string
  readonly passwordFile: string
  /** In the title of every process of this cluster's server, so that they can be told from all others. */
  readonly processName: string
  /** The same at every start, so that pools find the server again after a restart; another is taken if it is in use. */
  readonly usualPort: number
}

export type ClusterState =
  | { readonly kind: 'none' }
  | { readonly kind: 'complete'; readonly major: string }
  | { readonly kind: 'half_made' }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'lost'; readonly target: string }

/** Makes the data folder if need be, and gives its real path. */
export function makeFolder(folder: string): string {
  const path = resolve(folder)
  try {
    const made = mkdirSync(path, { recursive: true, mode: 0o700 })
    const real = realpathSync(path)
    const top = made === undefined ? real : realpathSync(made)
    // the server's own user must pass through what is ours
    for (let at = real; isRoot() && at.length >= top.length; at = dirname(at)) {
      const { mode } = statSync(at)
      if ((mode & 0o011) !== 0o011) chmodSync(at, (mode & 0o7777) | 0o011)
    }
    return real
  } catch (error) {
    throw explained(error, path)
  }
}

export function placeIn(folder: string): Place {
  const link = join(folder, 'postgres')
  const cluster = isLink(link) ? resolve(folder, readlinkSync(link)) : link
  const socketFolder = join(dirname(cluster), 'run')
  const hash = createHash('sha256').update(cluster).digest()
  return {
    folder,
    cluster,
    socketFolder: canHoldSocket(socketFolder) ? socketFolder : undefined,
    log: join(folder, 'postgres.log'),
    passwordFile: join(folder, 'postgres.password'),
    processName: `whereabouts-${hash.toString('hex').slice(0, 12)}`,
    usualPort: 15_432 + (hash.readUInt16BE(12) % 10_000),
  }
}

export function clusterState(folder: string): ClusterState {
  const link = join(folder, 'postgres')
  const { cluster } = placeIn(folder)
  if (!existsSync(cluster)) return isLink(link) ? { kind: 'lost', target: cluster } : { kind: 'none' }
  if (existsSync(join(cluster, 'PG_VERSION')) && existsSync(join(cluster, 'global', 'pg_control'))) {
    return { kind: 'complete', major: readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim() }
  }
  return holdsDatabases(cluster) ? { kind: 'damaged' } : { kind: 'half_made' }
}

/** As root, PostgreSQL refuses to run: it runs as who owns the cluster, a new one as nobody. */
export function ownerFor(cluster: string): Owner {
  if (!isRoot()) return undefined
  const found = existsSync(cluster) ? statSync(cluster) : undefined
  return found === undefined || found.uid === 0 ? { uid: 65_534, gid: 65_534 } : { uid: found.uid, gid: found.gid }
}

/** Whether the server's user may walk down to this path. */
export function canReach(path: string, owner: Owner): boolean {
  if (owner === undefined) return true
  for (let at = realpathSync(path); ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at)
    const bit = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (dirname(at) === at) return true
  }
}

export function readPassword({ passwordFile }: Place): string {
  try {
    return readFileSync(passwordFile, 'utf8').trim()
  } catch (error) {
    if (!existsSync(passwordFile) && existsSync(dirname(passwordFile))) {
      throw new EmbeddedError(
        'DATABASE_PASSWORD_MISSING',
        `${passwordFile} is gone, and the database beside it opens with the password in it; put the file back from a backup of the folder`,
        { cause: error },
      )
    }
    throw explained(error, passwordFile)
  }
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

// sun_path is 104 bytes on macOS, 108 on Linux, with the closing zero; the setting is a list with commas and quotes
function canHoldSocket(folder: string): boolean {
  if (process.platform === 'win32' || /[,"]/.test(folder)) return false
  return Buffer.byteLength(join(folder, '.s.PGSQL.65535.lock')) < 104
}

// initdb's own databases have numbers below 16384 (FirstNormalObjectId)
function holdsDatabases(cluster: string): boolean {
  const base = join(cluster, 'base')
  return existsSync(base) && readdirSync(base).some((name) => Number(name) >= 16_384)
}
