import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { openClock, type Simulator, startSimulator } from '../../src/server/simulate/index.ts'
import { desks, testNumbers } from '../../src/simulator/index.ts'
import { ask, baseOf, tokenFrom, turn } from './asking.ts'

/** The simulator as its users meet it: on sockets, its clock turned from outside. */

const standing = () => openClock({ start: Temporal.Instant.from('2026-11-20T12:00:00Z'), rate: 0 })

let simulator: Simulator
afterEach(() => simulator?.close())
const start = async (options: Parameters<typeof startSimulator>[0] = {}) =>
  (simulator = await startSimulator({ clock: standing(), ...options }))

const numberOf = (id: string, says = 'delivered') => {
  const desk = desks.find((one) => one.id === id)
  const row = desk && testNumbers(desk.speaker, desk.numberOf).find((one) => one.says === says)
  if (!row) throw new Error(`${id} has no number for ${says}`)
  return row.number
}
const control = async (path: string, body?: unknown, headers = {}) => {
  const response = await fetch(`${simulator.url}/_control/${path}`, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    headers,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('where it listens', () => {
  it('is loopback, on one port under the ids of the carriers', async () => {
    await start()
    expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(simulator.carriers.map(({ url }) => url)).toEqual(desks.map(({ id }) => `${simulator.url}/${id}`))
    for (const { id } of desks) expect((await ask(simulator, id, numberOf(id))).status, id).toBe(200)
    const nothing = await fetch(`${simulator.url}/pigeon/post`)
    expect([nothing.status, await nothing.text()]).toEqual([404, expect.stringContaining('/ups/')])
  })

  it('is a port a carrier where that is asked for, at the real paths', async () => {
    await start({ apart: true, carriers: ['canadapost', 'ups'] })
    expect(new Set(simulator.carriers.map(({ url }) => new URL(url).port)).size).toBe(2)
    expect((await ask(simulator, 'ups', numberOf('ups'))).status).toBe(200)
    expect((await fetch(`${baseOf(simulator, 'ups')}/_control/clock`)).status).toBe(404)
    expect((await control('clock')).status).toBe(200)
  })

  it('is left again at once, also while a call waits for what never comes', async () => {
    await start({ faults: [{ kind: 'no_answer', share: 1 }] })
    const waiting = ask(simulator, 'dhl_universal', numberOf('dhl_universal')).catch((error: unknown) => error)
    await expect.poll(() => simulator.carriers.flatMap(({ counter }) => counter.calls()).length).toBe(1)
    await simulator.close()
    expect(await waiting).toBeInstanceOf(TypeError)
    await expect(fetch(simulator.url)).rejects.toThrow()
  })
})

describe('tokens', () => {
  it.each([
    ['ups', { hours: 4 }],
    ['fedex', { hours: 1 }],
  ])('of %s expire by its clock: 401, and a new one works', async (id, advance) => {
    await start()
    const token = await tokenFrom(simulator, id)
    expect((await ask(simulator, id, numberOf(id), { token })).status).toBe(200)
    await turn(simulator, { advance })
    expect((await ask(simulator, id, numberOf(id), { token })).status).toBe(401)
    const renewed = await tokenFrom(simulator, id)
    expect((await ask(simulator, id, numberOf(id), { token: renewed })).status).toBe(200)
  })
})

it('refuses the call too many with Retry-After, and takes it then', async () => {
  await start()
  const look = () => ask(simulator, 'dhl_universal', numberOf('dhl_universal'))
  expect((await look()).status).toBe(200)
  const refused = await look()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  await turn(simulator, { advance: { seconds: 1 } })
  expect((await look()).status).toBe(200)
  // 250 a day: what was refused does not count.
  for (let i = 0; i < 248; i++) {
    await turn(simulator, { advance: { seconds: 1 } })
    await (await look()).text()
  }
  await turn(simulator, { advance: { seconds: 1 } })
  const spent = await look()
  expect([spent.status, Number(spent.headers.get('retry-after')) > 3_600]).toEqual([429, true])
  const { body } = await control('log')
  expect(body['counts']).toEqual([
    { carrier: 'dhl_universal', credential: 'sim-shop', status: 200, calls: 250 },
    { carrier: 'dhl_universal', credential: 'sim-shop', status: 429, calls: 2 },
  ])
})

describe('a fault is really there', () => {
  const look = (signal?: AbortSignal) => ask(simulator, 'canadapost', numberOf('canadapost'), signal ? { signal } : {})
  const plays = async (fault: unknown) => {
    await start()
    expect((await control('faults', [fault])).status).toBe(200)
  }

  it('slow', async () => {
    await plays({ kind: 'slow', ms: 300 })
    const before = performance.now()
    expect((await look()).status).toBe(200)
    expect(performance.now() - before).toBeGreaterThanOrEqual(295)
  })

  it('no answer', async () => {
    await plays({ kind: 'no_answer' })
    await expect(look(AbortSignal.timeout(300))).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('reset', async () => {
    await plays({ kind: 'reset' })
    const torn = look().then((response) => response.text())
    await expect(torn).rejects.toThrow()
  })

  it('truncated: a whole message with half an answer', async () => {
    await start()
    const whole = await (await look()).text()
    await control('faults', [{ kind: 'truncated' }])
    expect(await (await look()).text()).toBe(whole.slice(0, Math.floor(whole.length / 2)))
  })

  it('server error, rate limit, refusal and HTML', async () => {
    await plays({ kind: 'server_error', status: 502 })
    expect((await look()).status).toBe(502)
    await control('faults', [{ kind: 'unauthorized' }])
    expect((await look()).status).toBe(401)
    await control('faults', [{ kind: 'html' }])
    expect((await look()).headers.get('content-type')).toContain('text/html')
    await control('faults', [])
    expect((await look()).status).toBe(200)
  })

  it('in its window only', async () => {
    await plays({ kind: 'server_error', fromMinute: 30, toMinute: 60 })
    const statuses = []
    for (const minutes of [29, 1, 29, 1]) {
      await turn(simulator, { advance: { minutes } })
      statuses.push((await look()).status)
    }
    expect(statuses).toEqual([200, 503, 503, 200])
  })
})

describe('its clock', () => {
  it('is set, moved, run and stopped', async () => {
    await start()
    expect(await turn(simulator, { advance: { hours: 2, minutes: 30 } })).toMatchObject({ now: '2026-11-20T14:30:00Z' })
    expect(await turn(simulator, { set: '2026-12-01T00:00:00Z' })).toMatchObject({
      now: '2026-12-01T00:00:00Z',
      rate: 0,
    })
    expect(await turn(simulator, { rate: 100_000 })).toMatchObject({ rate: 100_000 })
    await expect.poll(async () => ((await control('clock')).body['now'] as string) > '2026-12-01T00:10').toBe(true)
    await turn(simulator, { rate: 0 })
    expect((await control('clock')).body['now']).toBe((await control('clock')).body['now'])
  })

  it.each([[{}], [{ advance: {} }], [{ advance: { hours: -1 } }], [{ set: 'tomorrow' }], [{ rate: -1 }], ['now']])(
    'is not turned by %j',
    async (how) => {
      await start()
      const { status, body } = await control('clock', how)
      expect([status, body['error']]).toEqual([400, expect.stringContaining('a turn is')])
    },
  )

  it('is not turned by a page of a browser', async () => {
    await start()
    expect((await control('clock', { rate: 5 }, { origin: 'https://example.com' })).status).toBe(403)
    expect((await control('clock')).body['rate']).toBe(0)
  })
})

describe('journeys', () => {
  const script = [
    {
      carrier: 'purolator',
      steps: [
        { at: -1, says: 'in_transit/picked_up' },
        { at: 3, says: 'delivered' },
      ],
    },
  ]

  it('are loaded while it runs, and go on as the clock does', async () => {
    await start({ carriers: ['purolator'] })
    const { body } = await control('journeys', script)
    const [{ number } = { number: '' }] = body['journeys'] as { number: string }[]
    const scans = async () => (await (await ask(simulator, 'purolator', number)).text()).match(/<ScanType>/g)?.length
    expect(await scans()).toBe(1)
    await turn(simulator, { advance: { hours: 3 } })
    expect(await scans()).toBe(2)
  })

  it('are refused by name', async () => {
    await start()
    const { status, body } = await control('journeys', [{ ...script[0], carrier: 'pigeon' }])
    expect([status, body['error']]).toEqual([400, expect.stringContaining('no carrier "pigeon"')])
  })

  it('of chance are listed, and the same bytes with the same seed', async () => {
    const bytes = async (seed: string) => {
      await start({ seed, parcels: 5 })
      const { body } = await control('numbers')
      const ups = (body as unknown as { carrier: string; random: string[] }[]).find(({ carrier }) => carrier === 'ups')
      const answers: string[] = []
      for (const number of ups?.random ?? []) answers.push(await (await ask(simulator, 'ups', number)).text())
      await simulator.close()
      return answers
    }
    const first = await bytes('a')
    expect(first).toHaveLength(5)
    expect(await bytes('a')).toEqual(first)
    expect(await bytes('b')).not.toEqual(first)
  })
})

describe('pushes of UPS', () => {
  async function receiver() {
    const got: { path: string; credential: string | undefined; body: string }[] = []
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const credential = request.headers['credential']
        got.push({
          path: request.url ?? '',
          credential: Array.isArray(credential) ? credential[0] : credential,
          body: Buffer.concat(chunks).toString(),
        })
        response.writeHead(200).end()
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
  }

  const subscribe = async (number: string, url: string) =>
    fetch(`${baseOf(simulator, 'ups')}/api/track/v1/subscription/standard/package`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokenFrom(simulator, 'ups')}`,
        'content-type': 'application/json',
        transactionSrc: 'test',
        transId: '1',
      },
      body: JSON.stringify({
        locale: 'en_US',
        trackingNumberList: [number],
        destination: { url, credentialType: 'Bearer', credential: 'between-us' },
      }),
    })

  const loaded = async () => {
    const { body } = await control('journeys', [
      {
        carrier: 'ups',
        steps: [
          { at: -1, says: 'in_transit/picked_up' },
          { at: 1, says: 'out_for_delivery/with_courier' },
          { at: 2, says: 'delivered' },
        ],
      },
    ])
    return (body['journeys'] as { number: string }[])[0]?.number ?? ''
  }

  it('arrive in order, with the credential they were asked for with', async () => {
    await start()
    const { got, url, close } = await receiver()
    const number = await loaded()
    expect(await (await subscribe(number, `${url}/ups?key=1`)).json()).toEqual({ validTrackingNumbers: [number] })
    expect(await turn(simulator, { advance: { hours: 2 } })).toMatchObject({ pushes: 2 })
    expect(got.map(({ path, credential }) => [path, credential])).toEqual([
      ['/ups?key=1', 'between-us'],
      ['/ups?key=1', 'between-us'],
    ])
    const codes = got.map(({ body }) => (JSON.parse(body) as { activityStatus: { code: string } }).activityStatus.code)
    expect(codes).toEqual(['OT', 'FS'])
    const log = JSON.stringify((await control('log')).body)
    expect(log).toContain(`"to":"${url}/ups","status":200`)
    expect(log).not.toContain('between-us')
    close()
  })

  it('never leave this machine', async () => {
    await start()
    const number = await loaded()
    await subscribe(number, 'http://192.0.2.7/hook')
    await turn(simulator, { advance: { hours: 1 } })
    const { body } = await control('log')
    expect(body['pushes']).toMatchObject([{ status: null, note: expect.stringContaining('this machine only') }])
  })
})
