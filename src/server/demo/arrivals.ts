import { type Phrase, speakers, upsNumber } from '../../simulator/index.ts'
import { type DemoOrder, demoOrder } from './orders.ts'
import { passersBy } from './people.ts'
import { products } from './products.ts'
import { cologne, frankfurt, type berlin } from './stops.ts'

const count = 36
/** Hours of journey: five real minutes between two at the demo's rate, three hours in all. */
const [first, apart] = [4, 10]

const ends: readonly Phrase[] = [
  'delivered/to_recipient',
  'delivered/safe_place',
  'delivered/to_neighbour',
  'delivered/mailbox',
  'delivered/reception',
]

/** The orders that come in while the demo runs: the same ones for the same seed, and none after the last. */
export function arrivals(seed = 7): readonly DemoOrder[] {
  const next = draws(seed)
  const pick = <T>(some: readonly T[]): T => {
    const one = some[Math.floor(next() * some.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }
  return Array.from({ length: count }, (_, i) => {
    const placedAt = first + i * apart + next() * 4
    const person = pick(passersBy)
    const to: typeof berlin = { ...frankfurt, city: person.address.city }
    const shippedAt = placedAt + 2 + next() * 3
    const pace = 1 + next()
    return demoOrder(
      4_201 + i,
      person,
      placedAt,
      [[pick(Object.values(products)), next() < 0.8 ? 1 : 2]],
      [
        {
          by: speakers.ups,
          number: upsNumber(201 + i),
          service: 'UPS Standard',
          to,
          due: shippedAt + 16 * pace,
          shippedAt,
          way: [
            [shippedAt + 0.2, 'info_received/label_created', frankfurt],
            [shippedAt + 3 * pace, 'in_transit/picked_up', frankfurt],
            [shippedAt + 6 * pace, 'in_transit/arrived_facility', cologne],
            [shippedAt + 10 * pace, 'in_transit/at_destination_facility', to],
            [shippedAt + 12 * pace, 'out_for_delivery/with_courier', to],
            [shippedAt + 16 * pace, pick(ends), to],
          ],
        },
      ],
    )
  })
}

// mulberry32: small, even, and the same everywhere.
function draws(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
