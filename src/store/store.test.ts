import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main, openTestInstallation, type TestInstallation } from '../../test/installation.ts'
import { type TenantId, parseId } from '../model/index.ts'
import { type Connection, withClient } from './connection.ts'
import { findOrMakePerson, personKeys } from './persons.ts'
import { connectionsOf, migrationsFolder, readMigrations, rolesOf, setUp } from './setup.ts'
import { openStore } from './store.ts'

let installation: TestInstallation
beforeAll(async () => {
  installation = await openTestInstallation()
})
afterAll(() => installation.close())

/** Tables that hold no tenant's data, each with its reason; everything else is under forced row-level security. */
const withoutTenant = {
  meta: 'the fingerprint of the master key',
  migrations: 'which migrations ran',
}

async function freshDatabase(name: string): Promise<Connection> {
  const admin = installation.database.connection
  await withClient(admin, (client) => client.query(`create database ${name}`))
  return { ...admin, database: name }
}

describe('roles', () => {
  it('the app is neither superuser nor exempt from row-level security, and owns nothing', async () => {
    const { app, lookup } = rolesOf(installation.database.connection.database)
    const rows = await withClient(installation.database.connection, async (client) => {
      const found = await client.query(
        `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
                (select count(*)::int from pg_class where relowner = r.oid) as owns from pg_roles r where rolname = any($1) order by 1`,
        [[app, lookup]],
      )
      return found.rows as Record<string, unknown>[]
    })
    expect(rows).toEqual(
      [app, lookup].map((rolname) => ({
        rolname,
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        owns: 0,
      })),
    )
  })

  it('row-level security is forced on every table with tenant data', async () => {
    const rows = await withClient(installation.database.connection, async (client) => {
      const found = await client.query<{ relname: string }>(
        `select relname from pg_class c join pg_namespace n on n.oid = relnamespace
          where nspname = 'whereabouts' and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity) order by 1`,
      )
      return found.rows.map(({ relname }) => relname)
    })
    expect(rows).toEqual(Object.keys(withoutTenant).toSorted())
  })

  it('the app may neither rewrite nor delete raw history', async () => {
    for (const attempt of [
      'delete from raw_slices',
      'truncate raw_slices',
      `update raw_slices set received_at = now()`,
      'delete from envelopes',
      'update tenants set name = name',
    ]) {
      await expect(
        installation.store.as(main, (tx) => tx.query(attempt)),
        attempt,
      ).rejects.toThrow(/permission denied/)
    }
  })

  it('the app can put no job into the queue but through the one function', async () => {
    await expect(
      installation.store.as(main, (tx) => tx.query('select * from graphile_worker._private_jobs')),
    ).rejects.toThrow(/permission denied/)
  })
})

describe('tenants', () => {
  it('8 tenants, 4,000 random reads and writes at once: every row seen is their own', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `iso-${i}`)
    const tenants: TenantId[] = []
    for (const name of names) tenants.push(await installation.addTenant(name))
    let seen = 0
    let foreign = 0
    const operation = fc.record({
      tenant: fc.nat(7),
      act: fc.constantFrom('write', 'write foreign', 'read', 'read all', 'update', 'delete foreign'),
      row: fc.nat(400),
    })
    const operations = fc.sample(operation, { numRuns: 4_000, seed: 11 })
    let next = 0
    const run = async () => {
      for (let op = operations[next++]; op; op = operations[next++]) {
        const tenant = tenants[op.tenant] as TenantId
        const other = tenants[(op.tenant + 1) % 8] as TenantId
        const id = `00000000-0000-4000-8000-${String(op.row).padStart(12, '0')}`
        const { act } = op
        const write = (owner: TenantId) =>
          installation.store.as(tenant, (tx) =>
            tx.query(
              `insert into parcels (tenant, id, number_digest, generation, milestone, status, sealed) values ($1, $2, $3, 1, 'unknown', 'unknown', '')
                 on conflict (tenant, id) do update set status = 'unknown' returning tenant`,
              [owner, id, Buffer.from(id)],
            ),
          )
        if (act === 'write foreign') {
          await expect(write(other)).rejects.toThrow(/row-level security/)
          continue
        }
        const rows =
          act === 'write'
            ? await write(tenant)
            : await installation.store.as(tenant, (tx) =>
                tx.query<{ tenant: string }>(
                  {
                    read: 'select tenant from parcels where id = $1',
                    'read all': 'select tenant from parcels where $1::uuid is not null',
                    update: `update parcels set milestone = 'in_transit' where id = $1 returning tenant`,
                    'delete foreign': `delete from parcels where id = $1 and tenant <> current_setting('whereabouts.tenant') returning tenant`,
                  }[act],
                  [id],
                ),
              )
        seen += rows.length
        foreign += rows.filter((row) => (row as { tenant: string }).tenant !== tenant).length
      }
    }
    await Promise.all(Array.from({ length: 12 }, run))
    console.info(`isolation: ${operations.length} operations of 8 tenants, ${seen} rows seen, ${foreign} foreign`)
    expect(seen).toBeGreaterThan(10_000)
    expect(foreign).toBe(0)
  })

  it('outside of a tenant nothing is visible: the pool forgets whose turn it was', async () => {
    const { app } = connectionsOf(installation.database.connection, installation.master)
    const counts = await withClient(app, async (client) => {
      const found = await client.query<{ n: number }>(
        'select (select count(*) from shops)::int + (select count(*) from tenants)::int as n',
      )
      return found.rows[0]?.n
    })
    expect(counts).toBe(0)
  })

  it('an unknown tenant, or a name that is none, is refused', async () => {
    await expect(installation.store.as(parseId('tenant', 'nobody'), async () => 1)).rejects.toThrow(
      /TENANT_UNKNOWN.*"nobody"/,
    )
    await expect(installation.store.as("x'; drop table shops; --" as TenantId, async () => 1)).rejects.toThrow(
      /not a tenant id/,
    )
  })

  it('what one transaction did is gone when it fails', async () => {
    await expect(
      installation.store.as(main, async (tx) => {
        await tx.query(`update shops set name = 'changed' where tenant = $1`, [main])
        throw new Error('half-way')
      }),
    ).rejects.toThrow('half-way')
    const [row] = await installation.store.as(main, (tx) => tx.query<{ name: string }>('select name from shops'))
    expect(row?.name).toBe('Lampenladen')
  })
})

describe('a transaction', () => {
  it('gives statements asked together their answers one by one, and undoes all of them when one fails', async () => {
    const shop = (id: string) =>
      [
        "insert into shops (tenant, id, name, zone, language, created_at) values ($1, $2, 'x', 'UTC', 'en', now()) returning id",
        [main, id],
      ] as const
    const asked = installation.store.as(main, (tx) =>
      tx.together(() =>
        Promise.all([tx.query(...shop('twice')), tx.query('select 2 as two'), tx.query(...shop('once'))]),
      ),
    )
    expect(await asked).toEqual([[{ id: 'twice' }], [{ two: 2 }], [{ id: 'once' }]])
    const failing = installation.store.as(main, (tx) =>
      tx.together(() => Promise.all([tx.query(...shop('undone')), tx.query(...shop('twice'))])),
    )
    await expect(failing).rejects.toThrow('duplicate key')
    const shops = await installation.store.as(main, (tx) =>
      tx.query("select id from shops where id in ('once', 'twice', 'undone') order by id"),
    )
    expect(shops).toEqual([{ id: 'once' }, { id: 'twice' }])
  })

  it('that fails names the statement that was refused, not those refused for its sake', async () => {
    const late = async <T>(asked: Promise<T>) => {
      try {
        return await asked
      } catch (error) {
        await new Promise((done) => setTimeout(done, 20))
        throw error
      }
    }
    const failing = installation.store.as(main, (tx) =>
      Promise.all([late(tx.query('select 1 / 0')), tx.query('select 1')]),
    )
    await expect(failing).rejects.toThrow('division by zero')
  })

  it('takes no statement after its end, whoever still holds it', async () => {
    const tx = await installation.store.as(main, async (held) => held)
    await expect(tx.query('select 1')).rejects.toThrow('this transaction has ended')
  })
})

it("a person's key that was read a moment ago opens nothing once they are erased", async () => {
  const now = Temporal.Instant.from('2026-11-20T12:00:00Z')
  const customer = { email: 'gone@example.com', phone: null, firstName: null, lastName: null }
  const { id } = await installation.store.as(main, (tx) => findOrMakePerson(tx, customer, now))
  const keys = () => installation.store.as(main, (tx) => personKeys(tx, [id]))
  expect([...(await keys()).keys()]).toEqual([id])
  expect((await keys()).get(id)).toBe((await keys()).get(id))
  await installation.store.as(main, (tx) =>
    tx.query('update persons set wrapped_key = null, erased_at = $2 where id = $1', [id, now]),
  )
  await expect(keys()).rejects.toThrow(`person ${id} was erased`)
})

describe('migrations', () => {
  it('run from empty, and a second run does nothing', async () => {
    const admin = await freshDatabase('from_empty')
    const all = (await readMigrations(migrationsFolder)).map(({ name }) => name)
    const master = randomBytes(32)
    expect((await setUp({ admin, master })).migrated).toEqual(all)
    expect((await setUp({ admin, master })).migrated).toEqual([])
  })

  it('run each on the one before, and end at the same schema as all at once', async () => {
    const step = await freshDatabase('step_by_step')
    const master = randomBytes(32)
    const migrations = await readMigrations(migrationsFolder)
    for (const { number, name } of migrations) {
      expect((await setUp({ admin: step, master, upTo: number })).migrated).toEqual([name])
    }
    const once = await freshDatabase('at_once')
    await setUp({ admin: once, master })
    expect(await columnsOf(step)).toEqual(await columnsOf(once))
    expect((await columnsOf(once)).length).toBeGreaterThan(100)
  })

  it('refuse a migration whose text was changed after it ran, and a database from the future', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wh-migrations-'))
    const admin = await freshDatabase('changed')
    const master = randomBytes(32)
    const files = await readMigrations(migrationsFolder)
    for (const { name } of files) await writeFile(join(folder, name), await readFile(join(migrationsFolder, name)))
    await setUp({ admin, master, folder })
    const first = files[0]?.name ?? ''
    await writeFile(join(folder, first), `${files[0]?.text}\n-- edited`)
    await expect(setUp({ admin, master, folder })).rejects.toThrow(`MIGRATION_CHANGED: migration ${first}`)
    await writeFile(join(folder, first), files[0]?.text ?? '')
    await rm(join(folder, files.at(-1)?.name ?? ''))
    await expect(setUp({ admin, master, folder })).rejects.toThrow(
      `DATABASE_NEWER: the database has migration ${files.at(-1)?.name}`,
    )
    await rm(folder, { recursive: true })
  })

  it('a migration that fails leaves the database at the one before', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wh-migrations-'))
    const admin = await freshDatabase('half')
    const master = randomBytes(32)
    for (const { name } of await readMigrations(migrationsFolder))
      await writeFile(join(folder, name), await readFile(join(migrationsFolder, name)))
    await writeFile(join(folder, '9999-broken.sql'), 'create table half (x int); select 1 / 0;')
    await expect(setUp({ admin, master, folder })).rejects.toThrow(/division by zero/)
    expect((await columnsOf(admin)).filter((column) => column.startsWith('half.'))).toEqual([])
    await rm(folder, { recursive: true })
  })

  it('five processes may start at once', async () => {
    const admin = await freshDatabase('at_the_same_time')
    const master = randomBytes(32)
    const results = await Promise.all(Array.from({ length: 5 }, () => setUp({ admin, master })))
    expect(results.filter(({ migrated }) => migrated.length > 0)).toHaveLength(1)
  })
})

describe('the master key', () => {
  it('a wrong one is refused before anything is touched, and says which is needed', async () => {
    await expect(openStore({ admin: installation.database.connection, master: randomBytes(32) })).rejects.toThrow(
      /MASTER_KEY_WRONG: this database was sealed with the master key [0-9a-f]{16}, the one given is [0-9a-f]{16}.*Put the right key back/,
    )
    expect(await installation.store.as(main, (tx) => tx.query('select 1 as ok'))).toEqual([{ ok: 1 }])
  })
})

async function columnsOf(admin: Connection): Promise<string[]> {
  return withClient(admin, async (client) => {
    const { rows } = await client.query<{ column: string }>(
      `select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as column from information_schema.columns
        where table_schema = 'whereabouts' order by 1`,
    )
    return rows.map(({ column }) => column)
  })
}
