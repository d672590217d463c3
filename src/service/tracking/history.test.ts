import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestInstallation, shop, testClock, type TestInstallation } from '../../../test/installation.ts'
import { answer, order, scan, upsNumber } from '../../../test/worlds/journeys.ts'
import {
  type Milestone,
  type ReadParcel,
  type ReadScan,
  type TenantId,
  allStatuses,
  milestoneOf,
} from '../../model/index.ts'
import { type Tx, dumpDerived, findOrMakePerson, lockHistory } from '../../store/index.ts'
import { deriveOrder, deriveParcels } from './derive.ts'

let installation: TestInstallation
const clock = testClock()
beforeAll(async () => {
  installation = await openTestInstallation({ clock })
})
afterAll(() => installation.close())

const received = Temporal.Instant.from('2026-11-20T12:00:00Z')

async function derive(tenant: TenantId, parcels: readonly ReadParcel[]) {
  const ctx = installation.context({ tenant })
  return installation.store.as(tenant, async (tx) => {
    await lockHistory(tx, 'shared')
    return deriveParcels(tx, ctx, { carrier: 'ups', parcels, source: 'poll', receivedAt: received })
  })
}

/** A parcel's state and its scans' order, by number: what must not depend on how the scans came. */
async function outcome(tenant: TenantId): Promise<Map<string, string>> {
  return installation.store.as(tenant, async (tx) => {
    const rows = await tx.query<{ number_digest: Buffer; told: string }>(
      `select p.number_digest, p.milestone || ' ' || p.status || ' ' || coalesce(p.reason::text, '-') || ' ' ||
              coalesce((select string_agg(s.code || '@' || s.local_time, ',' order by s.instant, coalesce(s.sequence, -1), s.code) from scans s
                where s.tenant = p.tenant and s.parcel = p.id), '') as told from parcels p`,
    )
    return new Map(rows.map(({ number_digest, told }) => [number_digest.toString('hex'), told]))
  })
}

type History = { readonly number: string; readonly scans: readonly ReadScan[] }

/** A naive reading of the rules with no code in common: sorted by what a clock in the carrier's zone would show, delivered kept unless taken back. */
function expectedMilestone(scans: readonly ReadScan[]): string {
  let milestone = 'unknown'
  const at = ({ localTime, zone }: ReadScan) => Date.parse(`${localTime.toString()}${zone ?? '-05:00'}`)
  for (const { milestone: next, status } of scans.toSorted(
    (a, b) => at(a) - at(b) || (a.sequence ?? 0) - (b.sequence ?? 0),
  )) {
    if (next === null || next === 'unknown') continue
    if (
      milestone === 'delivered' &&
      !['delivered', 'returning', 'returned'].includes(next) &&
      status !== 'exception/delivery_corrected'
    )
      continue
    milestone = next
  }
  return milestone
}

const known = allStatuses.filter((status) => milestoneOf(status) !== 'unknown')

/** Scans minutes to days apart, some with clocks of other zones, some without a mapping, some of the same minute told apart by the carrier's sequence. */
const historyOf = (n: number) =>
  fc
    .array(
      fc.record({
        zone: fc.option(fc.constantFrom('-08:00', '+05:30', '+09:00'), { freq: 3 }),
        gap: fc.integer({ min: 0, max: 3000 }),
        status: fc.option(fc.constantFrom(...known), { freq: 12 }),
      }),
      { minLength: 1, maxLength: 10 },
    )
    .map((steps): History => {
      let at = Temporal.PlainDateTime.from('2026-11-02T08:00')
      const scans = steps.map(({ gap, status, zone }, i) => {
        at = at.add({ minutes: gap })
        return scan(status ?? null, at.toString(), { zone: zone ?? null, sequence: i, code: `${i}:${status ?? 'XX'}` })
      })
      return { number: upsNumber(n), scans }
    })

describe('10,000 histories', () => {
  it('shuffled, doubled and in scattered answers end as in-order replay does', async () => {
    const histories = Array.from(
      { length: 10_000 },
      (_, n) => fc.sample(historyOf(n), { numRuns: 1, seed: n + 1 })[0],
    ).filter((held) => held !== undefined)
    const inOrder = await installation.addTenant('in-order')
    const scattered = await installation.addTenant('scattered')

    for (let i = 0; i < histories.length; i += 500) {
      await derive(
        inOrder,
        histories.slice(i, i + 500).map(({ number, scans }) => answer(number, scans)),
      )
    }

    // Every scan comes once or twice, in answers of one to a few scans, and all answers of all parcels are mixed.
    const random = seeded(42)
    const answers = histories.flatMap(({ number, scans }) => {
      const sent = shuffle([...scans, ...scans.filter(() => random() < 0.5)], random)
      const parts: ReadParcel[] = []
      while (sent.length > 0) parts.push(answer(number, sent.splice(0, 1 + Math.floor(random() * 3))))
      return parts
    })
    const mixed = shuffle(answers, random)
    for (let i = 0; i < mixed.length; i += 1_000) await derive(scattered, dedupeNumbers(mixed.slice(i, i + 1_000)))

    const [a, b] = [await outcome(inOrder), await outcome(scattered)]
    const told = (held: Map<string, string>) => [...held.values()].toSorted()
    expect(a.size).toBe(10_000)
    expect(told(b)).toEqual(told(a))
    console.info(
      `history: ${histories.length} parcels, ${histories.reduce((n, { scans }) => n + scans.length, 0)} scans in order, ${answers.length} scattered answers`,
    )

    const milestones = await installation.store.as(inOrder, (tx) =>
      tx.query<{ milestone: Milestone; n: number }>('select milestone, count(*)::int as n from parcels group by 1'),
    )
    const expected = Map.groupBy(histories, ({ scans }) => expectedMilestone(scans))
    expect(new Map(milestones.map(({ milestone, n }) => [milestone as string, n]))).toEqual(
      new Map([...expected].map(([milestone, held]) => [milestone, held.length])),
    )
  }, 240_000)
})

/** One derive call takes each number once, as one answer does; what comes twice in a batch is put into the next. */
function dedupeNumbers(parcels: readonly ReadParcel[]): ReadParcel[] {
  const merged = new Map<string, ReadParcel>()
  for (const parcel of parcels) {
    const held = merged.get(parcel.number)
    merged.set(
      parcel.number,
      held
        ? { ...held, scans: uniqueScans([...held.scans, ...parcel.scans]) }
        : { ...parcel, scans: uniqueScans(parcel.scans) },
    )
  }
  return [...merged.values()]
}

const uniqueScans = (scans: readonly ReadScan[]) => [...new Map(scans.map((one) => [one.code, one])).values()]

describe('the same answer again', () => {
  it('changes nothing', async () => {
    const tenant = await installation.addTenant('again')
    const parcel = answer(upsNumber(1), [
      scan('in_transit/departed', '2026-11-18T10:00'),
      scan('out_for_delivery', '2026-11-19T08:00'),
    ])
    const first = await derive(tenant, [parcel])
    expect(first[0]).toMatchObject({ stored: 2, known: 0, state: { milestone: 'out_for_delivery' } })
    const before = await installation.store.as(tenant, dumpDerived)
    const again = await derive(tenant, [parcel])
    expect(again[0]).toMatchObject({ stored: 0, known: 2, state: { milestone: 'out_for_delivery' } })
    expect(await installation.store.as(tenant, dumpDerived)).toEqual(before)
  })

  it('keeps two real events that look alike, once each', async () => {
    const tenant = await installation.addTenant('alike')
    const twice = scan('attempt_failed/not_home', '2026-11-18T10:00')
    expect((await derive(tenant, [answer(upsNumber(2), [twice, twice])]))[0]).toMatchObject({ stored: 2 })
    expect((await derive(tenant, [answer(upsNumber(2), [twice, twice])]))[0]).toMatchObject({ stored: 0, known: 2 })
  })
})

describe('state', () => {
  it.each<[string, readonly ReadScan[], string]>([
    ['nothing known yet', [], 'unknown'],
    ['an unknown code alone gives no milestone', [scan(null, '2026-11-18T10:00')], 'unknown'],
    [
      'an unknown code keeps the milestone there was',
      [scan('in_transit', '2026-11-18T10:00'), scan(null, '2026-11-18T11:00')],
      'in_transit',
    ],
    [
      'the newest wins, not the last to arrive',
      [scan('out_for_delivery', '2026-11-19T08:00'), scan('in_transit', '2026-11-18T10:00')],
      'out_for_delivery',
    ],
    [
      'delivered is kept against a later depot scan',
      [scan('delivered', '2026-11-19T12:00'), scan('in_transit', '2026-11-19T20:00')],
      'delivered',
    ],
    [
      'delivered is taken back by a correction',
      [scan('delivered', '2026-11-19T12:00'), scan('exception/delivery_corrected', '2026-11-19T13:00')],
      'exception',
    ],
    [
      'and then the journey goes on',
      [
        scan('delivered', '2026-11-19T12:00'),
        scan('exception/delivery_corrected', '2026-11-19T13:00'),
        scan('out_for_delivery', '2026-11-20T08:00'),
      ],
      'out_for_delivery',
    ],
    [
      'a return after delivery is a return',
      [scan('delivered', '2026-11-10T12:00'), scan('returning', '2026-11-19T13:00')],
      'returning',
    ],
    [
      'of the same minute, the further along wins',
      [scan('delivered', '2026-11-19T12:00'), scan('out_for_delivery', '2026-11-19T12:00')],
      'delivered',
    ],
    [
      'a zone that was sent decides over the wall clock',
      [
        scan('delivered', '2026-11-19T01:00', { zone: '+09:00' }),
        scan('in_transit', '2026-11-18T20:00', { zone: '-05:00' }),
      ],
      'delivered',
    ],
  ])('%s', async (name, scans, milestone) => {
    const tenant = await installation.addTenant('states')
    const number = upsNumber(100 + name.length)
    const [derived] = await derive(tenant, [answer(number, scans)])
    expect(derived?.state.milestone).toBe(milestone)
  })
})

describe('a number used again', () => {
  const number = upsNumber(7)
  const shipped = (id: string, placedAt: string, email: string) =>
    order({
      external: id,
      number: `#${id}`,
      placedAt: Temporal.Instant.from(placedAt),
      updatedAt: Temporal.Instant.from(placedAt),
      customer: { email, phone: null, firstName: null, lastName: null },
      shipments: [
        {
          external: 's',
          number,
          carrierText: null,
          shippedAt: null,
          state: 'shipped',
          lines: [{ external: 'a', quantity: 1 }],
        },
      ],
    })
  const place = (tx: Tx, held: ReturnType<typeof order>, ctx = installation.context()) =>
    findOrMakePerson(tx, held.customer, received).then(({ id, key }) =>
      deriveOrder(tx, ctx, { shop, person: id, key, order: held, receivedAt: received }),
    )
  const parcels = (tenant: TenantId) =>
    installation.store.as(tenant, (tx) =>
      tx.query<{ generation: number; milestone: string; n: number }>(
        `select generation, milestone, (select count(*)::int from scans s where s.parcel = p.id) as n from parcels p order by generation`,
      ),
    )
  const old = answer(number, [scan('in_transit', '2026-02-02T10:00'), scan('delivered', '2026-02-03T10:00')])
  const fresh = answer(number, [scan('in_transit', '2026-11-17T10:00')])

  it.each([
    ['orders first', ['ana', 'bob', 'old', 'fresh']],
    ['the new scan before its order', ['ana', 'old', 'fresh', 'bob']],
    ['old scans last', ['ana', 'bob', 'fresh', 'old']],
  ] as const)('keeps the two apart, each with its own person (%s)', async (name, steps) => {
    const tenant = await installation.addTenant(`reuse-${name.length}`)
    for (const step of steps) {
      if (step === 'old') await derive(tenant, [old])
      else if (step === 'fresh') await derive(tenant, [fresh])
      else {
        const held =
          step === 'ana'
            ? shipped('1', '2026-02-01T09:00:00Z', 'ana@example.com')
            : shipped('2', '2026-11-16T09:00:00Z', 'bob@example.com')
        await installation.store.as(tenant, (tx) => place(tx, held))
      }
    }
    expect(await parcels(tenant)).toEqual([
      { generation: 1, milestone: 'delivered', n: 2 },
      { generation: 2, milestone: 'in_transit', n: 1 },
    ])
  })

  it('is one box for two orders of one person sent together', async () => {
    const tenant = await installation.addTenant('one-box')
    await installation.store.as(tenant, (tx) => place(tx, shipped('1', '2026-11-16T09:00:00Z', 'ana@example.com')))
    await installation.store.as(tenant, (tx) => place(tx, shipped('2', '2026-11-16T10:00:00Z', 'ana@example.com')))
    expect(await parcels(tenant)).toHaveLength(1)
  })
})

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const out = [...items]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [out[i], out[j]]
    if (a !== undefined && b !== undefined) [out[i], out[j]] = [b, a]
  }
  return out
}
