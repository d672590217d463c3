import { describe, expect, it } from 'vitest'
import type { Asked } from './exchange.ts'
import { type FaultPlan, readFaults, roughDay } from './faults.ts'
import { desks, type Desk, openCounter, readScript, secretOf, testNumbers } from './index.ts'

/** Played carriers without a socket: what they answer, whom they refuse, what they forget. */

const began = Temporal.Instant.from('2026-11-20T12:00:00Z')
const at = (seconds: number) => began.add({ milliseconds: seconds * 1_000 })
const clock = { start: began, rate: 1 }

const open = (desk: Desk, over: Partial<Parameters<typeof openCounter>[1]> = {}) =>
  openCounter(desk, { clock, began, seed: 'seed', parcels: 0, faults: [], ...over })

const deskOf = (id: string) => {
  const desk = desks.find((one) => one.id === id)
  if (!desk) throw new Error(`no ${id}`)
  return desk
}

const asked = (over: Partial<Asked>): Asked => ({
  method: 'GET',
  path: '/',
  query: new URLSearchParams(),
  headers: {},
  body: '',
  ...over,
})

const basic = (id: string, secret = secretOf(id)) => `Basic ${btoa(`${id}:${secret}`)}`

const pins = (numbers: readonly string[], { token = 'sim-token' } = {}) =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:v1="http://purolator.com/pws/datatypes/v1"><soap:Header><v1:RequestContext><v1:Version>1.2</v1:Version><v1:Language>en</v1:Language><v1:UserToken>${token}</v1:UserToken></v1:RequestContext></soap:Header><soap:Body><v1:TrackPackagesByPinRequest><v1:PINs>${numbers.map((number) => `<v1:PIN><v1:Value>${number}</v1:Value></v1:PIN>`).join('')}</v1:PINs></v1:TrackPackagesByPinRequest></soap:Body></soap:Envelope>`

const infos = (numbers: readonly string[]) =>
  JSON.stringify({
    includeDetailedScans: true,
    trackingInfo: numbers.map((trackingNumber) => ({ trackingNumberInfo: { trackingNumber } })),
  })

/** A right question to each, as its documentation has it; `auth` replaces the credential. */
const questions: Readonly<Record<string, (numbers: readonly string[], auth: string) => Asked>> = {
  ups: ([number = ''], auth) =>
    asked({ path: `/api/track/v1/details/${number}`, headers: { authorization: `Bearer ${auth}` } }),
  fedex: (numbers, auth) =>
    asked({
      method: 'POST',
      path: '/track/v1/trackingnumbers',
      headers: { authorization: `Bearer ${auth}` },
      body: infos(numbers),
    }),
  dhl_universal: ([number = ''], auth) =>
    asked({
      path: '/track/shipments',
      query: new URLSearchParams({ trackingNumber: number }),
      headers: { 'dhl-api-key': auth },
    }),
  canadapost: ([number = ''], auth) =>
    asked({
      path: `/vis/track/pin/${number}/detail`,
      headers: { authorization: basic(auth), accept: 'application/vnd.cpc.track-v2+xml' },
    }),
  purolator: (numbers, auth) =>
    asked({
      method: 'POST',
      path: '/PWS/V1/Tracking/TrackingService.asmx',
      headers: {
        authorization: basic(auth),
        soapaction: 'http://purolator.com/pws/service/v1/TrackPackagesByPin',
      },
      body: pins(numbers),
    }),
}

const tokenRequest = (desk: Desk, id = 'sim-shop', secret = secretOf(id)) =>
  desk.id === 'ups'
    ? asked({
        method: 'POST',
        path: '/security/v1/oauth/token',
        headers: { authorization: basic(id, secret) },
        body: 'grant_type=client_credentials',
      })
    : asked({
        method: 'POST',
        path: '/oauth/token',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: id,
          client_secret: secret,
        }).toString(),
      })

type Counter = ReturnType<typeof open>

function tokenOf(counter: Counter, now = began, id?: string): string {
  const { said } = counter.answer(tokenRequest(counter.desk, id), now)
  const { access_token: token } = JSON.parse(said.body) as { access_token?: string }
  if (token === undefined) throw new Error(`no token: ${said.status} ${said.body}`)
  return token
}

function ask(
  counter: Counter,
  numbers: readonly string[],
  { now = began, auth }: { now?: Temporal.Instant; auth?: string } = {},
) {
  const { desk } = counter
  const credential = auth ?? (desk.access.kind === 'oauth' ? tokenOf(counter, now) : 'sim-shop')
  const question = questions[desk.id]
  if (!question) throw new Error(`no question for ${desk.id}`)
  return counter.answer(question(numbers, credential), now)
}

const test = (desk: Desk, says: string) =>
  testNumbers(desk.speaker, desk.numberOf).find((one) => one.says === says)?.number ?? ''
const unknown = (desk: Desk) => test(desk, 'not_found')

describe.each(desks.map((desk) => ({ name: desk.name, desk })))('$name, served', ({ desk }) => {
  it('tells of a number it knows', () => {
    const { said, wire } = ask(open(desk), [test(desk, 'delivered')])
    expect(said.status).toBe(200)
    expect(said.body).toContain(test(desk, 'delivered'))
    expect(wire).toEqual({ delayMs: 0, ending: 'whole' })
  })

  it('says in its own words that it knows no such number', () => {
    const words: Readonly<Record<string, readonly [number, RegExp]>> = {
      ups: [200, /"code":"TW0001"/],
      fedex: [200, /"code":"TRACKING.TRACKINGNUMBER.NOTFOUND"/],
      dhl_universal: [404, /"title":"No result found".*"status":404/],
      canadapost: [404, /<code>004<\/code>/],
      purolator: [200, /<Code>3002103<\/Code>/],
    }
    const { said } = ask(open(desk), [unknown(desk)])
    const [status, body] = words[desk.id] ?? []
    expect(said.status).toBe(status)
    expect(said.body).toMatch(body ?? /never/)
  })

  it('refuses a wrong credential in its own words, and none', () => {
    const words: Readonly<Record<string, RegExp>> = {
      ups: /"response":\{"errors":\[\{"code":"250002"/,
      fedex: /"errors":\[\{"code":"NOT.AUTHORIZED.ERROR"/,
      dhl_universal: /"title":"Unauthorized".*"status":401/,
      canadapost: /<code>E002<\/code>/,
      purolator: /<faultcode>s:Client.Authentication<\/faultcode>/,
    }
    const counter = open(desk)
    const wrong = ask(counter, [test(desk, 'delivered')], { auth: 'somebody' })
    expect(wrong.said.status).toBe(401)
    expect(wrong.said.body).toMatch(words[desk.id] ?? /never/)
    const question = questions[desk.id]?.([test(desk, 'delivered')], 'x')
    const { authorization: _, 'dhl-api-key': __, ...headers } = question?.headers ?? {}
    expect(counter.answer({ ...asked({}), ...question, headers }, began).said.status).toBe(401)
  })

  it('counts calls by credential, and refuses the one too many until its window is over', () => {
    const counter = open(desk, { limits: [{ calls: 2, seconds: 10 }] })
    const oauth = desk.access.kind === 'oauth'
    const [mine, other] = oauth ? [tokenOf(counter), tokenOf(counter, began, 'sim-other')] : ['sim-shop', 'sim-other']
    const status = (auth: string, seconds: number) =>
      ask(counter, [test(desk, 'delivered')], { auth, now: at(seconds) }).said.status
    expect([status(mine, 3), status(mine, 3)]).toEqual([200, 200])
    const refused = ask(counter, [test(desk, 'delivered')], { auth: mine, now: at(3) }).said
    const words: Readonly<Record<string, readonly [number, RegExp, string | undefined]>> = {
      ups: [429, /"10429"/, '7'],
      fedex: [429, /TOO.MANY.REQUESTS/, '7'],
      dhl_universal: [429, /"Too Many Requests"/, '7'],
      canadapost: [500, /Rejected by SLM Monitor/, undefined],
      purolator: [500, /<faultcode>s:Server<\/faultcode>.*throttled/, undefined],
    }
    const [code, body, retryAfter] = words[desk.id] ?? []
    expect(refused.status).toBe(code)
    expect(refused.body).toMatch(body ?? /never/)
    expect(refused.headers['retry-after']).toBe(retryAfter)
    expect(status(other, 3)).toBe(200)
    expect(status(mine, 9.9)).toBe(code)
    expect(status(mine, 10)).toBe(200)
    const counts = counter.counts().filter(({ credential, status }) => credential === 'sim-shop' && status === code)
    expect(counts).toEqual([{ credential: 'sim-shop', status: code, calls: 2 }])
  })

  it('knows its own paths and methods only', () => {
    const counter = open(desk)
    expect(counter.answer(asked({ path: '/elsewhere' }), began).said.status).toBe(404)
    const question = questions[desk.id]?.([test(desk, 'delivered')], 'sim-shop') ?? asked({})
    expect(counter.answer({ ...question, method: 'DELETE' }, began).said.status).toBe(405)
  })

  it('has a random parcel for each number, the same for the same seed and another for another', () => {
    const bodies = (seed: string) => {
      const counter = open(desk, { seed, parcels: 30, limits: [] })
      return counter.parcels.random.map((number) => ask(counter, [number]).said.body)
    }
    expect(bodies('a')).toEqual(bodies('a'))
    expect(bodies('a')).not.toEqual(bodies('b'))
    expect(bodies('a').filter((body) => /notfound|not found|No result|No Pin|TW0001/i.test(body)).length).toBeLessThan(
      10,
    )
  })

  it('moves as the clock does: what lies ahead is not known yet', () => {
    const counter = open(desk)
    const [first, second] = desk.speaker.phrases()
    const script = readScript(
      [
        {
          carrier: desk.id,
          steps: [
            { at: -1, says: first },
            { at: 2, says: second, told: 5 },
          ],
        },
      ],
      [desk],
    )
    if (!script.ok) throw new Error(script.failure.message)
    for (const { journey } of script.value) counter.load(journey)
    const number = script.value[0]?.journey.number ?? ''
    const length = (hours: number) => ask(counter, [number], { now: at(hours * 3_600) }).said.body.length
    expect(length(1)).toBe(length(0))
    // It happens after two hours, and the carrier learns of it after five.
    expect(length(3)).toBe(length(0))
    expect(length(5)).toBeGreaterThan(length(0))
  })

  it('logs calls without secrets, and nothing of credentials that are not its own', () => {
    const counter = open(desk)
    ask(counter, [test(desk, 'delivered')])
    ask(counter, [test(desk, 'delivered')], { auth: 'live-key-of-a-merchant' })
    const log = JSON.stringify([counter.calls(), counter.counts()])
    expect(log).toContain('sim-shop')
    expect(log).not.toMatch(/-secret|sim-token|live-key/)
    expect(counter.calls().at(-1)).toMatchObject({ credential: null, status: 401, asks: 'tracking' })
  })
})

describe('tokens', () => {
  it.each(['ups', 'fedex'])('%s gives one to the right client, refuses it once it is over, and gives another', (id) => {
    const counter = open(deskOf(id))
    const { access } = counter.desk
    if (access.kind !== 'oauth') throw new Error('no tokens')
    const number = test(counter.desk, 'delivered')
    const first = tokenOf(counter)
    expect(ask(counter, [number], { auth: first, now: at(access.tokenSeconds - 1) }).said.status).toBe(200)
    expect(ask(counter, [number], { auth: first, now: at(access.tokenSeconds) }).said.status).toBe(401)
    const second = tokenOf(counter, at(access.tokenSeconds))
    expect(second).not.toBe(first)
    expect(ask(counter, [number], { auth: second, now: at(access.tokenSeconds) }).said.status).toBe(200)
  })

  it.each(['ups', 'fedex'])('%s refuses another secret, another grant and GET', (id) => {
    const counter = open(deskOf(id))
    const right = tokenRequest(counter.desk)
    expect(counter.answer(tokenRequest(counter.desk, 'sim-shop', 'guess'), began).said.status).toBe(401)
    expect(counter.answer({ ...right, body: 'grant_type=password' }, began).said.status).toBe(400)
    expect(counter.answer({ ...right, method: 'GET' }, began).said.status).toBe(405)
  })

  it('die early where a fault says so, whatever was said when they were given', () => {
    const counter = open(deskOf('fedex'), { faults: [{ kind: 'short_tokens', seconds: 60, share: 1 }] })
    const { said } = counter.answer(tokenRequest(counter.desk), began)
    const { access_token: auth, expires_in: seconds } = JSON.parse(said.body) as Record<string, string>
    expect(seconds).toBe(3_599)
    const number = test(counter.desk, 'delivered')
    expect(ask(counter, [number], { auth: auth ?? '', now: at(59) }).said.status).toBe(200)
    expect(ask(counter, [number], { auth: auth ?? '', now: at(60) }).said.status).toBe(401)
  })
})

describe('how many numbers a call may hold', () => {
  const many = (desk: Desk, count: number) => Array.from({ length: count }, (_, i) => desk.numberOf(i))

  it('FedEx takes thirty, and answers each', () => {
    const counter = open(deskOf('fedex'))
    const { output } = JSON.parse(ask(counter, many(counter.desk, 30)).said.body) as {
      output: { completeTrackResults: { trackingNumber: string }[] }
    }
    expect(output.completeTrackResults.map(({ trackingNumber }) => trackingNumber)).toEqual(many(counter.desk, 30))
    const tooMany = ask(counter, many(counter.desk, 31)).said
    expect([tooMany.status, tooMany.body]).toEqual([
      400,
      expect.stringContaining('TRACKING.TRACKINGNUMBER.LIMITEXCEEDED'),
    ])
    expect(ask(counter, []).said.body).toContain('TRACKING.TRACKINGNUMBER.EMPTY')
  })

  it('FedEx tells all scans only where they are asked for', () => {
    const counter = open(deskOf('fedex'))
    const question = questions['fedex']?.([test(counter.desk, 'delivered')], tokenOf(counter)) ?? asked({})
    const scans = (body: string) =>
      counter.answer({ ...question, body }, began).said.body.match(/"eventType"/g)?.length ?? 0
    expect(scans(question.body)).toBeGreaterThan(2)
    expect(scans(question.body.replace('true', 'false'))).toBe(0)
  })

  it('Purolator takes fifty, and tells more as an error inside an answer', () => {
    const counter = open(deskOf('purolator'))
    expect(ask(counter, many(counter.desk, 50)).said.body.match(/<TrackingInformation>/g)).toHaveLength(50)
    const { status, body } = ask(counter, many(counter.desk, 51)).said
    expect([status, body]).toEqual([200, expect.stringContaining('<Code>1100522</Code>')])
  })
})

describe('what is not a question', () => {
  it.each([
    ['no envelope', { body: 'hello' }, /<faultcode>s:Client<\/faultcode>.*Envelope/],
    ['no PIN', { body: pins([]) }, /PIN/],
    ['a strange token', { body: pins(['329000000012'], { token: 'x' }) }, /<Code>1100552<\/Code>/],
    ['another action', { headers: { authorization: basic('sim-shop'), soapaction: 'Other' } }, /SOAPAction/],
  ])('Purolator: %s', (_, over, words) => {
    const question = questions['purolator']?.(['329000000012'], 'sim-shop') ?? asked({})
    expect(open(deskOf('purolator')).answer({ ...question, ...over }, began).said.body).toMatch(words)
  })

  it('Canada Post: a type it does not speak, and what is no PIN', () => {
    const counter = open(deskOf('canadapost'))
    const question = questions['canadapost']?.([test(counter.desk, 'delivered')], 'sim-shop') ?? asked({})
    const accept = { ...question.headers, accept: 'application/json' }
    expect(counter.answer({ ...question, headers: accept }, began).said.status).toBe(406)
    expect(ask(counter, ['12-3']).said.status).toBe(400)
  })

  it('UPS: what is too short; DHL: no number; FedEx: another shape', () => {
    expect(ask(open(deskOf('ups')), ['1Z']).said.body).toContain('TV1002')
    expect(ask(open(deskOf('dhl_universal')), ['']).said.status).toBe(400)
    const fedex = open(deskOf('fedex'))
    const question = questions['fedex']?.([], tokenOf(fedex)) ?? asked({})
    expect(fedex.answer({ ...question, body: '{"trackingInfo": 3}' }, began).said.body).toContain('INVALID.INPUT')
    expect(fedex.answer({ ...question, body: 'no' }, began).said.status).toBe(400)
  })
})

describe('faults', () => {
  const plan = (faults: unknown): FaultPlan => {
    const read = readFaults(faults)
    if (!read.ok) throw new Error(read.failure.message)
    return read.value
  }
  const ups = (faults: unknown, over = {}) => open(deskOf('ups'), { faults: plan(faults), limits: [], ...over })
  const delivered = test(deskOf('ups'), 'delivered')
  const asks = (counter: Counter, auth: string, seconds = 0) => ask(counter, [delivered], { auth, now: at(seconds) })

  it('strike in their window only', () => {
    const counter = ups([{ kind: 'server_error', fromMinute: 10, toMinute: 12 }])
    const auth = tokenOf(counter)
    expect([9, 10, 11.9, 12].map((minute) => asks(counter, auth, minute * 60).said.status)).toEqual([
      200, 503, 503, 200,
    ])
    expect(asks(counter, auth, 660).said.body).toContain('"response":{"errors"')
  })

  it('strike those carriers that are named', () => {
    const faults = plan([{ kind: 'server_error', carriers: ['fedex'] }])
    expect(ask(open(deskOf('dhl_universal'), { faults }), [unknown(deskOf('dhl_universal'))]).said.status).toBe(404)
    expect(open(deskOf('fedex'), { faults }).answer(tokenRequest(deskOf('fedex')), began).said.status).toBe(503)
  })

  it.each([
    [
      { kind: 'rate_limited', retryAfterSeconds: 9 },
      { status: 429, headers: expect.objectContaining({ 'retry-after': '9' }) },
      {},
    ],
    [{ kind: 'unauthorized' }, { status: 401 }, {}],
    [{ kind: 'html' }, { status: 200, body: expect.stringContaining('<!doctype html>') }, {}],
    [{ kind: 'slow', ms: 40 }, { status: 200 }, { delayMs: 40 }],
    [{ kind: 'no_answer' }, {}, { ending: 'never' }],
    [{ kind: 'reset' }, {}, { ending: 'reset' }],
  ])('%j', (fault, said, wire) => {
    const counter = ups([{ ...fault, fromMinute: 1 }])
    const reply = asks(counter, tokenOf(counter), 60)
    expect(reply.said).toMatchObject(said)
    expect(reply.wire).toMatchObject(wire)
    expect(counter.calls().at(-1)?.faults).toEqual([fault.kind])
  })

  it('cut an answer in half', () => {
    const counter = ups([{ kind: 'truncated', fromMinute: 1 }])
    const auth = tokenOf(counter)
    const whole = asks(counter, auth).said.body
    const half = asks(counter, auth, 60).said.body
    expect(half).toBe(whole.slice(0, Math.floor(whole.length / 2)))
    expect(() => JSON.parse(half) as unknown).toThrow(SyntaxError)
  })

  const scanned = (faults: unknown, hours = 0) => {
    const counter = ups(faults, { parcels: 200 })
    const auth = tokenOf(counter, at(hours * 3_600))
    return counter.parcels.random.map((number) => {
      const { said } = ask(counter, [number], { auth, now: at(hours * 3_600) })
      const { trackResponse } = JSON.parse(said.body) as {
        trackResponse: { shipment: { package?: { activity: { gmtDate: string; gmtTime: string }[] }[] }[] }
      }
      const activity = trackResponse.shipment[0]?.package?.[0]?.activity ?? []
      return activity.map(({ gmtDate, gmtTime }) => gmtDate + gmtTime)
    })
  }

  it('tell a scan twice', () => {
    const [tidy, twice] = [scanned([]), scanned([{ kind: 'duplicate_scans' }])]
    expect(twice).toEqual(tidy.map((times) => times.flatMap((time) => [time, time])))
    expect(tidy.flat().length).toBeGreaterThan(500)
  })

  it('tell scans in another order, and all of them', () => {
    const [tidy, mixed] = [scanned([]), scanned([{ kind: 'reordered_scans', share: 0.3 }])]
    expect(mixed).not.toEqual(tidy)
    expect(mixed.map((times) => times.toSorted())).toEqual(tidy.map((times) => times.toSorted()))
  })

  it('tell of scans hours after they happened, with their own times', () => {
    const [tidy, late] = [scanned([]), scanned([{ kind: 'late_scans', hours: 6, share: 0.5 }])]
    const missing = tidy.flatMap((times, i) => times.filter((time) => !late[i]?.includes(time)))
    expect(missing.length).toBeGreaterThan(10)
    const later = scanned([{ kind: 'late_scans', hours: 6, share: 0.5 }], 6)
    expect(later.flat()).toEqual(expect.arrayContaining(missing))
  })

  it('strike the scans that happen in their window, whenever one looks', () => {
    const faults = [{ kind: 'duplicate_scans', fromMinute: 60 }]
    const [tidy, soon] = [scanned([]), scanned(faults)]
    expect(soon).toEqual(tidy)
    const later = scanned(faults, 24).flat()
    expect(later.length - new Set(later).size).toBeGreaterThan(10)
    expect(
      tidy
        .flat()
        .every(
          (time) => later.filter((one) => one === time).length === tidy.flat().filter((one) => one === time).length,
        ),
    ).toBe(true)
  })

  it('leave test numbers as they are', () => {
    const counter = ups([{ kind: 'late_scans', hours: 500 }, { kind: 'duplicate_scans' }, { kind: 'reordered_scans' }])
    const tidy = ups([])
    expect(asks(counter, tokenOf(counter)).said.body).toBe(asks(tidy, tokenOf(tidy)).said.body)
  })

  it('of a rough day repeat byte for byte with the same seed, and differ with another', () => {
    const day = (seed: string) => {
      const counter = ups([], { seed, parcels: 40, faults: roughDay })
      return Array.from({ length: 300 }, (_, i) => {
        const number = counter.parcels.random[i % 40] ?? ''
        const auth = counter.answer(tokenRequest(counter.desk), at(i)).said.body
        const held = /"access_token":"([^"]+)"/.exec(auth)?.[1] ?? 'none'
        return JSON.stringify(ask(counter, [number], { auth: held, now: at(i) }))
      })
    }
    expect(day('a')).toEqual(day('a'))
    expect(day('a')).not.toEqual(day('b'))
    const statuses = new Set(day('a').map((one) => (JSON.parse(one) as { said: { status: number } }).said.status))
    expect([...statuses]).toEqual(expect.arrayContaining([200, 401, 429, 500, 503]))
  })

  it.each([
    ['{}', /a plan is a list/],
    ['[{"kind": "gremlins"}]', /fault 0.kind/],
    ['[{"kind": "slow"}]', /fault 0.ms/],
    ['[{"kind": "reset", "share": 2}]', /fault 0.share/],
    ['[{"kind": "reset", "when": "now"}]', /when/],
  ])('%s is refused by name', (text, words) => {
    const read = readFaults(JSON.parse(text))
    expect(read.ok ? '' : read.failure.message).toMatch(words)
  })
})

describe('Track Alert', () => {
  const subscription = (auth: string, body: unknown, version = 'v1') =>
    asked({
      method: 'POST',
      path: `/api/track/${version}/subscription/standard/package`,
      headers: { authorization: `Bearer ${auth}`, transactionsrc: 'shop' },
      body: JSON.stringify(body),
    })
  const destination = { url: 'http://127.0.0.1:9/hook', credentialType: 'Bearer', credential: 'for-our-eyes' }
  const desk = deskOf('ups')

  function scripted(over: Partial<Parameters<typeof openCounter>[1]> = {}) {
    const counter = open(desk, over)
    const script = readScript(
      [
        {
          carrier: 'ups',
          steps: [
            { at: -5, says: 'in_transit/picked_up' },
            { at: 2, says: 'out_for_delivery/with_courier' },
            { at: 4, says: 'delivered', signedBy: 'M. PROBE' },
            { at: 400, says: 'exception/lost' },
          ],
        },
      ],
      desks,
    )
    if (!script.ok) throw new Error(script.failure.message)
    const [one] = script.value
    if (!one) throw new Error('no journey')
    counter.load(one.journey)
    return { counter, number: one.journey.number, auth: tokenOf(counter) }
  }

  it('pushes what happens from then on, once, as UPS does', () => {
    const { counter, number, auth } = scripted()
    const { said } = counter.answer(
      subscription(auth, { locale: 'en_US', trackingNumberList: [number, '1Z$'], destination }),
      began,
    )
    expect(JSON.parse(said.body)).toEqual({ validTrackingNumbers: [number], invalidTrackingNumbers: ['1Z$'] })
    expect(counter.due(at(3_600))).toEqual([])
    const [out, ...rest] = counter.due(at(3 * 3_600))
    expect(rest).toEqual([])
    expect(out).toMatchObject({
      url: destination.url,
      headers: { credential: 'for-our-eyes', 'user-agent': 'UPSPubSubTrackingService', 'x-api-key': 'sim-shop' },
    })
    expect(JSON.parse(out?.body ?? '')).toMatchObject({
      trackingNumber: number,
      activityStatus: { type: 'I', code: 'OT', descriptionCode: '021' },
      gmtActivityDate: '20261120',
      gmtActivityTime: '140000',
    })
    expect(counter.due(at(3 * 3_600))).toEqual([])
    const [delivered] = counter.due(at(5 * 3_600))
    expect(JSON.parse(delivered?.body ?? '')).toMatchObject({
      receivedBy: 'M. PROBE',
      actualDeliveryTime: expect.stringMatching(/^\d{6}$/),
    })
    // 400 hours are more than the 14 days of a subscription.
    expect(counter.due(at(500 * 3_600))).toEqual([])
  })

  it('pushes twice where scans are told twice', () => {
    const { counter, number, auth } = scripted({ faults: [{ kind: 'duplicate_scans', share: 1 }] })
    counter.answer(subscription(auth, { locale: 'en_US', trackingNumberList: [number], destination }), began)
    expect(counter.due(at(3 * 3_600))).toHaveLength(2)
  })

  it('of v2 goes where it was set up to', () => {
    const { counter, number, auth } = scripted({ callback: { url: 'http://127.0.0.1:9/set-up', credential: 'c' } })
    counter.answer(subscription(auth, { locale: 'en_US', trackingNumberList: [number] }, 'v2'), began)
    expect(counter.due(at(3 * 3_600)).map(({ url }) => url)).toEqual(['http://127.0.0.1:9/set-up'])
  })

  it.each([
    ['VSS110', 'no'],
    ['VSS300', { trackingNumberList: ['1ZTESTWA6800000000'], destination }],
    ['VSS310', { locale: 'english', trackingNumberList: ['1ZTESTWA6800000000'], destination }],
    ['VSS200', { locale: 'en_US', destination }],
    ['VSS210', { locale: 'en_US', trackingNumberList: ['1Z'], destination }],
    ['VSS220', { locale: 'en_US', trackingNumberList: Array(101).fill('1ZTESTWA6800000000'), destination }],
    ['VSS500', { locale: 'en_US', trackingNumberList: ['1ZTESTWA6800000000'] }],
    ['VSS600', { locale: 'en_US', trackingNumberList: ['1ZTESTWA6800000000'], destination: { credential: 'c' } }],
    ['VSS700', { locale: 'en_US', trackingNumberList: ['1ZTESTWA6800000000'], destination: { url: 'http://x' } }],
  ])('refuses with %s', (code, body) => {
    const { counter, auth } = scripted()
    const { status, body: text } = counter.answer(subscription(auth, body), began).said
    expect([status, JSON.parse(text)]).toMatchObject([400, { response: { errors: [{ code }] } }])
  })

  it('wants a token and its source', () => {
    const { counter, number, auth } = scripted()
    const right = subscription(auth, { locale: 'en_US', trackingNumberList: [number], destination })
    expect(counter.answer({ ...right, headers: { transactionsrc: 'shop' } }, began).said.status).toBe(401)
    const { authorization } = right.headers
    expect(counter.answer({ ...right, headers: { authorization } }, began).said.body).toContain('VSS004')
  })
})

describe('Delivery Intercept', () => {
  const desk = deskOf('ups')
  const contact = { name: 'Shop', telephone: '+14105550100' }
  const headers = { transid: 'sim-1', platformtype: 'XOLT', inquirytype: 'U' }

  function onItsWay() {
    const counter = open(desk)
    const script = readScript(
      [
        {
          carrier: 'ups',
          due: 6,
          to: { city: 'Louisville', region: 'KY', country: 'US', zone: 'America/New_York' },
          steps: [
            { at: -9, says: 'in_transit/picked_up' },
            { at: 3, says: 'out_for_delivery/with_courier' },
            { at: 6, says: 'delivered' },
          ],
        },
      ],
      desks,
    )
    if (!script.ok || !script.value[0]) throw new Error('no journey')
    const { journey } = script.value[0]
    counter.load(journey)
    const { number } = journey
    const send = (what: string, body: unknown, { hours = 0, about = number, over = {} } = {}) => {
      const now = at(hours * 3_600)
      const { said } = counter.answer(
        asked({
          method: body === null ? 'GET' : 'POST',
          path: `/api/deliveryintercept/v2/${what}/${about}`,
          headers: { ...headers, authorization: `Bearer ${tokenOf(counter, now)}`, ...over },
          body: body === null ? '' : JSON.stringify(body),
        }),
        now,
      )
      return {
        status: said.status,
        ...(JSON.parse(said.body) as { success?: boolean; response?: Record<string, unknown> }),
      }
    }
    const codes = (hours: number) => {
      const { said } = ask(counter, [number], { now: at(hours * 3_600) })
      return [...said.body.matchAll(/"activity":\[(.*?)\],"currentStatus"/g)].flatMap(([, list = '']) =>
        [...list.matchAll(/"code":"(\w*)"/g)].map(([, code]) => code),
      )
    }
    return { counter, number, send, codes }
  }

  it('tells what can be changed while the parcel is on its way, and nothing once it is there', () => {
    const { send } = onItsWay()
    const early = JSON.stringify(send('eligibility/intercept', null))
    expect(early).toContain('"interceptFeature":"RTS"')
    expect(early).toContain('"createEligibility":"ELIGIBLE"')
    // 20 November 2026 is a Friday.
    expect(early).toContain('{"date":"20261123","dayOfWeekText":"Monday","dayOfWeekNumber":"02"}')
    expect(JSON.stringify(send('eligibility/intercept', null, { hours: 7 }))).not.toContain('"ELIGIBLE"')
  })

  it('names the price of each change', () => {
    const { send } = onItsWay()
    const about = (interceptOption: string) => send('charges', { ratingRequest: [{ trackInfo: { interceptOption } }] })
    expect(JSON.stringify(about('RS'))).toContain('"totalCharge":"30.15"')
    expect(JSON.stringify(about('AL')).match(/"interceptOption"/g)).toHaveLength(4)
    expect(send('charges', {}).status).toBe(400)
  })

  it('sends a parcel back', () => {
    const { send, codes } = onItsWay()
    const body = { requestType: 'RS', requesterContactInfo: contact, reasonForReturn: 'AM' }
    expect(send('return', body, { hours: 1 })).toMatchObject({ status: 200, success: true })
    expect(codes(8)).toEqual(['DL', 'PU'])
    expect(codes(80)).toEqual(['4S', '4R', 'DL', 'PU'])
  })

  it('moves the delivery to another day', () => {
    const { send, codes } = onItsWay()
    const body = { requestType: 'FD', requesterContactInfo: contact, deliveryDate: '20261124' }
    expect(send('reschedule', body, { hours: 1 })).toMatchObject({ success: true })
    expect(codes(24)).toEqual(['14', 'PU'])
    expect(codes(24 * 4.5)).toEqual(['FS', 'OT', '14', 'PU'])
  })

  it('holds it to be collected, and undoes that', () => {
    const { send, codes } = onItsWay()
    expect(send('willcall', { requestType: 'WC', requesterContactInfo: contact })).toMatchObject({ success: true })
    expect(codes(30)[0]).toBe('54')
    expect(send('cancel', { requestType: 'WC', requesterContactInfo: contact }, { hours: 1 })).toMatchObject({
      success: true,
    })
    expect(codes(30)).toEqual(['FS', 'OT', 'PU'])
  })

  it('brings it elsewhere', () => {
    const { send, counter, number } = onItsWay()
    const addressInfo = {
      addressLine1: '1 Test Way',
      city: 'Savannah',
      state: 'GA',
      postalCode: '31401',
      countryCode: 'US',
    }
    const body = { requestType: 'AA', requesterContactInfo: contact, newDeliveryAddress: { addressInfo } }
    expect(send('redirect/address', body)).toMatchObject({ success: true })
    expect(ask(counter, [number], { now: at(40 * 3_600) }).said.body).toContain('"city":"Savannah"')
  })

  it('says no where it is too late, where it was changed before, and where there is nothing to undo', () => {
    const { send } = onItsWay()
    const body = { requestType: 'WC', requesterContactInfo: contact }
    expect(send('cancel', body)).toMatchObject({ status: 200, success: false })
    expect(send('willcall', body, { hours: 7 })).toMatchObject({ status: 200, success: false })
    expect(send('willcall', body)).toMatchObject({ success: true })
    expect(send('return', { ...body, requestType: 'RS' })).toMatchObject({ success: false })
    expect(send('willcall', body, { about: '1ZTESTWA6890001005' })).toMatchObject({ success: false })
  })

  it('refuses what is no request', () => {
    const { send } = onItsWay()
    const body = { requestType: 'WC', requesterContactInfo: contact }
    expect(send('return', body).status).toBe(400)
    expect(send('reschedule', { requestType: 'FD', deliveryDate: '20261399' }).status).toBe(400)
    expect(send('redirect/address', { requestType: 'AA' }).status).toBe(400)
    expect(send('willcall', body, { about: '123' }).status).toBe(400)
    expect(send('willcall', body, { over: { transid: undefined } }).status).toBe(400)
    expect(send('willcall', body, { over: { platformtype: 'SHOP' } }).status).toBe(400)
    expect(send('willcall', null).status).toBe(405)
    expect(send('willcall', body, { over: { authorization: 'Bearer x' } }).status).toBe(401)
  })

  it('leaves test numbers as they are', () => {
    const { send, counter } = onItsWay()
    const about = test(desk, 'in_transit')
    const before = ask(counter, [about]).said.body
    expect(send('willcall', { requestType: 'WC', requesterContactInfo: contact }, { about })).toMatchObject({
      success: true,
    })
    expect(ask(counter, [about], { now: at(40 * 3_600) }).said.body).toBe(before)
  })
})

describe('a script', () => {
  it.each([
    [{}, /a script is a list/],
    [[{ carrier: 'ups' }], /journey 0.steps/],
    [[{ carrier: 'pigeon', steps: [{ at: 0, says: 'in_transit' }] }], /no carrier "pigeon" here; there are ups, /],
    [[{ carrier: 'ups', steps: [{ at: 0, says: 'eaten' }] }], /UPS has no words for "eaten"; it can say /],
    [[{ carrier: 'ups', steps: [{ at: 0, says: 'in_transit', stop: { zone: 'Moon/Base' } }] }], /no IANA time zone/],
  ])('%j is refused by name', (script, words) => {
    const read = readScript(script, desks)
    expect(read.ok ? '' : read.failure.message).toMatch(words)
  })
})

it('has twenty thousand parcels a carrier, each with a way of its own', () => {
  for (const desk of desks) {
    const { parcels } = open(desk, { parcels: 20_000 })
    expect(new Set(parcels.random).size).toBe(20_000)
    const steps = parcels.random.map((number) => parcels.find(number)?.journey.steps ?? [])
    expect(steps.filter((some) => some.length < 3)).toEqual([])
    expect(steps.every((some) => some.every(({ at }, i) => i === 0 || at >= (some[i - 1]?.at ?? 0)))).toBe(true)
    const ends = Map.groupBy(steps, (some) => some.at(-1)?.says.split(/[/:]/)[0])
    expect((ends.get('delivered')?.length ?? 0) / steps.length).toBeGreaterThan(0.85)
    expect(ends.size).toBeGreaterThan(2)
  }
})
