import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { vendureAnswer, vendureOrder } from '../http/serve.ts'
import { main, oneJson, run } from './run.ts'

/** When `start` opens the demo, and what it prints then. Each on a port that is free. */

let folder: string
let home: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wh-demo-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(async () => {
  home = await mkdtemp(join(folder, 'home-'))
})

/** Runs `start` until it is ready, hands its output over, and ends it. */
async function started<T>(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  use: (said: string) => T | Promise<T>,
): Promise<T> {
  const env = { PATH: process.env['PATH'] ?? '', WHEREABOUTS_HOME: home, PORT: '0', ...settings }
  const child = spawn(process.execPath, [main, 'start', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  let said = ''
  try {
    await new Promise<void>((ready, refuse) => {
      const hear = (chunk: Buffer) => {
        said += chunk.toString()
        if (said.includes('Ctrl-C')) ready()
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('exit', (code) => refuse(new Error(`start ended with ${code}:\n${said}`)))
    })
    return await use(said)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

const links = (said: string) => said.match(/http:\S+/g) ?? []
const hasDemo = (said: string) => said.includes('/demo')

describe('start on an empty folder', () => {
  it('opens the demo: every printed link answers, no line of it is longer than 80, and what happens is logged', async () => {
    await started([], {}, async (said) => {
      const statuses = await Promise.all(
        links(said).map(async (url) => (await fetch(url, { redirect: 'manual' })).status),
      )
      expect(links(said)).toHaveLength(6)
      expect(links(said)[0]).toMatch(/\/demo$/)
      expect(links(said)[1]).toMatch(/\/t\/[\w-]{43}$/)
      expect(links(said)[2]).toMatch(/\/mailbox$/)
      expect(links(said)[3]).toMatch(/\/in\/[\w-]{43}$/)
      expect(statuses).toEqual([200, 303, 200, 200, 200, 200])
      expect(said).toContain('“Why is my parcel late?”')
      expect(said.match(/^\{.*"demo\.event"\}$/gm)?.length).toBeGreaterThan(10)
      const demo = said.slice(said.indexOf('The demo runs'), said.indexOf('!!'))
      expect(demo.split('\n').filter((line) => line.length > 82)).toEqual([])
    })
    const doctor = oneJson<{ check: string; detail: string }[]>(
      await run(['doctor', '--json'], { env: { WHEREABOUTS_HOME: home } }),
    )
    expect(doctor.find(({ check }) => check === 'demo')?.detail).toMatch(/holds the demo shop/)
    // And it goes on where it is, unless told not to, or set up for a shop of one's own.
    expect(await started([], {}, hasDemo)).toBe(true)
    expect(await started(['--no-demo'], {}, hasDemo)).toBe(false)
    expect(await started([], { PUBLIC_URL: 'https://track.example.com' }, hasDemo)).toBe(false)
    expect(await started(['--demo'], { PUBLIC_URL: 'https://track.example.com' }, hasDemo)).toBe(true)
    const asked = await run(['ask', 'Where is my order?', '--as', 'jonas.weber@example.org'], {
      env: { WHEREABOUTS_HOME: home },
    })
    expect(asked.stdout).toMatch(/^Which order do you mean\?[^]*LO-4114[^]*LO-4106/)
  }, 60_000)

  it('--no-demo leaves it empty', async () => {
    await started(['--no-demo'], {}, (said) => {
      expect(hasDemo(said)).toBe(false)
      expect(said).toMatch(/look up an order/)
    })
  })

  it('set up with PUBLIC_URL or SMTP_URL it stays empty: somebody means it', async () => {
    const mail = { SMTP_URL: 'smtp://127.0.0.1:2525', MAIL_FROM: 'shop@lampenladen.de' }
    expect(await started([], mail, hasDemo)).toBe(false)
  })
})

it('a folder with orders of its own gets no demo by itself', async () => {
  const file = join(home, 'orders.json')
  await writeFile(file, JSON.stringify(vendureAnswer(vendureOrder(1))))
  const imported = await run(['import', 'orders', file], {
    env: { WHEREABOUTS_HOME: home },
  })
  expect(imported.code, imported.stderr).toBe(0)
  expect(await started([], {}, hasDemo)).toBe(false)
  expect(await started(['--demo'], {}, hasDemo)).toBe(true)
}, 30_000)
