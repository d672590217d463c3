import { type KeyObject, createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { carriers } from '../../src/connectors/index.ts'
import { hmacSigned } from '../../src/connectors/kit/index.ts'
import { type Carrier, type CarrierAccount, type ReadAnswer, type Result, ok } from '../../src/model/index.ts'
import {
  connectCarrier,
  connectPush,
  disconnectCarrier,
  keepSubscribed,
  pushPath,
  pushState,
  readPushesAgain,
} from '../../src/service/index.ts'
import { claimConfirmations, lockHistory, purgePushes } from '../../src/store/index.ts'
import { upsNumber } from '../worlds/journeys.ts'
import { type Served, openServed } from './serve.ts'

/** What carriers push to us, over a real line into a real database. */

let served: Served
/** A carrier of our own making, for what no real one does all of: it signs, wraps, names its events and asks whether anybody is there. */
const acme: Carrier = {
  ...carriers.ups,
  id: 'acme',
  name: 'Acme',
  read: (answer) => (acmeReads ? acmeReads(answer) : carriers.ups.read(answer)),
  push: {
    setUp: ['Enter both at Acme.'],
    verify: (body, headers, secret) => hmacSigned(body, headers['x-acme-signature'], secret, 'hex'),
    eventId: (_body, headers) => headers['x-acme-event'] ?? null,
    confirm: (body) => (body.startsWith('hello and confirm') ? { path: '/confirm' } : null),
    subscribe: { batch: null, days: null, request: () => ({ path: '/' }), read: () => ok({ id: null, failures: [] }) },
    unwrap: (body) => JSON.stringify((JSON.parse(body) as { data: unknown }).data),
    handshake: (body) => (body.startsWith('hello ') ? { body: body.slice(6) } : null),
  },
}
let acmeReads: Carrier['read'] | undefined

beforeAll(async () => {
  served = await openServed()
  ;(served.ctx.carriers as Map<string, Carrier>).set('acme', acme)
})
afterAll(() => served.close())

const entered = (carrier: Carrier) =>
  Object.fromEntries(
    (carrier.calls?.settings ?? []).flatMap(({ id, optional }) => (optional ? [] : [[id, patterned[id] ?? 'x1']])),
  )

/** Of settings that not any text will do for. */
const patterned: Readonly<Record<string, string>> = { business: 'AmazonShipping_UK' }

/** An account that is pushed to, of this tenant or another. */
async function connected(carrier: Carrier, { ctx = served.ctx }: { ctx?: Served['ctx'] } = {}) {
  const account = await connectCarrier(ctx, { carrier: carrier.id, settings: entered(carrier) })
  const secret = signers[carrier.id]?.makeSecret?.()
  return connectPush(ctx, { account, ...(secret !== undefined && { secret }) })
}

async function send(path: string, body: string, headers: Readonly<Record<string, string>> = {}, url = served.url) {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json', ...headers },
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return { status: response.status, text, json: (isJson ? JSON.parse(text) : {}) as Record<string, unknown> }
}

const scansHeld = (ctx = served.ctx) =>
  ctx.store.as(ctx.tenant, async (tx) => (await tx.query('select 1 from scans where tenant = $1', [tx.tenant])).length)
const eventsHeld = (account: string) =>
  served.ctx.store.as(served.ctx.tenant, (tx) =>
    tx.query<{ repeats: number }>('select repeats from push_events where tenant = $1 and account = $2', [
      tx.tenant,
      account,
    ]),
  )

let minutes = 0
/** What UPS says when a parcel was scanned; each one a minute after the one before. */
function upsEvent(number: string, code = 'AR') {
  const time = Temporal.PlainTime.from('08:00').add({ minutes: ++minutes })
  return JSON.stringify({
    trackingNumber: number,
    localActivityDate: '20261119',
    localActivityTime: time.toString({ smallestUnit: 'second' }).replaceAll(':', ''),
    gmtOffset: '+01.00',
    activityLocation: { city: 'Leipzig', country: 'DE' },
    activityStatus: { type: 'I', code, description: 'Arrived', descriptionCode: '005' },
  })
}

type Signer = {
  readonly sign: (body: string, secret: string) => Readonly<Record<string, string>>
  /** Over the body, so that another body is not proven by it. */
  readonly bytes: boolean
  /** Where not any text will do as a secret. */
  readonly makeSecret?: () => string
}
const hmac = (body: string, secret: string, encoding: 'hex' | 'base64') =>
  createHmac('sha256', secret).update(body).digest(encoding)

/** Of ShipEngine the public key is what an account is told, and the private one its own. */
const privateKeys = new Map<string, KeyObject>()
function makeKeys(): string {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).trim()
  privateKeys.set(pem, privateKey)
  return pem
}

/** As each carrier proves what it pushes. */
const signers: Readonly<Record<string, Signer>> = {
  acme: { sign: (body, secret) => ({ 'x-acme-signature': hmac(body, secret, 'hex') }), bytes: true },
  amazon_shipping: { sign: (_, secret) => ({ 'x-api-key': secret }), bytes: false },
  dhl_universal: { sign: (_, secret) => ({ 'x-whereabouts-token': secret }), bytes: false },
  easypost: {
    sign: (body, secret) => ({ 'x-hmac-signature': `hmac-sha256-hex=${hmac(body, secret.normalize('NFKD'), 'hex')}` }),
    bytes: true,
  },
  fedex: { sign: (body, secret) => ({ 'fdx-signature': hmac(body, secret, 'base64') }), bytes: true },
  shipengine: {
    sign: (body, secret) => {
      const at = served.clock.now().toString()
      const key = privateKeys.get(secret) ?? privateKeys.get(makeKeys())
      return {
        'x-shipengine-timestamp': at,
        'x-shipengine-rsa-sha256-key-id': 'k1',
        'x-shipengine-rsa-sha256-signature':
          key === undefined ? '' : signWith('sha256', Buffer.from(`${at}.${body}`), key).toString('base64'),
      }
    },
    bytes: true,
    makeSecret: makeKeys,
  },
  ups: { sign: (_, secret) => ({ credential: secret }), bytes: false },
}

const pushing: readonly Carrier[] = [acme, ...Object.values<Carrier>(carriers).filter(({ push }) => push)]

/** A body the carrier's reader finds a parcel in. */
function sampleOf(carrier: Carrier): string {
  if (carrier.id === 'acme') return JSON.stringify({ data: JSON.parse(upsEvent(upsNumber(1))) as unknown })
  if (carrier.id === 'ups') return upsEvent(upsNumber(2))
  const folder = join(import.meta.dirname, '../../src/connectors/carriers', carrier.id, 'answers')
  for (const file of readdirSync(folder).filter((name) => !name.includes('.expected.'))) {
    const body = readFileSync(join(folder, file), 'utf8')
    const read = carrier.read(carrier.push?.unwrap?.(body) ?? body)
    const whole = read.ok && read.value.failures.every(({ kind }) => kind !== 'malformed')
    if (whole && read.value.parcels.some(({ scans }) => scans.length > 0)) return body
  }
  throw new Error(`no answer of ${carrier.name} holds a scan`)
}

describe.each(pushing.map((carrier) => ({ id: carrier.id, carrier })))('what $id pushes', ({ id, carrier }) => {
  const signer = signers[id]
  const refused = { status: 401, code: 'UNAUTHENTICATED' }
  const told = ({ status, json }: Awaited<ReturnType<typeof send>>) => ({ status, code: json['code'] })

  it.runIf(signer)('is stored before it is answered, once however often it is sent', async () => {
    const { account, path, secret } = await connected(carrier)
    const body = sampleOf(carrier)
    const before = await scansHeld()
    const first = await send(path, body, signer?.sign(body, secret))
    expect(first).toMatchObject({ status: 200, json: { kind: 'stored' } })
    const stored = (await scansHeld()) - before
    expect([stored > 0, first.json['scans']]).toEqual([true, stored])
    for (let n = 0; n < 3; n++)
      expect(await send(path, body, signer?.sign(body, secret))).toMatchObject({ status: 200, json: { kind: 'known' } })
    expect((await scansHeld()) - before).toBe(stored)
    expect(await eventsHeld(account)).toEqual([{ repeats: 3 }])
  })
  it.skipIf(signer)('is signed in a way this test does not know yet: add it to `signers`', () => {})

  it('is refused with a wrong proof or none, over another body, at an unknown, a revoked or another account', async () => {
    const elsewhere = { ...served.ctx, tenant: await served.installation.addTenant(`other-${id.replaceAll('_', '-')}`) }
    const [mine, other, theirs, revoked] = [
      await connected(carrier),
      await connected(carrier),
      await connected(carrier, { ctx: elsewhere }),
      await connected(carrier),
    ]
    await disconnectCarrier(served.ctx, revoked.account)
    const body = sampleOf(carrier)
    const sign = (secret: string) => signer?.sign(body, secret) ?? {}
    const held = [await scansHeld(), await scansHeld(elsewhere)]
    const answers = [
      await send(mine.path, body),
      await send(mine.path, body, sign('a guess')),
      await send(mine.path, body, sign('')),
      await send(mine.path, body, sign(other.secret)),
      await send(theirs.path, body, sign(mine.secret)),
      await send(mine.path, body, sign(theirs.secret)),
      await send(revoked.path, body, sign(revoked.secret)),
      await send(pushPath('00000000-0000-4000-8000-000000000000'), body, sign(mine.secret)),
      await send(pushPath('nothing'), body, sign(mine.secret)),
      await send(mine.path, ''),
      ...(signer?.bytes ? [await send(mine.path, `${body} `, sign(mine.secret))] : []),
    ]
    expect(answers.map(told)).toEqual(answers.map(() => refused))
    expect(new Set(answers.map(({ json }) => json['detail'])).size).toBe(1)
    expect([await scansHeld(), await scansHeld(elsewhere)]).toEqual(held)
  })
})

describe('an address', () => {
  const spent = async (request: () => Promise<unknown>) => {
    const { store } = served.installation
    const before = { queries: store.queries(), ...store.vault.counts }
    await request()
    const { hmacs, opens, seals } = store.vault.counts
    return {
      queries: store.queries() - before.queries,
      hmacs: hmacs - before.hmacs,
      opens: opens - before.opens,
      seals: seals - before.seals,
    }
  }

  it('that is nobody’s costs what a wrong proof at one of ours costs', async () => {
    const { path } = await connected(acme)
    const revoked = await connected(acme)
    await disconnectCarrier(served.ctx, revoked.account)
    const wrong = { 'x-acme-signature': hmac('x', 'y', 'hex') }
    const unknown = pushPath('00000000-0000-4000-8000-000000000001')
    await send(unknown, '{}', wrong)
    const [hit, ...misses] = [
      await spent(() => send(path, '{}', wrong)),
      await spent(() => send(unknown, '{}', wrong)),
      await spent(() => send(revoked.path, '{}', wrong)),
      await spent(() => send(path, '{}')),
    ]
    expect(hit).toEqual({ queries: 3, hmacs: 0, opens: 1, seals: 0 })
    for (const miss of misses) expect(miss).toEqual(hit)
  })

  it('has a new secret beside the ones before for a day, and then alone', async () => {
    const { account, path, secret: first } = await connected(carriers.ups)
    const changed = async () => (await connectPush(served.ctx, { account })).secret
    const status = async (secret: string) => (await send(path, upsEvent(upsNumber(3)), { credential: secret })).status
    const from = served.clock.now()
    const second = await changed()
    expect(second).not.toBe(first)
    expect([await status(first), await status(second)]).toEqual([200, 200])
    served.clock.advance({ hours: 12 })
    const third = await changed()
    served.clock.advance({ hours: 11, minutes: 59 })
    expect([await status(first), await status(second), await status(third)]).toEqual([200, 200, 200])
    served.clock.advance({ minutes: 1 })
    expect([await status(first), await status(second), await status(third)]).toEqual([401, 200, 200])
    served.clock.advance({ hours: 12 })
    expect([await status(first), await status(second), await status(third)]).toEqual([401, 401, 200])
    // Changed back to one that was good before: it is the one of now, for good.
    await connectPush(served.ctx, { account, secret: first })
    served.clock.advance({ hours: 24 })
    expect([await status(first), await status(third)]).toEqual([200, 401])
    for (let n = 0; n < 4; n++) await changed()
    expect(await status(first)).toBe(401)
    served.clock.set(from.toString())
    await expect(connectPush(served.ctx, { account, secret: ' ' })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    const gls = await connectCarrier(served.ctx, { carrier: 'gls', settings: entered(carriers.gls) })
    await expect(connectPush(served.ctx, { account: gls })).rejects.toThrow('pushes nothing')
    await expect(connectPush(served.ctx, { account: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('keeps its secret encrypted, and gives it up with the account', async () => {
    const { account, secret } = await connected(carriers.ups)
    const held = () =>
      served.ctx.store.as(served.ctx.tenant, (tx) =>
        tx.query<{ sealed: Buffer | null }>('select push_sealed as sealed from carrier_accounts where id = $1', [
          account,
        ]),
      )
    const [row] = await held()
    expect(row?.sealed?.length).toBeGreaterThan(secret.length)
    expect(row?.sealed?.includes(secret)).toBe(false)
    await disconnectCarrier(served.ctx, account)
    expect(await held()).toEqual([{ sealed: null }])
  })

  it('answers whoever asks whether anybody is there, and stores nothing for it', async () => {
    const { account, path } = await connected(acme)
    expect(await send(path, 'hello 4711')).toMatchObject({ status: 200, text: '4711' })
    expect(await eventsHeld(account)).toEqual([])
    expect((await send(pushPath('00000000-0000-4000-8000-000000000002'), 'hello 4711')).status).toBe(401)
  })

  it('keeps a request to confirm a subscription until it was confirmed, where it was proven', async () => {
    const { account, path, secret } = await connected(acme)
    const body = 'hello and confirm 1'
    expect(await send(path, body)).toMatchObject({ status: 200, text: 'and confirm 1' })
    const waiting = () =>
      served.ctx.store.as(served.ctx.tenant, (tx) => claimConfirmations(tx, account, served.clock.now()))
    expect(await waiting()).toEqual([])
    const proof = { 'x-acme-signature': hmac(body, secret, 'hex') }
    for (let n = 0; n < 2; n++)
      expect(await send(path, body, proof)).toMatchObject({ status: 200, text: 'and confirm 1' })
    expect(await pushState(served.ctx)).toContainEqual(expect.objectContaining({ account, unread: 0 }))
    const left = async () => (await readPushesAgain(served.ctx)).left
    expect(await left()).toBe(0)

    const confirmed: string[] = []
    let answers: Result<null> = { ok: false, failure: { kind: 'unreachable', code: 'HTTP_503', message: 'down' } }
    const caller = {
      subscribe: async () => ok({ id: null, failures: [] }),
      confirm: async (_: CarrierAccount, message: string) => {
        confirmed.push(message)
        return answers
      },
    }
    const run = () => keepSubscribed({ ...served.ctx, caller, publicUrl: 'https://track.example' })
    const from = served.clock.now()
    await run()
    await run()
    expect(confirmed).toEqual([body])
    answers = ok(null)
    served.clock.advance({ minutes: 15 })
    await run()
    await run()
    expect(confirmed).toEqual([body, body])

    const late = 'hello and confirm 2'
    await send(path, late, { 'x-acme-signature': hmac(late, secret, 'hex') })
    served.clock.advance({ hours: 24 })
    await run()
    expect(confirmed).toEqual([body, body])
    expect(await pushState(served.ctx)).toContainEqual(expect.objectContaining({ account, unread: 1 }))
    served.clock.set(from.toString())
    await disconnectCarrier(served.ctx, account)
    await served.ctx.store.as(served.ctx.tenant, (tx) =>
      tx.query('delete from unread_pushes where tenant = $1', [tx.tenant]),
    )
  })

  it('takes a megabyte and says so beyond', async () => {
    const { path, secret } = await connected(carriers.ups)
    const padded = (bytes: number) => {
      const event = { ...(JSON.parse(upsEvent(upsNumber(4))) as object), deliveryPhoto: '' }
      const empty = JSON.stringify(event).length
      return JSON.stringify({ ...event, deliveryPhoto: 'x'.repeat(bytes - empty) })
    }
    expect((await send(path, padded(1_000_000), { credential: secret })).status).toBe(200)
    const { status, json } = await send(path, padded(1_000_001), { credential: secret })
    expect([status, json['code']]).toEqual([413, 'BODY_TOO_LARGE'])
    expect(json['detail']).toContain('1000000 bytes')
  })
})

describe('an event', () => {
  const signed = (body: string, secret: string, event?: string) => ({
    'x-acme-signature': hmac(body, secret, 'hex'),
    ...(event !== undefined && { 'x-acme-event': event }),
  })
  const wrapped = (event: string) => JSON.stringify({ data: JSON.parse(event) as unknown })

  it('is told by its id where it has one, by its bytes where not, and each account for itself', async () => {
    const one = await connected(acme)
    const other = await connected(acme)
    const [body, later] = [wrapped(upsEvent(upsNumber(5))), wrapped(upsEvent(upsNumber(5)))]
    const kinds = async (to: typeof one, text: string, event?: string) =>
      (await send(to.path, text, signed(text, to.secret, event))).json['kind']
    expect(await kinds(one, body, 'e1')).toBe('stored')
    expect(await kinds(one, later, 'e1')).toBe('known')
    expect(await kinds(one, later, 'e2')).toBe('stored')
    expect(await kinds(other, body, 'e1')).toBe('stored')
    expect(await kinds(one, body)).toBe('stored')
    expect(await kinds(one, body)).toBe('known')
  })

  it('that comes eight times at once is stored by one', async () => {
    const { account, path, secret } = await connected(acme)
    for (let round = 0; round < 5; round++) {
      const body = wrapped(upsEvent(upsNumber(60 + round)))
      const before = await scansHeld()
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => send(path, body, signed(body, secret, `at-once-${round}`))),
      )
      expect(answers.map(({ status, json }) => `${status} ${String(json['kind'])}`).toSorted()).toEqual([
        ...Array.from({ length: 7 }, () => '200 known'),
        '200 stored',
      ])
      expect((await scansHeld()) - before).toBe(1)
    }
    expect(await eventsHeld(account)).toEqual(Array.from({ length: 5 }, () => ({ repeats: 7 })))
  })

  it('that nobody can read is kept as it came, told to the operator, and read once a reader can', async () => {
    const { account, path, secret } = await connected(acme)
    const before = await scansHeld()
    const event = upsEvent(upsNumber(70))
    const body = wrapped(event)
    acmeReads = () => ({ ok: false, failure: { kind: 'malformed', code: 'NOT_JSON', message: 'no' } })
    expect(await send(path, body, signed(body, secret))).toMatchObject({ status: 200, json: { kind: 'kept' } })
    expect(await send(path, body, signed(body, secret))).toMatchObject({ status: 200, json: { kind: 'known' } })
    expect(served.logged).toContainEqual({
      level: 'warn',
      event: 'push.unread',
      fields: { account, carrier: 'acme', reason: 'NOT_JSON', bytes: body.length },
    })
    const unread = async () => (await pushState(served.ctx)).find((state) => state.account === account)?.unread
    expect([await unread(), await scansHeld()]).toEqual([1, before])
    const held = await served.ctx.store.as(served.ctx.tenant, (tx) =>
      tx.query<{ sealed: Buffer }>('select sealed from unread_pushes where tenant = $1', [tx.tenant]),
    )
    for (const { sealed } of held) expect(sealed.includes('1Z')).toBe(false)

    expect(await readPushesAgain(served.ctx)).toMatchObject({ read: 0 })
    expect(await unread()).toBe(1)
    acmeReads = undefined
    expect(await readPushesAgain(served.ctx)).toEqual({ read: 1, left: 0 })
    expect([await unread(), await scansHeld()]).toEqual([0, before + 1])
    expect(await readPushesAgain(served.ctx)).toEqual({ read: 0, left: 0 })
  })

  it('is kept, too, where a part of it could not be read, and what could be is stored', async () => {
    const { account, path, secret } = await connected(acme)
    const before = await scansHeld()
    acmeReads = (answer) => {
      const read = carriers.ups.read(answer)
      const lost = { kind: 'malformed', code: 'SHAPE', message: 'one of two' } as const
      return read.ok ? { ok: true, value: { ...read.value, failures: [lost] } } : read
    }
    const body = wrapped(upsEvent(upsNumber(71)))
    expect(await send(path, body, signed(body, secret))).toMatchObject({ status: 200, json: { kind: 'kept' } })
    acmeReads = undefined
    expect(await scansHeld()).toBe(before + 1)
    expect((await pushState(served.ctx)).find((state) => state.account === account)?.unread).toBe(1)
    expect(await readPushesAgain(served.ctx)).toEqual({ read: 1, left: 0 })
    expect(await scansHeld()).toBe(before + 1)
  })

  it('that PostgreSQL does not take is kept instead of being refused for ever', async () => {
    const { account, path, secret } = await connected(acme)
    acmeReads = (answer) => {
      const read = carriers.ups.read(answer)
      if (!read.ok) return read
      const parcels = read.value.parcels.map((parcel) => ({
        ...parcel,
        scans: parcel.scans.map((scan) => ({ ...scan, code: 'A\0R' })),
      }))
      return { ok: true, value: { ...read.value, parcels } satisfies ReadAnswer }
    }
    const body = wrapped(upsEvent(upsNumber(72)))
    expect(await send(path, body, signed(body, secret))).toMatchObject({ status: 200, json: { kind: 'kept' } })
    expect(await readPushesAgain(served.ctx)).toEqual({ read: 0, left: 1 })
    acmeReads = undefined
    expect(await eventsHeld(account)).toHaveLength(1)
    expect(served.logged.some(({ event, level }) => event === 'push.not_stored' && level === 'error')).toBe(true)
    expect(await readPushesAgain(served.ctx)).toEqual({ read: 1, left: 0 })
  })

  it('of somebody who was erased is taken, and nothing of it is kept; what came with it is', async () => {
    const { account, path, secret } = await connected(acme)
    const [theirs, others] = [upsNumber(73), upsNumber(74)]
    acmeReads = (answer) => {
      const events = JSON.parse(answer) as unknown[]
      const read = events.map((event) => carriers.ups.read(JSON.stringify(event)))
      return { ok: true, value: { parcels: read.flatMap((one) => (one.ok ? one.value.parcels : [])), failures: [] } }
    }
    const push = async (...events: string[]) => {
      const body = JSON.stringify({ data: events.map((event) => JSON.parse(event) as unknown) })
      return send(path, body, signed(body, secret))
    }
    await push(upsEvent(theirs))
    await served.ctx.store.as(served.ctx.tenant, async (tx) => {
      const person = '00000000-0000-4000-8000-0000000000aa'
      const now = served.clock.now()
      await tx.query('insert into persons (tenant, id, created_at, erased_at) values ($1, $2, $3, $3)', [
        tx.tenant,
        person,
        now,
      ])
      await tx.query(
        'update parcels set person = $2 where tenant = $1 and id = (select parcel from scans where tenant = $1 order by local_time desc limit 1)',
        [tx.tenant, person],
      )
    })
    const before = await scansHeld()
    expect(await push(upsEvent(theirs), upsEvent(others))).toMatchObject({
      status: 200,
      json: { kind: 'stored', parcels: 1, scans: 1 },
    })
    acmeReads = undefined
    expect(await scansHeld()).toBe(before + 1)
    expect((await pushState(served.ctx)).find((state) => state.account === account)?.unread).toBe(0)
  })

  it('is not acknowledged while the database keeps it waiting, and is stored once when it comes again', async () => {
    const { path, secret } = await connected(carriers.ups)
    const body = upsEvent(upsNumber(75))
    const before = await scansHeld()
    const held = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const holding = served.ctx.store.as(served.ctx.tenant, async (tx) => {
      await lockHistory(tx, 'alone')
      locked.resolve()
      await held.promise
    })
    await locked.promise
    const waiting = await send(path, body, { credential: secret })
    expect([waiting.status, waiting.json['code']]).toEqual([503, 'DATABASE_UNREACHABLE'])
    held.resolve()
    await holding
    let again = await send(path, body, { credential: secret })
    // The first is still being stored for a moment.
    for (let n = 0; n < 50 && again.status !== 200; n++) {
      await sleep(100)
      again = await send(path, body, { credential: secret })
    }
    expect(again.json['kind']).toMatch(/stored|known/)
    expect(await scansHeld()).toBe(before + 1)
  })

  it('is counted, told again or not, and forgotten after thirty days', async () => {
    const { account, path, secret } = await connected(carriers.ups)
    const state = async () => (await pushState(served.ctx)).find((one) => one.account === account)
    expect(await state()).toMatchObject({ carrier: 'ups', path, lastEventAt: null, events24h: 0, unread: 0 })
    const body = upsEvent(upsNumber(76))
    for (let n = 0; n < 3; n++) await send(path, body, { credential: secret })
    await send(path, upsEvent(upsNumber(76)), { credential: secret })
    expect(await state()).toEqual({
      account,
      carrier: 'ups',
      path,
      lastEventAt: served.clock.now(),
      events24h: 2,
      duplicates24h: 2,
      unread: 0,
      subscriptions: { waiting: 0, live: 0, lapsing: 0, givenUp: 0 },
    })
    const later = served.clock.now().add({ hours: 24 * 30 })
    await served.ctx.store.as(served.ctx.tenant, (tx) => purgePushes(tx, later.subtract({ hours: 24 * 30 })))
    expect(await eventsHeld(account)).toHaveLength(2)
    await served.ctx.store.as(served.ctx.tenant, (tx) => purgePushes(tx, later.add({ seconds: 1 })))
    expect(await eventsHeld(account)).toEqual([])
  })

  it('leaves neither number, place nor secret in the log', async () => {
    const { path, secret } = await connected(carriers.ups)
    await send(path, upsEvent(upsNumber(77)), { credential: secret })
    const log = JSON.stringify(served.logged)
    expect(log).toContain('tracking.ingested')
    for (const told of [upsNumber(77), 'Leipzig', secret, 'credential']) expect(log).not.toContain(told)
  })
})

it('found at least one carrier that pushes, and its sample answers', () => {
  expect(pushing.map(({ id }) => id)).toEqual(expect.arrayContaining(['acme', 'ups']))
  expect(existsSync(join(import.meta.dirname, '../../src/connectors/carriers/ups/answers'))).toBe(true)
})
