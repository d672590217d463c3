import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { accountAt, callingKit, endings } from '../../../../test/calling.ts'
import {
  acme,
  type Behaviour,
  type CarrierServer,
  errors,
  openCarrierServer,
  parcels,
} from '../../../../test/carrier-server.ts'
import { openTestInstallation, type TestInstallation } from '../../../../test/installation.ts'
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

const hangUp = (response: ServerResponse) => response.destroy()
const good = () => ({ body: parcels('A1') })
const html = { 'content-type': 'text/html' }

describe('a fault of the other side', () => {
  /** What the carrier does; how number A1 ends; how many calls it took. */
  const faults: Record<string, [Behaviour, string, number]> = {
    '503 twice, then an answer': [(_, nth) => (nth < 3 ? { status: 503 } : good()), 'answered', 3],
    'hangs up twice, then an answer': [(_, nth) => (nth < 3 ? hangUp : good()), 'answered', 3],
    '502 for good': [() => ({ status: 502, headers: html, body: '<html>bad gateway' }), 'unreachable HTTP_502', 3],
    'hangs up for good': [() => hangUp, 'unreachable CONNECTION_LOST', 3],
    'never answers': [() => () => {}, 'unreachable TIMEOUT', 3],
    'stops in the middle': [
      () => (response) => response.writeHead(200, { 'content-length': '1000' }).write('{"parcels"'),
      'unreachable TIMEOUT',
      3,
    ],
    'an answer that trickles in, too slowly for a call': [
      () => (response) => {
        const drip = setInterval(() => response.write(' '), 40)
        setTimeout(() => response.end(parcels('A1')), 1_000)
        response.on('close', () => clearInterval(drip))
      },
      'unreachable TIMEOUT',
      3,
    ],
    'an answer cut short': [
      () => (response) => {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('{"parcels":[', () => response.destroy())
      },
      'unreachable CONNECTION_LOST',
      3,
    ],
    'JSON cut short': [() => ({ body: parcels('A1').slice(0, -5) }), 'malformed NOT_JSON', 1],
    'an answer packed': [
      () => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(parcels('A1')) }),
      'answered',
      1,
    ],
    'an answer packed badly': [
      () => ({ headers: { 'content-encoding': 'gzip' }, body: Buffer.from('not packed at all') }),
      'unreachable NOT_UNPACKED',
      3,
    ],
    'an answer packed and cut short': [
      () => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(parcels('A1')).subarray(0, 40) }),
      'malformed EMPTY_ANSWER',
      1,
    ],
    'more than 10 MB': [() => ({ body: Buffer.alloc(11 * 1024 * 1024, 'x') }), 'malformed TOO_LARGE', 1],
    'more than 10 MB, packed small': [
      () => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(11 * 1024 * 1024, 'x')) }),
      'malformed TOO_LARGE',
      1,
    ],
    'a web page instead': [() => ({ headers: html, body: '<!doctype html><p>hello' }), 'malformed NOT_JSON', 1],
    'a web page that says 404': [() => ({ status: 404, headers: html, body: '<p>gone' }), 'malformed HTTP_404', 1],
    nothing: [() => ({}), 'malformed EMPTY_ANSWER', 1],
    '404 in its own words': [() => ({ status: 404, body: errors('E7', 'no shipment found') }), 'not_found E7', 1],
    '404 without words': [() => ({ status: 404 }), 'not_found HTTP_404', 1],
    '400 without words': [() => ({ status: 400 }), 'rejected HTTP_400', 1],
    '500 that names a bad number': [() => ({ status: 500, body: errors('E1', 'bad number', 'A1') }), 'rejected E1', 1],
    '500 in its own words': [() => ({ status: 500, body: errors('500', 'oh dear') }), 'unreachable 500', 3],
  }

  it.each(Object.entries(faults))('%s', async (_what, [behaviour, ending, calls]) => {
    server.behave(behaviour)
    const caller = kit.caller([acme()], { patience: { retryMs: 5, callMs: 250 } })
    const asked = await caller.track(accountAt(server), ['A1'])
    expect(endings(asked)).toEqual({ A1: ending })
    expect([server.calls.length, asked.calls]).toEqual([calls, calls])
  })

  it('a redirect to another host is not followed', async () => {
    const other = await openCarrierServer(good)
    server.behave(() => ({ status: 302, headers: { location: `${other.url}/track?key=1` } }))
    const asked = await kit.caller([acme()]).track(accountAt(server), ['A1'])
    expect(asked.failures).toMatchObject([{ failure: { kind: 'malformed', code: 'REDIRECTED' } }])
    expect(asked.failures[0]?.failure.message).toContain(`points to ${new URL(other.url).host};`)
    expect(other.calls).toEqual([])
    await other.close()
  })

  it('nobody listens', async () => {
    const gone = await openCarrierServer(good)
    await gone.close()
    const asked = await kit.caller([acme()]).track(accountAt(gone), ['A1'])
    expect(endings(asked)).toEqual({ A1: 'unreachable CONNECTION_REFUSED' })
  })

  it.each([
    ['the header', { 'content-type': 'application/json; charset=ISO-8859-1' }, ''],
    ['the XML declaration', {}, '<?xml version="1.0" encoding="iso-8859-1"?>'],
  ])('an old charset is read as %s says', async (_what, headers, before) => {
    server.behave(() => ({ headers, body: Buffer.from(`${before}Köln`, 'latin1') }))
    const reading: string[] = []
    const carrier = { ...acme(), read: (body: string) => (reading.push(body), acme().read('{}')) }
    await kit.caller([carrier]).track(accountAt(server), ['A1'])
    expect(reading).toEqual([`${before}Köln`])
  })

  it('a connector that cannot write its request is a failure, and nothing is called', async () => {
    server.behave(good)
    const broken = acme({
      track: () => {
        throw new RangeError('the key is key-of-the-lamp-shop')
      },
    })
    const asked = await kit.caller([broken]).track(accountAt(server), ['A1'])
    expect(endings(asked)).toEqual({ A1: 'rejected REQUEST_FAILED' })
    expect([asked.calls, server.calls.length]).toEqual([0, 0])
  })
})

describe('a carrier that wants to be left alone', () => {
  const slow = (headers: Record<string, string> = {}) => ({ status: 429, headers, body: errors('429', 'slow down') })

  it.each([
    ['in seconds', '90', 90],
    ['by date', 'Fri, 20 Nov 2026 12:05:00 GMT', 300],
  ])(
    'says for how long %s: no process calls before, and the merchant hears it once',
    async (_what, header, seconds) => {
      server.behave(() => slow({ 'retry-after': header }))
      kit.clock.set('2026-11-20T12:00:00Z')
      kit.states.length = 0
      const account = accountAt(server)
      const [one, two] = [kit.caller([acme()]), kit.caller([acme()])]
      const until = kit.clock.now().add({ seconds })
      const first = await one.track(account, ['A1', 'A2'])
      expect(first.deferred).toEqual([{ numbers: ['A1', 'A2'], until, why: 'paused' }])
      expect((await two.track(account, ['A3'])).deferred).toEqual([{ numbers: ['A3'], until, why: 'paused' }])
      expect(server.calls).toHaveLength(1)
      server.behave(good)
      kit.clock.advance({ seconds: seconds + 1 })
      expect(endings(await two.track(account, ['A1']))).toEqual({ A1: 'answered' })
      expect(kit.states).toEqual([
        { account: account.id, carrier: 'acme', state: 'paused', until, why: 'rate_limited' },
        { account: account.id, carrier: 'acme', state: 'resumed', until: null, why: 'rate_limited' },
      ])
    },
  )

  it('is told of to somebody who fails at it, and nothing else does', async () => {
    server.behave(() => slow({ 'retry-after': '60' }))
    const onState = () => {
      throw new RangeError('nobody home')
    }
    const asked = await kit.caller([acme()], { onState }).track(accountAt(server), ['A1'])
    expect(endings(asked)).toEqual({ A1: 'deferred paused' })
    expect(kit.logged.at(-1)).toMatchObject({ event: 'carrier.state_untold', fields: { error: 'RangeError' } })
  })

  it('without saying for how long: longer each time, until it answers', async () => {
    const account = accountAt(server)
    const caller = kit.caller([acme()])
    const waits: number[] = []
    const ask = async () => {
      const now = kit.clock.now()
      const { deferred } = await caller.track(account, ['A1'])
      const until = deferred[0]?.until ?? now
      waits.push(until.since(now).total('seconds'))
      kit.clock.set(until.add({ seconds: 1 }).toString())
    }
    server.behave(() => slow())
    for (let i = 0; i < 4; i++) await ask()
    server.behave(good)
    await ask()
    server.behave(() => slow())
    await ask()
    expect(waits).toEqual([30, 60, 120, 240, 0, 30])
  })

  it('says so with 503, or in an answer that is otherwise fine', async () => {
    server.behave(() => ({ status: 503, headers: { 'retry-after': '60' } }))
    const caller = kit.caller([acme()])
    expect(endings(await caller.track(accountAt(server), ['A1']))).toEqual({ A1: 'deferred paused' })
    server.behave(() => ({ status: 429, body: errors('E9', 'not found, ask later') }))
    expect(endings(await caller.track(accountAt(server), ['A1']))).toEqual({ A1: 'deferred paused' })
    server.behave(() => ({ body: errors('SLOW', 'quota') }))
    expect(endings(await caller.track(accountAt(server), ['A1', 'A2']))).toEqual({
      A1: 'deferred paused',
      A2: 'deferred paused',
    })
    server.behave(() => ({
      body: JSON.stringify({
        parcels: JSON.parse(parcels('A1')).parcels,
        errors: [{ code: 'SLOW', message: 'the rest later' }],
      }),
    }))
    expect(endings(await caller.track(accountAt(server), ['A1', 'A2', 'A3']))).toEqual({
      A1: 'answered',
      A2: 'deferred paused',
      A3: 'deferred paused',
    })
  })

  it('says so in a SOAP fault, with 200 as with 500; another fault is about the question', async () => {
    const { purolator } = carriers
    const fault = (text: string) =>
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>${text}</faultstring></s:Fault></s:Body></s:Envelope>`
    const settings = { user: 'lamp', password: 'oil-and-wick' }
    const xml = { 'content-type': 'text/xml' }
    for (const status of [200, 500]) {
      server.behave(() => ({ status, headers: xml, body: fault('Rejected by SLM Monitor') }))
      const limited = await kit.caller([purolator]).track(accountAt(server, { carrier: 'purolator', settings }), ['P1'])
      expect(endings(limited)).toEqual({ P1: 'deferred paused' })
      server.behave(() => ({ status, headers: xml, body: fault('Schema validation') }))
      const refused = await kit.caller([purolator]).track(accountAt(server, { carrier: 'purolator', settings }), ['P1'])
      expect(endings(refused)).toEqual({ P1: 'rejected s:Client' })
      expect(server.calls).toHaveLength(1)
    }
  })
})

describe('a carrier that is down', () => {
  it('is left alone after failures in a row, tried by one call, and asked again once that one is answered', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-20T12:00:00Z') })
    try {
      kit.states.length = 0
      kit.clock.set('2026-11-20T12:00:00Z')
      const account = accountAt(server)
      const caller = kit.caller([acme()], { patience: { tries: 1, breakAfter: 3, breakMs: 60_000 }, random: () => 0.5 })
      const later = (seconds: number) => {
        kit.clock.advance({ seconds })
        vi.setSystemTime(kit.clock.now().epochMilliseconds)
      }
      const ask = async (number: string) => endings(await caller.track(account, [number]))[number]
      server.behave(() => ({ status: 500 }))
      expect([await ask('A1'), await ask('A1'), await ask('A1')]).toEqual(
        Array.from({ length: 3 }, () => 'unreachable HTTP_500'),
      )
      expect(await ask('A1')).toBe('deferred paused')
      expect(server.calls).toHaveLength(3)
      later(59)
      expect(await ask('A1')).toBe('deferred paused')
      later(2)
      // The probe fails: the rest doubles.
      expect(await ask('A1')).toBe('unreachable HTTP_500')
      later(61)
      expect(await ask('A1')).toBe('deferred paused')
      later(60)
      // While one asks whether it is back, the others wait.
      let answer: (() => void) | undefined
      server.behave(() => (response) => {
        answer = () => response.end(parcels('A1'))
      })
      const probe = ask('A1')
      await vi.waitFor(() => expect(answer).toBeDefined())
      expect([await ask('A2'), await ask('A3')]).toEqual(['deferred paused', 'deferred paused'])
      expect(server.calls).toHaveLength(1)
      answer?.()
      expect(await probe).toBe('answered')
      server.behave(good)
      expect(await ask('A1')).toBe('answered')
      expect(kit.states.map(({ state, until, why }) => [state, until?.toString() ?? null, why])).toEqual([
        ['paused', '2026-11-20T12:01:00Z', 'unreachable'],
        ['paused', '2026-11-20T12:03:01Z', 'unreachable'],
        ['resumed', null, 'unreachable'],
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([
    ['pages for people instead of answers', { headers: html, body: '<p>maintenance' }, 'deferred paused'],
    ['parcels it does not know', { status: 404, body: errors('E7', 'not found') }, 'not_found E7'],
    ['questions it refuses', { status: 400, body: errors('E1', 'bad number') }, 'rejected E1'],
  ])('is told by %s or not', async (_what, reply, fourth) => {
    server.behave(() => reply)
    const caller = kit.caller([acme()], { patience: { breakAfter: 3 } })
    const account = accountAt(server)
    for (let i = 0; i < 3; i++) await caller.track(account, ['A1'])
    expect(endings(await caller.track(account, ['A1']))).toEqual({ A1: fourth })
  })
})
