import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type Json, type Served, asking, openServed, vendureAnswer, vendureOrder } from './serve.ts'

let served: Served
let ask: ReturnType<typeof asking>
let document: Json
beforeAll(async () => {
  served = await openServed()
  ask = asking(served.url, await served.key())
  document = (await ask('/v1/openapi.json')).json
}, 60_000)
afterAll(() => served?.close())

const operations = () =>
  Object.entries(document['paths'] as Record<string, Json>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )

it('the document and the registered routes agree in both directions', () => {
  // The tree as Fastify prints it: each line adds to the path of the line it hangs under.
  const above: string[] = []
  const registered: string[] = []
  for (const line of served.server.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', part, methods = ''] = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    if (part === undefined) continue
    const depth = indent.length / 4
    above[depth] = `${above[depth - 1] ?? ''}${part}`.replace('//', '/')
    const path = above[depth].replaceAll(/:(\w+)/g, '{$1}')
    if (!path.startsWith('/v1/')) continue
    for (const method of methods.split(', '))
      if (method !== '' && method !== 'HEAD') registered.push(`${method} ${path}`)
  }
  expect(registered.length).toBeGreaterThan(10)
  expect(operations().toSorted()).toEqual(registered.toSorted())
})

/** The document's own schema, as a reader of the document would check an answer. */
function check(schema: Json, value: unknown) {
  const inDefs = (json: unknown) =>
    JSON.parse(JSON.stringify(json).replaceAll('#/components/schemas/', '#/$defs/')) as Json
  const whole = { ...inDefs(schema), $defs: inDefs(document['components'].schemas) }
  return z.fromJSONSchema(whole).safeParse(value).error?.issues ?? []
}

it('real answers of every route are as the document says', async () => {
  const number = '1ZW4R7F10300000019'
  const scans = {
    scans: [
      { number, carrier: 'ups', localTime: '2026-11-02T09:00', zone: 'Europe/Berlin', code: 'ZZ' },
      {
        number,
        carrier: 'ups',
        localTime: '2026-11-02T08:00',
        zone: 'Europe/Berlin',
        code: 'YY',
        status: 'in_transit',
      },
    ],
  }
  const body = vendureAnswer(vendureOrder(1, { shipment: { number } }), vendureOrder(2))
  const imported = await ask('/v1/shops/main/orders?connector=vendure', { body })
  const posted = await ask('/v1/scans', { body: scans })
  const begun = await ask('/v1/conversations', { body: { text: 'where is my order T1' } })
  await ask('/v1/conversations', { body: { text: 'do you ship to norway' } })
  const account = await ask('/v1/carriers/gls/accounts', { body: { settings: { clientId: 'a', clientSecret: 'b' } } })
  const saved = await ask('/v1/shops/main/policies', {
    method: 'PUT',
    body: await readFile(new URL('../../examples/policies.json', import.meta.url), 'utf8'),
    headers: { 'If-Match': '"0"' },
  })
  const [order] = imported.json['ids'] as string[]
  const [parcel] = posted.json['parcels']
  const quoted = await ask(`/v1/parcels/${parcel.id}/changes`, { body: { kind: 'hold_for_pickup' } })
  const change = `/v1/changes/${quoted.json['id']}`
  const rules = { allowed: [{ kind: 'reschedule', limit: { minor: 2000, currency: 'USD' } }] }
  const ups = {
    trackResponse: { shipment: [{ inquiryNumber: number, warnings: [{ code: 'TW0001', message: 'none' }] }] },
  }

  const asked: Record<string, () => ReturnType<typeof ask>> = {
    'GET /v1/openapi.json': () => ask('/v1/openapi.json'),
    'GET /v1/health': () => ask('/v1/health'),
    'GET /v1/orders': () => ask('/v1/orders?limit=1'),
    'GET /v1/orders/{id}': () => ask(`/v1/orders/${order}`),
    'POST /v1/shops/{shop}/orders': async () => imported,
    'POST /v1/orders/{id}/links': () => ask(`/v1/orders/${order}/links`, { body: { days: 2 } }),
    'GET /v1/parcels': () => ask('/v1/parcels'),
    'GET /v1/parcels/{id}': () => ask(`/v1/parcels/${parcel.id}`),
    'GET /v1/parcels/{id}/changes': () => ask(`/v1/parcels/${parcel.id}/changes`),
    'POST /v1/parcels/{id}/changes': async () => quoted,
    'GET /v1/changes/{id}': () => ask(change),
    'POST /v1/changes/{id}/confirm': () => ask(`${change}/confirm`, { body: { cost: null } }),
    'GET /v1/changes': () => ask('/v1/changes'),
    'POST /v1/changes/{id}/close': () => ask(`${change}/close`, { body: { outcome: 'not_made', note: 'too late' } }),
    'POST /v1/changes/{id}/cancel': async () => {
      const other = await ask(`/v1/parcels/${parcel.id}/changes`, { body: { kind: 'reschedule', day: '2026-11-27' } })
      return ask(`/v1/changes/${other.json['id']}/cancel`, { method: 'POST' })
    },
    'PUT /v1/change-rules': () =>
      ask('/v1/change-rules', { method: 'PUT', body: rules, headers: { 'If-Match': '"0"' } }),
    'GET /v1/change-rules': () => ask('/v1/change-rules'),
    'PUT /v1/parcels/{id}/carrier': () =>
      ask(`/v1/parcels/${parcel.id}/carrier`, { method: 'PUT', body: { carrier: 'gls' } }),
    'POST /v1/scans': async () => posted,
    'POST /v1/carriers/{carrier}/answers': () => ask('/v1/carriers/ups/answers', { body: ups }),
    'GET /v1/carriers': () => ask('/v1/carriers'),
    'POST /v1/carriers/{carrier}/accounts': async () => account,
    'DELETE /v1/carriers/{carrier}/accounts/{id}': () =>
      ask(`/v1/carriers/gls/accounts/${account.json['id']}`, { method: 'DELETE' }),
    'GET /v1/unmapped': () => ask('/v1/unmapped'),
    'PUT /v1/carriers/{carrier}/codes/{code}': () =>
      ask('/v1/carriers/ups/codes/ZZ', {
        method: 'PUT',
        body: { status: 'attempt_failed', reason: { party: 'recipient', code: 'not_home' } },
        headers: { 'If-Match': '"0"' },
      }),
    'GET /v1/carriers/{carrier}/codes': () => ask('/v1/carriers/ups/codes'),
    'DELETE /v1/carriers/{carrier}/codes/{code}': () =>
      ask('/v1/carriers/ups/codes/ZZ', { method: 'DELETE', headers: { 'If-Match': '*' } }),
    'PUT /v1/shops/{shop}/policies': async () => saved,
    'GET /v1/shops/{shop}/policies': () => ask('/v1/shops/main/policies'),
    'GET /v1/shops/{shop}/policies/versions': () => ask('/v1/shops/main/policies/versions'),
    'GET /v1/shops/{shop}/policies/gaps': () => ask('/v1/shops/main/policies/gaps'),
    'GET /v1/conversations': () => ask('/v1/conversations'),
    'GET /v1/conversations/{id}': () => ask(`/v1/conversations/${begun.json['id']}`),
    'POST /v1/conversations': async () => begun,
    'POST /v1/conversations/{id}/messages': () =>
      ask(`/v1/conversations/${begun.json['id']}/messages`, { body: { text: 'T1, customer1@example.com' } }),
    'GET /v1/conversations/{id}/hand-over': async () => {
      await ask(`/v1/conversations/${begun.json['id']}/messages`, { body: { text: 'I want to talk to a person' } })
      return ask(`/v1/conversations/${begun.json['id']}/hand-over`)
    },
    'POST /v1/conversations/{id}/replies': () =>
      ask(`/v1/conversations/${begun.json['id']}/replies`, { body: { text: 'Hello, I am looking.', name: 'Mira' } }),
    'POST /v1/conversations/{id}/hand-back': () =>
      ask(`/v1/conversations/${begun.json['id']}/hand-back`, { method: 'POST' }),
    'POST /v1/conversations/{id}/close': async () => {
      await ask(`/v1/conversations/${begun.json['id']}/messages`, { body: { text: 'I want to talk to a person' } })
      return ask(`/v1/conversations/${begun.json['id']}/close`, { method: 'POST' })
    },
  }
  expect(Object.keys(asked).toSorted()).toEqual(operations().toSorted())
  for (const [operation, answer] of Object.entries(asked)) {
    const [method = '', path = ''] = operation.split(' ')
    const { status, json, text } = await answer()
    const told = document['paths'][path][method.toLowerCase()].responses[status]
    expect(told, `${operation} answered ${status}: ${text}`).toBeDefined()
    expect(status, text).toBeLessThan(300)
    expect({ operation, issues: check(told.content['application/json'].schema, json) }).toEqual({
      operation,
      issues: [],
    })
  }
})

it('a field the document does not name would be noticed', () => {
  const schema = { $ref: '#/components/schemas/Health' }
  expect(check(schema, { status: 'ok', database: 'reachable' })).toEqual([])
  expect(check(schema, { status: 'ok', database: 'reachable', more: 1 })).not.toEqual([])
})

it('refusals are the Problem it describes, with a status it lists', async () => {
  for (const [operation, path, more] of [
    ['GET /v1/orders', '/v1/orders?limit=0', {}],
    ['GET /v1/orders', '/v1/orders', { headers: { Authorization: 'Bearer no' } }],
    ['GET /v1/orders/{id}', '/v1/orders/00000000-0000-4000-8000-000000000000', {}],
    ['POST /v1/scans', '/v1/scans', { body: '{' }],
    ['POST /v1/scans', '/v1/scans', { body: '{}', headers: { 'Content-Type': 'text/html' } }],
  ] as const) {
    const [method = '', template = ''] = operation.split(' ')
    const { status, json } = await ask(path, more)
    const told = document['paths'][template][method.toLowerCase()].responses[status]
    expect(told, `${operation} ${status}`).toBeDefined()
    expect(told.description).toContain(json['code'])
    expect(check(told.content['application/problem+json'].schema, json)).toEqual([])
  }
})

it('the page a person reads names every route and every code', async () => {
  const page = await (await fetch(`${served.url}/docs`)).text()
  for (const operation of operations()) expect(page).toContain(operation)
  expect(page).toContain('/problems/ORDER_NOT_FOUND')
  expect(page).not.toMatch(/<script|https?:\/\//)
})
