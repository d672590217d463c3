import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedError, explained, FolderInUseError } from './error.ts'
import { makeFolder } from './place.ts'
import { isRunning } from './processes.ts'

export type FolderLock = {
  /** Tells whoever is refused where this one answers. */
  update(state: { readonly url: string }): void
  /** May be called again; the second call does nothing. */
  release(): void
}

/** Makes this process the one that runs on the folder, until release() or its death, whichever comes first. */
export async function lockFolder({
  folder,
  url,
}: {
  readonly folder: string
  readonly url?: string
}): Promise<FolderLock> {
  const home = makeFolder(folder)
  const state = join(home, 'start.json')
  const unlock = tryLock(join(home, 'start.lock'))
  if (unlock === undefined) throw new FolderInUseError(home, await holderOf(state))
  const say = (state_: { readonly url?: string | undefined }): void => {
    writeFileSync(`${state}.new`, `${JSON.stringify({ pid: process.pid, ...state_ })}\n`)
    renameSync(`${state}.new`, state)
  }
  let held = true
  try {
    say({ url })
  } catch (error) {
    unlock()
    throw explained(error, home)
  }
  return {
    update(next) {
      if (held) say(next)
    },
    release() {
      if (!held) return
      held = false
      rmSync(state, { force: true })
      unlock()
    },
  }
}

/** Where the process that runs on the folder answers; undefined where none does, or it does not listen yet. */
export function runningUrl(folder: string): string | undefined {
  try {
    const said = JSON.parse(readFileSync(join(folder, 'start.json'), 'utf8')) as { pid: number; url?: string }
    return isRunning(said.pid) ? said.url : undefined
  } catch {
    return undefined
  }
}

/** Waits its turn; for the short while in which a server is looked for, made or started. */
export async function waitForLock(file: string, waitMs: number): Promise<() => void> {
  for (const until = performance.now() + waitMs; ;) {
    const unlock = tryLock(file)
    if (unlock !== undefined) return unlock
    if (performance.now() > until) {
      throw new EmbeddedError(
        'DATABASE_START_FAILED',
        `another process has been opening this database for ${Math.round(waitMs / 1000)} s (it holds ${file}); end it and start again`,
      )
    }
    await sleep(20)
  }
}

const held = new Set<DatabaseSync>() // a collected connection would be closed, and its lock with it

// SQLite's is the only file lock in Node that the kernel itself lets go of when the holder dies, on Linux, macOS and Windows alike, so
// there is no stale lock to recognise. Nobody may open the file by other means: closing any descriptor of it would drop the lock.
function tryLock(file: string): (() => void) | undefined {
  let connection: DatabaseSync | undefined
  try {
    connection = new DatabaseSync(file)
    connection.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    connection?.close()
    const errcode = error instanceof Error && 'errcode' in error ? error.errcode : undefined
    if (errcode === 5) return undefined // SQLITE_BUSY
    throw new EmbeddedError(
      'DATABASE_FOLDER_REFUSED',
      `cannot lock ${file} (${String(error)}); it must be writable for this user, on a disk with file locks`,
      {
        cause: error,
      },
    )
  }
  const lock = connection
  held.add(lock)
  return () => {
    if (held.delete(lock)) lock.close()
  }
}

/** What the holder said of itself; given a moment, since it takes the lock before it can say. */
async function holderOf(state: string): Promise<{ readonly pid?: number; readonly url?: string }> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      const said = JSON.parse(readFileSync(state, 'utf8')) as { readonly pid: number; readonly url?: string }
      if (isRunning(said.pid)) return said
    } catch {
      // not written yet
    }
    await sleep(10)
  }
  return {}
}
