import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mutate, seeded } from '../../kit/contract.ts'
import { magento1 } from './index.ts'

const options = { map: {}, now: Temporal.Instant.from('2026-11-22T00:00:00Z') }
const answer = (name: string) => readFileSync(join(import.meta.dirname, 'answers', `${name}.xml`), 'utf8')
const sample = answer('order-and-shipment')
const orderAlone = sample.slice(0, sample.lastIndexOf('<?xml'))

const readAll = (source: string) => {
  const read = magento1.read(source, options)
  if (!read.ok) throw new Error(`${read.failure.code}: ${read.failure.message}`)
  return read.value
}
const read = (source: string) => {
  const { orders, rejected } = readAll(source)
  if (!orders[0]) throw new Error(rejected[0]?.reason)
  return orders[0].order
}
const fault = (inner: string) => `<e:Envelope xmlns:e="x"><e:Body><e:Fault>${inner}</e:Fault></e:Body></e:Envelope>`

describe('a Magento 1 order', () => {
  it('is known by its increment id, in UTC, with prices with tax, and without the rows inside a configurable', () => {
    const order = read(sample)
    expect(order).toMatchObject({
      external: '318',
      number: '100004217',
      state: 'open',
      payment: 'paid',
      total: { minor: 36106, currency: 'EUR' },
      customer: { email: 'mira.okafor@example.com', phone: '+49 30 5550100' },
      shippingAddress: { lines: ['Salt & Stone', 'Lindenallee 12', '2. OG'], country: 'DE' },
    })
    expect(order.placedAt.toString()).toBe('2026-05-04T09:30:00Z')
    expect(order.lines.map(({ external, quantity, unitPrice }) => [external, quantity, unitPrice?.minor])).toEqual([
      ['31', 2, 14969],
      ['33', 1, 5688],
    ])
  })

  it('has one parcel a track, from the shipments in the same file', () => {
    expect(read(sample).shipments).toMatchObject([
      {
        external: '200000911',
        number: '1ZW4R7F10300000019',
        carrierText: 'UPS',
        lines: [{ external: '31', quantity: 1 }, { external: '33' }],
      },
      { external: '200000911 RR123456785DE', number: 'RR123456785DE', carrierText: 'Deutsche Post', lines: [] },
    ])
  })

  it('says what went out though no shipment was asked for, under no number', () => {
    expect(read(orderAlone).shipments).toMatchObject([
      { external: 'unlisted', number: null, lines: [{ external: '31', quantity: 1 }, { external: '33' }] },
    ])
  })

  it('leaves out shipments younger than the version of the order beside them', () => {
    const older = sample.replaceAll(/<qty_shipped>[^<]*/g, '<qty_shipped>0.0000')
    expect(read(older).shipments).toEqual([])
    expect(Temporal.Instant.compare(read(older).updatedAt, read(sample).updatedAt)).toBe(-1)
  })

  it.each([
    ['new', '', '', 'open', 'pending'],
    ['holded', '361.0600', '', 'open', 'paid'],
    ['complete', '361.0600', '89.9000', 'completed', 'partially_refunded'],
    ['closed', '361.0600', '361.0600', 'completed', 'refunded'],
    ['canceled', '', '', 'cancelled', 'pending'],
    ['on_the_moon', '361.0600', '', 'open', 'paid'],
  ])('in state %s, paid %s, refunded %s is %s and %s', (state, paid, refunded, ours, payment) => {
    const changed = orderAlone
      .replace('<state>processing', `<state>${state}`)
      .replace(/<total_paid>[^<]*/, `<total_paid>${paid}`)
      .replace(/<total_refunded>[^<]*/, `<total_refunded>${refunded}`)
    expect(read(changed)).toMatchObject({ state: ours, payment })
  })

  it.each([
    ['<order_currency_code>EUR', '<order_currency_code>ABX', /"ABX" is not a currency/],
    ['<grand_total>361.0600', '<grand_total>NaN', /"grand_total" "NaN" is not an amount/],
    ['<created_at>2026-05-04 09:30:00', '<created_at>0000-00-00 00:00:00', /"created_at" is missing or no date/],
    ['<qty_ordered>2.0000', '<qty_ordered>1.5000', /a whole number of pieces/],
    ['<order_item_id>31', '<order_item_id>99', /a line that the order does not have/],
  ])('with %s turned into %s is rejected with the reason', (from, to, words) => {
    const { orders, rejected } = readAll(sample.replace(from, to))
    expect(orders).toEqual([])
    expect(rejected).toEqual([{ line: 1, reason: expect.stringMatching(words) }])
  })

  it('reads the WS-I dialect and reads again from its slice', () => {
    const wsi = sample.replaceAll(/<(\/?)item>/g, '<$1complexObjectArray>').replaceAll(/ enc:arrayType="[^"]*"/g, '')
    expect(read(wsi)).toEqual(read(sample))
    for (const { order, slice } of readAll(sample).orders) {
      expect(magento1.reread(JSON.parse(JSON.stringify(slice)))).toEqual({ ok: true, value: order })
    }
    expect(magento1.reread({ hello: 1 })).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
  })
})

describe('an answer of Magento 1', () => {
  it.each([
    [answer('session-expired'), 'unauthorized', '5'],
    [fault('<faultcode>2</faultcode><faultstring>Access denied.</faultstring>'), 'unauthorized', '2'],
    [fault('<faultcode>100</faultcode><faultstring>None.</faultstring>'), 'not_found', '100'],
    [fault('<faultcode>SOAP-ENV:Server</faultcode>'), 'unreachable', 'Server'],
    [
      fault('<e:Code><e:Value>e:Sender</e:Value></e:Code><e:Reason><e:Text>No.</e:Text></e:Reason>'),
      'rejected',
      'Sender',
    ],
  ])('with a fault fails: %s', (source, kind, code) => {
    expect(magento1.read(source, options)).toMatchObject({ ok: false, failure: { kind, code } })
  })

  it('among others that is a fault, broken or something else is a row with its line', () => {
    const { orders, rejected } = readAll(`${answer('session-expired')}${sample}<?xml version="1.0"?><a>`)
    expect(orders).toHaveLength(1)
    expect(rejected).toEqual([
      { line: 1, reason: expect.stringContaining('Session expired') },
      { line: expect.any(Number), reason: expect.stringContaining('not whole XML') },
    ])
  })

  it.each(['', '{}', '<html>', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', '<a>'.repeat(10_000)])(
    'that is no XML is malformed: %j',
    (source) => {
      expect(magento1.read(source, options)).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
    },
  )

  it('cut short anywhere never becomes an order', () => {
    for (let length = 0; length < orderAlone.trimEnd().length; length += 41) {
      expect(magento1.read(orderAlone.slice(0, length), options)).toMatchObject({
        ok: false,
        failure: { kind: 'malformed', code: expect.not.stringMatching('READER_FAILED') },
      })
    }
  })

  it('takes a thousand mutations of its text and of its slice without a crash', () => {
    const random = seeded(7)
    const [whole] = readAll(sample).orders
    const seen = { orders: 0, refused: 0 }
    for (let i = 0; i < 1_000; i++) {
      const at = Math.floor(random() * sample.length)
      const text = sample.slice(0, at) + ['', '<', '&', '9', '</item>'][Math.floor(random() * 5)] + sample.slice(at + 1)
      for (const result of [magento1.read(text, options), magento1.reread(mutate(whole?.slice, random))]) {
        if (!result.ok) expect(result.failure.code).not.toBe('READER_FAILED')
        seen[result.ok ? 'orders' : 'refused']++
      }
    }
    expect(Math.min(seen.orders, seen.refused)).toBeGreaterThan(100)
  })
})

const shared = join(import.meta.dirname, '../../../../../shared/data/shops/magento1-soap')

describe.skipIf(!existsSync(shared))('a real Magento 1, recorded', () => {
  const source = (name: string) => readFileSync(join(shared, `${name}.response.xml`), 'utf8')
  const parcels = () => source('14-salesOrderShipmentInfo') + source('18-salesOrderShipmentInfo')
  const story = [
    ['09-salesOrderInfo-pending', 'open', 'pending', []],
    ['11-salesOrderInfo-invoiced', 'open', 'paid', []],
    ['15-salesOrderInfo-part-shipped', 'open', 'paid', ['1Z999AA10123456784']],
    ['19-salesOrderInfo-complete', 'completed', 'paid', ['1Z999AA10123456784', 'AA123456785BR']],
    ['22-salesOrderInfo-after-creditmemo', 'completed', 'partially_refunded', ['1Z999AA10123456784', 'AA123456785BR']],
  ] as const

  it.each(story)('%s: %s, %s, numbers %j', (name, state, payment, numbers) => {
    const order = read(source(name) + parcels())
    expect(order).toMatchObject({
      external: '1',
      number: '100000001',
      state,
      payment,
      total: { minor: 28470, currency: 'USD' },
    })
    expect(order.lines).toMatchObject([{ sku: 'JKT-M', quantity: 3, unitPrice: { minor: 8990 } }])
    expect(order.shipments.map(({ number }) => number)).toEqual(numbers)
  })

  it('grows strictly newer from answer to answer, within one second too', () => {
    const versions = story.map(([name]) => read(source(name)).updatedAt)
    for (const [i, version] of versions.slice(1).entries()) {
      expect(Temporal.Instant.compare(versions[i] ?? options.now, version)).toBe(-1)
    }
  })

  it('has the cancelled order with nothing left of what was ordered', () => {
    expect(read(source('24-salesOrderInfo-canceled'))).toMatchObject({
      number: '100000002',
      state: 'cancelled',
      lines: [{ quantity: 0, ordered: 3 }],
    })
  })

  it('reads every other file as rows or failures that repeat no session', () => {
    const read = readdirSync(shared)
      .filter((file) => file.endsWith('.xml') && !/salesOrderInfo-.*response/.test(file))
      .map((file) => magento1.read(readFileSync(join(shared, file), 'utf8'), options))
    expect(read.length).toBeGreaterThan(40)
    expect(JSON.stringify(read)).not.toMatch(/[0-9a-f]{32}|soapkey/)
    expect(read.flatMap((one) => (one.ok ? one.value.orders : []))).toEqual([])
    expect(read.flatMap((one) => (one.ok ? [] : one.failure.kind))).toEqual([
      'not_found',
      'unauthorized',
      'unauthorized',
    ])
  })
})
