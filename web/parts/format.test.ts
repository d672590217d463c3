import { describe, expect, it } from 'vitest'
import { dayOf, localeOf, momentOf, moneyOf, placeOf, timeOf, type Clock } from './format.ts'

const clock: Clock = { language: 'en-GB', now: '2026-11-20T23:30:00Z', zone: 'Europe/Berlin', nameZone: false }

describe('days', () => {
  it.each([
    // It is 00:30 on the 21st in Berlin.
    ['2026-11-21', { text: 'Saturday 21 November', away: 0 }],
    ['2026-11-20T23:00:00', { text: 'Friday 20 November', away: -1 }],
    ['2026-11-22', { text: 'Sunday 22 November', away: 1 }],
    ['2027-01-04', { text: 'Monday, 4 January 2027', away: null }],
  ])('%s', (date, expected) => {
    expect(dayOf(date, clock)).toEqual(expected)
  })

  it('are counted where the scan was made when its zone is known', () => {
    expect(dayOf('2026-11-20T15:30:00', clock, 'America/Los_Angeles').away).toBe(0)
  })
})

describe('times', () => {
  it('are the wall clock that was sent, in no zone of ours', () => {
    expect(timeOf('2026-03-29T02:30:00', clock)).toBe('02:30')
    expect(timeOf('2026-11-20T14:05', { language: 'en-US' })).toMatch(/^2:05\sPM$/)
  })

  it('are left out where only a day was sent', () => {
    expect(timeOf('2026-11-20', clock)).toBeNull()
  })

  it('name their zone while the shopper’s own is not known, and their day when it is another', () => {
    expect(momentOf('2026-11-20T23:05:00Z', { ...clock, nameZone: true })).toBe('00:05 CET')
    expect(momentOf('2026-11-19T13:05:00Z', clock)).toBe('19 Nov, 14:05')
  })
})

it('keeps the page’s locale only where it is of the words’ language', () => {
  expect([localeOf('de-AT', 'de'), localeOf('fr', 'en'), localeOf('not a tag', 'en'), localeOf('en-gb', 'en')]).toEqual(
    ['de-AT', 'en', 'en', 'en-GB'],
  )
})

it('writes places of what was sent, and countries in the page’s language', () => {
  const place = { city: 'Köln', region: null, postal: '50667', country: 'DE' }
  expect(placeOf(place, 'de')).toBe('Köln, Deutschland')
  expect(placeOf({ ...place, city: null, country: null }, 'de')).toBe('50667')
  expect(placeOf({ ...place, country: 'Germany' }, 'en')).toBe('Köln, Germany')
})

it('writes money with the digits its currency has', () => {
  expect(moneyOf({ minor: 18490, currency: 'EUR' }, 'en-GB')).toBe('€184.90')
  expect(moneyOf({ minor: 500, currency: 'JPY' }, 'en-GB')).toBe('JP¥500')
  expect(moneyOf({ minor: 1234, currency: 'KWD' }, 'en-GB')).toMatch(/1\.234/)
})
