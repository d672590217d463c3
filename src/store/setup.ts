import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runMigrations as migrateJobs } from 'graphile-worker'
import pg from 'pg'
import { clientConfig, type Connection, withClient } from './connection.ts'
import { StoreError } from './errors.ts'
import { fingerprint, rolePassword } from './vault/index.ts'

/** The four roles of one database; names carry the database's, because roles belong to the whole server. */
export type Roles = { readonly owner: string; readonly app: string; readonly jobs: string; readonly lookup: string }

export function rolesOf(database: string): Roles {
  const stem = database.replace(/[^a-z0-9_]/gi, '_').slice(0, 40)
  return { owner: `${stem}_owner`, app: `${stem}_app`, jobs: `${stem}_jobs`, lookup: `${stem}_lookup` }
}

export type Connections = { readonly owner: Connection; readonly app: Connection; readonly jobs: Connection }

export function connectionsOf(admin: Connection, master: Buffer): Connections {
  const roles = rolesOf(admin.database)
  const as = (role: string): Connection => ({
    ...admin,
    user: role,
    password: rolePassword(master, `${admin.database} ${role}`),
  })
  return { owner: as(roles.owner), app: as(roles.app), jobs: as(roles.jobs) }
}

export const migrationsFolder = join(import.meta.dirname, 'migrations')
const setupLock = 7_430_001

/**
 * Brings a database from whatever it is to what this version needs: roles, schema, our migrations, the job queue's. Safe to
 * run by several processes at once; does next to nothing when all is in place.
 */
export async function setUp({
  admin,
  master,
  folder = migrationsFolder,
  upTo = Infinity,
}: {
  admin: Connection
  master: Buffer
  folder?: string
  upTo?: number
}): Promise<{ readonly migrated: readonly string[] }> {
  const roles = rolesOf(admin.database)
  const connections = connectionsOf(admin, master)
  await withClient(admin, async (client) => {
    await client.query('select pg_advisory_lock($1)', [setupLock])
    await refuseOtherMaster(client, master)
    await makeRoles(client, roles, connections, admin)
    await client.query('select pg_advisory_unlock($1)', [setupLock])
  })
  return withClient(connections.owner, async (client) => {
    // Taken by this connection and held until it ends: the job queue's schema is nobody else's meanwhile either.
    await client.query('select pg_advisory_lock($1)', [setupLock])
    const migrated = await migrate(client, roles, { folder, upTo, master })
    await migrateJobQueue(connections.jobs, roles)
    return { migrated }
  })
}

/** Before anything is touched: a database sealed under another key is not ours to open. */
async function refuseOtherMaster(client: pg.Client, master: Buffer): Promise<void> {
  const { rows } = await client.query(`select to_regclass('whereabouts.meta') is not null as there`)
  if (rows[0]?.there !== true) return
  const { rows: held } = await client.query<{ value: string }>(
    `select value from whereabouts.meta where key = 'master-key'`,
  )
  const expected = held[0]?.value
  if (expected !== undefined && expected !== fingerprint(master)) {
    throw new StoreError(
      'MASTER_KEY_WRONG',
      `this database was sealed with the master key ${expected}, the one given is ${fingerprint(master)}. Put the right key back (the file master.key in the data folder, or WHEREABOUTS_MASTER_KEY); without it names, addresses and messages cannot be read`,
    )
  }
}

async function makeRoles(client: pg.Client, roles: Roles, connections: Connections, admin: Connection): Promise<void> {
  const quoted = (text: string) => pg.escapeLiteral(text)
  const id = (text: string) => pg.escapeIdentifier(text)
  const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [
    Object.values(roles),
  ])
  const there = new Set(rows.map((row) => row.rolname))
  const attributes = 'nosuperuser nocreatedb nocreaterole nobypassrls'
  for (const key of ['owner', 'app', 'jobs'] as const) {
    if (!there.has(roles[key])) {
      await client.query(
        `create role ${id(roles[key])} login ${attributes} password ${quoted(connections[key].password)}`,
      )
    } else if (!(await canLogIn(connections[key]))) {
      await client.query(`alter role ${id(roles[key])} login password ${quoted(connections[key].password)}`)
    }
  }
  if (!there.has(roles.lookup)) await client.query(`create role ${id(roles.lookup)} nologin ${attributes}`)
  await client.query(`grant ${id(roles.lookup)} to ${id(roles.owner)}; grant ${id(roles.owner)} to current_user`)
  await client.query(`revoke create on schema public from public`).catch(() => {})
  await client.query(`create schema if not exists whereabouts authorization ${id(roles.owner)}`)
  await client.query(`
    grant usage on schema whereabouts to ${id(roles.app)}, ${id(roles.jobs)};
    grant usage, create on schema whereabouts to ${id(roles.lookup)};
    grant create on database ${id(admin.database)} to ${id(roles.jobs)}`)
}

async function canLogIn(connection: Connection): Promise<boolean> {
  try {
    await withClient(connection, async (client) => client.query('select 1'))
    return true
  } catch {
    return false
  }
}

type Migration = { readonly name: string; readonly number: number; readonly text: string; readonly sha256: string }

export async function readMigrations(folder: string): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file)).toSorted()
  return Promise.all(
    files.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8')
      return { name, number: Number(name.slice(0, 4)), text, sha256: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

async function migrate(
  client: pg.Client,
  roles: Roles,
  { folder, upTo, master }: { folder: string; upTo: number; master: Buffer },
): Promise<string[]> {
  const migrations = await readMigrations(folder)
  await client.query(`create table if not exists migrations (
    number integer primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())`)
  const { rows: applied } = await client.query<{ number: number; name: string; sha256: string }>(
    'select number, name, sha256 from migrations order by number',
  )
  for (const row of applied) {
    const known = migrations.find(({ number }) => number === row.number)
    if (!known) {
      throw new StoreError(
        'DATABASE_NEWER',
        `the database has migration ${row.name}, which this version does not know; run the version that made it, or a newer one`,
      )
    }
    if (known.sha256 !== row.sha256) {
      throw new StoreError(
        'MIGRATION_CHANGED',
        `migration ${row.name} is not the text that was applied here; migrations are never edited, add a new one`,
      )
    }
  }
  const done = new Set(applied.map(({ number }) => number))
  const migrated: string[] = []
  for (const { name, number, text, sha256 } of migrations) {
    if (done.has(number) || number > upTo) continue
    await client.query('begin')
    try {
      await client.query(
        text.replaceAll(/(?<!:):(owner|app|jobs|lookup)\b/g, (_, role: keyof Roles) =>
          pg.escapeIdentifier(roles[role]),
        ),
      )
      await client.query('insert into migrations (number, name, sha256) values ($1, $2, $3)', [number, name, sha256])
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    }
    migrated.push(name)
  }
  await client.query(`insert into meta values ('master-key', $1) on conflict do nothing`, [fingerprint(master)])
  return migrated
}

/** The queue's tables are under row-level security of their own; requests enqueue through this one function. */
async function migrateJobQueue(connection: Connection, roles: Roles): Promise<void> {
  const pool = new pg.Pool({ ...clientConfig(connection), max: 1 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  try {
    const { rows } = await pool.query(`select to_regproc('graphile_worker.enqueue') is not null as there`)
    await migrateJobs({ pgPool: pool, schema: 'graphile_worker' })
    if (rows[0]?.there === true) return
    await pool.query(`
      create or replace function graphile_worker.enqueue(task text, payload json, queue text, run_at timestamptz, job_key text, max_attempts int)
        returns void language sql security definer set search_path = graphile_worker, pg_temp as
        'select graphile_worker.add_job($1, $2, $3, $4, $6, $5, 0)';
      revoke execute on function graphile_worker.enqueue(text, json, text, timestamptz, text, int) from public;
      grant usage on schema graphile_worker to ${pg.escapeIdentifier(roles.app)};
      grant execute on function graphile_worker.enqueue(text, json, text, timestamptz, text, int) to ${pg.escapeIdentifier(roles.app)}`)
  } finally {
    await pool.end()
  }
}
