export { EmbeddedError, type EmbeddedErrorCode, FolderInUseError } from './error.ts'
export { type FolderLock, lockFolder, runningUrl } from './lock.ts'
export { type EmbeddedConnection, type EmbeddedServer, openEmbedded, type OpenStep, runningEmbedded } from './open.ts'
