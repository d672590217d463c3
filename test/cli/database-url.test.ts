import { randomBytes } from 'node:crypto'
import { chmod, chown, copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { connect as dial, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTemporary } from '../../src/store/embedded/temporary.ts'
import { oneJson, run } from './run.ts'

/** `DATABASE_URL`: a server that is not ours, as operators have one. */

const tls = join(import.meta.dirname, '../tls')
let folder: string
let temporary: Awaited<ReturnType<typeof openTemporary>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wh-url-'))
  temporary = await openTemporary({ durable: false })
})
afterAll(async () => {
  await temporary.stop()
  await rm(folder, { recursive: true })
})

type Server = { readonly host: string; readonly port: number; readonly user: string; readonly password: string }

async function asAdmin(server: Server, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ ...server, database: 'postgres', connectionTimeoutMillis: 2_000 })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A database of its own, owned by a role that may make roles and is no superuser: what a hosted PostgreSQL gives. */
async function hosted(server: Server): Promise<{ name: string; url: string; drop: () => Promise<void> }> {
  const name = `wh_test_${randomBytes(5).toString('hex')}`
  const password = randomBytes(12).toString('hex')
  await asAdmin(
    server,
    `create role ${name} login createrole nosuperuser nobypassrls password '${password}'`,
    // Before PostgreSQL 16 making a database for another role takes being in it.
    `grant ${name} to current_user`,
    `create database ${name} owner ${name}`,
  )
  return {
    name,
    url: `postgres://${name}:${password}@127.0.0.1:${server.port}/${name}`,
    drop: async () => {
      const roles = ['owner', 'app', 'jobs', 'lookup'].map((role) => `${name}_${role}`)
      await asAdmin(
        server,
        `drop database if exists ${name} with (force)`,
        ...roles.map((role) => `drop role if exists ${role}`),
        `drop role ${name}`,
      )
    },
  }
}

const order = [
  'order number,placed at,email,item,quantity,price,currency',
  '#U1,2026-11-20T08:00:00Z,mira@example.com,Lamp,1,79.00,EUR',
].join('\n')

/** Setting up, storing, answering, deriving again; then once more on what is there. */
async function liveOn(url: string): Promise<void> {
  const home = await mkdtemp(join(folder, 'home-'))
  const env = { WHEREABOUTS_HOME: home, DATABASE_URL: url }
  const file = join(home, 'orders.csv')
  await writeFile(file, order)
  const imported = await run(['import', 'orders', file, '--json'], { env })
  expect(imported.code, imported.stderr).toBe(0)
  expect(oneJson(imported)).toMatchObject({ stored: 1 })
  const answer = await run(['ask', 'what did I order', '--as', 'mira@example.com', '--json'], { env })
  expect(oneJson<{ text: string }>(answer).text).toMatch(/#U1, placed .*Lamp/)
  expect(oneJson(await run(['rederive', '--json'], { env }))).toMatchObject({ slices: 1, unreadable: [] })
  const doctor = oneJson<{ check: string; detail: string }[]>(await run(['doctor', '--json'], { env }))
  const [, role] = /, as (\w+)/.exec(doctor.find(({ check }) => check === 'database')?.detail ?? '') ?? []
  expect(role).toMatch(/_app$/)
}

describe('a database of somebody else’s server', () => {
  it('is set up by a role that may make roles and is no superuser', async () => {
    const { url, drop } = await hosted({ ...temporary.connection, host: '127.0.0.1' })
    await liveOn(url)
    await drop()
  })

  it('on the PostgreSQL of this machine', async ({ skip }) => {
    const server = { host: '127.0.0.1', port: 5432, user: 'postgres', password: '' }
    const there = await asAdmin(server, 'select 1').then(
      () => true,
      () => false,
    )
    skip(!there, 'no PostgreSQL lets postgres in at 127.0.0.1:5432')
    const { url, drop } = await hosted(server)
    try {
      await liveOn(url)
    } finally {
      await drop()
    }
  })

  it.each([
    ['a wrong password', (url: string) => url.replace(/:[0-9a-f]+@/, ':wrong@'), /did not let us in: password/],
    ['a database there is not', (url: string) => `${url}_none`, /did not let us in: .*does not exist/],
    ['a port nobody listens on', (url: string) => url.replace(/:\d+\//, ':1/'), /did not let us in: .*ECONNREFUSED/],
  ])('%s is told in words, without the password', async (_, spoil, message) => {
    const { url, drop } = await hosted({ ...temporary.connection, host: '127.0.0.1' })
    const ended = await run(['keys'], { env: { WHEREABOUTS_HOME: join(folder, 'none'), DATABASE_URL: spoil(url) } })
    await drop()
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(message)
    expect(ended.stderr).not.toContain(/:([0-9a-f]{24})@/.exec(url)?.[1] ?? url)
    expect(ended.stderr).not.toMatch(/\n {4}at /)
  })
})

describe('sslmode=verify-full', () => {
  const cert = join(tls, 'test-only-localhost.cert.pem')
  let url: string
  let drop: () => Promise<void>
  beforeAll(async () => {
    const data = join(temporary.folder, 'postgres')
    const owner = await stat(data)
    // The server reads a key that is its own user's alone.
    for (const [from, to] of [
      ['test-only-localhost.cert.pem', 'server.crt'],
      ['test-only-localhost.key.pem', 'server.key'],
    ] as const) {
      await copyFile(join(tls, from), join(data, to))
      await chmod(join(data, to), 0o600)
      if (process.getuid?.() === 0) await chown(join(data, to), owner.uid, owner.gid)
    }
    const server = { ...temporary.connection, host: '127.0.0.1' }
    await asAdmin(server, 'alter system set ssl = on', 'select pg_reload_conf()')
    ;({ url, drop } = await hosted(server))
  })
  afterAll(() => drop())

  const connect = (settings: string, host = 'localhost') =>
    run(['keys', '--json'], {
      env: { WHEREABOUTS_HOME: join(folder, 'tls'), DATABASE_URL: `${url.replace('127.0.0.1', host)}?${settings}` },
    })

  it.each(['localhost', '127.0.0.1'])('lets in what the certificate names: %s', async (host) => {
    const ended = await connect(`sslmode=verify-full&sslrootcert=${cert}`, host)
    expect(ended.code, ended.stderr).toBe(0)
    expect(oneJson(ended)).toEqual([])
  })

  it('every connection is encrypted', async () => {
    const hba = join(temporary.folder, 'postgres/pg_hba.conf')
    const before = await readFile(hba, 'utf8')
    // Now the server takes nothing over TCP that is not encrypted.
    await writeFile(hba, before.replaceAll(/^host(\s)/gm, 'hostssl$1'))
    await asAdmin(temporary.connection, 'select pg_reload_conf()')
    const [encrypted, plain] = [await connect(`sslmode=verify-full&sslrootcert=${cert}`), await connect('')]
    await writeFile(hba, before)
    await asAdmin(temporary.connection, 'select pg_reload_conf()')
    expect(encrypted.code, encrypted.stderr).toBe(0)
    expect(plain.code).toBe(1)
    expect(plain.stderr).toMatch(/no pg_hba.conf entry/)
  })

  it('refuses a certificate of another authority', async () => {
    const other = join(folder, 'other.cert.pem')
    await writeFile(other, rootCertificates[0] ?? '')
    for (const settings of [`sslmode=verify-full&sslrootcert=${other}`, 'sslmode=verify-full']) {
      const ended = await connect(settings)
      expect(ended).toMatchObject({ code: 1, stdout: '' })
      expect(ended.stderr).toMatch(/did not let us in: .*(self-signed|unable to verify)/)
    }
  })

  // 127.0.0.2 is this machine too, and not what the certificate says.
  it.skipIf(process.platform !== 'linux')('refuses a host the certificate does not name', async () => {
    const proxy = await forward('127.0.0.2', temporary.connection.port)
    const ended = await connect(`sslmode=verify-full&sslrootcert=${cert}`, '127.0.0.2')
    proxy.close()
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/does not match certificate's altnames/)
  })
})

/** The same port on another address of this machine, byte for byte. */
async function forward(host: string, port: number): Promise<{ close: () => void }> {
  const server = createServer((from) => {
    const to = dial(port, '127.0.0.1')
    from.on('error', () => to.destroy())
    to.on('error', () => from.destroy())
    from.pipe(to).pipe(from)
  }).listen(port, host)
  await new Promise((listening) => server.once('listening', listening))
  return { close: () => server.close() }
}
