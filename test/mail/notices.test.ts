import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { channels } from '../../src/connectors/index.ts'
import { chooseMail, notify, sendDue, sendNotice, sweepLate } from '../../src/service/index.ts'
import { peopleOfOrders } from '../../src/store/index.ts'
import { vendureAnswer, vendureOrder } from '../http/serve.ts'
import { main } from '../installation.ts'
import { upsNumber } from '../worlds/journeys.ts'
import { type Mailing, openMailing, settingsFor } from './mailing.ts'
import { type Inbox, header, openInbox } from './smtp.ts'

/** What people are told of their orders by mail, when, and once. */

let mailing: Mailing
let inbox: Inbox
let n = 0
beforeAll(async () => {
  inbox = await openInbox()
})
afterAll(() => inbox.close())
beforeEach(async () => {
  mailing = await openMailing()
  mailing.through(channels.mail.open(settingsFor(inbox.url, 'hilfe@lampenladen.de')))
  return () => mailing.close()
})

/** An address of this test's alone: all share one server. */
const someone = () => `shopper${++n}@gmx.net`
const mailsTo = (address: string) => inbox.received.filter(({ to }) => to === address)
const subjectsTo = (address: string) => mailsTo(address).map(({ mail }) => mail.subject)
const states = async () => (await mailing.notices()).map(({ kind, state, reason }) => [kind, state, reason])

describe('an order', () => {
  it('is confirmed when it is placed: number, items and a link that opens it, from the shop by name', async () => {
    const email = someone()
    const order = await mailing.order({ number: '#1001', email, title: 'Arc lamp', promised: '2026-11-27' })
    await mailing.settle()
    const [received] = mailsTo(email)
    if (!received) throw new Error('no mail came')
    const { mail } = received
    expect(mail.from).toEqual({ name: 'Lampenladen', address: 'orders@lampenladen.de' })
    expect(mail.to).toEqual([{ name: '', address: email }])
    expect(mail.replyTo).toEqual([{ name: '', address: 'hilfe@lampenladen.de' }])
    expect(mail.subject).toBe('Your order #1001 at Lampenladen')
    for (const body of [mail.text ?? '', mail.html ?? ''])
      for (const fact of ['#1001', 'Arc lamp', 'Lampenladen promised it for Friday 27 November.', 'Mira', '€158.00'])
        expect(body).toContain(fact)

    const [notice] = await mailing.notices()
    expect(mail.messageId).toBe(`<${notice?.id}@lampenladen.de>`)
    expect(mail.date).toBe('2026-11-20T12:00:00.000Z')
    expect(header(received, 'auto-submitted')).toBe('auto-generated')
    expect(header(received, 'x-auto-response-suppress')).toBe('All')
    expect(header(received, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect(header(received, 'list-unsubscribe')).toMatch(/^<https:\/\/track\.lampenladen\.de\/u\/[\w-]{43}>$/)
    const [, secret = ''] = /https:\/\/track\.lampenladen\.de\/t\/([\w-]{43})/.exec(mail.text ?? '') ?? []
    const { openLink } = await import('../../src/service/index.ts')
    expect(await openLink(mailing.ctx, { secret, session: null })).toMatchObject({ order })
    expect(await states()).toEqual([['order_confirmed', 'sent', null]])
  })

  it('is told in its customer’s language, else the shop’s', async () => {
    const [german, none] = [someone(), someone()]
    await mailing.order({ number: '#1', email: german, language: 'de-AT' })
    await mailing.order({ number: '#2', email: none, language: '' })
    await mailing.settle()
    expect([...subjectsTo(german), ...subjectsTo(none)]).toEqual([
      'Ihre Bestellung #1 bei Lampenladen',
      'Your order #2 at Lampenladen',
    ])
  })

  it('that was placed more than two days before we heard of it is not', async () => {
    const [old, justInside] = [someone(), someone()]
    await mailing.order({ number: '#1', email: old, placed: '2026-11-18T11:59:00Z' })
    await mailing.order({ number: '#2', email: justInside, placed: '2026-11-18T12:00:00Z' })
    await mailing.settle()
    expect([subjectsTo(old).length, subjectsTo(justInside).length]).toEqual([0, 1])
  })

  it('is told of once, however often it is imported and its events are told', async () => {
    const email = someone()
    for (const title of ['Lamp', 'Lamp, blue', 'Lamp, red']) {
      await mailing.order({ number: '#1', email, title })
      await mailing.settle()
      mailing.clock.advance({ minutes: 5 })
    }
    await mailing.settle()
    expect(subjectsTo(email)).toHaveLength(1)
  })
})

describe('a parcel', () => {
  it('is told when it is sent, by the shop’s word, and when it has arrived, with how, by the carrier’s', async () => {
    const email = someone()
    const number = upsNumber(1)
    await mailing.order({ number: '#7', email })
    await mailing.settle()
    await mailing.order({ number: '#7', email, tracking: number, shipped: '2026-11-20T10:00:00Z' })
    await mailing.settle()
    await mailing.scan(number, { localTime: '2026-11-20T20:00', milestone: 'in_transit' })
    await mailing.settle()
    mailing.clock.set('2026-11-22T15:00:00Z')
    await mailing.scan(number, {
      localTime: '2026-11-22T14:05',
      status: 'delivered/to_neighbour',
      zone: 'Europe/Berlin',
    })
    await mailing.settle()
    expect(subjectsTo(email)).toEqual([
      'Your order #7 at Lampenladen',
      'Sent by Lampenladen on Friday 20 November · Order #7',
      'Delivered on Sunday 22 November · Order #7',
    ])
    for (const body of [mailsTo(email)[2]?.mail.text ?? '', mailsTo(email)[2]?.mail.html ?? ''])
      for (const fact of ['Left with a neighbour.', 'UPS, as of 22 Nov', number]) expect(body).toContain(fact)
  })

  it('first seen delivered is one mail, not three', async () => {
    const email = someone()
    const number = upsNumber(2)
    await mailing.scan(number, { localTime: '2026-11-19T09:00', milestone: 'in_transit' })
    await mailing.scan(number, { localTime: '2026-11-20T09:00', milestone: 'delivered' })
    await mailing.order({ number: '#1', email, tracking: number, shipped: '2026-11-19T08:00:00Z' })
    await mailing.settle()
    expect(subjectsTo(email)).toEqual(['Delivered on Friday 20 November · Order #1'])
  })

  it('of years past is not told, nor one whose shop does not say when it was sent', async () => {
    const [long, unsaid] = [someone(), someone()]
    await mailing.order({
      number: '#1',
      email: long,
      placed: '2026-11-10',
      tracking: upsNumber(3),
      shipped: '2026-11-12',
    })
    await mailing.scan(upsNumber(3), { localTime: '2026-11-13T09:00', milestone: 'delivered' })
    await mailing.order({ number: '#2', email: unsaid, placed: '2026-11-10', tracking: upsNumber(4) })
    await mailing.order({
      number: '#3',
      email: unsaid,
      placed: '2026-11-10',
      status: 'delivered',
      tracking: upsNumber(5),
    })
    await mailing.settle()
    expect([...subjectsTo(long), ...subjectsTo(unsaid)]).toEqual([])
    expect(await mailing.notices()).toEqual([])
  })

  it('that holds two orders of one person arrives once', async () => {
    const email = someone()
    const number = upsNumber(6)
    for (const order of ['#1', '#2'])
      await mailing.order({ number: order, email, tracking: number, shipped: '2026-11-20T09:00:00Z' })
    await mailing.scan(number, { localTime: '2026-11-20T10:00', milestone: 'delivered' })
    await mailing.settle()
    expect(subjectsTo(email)).toHaveLength(1)
  })
})

describe('what is late', () => {
  it('is told by the clock alone, once for its day, and again for the next day that passes', async () => {
    const email = someone()
    const number = upsNumber(11)
    await mailing.order({
      number: '#1',
      email,
      promised: '2026-11-22',
      tracking: number,
      shipped: '2026-11-20T09:00:00Z',
    })
    await mailing.scan(number, { localTime: '2026-11-20T10:00', milestone: 'in_transit' })
    await mailing.settle()
    // It is still the 22nd at the shop in Berlin.
    mailing.clock.set('2026-11-22T22:59:00Z')
    await mailing.settle()
    expect(subjectsTo(email)).toHaveLength(1)
    mailing.clock.set('2026-11-22T23:01:00Z')
    for (let i = 0; i < 3; i++) {
      await mailing.scan(number, { localTime: `2026-11-22T1${i}:00`, code: 'X' })
      await mailing.order({
        number: '#1',
        email,
        title: `Lamp ${i}`,
        promised: '2026-11-22',
        tracking: number,
        shipped: '2026-11-20T09:00:00Z',
      })
      await mailing.settle()
      mailing.clock.advance({ minutes: 1 })
    }
    expect(subjectsTo(email).slice(1)).toEqual(['Your order #1 is late'])
    const late = mailsTo(email)[1]?.mail.text ?? ''
    expect(late).toContain('It has not arrived yet.')
    expect(late).toContain('Lampenladen had promised it for Sunday 22 November.')
    await mailing.order({
      number: '#1',
      email,
      promised: '2026-11-24',
      tracking: number,
      shipped: '2026-11-20T09:00:00Z',
    })
    await mailing.settle()
    mailing.clock.set('2026-11-25T10:00:00Z')
    await mailing.settle()
    expect(subjectsTo(email).slice(1)).toEqual(['Your order #1 is late', 'Your order #1 is late'])
  })

  it('is also what was not even shipped; what arrived, waits at a shop or was not promised is not', async () => {
    const [unshipped, arrived, waits, unpromised, old] = [someone(), someone(), someone(), someone(), someone()]
    const placed = '2026-11-10'
    await mailing.order({ number: '#1', email: unshipped, placed, promised: '2026-11-18' })
    await mailing.order({
      number: '#2',
      email: arrived,
      placed,
      promised: '2026-11-18',
      tracking: upsNumber(21),
      shipped: '2026-11-12',
    })
    await mailing.scan(upsNumber(21), { localTime: '2026-11-14T10:00', milestone: 'delivered' })
    await mailing.order({
      number: '#3',
      email: waits,
      placed,
      promised: '2026-11-18',
      tracking: upsNumber(22),
      shipped: '2026-11-12',
    })
    await mailing.scan(upsNumber(22), { localTime: '2026-11-14T10:00', milestone: 'available_for_pickup' })
    await mailing.order({ number: '#4', email: unpromised, placed })
    await mailing.order({ number: '#5', email: old, placed, promised: '2026-11-16' })
    await mailing.settle()
    expect(subjectsTo(unshipped)).toEqual(['Your order #1 is late'])
    expect([arrived, waits, unpromised, old].flatMap(subjectsTo)).toEqual([])
    // The sweep finds them without any event, and finds no more than there is to tell.
    expect(await sweepLate(mailing.ctx)).toBe(0)
  })

  it('is one mail where two parcels miss the same day', async () => {
    const email = someone()
    const order = await mailing.order({
      number: '#1',
      email,
      promised: '2026-11-21',
      tracking: upsNumber(31),
      shipped: '2026-11-20T09:00:00Z',
    })
    await mailing.installation.store.as(main, (tx) =>
      tx.query(
        `insert into shipments (tenant, order_id, external_digest, parcel, state, shipped_at, position)
           values ($1, $2, '\\x01', null, 'shipped', $3, 1)`,
        [tx.tenant, order, mailing.clock.now()],
      ),
    )
    mailing.clock.set('2026-11-22T10:00:00Z')
    await sweepLate(mailing.ctx)
    await sendDue(mailing.sending())
    const late = mailsTo(email).filter(({ mail }) => mail.subject === 'Your order #1 is late')
    expect(late.map(({ mail }) => mail.text?.match(/Parcel \d of \d/g))).toEqual([['Parcel 1 of 2', 'Parcel 2 of 2']])
  })

  it('that arrives before the mail went out is not told as late', async () => {
    const email = someone()
    const number = upsNumber(41)
    await mailing.order({
      number: '#1',
      email,
      promised: '2026-11-19',
      placed: '2026-11-10',
      tracking: number,
      shipped: '2026-11-12',
    })
    await sweepLate(mailing.ctx)
    await mailing.scan(number, { localTime: '2026-11-20T10:00', milestone: 'delivered' })
    await mailing.settle()
    expect(subjectsTo(email)).toEqual(['Delivered on Friday 20 November · Order #1'])
    expect(await states()).toContainEqual(['late', 'dropped', 'superseded'])
  })
})

describe('nothing is sent', () => {
  it('of a cancelled order, also where it was cancelled just before', async () => {
    const email = someone()
    await mailing.order({ number: '#1', email, state: '', status: 'cancelled' })
    await mailing.order({ number: '#2', email })
    await mailing.decide()
    await mailing.order({ number: '#2', email, status: 'cancelled' })
    await mailing.settle()
    expect(subjectsTo(email)).toEqual([])
    expect(await states()).toEqual([['order_confirmed', 'dropped', 'order_cancelled']])
  })

  it.each([
    ['without an address', null, 'no_address'],
    ['whose domain is kept for examples', 'mira@shop.example.com', 'address_reserved'],
    ['at a domain of tests', 'mira@mail.test', 'address_reserved'],
    ['on this machine', 'mira@localhost', 'address_reserved'],
    ['that would be two', 'mira@gmx.net,eve@gmx.net', 'address_invalid'],
    ['that would start a header', 'mira@gmx.net\r\nBcc: eve@gmx.net', 'address_invalid'],
    ['that would be a name', 'Mira <mira@gmx.net>', 'address_invalid'],
  ])('to a customer %s', async (_, email, reason) => {
    const before = inbox.tries()
    // Not every shop's reader looks at addresses as closely as a file's does.
    const order = { ...vendureOrder(1), orderPlacedAt: '2026-11-20T09:00:00Z' }
    const customer = { ...order.customer, emailAddress: email }
    await mailing.imported('vendure', JSON.stringify(vendureAnswer({ ...order, customer })))
    await mailing.settle()
    const [seen] = await mailing.notices()
    expect([seen?.state, seen?.reason]).toEqual(['dropped', reason])
    expect(inbox.tries()).toBe(before)
    expect(JSON.stringify(mailing.logged)).not.toMatch(/mira|gmx|@/i)
  })

  it('to a person who was erased', async () => {
    const email = someone()
    await mailing.order({ number: '#1', email })
    await mailing.decide()
    await mailing.installation.store.as(main, (tx) =>
      tx.query('update persons set wrapped_key = null, erased_at = $2 where tenant = $1', [
        tx.tenant,
        mailing.clock.now(),
      ]),
    )
    await mailing.settle()
    // And an event that comes later is done, not laid aside.
    await mailing.installation.store.as(main, async (tx) => {
      const [order] = await tx.query<{ id: string }>('select id from orders where tenant = $1', [tx.tenant])
      const { addToOutbox } = await import('../../src/store/index.ts')
      if (order)
        await addToOutbox(
          tx,
          [{ key: order.id, kind: 'order.updated', body: { orders: [order.id] } }],
          mailing.clock.now(),
        )
    })
    await mailing.decide()
    expect(subjectsTo(email)).toEqual([])
    expect(await states()).toEqual([['order_confirmed', 'dropped', 'person_erased']])
    expect(mailing.logged.filter(({ event }) => event === 'outbox.failed')).toEqual([])
  })

  it('through a server for the demo shop: its mails are kept for the mailbox', async () => {
    const email = someone()
    await mailing.order({ number: '#1', email, shop: 'demo' })
    await mailing.settle()
    expect(subjectsTo(email)).toEqual([])
    expect(await states()).toEqual([['order_confirmed', 'sent', null]])
  })

  it('to who said "no more"; codes still come, because they were asked for; and it can be taken back', async () => {
    const email = someone()
    const order = await mailing.order({ number: '#1', email })
    await mailing.settle()
    const [, secret = ''] =
      /\/u\/([\w-]{43})/.exec(header(mailsTo(email)[0] ?? never(), 'list-unsubscribe') ?? '') ?? []
    expect(await chooseMail(mailing.ctx, secret, false)).toEqual({
      shop: 'Lampenladen',
      language: 'en-GB',
      wanted: false,
    })
    await mailing.order({ number: '#2', email })
    const { store, clock } = mailing.ctx
    const expiresAt = clock.now().add({ minutes: 10 })
    await store.as(main, async (tx) => {
      const [person] = await peopleOfOrders(tx, [order])
      if (person)
        await notify(tx, mailing.ctx, {
          person,
          about: 'try 1',
          notice: { kind: 'code', order, code: '408163', expiresAt },
        })
    })
    await mailing.settle()
    expect(subjectsTo(email)).toEqual(['Your order #1 at Lampenladen', 'Your code for Lampenladen'])
    const code = mailsTo(email)[1]
    expect(code?.mail.text).toContain('408163')
    expect(code?.mail.text).toContain('until 20 Nov, 13:10')
    expect(code?.mail.subject).not.toContain('408163')
    expect(code && header(code, 'list-unsubscribe')).toBeUndefined()
    await chooseMail(mailing.ctx, secret, true)
    await mailing.order({ number: '#3', email })
    await mailing.settle()
    expect(subjectsTo(email).at(-1)).toBe('Your order #3 at Lampenladen')
    expect((await states()).toSorted((a, b) => a.join().localeCompare(b.join()))).toEqual([
      ['code', 'sent', null],
      ['order_confirmed', 'dropped', 'unsubscribed'],
      ['order_confirmed', 'sent', null],
      ['order_confirmed', 'sent', null],
    ])
  })

  it('of a code whose ten minutes are over', async () => {
    const email = someone()
    const order = await mailing.order({ number: '#1', email, placed: '2026-11-01' })
    await mailing.ctx.store.as(main, async (tx) => {
      const [person] = await peopleOfOrders(tx, [order])
      const expiresAt = mailing.clock.now().add({ minutes: 10 })
      if (person)
        await notify(tx, mailing.ctx, {
          person,
          about: 'try 1',
          notice: { kind: 'code', order, code: '408163', expiresAt },
        })
    })
    mailing.clock.advance({ minutes: 10 })
    await mailing.settle()
    expect(subjectsTo(email)).toEqual([])
    expect(await states()).toEqual([['code', 'dropped', 'code_expired']])
  })
})

it('what a notice was made of is gone from the database once it is over, and never stood there in clear', async () => {
  const email = someone()
  const order = await mailing.order({ number: '#1', email })
  const rows = () =>
    mailing.ctx.store.as(main, (tx) =>
      tx.query<{ sealed: Buffer | null; all: string }>(
        'select sealed, n::text as all from notices n where tenant = $1',
        [tx.tenant],
      ),
    )
  await mailing.ctx.store.as(main, async (tx) => {
    const [person] = await peopleOfOrders(tx, [order])
    const expiresAt = mailing.clock.now().add({ minutes: 10 })
    if (person)
      await notify(tx, mailing.ctx, { person, about: '1', notice: { kind: 'code', order, code: '408163', expiresAt } })
  })
  const [before] = await rows()
  expect(before?.sealed?.length).toBeGreaterThan(20)
  expect(before?.all).not.toContain('408163')
  await mailing.settle()
  expect((await rows()).map(({ sealed }) => sealed)).toEqual([null, null])
})

it('two who send the same notice at once send it once', async () => {
  const email = someone()
  await mailing.order({ number: '#1', email })
  await mailing.decide()
  const [notice] = await mailing.notices()
  const ends = await Promise.all(
    Array.from({ length: 5 }, () => sendNotice(mailing.sending(), { tenant: main, notice: notice?.id ?? '' })),
  )
  expect(ends.filter((end) => end === 'sent')).toHaveLength(1)
  expect(mailsTo(email)).toHaveLength(1)
})

it('nothing goes out before it is known what links start with', async () => {
  const email = someone()
  await mailing.order({ number: '#1', email })
  await mailing.decide()
  expect(await sendDue({ ...mailing.sending(), publicUrl: () => undefined })).toBe(0)
  expect(await states()).toEqual([['order_confirmed', 'waiting', null]])
})

function never(): never {
  throw new Error('no mail came')
}
