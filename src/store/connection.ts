import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ConnectionOptions } from 'node:tls'
import pg from 'pg'
import { StoreError } from './errors.ts'

/** How to reach one database; `host` may be the folder of a unix socket. */
export type Connection = {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly ssl?: ConnectionOptions
}

/**
 * A served database's URL. Anything that is not this machine must be reached with `sslmode=verify-full`: names and addresses
 * do not cross a network to a server whose certificate nobody checked.
 */
export async function parseDatabaseUrl(text: string): Promise<Connection> {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new StoreError(
      'DATABASE_UNREACHABLE',
      'DATABASE_URL is not a URL; it looks like postgres://user:password@host:5432/database',
    )
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw new StoreError(
      'DATABASE_UNREACHABLE',
      `DATABASE_URL starts with ${url.protocol}//; PostgreSQL is the one database whereabouts speaks (postgres://…)`,
    )
  }
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '')
  const local = host === '' || host.startsWith('/') || host === 'localhost' || host === '::1' || host.startsWith('127.')
  const mode = url.searchParams.get('sslmode')
  if (!local && mode !== 'verify-full') {
    throw new StoreError(
      'DATABASE_TLS_REQUIRED',
      `DATABASE_URL names ${host} with sslmode=${mode ?? '(none)'}; a database on another machine is only used with sslmode=verify-full (and sslrootcert=FILE where its certificate authority is your own)`,
    )
  }
  const rootcert = url.searchParams.get('sslrootcert')
  return {
    host: host === '' ? '127.0.0.1' : host,
    port: url.port === '' ? 5432 : Number(url.port),
    user: decodeURIComponent(url.username) || 'postgres',
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
    ...(mode === 'verify-full' && {
      ssl: { rejectUnauthorized: true, ...(rootcert !== null && { ca: await readFile(rootcert, 'utf8') }) },
    }),
  }
}

const types = pg.TypeOverrides ? new pg.TypeOverrides() : undefined
types?.setTypeParser(pg.types.builtins.INT8, Number)
types?.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => Temporal.Instant.from(text))
types?.setTypeParser(pg.types.builtins.TIMESTAMP, (text) => Temporal.PlainDateTime.from(text))
types?.setTypeParser(pg.types.builtins.DATE, (text) => Temporal.PlainDate.from(text))

export function clientConfig(connection: Connection): pg.ClientConfig {
  return {
    ...connection,
    ...(types && { types }),
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    options: '-c search_path=whereabouts,pg_temp -c timezone=UTC -c datestyle=ISO',
    application_name: 'whereabouts',
  }
}

/** A value PostgreSQL takes as it is: `Temporal` to ISO text, the rest as `pg` does it. */
export function toParameter(value: unknown): unknown {
  if (
    value instanceof Temporal.Instant ||
    value instanceof Temporal.PlainDate ||
    value instanceof Temporal.PlainDateTime
  ) {
    return value.toString()
  }
  return Array.isArray(value) ? value.map(toParameter) : value
}

const names = new Map<string, string>()

/** Same text, same prepared statement: planned once a connection. */
export function statementName(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    name = createHash('sha1').update(text).digest('base64url').slice(0, 20)
    names.set(text, name)
  }
  return name
}

export async function withClient<T>(connection: Connection, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(clientConfig(connection))
  // Without a listener a connection lost between queries would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (cause) {
    throw unreachable(connection, cause)
  }
  try {
    return await use(client)
  } finally {
    await client.end().catch(() => {})
  }
}

export function unreachable(connection: Connection, cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message || String(cause) : String(cause)
  return new StoreError(
    'DATABASE_UNREACHABLE',
    `PostgreSQL at ${connection.host}:${connection.port} (database ${connection.database}, user ${connection.user}) did not let us in: ${reason}`,
    { cause },
  )
}
