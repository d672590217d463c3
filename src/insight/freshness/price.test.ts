import { describe, expect, it } from 'vitest'
import { firstPrice, noteFind, noteLook, overOf, priceFor } from './price.ts'
import { day, hour, minute } from './time.ts'

const first = firstPrice().price

/** The price after so many days of a look every minute, of which every fourth finds something. */
function priceAfter(days: number, { gapMs, late }: { gapMs: number; late: number }): number {
  const price = firstPrice()
  for (let now = 0; now < days * day; now += minute) {
    noteLook(price, gapMs, now)
    if (now % (4 * minute) === 0) noteFind(price, { half: 0.4, most: late })
  }
  return price.price
}

describe('the price of a look', () => {
  it('falls from the first day on while finds come late', () => {
    expect(priceAfter(4, { gapMs: 5 * hour, late: 0.2 })).toBeLessThan(first)
  })

  it('rises while finds are fresh, but not before a whole week was seen', () => {
    expect(priceAfter(6, { gapMs: 4 * hour, late: 0 })).toBeLessThanOrEqual(first)
    expect(priceAfter(14, { gapMs: 4 * hour, late: 0 })).toBeGreaterThan(1.2 * first)
  })

  it('rises when more than half of the pulse’s calls are made, though finds come late', () => {
    expect(priceAfter(14, { gapMs: 3.6 * hour, late: 0.06 })).toBeGreaterThan(first)
    expect(priceAfter(14, { gapMs: 4.8 * hour, late: 0.06 })).toBeLessThan(first)
    expect(priceAfter(14, { gapMs: 4.8 * hour, late: 0 })).toBeGreaterThan(first)
  })

  it('is next to nothing for a state nobody knows, and whole after days or weeks as parcels stay in it', () => {
    const of = (daysKnown: number, staysDays: number, standsDays = 0) =>
      priceFor(firstPrice(), { daysKnown, staysDays, standsDays })
    expect(of(0, 1)).toBeLessThan(first / 5)
    expect(of(6, 0.2)).toBe(first)
    expect(of(6, 4)).toBeLessThan(first)
    expect(of(14, 4)).toBe(first)
    expect(of(0, 1, 20)).toBe(first)
  })

  it('takes a find of which nothing else is known to have come at no particular moment of its gap', () => {
    expect(overOf(40 * minute)).toEqual({ half: 0, most: 0 })
    expect(overOf(218 * minute).most).toBeCloseTo(0.5)
  })
})
