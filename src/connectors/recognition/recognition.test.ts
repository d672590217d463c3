import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDigit } from './checksums.ts'
import { formats } from './formats.ts'
import { recognition } from './index.ts'

const { recognise, nameOf } = recognition
const best = (number: string) => recognise(number)[0]

describe.each(formats)('$name', ({ carrier, name, checksum, score, source, valid, invalid }) => {
  const found = (number: string) => recognise(number).find(({ format }) => format === name)

  it.each(valid)('is %s', (number) => {
    expect(found(number)).toMatchObject({ checksum: checksum !== null, score, ...(carrier && { carrier }) })
  })

  it.each(invalid)('is not %s', (number) => {
    expect(found(number)).toBeUndefined()
  })

  it('has at least four examples of each, a page to read, and a score its checksum allows', () => {
    expect(Math.min(new Set(valid).size, new Set(invalid).size)).toBeGreaterThanOrEqual(4)
    expect(new URL(source).protocol).toBe('https:')
    if (checksum) expect(score).toBeGreaterThan(0.7)
    else expect(score).toBeLessThanOrEqual(0.6)
  })
})

describe('a check digit', () => {
  // Worked examples that standards and carriers publish themselves.
  it.each([
    ['1Z999AA10123456784, of UPS', '999AA1012345678', { kind: 'mod10', weights: [1, 2] }, '4'],
    ['RR473124829, of the Universal Postal Union', '47312482', { kind: 's10' }, '9'],
    ['006141411234567890, of GS1', '00614141123456789', { kind: 'mod10', weights: [3, 1] }, '0'],
    ['79927398713, of Luhn', '7992739871', { kind: 'luhn' }, '3'],
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
    expect(best('RR473124829CF')).toMatchObject({ carrier: 's10', aliases: [] })
    expect(recognise('RR473124829XX')).toEqual([])
    expect(nameOf('postnord_se')).toBe('PostNord Sverige')
    expect(nameOf('pigeon')).toBeNull()
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
