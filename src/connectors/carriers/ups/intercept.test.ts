import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Address, type ChangeRequest, changeKinds } from '../../../model/index.ts'
import { intercept } from './intercept.ts'
import { carriers } from '../index.ts'

const address: Address = {
  name: null,
  lines: ['9 Harbor Rd'],
  city: 'Tacoma',
  region: 'WA',
  postal: '98402',
  country: 'US',
}
const asked: ChangeRequest = {
  number: '1Z999AA10000000011',
  from: { name: 'Lampenladen', phone: '+15125550142', email: null, address },
  to: { name: 'Ana Silva', phone: '(512) 555-0100', email: null, address },
  change: { kind: 'hold_for_pickup' },
}
const calls = [intercept.options, intercept.prices, intercept.make, intercept.cancel ?? intercept.make] as const
const reply = (body: unknown, status = 200) => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const failureOf = (answer: unknown, status?: number) => {
  const read = intercept.make.read(reply(answer, status), asked)
  return read.ok ? null : read.failure
}

describe('answers', () => {
  const common = { transactionId: 't1', statusCode: '000', statusMsg: 'Success' }
  it.each([
    ['a plain yes', { ...common, success: true, errors: null, subStatusCode: '' }, 200, null],
    ['validation', { response: { statusCode: '400', errors: [{ code: '710', message: 'x' }] } }, 400, 'rejected 710'],
    [
      'another’s address',
      { response: { statusCode: '401', errors: [{ code: '605', message: 'x' }] } },
      401,
      'rejected 605',
    ],
    ['a refused token', { response: { errors: [{ code: '250003', message: 'x' }] } }, 401, 'unauthorized 250003'],
    ['a no', { ...common, success: false, errors: [{ errorCode: '720', errorMessage: 'x' }] }, 200, 'rejected 720'],
    ['a no without a code', { ...common, success: false, errors: null }, 200, 'rejected 000'],
    [
      'a system error',
      { ...common, success: false, errors: [{ errorCode: '500', errorMessage: 'x' }] },
      200,
      'unreachable 500',
    ],
    ['no outcome', common, 200, 'malformed NO_OUTCOME'],
    ['an empty object', {}, 200, 'malformed NO_OUTCOME'],
    ['a page', '<html>', 200, 'malformed NOT_JSON'],
    ['a page of an error', '<html>', 502, 'unreachable HTTP_502'],
    ['too many calls', '', 429, 'rate_limited HTTP_429'],
  ])('%s', (_, body, status, expected) => {
    const failure = failureOf(body, status)
    expect(failure && `${failure.kind} ${failure.code}`).toBe(expected)
  })

  it('without a map of what is eligible, or without an amount, say nothing', () => {
    expect(intercept.options.read(reply({ response: common }), asked)).toMatchObject({ ok: true, value: [] })
    const charges = (charge: object) =>
      intercept.prices.read(reply({ response: { ...common, success: true, chargeInfo: [charge] } }), asked)
    for (const charge of [
      {},
      { totalCharge: '-1.00', chargeCurrency: 'USD' },
      { totalCharge: '1.00', chargeCurrency: 'U' },
    ])
      expect(charges(charge)).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
    expect(charges({ totalCharge: '0.00', chargeCurrency: 'USD' })).toMatchObject({
      value: [{ cost: { minor: 0, currency: 'USD' }, taxes: 'not_known' }],
    })
  })

  it('of any shape are read without an exception, and never as a yes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom(200, 400, 401, 500), (body, status) => {
        for (const call of calls) expect(() => call.read({ status, body }, asked)).not.toThrow()
        expect(intercept.make.read({ status, body }, asked).ok).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})

describe('requests', () => {
  it('name a transaction of at most 14 characters, and UPS’s own marks', () => {
    for (const call of calls) {
      const { headers } = call.request(asked, { settings: {}, token: '', reference: crypto.randomUUID() })
      expect(headers?.['transid']).toMatch(/^[a-zA-Z0-9]{3,14}$/)
      expect(headers).toMatchObject({ platformtype: 'XOLT', inquirytype: 'U' })
    }
  })

  it('lack what UPS would refuse', () => {
    const of = (over: Partial<ChangeRequest>) => intercept.lacks({ ...asked, ...over }).map((lack) => lack.of)
    expect(of({})).toEqual([])
    expect(of({ from: { ...asked.from, phone: '12' } })).toEqual(['from'])
    expect(of({ to: { ...asked.to, address: { ...address, lines: ['x'.repeat(51)] } } })).toEqual(['to'])
    for (const wrong of [{ country: 'DE' }, { postal: '1' }, { region: 'Texas' }, { city: '' }, { lines: [] }])
      expect(of({ change: { kind: 'redirect_to_address', address: { ...address, ...wrong } } })).toEqual(['change'])
  })
})

it('every carrier says how each kind is changed; a link leads to an https page', () => {
  for (const { id, changes, changeCalls, trackingUrl } of Object.values(carriers)) {
    expect(Object.keys(changes).toSorted(), id).toEqual(changeKinds.toSorted())
    for (const way of Object.values(changes)) {
      if (way.how === 'api') expect(changeCalls, id).not.toBeNull()
      if (way.how === 'link') expect((way.url ?? trackingUrl)('A/B 1'), id).toMatch(/^https:\/\/[^ ]+$/)
    }
  }
})
