import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readdir, rename } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Served, serve } from '../faults/served.ts'
import { oneJson, run } from './run.ts'

/** `start`: what it says, what it refuses, how it ends. */

let served: Served
beforeAll(async () => {
  served = await serve()
})
afterEach(() => served.stop())
afterAll(() => served.remove())

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const masterKey = () => join(served.home, 'data/master.key')

it('says what it does, how long it took and where it is; the first URL answers, and the key is spoken of once', async () => {
  await served.start()
  const said = served.output()
  expect(said).toMatch(/ready in \d+\.\d s/)
  const [url] = /http:\S+/.exec(said) ?? []
  expect(url).toBe(`${served.url()}/`)
  expect((await fetch(url ?? '')).status).toBe(200)
  expect(said).toContain(`!! A MASTER KEY WAS MADE:\n  !! ${masterKey()}\n`)
  await served.stop()
  await served.start()
  expect(served.output()).not.toContain('MASTER KEY')
})

it('a second start on the same folder is refused with pid and URL, and disturbs nothing', async () => {
  await served.start()
  const second = await run(['start', '--no-demo'], { env: { ...served.env, PORT: '0' } })
  expect(second.code).toBe(1)
  expect(second.stderr).toContain(String(served.process().pid))
  expect(second.stderr).toContain(served.url())
  expect(second.stderr).not.toMatch(/\n {4}at /)
  expect((await fetch(`${served.url()}/v1/health`)).status).toBe(200)
})

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends it in order within seconds: exit 0, and no database left',
  async (signal) => {
    await served.start()
    const postmaster = await served.postmaster()
    expect(isAlive(postmaster)).toBe(true)
    // An open page must not hold it up.
    const page = await fetch(`${served.url()}/v1/health`)
    expect(page.status).toBe(200)
    const from = performance.now()
    const ended = new Promise<number | null>((done) => served.process().once('exit', done))
    served.process().kill(signal)
    // npm and the terminal both pass Ctrl-C on.
    served.process().kill(signal)
    expect(await ended).toBe(0)
    console.info(`${signal}: stopped in ${((performance.now() - from) / 1000).toFixed(1)} s`)
    // It is out of its parent's hands; whoever inherits it takes a moment to bury it.
    await expect.poll(() => isAlive(postmaster), { timeout: 5_000 }).toBe(false)
    expect(served.output()).toMatch(/stopped; everything is stored\n$/)
  },
)

it('a taken port is told in words, with the way out, and leaves nothing running', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((listening) => other.once('listening', listening))
  const port = String((other.address() as { port: number }).port)
  const ended = await run(['start', '--no-demo'], { env: { ...served.env, PORT: port } })
  other.close()
  expect(ended.code).toBe(1)
  expect(ended.stderr).toMatch(new RegExp(`^port ${port} on 127\\.0\\.0\\.1 is taken .*PORT=`))
  expect(ended.stderr).not.toMatch(/\n {4}at /)
  await expect(served.postmaster()).rejects.toThrow(/ENOENT/)
})

describe('the master key', () => {
  it.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    [
      'another one',
      async () => ({ WHEREABOUTS_MASTER_KEY: randomBytes(32).toString('base64') }),
      /^MASTER_KEY_WRONG: .*sealed with the master key [0-9a-f]{16}/,
    ],
    [
      'half of one',
      async () => ({ WHEREABOUTS_MASTER_KEY: 'aGFsZg==' }),
      /^MASTER_KEY_MALFORMED: .*32 bytes in base64/,
    ],
    [
      'one that is gone',
      async () => {
        await rename(masterKey(), `${masterKey()}.away`)
        return {}
      },
      /^MASTER_KEY_UNREADABLE: .*sealed, and there is no master key at .*master\.key/,
    ],
  ])('%s is refused, by start and by a command, and nothing is changed', async (_, lose, message) => {
    await served.start()
    const added = await served.command('keys', 'add', 'kept', '--json')
    const before = await served.rows<{ row: string }>(`select t::text as row from whereabouts.persons t`)
    await served.stop()
    const settings = await lose()
    for (const args of [
      ['start', '--no-demo'],
      ['keys', '--json'],
    ]) {
      const ended = await run(args, { env: { ...served.env, ...settings } })
      expect(ended.code).toBe(1)
      expect(ended.stderr).toMatch(message)
    }
    const folder = await readdir(join(served.home, 'data'))
    if (folder.includes('master.key.away')) {
      expect(folder, 'another key was left in the place of the one that is missing').not.toContain('master.key')
      await rename(`${masterKey()}.away`, masterKey())
    }
    // With the right one all is as it was.
    await served.start()
    expect(await served.rows(`select t::text as row from whereabouts.persons t`)).toEqual(before)
    const { key } = JSON.parse(added) as { key: string }
    const listed = await fetch(`${served.url()}/v1/orders`, { headers: { authorization: `Bearer ${key}` } })
    expect(listed.status).toBe(200)
  })

  it('is spoken of as loudly when a command is the first to run on a folder', async () => {
    const env = { ...served.env, WHEREABOUTS_HOME: join(served.home, 'fresh') }
    const ended = await run(['keys', '--json'], { env })
    expect(ended.code).toBe(0)
    expect(oneJson(ended)).toEqual([])
    expect(ended.stderr).toMatch(/A MASTER KEY WAS MADE:\n.*fresh\/master\.key/)
    expect((await run(['keys', '--json'], { env })).stderr).toBe('')
  })
})

describe.skipIf(process.getuid?.() !== 0)('as another user than root', () => {
  const uid = 1000
  it('works in a folder of its own', async ({ skip }) => {
    const readable = await run(['help'], { uid })
    skip(readable.code !== 0, 'only root can read this checkout')
    const home = join(served.home, 'theirs')
    await mkdir(home, { recursive: true })
    await chown(home, uid, uid)
    await chmod(served.home, 0o755)
    const env = { ...served.env, WHEREABOUTS_HOME: join(home, 'data'), HOME: home }
    const added = await run(['keys', 'add', 'theirs', '--json'], { env, uid })
    expect(added.code, added.stderr).toBe(0)
    expect(oneJson(added)).toMatchObject({ key: expect.stringMatching(/^wh_/) })
    const doctor = await run(['doctor', '--json'], { env, uid })
    expect(oneJson<{ ok: boolean }[]>(doctor).every(({ ok }) => ok)).toBe(true)
  })
})
