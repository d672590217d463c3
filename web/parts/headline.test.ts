import { describe, expect, it } from 'vitest'
import { allStatuses } from '../../src/model/index.ts'
import { pages } from '../../test/browser/pages.ts'
import { languages } from '../words/index.ts'
import { orderHeadline, parcelHeadline, scanWords } from './headline.ts'
import type { Clock } from './format.ts'
import type { TrackingPage } from '../types.ts'

const clock = (page: TrackingPage): Clock => ({
  language: page.language,
  now: page.now,
  zone: page.order.shop.zone,
  nameZone: false,
})
const told = (page: TrackingPage) => {
  const { title, details } = orderHeadline(page.order, languages.en, clock(page))
  return [title, ...details]
}

describe('the headline of an order', () => {
  it.each<[keyof typeof pages, string[]]>([
    ['notShipped', ['Not shipped yet', 'Northlight promised it for Tuesday 24 November.']],
    [
      'notShippedLate',
      [
        'Late: not shipped yet',
        'Northlight had promised it for Wednesday 18 November.',
        'The payment has not arrived yet.',
      ],
    ],
    ['announced', ['Not handed to UPS yet', 'UPS expects it on Tuesday 24 November.']],
    ['onItsWay', ['On its way', 'UPS expects it on Tuesday 24 November.']],
    ['outForDelivery', ['Out for delivery today', 'UPS expects it today, 14:00 to 16:00.']],
    ['split', ['1 of 2 parcels delivered', '1 item not shipped yet.']],
    ['late', ['Late, still on its way', 'UPS expected it yesterday.']],
    [
      'attemptFailed',
      ['Delivery was tried today', 'Nobody was there to take the parcel.', 'UPS expects it on Monday 23 November.'],
    ],
    // The carrier named no day, so that the shop's is told, as the shop's.
    ['customs', ['Duties or taxes have to be paid first', 'Northlight promised it for Tuesday 24 November.']],
    ['pickUp', ['Ready for you to pick up', 'Ready at a parcel shop.', 'Berlin, Germany']],
    ['deliveredSafePlace', ['Delivered today', 'Left in a safe place.']],
    ['deliveredNeighbour', ['Delivered on Wednesday 18 November', 'Left with a neighbour.']],
    ['returned', ['Back with the sender since yesterday']],
    ['nothingKnown', ['No news from UPS yet']],
    [
      'sent',
      [
        'Sent by Northlight yesterday',
        'UPS has not reported it yet.',
        'Northlight promised it for Tuesday 24 November.',
      ],
    ],
    [
      'sentLate',
      [
        'Sent by Northlight on Monday 16 November',
        'The carrier has not reported it yet.',
        'Northlight had promised it for yesterday.',
      ],
    ],
    [
      'sentWithoutNumber',
      ['Sent by Northlight', 'It has no tracking number.', 'Northlight promised it for Tuesday 24 November.'],
    ],
    ['deliveredSaysShop', ['Northlight says it was delivered']],
    ['cancelled', ['This order was cancelled', 'The payment was refunded.']],
    ['manyScans', ['On its way', 'UPS has not named a delivery day.']],
  ])('%s', (name, expected) => {
    expect(told(pages[name])).toEqual(expected)
  })

  it('does not call yesterday’s round today’s', () => {
    const page = { ...pages.outForDelivery, now: '2026-11-21T09:00:00Z' }
    expect(told(page)).toEqual(['Out for delivery since yesterday', 'UPS expected it yesterday, 14:00 to 16:00.'])
  })

  it('tells each parcel of a split order for itself', () => {
    const { order } = pages.split
    const titles = order.parcels.map((parcel) => parcelHeadline(parcel, order, languages.en, clock(pages.split)))
    expect(titles.map(({ title, details }) => [title, ...details])).toEqual([
      ['Delivered yesterday', 'Left with a neighbour.'],
      ['On its way', 'UPS expects it between Monday 23 November and Wednesday 25 November.'],
    ])
  })
})

describe('the words of a scan', () => {
  const [unmapped, codeOnly, mapped] = pages.unknownCode.order.parcels[0]?.scans ?? []
  it.each([
    [unmapped, 'Parcel re-bagged <b>at hub</b>'],
    [codeOnly, 'Code Q7, sent without any words'],
    [mapped, 'Arrived at a depot'],
  ])('are ours where the code is mapped, else the carrier’s', (scan, expected) => {
    expect(scan && scanWords(scan, languages.en)).toBe(expected)
  })

  it.each(Object.entries(languages))('%s has its own for every status', (_, words) => {
    const missing = allStatuses.filter((status) => !words.status[status].trim())
    expect(missing).toEqual([])
    if (words.language !== 'en') {
      expect(allStatuses.filter((status) => words.status[status] === languages.en.status[status])).toEqual([])
    }
  })
})
