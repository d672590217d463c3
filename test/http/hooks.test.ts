import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectShop, listOrders, trackedOrders } from '../../src/service/index.ts'
import { findOrdersByNumber, listConnections, peopleOfOrders, revokeConnection } from '../../src/store/index.ts'
import { shop } from '../installation.ts'
import { type Served, openServed } from './serve.ts'

const root = join(import.meta.dirname, '../..')
const recorded = join(root, '../shared/data/shops/woocommerce/webhooks.json')
const sample = join(root, 'src/connectors/shops/woocommerce/answers/two-parcels.json')
const secret = 'a secret of the shop'

let served: Served
let connection: string
const order = (change: Record<string, unknown> = {}) =>
  JSON.stringify({
    ...(JSON.parse(readFileSync(sample, 'utf8')) as { body: object }).body,
    status: 'processing',
    ...change,
  })

beforeAll(async () => {
  served = await openServed()
  connection = await connectShop(served.ctx, { connector: 'woocommerce', shop, secret })
})
afterAll(() => served.close())

async function deliver(
  body: string,
  {
    to = connection,
    key = secret,
    topic = 'order.updated',
    signature = createHmac('sha256', key).update(body).digest('base64'),
  }: { to?: string; key?: string; topic?: string; signature?: string } = {},
) {
  const response = await fetch(`${served.url}/hooks/${to}`, {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      'X-WC-Webhook-Topic': topic,
      ...(signature !== '' && { 'X-WC-Webhook-Signature': signature }),
    },
  })
  return { status: response.status, json: (await response.json()) as Record<string, unknown> }
}

const held = () =>
  served.ctx.store.as(served.ctx.tenant, async (tx) =>
    trackedOrders(tx, served.ctx, await findOrdersByNumber(tx, 'PL-10042')),
  )

describe('an event a WooCommerce shop sends', () => {
  it('is refused without the signature of its raw bytes, at an unknown address, and after the connection was revoked', async () => {
    const body = order()
    const other = await connectShop(served.ctx, { connector: 'woocommerce', shop, secret: 'of another shop' })
    const revoked = await connectShop(served.ctx, { connector: 'woocommerce', shop, secret })
    await served.ctx.store.as(served.ctx.tenant, (tx) => revokeConnection(tx, revoked, served.clock.now()))
    const right = createHmac('sha256', secret).update(body).digest('base64')
    const answers = [
      await deliver(body, { signature: '' }),
      await deliver(body, { key: 'a guess' }),
      await deliver(`${body} `, { signature: right }),
      await deliver(body, { to: other }),
      await deliver(body, { to: revoked }),
      await deliver(body, { to: '00000000-0000-4000-8000-000000000000' }),
      await deliver(body, { to: 'nothing' }),
    ]
    expect(answers.map(({ status, json }) => [status, json.code])).toEqual(answers.map(() => [401, 'UNAUTHENTICATED']))
    expect(await held()).toEqual([])
  })

  it('is stored before it is answered, once however often it is sent', async () => {
    expect(await deliver(order())).toEqual({ status: 200, json: { kind: 'stored', orders: 1, changed: 1 } })
    expect(await deliver(order())).toEqual({ status: 200, json: { kind: 'stored', orders: 1, changed: 0 } })
    expect(await deliver(order(), { topic: 'order.created' })).toMatchObject({ json: { changed: 0 } })
    expect((await held()).map(({ number, state }) => [number, state])).toEqual([['PL-10042', 'open']])
    const rows = await served.ctx.store.as(served.ctx.tenant, (tx) => listConnections(tx))
    expect(rows.find(({ id }) => id === connection)?.receivedAt).toEqual(served.clock.now())
  })

  it('that tells only the id of a deleted order has what is kept of it read as cancelled', async () => {
    const gone = JSON.stringify({ id: (JSON.parse(order()) as { id: number }).id })
    expect(await deliver(gone, { topic: 'order.deleted' })).toEqual({
      status: 200,
      json: { kind: 'stored', orders: 1, changed: 1 },
    })
    expect((await held()).map(({ state }) => state)).toEqual(['cancelled'])
    expect(await deliver(gone, { topic: 'order.deleted' })).toMatchObject({ json: { changed: 0 } })
    expect(await deliver('{"id":99999}', { topic: 'order.deleted' })).toMatchObject({
      status: 200,
      json: { kind: 'ignored' },
    })
  })

  it('may be the unsigned ping, a cart, or something signed that is no order', async () => {
    expect(await deliver('webhook_id=7', { signature: '' })).toEqual({ status: 200, json: { kind: 'ping' } })
    expect(await deliver(order({ id: 1, number: '1', status: 'checkout-draft' }))).toMatchObject({
      status: 200,
      json: { kind: 'ignored', reasons: [expect.stringContaining('a cart')] },
    })
    expect(await deliver('[1, 2')).toMatchObject({ status: 422, json: { code: 'INPUT_INVALID' } })
    expect(await deliver('')).toMatchObject({ status: 422 })
  })

  it('logs no order number, name or secret', () => {
    const log = JSON.stringify(served.logged)
    expect(log).toContain('orders.imported')
    for (const told of ['PL-10042', secret, 'signature']) expect(log).not.toContain(told)
  })
})

describe.skipIf(!existsSync(recorded))('the recorded deliveries of a real shop (../shared/data)', () => {
  it('are all answered, in the order they came, and leave each order as the shop last told it', async () => {
    const to = await connectShop(served.ctx, { connector: 'woocommerce', shop, secret: 'whsec' })
    const deliveries = JSON.parse(readFileSync(recorded, 'utf8')) as { headers: Record<string, string>; raw: string }[]
    const before = (await listOrders(served.ctx)).orders.length
    const kinds: Record<string, number> = {}
    for (const { headers, raw } of deliveries) {
      const signature = headers['x-wc-webhook-signature'] ?? ''
      const answer = await deliver(raw, { to, signature, topic: headers['x-wc-webhook-topic'] ?? '' })
      expect(answer.status, JSON.stringify(answer.json)).toBe(200)
      kinds[String(answer.json.kind)] = (kinds[String(answer.json.kind)] ?? 0) + 1
    }
    expect(kinds).toEqual({ ping: 4, stored: 33 })
    const ids = new Set(
      deliveries.flatMap(({ raw }) => (raw.startsWith('{') ? String((JSON.parse(raw) as { id: number }).id) : [])),
    )
    expect((await listOrders(served.ctx)).orders.length - before).toBe(ids.size)
  })
})

// Last, because lists of orders do not yet leave out whom nobody can read any more.
describe('an event about somebody who was erased', () => {
  it('that deletes their order is taken, and nothing of theirs is read', async () => {
    const theirs = order({ id: 8001, number: 'PL-8001', billing: { email: 'gone@lampenladen.de' } })
    expect(await deliver(theirs)).toMatchObject({ json: { kind: 'stored' } })
    await served.ctx.store.as(served.ctx.tenant, async (tx) => {
      const [person] = await peopleOfOrders(tx, await findOrdersByNumber(tx, 'PL-8001'))
      await tx.query('update persons set wrapped_key = null, erased_at = $3 where tenant = $1 and id = $2', [
        tx.tenant,
        person,
        served.clock.now(),
      ])
    })
    expect(await deliver('{"id":8001}', { topic: 'order.deleted' })).toMatchObject({
      status: 200,
      json: { kind: 'ignored' },
    })
  })
})
