import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonLines, oneJson, run } from './run.ts'

/** What needs no database: the words of the command line, settings, carriers' answers, the learner. */

let folder: string
let home: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wh-words-'))
  home = join(folder, 'data')
})
afterAll(() => rm(folder, { recursive: true }))

const file = async (name: string, content: string) => {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe.concurrent('wrong words on the command line', () => {
  it.each<[readonly string[], RegExp]>([
    [[], /which command\?/],
    [['trakc', '1Z'], /there is no command "trakc"/],
    [['constructor'], /there is no command "constructor"/],
    [['import'], /import takes: orders FILE/],
    [['import', 'orders', 'a.csv', '--shop', 'No Such!'], /--shop "No Such!": .*such as "acme"/],
    [['read', 'a.json'], /read needs --carrier/],
    [['read', '--carrier', 'pigeon', 'a.json'], /no carrier "pigeon"; known are .*ups/],
    [['recognise'], /recognise takes NUMBER…, or --file F/],
    [['recognise', '1Z', '--file', 'a.txt'], /recognise takes NUMBER…, or --file F/],
    [['track', '1Z', '--jsn'], /--jsn/],
    [['ask'], /ask takes a TEXT/],
    [['chat', 'hello'], /chat takes no text/],
    [['link'], /link takes one ORDER-NUMBER/],
    [['keys', 'add'], /keys takes/],
    [['policies'], /policies takes: show, set FILE, or gaps/],
    [['policies', 'set'], /policies takes: show, set FILE, or gaps/],
    [['learn'], /learn needs --train/],
    [['classify', '--json'], /classify needs --model/],
    [['understand', '--language', 'tlh', '--json'], /taught are .*en/],
    [['rederive', 'all'], /rederive takes no arguments/],
    [['start', 'now'], /start takes no arguments/],
    [['start', '--demo', '--no-demo'], /exclude each other/],
  ])('whereabouts %j', async (args, message) => {
    const { code, stdout, stderr } = await run(args, { env: { WHEREABOUTS_HOME: home } })
    expect({ code, stdout, left: existsSync(home) }).toEqual({ code: 2, stdout: '', left: false })
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^usage: whereabouts /m)
    expect(stderr).not.toMatch(/\n {4}at /)
  })

  it('help is asked for, so it is no error and goes to standard output', async () => {
    const { code, stdout, stderr } = await run(['help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/ {2}read --carrier ID FILE/)
  })
})

describe.concurrent('a wrong setting names itself, what was given and what would do', () => {
  it.each<[Record<string, string>, RegExp]>([
    [{ PORT: 'abc' }, /^PORT is "abc": a whole number from 0 to 65535/],
    [{ PORT: '70000' }, /^PORT is "70000": /],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL is "loud": .*"silent"/],
    [{ HOST: '0.0.0.0' }, /^HOST is "0\.0\.0\.0".*TLS_CERT and TLS_KEY, or TRUST_PROXY/],
    [{ TLS_CERT: '/nowhere.pem' }, /^TLS_CERT is set but TLS_KEY is not/],
    [{ TLS_KEY: '/nowhere.pem' }, /^TLS_KEY is set but TLS_CERT is not/],
    [{ TLS_CERT: '/nowhere.pem', TLS_KEY: '/nowhere.pem' }, /^TLS_CERT names \/nowhere\.pem, which does not exist/],
    [{ PUBLIC_URL: 'shop.example' }, /^PUBLIC_URL is /],
    [{ DATABASE_URL: 'mysql://root:hush@localhost/x' }, /starts with mysql:.*PostgreSQL/],
    [{ DATABASE_URL: 'not a url' }, /DATABASE_URL is not a URL.*postgres:\/\//],
    [{ DATABASE_URL: 'postgres://me:hush@db.example.com/x' }, /db\.example\.com.*sslmode=verify-full/],
    [{ DATABASE_URL: 'postgres://me:hush@db.example.com/x?sslmode=require' }, /sslmode=require.*sslmode=verify-full/],
    [
      { DATABASE_URL: 'postgres://me:hush@db.example.com/x?sslmode=verify-full&sslrootcert=/nowhere.pem' },
      /DATABASE_URL names \/nowhere\.pem as sslrootcert/,
    ],
  ])('%j', async (settings, message) => {
    const own = await mkdtemp(join(folder, 'settings-'))
    const ended = await run(['start'], { env: { WHEREABOUTS_HOME: own, ...settings } })
    expect(ended.code).toBe(1)
    expect(ended.stderr).toMatch(message)
    expect(ended.stderr + ended.stdout).not.toMatch(/hush|\n {4}at /)
  })
})

describe.concurrent('read', () => {
  const answers = join(import.meta.dirname, '../../src/connectors/carriers/ups/answers')

  it('shows an answer as one JSON value of the promised shape', async () => {
    const ended = await run(['read', '--carrier', 'ups', join(answers, 'delivered-at-the-door.json'), '--json'])
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' })
    type Shown = { parcels: { scans: Record<string, unknown>[] }[]; failures: unknown[] }
    const shown = oneJson<Shown>(ended)
    expect(Object.keys(shown)).toEqual(['parcels', 'failures'])
    const [parcel] = shown.parcels
    expect(Object.keys(parcel ?? {})).toEqual([
      'number',
      'carrier',
      'milestone',
      'status',
      'delivered',
      'estimatedDelivery',
      'estimatedDeliveryUntil',
      'deliveryWindow',
      'scans',
      'service',
      'weightGrams',
      'legs',
      'proof',
      'pickup',
      'warnings',
    ])
    expect(parcel).toMatchObject({ milestone: 'delivered', delivered: true })
    expect(parcel?.scans.length).toBeGreaterThan(3)
    for (const scan of parcel?.scans ?? []) {
      expect(Object.keys(scan)).toEqual([
        'code',
        'text',
        'localTime',
        'zone',
        'place',
        'milestone',
        'status',
        'reason',
        'action',
        'signedBy',
      ])
      expect(scan['localTime']).toMatch(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/)
      if (scan['place'] !== null)
        expect(Object.keys(scan['place'] as object)).toEqual(['city', 'region', 'postal', 'country'])
    }
  })

  it('for people it is the same, indented', async () => {
    const path = join(answers, 'delivered-at-the-door.json')
    const [plain, json] = await Promise.all([
      run(['read', '--carrier', 'ups', path]),
      run(['read', '--carrier', 'ups', path, '--json']),
    ])
    expect(JSON.parse(plain.stdout)).toEqual(oneJson(json))
  })

  it.each([
    ['half an answer', '{"trackResponse": {"shipment": [', 'NOT_JSON'],
    ['nothing', '', 'EMPTY_ANSWER'],
    ['a list', '[1, 2]', ''],
    ['a web page', '<!doctype html><h1>Bad gateway</h1>', 'NOT_JSON'],
  ])('%s is told apart from an answer: exit 1, clear words, and a failure for machines', async (what, text, code) => {
    const path = await file(`${what}.json`, text)
    const ended = await run(['read', '--carrier', 'ups', path, '--json'])
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain(`${path}: `)
    expect(ended.stderr).toContain(code)
    expect(ended.stderr).not.toMatch(/\n {4}at /)
    expect(oneJson(ended)).toMatchObject({ parcels: [], failures: [{ kind: 'malformed' }] })
  })

  it('a file that is not there is named', async () => {
    const ended = await run(['read', '--carrier', 'ups', join(folder, 'missing.json')])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/missing\.json can't be read \(ENOENT\)/)
  })

  it('a folder is no file', async () => {
    expect((await run(['read', '--carrier', 'ups', folder])).stderr).toMatch(/can't be read \(EISDIR\)/)
  })
})

describe.concurrent('recognise', () => {
  type Line = { number: string; candidates: { carrier: string }[] }
  const told = (ended: Parameters<typeof jsonLines>[0]) =>
    jsonLines<Line>(ended).map(({ number, candidates }) => [number, candidates[0]?.carrier ?? null])

  it("answers each line of a file with one JSON line, in their order, nobody's too", async () => {
    const path = await file(
      'numbers.txt',
      '\u{FEFF}1Z999AA10123456784\r\nhello\n\n 9400100100000000123452\nRR473124829AQ',
    )
    const ended = await run(['recognise', '--file', path, '--json'])
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' })
    expect(told(ended)).toEqual([
      ['1Z999AA10123456784', 'ups'],
      ['hello', null],
      [' 9400100100000000123452', 'usps'],
      ['RR473124829AQ', 's10'],
    ])
  })

  it('gives each candidate of the promised shape', async () => {
    const [line] = jsonLines<Line>(await run(['recognise', 'C1001234567', '--json']))
    expect(line).toEqual({
      number: 'C1001234567',
      candidates: [
        {
          carrier: 'amazon_shipping',
          aliases: ['amazon'],
          format: 'amazon_international',
          checksum: false,
          score: 0.45,
          reasons: ['has the shape of amazon_international: C1 and nine digits', 'the format has no check digit'],
        },
      ],
    })
  })

  it('tells people the same in words', async () => {
    const { code, stdout } = await run(['recognise', '1Z999AA10123456784', 'hello'])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^1Z999AA10123456784\n {2}UPS +ups +1\.00 {2}has the shape of ups: .*check digit 4 is right\nhello\n {2}no carrier's\n$/,
    )
  })

  it('a file that is not there is named', async () => {
    const ended = await run(['recognise', '--file', join(folder, 'missing.txt'), '--json'])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/missing\.txt can't be read \(ENOENT\)/)
  })
})

describe('learn, classify, understand', () => {
  it('a model trained from JSON lines labels others, and is the same when read again', async () => {
    const taught = ['where is my parcel', 'track my parcel', 'where is it now', 'has my parcel left'].map((text) => ({
      text,
      label: 'where',
    }))
    const thanks = ['thank you', 'many thanks', 'thanks a lot', 'cheers thanks'].map((text) => ({ text, label: 'ta' }))
    const train = await file('train.jsonl', [...taught, ...thanks].map((one) => JSON.stringify(one)).join('\n'))
    const out = join(folder, 'small.model')
    const learnt = await run(['learn', '--train', train, '--dev', train, '--out', out, '--json'])
    expect(learnt.code, learnt.stderr).toBe(0)
    expect(oneJson(learnt)).toMatchObject({ examples: 8, labels: 2, devAccuracy: 1 })
    expect((await readFile(out)).length).toBe(oneJson<{ bytes: number }>(learnt).bytes)

    const input = '{"text": "where is my parcel"}\n\n{"text": "thanks"}\n'
    const classified = await run(['classify', '--model', out, '--json'], { input })
    expect(classified.code, classified.stderr).toBe(0)
    expect(jsonLines<{ label: string }>(classified).map(({ label }) => label)).toEqual(['where', 'ta'])
  })

  it.each<[string, RegExp]>([
    ['{"text": "a", "label": "b"}\n{"text": ', /line 2: not a JSON object/],
    ['{"txt": "a"}', /line 1: "text" and "label" are needed/],
    ['', /no line in it/],
  ])('refuses to learn from %j with its line', async (text, message) => {
    const train = await file('wrong.jsonl', text)
    const ended = await run(['learn', '--train', train, '--out', join(folder, 'x.model')])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(message)
  })

  it('a file that is no model is refused', async () => {
    const ended = await run(['classify', '--model', await file('no.model', 'hello'), '--json'], {
      input: '{"text":"x"}',
    })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/no\.model: This is no learner's model/)
  })

  // It once read its file off by an offset: every process after the one that had trained understood nothing.
  it('the assistant read from its file understands what the one just trained did', async () => {
    const input = ['where is my order', 'when will it arrive', 'thanks', 'I want to talk to a person']
      .map((text) => JSON.stringify({ text }))
      .join('\n')
    const first = await run(['understand', '--json'], { input })
    const second = await run(['understand', '--json'], { input })
    expect(second.stdout).toBe(first.stdout)
    type Understood = { intents: { intent: string }[]; outOfScope: boolean }
    expect(jsonLines<Understood>(second).map(({ intents, outOfScope }) => outOfScope || intents[0]?.intent)).toEqual([
      'order_status',
      'delivery_eta',
      'thanks',
      'human_agent',
    ])
  })

  it('a broken line of input is named, after what came before it was answered', async () => {
    const ended = await run(['understand', '--json'], { input: '{"text": "thanks"}\nthanks\n' })
    expect(ended.code).toBe(1)
    expect(jsonLines(ended)).toHaveLength(1)
    expect(ended.stderr).toMatch(/standard input, line 2: not a JSON object/)
  })
})
