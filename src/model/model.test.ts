import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allStatuses,
  compareScans,
  dedupeTexts,
  type Fulfilment,
  formatLocalTime,
  formatMoney,
  fromDecimal,
  fulfilmentOf,
  isId,
  milestoneOf,
  milestones,
  minorDigits,
  parseId,
  place,
  placeInTime,
  type ReadScan,
  type ScanOrder,
  unshippedPieces,
} from './index.ts'

const at = (text: string) => Temporal.PlainDateTime.from(text)
const scan = (over: Partial<ReadScan> = {}): ReadScan => ({
  code: 'A1',
  text: 'Arrived',
  language: null,
  localTime: at('2026-11-20T08:04:30'),
  precision: 'second',
  zone: null,
  place: null,
  milestone: 'in_transit',
  status: 'in_transit',
  reason: null,
  action: null,
  sequence: null,
  signedBy: null,
  ...over,
})

describe('money', () => {
  it.each([
    ['284.7000', 'USD', 28470],
    ['299.376', 'USD', 29938],
    ['299.375', 'USD', 29938],
    ['299.374', 'USD', 29937],
    ['1299', 'EUR', 129900],
    ['1299', 'JPY', 1299],
    ['1.2345', 'KWD', 1235],
    ['-5.005', 'EUR', -501],
    ['-0.001', 'EUR', 0],
    ['0.1', 'EUR', 10],
  ])('%s %s is %i minor units', (amount, currency, minor) => {
    expect(fromDecimal(amount, currency)).toEqual({ minor, currency })
  })

  it.each(['', 'abc', '1,50', '1e3', '1.2.3', '99999999999999999'])('%j is no amount', (amount) => {
    expect(fromDecimal(amount, 'EUR')).toBeUndefined()
  })

  it('knows a currency that is none', () => {
    expect(minorDigits('ABX')).toBeUndefined()
    expect(fromDecimal('1.00', 'ABX')).toBeUndefined()
  })

  it('is written as its reader writes it', () => {
    expect(formatMoney({ minor: 329509, currency: 'USD' }, 'en-US')).toBe('$3,295.09')
    expect(formatMoney({ minor: 1299, currency: 'JPY' }, 'en-US')).toBe('¥1,299')
  })
})

describe('ids', () => {
  it.each(['acme', 'acme-2', 'a'])('%s is a shop', (text) => expect(isId('shop', text)).toBe(true))
  it.each(['', '-a', 'a-', 'Acme', 'a b', "a'; drop", 'x'.repeat(64)])('%j is none', (text) =>
    expect(isId('shop', text)).toBe(false),
  )
  it('says what would do', () => {
    expect(() => parseId('order', '#1001')).toThrow('not a order id: "#1001"; expected a UUID')
  })
})

describe('statuses', () => {
  it('each belong to one milestone', () => {
    for (const status of allStatuses) expect(milestones).toContain(milestoneOf(status))
    expect(new Set(allStatuses).size).toBe(allStatuses.length)
    expect(milestones).toHaveLength(12)
  })
})

describe('local times', () => {
  it.each([
    ['second', '2026-11-20T08:04:30'],
    ['minute', '2026-11-20T08:04'],
    ['day', '2026-11-20'],
  ] as const)('are written as exactly as they were sent (%s)', (precision, text) => {
    expect(formatLocalTime(scan({ precision }))).toBe(text)
  })

  it('are placed by the zone that was sent, else by the default, which is said to be assumed', () => {
    expect(placeInTime(scan({ zone: '+09:00' }), 'America/New_York')).toEqual({
      instant: Temporal.Instant.from('2026-11-19T23:04:30Z'),
      assumed: false,
    })
    expect(placeInTime(scan(), 'America/New_York')).toEqual({
      instant: Temporal.Instant.from('2026-11-20T13:04:30Z'),
      assumed: true,
    })
  })

  it('that the clocks skipped or showed twice still have one place', () => {
    expect(placeInTime(scan({ localTime: at('2026-03-29T02:30') }), 'Europe/Berlin').instant.toString()).toBe(
      '2026-03-29T01:30:00Z',
    )
    expect(placeInTime(scan({ localTime: at('2026-10-25T02:30') }), 'Europe/Berlin').instant.toString()).toBe(
      '2026-10-25T00:30:00Z',
    )
  })
})

describe('the order of scans', () => {
  const orders = fc.record({
    instant: fc.integer({ min: 0, max: 3 }).map((n) => Temporal.Instant.fromEpochMilliseconds(n * 60_000)),
    sequence: fc.option(fc.nat(2)),
    milestone: fc.option(fc.constantFrom(...milestones)),
    dedupeKey: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
  })

  it('is total: sorting any shuffle gives the same list', () => {
    fc.assert(
      fc.property(
        // Of one parcel: no two scans share a key.
        fc.uniqueArray(orders, { maxLength: 8, selector: ({ dedupeKey }) => dedupeKey }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (scans: ScanOrder[], keys) => {
          const shuffled = scans.map((one, i) => [keys[i] ?? 0, one] as const).toSorted(([a], [b]) => a - b)
          const sorted = (list: readonly ScanOrder[]) => list.toSorted(compareScans).map((one) => JSON.stringify(one))
          return JSON.stringify(sorted(scans)) === JSON.stringify(sorted(shuffled.map(([, one]) => one)))
        },
      ),
    )
  })

  it('is antisymmetric and transitive', () => {
    fc.assert(
      fc.property(orders, orders, orders, (a, b, c) => {
        const sign = Math.sign(compareScans(a, b)) === -Math.sign(compareScans(b, a))
        return sign && !(compareScans(a, b) < 0 && compareScans(b, c) < 0 && compareScans(a, c) >= 0)
      }),
    )
  })
})

describe('dedupe keys', () => {
  it('number equal scans of one answer, and depend on nothing that is not in the scan', () => {
    const [first, second, other] = dedupeTexts('ups', '1Z', [scan(), scan(), scan({ text: 'Left' })])
    expect(new Set([first, second, other]).size).toBe(3)
    expect(dedupeTexts('ups', '1Z', [scan({ milestone: null, status: null, sequence: 9 })])).toEqual([first])
  })

  it.each<[string, Partial<ReadScan>]>([
    ['code', { code: 'B2' }],
    ['text', { text: 'Left' }],
    ['time', { localTime: at('2026-11-20T08:04:31') }],
    ['place', { place: place({ city: 'Berlin' }) }],
  ])('tell scans apart by %s', (_, over) => {
    expect(dedupeTexts('ups', '1Z', [scan(over)])).not.toEqual(dedupeTexts('ups', '1Z', [scan()]))
  })
})

describe('places', () => {
  it('of blanks are none', () => {
    expect(place({ city: ' ', country: '' })).toBeNull()
    expect(place({ city: ' Austin ' })).toEqual({ city: 'Austin', region: null, postal: null, country: null })
  })
})

describe('fulfilment', () => {
  const lines = [
    { line: 'lamp', quantity: 2 },
    { line: 'rug', quantity: 1 },
  ]
  const box = (
    shop: 'pending' | 'shipped' | 'delivered' | 'cancelled',
    milestone: 'in_transit' | 'delivered' | 'info_received' | 'not_found' | 'cancelled' | null,
    held: Record<string, number>,
  ) => ({
    shop,
    milestone,
    lines: Object.entries(held).map(([line, quantity]) => ({ line, quantity })),
  })

  it.each<[string, Parameters<typeof fulfilmentOf>[2], Fulfilment]>([
    ['nothing sent', [], 'not_shipped'],
    ['a label only', [box('pending', 'info_received', { lamp: 2, rug: 1 })], 'not_shipped'],
    ['one of two lamps', [box('shipped', null, { lamp: 1 })], 'partially_shipped'],
    [
      'everything, in two boxes',
      [box('shipped', null, { lamp: 2 }), box('shipped', 'in_transit', { rug: 1 })],
      'shipped',
    ],
    ['the carrier has it though the shop says pending', [box('pending', 'in_transit', { lamp: 2, rug: 1 })], 'shipped'],
    [
      'one box arrived',
      [box('shipped', 'delivered', { lamp: 2 }), box('shipped', 'in_transit', { rug: 1 })],
      'partially_delivered',
    ],
    ['all arrived', [box('shipped', 'delivered', { lamp: 2 }), box('delivered', null, { rug: 1 })], 'delivered'],
    ['the shop says delivered, the carrier does not', [box('delivered', 'in_transit', { lamp: 2, rug: 1 })], 'shipped'],
    ['a consignment that was called off', [box('cancelled', null, { lamp: 2, rug: 1 })], 'not_shipped'],
  ])('%s', (_, boxes, fulfilment) => {
    expect(fulfilmentOf('open', lines, boxes)).toBe(fulfilment)
  })

  it('of a cancelled order is cancelled, of one without lines not shipped', () => {
    expect(fulfilmentOf('cancelled', lines, [])).toBe('cancelled')
    expect(fulfilmentOf('open', [], [])).toBe('not_shipped')
  })

  it('counts what is in no parcel yet', () => {
    expect(unshippedPieces(lines, [box('shipped', null, { lamp: 1 })])).toEqual(
      new Map([
        ['lamp', 1],
        ['rug', 1],
      ]),
    )
    expect(unshippedPieces(lines, [box('shipped', null, { lamp: 2, rug: 1 })])).toEqual(new Map())
  })
})
