import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  bigints,
  booleans,
  byteas,
  dates,
  instants,
  ints,
  jsonbs,
  localTimes,
  smallints,
  texts,
  uuids,
} from './arrays.ts'
import { openTemporary } from './embedded/temporary.ts'

let database: Awaited<ReturnType<typeof openTemporary>>
let client: pg.Client
beforeAll(async () => {
  database = await openTemporary({ durable: false })
  client = new pg.Client(database.connection)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.stop()
})

const id = '0190b3a4-7c1e-7d2f-8a3b-4c5d6e7f8091'

it.each([
  ['uuid', uuids, [id, null, id]],
  ['bytea', byteas, [Buffer.of(0, 255, 92, 34), null, Buffer.alloc(0)]],
  ['text', texts, ['plain', null, '', 'NULL', '{"a", \\ \'}', 'Köln 東京 👍']],
  ['jsonb', jsonbs, [{ party: 'weather', code: 'a "quoted" \\ 東京' }, null, ['one', 2], 'text', 0, false]],
] as const)('%s[] arrives element by element as it was sent, nulls and all', async (type, encode, values) => {
  const sent = (encode as (values: readonly unknown[]) => Buffer)(values)
  const { rows } = await client.query<{ value: unknown }>(
    `select value from unnest($1::${type}[]) with ordinality as e (value, n) order by n`,
    [sent],
  )
  expect(rows.map(({ value }) => value)).toEqual(values)
})

it.each([
  ['boolean', booleans, [true, false]],
  ['smallint', smallints, [0, 15, -1]],
  ['int', ints, [1, -2_147_483_648]],
  ['bigint', bigints, [Number.MAX_SAFE_INTEGER, null, -1]],
  [
    'timestamptz',
    instants,
    ['2026-11-21T08:14:00.123456Z', null, '1969-12-31T23:59:59.999999Z', '1999-12-31T23:59:59.9999996Z'].map(
      (text) => text && Temporal.Instant.from(text),
    ),
  ],
  [
    'timestamp',
    localTimes,
    ['2026-02-28T23:59:59.999999', null, '0042-01-01T00:00:00', '1969-12-31T23:59:59.9999996'].map(
      (text) => text && Temporal.PlainDateTime.from(text),
    ),
  ],
  [
    'date',
    dates,
    ['2026-02-28', null, '1999-12-31', '0042-01-01'].map((text) => text && Temporal.PlainDate.from(text)),
  ],
] as const)('%s[] is what the same values are as text', async (type, encode, values) => {
  const sent = (encode as (values: readonly unknown[]) => Buffer)(values)
  const { rows } = await client.query<{ same: boolean }>(`select $1::${type}[] = $2::${type}[] as same`, [
    sent,
    values.map((value) => value?.toString() ?? null),
  ])
  expect(rows).toEqual([{ same: true }])
})

it('an empty array is an array without rows, not one null', async () => {
  const { rows } = await client.query('select value from unnest($1::text[]) as e (value)', [texts([])])
  expect(rows).toEqual([])
})

it('undefined among values of jsonb is null, as where a field is left out', async () => {
  const { rows } = await client.query('select value is null as missing from unnest($1::jsonb[]) as e (value)', [
    jsonbs([undefined]),
  ])
  expect(rows).toEqual([{ missing: true }])
})

it('elements of another type than the statement casts to are refused, not misread', async () => {
  await expect(client.query('select $1::uuid[]', [texts(['x'])])).rejects.toThrow(/element type|wrong/)
})
