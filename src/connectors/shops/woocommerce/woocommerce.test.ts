import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ReadOrder } from '../../../model/index.ts'
import { mutate, seeded } from '../../kit/contract.ts'
import { woocommerce } from './index.ts'

const { webhook } = woocommerce
if (!webhook) throw new Error('WooCommerce has webhooks')
const { isPing } = webhook
const verifyWebhook = (body: string | Uint8Array, signature: string | undefined, secret: string) =>
  webhook.verify(Buffer.from(body), { 'x-wc-webhook-signature': signature }, secret)

const options = { map: {}, now: Temporal.Instant.from('2026-11-22T00:00:00Z') }
const answer = (name: string) => readFileSync(join(import.meta.dirname, 'answers', `${name}.json`), 'utf8')

type Json = { [key: string]: unknown }
const sample = (JSON.parse(answer('two-parcels')) as { body: Json }).body
const [lamp, shade] = sample.line_items as [Json, Json]

const readAll = (source: string) => {
  const read = woocommerce.read(source, options)
  if (!read.ok) throw new Error(`${read.failure.code}: ${read.failure.message}`)
  return read.value
}
const read = (change: Json = {}): ReadOrder => {
  const { orders, rejected } = readAll(JSON.stringify({ ...sample, ...change }))
  if (!orders[0]) throw new Error(rejected[0]?.reason)
  return orders[0].order
}

describe('a WooCommerce order', () => {
  it('is known by the number on the mail, with times from the fields in UTC and prices with tax rounded once', () => {
    const order = read()
    expect(order).toMatchObject({
      external: '7312',
      number: 'PL-10042',
      state: 'completed',
      payment: 'paid',
      total: { minor: 36106, currency: 'EUR' },
      customer: { email: 'mira.okafor@example.com', firstName: 'Mira' },
      shippingAddress: { name: 'Mira Okafor', lines: ['Lindenallee 12', '2. OG'], city: 'Berlin', country: 'DE' },
      shippingMethod: 'Standard',
      instructions: 'Ring twice, please',
    })
    expect(order.placedAt.toString()).toBe('2026-05-04T09:30:00Z')
    // (251.576 + 47.79944) / 2 = 149.68772; both parts rounded first would give 149.69 only by luck.
    expect(order.lines.map(({ title, variant, sku, unitPrice }) => [title, variant, sku, unitPrice?.minor])).toEqual([
      ['Desk lamp', 'Blue', 'LAMP-B', 14969],
      ['Linen shade', null, null, 5688],
    ])
  })

  it('finds tracking numbers in the meta of order and line, and what no place names went out unnumbered once completed', () => {
    expect(read().shipments).toEqual([
      {
        external: '1ZW4R7F10300000019',
        number: '1ZW4R7F10300000019',
        carrierText: 'UPS Standard',
        shippedAt: Temporal.Instant.from('2026-05-05T11:00:00Z'),
        state: 'shipped',
        lines: [{ external: '31', quantity: 1 }],
      },
      expect.objectContaining({
        number: 'RR123456785DE',
        carrierText: 'DHL Parcel',
        lines: [{ external: '32', quantity: 1 }],
      }),
      expect.objectContaining({ external: 'completed', number: null, lines: [{ external: '31', quantity: 1 }] }),
    ])
    expect(read({ status: 'processing' }).shipments).toHaveLength(2)
  })

  it('takes notes and fulfilments from answers of the same file, and the same number twice as one parcel', () => {
    const { orders, rejected } = readAll(answer('with-note-and-fulfilment'))
    expect(rejected).toEqual([])
    expect(orders[0]?.order.shipments).toMatchObject([
      { number: '1ZW4R7F10300000019', carrierText: 'ups', lines: [{ external: '31', quantity: 2 }] },
    ])
    const [order, notes] = JSON.parse(answer('with-note-and-fulfilment')) as Json[]
    expect(readAll(JSON.stringify([order, notes])).orders[0]?.order.shipments).toMatchObject([
      { number: '1ZW4R7F10300000019', carrierText: 'UPS', lines: [] },
    ])
  })

  it.each([
    ['Call me on 015112345678 about order 10042', []],
    ['Your tracking number is 00340434161094042557.', ['00340434161094042557']],
    ['Sent with Royal Mail, <b>AA123456785GB</b>', ['AA123456785GB']],
  ])('reads of the note %j %j', (note, numbers) => {
    const [order, notes] = JSON.parse(answer('with-note-and-fulfilment')) as [Json, { body: Json[] }]
    notes.body = [{ ...notes.body[0], note }]
    const [read] = readAll(JSON.stringify([order, notes])).orders
    expect(read?.order.shipments.map(({ number }) => number)).toEqual(numbers)
  })

  it('reads the JSON text that a plugin keeps on each line', () => {
    const tracked = JSON.stringify([{ tracking_number: '1Z999AA10123456784', carrier_name: 'UPS', time: 1 }])
    const meta_data = [{ id: 1, key: '_vi_wot_order_item_tracking_data', value: tracked }]
    const { shipments } = read({
      status: 'processing',
      meta_data: [],
      line_items: [
        { ...lamp, meta_data },
        { ...shade, meta_data },
      ],
    })
    expect(shipments).toMatchObject([
      {
        number: '1Z999AA10123456784',
        carrierText: 'UPS',
        lines: [{ external: '31', quantity: 2 }, { external: '32' }],
      },
    ])
  })

  it.each([
    ['pending', null, [], 'open', 'pending'],
    ['on-hold', null, [], 'open', 'pending'],
    ['failed', null, [], 'open', 'failed'],
    ['processing', null, [], 'open', 'unknown'],
    ['processing', '2026-05-04T09:31:00', [], 'open', 'paid'],
    ['awaiting-pickup', '2026-05-04T09:31:00', [], 'open', 'paid'],
    ['completed', '2026-05-04T09:31:00', [{ id: 1, total: '-10.00' }], 'completed', 'partially_refunded'],
    [
      'refunded',
      '2026-05-04T09:31:00',
      [
        { id: 1, total: '-300.06' },
        { id: 2, total: '-61.00' },
      ],
      'completed',
      'refunded',
    ],
    ['cancelled', null, [], 'cancelled', 'pending'],
    ['trash', null, [], 'cancelled', 'unknown'],
  ])('in status %s, paid %s, with refunds %j is %s and %s', (status, date_paid_gmt, refunds, state, payment) => {
    expect(read({ status, date_paid_gmt, refunds })).toMatchObject({ state, payment })
  })

  it('is the newer version after a refund or a parcel in the same second', () => {
    const older = read({ meta_data: [] })
    for (const newer of [read(), read({ meta_data: [], refunds: [{ id: 1, total: '-1' }] })]) {
      expect(Temporal.Instant.compare(older.updatedAt, newer.updatedAt)).toBe(-1)
    }
  })

  it.each([
    [{ currency: 'ABX' }, /"ABX" is not a currency/],
    [{ total: '3,61' }, /"total" "3,61" is not an amount/],
    [{ line_items: [] }, /no lines/],
    [{ date_created_gmt: null }, /local time without a zone/],
    [{ date_modified_gmt: null }, /tells the newer version/],
    [{ status: 'checkout-draft' }, /a cart/],
    [{ line_items: [{ ...lamp, quantity: 1.5 }] }, /"order\.line_items\.0\.quantity"/],
  ])('with %j is rejected with the reason', (change, words) => {
    expect(readAll(JSON.stringify({ ...sample, ...change })).rejected).toEqual([
      { line: 1, reason: expect.stringMatching(words) },
    ])
  })

  it('reads again from its slice', () => {
    for (const { order, slice } of readAll(answer('with-note-and-fulfilment')).orders) {
      expect(woocommerce.reread(JSON.parse(JSON.stringify(slice)))).toEqual({ ok: true, value: order })
    }
    expect(woocommerce.reread({ hello: 1 })).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
  })
})

describe('a webhook of WooCommerce', () => {
  const body = '{"id":7312}'
  const signature = createHmac('sha256', 'a secret').update(body).digest('base64')

  it('is believed only with the signature of its raw body', () => {
    expect(verifyWebhook(body, signature, 'a secret')).toBe(true)
    expect(verifyWebhook(Buffer.from(body), signature, 'a secret')).toBe(true)
    for (const [given, sign, secret] of [
      [`${body} `, signature, 'a secret'],
      [body, signature, 'another'],
      [body, signature.slice(4), 'a secret'],
      [body, '', 'a secret'],
      [body, undefined, 'a secret'],
      [body, signature, ''],
    ] as const) {
      expect(verifyWebhook(given, sign, secret)).toBe(false)
    }
  })

  it('may be the unsigned ping, and a deletion tells only an id', () => {
    expect([isPing('webhook_id=7'), isPing(body)]).toEqual([true, false])
    const delivered = ['webhook_id=7', body, JSON.stringify(sample)].map((raw) => ({ headers: {}, raw }))
    expect(readAll(JSON.stringify(delivered))).toMatchObject({
      orders: [{ order: { number: 'PL-10042' } }],
      rejected: [],
      skipped: [
        { line: 1, reason: expect.stringContaining('ping') },
        { line: 2, reason: expect.stringContaining('order 7312 was deleted') },
      ],
    })
  })

  it('names the order that is gone, and what was kept of it is read as cancelled unless it was finished', () => {
    const topic = (name: string) => ({ 'x-wc-webhook-topic': name })
    expect(webhook.goneOrder('{"id":7312}', topic('order.deleted'))).toBe('7312')
    expect(webhook.goneOrder('{"id":7312}', topic('order.updated'))).toBeNull()
    expect(webhook.goneOrder('{"id":7312,"status":"trash"}', topic('order.deleted'))).toBeNull()
    expect(webhook.goneOrder('not json', topic('order.deleted'))).toBeNull()
    const kept = (status: string) => readAll(JSON.stringify([{ ...sample, status }])).orders[0]
    const [open, done] = [kept('processing'), kept('completed')]
    const states = [open, done].map((held) => woocommerce.reread(webhook.withdraw(held?.slice)))
    expect(states).toMatchObject([{ value: { state: 'cancelled' } }, { value: { state: 'completed' } }])
    const [gone] = states
    if (!gone?.ok || !open) throw new Error('not read')
    expect(Temporal.Instant.compare(gone.value.updatedAt, open.order.updatedAt), 'the newer version').toBe(1)
  })
})

describe('an answer of WooCommerce', () => {
  it('that deleted the order shows it as it was, and is read as cancelled', () => {
    const deleted = {
      request: { method: 'DELETE', path: '/orders/7312' },
      status: 200,
      body: { ...sample, status: 'on-hold' },
    }
    expect(readAll(JSON.stringify(deleted)).orders[0]?.order.state).toBe('cancelled')
  })

  it.each([
    [{ code: 'woocommerce_rest_cannot_view', message: 'No.', data: { status: 401 } }, 'unauthorized'],
    [{ code: 'woocommerce_rest_shop_order_invalid_id', message: 'No.', data: { status: 404 } }, 'not_found'],
  ])('%j fails as %s', (body, kind) => {
    expect(woocommerce.read(JSON.stringify(body), options)).toMatchObject({
      ok: false,
      failure: { kind, message: 'No.' },
    })
  })

  it.each(['', '{', '<html>', '[]', '{}', 'null', '['.repeat(10_000), '{"data":{"order":{"code":"A","lines":[]}}}'])(
    'that is no JSON or of no WooCommerce is malformed: %j',
    (source) => {
      expect(woocommerce.read(source, options)).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
    },
  )
})

describe('two thousand mutations of WooCommerce answers', () => {
  it.each(['two-parcels', 'with-note-and-fulfilment'])(
    'of %s are orders, rejected rows or failures, never a crash',
    (name) => {
      const random = seeded(7)
      const original: unknown = JSON.parse(answer(name))
      const seen = { orders: 0, rejected: 0, failures: 0 }
      for (let i = 0; i < 1_000; i++) {
        const read = woocommerce.read(JSON.stringify(mutate(original, random)) ?? '', options)
        if (!read.ok) {
          expect(read.failure.code).not.toBe('READER_FAILED')
          seen.failures++
          continue
        }
        expect(read.value.orders.length + read.value.rejected.length).toBeGreaterThan(0)
        for (const { order, slice } of read.value.orders)
          expect(woocommerce.reread(slice)).toEqual({ ok: true, value: order })
        seen.orders += read.value.orders.length
        seen.rejected += read.value.rejected.length
      }
      expect(Math.min(seen.orders, seen.rejected)).toBeGreaterThan(50)
    },
    60_000,
  )
})

const shared = join(import.meta.dirname, '../../../../../shared/data/shops/woocommerce')

describe.skipIf(!existsSync(shared))('a real WooCommerce, recorded', () => {
  const source = (name: string) => readFileSync(join(shared, `${name}.json`), 'utf8')
  const story = [
    ['06-order-created-paid', 'open', 'paid', []],
    ['09-order-tracking-meta', 'open', 'paid', [0]],
    ['11-order-completed', 'completed', 'paid', [2]],
    ['13-order-after-partial-refund', 'completed', 'partially_refunded', [2]],
    ['34-order-after-fulfillment', 'completed', 'partially_refunded', [0]],
  ] as const

  it.each(story)('%s: %s, %s, pieces in each parcel %j', (name, state, payment, pieces) => {
    const order = readAll(source(name)).orders[0]?.order
    expect(order).toMatchObject({
      external: '11',
      number: '11',
      state,
      payment,
      total: { minor: 18730, currency: 'USD' },
    })
    expect(order?.lines.map(({ quantity, unitPrice }) => [quantity, unitPrice?.minor])).toEqual([[2, 8990]])
    expect(order?.shipments.map(({ number }) => number)).toEqual(pieces.map(() => '1Z999AA10123456784'))
    expect(order?.shipments.map(({ lines }) => lines.reduce((sum, line) => sum + line.quantity, 0))).toEqual(pieces)
  })

  it('grows strictly newer from answer to answer, within one second too', () => {
    const versions = story.map(([name]) => readAll(source(name)).orders[0]?.order.updatedAt ?? options.now)
    for (const [i, version] of versions.slice(1).entries()) {
      expect(Temporal.Instant.compare(versions[i] ?? options.now, version)).toBe(-1)
    }
  })

  it('keeps the fulfilled piece of a partial fulfilment', () => {
    const file = `[${source('34-order-after-fulfillment')},${source('32-fulfillments')},${source('10-order-note')}]`
    expect(readAll(file).orders[0]?.order.shipments).toMatchObject([
      { number: '1Z999AA10123456784', carrierText: 'ups', lines: [{ external: '1', quantity: 1 }] },
    ])
  })

  it('signs every webhook but the four pings, and a change told twice is the same version', () => {
    type Delivery = { headers: Record<string, string>; raw: string }
    const deliveries = JSON.parse(source('webhooks')) as Delivery[]
    const signed = deliveries.map(({ headers, raw }) => verifyWebhook(raw, headers['x-wc-webhook-signature'], 'whsec'))
    expect(deliveries.filter((_, i) => !signed[i]).map(({ raw }) => isPing(raw))).toEqual([true, true, true, true])
    const { orders, rejected, skipped = [] } = readAll(source('webhooks'))
    expect([orders.length, rejected.length, skipped.length]).toEqual([32, 0, 5])
    expect(orders[0]?.order).toEqual(orders[1]?.order)
  })

  it.each(['18-order-404', '19-orders-401', '20-fulfillments-feature'])('%s fails', (name) => {
    expect(woocommerce.read(source(name), options)).toMatchObject({
      ok: false,
      failure: { kind: expect.stringMatching(/not_found|unauthorized/) },
    })
  })
})
