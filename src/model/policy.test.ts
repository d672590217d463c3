import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Policies, countries, inLanguage, isCountry, methodsTo, shipsTo, tells } from './index.ts'

const text = readFileSync(new URL('../../examples/policies.json', import.meta.url), 'utf8')
const example = () => JSON.parse(text) as Json
type Json = { [key: string]: Json & string & number & Json[] }

/** The first complaint, as `/path: what would do`. */
function complaint(body: unknown): string | undefined {
  const issue = Policies.safeParse(body).error?.issues[0]
  return issue && `/${issue.path.join('/')}: ${issue.message}`
}

describe('what a shop says of itself', () => {
  it('is the example file, and may be nothing at all', () => {
    expect(complaint(example())).toBeUndefined()
    expect(Policies.parse({})).toEqual({})
  })

  const method = { id: 'standard', name: { en: 'Standard' } }
  it.each<[string, unknown, RegExp]>([
    ['an unknown key', { shiping: {} }, /^\/: unknown "shiping"; what may stand here is shipping, returns/],
    ['an unknown key further down', { returns: { window: 30 } }, /^\/returns: unknown "window"; .*windowDays/],
    [
      'min above max',
      { shipping: { handlingBusinessDays: { min: 3, max: 1 } } },
      /\/handlingBusinessDays\/min: .*swap/,
    ],
    [
      'a country that is none',
      { shipping: { countries: { only: ['XX'] } } },
      /\/countries\/only\/0: "XX" is no country/,
    ],
    [
      'only and except at once',
      { shipping: { countries: { only: ['DE'], except: ['RU'] } } },
      /\/countries: either "only"/,
    ],
    [
      'a country that is none, of a method',
      { shipping: { methods: [{ ...method, countries: ['GB', 'UK'] }] } },
      /\/shipping\/methods\/0\/countries\/1: "UK" is no country/,
    ],
    [
      'a currency without an amount',
      { shipping: { methods: [{ ...method, cost: { currency: 'EUR' } }] } },
      /\/methods\/0\/cost\/minor: a whole number/,
    ],
    [
      'an invented currency',
      { shipping: { methods: [{ ...method, cost: { minor: 490, currency: 'XQZ' } }] } },
      /\/cost\/currency: not a currency/,
    ],
    [
      'an amount that is no whole number of cents',
      { shipping: { methods: [{ ...method, cost: { minor: 4.9, currency: 'EUR' } }] } },
      /\/cost\/minor: a whole number/,
    ],
    [
      'two currencies',
      {
        shipping: {
          methods: [{ ...method, cost: { minor: 490, currency: 'EUR' }, freeFrom: { minor: 5000, currency: 'USD' } }],
        },
      },
      /\/freeFrom\/currency: cost is in EUR and freeFrom in USD/,
    ],
    [
      'a method where the shop does not ship',
      { shipping: { countries: { only: ['DE'] }, methods: [{ ...method, countries: ['AT'] }] } },
      /\/shipping\/methods\/0\/countries: "standard" goes to AT, where/,
    ],
    ['two methods of one id', { shipping: { methods: [method, method] } }, /\/methods\/1\/id: two methods/],
    ['25:00', { shipping: { cutOff: { time: '25:00', days: ['mon'] } } }, /\/cutOff\/time: a time from "00:00"/],
    ['no such weekday', { shipping: { cutOff: { time: '14:00', days: ['caturday'] } } }, /\/days\/0: a weekday/],
    ['a window counted from nowhere', { returns: { windowDays: 30 } }, /\/returns\/from: counted from when\?/],
    ['a start without a window', { returns: { from: 'delivery' } }, /\/returns\/windowDays: how many days/],
    [
      'hours that end before they begin',
      { support: { hours: { mon: [{ from: '17:00', to: '09:00' }] } } },
      /\/hours\/mon\/0\/to: "to" must be later/,
    ],
    [
      'hours that overlap',
      {
        support: {
          hours: {
            mon: [
              { from: '09:00', to: '13:00' },
              { from: '12:00', to: '17:00' },
            ],
          },
        },
      },
      /\/hours\/mon: hours of a day overlap/,
    ],
    ['the 31st of June', { support: { closedDays: ['2026-06-31'] } }, /\/closedDays\/0: a date/],
    ['an address that is none', { support: { email: 'help at shop' } }, /\/support\/email: an e-mail address/],
    ['a script for an address', { support: { url: 'javascript:alert(1)' } }, /\/support\/url: an address/],
    ['a text without words', { returns: { how: { en: ' \u200B ' } } }, /\/returns\/how\/en: a text with words/],
    ['a language that is none', { returns: { how: { English: 'Write to us' } } }, /\/returns\/how.*not a language/],
    ['a topic that is none', { answers: { opening: { en: 'Always' } } }, /\/answers.*topics are countries/],
    ['a list', [], /^\/: an object with shipping/],
    ['nothing', null, /^\/: an object with shipping/],
  ])('refuses %s, naming the place and what would do', (_, body, message) => {
    expect(complaint(body)).toMatch(message)
  })

  it('200 spoiled files: each is read or refused with a place and a reason, never thrown at', () => {
    const junk = fc.constantFrom(
      null,
      -1,
      1e9,
      0.5,
      '',
      '25:00',
      'XX',
      [],
      {},
      ['DE', 'DE'],
      { min: 2, max: 1 },
      'constructor',
    )
    let refused = 0
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('replace', 'drop', 'rename', 'add', 'repeat'), junk, (n, act, value) => {
        const body = example()
        const places = placesIn(body)
        const place = places[n % places.length]
        if (!place) return
        spoil(place, act, value)
        const { success, error } = Policies.safeParse(body)
        if (success) return
        refused++
        for (const { message } of error.issues) expect(message).not.toMatch(/^Invalid|^Too|^Unrecognized/)
      }),
      { seed: 7, numRuns: 200 },
    )
    expect(refused).toBeGreaterThan(100)
  })
})

type Place = { readonly of: Record<string, unknown> | unknown[]; readonly key: string }

function placesIn(value: unknown): Place[] {
  if (value === null || typeof value !== 'object') return []
  const of = value as Record<string, unknown>
  return Object.keys(of).flatMap((key) => [{ of, key }, ...placesIn(of[key])])
}

function spoil({ of, key }: Place, act: string, value: unknown): void {
  const held = of as Record<string, unknown>
  if (Array.isArray(of)) {
    if (act === 'replace') of[Number(key)] = value
    else if (act === 'drop') of.splice(Number(key), 1)
    else of.push(act === 'repeat' ? of[0] : value)
    return
  }
  if (act === 'replace') held[key] = value
  else if (act === 'add') held['surprise'] = value
  else {
    if (act === 'rename') held[`${key}s`] = held[key]
    delete held[key]
  }
}

describe('what is told', () => {
  const says = Policies.parse(example())

  it('knows 249 countries, none that is gone, reserved or made up', () => {
    expect(countries).toHaveLength(249)
    expect(['DD', 'SU', 'UK', 'EU', 'XK', 'ZZ'].filter(isCountry)).toEqual([])
  })

  it('ships there, doesn’t, or nobody knows', () => {
    expect(['NO', 'CH'].map((code) => shipsTo(says, code))).toEqual([true, false])
    expect(shipsTo({}, 'NO')).toBeUndefined()
    expect(shipsTo({ shipping: { countries: { except: [] } } }, 'CH')).toBe(true)
    expect(shipsTo({ shipping: { countries: { except: ['CH'] } } }, 'CH')).toBe(false)
    // a method that goes there says so by itself; that none does says nothing
    const methods = [{ id: 'abroad', name: { en: 'Abroad' }, countries: ['NO'] }]
    expect(['NO', 'CH'].map((code) => shipsTo({ shipping: { methods } }, code))).toEqual([true, undefined])
  })

  it('tells the methods to a country', () => {
    expect(methodsTo(says, 'NO').map(({ id }) => id)).toEqual(['abroad'])
    expect(methodsTo(says, null)).toHaveLength(3)
  })

  it('a gap is filled by the fact, or for a topic as a whole by the shop’s own words', () => {
    expect(tells({}, 'returns')).toBe(false)
    expect(tells({ answers: { returns: { en: 'A month.' } } }, 'returns')).toBe(true)
    expect(tells({ answers: { countries: { en: 'Most of Europe.' } } }, 'countries', 'NO')).toBe(false)
    expect(tells(says, 'countries', 'NO')).toBe(true)
    expect(tells(says, 'shipping_cost', 'CH')).toBe(false)
  })

  it('speaks the language asked for, else English, else what there is', () => {
    const texts = { de: 'Überweisung', en: 'bank transfer' }
    expect(['de-AT', 'fr'].map((language) => inLanguage(texts, language))).toEqual(['Überweisung', 'bank transfer'])
    expect(inLanguage({ de: 'Überweisung' }, 'fr')).toBe('Überweisung')
  })
})
