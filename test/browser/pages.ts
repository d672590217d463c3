import type {
  ConversationView,
  LineView,
  MessageView,
  OrderView,
  ParcelView,
  ScanView,
  TrackingPage,
} from '../../src/contract/index.ts'

/** Tracking pages as the server makes them, one for each thing that can happen to an order. */

const now = '2026-11-20T13:10:00Z'
const shop = { id: 'acme', name: 'Northlight', zone: 'Europe/Berlin' }
const fromUps = { kind: 'carrier', name: 'UPS', asOf: '2026-11-20T13:05:00Z' } as const
const fromShop = { kind: 'shop', name: shop.name, asOf: '2026-11-20T12:40:00Z' } as const

const lamp: LineView = { id: 'l1', title: 'Reading lamp “Skagen”', variant: 'brushed brass', quantity: 1 }
const bulbs: LineView = { id: 'l2', title: 'LED bulb E27, warm white', variant: null, quantity: 3 }
const rug: LineView = { id: 'l3', title: 'Wool rug', variant: '140 × 200 cm, oat', quantity: 1 }

const inBerlin = { city: 'Berlin', region: null, postal: null, country: 'DE' }
const inLeipzig = { city: 'Leipzig', region: null, postal: null, country: 'DE' }
const inCologne = { city: 'Köln', region: null, postal: null, country: 'DE' }

const scan = (localTime: string, milestone: ScanView['milestone'], more: Partial<ScanView> = {}): ScanView => ({
  localTime,
  zone: null,
  place: inBerlin,
  code: null,
  text: null,
  milestone,
  status: milestone,
  reason: null,
  receivedAt: fromUps.asOf,
  ...more,
})

const labelled = scan('2026-11-17T16:20:00', 'info_received', {
  code: 'MP',
  text: 'Shipper created a label, UPS has not received the package yet.',
  status: 'info_received/label_created',
  place: { city: null, region: null, postal: null, country: 'DE' },
})
const collected = scan('2026-11-18T18:41:00', 'in_transit', {
  text: 'Pickup Scan',
  status: 'in_transit/picked_up',
  place: inCologne,
})
const left = scan('2026-11-18T22:02:00', 'in_transit', {
  text: 'Departed from Facility',
  status: 'in_transit/departed',
  place: inCologne,
})
const arrived = scan('2026-11-19T05:12:00', 'in_transit', {
  text: 'Arrived at Facility',
  status: 'in_transit/arrived_facility',
  place: inLeipzig,
})
const nearby = scan('2026-11-20T06:31:00', 'in_transit', {
  text: 'Processing at UPS Facility',
  status: 'in_transit/at_destination_facility',
})
const out = scan('2026-11-20T08:04:00', 'out_for_delivery', {
  text: 'Out For Delivery Today',
  status: 'out_for_delivery/with_courier',
  zone: 'Europe/Berlin',
})

const parcel = (milestone: ParcelView['milestone'], scans: ScanView[], more: Partial<ParcelView> = {}): ParcelView => ({
  id: 'p1',
  carrier: { id: 'ups', name: 'UPS' },
  number: '1Z999AA10123456784',
  carrierUrl: 'https://www.ups.com/track?tracknum=1Z999AA10123456784',
  changeUrl: null,
  milestone,
  status: scans[0]?.status ?? milestone,
  reason: null,
  action: null,
  estimate: null,
  late: false,
  sent: null,
  conflict: null,
  lines: [lamp, bulbs],
  service: null,
  proof: null,
  pickup: null,
  legs: [],
  scans,
  source: fromUps,
  ...more,
})

const estimate = (from: string, to = from, window: { from: string; to: string } | null = null) => ({
  from,
  to,
  window,
  source: fromUps,
})

const order = (parcels: ParcelView[], more: Partial<OrderView> = {}): OrderView => ({
  id: 'o1',
  shop,
  number: '#10231',
  placedAt: '2026-11-16T19:22:00Z',
  state: 'open',
  payment: 'paid',
  fulfilment: 'shipped',
  promised: '2026-11-24',
  total: { minor: 18490, currency: 'EUR' },
  lines: [lamp, bulbs],
  unshipped: [],
  parcels,
  firstName: 'Ada',
  source: fromShop,
  ...more,
})

const message = (id: string, by: MessageView['by'], text: string, more: Partial<MessageView> = {}): MessageView => ({
  id,
  by,
  text,
  language: null,
  at: '2026-11-20T13:06:00Z',
  choices: [],
  evidence: [],
  about: [],
  ...more,
})

const conversation = (messages: MessageView[], more: Partial<ConversationView> = {}): ConversationView => ({
  id: 'c1',
  state: 'with_assistant',
  level: 'L1',
  messages,
  orders: [],
  ...more,
})

export const asked = conversation([
  message('m1', 'shopper', 'where is my lamp?'),
  message('m2', 'assistant', 'UPS has it out for delivery in Berlin today, between 14:00 and 16:00.', {
    evidence: [{ kind: 'milestone', text: 'out for delivery', value: 'out for delivery', source: fromUps }],
    choices: [
      { label: 'What is in the parcel?', say: 'What is in the parcel?' },
      { label: 'A person, please', say: 'I want to talk to a person' },
    ],
  }),
])

const withPerson = conversation(
  [
    message('m1', 'shopper', 'It says delivered but there is nothing here'),
    message('m2', 'assistant', 'I am sorry. I have asked our team to look at it with you.'),
    message('m3', 'person', 'Hello Ada, this is Jonas. I am asking UPS for the photo of the delivery.'),
  ],
  { state: 'with_person' },
)

const page = (order: OrderView, more: Partial<TrackingPage> = {}): TrackingPage => ({
  language: 'en-GB',
  dir: 'ltr',
  now,
  order,
  conversation: null,
  links: { say: '/say', view: '/view', events: '/events' },
  ...more,
})

const manyScans = Array.from({ length: 31 }, (_, index) => {
  const day = 19 - Math.floor(index / 4)
  const hour = 22 - (index % 4) * 5
  return scan(
    `2026-11-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:15:00`,
    'in_transit',
    index % 2
      ? { status: 'in_transit/arrived_facility', text: 'Arrived at Facility', place: inLeipzig }
      : { status: 'in_transit/departed', text: 'Departed from Facility', place: inCologne },
  )
})

const longTitle =
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft commemorative mug, limited edition'

export const pages = {
  notShipped: page(order([], { fulfilment: 'not_shipped', unshipped: [lamp, bulbs] })),
  notShippedLate: page(
    order([], { fulfilment: 'not_shipped', unshipped: [lamp, bulbs], promised: '2026-11-18', payment: 'pending' }),
  ),
  announced: page(order([parcel('info_received', [labelled], { estimate: estimate('2026-11-24') })])),
  onItsWay: page(
    order([parcel('in_transit', [arrived, left, collected, labelled], { estimate: estimate('2026-11-24') })]),
  ),
  outForDelivery: page(
    order([
      parcel('out_for_delivery', [out, nearby, arrived, left, collected, labelled], {
        estimate: estimate('2026-11-20', '2026-11-20', { from: '14:00', to: '16:00' }),
      }),
    ]),
    { conversation: asked },
  ),
  split: page(
    order(
      [
        parcel(
          'delivered',
          [scan('2026-11-19T11:30:00', 'delivered', { text: 'DELIVERED', status: 'delivered/to_neighbour' }), left],
          { lines: [bulbs] },
        ),
        parcel('in_transit', [arrived, left, collected, labelled], {
          id: 'p2',
          number: '1Z999AA10123456793',
          lines: [lamp],
          estimate: estimate('2026-11-23', '2026-11-25'),
        }),
      ],
      { lines: [lamp, bulbs, rug], unshipped: [rug], fulfilment: 'partially_delivered' },
    ),
  ),
  late: page(
    order([
      parcel('in_transit', [arrived, left, collected, labelled], { estimate: estimate('2026-11-19'), late: true }),
    ]),
  ),
  attemptFailed: page(
    order([
      parcel(
        'attempt_failed',
        [
          scan('2026-11-20T11:48:00', 'attempt_failed', {
            text: 'The receiver was not available for delivery.',
            status: 'attempt_failed/not_home',
          }),
          out,
          nearby,
        ],
        {
          reason: { party: 'recipient', code: 'not_home' },
          action: { by: 'shopper', what: 'be_available' },
          estimate: estimate('2026-11-23'),
        },
      ),
    ]),
  ),
  customs: page(
    order([
      parcel(
        'exception',
        [
          scan('2026-11-19T21:10:00', 'exception', {
            text: 'Your package is pending release from a Government Agency. Once they release it, your package will be on its way.',
            status: 'exception/duties_unpaid',
            place: inCologne,
          }),
          left,
        ],
        { reason: { party: 'customs', code: 'duties_unpaid' }, action: { by: 'shopper', what: 'pay_duties' } },
      ),
    ]),
  ),
  pickUp: page(
    order([
      parcel(
        'available_for_pickup',
        [
          scan('2026-11-20T10:00:00', 'available_for_pickup', {
            text: 'Delivered to UPS Access Point',
            status: 'available_for_pickup/at_parcel_shop',
          }),
          out,
        ],
        {
          action: { by: 'shopper', what: 'collect_parcel' },
          service: 'Express Saver',
          pickup: {
            name: 'Kiosk am Ring',
            street: 'Ringstr. 4',
            place: { ...inBerlin, postal: '10115' },
            until: '2026-11-27',
          },
        },
      ),
    ]),
  ),
  partner: page(
    order(
      [
        parcel(
          'delivered',
          [
            scan('2026-11-20T12:40:00', 'delivered', {
              text: 'Zugestellt',
              status: 'delivered/signed',
              carrier: { id: 'gls', name: 'GLS' },
            }),
            scan('2026-11-19T09:00:00', 'in_transit', {
              status: 'in_transit/handed_to_partner',
              text: 'Handed over',
              place: { ...inCologne, city: 'Cologne' },
            }),
          ],
          {
            proof: { signedBy: 'A LOVELACE', photoUrl: 'https://photos.example/4711', documentUrl: null },
            legs: [
              {
                carrier: { id: 'gls', name: 'GLS' },
                name: 'GLS',
                number: '4711081542',
                carrierUrl: 'https://gls.example/track/4711081542',
              },
            ],
            source: { ...fromUps, name: 'GLS' },
          },
        ),
      ],
      { fulfilment: 'delivered' },
    ),
  ),
  deliveredSafePlace: page(
    order(
      [
        parcel('delivered', [
          scan('2026-11-20T13:02:00', 'delivered', {
            text: 'DELIVERED',
            status: 'delivered/safe_place',
            zone: 'Europe/Berlin',
          }),
          out,
          nearby,
          arrived,
          left,
          collected,
          labelled,
        ]),
      ],
      { fulfilment: 'delivered', state: 'completed' },
    ),
    { conversation: withPerson },
  ),
  deliveredNeighbour: page(
    order(
      [
        parcel('delivered', [
          scan('2026-11-18T12:12:00', 'delivered', { text: 'DELIVERED', status: 'delivered/to_neighbour' }),
        ]),
      ],
      { fulfilment: 'delivered' },
    ),
  ),
  returned: page(
    order([
      parcel('returned', [
        scan('2026-11-19', 'returned', { text: 'Returned to shipper', status: 'returned/back_with_sender' }),
        scan('2026-11-17T09:00', 'returning', { text: 'Return to sender', status: 'returning/return_initiated' }),
        left,
      ]),
    ]),
  ),
  conflict: page(
    order([
      parcel('in_transit', [arrived, left, collected], {
        conflict: { shop: 'delivered', carrier: 'in_transit' },
        estimate: estimate('2026-11-24'),
      }),
    ]),
  ),
  unknownCode: page(
    order([
      parcel(
        'in_transit',
        [
          scan('2026-11-20T09:15:00', null, { code: 'ZZ9', text: 'Parcel re-bagged <b>at hub</b>', place: null }),
          scan('2026-11-20T07:15:00', null, { code: 'Q7', place: null }),
          arrived,
        ],
        { status: 'in_transit/arrived_facility', lines: [] },
      ),
    ]),
  ),
  nothingKnown: page(order([parcel('not_found', [], { estimate: null })], { promised: null, firstName: null })),
  sent: page(
    order([parcel('unknown', [], { sent: { at: '2026-11-19T16:40:00Z', source: fromShop }, source: fromShop })]),
  ),
  sentLate: page(
    order(
      [
        parcel('unknown', [], {
          sent: { at: '2026-11-16T08:00:00Z', source: fromShop },
          source: fromShop,
          carrier: null,
          carrierUrl: null,
          changeUrl: null,
          number: 'NL-7781234',
          late: true,
        }),
      ],
      { promised: '2026-11-19' },
    ),
  ),
  sentWithoutNumber: page(
    order([
      parcel('unknown', [], {
        sent: { at: null, source: fromShop },
        source: fromShop,
        carrier: null,
        number: null,
        carrierUrl: null,
      }),
    ]),
  ),
  deliveredSaysShop: page(
    order([parcel('delivered', [], { sent: { at: '2026-11-17T16:40:00Z', source: fromShop }, source: fromShop })], {
      fulfilment: 'delivered',
      state: 'completed',
    }),
  ),
  cancelled: page(
    order([], { state: 'cancelled', fulfilment: 'cancelled', payment: 'refunded', lines: [lamp, bulbs] }),
  ),
  manyScans: page(order([parcel('in_transit', manyScans)], { promised: null })),
  longNames: page(
    order(
      [
        parcel(
          'exception',
          [
            scan('2026-11-20T04:00:00', 'exception', {
              text: `WEATHER/${'VERY'.repeat(20)} LONG`,
              status: 'exception/weather',
              place: {
                city: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch',
                region: 'Wales',
                postal: null,
                country: 'GB',
              },
            }),
          ],
          {
            lines: [{ id: 'l9', title: longTitle, variant: null, quantity: 12 }],
            number: '00340434161094042557003404341610940425570034',
            carrier: { id: 'x', name: 'Internationale Paketzustellungsgesellschaft' },
            reason: { party: 'weather', code: 'snow' },
          },
        ),
      ],
      {
        number: 'ORDER-2026-000000000000000000000000000010231',
        shop: { ...shop, name: 'Skandinavisches Einrichtungshaus Nordlichtmanufaktur' },
        firstName: 'Wolfeschlegelsteinhausenbergerdorff',
      },
    ),
  ),
  // A breaker of script elements in every free text there is.
  hostile: page(
    order(
      [parcel('in_transit', [scan('2026-11-20T04:00:00', null, { text: '</script><script>alert(1)</script>\u2028' })])],
      {
        number: '"><img src=x onerror=alert(1)>',
      },
    ),
  ),
} as const satisfies Record<string, TrackingPage>

/** The same page as a shopper of another language gets it. */
export function inLanguage(page: TrackingPage, language: string): TrackingPage {
  return { ...page, language, dir: language.startsWith('ar') ? 'rtl' : 'ltr' }
}

/** What `/view` answers once the parcel has been handed over. */
export const arrivedLater: TrackingPage = {
  ...pages.deliveredSafePlace,
  now: '2026-11-20T13:20:00Z',
  conversation: pages.outForDelivery.conversation,
}

export function answered(before: ConversationView | null, text: string): ConversationView {
  const messages = before?.messages ?? []
  return conversation([
    ...messages,
    message(`m${messages.length + 1}`, 'shopper', text),
    message(`m${messages.length + 2}`, 'assistant', 'UPS expects it on Tuesday 24 November.', {
      evidence: [{ kind: 'estimate', text: '2026-11-24', value: '2026-11-24', source: fromUps }],
      choices: [{ label: 'And the rug?', say: 'Where is the rug?' }],
    }),
  ])
}
