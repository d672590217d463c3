import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestInstallation, shop, testClock, type TestInstallation } from '../../../test/installation.ts'
import { upsNumber } from '../../../test/worlds/journeys.ts'
import type { MappingRequest, PostedScan } from '../../contract/index.ts'
import type { TenantId } from '../../model/index.ts'
import { addRaw, dumpDerived, lockHistory, nextEvents, outboxPartitions } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { orderNotices } from '../notify/events.ts'
import { importOrders } from '../orders/import.ts'
import { drainOutbox } from '../outbox/drain.ts'
import { carrierCodes } from './carrier-codes.ts'
import { type Assigned, deriveParcels } from './derive.ts'
import { ingestAnswer, ingestScans, readPosted } from './ingest.ts'
import { mapCode, unmapCode } from './map-code.ts'
import { rederive } from './rederive.ts'
import { runMappings } from './run-mappings.ts'
import { trackNumber } from './show.ts'
import { listUnmapped } from './unmapped.ts'

const clock = testClock('2026-11-20T12:00:00Z')
let installation: TestInstallation
beforeAll(async () => {
  installation = await openTestInstallation({ clock })
})
afterAll(() => installation.close())

/** Each test its own tenant. */
let ctx: Context
let made = 0
beforeEach(async () => {
  ctx = await another()
})
async function another(): Promise<Context> {
  return installation.context({ tenant: await installation.addTenant(`mapping-${++made}`) })
}

type Row = Omit<PostedScan, 'number'>
const post = (number: string, ...rows: Row[]) =>
  ingestScans(ctx, { bytes: 0, scans: rows.map((row) => ({ number, carrier: 'ups', ...row })) })
const unknown = (localTime: string, code = 'Q7', text?: string): Row => ({
  code,
  localTime,
  ...(text !== undefined && { text }),
})
const moving = (localTime: string): Row => ({ code: 'OR', localTime, status: 'in_transit/origin_scan' })

const map = (
  status: MappingRequest['status'],
  { code = 'Q7', ...body }: Partial<MappingRequest> & { code?: string } = {},
) => mapCode(ctx, { carrier: 'ups', code, body: { status, ...body }, basedOn: null })
const posted: PostedScan = { number: upsNumber(1), carrier: 'ups', ...unknown('2026-11-19T09:00') }
const unmap = (code = 'Q7') => unmapCode(ctx, { carrier: 'ups', code, basedOn: null })
const dump = (tenant: TenantId = ctx.tenant) => installation.store.as(tenant, dumpDerived)
const statusOf = async (number: string) => (await trackNumber(ctx, number))[0]?.status
const history = async (code = 'Q7') => {
  const { mappings } = await carrierCodes(ctx, 'ups')
  const run = mappings.find((one) => one.code === code)?.history
  return run && { parcels: run.parcels, changed: run.changed, done: run.finishedAt !== null }
}
const events = () =>
  installation.store.as(ctx.tenant, async (tx) => {
    const all = []
    for (let partition = 0; partition < outboxPartitions; partition++)
      all.push(...(await nextEvents(tx, partition, clock.now())))
    return all
  })
const drain = async (...consumers: Parameters<typeof drainOutbox>[1]['consumers']) => {
  for (let partition = 0; partition < outboxPartitions; partition++)
    await drainOutbox(ctx, { tenant: ctx.tenant, partition, consumers })
}

describe('a code that gets a meaning', () => {
  it('has it in the history there is, and in what comes after', async () => {
    await post(upsNumber(1), moving('2026-11-18T08:00'), unknown('2026-11-19T09:00'))
    await post(upsNumber(2), moving('2026-11-18T08:00'))
    expect(await statusOf(upsNumber(1))).toBe('in_transit/origin_scan')
    await map('attempt_failed/not_home', {
      reason: { party: 'recipient', code: 'not_home' },
      action: { by: 'shopper', what: 'be_available' },
    })
    expect(await statusOf(upsNumber(1)), 'only saved so far').toBe('in_transit/origin_scan')
    await runMappings(ctx)
    expect((await trackNumber(ctx, upsNumber(1)))[0]).toMatchObject({
      status: 'attempt_failed/not_home',
      scans: [
        { reason: { party: 'recipient', code: 'not_home' }, action: { by: 'shopper', what: 'be_available' } },
        { status: 'in_transit/origin_scan', reason: null },
      ],
    })
    expect(await history()).toEqual({ parcels: 1, changed: 1, done: true })
    await post(upsNumber(3), unknown('2026-11-19T09:00'))
    expect(await statusOf(upsNumber(3))).toBe('attempt_failed/not_home')
  })

  it('is as if it had had it from the start, and stays so when everything is derived again', async () => {
    const late = ctx
    const early = await another()
    const live = () =>
      post(upsNumber(1), moving('2026-11-18T08:00'), unknown('2026-11-19T09:00'), unknown('2026-11-19T09:00'))
    await live()
    await map('exception/damaged', { reason: { party: 'carrier', code: 'damaged' } })
    await runMappings(ctx)
    ctx = early
    await map('exception/damaged', { reason: { party: 'carrier', code: 'damaged' } })
    await runMappings(ctx)
    await live()
    // Keys differ from tenant to tenant, so what can be read is compared.
    const shown = async (of: Context) =>
      (await trackNumber(of, upsNumber(1))).map(({ status, scans }) => [
        status,
        scans.map((one) => [one.code, one.status, one.reason, one.localTime.toString()]),
      ])
    expect(await shown(late)).toEqual(await shown(early))
    for (const one of [late, early]) {
      const before = await dump(one.tenant)
      await rederive(one)
      expect(await dump(one.tenant)).toEqual(before)
      expect(before['scans']).toHaveLength(3)
    }
  })

  it('a real answer of the carrier: its scans change, its estimate does not', async () => {
    const activity = (code: string, date: string) => ({
      date,
      time: '101500',
      status: { type: 'X', code, description: 'Something new happened' },
    })
    const body = JSON.stringify({
      trackResponse: {
        shipment: [
          {
            inquiryNumber: upsNumber(4),
            package: [
              {
                trackingNumber: upsNumber(4),
                deliveryDate: [{ type: 'SDD', date: '20261123' }],
                activity: [activity('!9', '20261119'), activity('6', '20261118')],
              },
            ],
          },
        ],
      },
    })
    await ingestAnswer(ctx, { carrier: 'ups', body })
    const before = await dump()
    expect(before['parcels']?.[0]).toContain('2026-11-23')
    expect(await statusOf(upsNumber(4))).toBe('exception/missorted')
    await map('in_transit/delayed', { code: '!9' })
    await runMappings(ctx)
    expect(await statusOf(upsNumber(4))).toBe('in_transit/delayed')
    const after = await dump()
    expect(after['parcels']?.[0]).toContain('2026-11-23')
    await rederive(ctx)
    expect(await dump()).toEqual(after)
    await unmap('!9')
    await runMappings(ctx)
    expect(await dump()).toEqual(before)
  })

  it('says nothing: it leaves the queue and changes no parcel', async () => {
    await post(upsNumber(1), moving('2026-11-18T08:00'), unknown('2026-11-19T09:00'))
    const before = await dump()
    await map(null)
    await runMappings(ctx)
    expect(await listUnmapped(ctx)).toEqual([])
    expect(await dump()).toEqual(before)
    await unmap()
    expect(await listUnmapped(ctx)).toMatchObject([{ code: 'Q7' }])
  })

  it('replaces what the connector says only where asked to', async () => {
    await post(
      upsNumber(1),
      { code: 'A6', localTime: '2026-11-18T08:00', status: 'exception/address_incorrect' },
      unknown('2026-11-17T08:00', 'A6'),
    )
    const mapped = await map('in_transit/delayed', { code: 'A6' })
    expect(mapped.shipped.map(({ code }) => code)).toEqual(['X/A6'])
    expect(mapped.note).toMatch(/X\/A6 is exception\/address_incorrect.*yours counts only where.*set override/)
    await runMappings(ctx)
    expect((await trackNumber(ctx, upsNumber(1)))[0]?.scans.map(({ status }) => status)).toEqual([
      'exception/address_incorrect',
      'in_transit/delayed',
    ])
    const overriding = await map('in_transit/delayed', { code: 'A6', override: true })
    expect(overriding).toMatchObject({ version: 2, note: expect.stringMatching(/yours replaces them$/) })
    await runMappings(ctx)
    expect(await statusOf(upsNumber(1))).toBe('in_transit/delayed')
    await unmap('A6')
    await runMappings(ctx)
    expect(await statusOf(upsNumber(1))).toBe('exception/address_incorrect')
  })

  it('is meant for one carrier; scans of none that is known have a name for it', async () => {
    await ingestScans(ctx, { bytes: 0, scans: [{ number: 'VAN-7', code: 'Q7', localTime: '2026-11-19T09:00' }] })
    await post(upsNumber(1), unknown('2026-11-19T09:00'))
    await mapCode(ctx, { carrier: 'none', code: 'Q7', body: { status: 'delivered' }, basedOn: 0 })
    await runMappings(ctx)
    expect([await statusOf('VAN-7'), await statusOf(upsNumber(1))]).toEqual(['delivered', 'unknown'])
    expect(await listUnmapped(ctx)).toMatchObject([{ carrier: 'ups', code: 'Q7' }])
  })

  it('waits for what is being ingested without it, so that no scan is left behind', async () => {
    let mapped: Promise<void> | undefined
    await installation.store.as(ctx.tenant, async (tx) => {
      await lockHistory(tx, 'shared')
      const parcels = [readPosted({ number: upsNumber(1), posted: [posted] }, clock.now())]
      const receivedAt = clock.now()
      const keepRaw = ({ assigned: [row], keyOf }: Assigned) => {
        if (!row) throw new Error('no parcel')
        const body = { number: upsNumber(1), carrier: 'ups', slice: [posted] }
        return addRaw(
          tx,
          { source: 'merchant', connector: 'plain', contentType: 'application/json', bytes: 0, receivedAt },
          [{ kind: 'parcel', subject: row.id, shop: null, person: null, key: keyOf(row), body }],
        )
      }
      await deriveParcels(tx, ctx, { carrier: 'ups', parcels, source: 'merchant', receivedAt }, keepRaw)
      mapped ??= map('delivered').then(() => runMappings(ctx))
      await Promise.race([mapped, sleep(700)])
    })
    await mapped
    expect(await statusOf(upsNumber(1))).toBe('delivered')
  })
})

describe('the run over history', () => {
  it('touches the parcels with the code and no others, and goes on where it was interrupted', async () => {
    for (let n = 0; n < 7; n++) await post(upsNumber(n), moving('2026-11-18T08:00'), unknown('2026-11-19T09:00'))
    for (let n = 7; n < 10; n++) await post(upsNumber(n), moving('2026-11-18T08:00'))
    await drain()
    await map('out_for_delivery')
    const interrupted = runMappings(ctx, {
      batch: 2,
      onProgress: ({ changed }) => {
        if (changed >= 4) throw new Error('killed')
      },
    })
    await expect(interrupted).rejects.toThrow('killed')
    expect(await history()).toEqual({ parcels: 7, changed: 4, done: false })
    const before = await events()
    expect(before).toHaveLength(4)
    await runMappings(ctx, { batch: 2 })
    expect(await history()).toEqual({ parcels: 7, changed: 7, done: true })
    const told = await events()
    expect(new Set(told.map(({ key }) => key)).size).toBe(7)
    expect(told).toHaveLength(7)
    expect(told[0]).toMatchObject({
      kind: 'parcel.updated',
      body: { milestone: 'out_for_delivery', before: 'in_transit', stored: 0, rederived: true },
    })
    await runMappings(ctx)
    expect(await events()).toHaveLength(7)
  })

  it('two at once do each batch once', async () => {
    for (let n = 0; n < 6; n++) await post(upsNumber(n), unknown('2026-11-19T09:00'))
    await drain()
    await map('delivered')
    await Promise.all([runMappings(ctx, { batch: 1 }), runMappings(ctx, { batch: 1 })])
    expect(await history()).toEqual({ parcels: 6, changed: 6, done: true })
    expect(await events()).toHaveLength(6)
  })

  it('a parcel whose state stays as it was is no event', async () => {
    await post(upsNumber(1), unknown('2026-11-17T09:00'), moving('2026-11-18T08:00'))
    await drain()
    await map('info_received')
    await runMappings(ctx)
    expect(await history()).toEqual({ parcels: 1, changed: 0, done: true })
    expect(await events()).toEqual([])
  })

  it('tells a shopper what is new, and nothing that is weeks old', async () => {
    const rows = [
      `#1,2026-10-20,ana@example.com,78701,US,Reading lamp,1,79.00,EUR,79.00,${upsNumber(1)}`,
      `#2,2026-11-17,bob@example.com,10115,DE,Desk,1,199.00,EUR,199.00,${upsNumber(2)}`,
    ]
    const text = `order number,placed at,email,postcode,country,item,quantity,price,currency,total,tracking number\n${rows.join('\n')}`
    const read = ctx.shops.get('csv')?.read(text, { map: {}, now: clock.now() })
    if (!read?.ok) throw new Error('no csv')
    await importOrders(ctx, { connector: 'csv', shop, read: read.value, contentType: 'text/csv', bytes: 0 })
    await post(upsNumber(1), unknown('2026-10-23T09:00'))
    await post(upsNumber(2), unknown('2026-11-19T09:00'))
    await drain(orderNotices(ctx))
    const notices = () =>
      installation.store.as(ctx.tenant, (tx) =>
        tx.query<{ kind: string }>(`select kind from notices where kind = 'delivered'`),
      )
    expect(await notices()).toEqual([])
    await map('delivered')
    await runMappings(ctx)
    expect((await events()).map(({ body }) => body['rederived'])).toEqual([true, true])
    await drain(orderNotices(ctx))
    expect([await statusOf(upsNumber(1)), await statusOf(upsNumber(2))]).toEqual(['delivered', 'delivered'])
    expect(await notices()).toEqual([{ kind: 'delivered' }])
  })
})

describe('versions', () => {
  it('each change is one, with who and when; the same again is none; withdrawing is one', async () => {
    expect(await map('delivered')).toMatchObject({ version: 1, changedBy: 'operator', changedAt: clock.now() })
    expect((await map('delivered')).version).toBe(1)
    expect((await map('delivered/mailbox')).version).toBe(2)
    expect(await unmap()).toMatchObject({ version: 3, meaning: null })
    await expect(unmap()).rejects.toMatchObject({ code: 'MAPPING_NOT_FOUND' })
    const key = { ...ctx, actor: { kind: 'api_key' as const, id: 'k', scopes: ['settings:write' as const] } }
    const again = await mapCode(key, { carrier: 'ups', code: 'Q7', body: { status: 'delivered' }, basedOn: 3 })
    expect(again).toMatchObject({ version: 4, changedBy: 'api_key k' })
    await expect(
      mapCode(ctx, { carrier: 'ups', code: 'Q7', body: { status: 'returned' }, basedOn: 3 }),
    ).rejects.toMatchObject({ code: 'VERSION_STALE', message: expect.stringMatching(/version 3 .*version 4 stands/) })
    for (const attempt of ['delete from code_mappings', `update code_mappings set status = 'delivered'`]) {
      await expect(installation.store.as(ctx.tenant, (tx) => tx.query(attempt))).rejects.toThrow(/permission denied/)
    }
  })

  it.each([
    [{ status: 'deliverd' }, /^status: there is no status "deliverd"; nearest are delivered/],
    [{ status: 'attempt_failed/nobody_home' }, /nearest are attempt_failed\/not_home/],
    [{ status: 'unknown' }, /null says that it tells nothing/],
    [{ status: null, reason: { party: 'carrier', code: 'delay' } }, /^reason: .*neither reason nor action/],
  ] as const)('%o is refused, and nothing is saved', async (body, message) => {
    const wrong = mapCode(ctx, { carrier: 'ups', code: 'Q7', body, basedOn: null })
    await expect(wrong).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringMatching(message) })
    expect((await carrierCodes(ctx, 'ups')).mappings).toEqual([])
  })

  it('a carrier there is not, and a key without the scope', async () => {
    const wrong = mapCode(ctx, { carrier: 'upps', code: 'Q7', body: { status: 'delivered' }, basedOn: null })
    await expect(wrong).rejects.toMatchObject({ code: 'CARRIER_UNKNOWN' })
    const reader = { ...ctx, actor: { kind: 'api_key' as const, id: 'k', scopes: ['settings:read' as const] } }
    const named = { carrier: 'ups', code: 'Q7', basedOn: null }
    await expect(mapCode(reader, { ...named, body: { status: 'delivered' } })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(unmapCode(reader, named)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(listUnmapped(reader)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await carrierCodes(reader, 'ups')).shipped.length).toBeGreaterThan(100)
  })

  it('one merchant maps nothing of another', async () => {
    await post(upsNumber(1), unknown('2026-11-19T09:00'))
    const [mine, theirs] = [ctx, await another()]
    ctx = theirs
    await post(upsNumber(1), unknown('2026-11-19T09:00'))
    const before = await dump()
    ctx = mine
    await map('delivered')
    await runMappings(ctx)
    expect(await statusOf(upsNumber(1))).toBe('delivered')
    ctx = theirs
    expect(await dump()).toEqual(before)
    expect((await carrierCodes(ctx, 'ups')).mappings).toEqual([])
    expect(await listUnmapped(ctx)).toMatchObject([{ code: 'Q7', count: 1 }])
    await post(upsNumber(2), unknown('2026-11-19T09:00'))
    expect(await statusOf(upsNumber(2))).toBe('unknown')
  })
})

it('mapping and unmapping ends at the same rows, byte for byte, whatever was lived through in between', async () => {
  const hours = fc.integer({ min: 0, max: 90 })
  const lived = fc.array(
    fc.record({
      parcel: fc.integer({ min: 0, max: 3 }),
      hours,
      code: fc.constantFrom('Q7', 'Q8', 'A6'),
      status: fc.option(fc.constantFrom('in_transit', 'delivered', 'returning', 'exception/lost'), { freq: 2 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  const mappings = fc.array(
    fc.record({
      code: fc.constantFrom('Q7', 'Q8', 'A6'),
      status: fc.option(fc.constantFrom('delivered', 'in_transit/delayed', 'returned'), { freq: 4 }),
      override: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  const start = Temporal.PlainDateTime.from('2026-11-16T08:00')
  await fc.assert(
    fc.asyncProperty(lived, mappings, async (scans, changes) => {
      ctx = await another()
      for (const { parcel, hours: after, code, status } of scans) {
        const localTime = start.add({ hours: after }).toString().slice(0, 16)
        await post(upsNumber(parcel), { code, localTime, ...(status !== null && { status }) })
      }
      const before = await dump()
      for (const { code, status, override } of changes) await map(status, { code, override })
      await runMappings(ctx)
      const mapped = await dump()
      await rederive(ctx)
      expect(await dump()).toEqual(mapped)
      for (const code of new Set(changes.map((change) => change.code))) await unmap(code)
      await runMappings(ctx)
      expect(await dump()).toEqual(before)
    }),
    { numRuns: 12 },
  )
})

describe('the queue', () => {
  it('counts scans and parcels of each code, the most frequent first, and when they came', async () => {
    await post(upsNumber(1), unknown('2026-11-18T09:00', 'Q7'), unknown('2026-11-18T10:00', 'Q7'))
    const first = clock.now()
    clock.advance({ hours: 1 })
    await post(upsNumber(2), unknown('2026-11-18T09:00', 'Q7'), unknown('2026-11-18T10:00', 'Q8'))
    expect(await listUnmapped(ctx)).toMatchObject([
      { carrier: 'ups', code: 'Q7', count: 3, parcels: 2, firstSeen: first, lastSeen: clock.now() },
      { carrier: 'ups', code: 'Q8', count: 1, parcels: 1, firstSeen: clock.now() },
    ])
    expect(await listUnmapped(ctx, { carrier: 'canadapost' })).toEqual([])
    expect(await listUnmapped(ctx, { carrier: 'ups', limit: 1 })).toHaveLength(1)
  })

  it('leaves out what the connector knows to say nothing', async () => {
    await post(upsNumber(1), unknown('2026-11-18T09:00', 'UP'), unknown('2026-11-18T10:00', 'Q8'))
    expect((await listUnmapped(ctx)).map(({ code }) => code)).toEqual(['Q8'])
  })

  it('suggests what a text is like, of our own phrases and of codes that are known', async () => {
    await post(upsNumber(1), unknown('2026-11-18T09:00', 'Q7', 'Der Empfänger wurde nicht angetroffen'))
    const [german] = await listUnmapped(ctx)
    expect(german?.suggestions[0]).toMatchObject({ status: 'attempt_failed/not_home', like: { code: null } })

    await post(upsNumber(2), {
      code: 'W1',
      localTime: '2026-11-18T09:00',
      status: 'in_transit/handed_to_partner',
      text: 'Gave to river boat crew',
    })
    await post(upsNumber(3), unknown('2026-11-18T09:00', 'W2', 'Gave to river boat crew again'))
    const like = (await listUnmapped(ctx)).find(({ code }) => code === 'W2')
    expect(like?.suggestions[0]).toMatchObject({
      status: 'in_transit/handed_to_partner',
      like: { carrier: 'ups', code: 'W1', text: '… to …' },
    })
    expect(await statusOf(upsNumber(3)), 'nothing is applied by itself').toBe('unknown')
  })

  it('shows no name, street, number or address in its examples', async () => {
    const rows = [1, 2, 3, 4].map(
      (n) => `#${n},2026-11-17,p${n}@example.com,10115,DE,Desk,1,9.00,EUR,9.00,${upsNumber(n)}`,
    )
    const text = `order number,placed at,email,postcode,country,item,quantity,price,currency,total,tracking number\n${rows.join('\n')}`
    const read = ctx.shops.get('csv')?.read(text, { map: {}, now: clock.now() })
    if (!read?.ok) throw new Error('no csv')
    await importOrders(ctx, { connector: 'csv', shop, read: read.value, contentType: 'text/csv', bytes: 0 })
    const people = ['Ottilie Brandstetter', 'Xaver Zwingli', 'Nunzia Fumagalli', 'Pelle Qvist']
    for (const [i, name] of people.entries()) {
      const words = `Kurzgruss an ${name}, Hausnr 1${i}, Tel 0171 55${i} 6677, mail ${i}@example.org: delivered to neighbour`
      await post(upsNumber(i + 1), unknown('2026-11-18T09:00', 'Q7', words))
    }
    await post(upsNumber(9), unknown('2026-11-18T09:00', 'Q8', 'Ottilie said: delivered to neighbour 4711'))
    const queue = await listUnmapped(ctx)
    const shown = JSON.stringify(queue.map(({ examples, suggestions }) => [examples, suggestions]))
    expect(shown).not.toMatch(
      /Ottilie|Brandstetter|Xaver|Zwingli|Nunzia|Fumagalli|Pelle|Qvist|6677|0171|example\.org|4711|\b1[0-3]\b/,
    )
    const [most, once] = queue
    expect(most?.examples).toEqual(['Kurzgruss an …, Hausnr …, Tel …, mail … delivered to neighbour'])
    expect(once?.examples).toEqual(['…: delivered to neighbour …'])
    expect(most?.suggestions[0]?.status).toBe('delivered/to_neighbour')
  })
})
