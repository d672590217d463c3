import pg from 'pg'
import type { PostedScan } from '../src/contract/index.ts'
import type { Status, TenantId } from '../src/model/index.ts'
import { type Context, ingestScans } from '../src/service/index.ts'
import type { Store } from '../src/store/index.ts'
import { upsNumber } from '../test/worlds/journeys.ts'
import { type Claim, type Row, interleave, ratios } from './claim.ts'
import { copyIn, copyOut } from './copy.ts'
import { type BenchInstallation, openBenchInstallation } from './installation.ts'

/** As many scans as one request to the API may hold. */
const batch = 1_000
const batches = 20

export const ingest: Claim = {
  title: 'Taking in scans, against COPY',
  text: `${batches} requests of ${batch} scans of new parcels through the verb behind POST /v1/scans: one durable transaction a request (fsync and synchronous_commit on) that recognises the carrier, makes parcels, drops doubles, orders scans, derives states, keeps the raw slices and fills the outbox and its queue. Against it the very rows that it left (scans, parcels, raw slices, envelopes, outbox), sent back by a superuser under another tenant with binary COPY into the same tables with the same indexes of the same server: once request by request, durable each time, and once all of them in one transaction. One connection each, but for the row of four requests at once, which is what a server has. "Ciphertext ready" hands the ingest the sealed bytes of an earlier, equal run instead of sealing (digests are still made); "with encryption" seals each value.`,
  run: async (options) => {
    const installation = await openBenchInstallation()
    const client = new pg.Client({ ...installation.admin, options: '-c search_path=whereabouts' })
    await client.connect()
    try {
      const rows: Row[] = []
      for (const perParcel of [1, 8]) {
        options.tell(`${perParcel} scans a parcel`)
        const of = `${perParcel === 1 ? 'one scan' : `${perParcel} scans`} a parcel`
        const rates = await measure(installation, client, perParcel, options)
        const target = { atLeast: 0.4 } as const
        rows.push(
          { figure: `with encryption, four requests at once, ${of}`, unit: 'scans/s', rounds: rates.together },
          { figure: `with encryption, ${of}`, unit: 'scans/s', rounds: rates.sealing },
          { figure: `ciphertext ready, ${of}`, unit: 'scans/s', rounds: rates.ready },
          { figure: `COPY request by request, ${of}`, unit: 'scans/s', rounds: rates.copy },
          { figure: `COPY in one transaction, ${of}`, unit: 'scans/s', rounds: rates.bulk },
          {
            figure: `ciphertext ready / COPY request by request, ${of}`,
            unit: 'x',
            rounds: ratios(rates.ready, rates.copy),
            target,
          },
          {
            figure: `with encryption / COPY request by request, ${of}`,
            unit: 'x',
            rounds: ratios(rates.sealing, rates.copy),
            target,
          },
          {
            figure: `ciphertext ready / COPY in one transaction, ${of}`,
            unit: 'x',
            rounds: ratios(rates.ready, rates.bulk),
            target,
          },
          {
            figure: `with encryption / COPY in one transaction, ${of}`,
            unit: 'x',
            rounds: ratios(rates.sealing, rates.bulk),
          },
        )
      }
      return rows
    } finally {
      await client.end()
      await installation.close()
    }
  },
}

async function measure(
  installation: BenchInstallation,
  client: pg.Client,
  perParcel: number,
  options: Parameters<Claim['run']>[0],
) {
  const requests = Array.from({ length: batches }, (_, n) => request(n, perParcel))
  const tenant = (name: string, round: number | string) => installation.addTenant(`${name}-${perParcel}-${round}`)
  const send = async (ctx: Context, atOnce = 1) => {
    const left = requests.values()
    const caller = async () => {
      for (const scans of left) await ingestScans(ctx, { scans, bytes: 250 * scans.length })
    }
    await Promise.all(Array.from({ length: atOnce }, caller))
  }
  const rate = async (work: () => Promise<void>) => {
    await client.query('checkpoint')
    const from = performance.now()
    await work()
    return (batch * batches * 1_000) / (performance.now() - from)
  }

  const first = await tenant('first', 0)
  const sealed: Buffer[] = []
  await send(installation.context({ tenant: first, store: recording(installation.store, sealed) }))
  await client.query('analyze')
  return interleave(
    {
      sealing: async (round) => {
        const ctx = installation.context({ tenant: await tenant('sealing', round) })
        return rate(() => send(ctx))
      },
      ready: async (round) => {
        const store = replaying(installation.store, sealed)
        const ctx = installation.context({ tenant: await tenant('ready', round), store })
        return rate(() => send(ctx))
      },
      together: async (round) => {
        const ctx = installation.context({ tenant: await tenant('together', round) })
        return rate(() => send(ctx, 4))
      },
      copy: async (round) => {
        const rows = await rowsOf(client, { from: first, to: await tenant('copy', round), by: 'request' })
        return rate(async () => {
          for (const one of rows) await copyAll(client, one)
        })
      },
      bulk: async (round) => {
        const [rows = []] = await rowsOf(client, { from: first, to: await tenant('bulk', round), by: 'all' })
        return rate(() => copyAll(client, rows))
      },
    },
    options,
  )
}

const statuses: readonly Status[] = [
  'info_received/label_created',
  'in_transit/picked_up',
  'in_transit/departed',
  'in_transit/arrived_facility',
  'in_transit/departed',
  'in_transit/arrived_facility',
  'out_for_delivery',
  'delivered/mailbox',
]

function request(n: number, perParcel: number): PostedScan[] {
  return Array.from({ length: batch }, (_, i) => {
    const step = i % perParcel
    return {
      number: upsNumber((n * batch + i - step) / perParcel),
      code: `E${step}`,
      text: 'Arrived at the facility, on its way to the next one',
      localTime: `2026-11-${String(2 + step).padStart(2, '0')}T08:${String(i % 60).padStart(2, '0')}:00`,
      zone: 'America/New_York',
      place: { city: 'Louisville', region: 'KY', postal: '40213', country: 'US' },
      status: statuses[step % statuses.length] ?? 'in_transit/departed',
    }
  })
}

/** A store whose transactions seal as ever and note what came out. */
function recording(store: Store, sealed: Buffer[]): Store {
  return withSeal(store, (seal) => (cell, plain) => {
    const bytes = seal(cell, plain)
    sealed.push(bytes)
    return bytes
  })
}

/** A store whose transactions take the sealed bytes of an equal run; nothing could open them where they then stand. */
function replaying(store: Store, sealed: readonly Buffer[]): Store {
  let next = 0
  return withSeal(store, () => () => {
    const bytes = sealed[next++]
    if (!bytes) throw new Error('this run seals more than the recorded one did')
    return bytes
  })
}

type Seal = Parameters<Parameters<Store['as']>[1]>[0]['key']['seal']

function withSeal(store: Store, change: (seal: Seal) => Seal): Store {
  return {
    ...store,
    as: (tenant, work) => store.as(tenant, (tx) => work({ ...tx, key: { ...tx.key, seal: change(tx.key.seal) } })),
  }
}

/** Table, columns (without `seq`, which the sequence gives as it does for us), order, and what a row's request is known by. */
const tables = [
  ['envelopes', 'id, source, connector, content_type, bytes, received_at', 'id', 'id'],
  [
    'raw_slices',
    'id, envelope, kind, connector, source, shop, person, subject, sealed, received_at',
    'seq',
    'envelope',
  ],
  [
    'parcels',
    'id, number_digest, carrier, generation, opened_at, person, milestone, status, reason, action, decided_by, estimate_from, estimate_to, estimate_window, estimate_at, heard_at, sealed',
    'id',
    'id',
  ],
  [
    'scans',
    'parcel, dedupe, instant, assumed, local_time, precision, zone, sequence, code, milestone, status, reason, action, source, received_at, sealed',
    'parcel, instant',
    'parcel',
  ],
  ['outbox', 'key, partition, kind, body, created_at, attempts, next_at, last_error, done_at, dead_at', 'seq', 'key'],
] as const

/** What an ingest of `from` left, table by table, as another tenant's rows: of each request by itself, or all of them. */
async function rowsOf(
  client: pg.Client,
  { from, to, by }: { from: TenantId; to: TenantId; by: 'request' | 'all' },
): Promise<Buffer[][]> {
  const { rows } = await client.query<{ id: string }>('select id from envelopes where tenant = $1 order by id', [from])
  const requests = by === 'all' ? [undefined] : rows.map(({ id }) => id)
  const copies: Buffer[][] = []
  for (const envelope of requests) {
    const parcels = `select subject from raw_slices where tenant = '${from}' and envelope = '${envelope}'`
    const one: Buffer[] = []
    for (const [table, columns, order, link] of tables) {
      const mine =
        envelope === undefined
          ? ''
          : `and ${link} ${table === 'envelopes' || table === 'raw_slices' ? `= '${envelope}'` : `in (${parcels})`}`
      const select = `select '${to}', ${columns} from ${table} where tenant = '${from}' ${mine} order by ${order}`
      one.push(await copyOut(client, `copy (${select}) to stdout (format binary)`))
    }
    copies.push(one)
  }
  return copies
}

async function copyAll(client: pg.Client, rows: readonly Buffer[]): Promise<void> {
  await client.query('begin')
  for (const [i, [table, columns]] of tables.entries())
    await copyIn(client, `copy ${table} (tenant, ${columns}) from stdin (format binary)`, rows[i] ?? Buffer.alloc(0))
  await client.query('commit')
}
