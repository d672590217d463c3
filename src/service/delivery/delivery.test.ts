import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callingKit } from '../../../test/calling.ts'
import { contactRules, type Delivery, delivery, merchant, shopper } from '../../../test/changing.ts'
import { type InterceptServer, invalid, openInterceptServer, refusal } from '../../../test/intercept-server.ts'
import { openTestInstallation, type TestInstallation } from '../../../test/installation.ts'
import { eventsIn } from '../../../test/outbox.ts'
import { upsNumber } from '../../../test/worlds/journeys.ts'
import { carriers } from '../../connectors/index.ts'
import type { ChangeWish } from '../../contract/index.ts'
import type { CarrierExchange, Money } from '../../model/index.ts'
import type { Context } from '../context.ts'
import { cancelChange } from './cancel.ts'
import { closeChange, listOpenChanges, sweepChanges } from './close.ts'
import { confirmChange, showChange } from './confirm.ts'
import { deliveryOptions } from './options.ts'
import { quoteChange } from './quote.ts'

let installation: TestInstallation
let server: InterceptServer
let kit: ReturnType<typeof callingKit>
let exchange: CarrierExchange
let ctx: Context
let parcel: Delivery['parcel']
let held: Delivery
let n = 0
beforeAll(async () => {
  server = await openInterceptServer()
  installation = await openTestInstallation()
  kit = callingKit(installation)
})
afterAll(async () => {
  await kit?.close()
  await server?.close()
  await installation?.close()
})
beforeEach(async () => {
  server.reset()
  // A line of its own each time: what one test's carrier did must not be held against the next.
  exchange = kit.caller(Object.values(carriers))
  ctx = { ...(await merchant(installation, `changes-${++n}`, { exchange, url: server.url })), clock: kit.clock }
  await contactRules(ctx)
  held = await delivery(ctx)
  parcel = held.parcel
})

const usd = (minor: number): Money => ({ minor, currency: 'USD' })
const address = {
  name: 'Ana Silva',
  lines: ['4 Elm St', 'Apt 2'],
  city: 'Dallas',
  region: 'TX',
  postal: '75201',
  country: 'US',
}
const wishes: Readonly<Record<ChangeWish['kind'], ChangeWish>> = {
  redirect_to_address: { kind: 'redirect_to_address', address },
  hold_for_pickup: { kind: 'hold_for_pickup' },
  reschedule: { kind: 'reschedule', day: '2026-11-24' },
  return_to_sender: { kind: 'return_to_sender' },
}
const hold = wishes.hold_for_pickup
const quote = (wish = hold, as = ctx) => quoteChange(as, { parcel, wish })
const confirm = (change: { readonly id: string; readonly cost: Money | null }, as = ctx) =>
  confirmChange(as, { change: change.id, cost: change.cost })
const stepsOf = async (id: string) => (await showChange(ctx, id)).steps.map(({ step }) => step)
const kindsOf = async () =>
  (await eventsIn(installation.store, ctx.tenant))
    .map(({ kind }) => kind)
    .filter((kind) => kind.startsWith('delivery.'))
const hangUp = (response: ServerResponse) => response.destroy()

describe('each kind is quoted, confirmed and made with its own request', () => {
  it.each([
    ['redirect_to_address', 'AA', 'redirect/address', { newDeliveryAddress: { addressInfo: { postalCode: '75201' } } }],
    ['hold_for_pickup', 'WC', 'willcall', {}],
    ['reschedule', 'FD', 'reschedule', { deliveryDate: '20261124' }],
    ['return_to_sender', 'RS', 'return', { reasonForReturn: 'AM' }],
  ] as const)('%s', async (kind, type, path, body) => {
    const quoted = await quote(wishes[kind])
    expect(quoted).toMatchObject({ state: 'quoted', how: 'api', cost: usd(1775), taxes: 'none', askedBy: 'operator' })
    expect(quoted.expected?.toString()).toBe('2026-11-25')
    expect(server.asked()).toEqual(['eligibility/intercept', `charges ${type}`])
    const made = await confirm(quoted)
    expect(made).toMatchObject({ state: 'made', reference: 'ref-77', failure: null })
    expect(made.steps.map(({ step }) => step)).toEqual(['quoted', 'confirmed', 'made'])
    expect(made.steps[2]?.answer).toContain('"success":true')
    const [call] = server.made()
    expect(call?.path).toContain(`/api/deliveryintercept/v2/${path}/${held.number}`)
    expect(JSON.parse(call?.body ?? '{}')).toMatchObject({
      requestType: type,
      requesterContactInfo: { name: 'Lampenladen', telephone: '+15125550142' },
      specialInstructions: null,
      ...body,
    })
    expect(call?.headers['transid']).toMatch(/^[a-zA-Z0-9]{14}$/)
    expect(call?.headers).toMatchObject({
      platformtype: 'XOLT',
      inquirytype: 'U',
      authorization: /^Bearer /.exec('Bearer ') && 'Bearer token-of-the-lamp-shop',
    })
    expect(await kindsOf()).toEqual(['delivery.change_confirmed'])
  })
})

describe('the cost is shown first', () => {
  it('taxes that apply are in it; those nobody knows are said to be missing', async () => {
    Object.assign(server.now, { tax: '1.47', taxes: 'TA' })
    expect(await quote()).toMatchObject({ cost: usd(1922), taxes: 'included' })
    server.now.taxes = 'TU'
    expect(await quote()).toMatchObject({ taxes: 'not_known' })
  })

  it('another cost than the quoted one confirms nothing', async () => {
    const quoted = await quote()
    for (const cost of [null, usd(1774), usd(0), { minor: 1775, currency: 'CAD' }])
      await expect(confirm({ id: quoted.id, cost })).rejects.toMatchObject({ code: 'QUOTE_CHANGED' })
    expect(server.made()).toEqual([])
    expect(await confirm(quoted)).toMatchObject({ state: 'made' })
  })

  it('one that changed since is quoted anew, and the old one is refused', async () => {
    const quoted = await quote()
    server.now.charge = '19.00'
    await expect(confirm(quoted)).rejects.toMatchObject({
      code: 'QUOTE_CHANGED',
      message: expect.stringContaining('$19.00 now, not $17.75'),
    })
    await expect(confirm(quoted)).rejects.toMatchObject({ code: 'QUOTE_CHANGED' })
    expect(server.made()).toEqual([])
    const again = await showChange(ctx, quoted.id)
    expect(again).toMatchObject({ state: 'quoted', cost: usd(1900) })
    expect(await confirm(again)).toMatchObject({ state: 'made' })
    expect(await stepsOf(quoted.id)).toEqual(['quoted', 'quoted_again', 'confirmed', 'made'])
  })

  it('holds for fifteen minutes', async () => {
    const quoted = await quote()
    kit.clock.advance({ minutes: 15 })
    await expect(confirm(quoted)).rejects.toMatchObject({ code: 'QUOTE_EXPIRED' })
    expect(await showChange(ctx, quoted.id)).toMatchObject({ state: 'expired' })
    expect(server.made()).toEqual([])
  })

  it('does not hold once another change was made', async () => {
    const [one, two] = [await quote(), await quote(wishes.return_to_sender)]
    await confirm(one)
    await expect(confirm(two)).rejects.toMatchObject({ code: 'QUOTE_EXPIRED' })
    expect(server.made()).toHaveLength(1)
  })

  it('where the carrier cannot be asked, nothing is quoted', async () => {
    server.now.instead = () => ({ status: 503 })
    await expect(quote()).rejects.toMatchObject({ code: 'CARRIER_FAILED' })
    expect((await deliveryOptions(ctx, parcel)).changes).toEqual([])
  })
})

describe('it is made once', () => {
  it('when confirmed again and again', async () => {
    const quoted = await quote()
    const first = await confirm(quoted)
    expect(await confirm(quoted)).toEqual(first)
    expect(server.made()).toHaveLength(1)
  })

  it('when confirmed by many at once', async () => {
    const quoted = await quote()
    const all = await Promise.all(Array.from({ length: 6 }, () => confirm(quoted)))
    expect(server.made()).toHaveLength(1)
    expect(all.filter(({ state }) => state === 'made').length).toBeGreaterThan(0)
    expect(all.every(({ state }) => state === 'made' || state === 'making')).toBe(true)
    expect(await stepsOf(quoted.id)).toEqual(['quoted', 'confirmed', 'made'])
  })

  it('one change of a parcel at a time', async () => {
    const [one, two] = [await quote(), await quote(wishes.return_to_sender)]
    const all = await Promise.allSettled([confirm(one), confirm(two)])
    expect(all.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(server.made()).toHaveLength(1)
  })

  it('also where the merchant approves two that waited', async () => {
    const asked = async (wish: ChangeWish) => {
      const as = shopper(ctx, 'L3', held.order)
      return confirm(await quote(wish, as), as)
    }
    const [one, two] = [await asked(hold), await asked(wishes.return_to_sender)]
    expect(await confirm(one)).toMatchObject({ state: 'made' })
    await expect(confirm(two)).rejects.toMatchObject({ code: 'QUOTE_EXPIRED' })
    expect(server.made()).toHaveLength(1)
  })

  it.each([
    ['hung up on', hangUp],
    ['answered by half a document', { body: '{"transactionId":"t1","statusC' }],
    ['answered by a page', { body: '<html>', headers: { 'content-type': 'text/html' } }],
    ['answered by a gateway', { status: 504 }],
    ['answered without an outcome', { body: '{"transactionId":"t1","statusCode":"000"}' }],
    ['answered by a system error', refusal('500', 'System Error')],
  ])('%s, nobody knows whether it was made, and a person is asked instead of the carrier', async (_, reply) => {
    const quoted = await quote()
    server.now.instead = (what) => (what.startsWith('make ') ? reply : undefined)
    expect(await confirm(quoted)).toMatchObject({ state: 'unknown' })
    server.now.instead = null
    expect(await confirm(quoted)).toMatchObject({ state: 'unknown' })
    await expect(cancelChange(ctx, { change: quoted.id })).rejects.toMatchObject({ code: 'CHANGE_NOT_POSSIBLE' })
    const other = await quote(wishes.return_to_sender)
    await expect(confirm(other)).rejects.toMatchObject({ code: 'CHANGE_NOT_POSSIBLE' })
    expect(server.made()).toHaveLength(1)
    expect(await kindsOf()).toEqual(['delivery.change_failed'])
    expect(await listOpenChanges(ctx)).toMatchObject([{ id: quoted.id, state: 'unknown' }])
    const closed = await closeChange(ctx, { change: quoted.id, outcome: 'made', note: 'UPS says it is held' })
    expect(closed).toMatchObject({ state: 'made' })
    expect(closed.steps.at(-1)).toMatchObject({ step: 'closed', who: 'operator', answer: 'UPS says it is held' })
    expect(await listOpenChanges(ctx)).toEqual([])
  })

  it('a process that dies in the call leaves its intent: given up after five minutes, never asked again', async () => {
    const quoted = await quote()
    const dying: CarrierExchange = {
      exchange: async (account, call) => {
        if (!call.once) return exchange.exchange(account, call)
        await exchange.exchange(account, call)
        throw new Error('killed')
      },
    }
    await expect(confirm(quoted, { ...ctx, exchange: dying })).rejects.toThrow('killed')
    expect(server.made()).toHaveLength(1)
    expect(await confirm(quoted)).toMatchObject({ state: 'making' })
    expect(await sweepChanges(ctx)).toBe(0)
    kit.clock.advance({ minutes: 5 })
    expect(await sweepChanges(ctx)).toBe(1)
    expect(await confirm(quoted)).toMatchObject({ state: 'unknown', failure: { code: 'NO_ANSWER_KEPT' } })
    expect(server.made()).toHaveLength(1)
    expect(await stepsOf(quoted.id)).toEqual(['quoted', 'confirmed', 'unknown'])
  })

  it('an answer that comes after it was given up still counts', async () => {
    const quoted = await quote()
    const slow: CarrierExchange = {
      exchange: async (account, call) => {
        const exchanged = await exchange.exchange(account, call)
        if (call.once) {
          kit.clock.advance({ minutes: 6 })
          await sweepChanges(ctx)
        }
        return exchanged
      },
    }
    expect(await confirm(quoted, { ...ctx, exchange: slow })).toMatchObject({ state: 'made' })
    expect(await stepsOf(quoted.id)).toEqual(['quoted', 'confirmed', 'unknown', 'made'])
  })
})

describe('what the carrier refuses', () => {
  it.each([
    ['710', invalid(400, '710', 'Failure due to input validation error')],
    ['605', invalid(401, '605', 'The address token is not of this profile')],
    ['1201', refusal('1201', 'TransactionSrc')],
    ['720', refusal('720', 'This delivery can no longer be changed')],
    ['HTTP_409', { status: 409 }],
  ])('%s: nothing was done, and it says so', async (code, reply) => {
    const quoted = await quote()
    server.now.instead = (what) => (what.startsWith('make ') ? reply : undefined)
    expect(await confirm(quoted)).toMatchObject({ state: 'failed', failure: { code } })
    server.now.instead = null
    expect(await confirm(quoted)).toMatchObject({ state: 'failed' })
    expect(await kindsOf()).toEqual(['delivery.change_failed'])
    expect(await confirm(await quote())).toMatchObject({ state: 'made' })
  })

  it('to say that it can, is not quoted', async () => {
    for (const eligible of ['NOT_ELIGIBLE', 'UNKNOWN'] as const) {
      server.now.eligible = eligible
      await expect(quote()).rejects.toMatchObject({ code: 'CHANGE_NOT_POSSIBLE' })
    }
    server.now.instead = () => invalid(400, '710', 'Failure due to input validation error')
    await expect(quote()).rejects.toMatchObject({ code: 'CHANGE_NOT_POSSIBLE' })
    server.now.instead = () => refusal('0006', 'Failure to check eligibility through Tracking service')
    await expect(quote()).rejects.toMatchObject({ code: 'CARRIER_FAILED' })
  })

  it('a day it does not deliver on, or that is none', async () => {
    for (const day of ['2026-11-26', '2026-11-20', '2026-11-01', '2027-11-24'])
      await expect(quote({ kind: 'reschedule', day })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })

  it('an address UPS cannot take names what is wrong with it', async () => {
    const wish = {
      kind: 'redirect_to_address',
      address: { ...address, country: 'CA', region: 'ON', postal: 'K1A 0B1' },
    } as const
    await expect(quote(wish)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      errors: [
        { pointer: '/address', detail: expect.stringMatching(/United States/) },
        { detail: expect.stringMatching(/ZIP/) },
      ],
    })
    expect(server.calls).toEqual([])
  })
})

describe('a parcel that', () => {
  it.each(['delivered', 'returned', 'cancelled', 'returning', 'available_for_pickup', 'not_found'] as const)(
    'is %s is not changed',
    async (status) => {
      const done = await delivery(ctx, { status, number: upsNumber(9), over: { external: '9', number: '#1009' } })
      await expect(quoteChange(ctx, { parcel: done.parcel, wish: hold })).rejects.toMatchObject({
        code: 'CHANGE_NOT_POSSIBLE',
      })
      const { options } = await deliveryOptions(ctx, done.parcel)
      expect(options.map(({ why }) => why)).toEqual(Array.from({ length: 4 }, () => 'too_late'))
      expect(server.calls).toEqual([])
    },
  )

  it('arrives between quote and confirmation is not changed', async () => {
    const quoted = await quote()
    await delivery(ctx, { status: 'delivered', over: { updatedAt: Temporal.Instant.from('2026-11-20T09:00:00Z') } })
    await expect(confirm(quoted)).rejects.toMatchObject({ code: 'CHANGE_NOT_POSSIBLE' })
    expect(server.made()).toEqual([])
  })
})

describe('options', () => {
  it('tell what the carrier would do now, its days and its costs; by asking, nothing is changed', async () => {
    const { options, changes } = await deliveryOptions(ctx, parcel)
    expect(changes).toEqual([])
    expect(
      options.map(({ kind, how, why, cost, level, needs }) => [kind, how, why, cost?.minor, level, needs]),
    ).toEqual([
      ['redirect_to_address', 'api', null, 1775, 'L3', 'merchant'],
      ['hold_for_pickup', 'api', null, 1775, 'L2', 'merchant'],
      ['reschedule', 'api', null, 1775, 'L2', 'merchant'],
      ['return_to_sender', 'api', null, 1775, 'L3', 'merchant'],
    ])
    expect(options[2]?.days.map(String)).toEqual(['2026-11-24'])
    expect(server.asked()).toEqual(['eligibility/intercept', 'charges AL'])
  })

  it('tell where the carrier says no, or nothing', async () => {
    server.now.eligible = 'NOT_ELIGIBLE'
    expect((await deliveryOptions(ctx, parcel)).options[0]).toMatchObject({ why: 'carrier_says_no', cost: null })
    server.now.instead = () => ({ status: 400, body: 'no' })
    expect((await deliveryOptions(ctx, parcel)).options[0]).toMatchObject({ why: 'carrier_did_not_answer' })
  })
})

describe('what the merchant has to ask for', () => {
  it('waits as a task: without an account, a contact, or an address the carrier takes', async () => {
    const bare = await merchant(installation, `changes-${++n}`, { exchange: null, url: server.url })
    const far = { ...(await merchant(installation, `changes-${++n}`, { exchange, url: server.url })), clock: kit.clock }
    await contactRules(far)
    const abroad = { shippingAddress: { ...address, country: 'DE', region: null, postal: '10115' } }
    for (const [as, over] of [
      [bare, {}],
      [far, abroad],
    ] as const) {
      const { parcel: id } = await delivery(as, { over })
      const quoted = await quoteChange(as, { parcel: id, wish: hold })
      expect(quoted).toMatchObject({ how: 'task', cost: null, needs: 'merchant' })
      expect((await deliveryOptions(as, id)).options[1]).toMatchObject({ how: 'task', why: null })
      const requested = await confirmChange(as, { change: quoted.id, cost: null })
      expect(requested.state).toBe('requested')
      await expect(confirmChange(as, { change: quoted.id, cost: null })).rejects.toMatchObject({
        code: 'CHANGE_NOT_POSSIBLE',
      })
      expect(await closeChange(as, { change: quoted.id, outcome: 'not_made', note: null })).toMatchObject({
        state: 'failed',
      })
    }
    expect(server.calls).toEqual([])
  })
})

describe('a shopper', () => {
  const asShopper = (level: 'L0' | 'L1' | 'L2' | 'L3') => shopper(ctx, level, held.order)

  it('proves more for a new address than for another day', async () => {
    await contactRules(ctx, { reschedule: 2000, redirect_to_address: 2000, hold_for_pickup: 2000 })
    await expect(quote(hold, asShopper('L0'))).rejects.toMatchObject({ code: 'PARCEL_NOT_FOUND' })
    await expect(quote(hold, asShopper('L1'))).rejects.toMatchObject({ code: 'PROOF_NEEDED' })
    for (const kind of ['redirect_to_address', 'return_to_sender'] as const)
      await expect(quote(wishes[kind], asShopper('L2'))).rejects.toMatchObject({ code: 'PROOF_NEEDED' })
    expect(server.calls).toEqual([])
    const quoted = await quote(wishes.redirect_to_address, asShopper('L3'))
    await expect(confirm(quoted, asShopper('L2'))).rejects.toMatchObject({ code: 'PROOF_NEEDED' })
    await expect(cancelChange(asShopper('L2'), { change: quoted.id })).rejects.toMatchObject({ code: 'PROOF_NEEDED' })
    expect(server.made()).toEqual([])
    const made = await confirm(quoted, asShopper('L3'))
    expect(made).toMatchObject({ state: 'made', level: 'L3', askedBy: 'shopper', steps: [] })
    // Who knows less than a full address is not told the new one.
    const { changes } = await deliveryOptions(asShopper('L2'), parcel)
    expect(changes).toMatchObject([{ id: quoted.id, wish: null }])
    expect((await showChange(asShopper('L3'), quoted.id)).wish).toMatchObject({ address: { city: 'Dallas' } })
  })

  it('has at once what the merchant allows, up to its limit', async () => {
    await contactRules(ctx, { hold_for_pickup: 1775, reschedule: 1774 })
    const within = await quote(hold, asShopper('L2'))
    expect(within.needs).toBe('confirmation')
    expect(await confirm(within, asShopper('L2'))).toMatchObject({ state: 'made' })
    const above = await quote(wishes.reschedule, asShopper('L2'))
    expect(above.needs).toBe('merchant')
    expect(await confirm(above, asShopper('L2'))).toMatchObject({ state: 'requested' })
    expect(server.made()).toHaveLength(1)
  })

  it('waits for the merchant otherwise, who sees the cost and approves it, whatever it has become', async () => {
    const asked = await confirm(await quote(hold, asShopper('L2')), asShopper('L2'))
    expect(asked).toMatchObject({ state: 'requested', needs: 'merchant' })
    expect(await confirm(asked, asShopper('L3'))).toMatchObject({ state: 'requested' })
    expect(await kindsOf()).toEqual(['delivery.change_requested'])
    expect(server.made()).toEqual([])
    kit.clock.advance({ hours: 20 })
    expect(await listOpenChanges(ctx)).toMatchObject([{ id: asked.id, cost: usd(1775), level: 'L2' }])
    server.now.charge = '18.00'
    await expect(confirm(asked)).rejects.toMatchObject({ code: 'QUOTE_CHANGED' })
    expect(await confirm({ id: asked.id, cost: usd(1800) })).toMatchObject({ state: 'made' })
    const { steps } = await showChange(ctx, asked.id)
    expect(steps.map(({ step, who, level }) => [step, who, level])).toEqual([
      ['quoted', 'shopper', 'L2'],
      ['requested', 'shopper', 'L2'],
      ['quoted_again', 'operator', null],
      ['confirmed', 'operator', null],
      ['made', 'operator', null],
    ])
  })

  it('has no cost nobody knows allowed', async () => {
    await contactRules(ctx, { hold_for_pickup: 100_000 })
    server.now.taxes = 'TU'
    expect(await quote(hold, asShopper('L3'))).toMatchObject({ needs: 'merchant' })
  })

  it('sees no parcel and no change of anybody else', async () => {
    const mine = await quote()
    const stranger = await delivery(ctx, {
      number: upsNumber(5),
      over: {
        external: '5',
        number: '#1005',
        customer: { email: 'bo@example.com', phone: null, firstName: 'Bo', lastName: 'Lind' },
      },
    })
    const other = shopper(ctx, 'L3', stranger.order)
    await expect(quote(hold, other)).rejects.toMatchObject({ code: 'PARCEL_NOT_FOUND' })
    await expect(deliveryOptions(other, parcel)).rejects.toMatchObject({ code: 'PARCEL_NOT_FOUND' })
    for (const as of [other, asShopper('L3')])
      for (const verb of [
        () => confirm(mine, as),
        () => showChange(as, mine.id),
        () => cancelChange(as, { change: mine.id }),
      ])
        await expect(verb()).rejects.toMatchObject({ code: 'CHANGE_NOT_FOUND' })
    const theirs = await quote(hold, asShopper('L3'))
    await expect(confirm(theirs, other)).rejects.toMatchObject({ code: 'CHANGE_NOT_FOUND' })
    expect(server.made()).toEqual([])
  })
})

it('another tenant, a key without the scope and the desk change nothing', async () => {
  const mine = await quote()
  const other = { ...(await merchant(installation, `changes-${++n}`, { exchange, url: server.url })), clock: kit.clock }
  await expect(quote(hold, other)).rejects.toMatchObject({ code: 'PARCEL_NOT_FOUND' })
  await expect(confirm(mine, other)).rejects.toMatchObject({ code: 'CHANGE_NOT_FOUND' })
  await expect(closeChange(other, { change: mine.id, outcome: 'made', note: null })).rejects.toMatchObject({
    code: 'CHANGE_NOT_FOUND',
  })
  const reading: Context = { ...ctx, actor: { kind: 'api_key', id: 'k', scopes: ['parcels:read'] } }
  const desk: Context = { ...ctx, actor: { kind: 'agent', id: 'a', name: null } }
  for (const as of [reading, desk]) {
    expect(await showChange(as, mine.id)).toMatchObject({ state: 'quoted' })
    for (const verb of [() => quote(hold, as), () => confirm(mine, as), () => cancelChange(as, { change: mine.id })])
      await expect(verb()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  }
  expect(server.made()).toEqual([])
  expect(await confirm(mine)).toMatchObject({ state: 'made' })
})

describe('calling it off', () => {
  it('before anybody acted needs no carrier, and it cannot be confirmed any more', async () => {
    const quoted = await quote()
    expect(await cancelChange(ctx, { change: quoted.id })).toMatchObject({ state: 'cancelled' })
    expect(await confirm(quoted)).toMatchObject({ state: 'cancelled' })
    expect(server.asked()).not.toContain('cancel')
    expect(server.made()).toEqual([])
  })

  it('once it was made asks the carrier, once', async () => {
    const made = await confirm(await quote())
    const all = await Promise.allSettled(Array.from({ length: 3 }, () => cancelChange(ctx, { change: made.id })))
    expect(all.every(({ status }) => status === 'fulfilled')).toBe(true)
    expect(await cancelChange(ctx, { change: made.id })).toMatchObject({ state: 'cancelled' })
    expect(server.asked().filter((what) => what === 'cancel')).toHaveLength(1)
    expect(await kindsOf()).toEqual(['delivery.change_confirmed', 'delivery.change_cancelled'])
  })

  it('where the carrier does not let it, it stands', async () => {
    const made = await confirm(await quote())
    server.now.cancellable = 'NOT_ELIGIBLE'
    await expect(cancelChange(ctx, { change: made.id })).rejects.toMatchObject({ code: 'CHANGE_NOT_POSSIBLE' })
    server.now.cancellable = 'ELIGIBLE'
    server.now.instead = (what) => (what === 'cancel' ? refusal('720', 'Too late') : undefined)
    expect(await cancelChange(ctx, { change: made.id })).toMatchObject({ state: 'made', failure: { code: '720' } })
  })

  it('and nothing heard of it, a person finds out', async () => {
    const made = await confirm(await quote())
    server.now.instead = (what) => (what === 'cancel' ? hangUp : undefined)
    expect(await cancelChange(ctx, { change: made.id })).toMatchObject({ state: 'unknown' })
    expect(await closeChange(ctx, { change: made.id, outcome: 'not_made', note: null })).toMatchObject({
      state: 'cancelled',
    })
  })
})
