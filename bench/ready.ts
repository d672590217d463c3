import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Claim, interleave } from './claim.ts'

const main = join(import.meta.dirname, '../src/server/main.ts')

export const ready: Claim = {
  title: 'Ready from an empty folder',
  text: 'whereabouts start as a process of its own, pages and model made before as npm ci leaves them: wall clock from spawning it until it says "ready in" and the first URL it prints has answered 200. "Empty" has no data folder at all (cluster, roles, schema, job queue and keys are made); "filled" is the same folder after an orderly stop. Memory after that first answer: VmRSS of our process, and of PostgreSQL the sum of Pss over its processes, so that memory they share counts once.',
  run: async (options) => {
    const home = await mkdtemp(join(tmpdir(), 'wh-bench-ready-'))
    try {
      const ours: number[] = []
      const postgres: number[] = []
      const start = async (folder: string, ...args: readonly string[]) => {
        const { ms, memory, stop } = await startServer(join(home, folder), args)
        if (memory) {
          ours.push(memory.ours)
          postgres.push(memory.postgres)
        }
        await stop()
        return ms
      }
      const filled = 'filled'
      await start(filled, '--no-demo')
      const figures = await interleave(
        {
          empty: (round) => start(`empty-${round}`, '--no-demo'),
          demo: (round) => start(`demo-${round}`),
          filled: () => start(filled, '--no-demo'),
        },
        options,
      )
      return [
        { figure: 'empty folder', unit: 's', rounds: seconds(figures.empty), target: { atMost: 5 } },
        { figure: 'empty folder, our own aim', unit: 's', rounds: seconds(figures.empty), target: { atMost: 3 } },
        { figure: 'empty folder, with the demo', unit: 's', rounds: seconds(figures.demo), target: { atMost: 3 } },
        { figure: 'filled folder', unit: 's', rounds: seconds(figures.filled) },
        ...(ours.length === 0
          ? []
          : ([
              { figure: 'memory of our process', unit: 'MB', rounds: ours },
              { figure: 'memory of PostgreSQL', unit: 'MB', rounds: postgres },
            ] as const)),
      ]
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  },
}

const seconds = (ms: readonly number[]) => ms.map((value) => value / 1_000)

async function startServer(folder: string, args: readonly string[]) {
  const from = performance.now()
  const child = spawn(process.execPath, [main, 'start', ...args], {
    env: { WHEREABOUTS_HOME: folder, PORT: '0', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  try {
    let output = ''
    const url = await new Promise<string>((found, refuse) => {
      const hear = (chunk: Buffer) => {
        output += chunk.toString()
        const [, said] = /ready in[^]*?(https?:\/\/\S+)/.exec(output) ?? []
        if (said !== undefined) found(said)
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('exit', (code) => refuse(new Error(`start ended with ${code}:\n${output}`)))
    })
    const { status } = await fetch(url)
    if (status !== 200) throw new Error(`${url} answered ${status}`)
    const ms = performance.now() - from
    const [, postmaster] = /PostgreSQL .*\(pid (\d+)\)/.exec(output) ?? []
    return { ms, memory: await memoryOf(Number(child.pid), Number(postmaster)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** MB, where the kernel tells it. */
async function memoryOf(ours: number, postmaster: number): Promise<{ ours: number; postgres: number } | undefined> {
  const read = (path: string) => readFile(`/proc/${path}`, 'utf8').catch(() => '')
  const megabytes = (text: string, field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1]) / 1_024
  const own = megabytes(await read(`${ours}/status`), 'VmRSS')
  const children = (await read(`${postmaster}/task/${postmaster}/children`)).trim().split(' ').filter(Boolean)
  const each = await Promise.all(
    [postmaster, ...children].map(async (pid) => megabytes(await read(`${pid}/smaps_rollup`), 'Pss')),
  )
  const postgres = each.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0)
  return Number.isNaN(own) || postgres === 0 ? undefined : { ours: own, postgres }
}
