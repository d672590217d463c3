import type { World } from '../../src/chat/index.ts'
import { parseId, type Source, type TrackedLine, type TrackedOrder, type TrackedScan } from '../../src/model/index.ts'
import { line, now, order, parcel, scan } from './build.ts'

/** Customers of a shop in Berlin, for stories told in German: Tuesday, 20:05 there. */
const shop = { name: 'Lampenladen', zone: 'Europe/Berlin' }
const said: Source = { kind: 'shop', name: shop.name, asOf: now }
const dhl = { id: 'dhl', name: 'DHL' }
const languages = ['de', 'en']

const of = (...orders: readonly TrackedOrder[]): World => ({ now, shop, level: 'L2', orders, languages })

const bought = (number: string, lines: readonly TrackedLine[], fields: Parameters<typeof order>[2] = {}) =>
  order(number, lines, {
    shop: { id: parseId('shop', 'lampenladen'), ...shop },
    source: said,
    firstName: 'Jana',
    language: 'de',
    ...fields,
  })

const sent = (fields: Parameters<typeof parcel>[1] & { readonly on: string | null }) => {
  const { on, ...rest } = fields
  const at = on === null ? null : Temporal.Instant.from(on)
  return { ...parcel('unknown', { carrier: dhl, sent: on, ...rest }), source: said, sent: { at, source: said } }
}

function seen(at: string, city: string, status: Parameters<typeof scan>[2]): TrackedScan {
  const made = scan(at, city, status, { zone: shop.zone })
  return { ...made, place: { city, region: null, postal: null, country: 'DE' } }
}

const frankfurt = seen('2026-11-17T07:13', 'Frankfurt am Main', 'in_transit/departed')
const lamp = line('Stehlampe Bogen', { variant: 'blau' })
const cups = line('Steingut-Tasse', { quantity: 2 })
const rug = line('Wollteppich', { variant: 'grau' })

export const germanWorlds = {
  'DE: unterwegs': of(
    bought('#10244', [lamp, cups], {
      promised: '2026-11-20',
      parcels: [parcel('in_transit/departed', { carrier: dhl, scans: [frankfurt], estimate: '2026-11-19' })],
    }),
  ),
  'DE: in Zustellung': of(
    bought('#10244', [lamp], {
      parcels: [
        parcel('out_for_delivery', {
          carrier: dhl,
          scans: [seen('2026-11-17T08:40', 'Berlin', 'out_for_delivery'), frankfurt],
          estimate: '2026-11-17',
          window: ['15:00', '18:00'],
        }),
      ],
    }),
  ),
  'DE: nicht verschickt': of(bought('#10231', [lamp], { promised: '2026-11-20' })),
  'DE: nicht verschickt, überfällig': of(bought('#10231', [lamp], { promised: '2026-11-13' })),
  'DE: zwei offene': of(
    bought('#10231', [line('Stehlampe Bogen', { variant: 'messing' })], {
      placed: '2026-11-03T15:00:00Z',
      promised: '2026-11-24',
    }),
    bought('#10244', [line('Stehlampe Bogen', { variant: 'blau' }), cups], {
      placed: '2026-11-10T15:00:00Z',
      parcels: [
        parcel('in_transit/departed', {
          carrier: dhl,
          scans: [frankfurt],
          estimate: '2026-11-19',
          number: '00340434161094021501',
        }),
      ],
    }),
  ),
  'DE: zwei Pakete': of(
    bought('#10250', [lamp, cups, rug], {
      promised: '2026-11-21',
      parcels: [
        parcel('in_transit/departed', { lines: [lamp], carrier: dhl, scans: [frankfurt], estimate: '2026-11-19' }),
        parcel('delivered/mailbox', {
          lines: [cups],
          carrier: dhl,
          number: '00340434161094021501',
          scans: [seen('2026-11-15T11:31', 'Berlin', 'delivered/mailbox')],
        }),
      ],
    }),
  ),
  'DE: verspätet': of(
    bought('#10244', [lamp], {
      parcels: [
        parcel('in_transit/arrived_facility', {
          carrier: dhl,
          late: true,
          estimate: '2026-11-13',
          scans: [seen('2026-11-14T22:47', 'Leipzig', 'in_transit/arrived_facility')],
        }),
      ],
    }),
  ),
  'DE: verspätet, Wetter': of(
    bought('#10244', [lamp], {
      promised: '2026-11-13',
      parcels: [
        parcel('exception/weather', {
          carrier: dhl,
          late: true,
          estimate: ['2026-11-19', '2026-11-21'],
          reason: { party: 'weather', code: 'severe_weather' },
          action: { by: 'carrier', what: 'await_redelivery' },
          scans: [seen('2026-11-16T05:10', 'Kassel', 'exception/weather')],
        }),
      ],
    }),
  ),
  'DE: beim Nachbarn': of(
    bought('#10244', [lamp], {
      state: 'completed',
      parcels: [
        parcel('delivered/to_neighbour', {
          carrier: dhl,
          scans: [seen('2026-11-16T10:25', 'Berlin', 'delivered/to_neighbour')],
        }),
      ],
    }),
  ),
  'DE: unterschrieben': of(
    bought('#10244', [lamp], {
      parcels: [
        parcel('delivered/signed', {
          carrier: dhl,
          proof: { signedBy: 'K. BRANDT', photoUrl: null, documentUrl: null },
          scans: [seen('2026-11-16T10:25', 'Berlin', 'delivered/signed')],
        }),
      ],
    }),
  ),
  'DE: Paketstation': of(
    bought('#10244', [lamp], {
      parcels: [
        parcel('available_for_pickup/at_locker', {
          carrier: dhl,
          action: { by: 'shopper', what: 'collect_parcel' },
          pickup: {
            name: 'Schließfach 12',
            street: 'Ringstr. 4',
            place: { city: 'Berlin', region: null, postal: '10115', country: 'DE' },
            until: Temporal.PlainDate.from('2026-11-24'),
          },
          scans: [seen('2026-11-16T16:45', 'Berlin', 'available_for_pickup/at_locker')],
        }),
      ],
    }),
  ),
  'DE: nur verschickt': of(
    bought('#10244', [lamp], { promised: '2026-11-20', parcels: [sent({ on: '2026-11-15T22:10:00Z' })] }),
  ),
  'DE: storniert': of(bought('#10244', [lamp], { state: 'cancelled', fulfilment: 'cancelled', unshipped: [] })),
  'DE: Widerspruch': of(
    bought('#10244', [lamp], {
      state: 'completed',
      parcels: [
        parcel('in_transit/departed', {
          carrier: dhl,
          conflict: { shop: 'delivered', carrier: 'in_transit' },
          scans: [frankfurt],
        }),
      ],
    }),
  ),
} satisfies Record<string, World>
