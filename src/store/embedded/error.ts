export type EmbeddedErrorCode =
  | 'DATABASE_BINARIES_MISSING'
  | 'DATABASE_BINARIES_BROKEN'
  | 'DATABASE_FOLDER_REFUSED'
  | 'DATABASE_DISK_FULL'
  | 'DATABASE_CLUSTER_VERSION'
  | 'DATABASE_CLUSTER_DAMAGED'
  | 'DATABASE_CLUSTER_LOST'
  | 'DATABASE_PASSWORD_MISSING'
  | 'DATABASE_PASSWORD_REFUSED'
  | 'DATABASE_NO_ANSWER'
  | 'DATABASE_INIT_FAILED'
  | 'DATABASE_START_FAILED'
  | 'FOLDER_IN_USE'

/** Something about the embedded server that a person can act on; the message says how. */
export class EmbeddedError extends Error {
  override readonly name: string = 'EmbeddedError'
  readonly code: EmbeddedErrorCode

  constructor(code: EmbeddedErrorCode, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options)
    this.code = code
  }
}

/** Another live process holds the folder. */
export class FolderInUseError extends EmbeddedError {
  override readonly name = 'FolderInUseError'
  /** Undefined in the instant between its taking the lock and its saying who it is. */
  readonly pid: number | undefined
  readonly url: string | undefined

  constructor(folder: string, holder: { readonly pid?: number | undefined; readonly url?: string | undefined }) {
    const who = holder.pid === undefined ? 'another process' : `process ${holder.pid}`
    const where = holder.url === undefined ? '' : `, at ${holder.url}`
    super(
      'FOLDER_IN_USE',
      `Whereabouts already runs on ${folder} (${who}${where}); stop that one first, or start this one on another folder`,
    )
    this.pid = holder.pid
    this.url = holder.url
  }
}

/** Turns what the file system refuses into an error that names the folder and the remedy; leaves the rest alone. */
export function explained(error: unknown, folder: string): unknown {
  if (error instanceof EmbeddedError || !(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(folder, { cause: error })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new EmbeddedError(
        'DATABASE_FOLDER_REFUSED',
        `no permission in ${folder} (${error.message}); start as the user who owns it, or choose a folder this user may write to`,
        { cause: error },
      )
    default:
      return error
  }
}

/** Whether the words of initdb or of a server's log are about a full disk. */
export function isDiskFull(said: string): boolean {
  return /No space left on device|Check free disk space/.test(said)
}

export function diskFull(folder: string, options?: ErrorOptions): EmbeddedError {
  return new EmbeddedError(
    'DATABASE_DISK_FULL',
    `no space left on the disk of ${folder}; a new database takes about 60 MB. Free some and start again: nothing half-made is used`,
    options,
  )
}
