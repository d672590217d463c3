import type { World } from '../../src/chat/index.ts'
import { type TrackedOrder, parseId } from '../../src/model/index.ts'
import { carriers, line, now, order, parcel, scan, shop } from './build.ts'
import { lumenAndOak, says } from './policies.ts'

/** The customers stories are told of. Each sees only their own orders, as a session would have it. */

const languages = ['de', 'en']
const of = (...orders: readonly TrackedOrder[]): World => ({ now, shop, level: 'L2', orders, languages })

const louisville = scan('2026-11-17T07:13', 'Louisville, KY', 'in_transit/departed', { zone: 'America/New_York' })
const lamp = line('Arc floor lamp', { variant: 'blue' })
const mugs = line('Stoneware mug', { quantity: 2 })
const rug = line('Wool rug', { variant: 'grey' })
const home = {
  name: 'Ada Byrne',
  lines: ['4 Mill Rd'],
  city: 'Wayne',
  region: 'NJ',
  postal: '07470',
  country: 'US',
}

export const worlds = {
  nobody: { now, shop, level: 'L0', orders: [], languages },
  'account-without-orders': { now, shop, level: 'L4', orders: [], languages },

  'not-shipped': of(order('#10231', [lamp], { promised: '2026-11-20' })),
  /** Ada after she typed a code: her address may be told. */
  sure: { ...of(order('#10244', [lamp], { address: home })), level: 'L3' },
  'not-shipped-sure': { ...of(order('#10231', [lamp], { promised: '2026-11-20', address: home })), level: 'L3' },
  'not-shipped-no-promise': of(order('#10231', [lamp])),
  'not-shipped-overdue': of(order('#10231', [lamp], { promised: '2026-11-13' })),

  'on-its-way': of(
    order('#10244', [lamp, mugs], {
      promised: '2026-11-20',
      parcels: [parcel('in_transit/departed', { scans: [louisville], estimate: '2026-11-19' })],
    }),
  ),
  'out-for-delivery': of(
    order('#10244', [lamp], {
      parcels: [
        parcel('out_for_delivery', {
          scans: [scan('2026-11-17T08:40', 'Wayne, NJ', 'out_for_delivery', { zone: 'America/New_York' }), louisville],
          estimate: '2026-11-17',
          window: ['15:00', '18:00'],
        }),
      ],
    }),
  ),
  'no-estimate': of(order('#10244', [lamp], { parcels: [parcel('in_transit/departed', { scans: [louisville] })] })),
  'label-only': of(
    order('#10244', [lamp], {
      parcels: [
        parcel('info_received/label_created', {
          scans: [scan('2026-11-16T17:02', null, 'info_received/label_created')],
        }),
      ],
    }),
  ),
  'no-news': of(order('#10244', [lamp], { parcels: [parcel('unknown')] })),
  'sent-not-scanned': of(
    order('#10244', [lamp], { promised: '2026-11-20', parcels: [parcel('unknown', { sent: '2026-11-15T22:10:00Z' })] }),
  ),
  'sent-without-number': of(
    order('#10244', [lamp], {
      parcels: [parcel('unknown', { sent: null, carrier: null, number: null })],
    }),
  ),
  'sent-and-overdue': of(
    order('#10244', [lamp], {
      promised: '2026-11-13',
      parcels: [parcel('unknown', { sent: '2026-11-11T15:00:00Z', late: true })],
    }),
  ),
  'one-of-two-sent': of(
    order('#10244', [lamp, mugs], {
      parcels: [
        parcel('in_transit/departed', { lines: [lamp], scans: [louisville], estimate: '2026-11-19' }),
        parcel('unknown', { lines: [mugs], sent: '2026-11-17T04:30:00Z', carrier: null, number: 'SEK7781234' }),
      ],
    }),
  ),
  'two-sent': of(
    order('#10244', [lamp, mugs], {
      parcels: [
        parcel('unknown', { lines: [lamp], sent: '2026-11-16T15:00:00Z' }),
        parcel('unknown', { lines: [mugs], sent: '2026-11-17T15:00:00Z', carrier: null, number: 'SEK7781234' }),
      ],
    }),
  ),
  'delivered-by-the-shop': of(
    order('#10244', [lamp], { state: 'completed', parcels: [parcel('delivered', { sent: '2026-11-12T15:00:00Z' })] }),
  ),
  'shipped-without-parcel': of(order('#10244', [lamp], { state: 'completed', unshipped: [] })),

  'two-open-orders': of(
    order('#10231', [line('Arc floor lamp', { variant: 'brass' })], {
      placed: '2026-11-03T15:00:00Z',
      promised: '2026-11-24',
    }),
    order('#10244', [line('Arc floor lamp', { variant: 'blue' }), mugs], {
      placed: '2026-11-10T15:00:00Z',
      parcels: [
        parcel('in_transit/departed', { scans: [louisville], estimate: '2026-11-19', number: '1Z5R89390357567127' }),
      ],
    }),
  ),
  'one-open-one-old': of(
    order('#10102', [rug], {
      placed: '2026-09-01T15:00:00Z',
      state: 'completed',
      parcels: [parcel('delivered/mailbox', { scans: [scan('2026-09-05T11:00', 'Wayne, NJ', 'delivered/mailbox')] })],
    }),
    order('#10244', [lamp], {
      parcels: [parcel('in_transit/departed', { scans: [louisville], estimate: '2026-11-19' })],
    }),
  ),
  'split-over-two': of(
    order('#10250', [lamp, mugs, rug], {
      promised: '2026-11-21',
      parcels: [
        parcel('in_transit/departed', {
          lines: [lamp],
          scans: [louisville],
          estimate: '2026-11-19',
          number: '1Z5R89390357567127',
        }),
        parcel('delivered/mailbox', {
          lines: [mugs],
          carrier: carriers.seko,
          number: 'SEK7781234',
          scans: [scan('2026-11-15T11:31', 'Wayne, NJ', 'delivered/mailbox')],
        }),
      ],
    }),
  ),
  late: of(
    order('#10244', [lamp], {
      parcels: [
        parcel('in_transit/arrived_facility', {
          late: true,
          estimate: '2026-11-13',
          scans: [scan('2026-11-14T22:47', 'Louisville, KY', 'in_transit/arrived_facility')],
        }),
      ],
    }),
  ),
  'late-with-reason': of(
    order('#10244', [lamp], {
      promised: '2026-11-13',
      parcels: [
        parcel('exception/weather', {
          late: true,
          estimate: '2026-11-19',
          reason: { party: 'weather', code: 'severe_weather' },
          action: { by: 'carrier', what: 'await_redelivery' },
          scans: [scan('2026-11-16T05:10', 'Buffalo, NY', 'exception/weather')],
        }),
      ],
    }),
  ),
  'delivered-safe-place': of(
    order('#10244', [lamp], {
      state: 'completed',
      parcels: [
        parcel('delivered/safe_place', { scans: [scan('2026-11-16T14:10', 'Wayne, NJ', 'delivered/safe_place')] }),
      ],
    }),
  ),
  'delivered-neighbour': of(
    order('#10244', [lamp], {
      state: 'completed',
      parcels: [
        parcel('delivered/to_neighbour', { scans: [scan('2026-11-16T10:25', 'Wayne, NJ', 'delivered/to_neighbour')] }),
      ],
    }),
  ),
  attempted: of(
    order('#10244', [lamp], {
      parcels: [
        parcel('attempt_failed/not_home', {
          reason: { party: 'recipient', code: 'not_home' },
          action: { by: 'carrier', what: 'await_redelivery' },
          scans: [scan('2026-11-17T11:02', 'Wayne, NJ', 'attempt_failed/not_home')],
        }),
      ],
    }),
  ),
  'customs-held': of(
    order('#10244', [lamp], {
      parcels: [
        parcel('exception/customs_held', {
          reason: { party: 'customs', code: 'held' },
          scans: [scan('2026-11-15T03:20', 'Newark, NJ', 'exception/customs_held')],
        }),
      ],
    }),
  ),
  'delivered-signed': of(
    order('#10244', [lamp], {
      state: 'completed',
      parcels: [
        parcel('delivered/signed', {
          proof: { signedBy: 'J. PARKER', photoUrl: null, documentUrl: 'https://proofs.example/10244' },
          scans: [scan('2026-11-16T14:10', 'Wayne, NJ', 'delivered/signed')],
        }),
      ],
    }),
  ),
  'ready-for-pickup': of(
    order('#10244', [lamp], {
      parcels: [
        parcel('available_for_pickup/at_parcel_shop', {
          action: { by: 'shopper', what: 'collect_parcel' },
          pickup: {
            name: 'Corner Books',
            street: '12 Mill Lane',
            place: { city: 'Wayne', region: 'NJ', postal: '07470', country: 'US' },
            until: Temporal.PlainDate.from('2026-11-24'),
          },
          scans: [scan('2026-11-16T16:45', 'Wayne, NJ', 'available_for_pickup/at_parcel_shop')],
        }),
      ],
    }),
  ),
  returning: of(
    order('#10244', [lamp], {
      parcels: [
        parcel('returning/return_in_transit', {
          scans: [scan('2026-11-16T09:00', 'Secaucus, NJ', 'returning/return_in_transit')],
        }),
      ],
    }),
  ),
  returned: of(
    order('#10244', [lamp], {
      parcels: [
        parcel('returned/back_with_sender', {
          scans: [scan('2026-11-16T13:30', 'Reno, NV', 'returned/back_with_sender')],
        }),
      ],
    }),
  ),
  'address-incorrect': of(
    order('#10244', [lamp], {
      parcels: [
        parcel('exception/address_incorrect', {
          reason: { party: 'recipient', code: 'address_incorrect' },
          action: { by: 'shopper', what: 'correct_address' },
          scans: [scan('2026-11-16T12:15', 'Wayne, NJ', 'exception/address_incorrect')],
        }),
      ],
    }),
  ),
  conflict: of(
    order('#10244', [lamp], {
      state: 'completed',
      parcels: [
        parcel('in_transit/departed', { conflict: { shop: 'delivered', carrier: 'in_transit' }, scans: [louisville] }),
      ],
    }),
  ),
  cancelled: of(order('#10244', [lamp], { state: 'cancelled', fulfilment: 'cancelled', unshipped: [] })),

  'nobody-and-policies': { now, shop, level: 'L0', orders: [], languages, policies: [says(lumenAndOak)] },
  'nobody-and-nothing-told': { now, shop, level: 'L0', orders: [], languages, policies: [says({})] },
  'nobody-and-own-words': {
    now,
    shop,
    level: 'L0',
    orders: [],
    languages,
    policies: [
      says({
        ...lumenAndOak,
        answers: {
          returns: { en: 'Thirty days, no questions, as long as it is unused.' },
          shipping_cost: { en: 'Standard is six dollars, express nineteen.' },
          warranty: { de: 'Zwei Jahre auf alles.' },
        },
      }),
    ],
  },
  'nobody-and-everywhere-but': {
    now,
    shop,
    level: 'L0',
    orders: [],
    languages,
    policies: [says({ shipping: { countries: { except: ['RU', 'BY'] } }, returns: { windowDays: 0 } })],
  },
  'on-its-way-and-policies': {
    ...of(
      order('#10244', [lamp, mugs], {
        parcels: [parcel('in_transit/departed', { scans: [louisville], estimate: '2026-11-19' })],
      }),
    ),
    policies: [says(lumenAndOak)],
  },
  'delivered-and-policies': {
    ...of(
      order('#10244', [lamp], {
        state: 'completed',
        parcels: [
          parcel('delivered/safe_place', { scans: [scan('2026-11-16T14:10', 'Wayne, NJ', 'delivered/safe_place')] }),
        ],
      }),
    ),
    policies: [says(lumenAndOak)],
  },
  'delivered-long-ago-and-policies': {
    ...of(
      order('#10102', [rug], {
        placed: '2026-09-01T15:00:00Z',
        state: 'completed',
        parcels: [parcel('delivered/mailbox', { scans: [scan('2026-09-05T11:00', 'Wayne, NJ', 'delivered/mailbox')] })],
      }),
    ),
    policies: [says(lumenAndOak)],
  },
  'split-and-policies': {
    ...of(
      order('#10250', [lamp, mugs], {
        parcels: [
          parcel('in_transit/departed', { lines: [lamp], scans: [louisville], number: '1Z5R89390357567127' }),
          parcel('delivered/mailbox', {
            lines: [mugs],
            carrier: carriers.seko,
            number: 'SEK7781234',
            scans: [scan('2026-11-15T11:31', 'Wayne, NJ', 'delivered/mailbox')],
          }),
        ],
      }),
    ),
    policies: [says(lumenAndOak)],
  },
  'counted-from-purchase': {
    ...of(order('#10231', [lamp], { placed: '2026-11-10T15:00:00Z' })),
    policies: [says({ returns: { windowDays: 14, from: 'purchase', paidBy: 'shop' } })],
  },
  'two-shops': {
    ...of(
      order('#10231', [lamp], {
        shop: { id: parseId('shop', 'outlet'), name: 'Oak Outlet', zone: 'America/Chicago' },
        parcels: [parcel('delivered/mailbox', { scans: [scan('2026-11-14T11:00', 'Wayne, NJ', 'delivered/mailbox')] })],
      }),
    ),
    policies: [
      says(lumenAndOak),
      says(
        { returns: { windowDays: 7, from: 'delivery' } },
        { id: parseId('shop', 'outlet'), name: 'Oak Outlet', zone: 'America/Chicago' },
      ),
    ],
  },
} satisfies Record<string, World>

export type Customer = keyof typeof worlds
