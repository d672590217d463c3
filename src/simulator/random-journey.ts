import { between, chance, pick, weighted } from './chance.ts'
import type { Journey, Phrase, Step, Stop } from './journey.ts'
import type { Speaker } from './speaker.ts'

export type Made = {
  readonly number: string
  readonly seed: string
  readonly speaker: Pick<Speaker, 'canSay'>
  readonly towns: readonly [Stop, ...Stop[]]
  readonly abroad: readonly [Stop, ...Stop[]]
}

/** A parcel's way as it could be, the same for the same seed and number; only in words its carrier has. */
export function randomJourney({ number, seed, speaker, towns, abroad }: Made): Journey {
  const draw = (what: string) => chance(seed, number, what)
  const crosses = draw('border') < 0.18
  const way: Way = {
    from: pick(crosses ? abroad : towns, draw('from')),
    hub: pick(towns, draw('hub')),
    to: pick(towns, draw('to')),
  }
  const ending = weighted(endings, draw('ending'))
  const legs = [
    ...opening,
    ...(crosses ? [...border, ...(draw('held') < 0.1 ? heldAtCustoms : []), ...cleared] : inland),
    ...ending.legs,
  ]
  const begins = between([-130, 12], draw('begins'))
  const steps = told(legs, { way, begins, draw, speaker })
  const due = steps.find(({ says }) => says.startsWith('out_for_delivery') || says.startsWith('attempt_failed'))
  return {
    number,
    service: pick(['Standard', 'Express', 'Saver'], draw('service')),
    weightGrams: Math.round(between([150, 9_500], draw('weight'))),
    to: way.to,
    due: due ? due.at + 4 : begins + 96,
    steps,
  }
}

type Way = { readonly from: Stop; readonly hub: Stop; readonly to: Stop }
type Leg = {
  /** The first the carrier has a word for; none of them leaves the step out. */
  readonly says: readonly Phrase[]
  readonly where: keyof Way
  /** Hours after the step before. */
  readonly after: readonly [from: number, to: number]
}

const leg = (where: keyof Way, after: Leg['after'], ...says: readonly Phrase[]): Leg => ({ says, where, after })

const opening: readonly Leg[] = [
  leg('from', [0, 0], 'info_received/label_created', 'info_received/data_received'),
  leg('from', [3, 26], 'in_transit/picked_up', 'in_transit/accepted'),
  leg('from', [2, 8], 'in_transit/departed', 'in_transit/origin_scan'),
]
const inland: readonly Leg[] = [
  leg('hub', [4, 14], 'in_transit/arrived_facility'),
  leg('hub', [1, 7], 'in_transit/departed'),
  leg('to', [4, 18], 'in_transit/at_destination_facility', 'in_transit/arrived_facility'),
]
const border: readonly Leg[] = [
  leg('from', [6, 20], 'in_transit/export', 'in_transit/departed'),
  leg('hub', [14, 40], 'in_transit/import', 'in_transit/arrived_facility'),
  leg('hub', [1, 5], 'in_transit/customs_processing'),
]
const heldAtCustoms: readonly Leg[] = [leg('hub', [2, 12], 'exception/customs_held', 'exception/documents_missing')]
const cleared: readonly Leg[] = [
  leg('hub', [3, 30], 'in_transit/customs_cleared'),
  leg('to', [6, 30], 'in_transit/at_destination_facility', 'in_transit/arrived_facility'),
]

const outAgain = leg('to', [14, 22], 'out_for_delivery/with_courier')
const missed = [
  leg('to', [2, 7], 'out_for_delivery/with_courier'),
  leg('to', [3, 8], 'attempt_failed/not_home', 'attempt_failed/other_attempt'),
]
const handedOver = leg('to', [2, 7], 'delivered')
const goesBack = [
  leg('hub', [10, 40], 'returning/return_in_transit', 'returning/return_initiated'),
  leg('from', [20, 60], 'returned/back_with_sender', 'returning/return_in_transit', 'returning/return_initiated'),
]

type Ending = { readonly weight: number; readonly legs: readonly Leg[] }

/** How parcels end, in hundredths. */
const endings: readonly [Ending, ...Ending[]] = [
  { weight: 62, legs: [leg('to', [2, 7], 'out_for_delivery/with_courier'), handedOver] },
  {
    weight: 10,
    legs: [
      leg('to', [2, 7], 'out_for_delivery/with_courier'),
      leg('to', [2, 7], 'delivered/safe_place', 'delivered/mailbox', 'delivered'),
    ],
  },
  { weight: 8, legs: [...missed, outAgain, handedOver] },
  {
    weight: 6,
    legs: [
      ...missed,
      leg('to', [2, 20], 'available_for_pickup/at_parcel_shop', 'available_for_pickup'),
      leg('to', [4, 60], 'delivered/collected', 'delivered'),
    ],
  },
  {
    weight: 5,
    legs: [leg('to', [4, 12], 'in_transit/delayed'), leg('to', [20, 50], 'out_for_delivery/with_courier'), handedOver],
  },
  {
    weight: 3,
    legs: [
      ...missed,
      leg('to', [2, 20], 'available_for_pickup/at_parcel_shop', 'available_for_pickup'),
      leg('to', [120, 200], 'returning/return_initiated:not_collected', 'returning/return_initiated'),
      ...goesBack,
    ],
  },
  {
    weight: 2,
    legs: [
      leg('to', [2, 12], 'exception/address_incorrect'),
      leg('to', [14, 40], 'out_for_delivery/with_courier'),
      handedOver,
    ],
  },
  {
    weight: 2,
    legs: [
      leg('to', [2, 7], 'out_for_delivery/with_courier'),
      leg('to', [2, 6], 'exception/refused', 'attempt_failed/refused', 'exception'),
      leg('to', [1, 12], 'returning/return_initiated'),
      ...goesBack,
    ],
  },
  { weight: 1, legs: [leg('to', [2, 12], 'exception/damaged', 'exception')] },
  { weight: 1, legs: [leg('hub', [30, 70], 'exception/lost', 'exception/investigation', 'exception')] },
]

type Telling = {
  readonly way: Way
  readonly begins: number
  readonly draw: (what: string) => number
  readonly speaker: Made['speaker']
}

function told(legs: readonly Leg[], { way, begins, draw, speaker }: Telling): readonly Step[] {
  let at = begins
  return legs.flatMap(({ says, where, after }, i) => {
    at += between(after, draw(`leg ${i}`))
    const said = says.find((phrase) => speaker.canSay(phrase))
    // Whole minutes, as scanners are read.
    return said === undefined ? [] : [{ at: Math.round(at * 60) / 60, says: said, stop: way[where] }]
  })
}
