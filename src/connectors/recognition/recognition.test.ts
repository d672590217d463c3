import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countryCode } from '../kit/index.ts'
import { checkDigit } from './checksums.ts'
import { formats } from './formats/index.ts'
import { recognition } from './index.ts'
import { operators } from './operators.ts'
import { reachOf } from './reach.ts'

const { recognise, nameOf } = recognition
const best = (number: string) => recognise(number)[0]

describe.each(formats)('$name', ({ carrier, name, checksum, score, source, hearsay, valid, invalid }) => {
  const found = (number: string) => recognise(number).find(({ format }) => format === name)

  it.each(valid)('is %s', (number) => {
    expect(found(number)).toMatchObject({ checksum: checksum !== null, score, ...(carrier && { carrier }) })
  })

  it.each(invalid)('is not %s', (number) => {
    expect(found(number)).toBeUndefined()
  })

  it('has at least eight examples of each, a page to read, a carrier with a name, and a score its checksum allows', () => {
    expect(Math.min(new Set(valid).size, new Set(invalid).size)).toBeGreaterThanOrEqual(8)
    expect(new URL(source).protocol).toBe('https:')
    expect(nameOf(carrier ?? 's10')).toBeTypeOf('string')
    if (hearsay) expect(score).toBeLessThan(0.9)
    if (checksum) expect(score).toBeGreaterThan(0.7)
    else expect(score).toBeLessThanOrEqual(valid.some((number) => /^[\d .-]+$/.test(number)) ? 0.1 : 0.6)
  })
})

describe('a check digit', () => {
  // Worked examples that standards and carriers publish themselves.
  it.each([
    ['1Z999AA10123456784, of UPS', '999AA1012345678', { kind: 'mod10', weights: [1, 2] }, '4'],
    ['RR473124829, of the Universal Postal Union', '47312482', { kind: 's10' }, '9'],
    ['006141411234567890, of GS1', '00614141123456789', { kind: 'mod10', weights: [3, 1] }, '0'],
    ['79927398713, of Luhn', '7992739871', { kind: 'luhn' }, '3'],
    ['21.802 580.906 6, of Deutsche Post', '21802580906', { kind: 'mod10', weights: [4, 9] }, '6'],
    ['444413758703, of Yamato', '44441375870', { kind: 'mod7' }, '3'],
    ['6A15602676300, of Colissimo', '1560267630', { kind: 'mod10', weights: [3, 1] }, '0'],
    ['183928252, of TNT', '18392825', { kind: 's10' }, '2'],
    ['A12425GABC1234002M, of ISO/IEC 7064', 'A12425GABC1234002', { kind: 'mod37_36' }, 'M'],
  ] as const)('of %s', (_, body, checksum, digit) => {
    expect(checkDigit(body, checksum)).toBe(digit)
  })
})

describe('recognise', () => {
  it('tells whose a number may be, and why', () => {
    expect(recognise('1z 999 aa1 01 2345 6784')).toEqual([
      {
        carrier: 'ups',
        aliases: [],
        format: 'ups',
        checksum: true,
        score: 1,
        reasons: [
          'has the shape of ups: 1Z, a shipper of six, a service of two, seven digits and a check digit',
          'its check digit 4 is right',
        ],
      },
    ])
  })

  it.each([
    ['full-width digits and capitals', '１Ｚ９９９ＡＡ１０１２３４５６７８４'],
    ['dashes of any length', '1Z‑999—AA1–01-2345-6784'],
    ['invisible signs copied along', '\u{200B}1Z999AA10123456784\u{FEFF}\n'],
  ])('reads %s', (_, number) => {
    expect(best(number)?.carrier).toBe('ups')
  })

  it.each([
    '',
    ' ',
    '1Z',
    '#1001',
    'where is my parcel',
    '0000000000',
    '000000000000000',
    '1'.repeat(300),
    '1Z999AA1012345678٤x',
  ])('knows nobody of %j', (number) => {
    expect(recognise(number)).toEqual([])
  })

  it('names a carrier as the list of test numbers does, too', () => {
    expect(best('C1001234567')).toMatchObject({ carrier: 'amazon_shipping', aliases: ['amazon'] })
    expect(best('3318810073')).toMatchObject({ carrier: 'mydhl', aliases: ['dhl'] })
  })

  it('takes an S10 number to the operator of its country, or to S10 where it knows none', () => {
    expect(best('RR473124829SE')).toMatchObject({ carrier: 'postnord_se', aliases: ['s10'] })
    expect(best('RR473124829CA')).toMatchObject({ carrier: 'canadapost', aliases: ['canada_post', 's10'] })
    expect(best('RR473124829CF')).toMatchObject({ carrier: 'postecentrafrique', aliases: ['s10'] })
    expect(best('RR473124829AQ')).toMatchObject({ carrier: 's10', aliases: [] })
    expect(recognise('RR473124829XX')).toEqual([])
    expect(nameOf('postnord_se')).toBe('PostNord Sverige')
    expect(nameOf('pigeon')).toBeNull()
  })

  it('has one operator a country, all of them countries, under ids that mean one operator each', () => {
    const rows = Object.entries(operators)
    const names = Map.groupBy(rows, ([, [id]]) => id)
    expect(rows.filter(([country]) => countryCode(country) !== country)).toEqual([])
    expect([...names.values()].filter((same) => new Set(same.map(([, [, name]]) => name)).size > 1)).toEqual([])
    expect(rows.filter(([, [id, name]]) => nameOf(id) !== name)).toEqual([])
    expect(rows.length).toBeGreaterThan(190)
  })

  it('says where no page states the shape', () => {
    expect(best('JJFI65432100012345678')?.reasons.at(-1)).toBe('no page we know states this shape')
    expect(best('JT1234567890123')?.reasons.at(-1)).toBe('the format has no check digit')
  })

  it('reads the dots Swiss Post writes', () => {
    expect(best('99.00.123456.12345678')).toMatchObject({ carrier: 'swisspost', score: 0.1 })
  })

  it('knows a shipping container code by the company that made it, and gives every other to nobody for certain', () => {
    const carriers = (number: string) => recognise(number).map(({ carrier }) => carrier)
    expect(carriers('00340434161094015902')).toEqual(['dhl_parcel_de'])
    expect(carriers('00359007731234567893')).toEqual(['pocztapolska'])
    expect(carriers('00106141412345678908')).toEqual(['fedex', 'sscc'])
  })

  it('ranks what USPS delivers for FedEx as both, USPS first', () => {
    expect(recognise('9261290900000123456782').map(({ carrier }) => carrier)).toEqual(['usps', 'fedex'])
  })

  it('never throws, gives scores from 0 to 1, and puts what has a checksum first, best first', () => {
    const written = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.stringMatching(/^\d{8,34}$/),
      fc.stringMatching(/^[A-Z]{1,4}\d{8,22}[A-Z]{0,2}$/),
    )
    fc.assert(
      fc.property(written, (number) => {
        const found = recognise(number)
        const rank = found.map(({ checksum, score }) => (checksum ? 1 : 0) + score)
        expect(rank).toEqual(rank.toSorted((a, b) => b - a))
        expect(found.every(({ score }) => score > 0 && score <= 1)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('is never sure of 8 to 20 digits that mean nothing', () => {
    const digits = fc.stringMatching(/^[1-8]\d{7,19}$/)
    fc.assert(
      fc.property(digits, (number) => {
        const [first] = recognise(number)
        if (first && first.carrier !== 'dhl_parcel_de') expect(first.score).toBeLessThan(0.9)
        if (first && !first.checksum) expect(first.score).toBeLessThanOrEqual(0.1)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('what is known besides', () => {
  const number = '20150123456'

  it('is nothing without it: the number alone is no reason to believe eleven digits', () => {
    expect(best(number)).toMatchObject({ carrier: 'gls', checksum: false, score: 0.08 })
  })

  it.each([
    ['my GLS parcel 20150123456 is late', 'gls', 'GLS is named beside it'],
    ['Wo ist mein Paket von Nova Poshta?', 'nova_poshta', 'Nova Poshta is named beside it'],
    ['sent with BLUE DART', 'bluedart', 'Blue Dart is named beside it'],
    ['aramex!', 'aramex', 'Aramex is named beside it'],
  ])('raises the carrier named in "%s"', (words, carrier, reason) => {
    const [first] = recognise(number, { words })
    expect(first?.carrier).toBe(carrier)
    expect(first?.reasons).toContain(reason)
    expect(first?.score).toBeGreaterThan(0.3)
  })

  it('hears what people call a carrier besides its name', () => {
    expect(recognise('8123456789012346', { words: 'my Hermes parcel' })[0]?.reasons.at(-1)).toBe(
      'Evri is named beside it',
    )
    expect(recognise('42069876', { words: 'Päckchen von Mondial-Relay' })[0]?.carrier).toBe('mondial_relay')
    expect(recognise('Z1234567890', { words: 'Zásilkovna' })[0]?.reasons.at(-1)).toBe('Packeta is named beside it')
  })

  it('hears names as whole words only', () => {
    expect(recognise(number, { words: 'the singles are in the jungls' })).toEqual(recognise(number))
    expect(recognise('1557012345', { words: 'updpd' })).toEqual(recognise('1557012345'))
  })

  it("raises the shop's own carriers, under whatever name it holds them", () => {
    const [first] = recognise(number, { carriers: ['bluedart'] })
    expect(first).toMatchObject({ carrier: 'bluedart', checksum: false })
    expect(first?.reasons.at(-1)).toBe('the shop ships with Blue Dart')
    expect(recognise('3318810073', { carriers: ['dhl'] })[0]?.reasons.at(-1)).toBe('the shop ships with DHL Express')
  })

  it('raises who delivers where the parcel goes', () => {
    const twelve = '444412345845'
    expect(best(twelve)?.carrier).toBe('purolator')
    const [first] = recognise(twelve, { country: 'JP' })
    expect(first?.carrier).toBe('yamato')
    expect(first?.reasons.at(-1)).toBe('Yamato Transport delivers in JP')
  })

  it('decides between right check digits', () => {
    const both = '320590001238'
    expect(recognise(both).map(({ carrier }) => carrier)).toEqual(expect.arrayContaining(['purolator', 'gls']))
    expect(best(both)?.carrier).toBe('purolator')
    const all = { carriers: ['gls'], country: 'DE', words: 'my GLS parcel' }
    expect(recognise(both, all)[0]).toEqual(best(both))
    expect(recognise(both, all).find(({ carrier }) => carrier === 'gls')?.score).toBeGreaterThan(0.5)
  })

  it('adds nobody, removes nobody, lowers nobody, and puts no shape above a right check digit', () => {
    const around = fc.record(
      {
        carriers: fc.array(fc.constantFrom('gls', 'dhl', 'ups', 'usps', 'yamato', 'dpd', 'nobody'), { maxLength: 4 }),
        country: fc.constantFrom('DE', 'JP', 'US', 'IN', 'GB', 'XX'),
        words: fc.oneof(fc.constantFrom('my GLS parcel', 'DHL Express', 'Japan Post'), fc.string({ unit: 'binary' })),
      },
      { requiredKeys: [] },
    )
    const number = fc.oneof(fc.constantFrom(...formats.flatMap(({ valid }) => valid)), fc.stringMatching(/^\d{8,24}$/))
    fc.assert(
      fc.property(number, around, (number, around) => {
        const plain = new Map(recognise(number).map((one) => [one.format, one]))
        const found = recognise(number, around)
        expect(found.map(({ format }) => format).toSorted()).toEqual([...plain.keys()].toSorted())
        for (const { format, checksum, score } of found) {
          expect(score).toBeGreaterThanOrEqual(plain.get(format)?.score ?? 2)
          expect(score).toBeLessThanOrEqual(checksum ? 1 : 0.7)
        }
        expect(found.map(({ checksum }) => checksum)).toEqual(
          found.map(({ checksum }) => checksum).toSorted((a, b) => Number(b) - Number(a)),
        )
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the reach of a pattern', () => {
  it.each([
    [/^1Z[0-9A-Z]{3}\d$/, [6], '1'],
    [/^(?:420\d{2})?(?<body>9[13]\d{2}(?:\d{4})?)$/, [4, 8, 9, 13], '49'],
    [/^(?!00)(?:AB|C)?\d{2,3}$/, [2, 3, 4, 5], '0123456789AC'],
    [/^(?=[A-Z]*\d)[0-3X]{2}Z$/, [3], '0123X'],
  ])('of %s', (pattern, lengths, first) => {
    const reach = reachOf(pattern)
    expect([...reach.lengths].toSorted((a, b) => a - b)).toEqual(lengths)
    expect([...reach.first].toSorted().join('')).toBe(first)
  })

  it.each([/^\d+$/, /^.{3}$/, /^[^A]$/, /^(\d)\1$/])('is not guessed: %s', (pattern) => {
    expect(() => reachOf(pattern)).toThrow('reach.ts')
  })

  it('holds everything its pattern takes', () => {
    const like = fc.oneof(
      ...formats.map(({ pattern }) =>
        fc
          .stringMatching(new RegExp(pattern.source.replaceAll(/\(\?[!=][^()]*\)/g, '')))
          .filter((text) => pattern.test(text))
          .map((text) => ({ pattern, text })),
      ),
    )
    fc.assert(
      fc.property(like, ({ pattern, text }) => {
        const { lengths, first } = reachOf(pattern)
        expect(lengths.has(text.length) && first.has(text.charAt(0))).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('leaves few patterns to try for any number', () => {
    const reaches = formats.map(({ pattern }) => reachOf(pattern))
    const tried = formats.flatMap(({ valid }) =>
      valid.map((number) => {
        const bare = number.replaceAll(/[\s.-]/g, '').toUpperCase()
        return reaches.filter(({ lengths, first }) => lengths.has(bare.length) && first.has(bare.charAt(0))).length
      }),
    )
    expect(Math.max(...tried)).toBeLessThan(20)
    expect(tried.reduce((sum, n) => sum + n, 0) / tried.length).toBeLessThan(8)
  })
})

const list = join(import.meta.dirname, '../../../../shared/data/carriers/tracking_numbers.json')

describe.skipIf(!existsSync(list))('the shared list', () => {
  type Listed = { number: string; courier: string; format: string; valid: boolean }
  const isOf = (courier: string) => (one: { carrier: string; aliases: readonly string[] }) =>
    one.carrier === courier || one.aliases.includes(courier)

  it('is recognised: every valid number, 97 % first; every invalid one refused', () => {
    const listed = JSON.parse(readFileSync(list, 'utf8')) as Listed[]
    const valid = listed.filter((one) => one.valid)
    const invalid = listed.filter((one) => !one.valid)
    const missed = valid.filter(({ number, courier }) => !recognise(number).some(isOf(courier)))
    const second = valid.filter(({ number, courier }) => !recognise(number).slice(0, 1).some(isOf(courier)))
    // A number can be wrong in one format and right in another of the same carrier.
    const rightElsewhere = new Set(valid.map(({ number }) => number))
    const taken = invalid.filter(
      ({ number, courier }) => !rightElsewhere.has(number) && recognise(number).some(isOf(courier)),
    )
    const nobodys = invalid.filter(({ number }) => recognise(number).length === 0)
    console.info(
      `shared list: ${valid.length - missed.length} of ${valid.length} recognised, ${valid.length - second.length} ranked first, ` +
        `${invalid.length - taken.length} of ${invalid.length} refused (${nobodys.length} are nobody's)`,
    )
    expect(missed).toEqual([])
    expect(taken).toEqual([])
    expect(second.length / valid.length, JSON.stringify(second)).toBeLessThanOrEqual(0.03)
  })
})
