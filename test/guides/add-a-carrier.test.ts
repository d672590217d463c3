import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { answerToJson } from '../../src/connectors/index.ts'
import type { Carrier, Settings } from '../../src/model/index.ts'
import { oneJson, run } from '../cli/run.ts'

/** docs/guides/add-a-carrier.md, done as it says: what it shows is taken out of it, and works. */

const root = join(import.meta.dirname, '../..')
const guide = readFileSync(join(root, 'docs/guides/add-a-carrier.md'), 'utf8')
const files = new Map(
  [...guide.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', text = '']) => [name, text]),
)
const shown = (name: string) => {
  const text = files.get(name)
  if (text === undefined) throw new Error(`the guide shows no ${name}`)
  return text
}

// A tree in which the guide's imports lead to the real kit.
const house = mkdtempSync(join(tmpdir(), 'wh-guide-'))
afterAll(() => rmSync(house, { recursive: true }))
const connectors = join(house, 'src/connectors')
const folder = join(connectors, 'carriers/tidewater')
const home = join(house, 'data')
mkdirSync(join(connectors, 'carriers'), { recursive: true })
symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'))
symlinkSync(join(root, 'src/connectors/kit'), join(connectors, 'kit'))
for (const [name, text] of files) {
  const file = join(/^carriers\/|^answer\.json$/.test(name) ? home : folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

const { tidewater } = (await import(join(folder, 'index.ts'))) as { tidewater: Carrier }
// The ten lines of the guide: they register the contract's own tests here.
await import(join(folder, 'tidewater.test.ts'))

describe('a carrier in code', () => {
  it('is one file of up to 60 lines, and a test of up to ten', () => {
    expect(linesOf('index.ts')).toBeLessThanOrEqual(60)
    expect(linesOf('tidewater.test.ts')).toBeLessThanOrEqual(10)
  })

  it('asks a server and reads what that answers', async () => {
    const server = await serve({ key: ['x-tidewater-key', 'k-1'], answer: shown('answers/on-its-way.json') })
    const answer = tidewater.read(await ask(server.url, tidewater, ['TW55012', 'TW55013'], { apiKey: 'k-1' }))
    expect(answer.ok && answerToJson(answer.value, tidewater).parcels[0]).toMatchObject({
      number: 'TW55012',
      status: 'out_for_delivery/with_courier',
    })
    expect(server.asked()).toEqual(['GET /v2/parcels?refs=TW55012%2CTW55013 '])
    await server.close()
  })
})

describe('a carrier as a file', () => {
  const env = { WHEREABOUTS_HOME: home }
  const mapping = join(home, 'carriers/tidewater_post.yaml')
  const answer = join(home, 'answer.json')

  it('is checked with its answer by the command of the guide', async () => {
    expect(guide).toContain('whereabouts carrier check carriers/tidewater_post.yaml --answer answer.json')
    const checked = await run(['carrier', 'check', mapping, '--answer', answer], { env })
    expect(checked.stderr).toBe('')
    expect(checked.stdout).toContain(
      'tidewater_post is Tidewater Post: 6 codes, 1 shapes of numbers, asked at https://api.post',
    )
    expect(checked.stdout).toContain('connecting it takes apiKey, office')
    expect(checked.stdout).toContain('TPX0012345: code "99" is in no table; it changes no milestone')
  })

  it('is read and recognised by its id', async () => {
    const read = oneJson<ReturnType<typeof answerToJson>>(
      await run(['read', '--carrier', 'tidewater_post', answer, '--json'], { env }),
    )
    expect(read.parcels.map(({ number, milestone }) => [number, milestone])).toEqual([
      ['TPX0012345', 'out_for_delivery'],
    ])
    expect(read.parcels[0]?.scans[0]).toMatchObject({
      localTime: '2026-03-12T08:10',
      place: { city: 'Salem', region: 'MA', country: 'US' },
    })
    expect(read.failures).toEqual([{ kind: 'not_found', code: '17', message: 'Nothing under this barcode' }])
    const { candidates } = oneJson<{ candidates: { carrier: string }[] }>(
      await run(['recognise', 'TPX0012345', '--json'], { env }),
    )
    expect(candidates[0]?.carrier).toBe('tidewater_post')
  })

  it('that is wrong is told by line, and nobody else is lost', async () => {
    const wrong = join(home, 'carriers/broken.yaml')
    writeFileSync(
      wrong,
      shown('carriers/tidewater_post.yaml')
        .replace('tidewater_post', 'broken')
        .replace('out_for_delivery', 'on_the_road'),
    )
    const checked = await run(['carrier', 'check', wrong], { env })
    expect([checked.code, checked.stderr]).toEqual([
      1,
      expect.stringMatching(/^\S+broken\.yaml:22:3: codes\.on_the_road: "on_the_road" is no status; /),
    ])
    const read = await run(['read', '--carrier', 'broken', answer], { env })
    expect([read.code, read.stderr]).toEqual([1, checked.stderr])
    expect((await run(['read', '--carrier', 'tidewater_post', answer], { env })).code).toBe(0)
    rmSync(wrong)
  })

  it('may not take the place of one there is, and is named after its id', async () => {
    for (const [id, name, message] of [
      ['gls', 'gls.yaml', 'id: there is a carrier "gls" already'],
      ['tidewater_post', 'other.yaml', 'id: the file is named after its carrier; call it tidewater_post.yaml'],
    ] as const) {
      const file = join(house, name)
      writeFileSync(file, shown('carriers/tidewater_post.yaml').replace('id: tidewater_post', `id: ${id}`))
      expect((await run(['carrier', 'check', file], { env })).stderr).toContain(message)
    }
    expect((await run(['carrier', 'check', join(house, 'none.yaml')], { env })).stderr).toContain(
      'there is no such file',
    )
    expect((await run(['carrier', 'chek', mapping], { env })).code).toBe(2)
  })

  it('asks a server and reads what that answers', async () => {
    const { declareCarrier } = await import('../../src/connectors/index.ts')
    const declared = declareCarrier(shown('carriers/tidewater_post.yaml'))
    if (!declared.ok) throw new Error(JSON.stringify(declared.problems))
    const server = await serve({ key: ['x-key', 'k-2'], answer: shown('answer.json') })
    const body = await ask(server.url, declared.carrier, ['TPX0012345'], { apiKey: 'k-2', office: 'north/1' })
    expect(declared.carrier.read(body)).toMatchObject({ ok: true, value: { parcels: [{ number: 'TPX0012345' }] } })
    expect(server.asked()).toEqual(['POST /north%2F1/lookup {"items": ["TPX0012345"]}'])
    await server.close()
  })
})

const linesOf = (name: string) => shown(name).trimEnd().split('\n').length

/** A carrier on loopback that answers whoever has its key. */
async function serve({ key: [header, key], answer }: { key: readonly [string, string]; answer: string }) {
  const asked: string[] = []
  const reply = async (request: IncomingMessage, response: ServerResponse) => {
    asked.push(`${request.method} ${request.url} ${await textOf(request)}`)
    const isKnown = request.headers[header] === key
    response.writeHead(isKnown ? 200 : 401).end(isKnown ? answer : '')
  }
  const server = createServer((request, response) => void reply(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    close: () => new Promise((done) => server.close(done)),
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

async function ask(base: string, { calls }: Carrier, numbers: readonly string[], settings: Settings): Promise<string> {
  if (calls?.auth.kind !== 'headers') throw new Error('not asked by headers')
  const { method = 'GET', path, query = {}, headers, body } = calls.track(numbers, { settings, token: '' })
  const identity = Object.entries(calls.auth.headers).map(([name, id]) => [name, settings[id] ?? ''])
  const url = new URL(path, base)
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value)
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(Object.fromEntries(identity) as Record<string, string>) },
    ...(body !== undefined && { body }),
  })
  expect(response.status).toBe(200)
  return response.text()
}
