import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { runningEmbedded } from '../../src/store/index.ts'

const main = join(import.meta.dirname, '../../src/server/main.ts')
const run = promisify(execFile)
const derived = ['orders', 'order_lines', 'order_lookups', 'parcels', 'shipments', 'shipment_lines', 'scans']

/** `whereabouts start` as a process of its own on a folder of its own, as an operator runs it. */
export type Served = {
  readonly home: string
  /** The settings it runs with, for commands beside it. */
  readonly env: Readonly<Record<string, string>>
  readonly url: () => string
  readonly process: () => ChildProcess
  readonly output: () => string
  /** What the embedded database holds, read past every row-level security, as its superuser. */
  readonly rows: <Row extends object>(text: string) => Promise<Row[]>
  /** Every derived table as text, in an order of its own. */
  readonly dump: () => Promise<string>
  /** The process id of the database's postmaster. */
  readonly postmaster: () => Promise<number>
  readonly start: () => Promise<void>
  readonly command: (...args: string[]) => Promise<string>
  /** SIGKILL, and waits until the process is gone. */
  readonly kill: () => Promise<void>
  /** SIGTERM, and waits; the exit code. */
  readonly stop: () => Promise<number | null>
  readonly remove: () => Promise<void>
}

export async function serve({ env = {} }: { env?: Record<string, string> } = {}): Promise<Served> {
  const port = await freePort()
  const home = await mkdtemp(join(tmpdir(), 'wh-served-'))
  const settings = {
    PATH: process.env.PATH ?? '',
    WHEREABOUTS_HOME: join(home, 'data'),
    PORT: String(port),
    LOG_LEVEL: 'warn',
    REQUESTS_PER_MINUTE: '1000000',
    ...env,
  }
  let child: ChildProcess | undefined
  let output = ''
  const current = () => {
    if (!child) throw new Error('the server was never started')
    return child
  }
  const ended = (one: ChildProcess) =>
    new Promise<number | null>((done) =>
      one.exitCode !== null || one.signalCode !== null ? done(one.exitCode) : one.once('exit', done),
    )
  async function rows<Row extends object>(text: string): Promise<Row[]> {
    const connection = await runningEmbedded({ folder: join(home, 'data') })
    if (!connection) throw new Error('no database runs on this folder')
    const client = new pg.Client({ ...connection })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query<Row>(text)).rows
    } finally {
      await client.end()
    }
  }
  return {
    home,
    env: settings,
    rows,
    dump: async () => {
      const texts = await Promise.all(
        derived.map(async (table) => {
          const held = await rows<{ row: string }>(`select t::text as row from whereabouts.${table} t order by 1`)
          return [table, ...held.map(({ row }) => row)].join('\n')
        }),
      )
      return texts.join('\n')
    },
    postmaster: async () => {
      const text = await readFile(join(home, 'data/postgres/postmaster.pid'), 'utf8')
      return Number(text.split('\n', 1)[0])
    },
    url: () => `http://127.0.0.1:${port}`,
    process: current,
    output: () => output,
    start: async () => {
      output = ''
      const one = spawn(process.execPath, [main, 'start', '--no-demo'], {
        env: settings,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child = one
      await new Promise<void>((ready, refuse) => {
        const hear = (chunk: Buffer) => {
          output += chunk.toString()
          // The last line it says; what stands before it comes in pieces.
          if (output.includes('Ctrl-C')) ready()
        }
        one.stdout.on('data', hear)
        one.stderr.on('data', hear)
        one.once('exit', (code) => refuse(new Error(`start ended with ${code}:\n${output}`)))
      })
    },
    command: async (...args) => (await run(process.execPath, [main, ...args], { env: settings })).stdout,
    kill: async () => {
      const one = current()
      const gone = ended(one)
      one.kill('SIGKILL')
      await gone
    },
    stop: async () => {
      const one = current()
      const gone = ended(one)
      one.kill('SIGTERM')
      return gone
    },
    remove: () => rm(home, { recursive: true, force: true }),
  }
}

/** One that nobody uses now; a server that is killed and started again needs the same one each time. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
