import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { upsNumber } from '../worlds/journeys.ts'
import { type Served, serve } from '../faults/served.ts'
import { type Ended, oneJson, run } from './run.ts'

/** The commands beside a running `start`, on its folder and through its database. */

const recordings = join(import.meta.dirname, '../../../shared/data/shops/vendure')
let served: Served
let files: string
beforeAll(async () => {
  served = await serve()
  files = await mkdtemp(join(tmpdir(), 'wh-files-'))
  await served.start()
}, 60_000)
afterAll(async () => {
  await served?.stop()
  await served?.remove()
  await rm(files, { recursive: true })
}, 60_000)

const whereabouts = (...args: string[]) => run(args, { env: served.env })
async function file(name: string, ...lines: string[]): Promise<string> {
  const path = join(files, name)
  await writeFile(path, `${lines.join('\n')}\n`)
  return path
}

const inDays = (days: number) => Temporal.Now.plainDateISO('UTC').add({ days }).toString()
const columns =
  'order number,placed at,email,first name,postcode,country,item,quantity,price,currency,total,tracking number,promised date'
const row = (number: string, email: string, item: string, tracking = '', promised = '') =>
  `${number},${inDays(-3)}T08:00:00Z,${email},Mira,10115,DE,${item},1,79.00,EUR,79.00,${tracking},${promised}`

type Answer = {
  text: string
  choices: { label: string; say: string }[]
  evidence: { kind: string; text: string; value: string; source: { kind: string; name: string; asOf: string } | null }[]
  effects: { do: string; reason?: string }[]
  outOfScope: boolean
}
const ask = async (text: string, email?: string) =>
  oneJson<Answer>(await whereabouts('ask', text, ...(email === undefined ? [] : ['--as', email]), '--json'))

async function ingest(...scans: Record<string, unknown>[]): Promise<void> {
  key ??= oneJson<{ key: string }>(await whereabouts('keys', 'add', 'test', '--json')).key
  const response = await fetch(`${served.url()}/v1/scans`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ scans }),
  })
  expect(response.status, await response.text()).toBe(200)
}
let key: string | undefined

const stored = async (email: string) => (await ask('what did I order', email)).text

describe('import orders', () => {
  it('shows what it understood of a CSV, and stores nothing with --dry-run', async () => {
    const path = await file('dry.csv', columns, row('#D1', 'dry@example.com', 'Lamp'))
    const ended = await whereabouts('import', 'orders', path, '--dry-run')
    expect(ended.code, ended.stderr).toBe(0)
    expect(ended.stdout).toContain(`${path}: 1 order understood, 0 rows rejected`)
    expect(ended.stdout).toContain('number ← order number')
    expect(ended.stdout).toMatch(/#D1 .*€79\.00.*1 × Lamp/)
    expect(ended.stdout).toMatch(/nothing was stored \(--dry-run\)\n$/)
    expect(await stored('dry@example.com')).toMatch(/I see no order of yours/)
  })

  it('rejected rows are named with line and reason, and nothing at all is stored', async () => {
    const path = await file(
      'wrong.csv',
      columns,
      row('#R1', 'good@example.com', 'Lamp'),
      row('#R2', 'bad@example.com', 'Lamp').replace('EUR', 'EURO'),
      row('#R3', 'bad@example.com', 'Lamp').replace(`${inDays(-3)}T08:00:00Z`, '1970-01-01T00:00:00Z'),
    )
    const ended = await whereabouts('import', 'orders', path)
    expect(ended.code).toBe(1)
    expect(ended.stdout).toContain('1 order understood, 2 rows rejected')
    expect(ended.stderr).toContain("nothing was stored, because 2 rows can't be used")
    expect(ended.stderr).toMatch(/line 3: .*EURO/)
    expect(ended.stderr).toMatch(/line 4: .*1970/)
    const json = await whereabouts('import', 'orders', path, '--json')
    expect(json.code).toBe(1)
    expect(oneJson(json)).toMatchObject({ stored: 0, understood: 1, rejected: [{ line: 3 }, { line: 4 }] })
    expect(await stored('good@example.com')).toMatch(/I see no order of yours/)
  })

  it('takes columns no header tells from --map, as pairs or as a file', async () => {
    const path = await file('mapped.csv', 'A,B,C,D,E,F', `M1,${inDays(0)}T08:00:00Z,map@example.com,Lamp,1,12.50`)
    const map = { number: 'A', placedAt: 'B', email: 'C', title: 'D', quantity: 'E', price: 'F', currency: '=EUR' }
    const pairs = Object.entries(map).flatMap(([field, column]) => ['--map', `${field}=${column}`])
    const dry = await whereabouts('import', 'orders', path, ...pairs, '--dry-run', '--json')
    expect(oneJson(dry)).toMatchObject({ understood: 1, rejected: [] })
    const mapFile = await file('map.json', JSON.stringify(map))
    const ended = await whereabouts('import', 'orders', path, '--map', mapFile, '--shop', 'outlet')
    expect(ended.code, ended.stderr).toBe(0)
    expect(ended.stdout).toMatch(/shop "outlet" is new/)
    expect(ended.stdout).toMatch(/1 order version stored in shop "outlet", 0 known already\n$/)
    expect(await stored('map@example.com')).toMatch(/M1, placed .*Lamp/)

    const wrong = await whereabouts('import', 'orders', path, '--map', 'colour=A')
    expect(wrong).toMatchObject({ code: 1, stdout: '' })
    expect(wrong.stderr).toMatch(/no field "colour"; fields are number/)
  })

  it('the same file again changes nothing; a newer version of an order is stored beside the old', async () => {
    const rows = (updated: string, state: string) => [
      `${columns},updated at,status`,
      `${row('#V1', 'again@example.com', 'Lamp')},${updated},${state}`,
    ]
    const first = await file('v1.csv', ...rows(`${inDays(-2)}T08:00:00Z`, 'open'))
    expect(oneJson(await whereabouts('import', 'orders', first, '--json'))).toMatchObject({ stored: 1, understood: 1 })
    expect(oneJson(await whereabouts('import', 'orders', first, '--json'))).toMatchObject({ stored: 0, understood: 1 })
    const second = await file('v2.csv', ...rows(`${inDays(-1)}T08:00:00Z`, 'cancelled'))
    expect(oneJson(await whereabouts('import', 'orders', second, '--json'))).toMatchObject({ stored: 1 })
    expect((await ask('where is my order', 'again@example.com')).text).toMatch(/cancel/)
    // The old version after the new one is history, and changes nothing of what is so now.
    expect((await whereabouts('import', 'orders', first)).code).toBe(0)
    expect((await ask('where is my order', 'again@example.com')).text).toMatch(/cancel/)
  })

  it.each([
    ['nothing.csv', undefined, /can't be read \(ENOENT\)/],
    ['empty.csv', '', /empty|no order|header/i],
    ['broken.json', '{"data": {"orders": [', /JSON/],
    ['other.json', '{"data": {"products": []}}', /order/],
  ])('refuses %s with clear words', async (name, text, message) => {
    const path = text === undefined ? join(files, name) : await file(name, text)
    const ended = await whereabouts('import', 'orders', path)
    expect(ended.code).toBe(1)
    expect(ended.stderr).toMatch(message)
    expect(ended.stderr).not.toMatch(/\n {4}at /)
  })

  it.each([
    ['woocommerce/answers/two-parcels.json', 1],
    ['woocommerce/answers/with-note-and-fulfilment.json', 1],
    ['magento1/answers/order-and-shipment.xml', 1],
    ['magento1/answers', 1],
    ['vendure/answers/list.json', 2],
  ])('knows by its content whose %s is', async (name, orders) => {
    const path = join(import.meta.dirname, '../../src/connectors/shops', name)
    const ended = await whereabouts('import', 'orders', path, '--dry-run', '--json')
    expect(ended.code, ended.stderr).toBe(0)
    expect(oneJson(ended)).toMatchObject({ understood: orders, rejected: [] })
  })

  it.skipIf(!existsSync(recordings))('reads the recordings of a real Vendure, one by one and as a folder', async () => {
    const one = await whereabouts('import', 'orders', join(recordings, '12-order-delivered.json'), '--json')
    expect(one.code, one.stderr).toBe(0)
    expect(oneJson(one)).toMatchObject({ stored: 1, understood: 1, shop: 'main', rejected: [] })
    const all = oneJson<{ stored: number; understood: number; orders: string[] }>(
      await whereabouts('import', 'orders', recordings, '--json'),
    )
    expect(all.understood).toBeGreaterThan(3)
    expect(all.orders).toHaveLength(2)
    expect(oneJson(await whereabouts('import', 'orders', recordings, '--json'))).toMatchObject({ stored: 0 })
    const list = await whereabouts('import', 'orders', join(recordings, '18-orders-list-incremental.json'))
    expect(list.code).toBe(1)
    expect(list.stderr).toMatch(/come without lines/)
  })
})

describe.concurrent('ask', () => {
  const [lamp, rug] = [upsNumber(71), upsNumber(72)]
  beforeAll(async () => {
    const path = await file(
      'asked.csv',
      columns,
      row('#A1', 'mira@example.com', 'Reading lamp', lamp, inDays(4)),
      row('#A2', 'two@example.com', 'Wool rug', rug),
      row('#A3', 'two@example.com', 'Clock'),
      row('#A4', 'waits@example.com', 'Chair', '', inDays(9)),
      row('#A5', 'shopsaid@example.com', 'Vase', upsNumber(73)),
    )
    expect((await whereabouts('import', 'orders', path)).code).toBe(0)
    await ingest(
      {
        number: lamp,
        carrier: 'ups',
        localTime: `${inDays(-1)}T07:13`,
        milestone: 'in_transit',
        status: 'in_transit/departed',
        code: 'DP',
        place: { city: 'Louisville', region: 'KY', country: 'US' },
      },
      { number: rug, carrier: 'ups', localTime: `${inDays(-1)}T09:00`, milestone: 'out_for_delivery' },
    )
  }, 60_000)

  it.each<[string, RegExp, readonly string[]]>([
    ['where is my order', /#A1 .*UPS last scanned it in Louisville, KY/s, ['status', 'place', 'moment', 'as_of']],
    ['when does it come', /promised/, ['days', 'shop']],
    ['why is it late', /./, ['as_of']],
    ['what did I order', /#A1, placed .*Reading lamp/, ['order', 'placed', 'items']],
    ['what is the tracking number', new RegExp(lamp), ['tracking_number', 'carrier']],
  ])('%j is answered with evidence: who said it, and as of when', async (question, text, kinds) => {
    const answer = await ask(question, 'mira@example.com')
    expect(answer.text).toMatch(text)
    expect(answer.evidence.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...kinds]))
    for (const { kind, text: words, source } of answer.evidence) {
      expect(answer.text.toLowerCase()).toContain(words.toLowerCase())
      if (kind === 'shop' || kind === 'topic') continue
      expect(source, `${kind} "${words}"`).toMatchObject({ kind: expect.any(String), name: expect.any(String) })
      expect(Temporal.Instant.from(source?.asOf ?? '').epochMilliseconds).toBeGreaterThan(Date.now() - 600_000)
    }
    // Whatever looks like a date, a time or a number in the text stands in a fact.
    const bare = answer.evidence.reduce((left, { text: words }) => left.replaceAll(words, ''), answer.text)
    expect(bare).not.toMatch(/\d|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow/i)
  })

  it.each<[string, RegExp, { effects: string[]; outOfScope: boolean }]>([
    ['I want to talk to a person', /passing this to a person/, { effects: ['handOver'], outOfScope: false }],
    ['thanks', /welcome/, { effects: [], outOfScope: false }],
    ['will it rain tomorrow', /only know about orders/, { effects: [], outOfScope: true }],
  ])('%j', async (question, text, { effects, outOfScope }) => {
    const answer = await ask(question, 'mira@example.com')
    expect(answer.text).toMatch(text)
    expect(answer.effects.map((effect) => effect.do)).toEqual(effects)
    expect(answer.outOfScope).toBe(outOfScope)
  })

  it('asks which order when two fit, and offers both', async () => {
    const { text, choices } = await ask('where is my order', 'two@example.com')
    expect(text).toMatch(/which/i)
    const offered = choices.map(({ label, say }) => `${label} ${say}`).join(' | ')
    expect(offered).toContain('#A2')
    expect(offered).toContain('#A3')
    expect(
      (await ask(choices.find(({ label, say }) => `${label}${say}`.includes('#A2'))?.say ?? '', 'two@example.com'))
        .text,
    ).toContain('#A2')
  })

  it('says of what was not shipped that it was not, and what was promised', async () => {
    const { text, evidence } = await ask('where is my order', 'waits@example.com')
    expect(text).toMatch(/not|hasn.t/)
    expect(evidence.map(({ kind, source }) => [kind, source?.kind])).toContainEqual(['state', 'shop'])
  })

  // A parcel no carrier has reported: what the shop says is not put into the carrier's mouth.
  it('names the one who said it', async () => {
    const { text, evidence } = await ask('where is my order', 'shopsaid@example.com')
    const heard = evidence.filter(({ source }) => source?.kind === 'carrier').map(({ source }) => source?.name)
    expect(heard).toEqual([])
    expect(text).not.toMatch(/UPS says/)
  })

  it.skipIf(!existsSync(recordings))('names the shop where only the shop says that it was delivered', async () => {
    await whereabouts('import', 'orders', join(recordings, '12-order-delivered.json'))
    const { text } = await ask('where is my order', 'ana1@example.com')
    expect(text).toMatch(/delivered/)
    expect(text).not.toMatch(/UPS says/)
  })

  it('knows nobody by an unknown address, and asks who is there without one', async () => {
    expect((await ask('where is my order', 'nobody@example.com')).text).toMatch(/I see no order of yours/)
    const { text, evidence } = await ask('where is my order')
    expect(text).toMatch(/order number/i)
    expect(evidence.filter(({ kind }) => kind !== 'shop')).toEqual([])
  })

  it('chat goes on where it was, and is silent once a person has it', async () => {
    const input = 'where is my order\nwhen does it come?\nI want to talk to a person\nwhere is it\n\nnever read\n'
    const ended: Ended = await run(['chat', '--as', 'mira@example.com'], { env: served.env, input })
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toMatch(
      /^#A1 .*Louisville.*promised.*passing this to a person.*\n {2}\(handed over to a person: asked\)\nA person at Your shop will read this as well and answer here\.\n$/s,
    )
  })

  it('track shows the scans of a number, and says when nothing is known', async () => {
    type Tracked = { parcels: { milestone: string; orders: string[]; scans: Record<string, unknown>[] }[] }
    const { parcels } = oneJson<Tracked>(await whereabouts('track', lamp, '--json'))
    expect(parcels).toMatchObject([{ milestone: 'in_transit', orders: [expect.any(String)] }])
    expect(parcels[0]?.scans).toMatchObject([
      { localTime: `${inDays(-1)}T07:13`, status: 'in_transit/departed', place: { city: 'Louisville' } },
    ])
    const plain = await whereabouts('track', lamp)
    expect(plain.stdout).toMatch(new RegExp(`^${lamp} {2}UPS {2}in_transit/departed {2}as of .*\n.*Louisville, KY, US`))
    const unknown = await whereabouts('track', upsNumber(999))
    expect(unknown).toMatchObject({ code: 1, stdout: '' })
    expect(unknown.stderr).toMatch(/nothing is known of/)
    expect(oneJson(await whereabouts('track', upsNumber(999), '--json'))).toMatchObject({ parcels: [] })
  })

  it('link makes a link that opens the page', async () => {
    const { url } = oneJson<{ url: string }>(await whereabouts('link', '#A1', '--json'))
    expect(url).toMatch(new RegExp(`^${served.url()}/t/[\\w-]{43}$`))
    const opened = await fetch(url, { redirect: 'manual' })
    expect(opened.status).toBe(303)
    const missing = await whereabouts('link', '#NONE')
    expect(missing).toMatchObject({ code: 1, stdout: '' })
    expect(missing.stderr).toMatch(/no order "#NONE"/)
  })
})

describe('keys', () => {
  it('are made once readable, listed without their secret, and work until they are revoked', async () => {
    const made = oneJson<{ id: string; key: string }>(
      await whereabouts('keys', 'add', 'warehouse', '--scopes', 'orders:read', '--json'),
    )
    const get = async (path: string) =>
      (await fetch(`${served.url()}${path}`, { headers: { authorization: `Bearer ${made.key}` } })).status
    expect(await get('/v1/orders')).toBe(200)
    expect(await get('/v1/parcels')).toBe(403)
    const listed = await whereabouts('keys', 'list', '--json')
    expect(oneJson<object[]>(listed)).toContainEqual(
      expect.objectContaining({ id: made.id, name: 'warehouse', scopes: ['orders:read'], revokedAt: null }),
    )
    expect(listed.stdout).not.toContain(made.key.slice(3, 20))
    expect((await whereabouts('keys', 'revoke', made.id)).code).toBe(0)
    expect(await get('/v1/orders')).toBe(401)
    expect(await whereabouts('keys', 'revoke', made.id)).toMatchObject({ code: 1, stdout: '' })
    expect((await whereabouts('keys')).stdout).toMatch(/warehouse {2}orders:read {2}revoked/)
  })

  it('a scope there is not is refused with those there are', async () => {
    const ended = await whereabouts('keys', 'add', 'x', '--scopes', 'everything')
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(/no scope "everything"; there are orders:read/)
  })
})

it('doctor says what it found', async () => {
  const ended = await whereabouts('doctor', '--json')
  expect(ended.code, ended.stdout).toBe(0)
  const checks = oneJson<{ check: string; ok: boolean; detail: string }[]>(ended)
  expect(checks.map(({ check, ok }) => [check, ok])).toEqual([
    ['settings', true],
    ['master key', true],
    ['database', true],
    ['dead letters', true],
  ])
  expect(ended.stderr).toBe('')
})

describe('rederive', () => {
  it('beside the running server and without it, ends at the same rows byte for byte', async () => {
    const before = await served.dump()
    expect(before.length).toBeGreaterThan(5_000)
    const beside = await whereabouts('rederive', '--json')
    expect(beside.code, beside.stderr).toBe(0)
    const told = oneJson<{ slices: number; unreadable: unknown[] }>(beside)
    expect(told.slices).toBeGreaterThan(5)
    expect(told.unreadable).toEqual([])
    expect(await served.dump()).toBe(before)

    expect(await served.stop()).toBe(0)
    const alone = await whereabouts('rederive')
    expect(alone.code, alone.stderr).toBe(0)
    expect(alone.stdout).toBe(`${told.slices} answers read again, 0 can't be read any more\n`)
    await served.start()
    expect(await served.dump()).toBe(before)
  }, 60_000)
})

describe('connect and shop', () => {
  it('give a shop system the address and secret it sends its orders to, until they are revoked', async () => {
    const made = oneJson<{ id: string; url: string; secret: string }>(
      await whereabouts('connect', 'woocommerce', '--shop', 'pushing', '--json'),
    )
    expect(made.secret.length).toBeGreaterThan(24)
    const ping = () => fetch(made.url, { method: 'POST', body: 'webhook_id=1' })
    expect((await ping()).status).toBe(200)
    expect((await whereabouts('connect')).stdout).toContain(`${made.id}  woocommerce  pushing  nothing heard yet`)
    expect((await whereabouts('connect', 'revoke', made.id)).code).toBe(0)
    expect((await ping()).status).toBe(401)
    expect(await whereabouts('connect', 'revoke', made.id)).toMatchObject({ code: 1 })
    expect(await whereabouts('connect', 'csv')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('woocommerce does'),
    })
  })

  it('give a carrier the address and secret it pushes to, and tell how its pushes do', async () => {
    const entered = ['--set', 'clientId=a', '--set', 'clientSecret=b', '--url', 'http://127.0.0.1:9']
    const said = await whereabouts('connect', 'ups', ...entered)
    expect(said.stdout).toMatch(/address: http:.*\/hooks\/carriers\/[0-9a-f-]{36}\nsecret: {2}\S{32}\n\nIn the UPS/)
    expect(said.stdout).toContain('PUBLIC_URL is not set')
    const url = /address: (\S+)/.exec(said.stdout)?.[1] ?? ''
    const first = /secret: {2}(\S+)/.exec(said.stdout)?.[1] ?? ''
    const account = url.split('/').at(-1) ?? ''
    const push = async (credential: string, body: string) =>
      (await fetch(url, { method: 'POST', headers: { credential }, body })).status
    const scan = {
      localActivityDate: '20261119',
      localActivityTime: '080000',
      activityStatus: { type: 'I', code: 'AR' },
    }
    const event = JSON.stringify({ trackingNumber: upsNumber(901), ...scan })
    expect([await push('a guess', event), await push(first, event), await push(first, '{"no":"event"}')]).toEqual([
      401, 200, 200,
    ])

    await file('secret.json', '{"secret":"one of the merchant’s own"}')
    const changed = oneJson<{ url: string; secret: string }>(
      await whereabouts('connect', 'push', account, '--settings', join(files, 'secret.json'), '--json'),
    )
    expect(changed).toMatchObject({ url, secret: 'one of the merchant’s own' })
    expect(await push(first, event)).toBe(200)
    const { secret } = oneJson<{ secret: string }>(await whereabouts('connect', 'push', account, '--json'))
    expect(secret).not.toBe(first)
    expect([await push(secret, event), await push(first, event)]).toEqual([200, 200])

    const listed = (await whereabouts('connect', 'push')).stdout
    expect(listed).toContain(`${account}  ups  last heard `)
    expect(listed).toContain('2 in 24 h, 3 came again, 1 unread, subscribed 0 (0 lapse within a day)')
    expect(listed).toContain(url)
    const doctor = await whereabouts('doctor')
    expect([doctor.code, doctor.stdout]).toEqual([
      1,
      expect.stringMatching(/BAD {2}pushes of carriers: PUBLIC_URL.*1 of ups/),
    ])
    const retried = await whereabouts('connect', 'push', 'retry', '--json')
    expect(oneJson(retried)).toEqual({ read: 0, left: 1, subscriptions: 0 })
    expect((await whereabouts('connect', 'push', account, 'more')).code).toBe(2)
    expect(await whereabouts('connect', 'push', 'nothing')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no account nothing'),
    })
    expect((await whereabouts('connect', 'revoke', account)).code).toBe(0)
    expect(await push(secret, event)).toBe(401)
    expect((await whereabouts('connect', 'push')).stdout).toContain('no account is pushed to')
  })

  it('say what a shop is called, where its days are, and which language it writes', async () => {
    const named = ['--name', 'Lamp & Shade', '--zone', 'Europe/Vienna', '--language', 'de-AT']
    expect((await whereabouts('shop', 'lamps', ...named)).stdout).toContain('lamps  Lamp & Shade  Europe/Vienna  de-AT')
    expect((await whereabouts('shop', 'lamps', '--name', 'Lamps')).stdout).toContain('lamps  Lamps  Europe/Vienna')
    for (const wrong of [
      ['--zone', 'Mars'],
      ['--language', 'german!'],
      ['--name', ' '],
    ])
      expect((await whereabouts('shop', 'lamps', ...wrong)).code, wrong.join(' ')).toBe(1)
    expect((await whereabouts('shop', 'No Such')).code).toBe(2)
  })
})

describe('codes', () => {
  const number = upsNumber(7001)
  type Shown = { parcels: { status: string }[] }
  const parcel = async () => oneJson<Shown>(await whereabouts('track', number, '--json')).parcels[0]?.status

  it('lists what has no meaning with what it may mean, maps it with its history, and takes that back', async () => {
    const localTime = `${inDays(-1)}T09:00`
    await ingest({ number, carrier: 'ups', localTime, code: 'NEW1', text: 'Customer was not in, notice left' })
    const { stdout } = await whereabouts('codes')
    expect(stdout).toMatch(/^NEW1 {2}of UPS: 1 scan of 1 parcel$/m)
    expect(stdout).toMatch(/may be attempt_failed\/not_home \(0\.\d+\), because it is like "/)
    const queue = oneJson<{ code: string }[]>(await whereabouts('codes', 'list', '--carrier', 'ups', '--json'))
    expect(queue).toMatchObject([{ code: 'NEW1', count: 1, examples: ['Customer was not in, notice left'] }])

    const mapped = await whereabouts(
      'codes',
      'map',
      'ups',
      'NEW1',
      'attempt_failed/not_home',
      '--reason',
      'recipient:not_home',
    )
    expect(mapped).toMatchObject({ code: 0, stderr: '' })
    expect(mapped.stdout).toBe(
      'NEW1 of UPS means attempt_failed/not_home (version 1)\n1 parcel had such a scan, 1 changed\n',
    )
    expect(await parcel()).toBe('attempt_failed/not_home')
    expect((await whereabouts('codes')).stdout).toBe('every code that came has a meaning\n')
    expect(
      (await whereabouts('codes', 'map', 'ups', 'NEW1', 'attempt_failed/not_home', '--reason', 'recipient:not_home'))
        .stdout,
    ).toMatch(/^NEW1 of UPS means attempt_failed\/not_home already \(version 1\)$/m)
    const gone = oneJson<{ meaning: null }>(await whereabouts('codes', 'unmap', 'ups', 'NEW1', '--json'))
    expect(gone).toMatchObject({ version: 2, meaning: null, history: { parcels: 1, changed: 1 } })
    expect(await parcel()).toBe('unknown')
  })

  it('says what would do where a status, a carrier or an option is wrong', async () => {
    const status = await whereabouts('codes', 'map', 'ups', 'NEW1', 'deliverd')
    expect(status).toMatchObject({ code: 1, stdout: '' })
    expect(status.stderr).toMatch(/INPUT_INVALID: status: there is no status "deliverd"; nearest are delivered/)
    const carrier = await whereabouts('codes', 'unmap', 'upps', 'NEW1')
    expect(carrier).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^CARRIER_UNKNOWN: .*canadapost.*purolator.*ups/),
    })
    const reason = await whereabouts('codes', 'map', 'ups', 'NEW1', 'delivered', '--reason', 'dog')
    expect(reason).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--reason "dog": it looks like carrier:some_word/),
    })
    expect((await whereabouts('codes', 'map', 'ups')).code).toBe(2)
  })
})
