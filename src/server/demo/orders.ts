import {
  canadaPostNumber,
  type Consignment,
  type Journey,
  type OrderScript,
  type Phrase,
  purolatorNumber,
  type Speaker,
  speakers,
  type Step,
  type Stop,
  upsNumber,
} from '../../simulator/index.ts'
import { amal, anna, claire, emily, jonas, lukas, noah, type Person, tom } from './people.ts'
import { type Product, products } from './products.ts'
import {
  basel,
  berlin,
  castleDonington,
  cologne,
  dublin,
  frankfurt,
  hamburg,
  hanover,
  london,
  mississauga,
  montreal,
  toronto,
  zurich,
} from './stops.ts'

/** An order and the parcels it went out in. */
export type DemoOrder = {
  readonly person: Person
  readonly script: OrderScript
  readonly parcels: readonly { readonly speaker: Speaker; readonly journey: Journey }[]
}

/** Hours from the demo's start; past ones at their real distance, later ones run at the demo's rate. */
type At = readonly [at: number, says: Phrase, stop: Stop]

const days = (n: number) => n * 24

type Sent = {
  readonly by: Speaker
  readonly number: string
  readonly service: string
  readonly to: Stop
  readonly due: number | null
  readonly window?: readonly [number, number]
  /** Items by their place in the order; all of it else. */
  readonly holds?: readonly number[]
  readonly way: readonly At[]
  readonly signedBy?: string
  readonly shippedAt: number
  readonly later?: Consignment['later']
}

export function demoOrder(
  number: number,
  person: Person,
  placedAt: number,
  items: readonly (readonly [Product, number])[],
  sent: readonly Sent[] = [],
  { cancelledAt }: { cancelledAt?: number } = {},
): DemoOrder {
  const lines = items.map(([{ title, sku, priceMinor }, quantity]) => ({ title, sku, quantity, priceMinor }))
  const { customer, address, language } = person
  return {
    person,
    script: {
      external: number,
      number: `LO-${number}`,
      language,
      currency: 'EUR',
      customer,
      address,
      placedAt,
      lines,
      consignments: sent.map((one) => ({
        number: one.number,
        method: one.service,
        holds: (one.holds ?? lines.map((_, i) => i)).map((line) => ({ line, quantity: lines[line]?.quantity ?? 0 })),
        shippedAt: one.shippedAt,
        ...(one.later && { later: one.later }),
      })),
      ...(cancelledAt !== undefined && { cancelledAt }),
    },
    parcels: sent.map(({ by, number: tracking, service, to, due, window, way, signedBy }) => ({
      speaker: by,
      journey: {
        number: tracking,
        service,
        weightGrams: 3_200,
        to,
        due,
        ...(window && { window }),
        steps: way.map(([at, says, stop]): Step => ({
          at,
          says,
          stop,
          ...(signedBy !== undefined && says.startsWith('delivered') && { signedBy }),
        })),
      },
    })),
  }
}

const byUps = (serial: number) => ({ by: speakers.ups, number: upsNumber(serial), service: 'UPS Standard' })
const byPurolator = (serial: number) => ({
  by: speakers.purolator,
  number: purolatorNumber(serial),
  service: 'Purolator Ground',
})
const byCanadaPost = (serial: number) => ({
  by: speakers.canadaPost,
  number: canadaPostNumber(serial),
  service: 'Expedited Parcel',
})

/** Label, pick-up and first sorting of what leaves Frankfurt, from the hour it was labelled. */
const leavesFrankfurt = (at: number): At[] => [
  [at, 'info_received/label_created', frankfurt],
  [at + 6, 'in_transit/picked_up', frankfurt],
  [at + 8, 'in_transit/departed', frankfurt],
  [at + 12, 'in_transit/arrived_facility', cologne],
]

/** The telling orders, oldest first. Each shows one thing, and most stay as they are, so that they can be asked about. */
export const tellingOrders: readonly DemoOrder[] = [
  // Returned: the address was not right.
  demoOrder(
    4101,
    amal,
    -days(19),
    [[products.shelf, 2]],
    [
      {
        ...byUps(1),
        to: berlin,
        due: -days(16),
        shippedAt: -days(18.5),
        way: [
          ...leavesFrankfurt(-days(18.5)),
          [-days(16.4), 'exception/address_incorrect', berlin],
          [-days(14), 'returning/return_initiated', berlin],
          [-days(12), 'returning/return_in_transit', hanover],
          [-days(10), 'returned/back_with_sender', frankfurt],
        ],
      },
    ],
  ),
  // Delivered in a safe place.
  demoOrder(
    4102,
    anna,
    -days(12),
    [[products.stool, 2]],
    [
      {
        ...byUps(2),
        to: frankfurt,
        due: -days(9),
        shippedAt: -days(11),
        way: [
          ...leavesFrankfurt(-days(11)),
          [-days(9.3), 'out_for_delivery/with_courier', frankfurt],
          [-days(9.1), 'delivered/safe_place', frankfurt],
        ],
      },
    ],
  ),
  // Delivered to a neighbour.
  demoOrder(
    4103,
    jonas,
    -days(9),
    [[products.shelf, 1]],
    [
      {
        ...byUps(3),
        to: hamburg,
        due: -days(6),
        shippedAt: -days(8),
        signedBy: 'PETERSEN',
        way: [
          ...leavesFrankfurt(-days(8)),
          [-days(6.4), 'in_transit/at_destination_facility', hamburg],
          [-days(6.2), 'out_for_delivery/with_courier', hamburg],
          [-days(6), 'delivered/to_neighbour', hamburg],
        ],
      },
    ],
  ),
  // Late, and nobody said why.
  demoOrder(
    4104,
    tom,
    -days(9),
    [[products.pendant, 1]],
    [
      {
        ...byUps(4),
        to: dublin,
        due: -days(2),
        shippedAt: -days(8),
        way: [...leavesFrankfurt(-days(8)), [-days(6), 'in_transit/departed', cologne]],
      },
    ],
  ),
  // Refused at the door and on its way back.
  demoOrder(
    4105,
    lukas,
    -days(8),
    [[products.floorLamp, 1]],
    [
      {
        ...byUps(5),
        to: zurich,
        due: -days(4),
        shippedAt: -days(7.5),
        way: [
          ...leavesFrankfurt(-days(7.5)),
          [-days(5), 'in_transit/customs_cleared', basel],
          [-days(3.2), 'exception/refused', zurich],
          [-days(2.5), 'returning/return_initiated:refused', zurich],
          [-days(1.5), 'returning/return_in_transit', basel],
          [7, 'returning/return_in_transit', cologne],
        ],
      },
    ],
  ),
  // Late, with a reason.
  demoOrder(
    4106,
    jonas,
    -days(7),
    [[products.pendant, 1]],
    [
      {
        ...byUps(6),
        to: hamburg,
        due: -days(1),
        shippedAt: -days(4),
        way: [
          ...leavesFrankfurt(-days(4)),
          [-days(3), 'in_transit/departed', cologne],
          [-26, 'in_transit/delayed:late_transport', hanover],
        ],
      },
    ],
  ),
  // The shop says delivered, the carrier has it on the way.
  demoOrder(
    4107,
    lukas,
    -days(6),
    [[products.stool, 1]],
    [
      {
        ...byUps(7),
        to: zurich,
        due: days(2) * 120,
        shippedAt: -days(3),
        later: { at: -5, state: 'delivered' },
        way: [...leavesFrankfurt(-days(3)), [-days(1), 'in_transit/arrived_facility', basel]],
      },
    ],
  ),
  // Waits at the post office, and not for ever.
  demoOrder(
    4108,
    claire,
    -days(11),
    [[products.readingLamp, 1]],
    [
      {
        ...byCanadaPost(1),
        to: montreal,
        due: -days(7),
        shippedAt: -days(10),
        way: [
          [-days(10), 'info_received/data_received', toronto],
          [-days(9.5), 'in_transit/picked_up', toronto],
          [-days(8.5), 'in_transit/arrived_facility', montreal],
          [-days(7.2), 'out_for_delivery/with_courier', montreal],
          [-days(7), 'available_for_pickup/at_post_office', montreal],
          [-10, 'available_for_pickup/pickup_deadline', montreal],
        ],
      },
    ],
  ),
  // Held at customs until the duties are paid.
  demoOrder(
    4109,
    emily,
    -days(6),
    [[products.sideTable, 1]],
    [
      {
        ...byUps(8),
        to: london,
        due: null,
        shippedAt: -days(5),
        way: [
          ...leavesFrankfurt(-days(5)),
          [-days(3.5), 'in_transit/export', cologne],
          [-days(3), 'in_transit/import', castleDonington],
          [-days(2.8), 'in_transit/customs_processing', castleDonington],
          [-days(1.6), 'exception/duties_unpaid', castleDonington],
        ],
      },
    ],
  ),
  // Delivered, says the carrier; the customer has nothing.
  demoOrder(
    4110,
    tom,
    -days(6),
    [[products.readingLamp, 1]],
    [
      {
        ...byUps(9),
        to: dublin,
        due: -days(1),
        shippedAt: -days(5),
        way: [
          ...leavesFrankfurt(-days(5)),
          [-days(2), 'in_transit/at_destination_facility', dublin],
          [-30, 'out_for_delivery/with_courier', dublin],
          [-26, 'delivered', dublin],
        ],
      },
    ],
  ),
  // Cancelled and paid back.
  demoOrder(4111, emily, -days(5), [[products.shelf, 3]], [], { cancelledAt: -days(4.8) }),
  // Nobody was home.
  demoOrder(
    4112,
    noah,
    -days(5),
    [[products.stool, 1]],
    [
      {
        ...byPurolator(1),
        to: toronto,
        due: days(1) * 120,
        shippedAt: -days(3),
        way: [
          [-days(3), 'info_received/label_created', mississauga],
          [-days(2.7), 'in_transit/picked_up', mississauga],
          [-days(1.5), 'in_transit/arrived_facility', toronto],
          [-9, 'out_for_delivery/with_courier', toronto],
          [-4, 'attempt_failed/not_home', toronto],
        ],
      },
    ],
  ),
  // Split: one parcel is here, the other is on the way.
  demoOrder(
    4113,
    amal,
    -days(4),
    [
      [products.floorLamp, 1],
      [products.sideTable, 1],
    ],
    [
      {
        ...byUps(10),
        to: berlin,
        due: -days(1),
        shippedAt: -days(3),
        holds: [0],
        way: [
          ...leavesFrankfurt(-days(3)),
          [-28, 'out_for_delivery/with_courier', berlin],
          [-24, 'delivered/to_recipient', berlin],
        ],
      },
      {
        ...byUps(11),
        to: berlin,
        due: days(1) * 120,
        shippedAt: -days(1),
        holds: [1],
        way: [
          ...leavesFrankfurt(-days(1)),
          [2, 'in_transit/departed', cologne],
          [9, 'in_transit/arrived_facility', hanover],
          [400, 'in_transit/at_destination_facility', berlin],
          [500, 'out_for_delivery/with_courier', berlin],
          [640, 'delivered/reception', berlin],
        ],
      },
    ],
  ),
  // Out for delivery today, within a window.
  demoOrder(
    4114,
    jonas,
    -days(3),
    [[products.readingLamp, 2]],
    [
      {
        ...byUps(12),
        to: hamburg,
        due: 300,
        window: [120, 420],
        shippedAt: -days(2),
        way: [
          ...leavesFrankfurt(-days(2)),
          [-8, 'in_transit/at_destination_facility', hamburg],
          [-2, 'out_for_delivery/with_courier', hamburg],
          [8, 'out_for_delivery/next_stop', hamburg],
          [300, 'delivered/mailbox', hamburg],
        ],
      },
    ],
  ),
  // Moves through customs while one watches.
  demoOrder(
    4115,
    claire,
    -days(4),
    [[products.pendant, 1]],
    [
      {
        ...byCanadaPost(2),
        to: montreal,
        due: days(1) * 120,
        shippedAt: -days(3),
        way: [
          [-days(3), 'info_received/data_received', mississauga],
          [-30, 'in_transit/import', mississauga],
          [1, 'in_transit/customs_processing', mississauga],
          [6, 'in_transit/customs_cleared', mississauga],
          [60, 'in_transit/arrived_facility', montreal],
          [240, 'out_for_delivery/with_courier', montreal],
          [420, 'delivered/safe_place', montreal],
        ],
      },
    ],
  ),
  // The one to watch: out for delivery after half a minute, delivered before the second is over.
  demoOrder(
    4116,
    anna,
    -days(2),
    [[products.readingLamp, 1]],
    [
      {
        ...byUps(13),
        to: frankfurt,
        due: 3.6,
        shippedAt: -days(1.5),
        way: [
          ...leavesFrankfurt(-days(1.5)),
          [-7, 'in_transit/departed', cologne],
          [-3, 'in_transit/at_destination_facility', frankfurt],
          [1.2, 'out_for_delivery/with_courier', frankfurt],
          [3.6, 'delivered/to_neighbour', frankfurt],
        ],
      },
    ],
  ),
  // Sent, says the shop; the carrier does not know the number yet.
  demoOrder(
    4117,
    noah,
    -26,
    [[products.shelf, 1]],
    [{ ...byPurolator(2), to: toronto, due: null, shippedAt: -3, way: [] }],
  ),
  // Not shipped yet.
  demoOrder(4118, lukas, -5, [[products.floorLamp, 1]]),
]
