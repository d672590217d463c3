import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountAt, callingKit, endings } from '../../../../test/calling.ts'
import {
  acme,
  askedOf,
  type Behaviour,
  type Call,
  type CarrierServer,
  errors,
  openCarrierServer,
  parcels,
} from '../../../../test/carrier-server.ts'
import { main, openTestInstallation, type TestInstallation } from '../../../../test/installation.ts'
import { budgetsOf } from '../../../store/index.ts'
import { carriers } from '../../carriers/index.ts'

let installation: TestInstallation
let server: CarrierServer
let kit: ReturnType<typeof callingKit>
beforeAll(async () => {
  installation = await openTestInstallation()
  server = await openCarrierServer(() => ({ status: 500 }))
  kit = callingKit(installation)
})
afterAll(async () => {
  await kit.close()
  await server.close()
  await installation.close()
})

const knowsAll = (call: Call) => ({ body: parcels(...askedOf(call)) })
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `N${String(i).padStart(3, '0')}`)

describe('numbers', () => {
  it('are asked once each, as many a call as the carrier takes, or the account', async () => {
    server.behave(knowsAll)
    const numbers = numbered(23)
    const asked = await kit.caller([acme()]).track(accountAt(server), [...numbers, ...numbers])
    expect(server.calls.map((call) => askedOf(call).length).toSorted((a, b) => a - b)).toEqual([3, 10, 10])
    expect(endings(asked)).toEqual(Object.fromEntries(numbers.map((number) => [number, 'answered'])))
    expect(asked.calls).toBe(3)
    server.behave(knowsAll)
    await kit.caller([acme()]).track(accountAt(server, { limits: { batch: 2 } }), ['N1', 'N2', 'N3'])
    expect(server.calls).toHaveLength(2)
    expect(await kit.caller([acme()]).track(accountAt(server), [])).toEqual({
      answers: [],
      failures: [],
      deferred: [],
      calls: 0,
    })
  })

  it('that are found, missing, refused, unheard of, twice in an answer, or known by a reference each end in one way', async () => {
    const parcel = (id: string, reference: string | null = null) => ({
      id,
      reference,
      state: 'MOVING',
      at: '2026-11-19T09:00:00Z',
    })
    server.behave(() => ({
      body: JSON.stringify({
        parcels: [parcel('F OUND-1'), parcel('TWICE1'), parcel('TWICE1'), parcel('OTHER9', 'REF1'), parcel('STRANGER')],
        errors: [
          { code: 'E7', message: 'not found', id: 'MISSING1' },
          { code: 'E1', message: 'bad number', id: 'found1' },
        ],
      }),
    }))
    const asked = await kit
      .caller([acme()])
      .track(accountAt(server), ['FOUND1', 'TWICE1', 'REF1', 'REF', 'MISSING1', 'SILENT1'])
    expect(endings(asked)).toEqual({
      FOUND1: 'answered',
      TWICE1: 'answered',
      REF1: 'answered',
      // It stands in an answer only as a part of another number.
      REF: 'not_found NOT_ANSWERED',
      MISSING1: 'not_found E7',
      SILENT1: 'not_found NOT_ANSWERED',
    })
    const [answer] = asked.answers
    expect(answer?.numbers).toEqual(['FOUND1', 'TWICE1', 'REF1'])
    expect(answer?.answer.parcels).toHaveLength(5)
    expect(answer?.answer.failures).toEqual([])
    expect(answer).toMatchObject({ contentType: 'application/json', body: expect.stringContaining('STRANGER') })
  })

  it('of a parcel of somebody else are not taken for answered', async () => {
    server.behave(() => ({ body: parcels('SOMEBODY-ELSES') }))
    expect(endings(await kit.caller([acme()]).track(accountAt(server), ['MINE1']))).toEqual({
      MINE1: 'not_found NOT_ANSWERED',
    })
  })

  it('that a failure without a number must be about have it', async () => {
    server.behave(() => ({
      body: JSON.stringify({ ...JSON.parse(parcels('A1')), errors: [{ code: 'E7', message: 'one is not found' }] }),
    }))
    expect(endings(await kit.caller([acme()]).track(accountAt(server), ['A1', 'A2']))).toEqual({
      A1: 'answered',
      A2: 'not_found E7',
    })
  })

  it.each([
    ['refused', { status: 400, body: errors('E1', 'bad number') }, 'rejected E1'],
    ['not found', { status: 404 }, 'not_found HTTP_404'],
    ['answered with nonsense', { body: '<p>oops' }, 'malformed NOT_JSON'],
  ])('beside a bad one, all %s, are asked again without it', async (_what, refusal, ending) => {
    for (const bad of [0, 4, 9]) {
      const numbers = numbered(10)
      const culprit = numbers[bad] ?? ''
      server.behave((call) => (askedOf(call).includes(culprit) ? refusal : knowsAll(call)))
      const asked = await kit.caller([acme()], { patience: { breakAfter: 99 } }).track(accountAt(server), numbers)
      expect(endings(asked)).toEqual(
        Object.fromEntries(numbers.map((number) => [number, number === culprit ? ending : 'answered'])),
      )
      expect(asked.calls).toBeLessThanOrEqual(1 + 2 * 4)
    }
  })

  it('that are all refused cost a few calls more, not one each', async () => {
    server.behave(() => ({ status: 400, body: errors('E1', 'bad') }))
    const account = accountAt(server, { limits: { batch: 100 } })
    const asked = await kit.caller([acme()]).track(account, numbered(100))
    expect(asked.failures.flatMap(({ numbers }) => numbers)).toHaveLength(100)
    expect(asked.calls).toBe(1 + 2 * 7)
  })

  it('each end in exactly one way, whatever the carrier does', async () => {
    const some = (call: Call) => ({ body: parcels(...askedOf(call).filter((_, i) => i % 2 === 0)) })
    const behaviour = fc.constantFrom<Behaviour>(
      knowsAll,
      some,
      () => ({ body: parcels() }),
      () => ({ status: 400, body: errors('E1', 'bad') }),
      () => ({ status: 429, headers: { 'retry-after': '1' } }),
      () => ({ status: 500 }),
      () => ({ status: 401 }),
      () => ({ body: '{' }),
      (call) => ({ body: errors('E7', 'not found', askedOf(call)[0]) }),
    )
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.array(behaviour, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 25 }),
        fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
        async (acts, count, perHour) => {
          server.behave((call, nth) => (acts[(nth - 1) % acts.length] ?? knowsAll)(call, nth))
          const numbers = numbered(count)
          const account = accountAt(server, { limits: perHour === undefined ? {} : { perHour } })
          const asked = await kit.caller([acme()], { patience: { retryMs: 1 } }).track(account, numbers)
          const ended = [...asked.answers, ...asked.failures, ...asked.deferred].flatMap((one) => one.numbers)
          expect(ended.toSorted()).toEqual(numbers)
          expect(asked.calls).toBe(server.calls.length)
          expect(asked.calls).toBeLessThanOrEqual(perHour ?? Infinity)
          for (const ending of Object.values(endings(asked))) seen.add(ending.split(' ')[0] ?? '')
        },
      ),
      { numRuns: 60, seed: 5 },
    )
    // Calls go out at once, so which of them meets which behaviour is not the same twice.
    expect([...seen]).toEqual(expect.arrayContaining(['answered', 'deferred', 'not_found', 'unreachable']))
  })

  it('of a carrier that is only read from files, or that nobody knows, are refused without a call', async () => {
    const reader = { ...acme(), calls: null }
    const asked = await kit.caller([reader]).track(accountAt(server), ['A1'])
    expect(endings(asked)).toEqual({ A1: 'rejected NOT_ASKED' })
    expect(endings(await kit.caller([]).track(accountAt(server), ['A1']))).toEqual({ A1: 'rejected NOT_ASKED' })
  })
})

describe('a budget', () => {
  const left = async (account: string, perDay: number) =>
    (
      await budgetsOf(installation.store, main, { clock: 'caller' }).left(
        account,
        { batch: 1, perDay },
        kit.clock.now(),
      )
    ).day?.calls

  it('pays for each try, and defers what it cannot pay for', async () => {
    server.behave((call, nth) => (nth < 3 ? { status: 500 } : knowsAll(call)))
    const account = accountAt(server, { limits: { perDay: 4, batch: 1 } })
    const caller = kit.caller([acme()])
    expect(endings(await caller.track(account, ['A1']))).toEqual({ A1: 'answered' })
    expect(await left(account.id, 4)).toBe(1)
    const asked = await caller.track(account, ['A2', 'A3'])
    expect(Object.values(endings(asked)).toSorted()).toEqual(['answered', 'deferred budget'])
    expect(asked.deferred[0]?.until.toString()).toBe('2026-11-21T12:24:00Z')
    expect(server.calls).toHaveLength(4)
  })

  it('of the next second is waited for', async () => {
    server.behave(knowsAll)
    const account = accountAt(server, { limits: { perSecond: 1, batch: 1 } })
    const caller = kit.caller([acme()], {
      clock: { now: () => Temporal.Now.instant() },
      budgets: budgetsOf(installation.store, main),
    })
    const asked = await caller.track(account, ['A1', 'A2', 'A3'])
    expect(endings(asked)).toEqual({ A1: 'answered', A2: 'answered', A3: 'answered' })
  })
})

describe('calls at once', () => {
  it('are as many as the carrier likes; what does not fit into the queue is put off', async () => {
    server.behave((call) => (response) => setTimeout(() => response.end(parcels(...askedOf(call))), 30))
    const account = accountAt(server, { limits: { batch: 1, concurrent: 2 } })
    const asked = await kit.caller([acme()], { patience: { queue: 5 } }).track(account, numbered(10))
    expect(server.most()).toBe(2)
    expect(Object.values(endings(asked)).filter((ending) => ending === 'answered')).toHaveLength(7)
    expect(Object.values(endings(asked)).filter((ending) => ending === 'deferred busy')).toHaveLength(3)
    expect(asked.deferred[0]?.until).toEqual(kit.clock.now().add({ seconds: 10 }))
  })
})

it('GLS is asked as its manual says: a token by Basic, then ten numbers in the path', async () => {
  const { gls } = carriers
  server.behave(({ path, headers }) => {
    if (path === '/oauth2/v2/token') {
      const known = headers.authorization === `Basic ${Buffer.from('lamps:wick').toString('base64')}`
      return known ? { body: JSON.stringify({ access_token: 'gls-token', expires_in: 14_400 }) } : { status: 401 }
    }
    if (headers.authorization !== 'Bearer gls-token') return { status: 401 }
    const ids = path.split('/').at(-1)?.split(',') ?? []
    const found = ids.map((id, i) =>
      i === 0
        ? { requested: id, errorCode: 'NOT_FOUND', errorMessage: 'no parcel' }
        : { requested: id, unitno: `0${id}`, status: 'INTRANSIT', events: [] },
    )
    return { body: JSON.stringify({ parcels: found }) }
  })
  const account = accountAt(server, { carrier: 'gls', settings: { clientId: 'lamps', clientSecret: 'wick' } })
  const asked = await kit.caller([gls]).track(account, numbered(12))
  const sizes = server.calls.map(({ path }) => (path.split('/').at(-1) ?? '').split(',').length)
  expect(sizes.toSorted((a, b) => a - b)).toEqual([1, 2, 10])
  const ended = Object.values(endings(asked))
  expect(ended.filter((ending) => ending === 'answered')).toHaveLength(10)
  expect(ended.filter((ending) => ending === 'not_found NOT_FOUND')).toHaveLength(2)
})

describe('a subscription', () => {
  const to = { callback: 'https://lamps.example/hook', secret: 'shared-hook-secret' }

  it('is made by the same calls, in the sizes the carrier takes', async () => {
    server.behave(() => ({ status: 201, body: '{"id":"S1"}' }))
    expect(await kit.caller([acme()]).subscribe(accountAt(server), ['A1', 'A2', 'A2'], to)).toEqual({
      ok: true,
      value: { id: 'S1', failures: [] },
    })
    expect(server.calls.map(({ body, headers }) => [JSON.parse(body), headers['x-api-key']])).toEqual([
      [{ numbers: ['A1', 'A2'], ...to, token: '' }, 'key-of-the-lamp-shop'],
    ])
  })

  it('that is refused in part names the numbers; one that is refused fails, and is not tried twice', async () => {
    server.behave((_, nth) => (nth === 1 ? { body: '{"id":"S1"}' } : { status: 500 }))
    const caller = kit.caller([acme()])
    expect(await caller.subscribe(accountAt(server), ['A1', 'A2', 'A3'], to)).toMatchObject({
      ok: true,
      value: { id: 'S1', failures: [{ kind: 'unreachable', number: 'A3' }] },
    })
    expect(server.calls).toHaveLength(2)
    server.behave(() => ({ status: 400, body: `no such ${to.secret}` }))
    const refused = await caller.subscribe(accountAt(server), ['A1'], to)
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'rejected', code: 'HTTP_400' } })
    server.behave(() => ({ status: 429, headers: { 'retry-after': '60' } }))
    expect(await caller.subscribe(accountAt(server), ['A1'], to)).toMatchObject({
      ok: false,
      failure: { kind: 'rate_limited', retryAfterMs: 60_000 },
    })
  })

  it('is confirmed where a pushed message asks for it, by one call', async () => {
    const carrier = acme()
    if (!carrier.push) throw new Error('acme pushes')
    const confirm = (message: string) =>
      message === 'please confirm'
        ? { method: 'POST' as const, path: '/confirmed', headers: { 'x-theirs': '7' } }
        : null
    const caller = kit.caller([{ ...carrier, push: { ...carrier.push, confirm } }])
    server.behave((_, nth) => (nth === 1 ? { status: 204 } : { status: 503 }))
    expect(await caller.confirm(accountAt(server), 'please confirm')).toEqual({ ok: true, value: null })
    expect(server.calls.map(({ path, headers }) => [path, headers['x-theirs'], headers['x-api-key']])).toEqual([
      ['/confirmed', '7', 'key-of-the-lamp-shop'],
    ])
    expect(await caller.confirm(accountAt(server), 'please confirm')).toMatchObject({
      ok: false,
      failure: { kind: 'unreachable' },
    })
    expect(await caller.confirm(accountAt(server), 'hello')).toMatchObject({
      ok: false,
      failure: { code: 'NOTHING_TO_CONFIRM' },
    })
    expect(server.calls).toHaveLength(2)
  })

  it('is not taken by a carrier that has none', async () => {
    const none = { ...acme(), push: null }
    expect(await kit.caller([none]).subscribe(accountAt(server), ['A1'], to)).toMatchObject({
      ok: false,
      failure: { code: 'NO_SUBSCRIPTION' },
    })
  })
})
