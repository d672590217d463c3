import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { byteas, jsonbs, texts, uuids } from './arrays.ts'
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
