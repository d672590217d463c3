import { createHash } from 'node:crypto'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Served, serve } from '../faults/served.ts'
import { vendureAnswer, vendureOrder } from '../http/serve.ts'
import { upsNumber } from '../worlds/journeys.ts'

/** What the vault promises: nothing that tells of a person stands readable in the database, its files, its log or ours. */

const secrets = {
  'first name': 'Zebulonia',
  'last name': 'Quandarion',
  mail: 'zebulonia.q@xyzzy-mail.example',
  phone: '4930987654321',
  street: 'Plughstrasse 4711',
  city: 'Xanadustadt',
  postcode: 'QX97ZZQ',
  'order number': 'ZQORDER-90210',
  'tracking number': upsNumber(777_000_777),
  'unknown tracking number': upsNumber(888_000_888),
  product: 'Frobnicator Deluxe',
  instructions: 'leave it under the plover statue',
  'what the carrier wrote': 'handed to neighbour Grelbfritz',
  'what was said on the page': 'my grandmother Ottilgund needs her frobnicator',
  'what was said by API': 'uncle Wendelbart waits for the parcel',
} as const

let served: Served
beforeAll(async () => {
  served = await serve({ env: { LOG_LEVEL: 'debug' } })
  await served.start()
}, 60_000)
afterAll(async () => {
  await served?.stop()
  await served?.remove()
}, 60_000)

/** A text as it may lie somewhere: as it is, in lower case, as hex, as base64 at each of three offsets, hashed without a key. */
function forms(text: string): string[] {
  return [text, text.toLowerCase(), text.toUpperCase()].flatMap((written) => {
    const bytes = Buffer.from(written)
    const base64 = [0, 1, 2].map((offset) => {
      const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
      // What its neighbours share with it is cut away at both ends.
      return shifted.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6) - 1)
    })
    const hashes = ['sha256', 'sha1', 'md5'].map((kind) => createHash(kind).update(written).digest('hex'))
    return [written, bytes.toString('hex'), ...base64, ...hashes]
  })
}

function found(haystack: string): string[] {
  const lower = haystack.toLowerCase()
  return Object.entries(secrets).flatMap(([what, text]) =>
    forms(text)
      .filter((form) => haystack.includes(form) || lower.includes(form.toLowerCase()))
      .map((form) => `${what}: ${form}`),
  )
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

it('nothing of a customer is readable in any table, any file of the database, or any log', async () => {
  const order = {
    ...vendureOrder(1, {
      email: secrets.mail,
      postalCode: secrets.postcode,
      lines: [{ name: secrets.product, quantity: 1 }],
      shipment: { number: secrets['tracking number'] },
    }),
    code: secrets['order number'],
    customer: {
      id: '1',
      firstName: secrets['first name'],
      lastName: secrets['last name'],
      emailAddress: secrets.mail,
      phoneNumber: `+${secrets.phone}`,
    },
    shippingAddress: {
      fullName: `${secrets['first name']} ${secrets['last name']}`,
      streetLine1: secrets.street,
      city: secrets.city,
      postalCode: secrets.postcode,
      countryCode: 'DE',
    },
    customFields: { note: secrets.instructions },
  }
  const { key } = JSON.parse(await served.command('keys', 'add', 'feed', '--json')) as { key: string }
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${served.url()}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    const text = await response.text()
    expect(response.status, `${path}: ${text}`).toBeLessThan(400)
    return response
  }
  // Scans before their order is known, and of a parcel nobody ever orders.
  const scan = (number: string, localTime: string) => ({
    number,
    localTime,
    milestone: 'delivered',
    status: 'delivered/to_neighbour',
    text: secrets['what the carrier wrote'],
    place: { city: secrets.city, postal: secrets.postcode, country: 'DE' },
  })
  await post('/v1/scans', { scans: [scan(secrets['tracking number'], '2026-11-19T09:00')] })
  await post('/v1/scans', { scans: [scan(secrets['unknown tracking number'], '2026-11-19T09:00')] })
  await post('/v1/shops/main/orders?connector=vendure', vendureAnswer(order))
  await post('/v1/scans', { scans: [scan(secrets['tracking number'], '2026-11-20T10:00')] })
  const file = join(served.home, 'orders.json')
  await writeFile(file, JSON.stringify(vendureAnswer({ ...order, updatedAt: '2026-11-20T11:00:00.000Z' })))
  await served.command('import', 'orders', file)
  await served.command('ask', 'where is my order', '--as', secrets.mail)
  await served.command('track', secrets['tracking number'])
  await post('/v1/conversations', {
    text: `${secrets['what was said by API']} ${secrets['order number']} ${secrets.mail}`,
  })

  const { url } = JSON.parse(await served.command('link', secrets['order number'], '--json')) as { url: string }
  const opened = await fetch(url, { redirect: 'manual' })
  const page = opened.headers.get('location') ?? ''
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
  const form = { 'content-type': 'application/x-www-form-urlencoded', cookie, accept: 'application/json' }
  await post(`${page}/say`, new URLSearchParams({ text: secrets['what was said on the page'] }).toString(), form)
  await post(`${page}/say`, new URLSearchParams({ text: 'where is my order?' }).toString(), form)
  // It is all there for those who may read it.
  const shown = await (await fetch(`${served.url()}${page}`, { headers: { cookie } })).text()
  expect(shown).toContain(secrets['what was said on the page'])
  expect(shown).toContain(secrets.product)
  // Refusals say what was wrong, and their words must not be kept either.
  await fetch(`${served.url()}/track`, {
    method: 'POST',
    body: new URLSearchParams({ number: secrets['order number'], proof: secrets.mail }),
  })
  await fetch(`${served.url()}/v1/orders?number=${secrets['order number']}`, {
    headers: { authorization: 'Bearer no' },
  })
  await fetch(`${served.url()}/v1/parcels?number=${secrets['tracking number']}`, {
    headers: { authorization: `Bearer ${key}` },
  })

  const tables = await served.rows<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  )
  expect(tables.length).toBeGreaterThan(25)
  const dumps = new Map<string, string>()
  for (const { name } of tables) {
    const rows = await served.rows<{ row: string }>(`select t::text as row from ${name} t`)
    dumps.set(name, rows.map(({ row }) => row).join('\n'))
  }
  for (const table of ['raw_slices', 'orders', 'order_lines', 'parcels', 'scans', 'messages', 'idempotency', 'outbox'])
    expect(dumps.get(`whereabouts.${table}`), table).toMatch(/./)
  expect([...dumps].flatMap(([table, text]) => found(text).map((what) => `${table}: ${what}`))).toEqual([])

  // Rows that are gone still lie in the write-ahead log: every job that ran, every version of a row.
  await served.rows('checkpoint')
  const places = (await filesUnder(join(served.home, 'data'))).filter((path) => !path.endsWith('orders.json'))
  const seen = await Promise.all(places.map(async (path) => [path, await readFile(path, 'latin1')] as const))
  expect(seen.flatMap(([path, text]) => found(text).map((what) => `${path}: ${what}`))).toEqual([])
  // The search finds what is there: the name of a status, in tables and write-ahead log.
  expect(seen.filter(([, text]) => text.includes('delivered/to_neighbour')).length).toBeGreaterThan(1)

  expect(served.output()).toMatch(/http\.answered/)
  expect(found(served.output())).toEqual([])
  expect(served.output()).not.toContain(key)
  expect(served.output()).not.toContain(url.split('/').at(-1))
}, 60_000)

it('the search finds each form it looks for', () => {
  const { mail } = secrets
  for (const held of [
    `x${mail}x`,
    mail.toUpperCase(),
    `\\x00${Buffer.from(`{"a":"${mail}"}`).toString('hex')}`,
    ...['', 'a', 'ab'].map((before) => Buffer.from(`${before}${mail}, and more`).toString('base64')),
    createHash('sha256').update(mail).digest('hex'),
  ])
    expect(found(held), held).not.toEqual([])
  expect(found('delivered to a neighbour')).toEqual([])
})
