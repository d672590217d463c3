import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ReadOrder } from '../../../model/index.ts'
import { mutate, seeded } from '../../kit/contract.ts'
import { vendure } from './index.ts'

const options = { map: {}, now: Temporal.Instant.from('2026-11-22T00:00:00Z') }
const answer = (name: string) => readFileSync(join(import.meta.dirname, 'answers', `${name}.json`), 'utf8')

type Json = { [key: string]: unknown }
const sample = (JSON.parse(answer('partially-shipped')) as { body: { data: { order: Json } } }).body.data.order

const readAll = (source: string) => {
  const read = vendure.read(source, options)
  if (!read.ok) throw new Error(`${read.failure.code}: ${read.failure.message}`)
  return read.value
}
const read = (change: Json = {}): ReadOrder => {
  const { orders, rejected } = readAll(JSON.stringify({ data: { order: { ...sample, ...change } } }))
  if (!orders[0]) throw new Error(rejected[0]?.reason)
  return orders[0].order
}
const reason = (change: Json) => readAll(JSON.stringify({ data: { order: { ...sample, ...change } } })).rejected

describe('a Vendure order', () => {
  it('is known by its code, lists lines and prices in minor units, and says which lines went out', () => {
    expect(read()).toMatchObject({
      external: '17',
      number: 'K7QD2MPLANT00001',
      state: 'open',
      payment: 'paid',
      total: { minor: 11970, currency: 'EUR' },
      customer: { email: 'mira.okafor@example.com', firstName: 'Mira' },
      shippingAddress: { lines: ['Lindenallee 12', '2. OG'], city: 'Berlin', region: null, country: 'DE' },
      shippingMethod: 'Standard',
      lines: [
        {
          external: '31',
          title: 'Desk lamp, blue',
          sku: 'LAMP-B',
          quantity: 2,
          ordered: 2,
          unitPrice: { minor: 3990, currency: 'EUR' },
        },
        { external: '32', title: 'Linen shade', quantity: 1 },
      ],
      shipments: [
        {
          external: '4',
          number: '1ZW4R7F10300000019',
          carrierText: 'UPS Standard',
          state: 'shipped',
          lines: [{ external: '31', quantity: 1 }],
        },
      ],
    })
    expect(read().shipments[0]?.shippedAt?.toString()).toBe('2026-05-05T11:00:00Z')
  })

  it('is the newer version when anything in it happened later, even if its own updatedAt and the clock stood still', () => {
    const older = read()
    const [payment] = sample.payments as Json[]
    const refunded = read({ payments: [{ ...payment, refunds: [{ id: '1', state: 'Pending', total: 100 }] }] })
    expect(older.updatedAt.toString()).toMatch(/^2026-05-05T11:00:00/)
    expect(Temporal.Instant.compare(older.updatedAt, refunded.updatedAt)).toBe(-1)
    expect(Temporal.Instant.compare(older.updatedAt, read({ updatedAt: '2026-05-06T00:00:00Z' }).updatedAt)).toBe(-1)
  })

  it('keeps what was ordered when it is cancelled', () => {
    const lines = (sample.lines as Json[]).map((line) => ({ ...line, quantity: 0 }))
    const order = read({ state: 'Cancelled', lines, totalWithTax: 0, fulfillments: [] })
    expect(order.state).toBe('cancelled')
    expect(order.lines.map(({ quantity, ordered }) => [quantity, ordered])).toEqual([
      [0, 2],
      [0, 1],
    ])
  })

  const refund = (state: string, total: number) => ({ id: '1', state, total })
  it.each([
    [[], 'pending'],
    [[{ state: 'Authorized', amount: 11970 }], 'authorized'],
    [[{ state: 'Settled', amount: 11970 }], 'paid'],
    [[{ state: 'Settled', amount: 11970, refunds: [refund('Pending', 500)] }], 'paid'],
    [[{ state: 'Settled', amount: 11970, refunds: [refund('Settled', 500)] }], 'partially_refunded'],
    [[{ state: 'Settled', amount: 11970, refunds: [refund('Settled', 11970)] }], 'refunded'],
    [[{ state: 'Declined', amount: 11970 }], 'failed'],
    [
      [
        { state: 'Declined', amount: 11970 },
        { state: 'Settled', amount: 11970 },
      ],
      'paid',
    ],
    [[{ state: 'OnTheMoon', amount: 11970 }], 'unknown'],
  ])('with payments %j is %s', (payments, payment) => {
    expect(read({ payments }).payment).toBe(payment)
  })

  it.each([
    [{ currencyCode: 'ABX' }, /"ABX" is not a currency/],
    [{ lines: [] }, /no lines/],
    [{ orderPlacedAt: null, state: 'AddingItems', active: true }, /a cart in state AddingItems/],
    [{ orderPlacedAt: '1970-01-01T00:00:00Z' }, /not plausible/],
    [{ totalWithTax: 119.7 }, /"totalWithTax"/],
    [{ lines: [{ id: '1', quantity: -1, productVariant: {} }] }, /"lines\.0\.quantity"/],
  ])('with %j is rejected with the reason', (change, words) => {
    expect(reason(change)).toEqual([{ line: 1, reason: expect.stringMatching(words) }])
  })

  it('reads again from its slice', () => {
    for (const { order, slice } of readAll(answer('list')).orders) {
      expect(vendure.reread(JSON.parse(JSON.stringify(slice)))).toEqual({ ok: true, value: order })
    }
    expect(vendure.reread({ hello: 1 })).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
  })
})

describe('an answer of Vendure', () => {
  it('may be a recording, a bare body, a list of orders, an order, or several answers', () => {
    const body = { data: { order: sample } }
    const shapes = [
      { status: 200, body },
      body,
      sample,
      { data: { orders: { items: [sample] } } },
      { data: { orderByCode: sample } },
    ]
    for (const shape of shapes) expect(readAll(JSON.stringify(shape)).orders).toHaveLength(1)
    expect(readAll(JSON.stringify(shapes)).orders).toHaveLength(5)
    expect(readAll(answer('list')).orders.map(({ order }) => order.number)).toEqual([
      'K7QD2MPLANT00001',
      'K7QD2MPLANT00002',
    ])
  })

  it('without an order is a rejected row that says what it is instead, in its place of the list', () => {
    expect(readAll(`[${answer('partially-shipped')}, ${answer('login')}, ${answer('forbidden')}]`)).toMatchObject({
      orders: [{}],
      rejected: [
        { line: 2, reason: 'no order in this answer: login is something else' },
        { line: 3, reason: expect.stringContaining('not currently authorized') },
      ],
    })
    expect(
      readAll(
        JSON.stringify({ data: { cancelOrder: { __typename: 'Order', id: '2', code: 'A', state: 'Cancelled' } } }),
      ).rejected,
    ).toEqual([
      { line: 1, reason: expect.stringMatching(/cancelOrder gives only __typename, id, code, state; ask for lines/) },
    ])
  })

  it('with errors fails even though HTTP said 200', () => {
    expect(vendure.read(answer('forbidden'), options)).toMatchObject({
      ok: false,
      failure: { kind: 'unauthorized', code: 'FORBIDDEN' },
    })
    expect(vendure.read('{"status":503,"body":null}', options)).toMatchObject({
      ok: false,
      failure: { kind: 'unreachable', code: 'HTTP_503' },
    })
  })

  it.each(['', '{', '<html>', '[]', '['.repeat(10_000)])('that is no JSON or nothing is malformed: %j', (source) => {
    expect(vendure.read(source, options)).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
  })

  it.each(['null', '7', '{}', '[null]', '{"data":null}', '{"data":{"order":null}}'])('%s holds no order', (source) => {
    expect(readAll(source)).toMatchObject({
      orders: [],
      rejected: [{ line: 1, reason: expect.stringContaining('no order') }],
    })
  })
})

describe('two thousand mutations of Vendure answers', () => {
  it.each(['partially-shipped', 'list'])(
    'of %s are orders, rejected rows or failures, never a crash',
    (name) => {
      const random = seeded(7)
      const original: unknown = JSON.parse(answer(name))
      const seen = { orders: 0, rejected: 0, failures: 0 }
      for (let i = 0; i < 1_000; i++) {
        const read = vendure.read(JSON.stringify(mutate(original, random)) ?? '', options)
        if (!read.ok) {
          expect(read.failure.code).not.toBe('READER_FAILED')
          seen.failures++
          continue
        }
        expect(read.value.orders.length + read.value.rejected.length).toBeGreaterThan(0)
        for (const { order, slice } of read.value.orders)
          expect(vendure.reread(slice)).toEqual({ ok: true, value: order })
        seen.orders += read.value.orders.length
        seen.rejected += read.value.rejected.length
      }
      expect(Math.min(seen.orders, seen.rejected)).toBeGreaterThan(100)
    },
    60_000,
  )
})

const shared = join(import.meta.dirname, '../../../../../shared/data/shops/vendure')

describe.skipIf(!existsSync(shared))('a real Vendure, recorded', () => {
  const recorded = (name: string) => readAll(readFileSync(join(shared, `${name}.json`), 'utf8'))
  const story = [
    ['04-order-payment-authorized', 'open', 'authorized', []],
    ['08-order-partially-shipped', 'open', 'paid', ['shipped']],
    ['10-order-shipped', 'open', 'paid', ['shipped', 'shipped']],
    ['11-order-partially-delivered', 'open', 'paid', ['delivered', 'shipped']],
    ['12-order-delivered', 'completed', 'paid', ['delivered', 'delivered']],
    ['14-order-after-refund', 'completed', 'paid', ['delivered', 'delivered']],
  ] as const

  it.each(story)('%s: order %s, payment %s, parcels %j', (name, state, payment, parcels) => {
    const [read] = recorded(name).orders
    expect(read?.order).toMatchObject({
      external: '1',
      number: 'XCZ48UFEWFWSXZZZ',
      state,
      payment,
      total: { minor: 329509, currency: 'USD' },
    })
    expect(read?.order.lines.map(({ sku, quantity, unitPrice }) => [sku, quantity, unitPrice?.minor])).toEqual([
      ['L2201308', 2, 155880],
      ['C24F390', 1, 17249],
    ])
    expect(read?.order.shipments.map(({ state }) => state)).toEqual(parcels)
  })

  it('grows strictly newer from answer to answer', () => {
    const versions = story.map(([name]) => recorded(name).orders[0]?.order.updatedAt.toString() ?? '')
    expect(versions).toEqual([...new Set(versions)].toSorted())
  })

  it('keeps both parcels apart, and the method as the merchant wrote it', () => {
    expect(recorded('12-order-delivered').orders[0]?.order.shipments).toMatchObject([
      { number: '1Z999AA10123456784', carrierText: 'UPS Ground', lines: [{ external: '1', quantity: 2 }] },
      { number: '9400111899223197428490', carrierText: 'UPS Ground', lines: [{ external: '2', quantity: 1 }] },
    ])
  })

  it('has the cancelled order with nothing left of what was ordered', () => {
    const [read] = recorded('16-order-cancelled').orders
    expect(read?.order).toMatchObject({
      state: 'cancelled',
      lines: [
        { quantity: 0, ordered: 2 },
        { quantity: 0, ordered: 1 },
      ],
    })
  })

  it.each([
    '01-admin-login',
    '02-methods',
    '03-shop-order-placed',
    '05-payment-settled',
    '06-fulfillment-created',
    '07-fulfillment-shipped',
    '13-refund-created',
    '15-order-cancel',
    '17-shop-orderByCode',
    '18-orders-list-incremental',
    '20-api-key-created',
    '21-orders-with-api-key',
  ])('%s holds no whole order, and the reason repeats no secret', (name) => {
    const { orders, rejected } = recorded(name)
    expect(orders).toEqual([])
    expect(rejected).toEqual([{ line: 1, reason: expect.stringMatching(/^no order in this answer: /) }])
    expect(rejected[0]?.reason).not.toMatch(/[0-9a-f]{20}/)
  })

  it('19-error fails as unauthorized', () => {
    expect(vendure.read(readFileSync(join(shared, '19-error.json'), 'utf8'), options)).toMatchObject({
      ok: false,
      failure: { kind: 'unauthorized' },
    })
  })
})
