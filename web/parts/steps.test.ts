import { describe, expect, it } from 'vitest'
import { pages } from '../../test/browser/pages.ts'
import { stepsOf } from './steps.ts'

const short = { done: '●', current: '◉', trouble: '!', ahead: '○', unsure: '?' } as const
const drawn = (name: keyof typeof pages) =>
  stepsOf(pages[name].order.parcels[0] ?? null)
    .map(({ name, state }) => `${short[state]} ${name}`)
    .join('  ')

describe('the stations of a parcel', () => {
  it.each<[keyof typeof pages, string]>([
    ['notShipped', '◉ ordered  ○ announced  ○ onItsWay  ○ outForDelivery  ○ delivered'],
    ['announced', '● ordered  ◉ announced  ○ onItsWay  ○ outForDelivery  ○ delivered'],
    ['onItsWay', '● ordered  ● announced  ◉ onItsWay  ○ outForDelivery  ○ delivered'],
    ['outForDelivery', '● ordered  ● announced  ● onItsWay  ◉ outForDelivery  ○ delivered'],
    ['deliveredSafePlace', '● ordered  ● announced  ● onItsWay  ● outForDelivery  ◉ delivered'],
    ['attemptFailed', '● ordered  ● announced  ● onItsWay  ! attempt  ○ delivered'],
    ['pickUp', '● ordered  ● announced  ● onItsWay  ◉ pickup  ○ collected'],
    // Held by customs or lost: whether it will be delivered is not known.
    ['customs', '● ordered  ● announced  ● onItsWay  ! problem  ? delivered'],
    ['returned', '● ordered  ● onItsWay  ● returning  ◉ returned'],
    // Only a carrier could say how far it has come.
    ['sent', '● ordered  ◉ sent  ? onItsWay  ? outForDelivery  ? delivered'],
    ['sentWithoutNumber', '● ordered  ◉ sent  ? delivered'],
    ['deliveredSaysShop', '● ordered  ● sent  ◉ delivered'],
    ['nothingKnown', '◉ ordered  ? announced  ? onItsWay  ? outForDelivery  ? delivered'],
  ])('%s', (name, expected) => {
    expect(drawn(name)).toBe(expected)
  })
})
