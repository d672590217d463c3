import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { main, run } from '../cli/run.ts'

/** `whereabouts simulate`. */

let files: string
beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'wh-simulate-'))
})
afterAll(() => rm(files, { recursive: true }))

const file = async (name: string, text: string) => {
  const path = join(files, name)
  await writeFile(path, text)
  return path
}

it('prints where it listens, what it takes and its numbers, serves them, and leaves cleanly', async () => {
  const script = await file('script.json', '[{"carrier": "ups", "steps": [{"at": -2, "says": "delivered/mailbox"}]}]')
  const child = spawn(
    process.execPath,
    [
      main,
      'simulate',
      '--port',
      '0',
      '--carriers',
      'ups,dhl_universal',
      '--parcels',
      '3',
      '--script',
      script,
      '--json',
    ],
    { env: { PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'close')
  const { value: line } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  const { control, carriers } = JSON.parse(String(line)) as {
    control: string
    carriers: {
      id: string
      url: string
      credential: { id: string }
      tests: { number: string; says: string }[]
      scripted: string[]
    }[]
  }
  expect(carriers.map(({ id, scripted }) => [id, scripted.length])).toEqual([
    ['ups', 1],
    ['dhl_universal', 0],
  ])
  const dhl = carriers[1]
  const delivered = dhl?.tests.find(({ says }) => says === 'delivered')?.number ?? ''
  const answer = await fetch(`${dhl?.url}/track/shipments?trackingNumber=${delivered}`, {
    headers: { 'DHL-API-Key': dhl?.credential.id ?? '' },
  })
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('"statusCode":"delivered"')])
  expect((await fetch(`${control}clock`)).status).toBe(200)
  child.kill('SIGINT')
  expect(await ended).toEqual([0, null])
})

it('shows people the same', async () => {
  const child = spawn(process.execPath, [main, 'simulate', '--port', '0'], {
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let shown = ''
  for await (const line of createInterface({ input: child.stdout })) {
    shown += `${line}\n`
    if (line.startsWith('stops with')) child.kill('SIGTERM')
  }
  expect(shown).toMatch(/^Canada Post {2}http:\/\/127\.0\.0\.1:\d+\/canadapost$/m)
  expect(shown).toMatch(
    /^ {2}GET \/api\/track\/v1\/details\/\{number\} {2}with a token from POST \/security\/v1\/oauth\/token$/m,
  )
  expect(shown).toMatch(/^ {2}1ZTESTWA6890006\d{3} +attempt_failed\/not_home/m)
  expect(shown).toContain('sim-shop with sim-shop-secret')
})

it.each([
  [['more'], 2, /takes no arguments/],
  [['--carriers', 'ups,pigeon'], 2, /no carrier "pigeon" is played; there are ups, /],
  [['--port', 'x'], 2, /--port is a whole number/],
  [['--port', '70000'], 2, /up to 65535/],
  [['--rate', '0'], 2, /--rate is a number above 0/],
  [['--parcels', '-1'], 2, /--parcels/],
  [['--wings'], 2, /wings/],
  [['--script', '/nowhere.json'], 1, /there is no such file/],
  [['--faults', '/nowhere.json'], 1, /there is no such file/],
  [['--host', '203.0.113.1'], 1, /can't be listened on/],
])('simulate %j ends with %i', async (args, code, words) => {
  const ended = await run(['simulate', '--port', '0', ...args])
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(words)])
})

it('names what is wrong in a script and in a plan', async () => {
  const script = await file(
    'bad-script.json',
    '[{"carrier": "fedex", "steps": [{"at": 0, "says": "delivered/mailbox"}]}]',
  )
  const plan = await file('bad-plan.json', '[{"kind": "gremlins"}]')
  const text = await file('text.json', 'not JSON')
  const of = async (...args: string[]) => (await run(['simulate', '--port', '0', ...args])).stderr
  expect(await of('--script', script)).toMatch(
    /bad-script\.json: journey 0: FedEx has no words for "delivered\/mailbox"/,
  )
  expect(await of('--faults', plan)).toMatch(/bad-plan\.json: fault 0\.kind/)
  expect(await of('--faults', text)).toMatch(/text\.json is no JSON/)
})
