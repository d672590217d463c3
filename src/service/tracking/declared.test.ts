import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../../../test/installation.ts'
import { declareCarrier } from '../../connectors/index.ts'
import type { Carrier } from '../../model/index.ts'
import { ingestAnswer } from './ingest.ts'
import { rederive } from './rederive.ts'

/** What a declared carrier said is kept and read again as what ours said; where its file is gone, that is told. */

const examples = join(import.meta.dirname, '../../../examples/carriers')
const mapping = readFileSync(join(examples, 'local-courier.yaml'), 'utf8')
const answer = readFileSync(join(examples, 'answers/local-courier/on-its-way.json'), 'utf8')

let installation: TestInstallation
beforeAll(async () => {
  installation = await openTestInstallation()
})
afterAll(() => installation.close())

function carriersOf(source: string): ReadonlyMap<string, Carrier> {
  const declared = declareCarrier(source)
  if (!declared.ok) throw new Error(JSON.stringify(declared.problems))
  return new Map([[declared.carrier.id, declared.carrier]])
}

it('is re-read with a better file, and told where there is none', async () => {
  const ctx = installation.context({ carriers: carriersOf(mapping) })
  await ingestAnswer(ctx, { carrier: 'local_courier', body: answer })
  expect(await rederive(ctx)).toMatchObject({ slices: 2, unreadable: [] })
  const statuses = () =>
    installation.store.as(ctx.tenant, (tx) =>
      tx.query<{ status: string | null }>(`select status from scans where code = '777'`),
    )
  expect(await statuses()).toEqual([{ status: null }])

  const better = mapping.replace('030 031', '030 031 777')
  await rederive(installation.context({ carriers: carriersOf(better) }))
  expect(await statuses()).toEqual([{ status: 'in_transit/arrived_facility' }])

  const { unreadable } = await rederive(installation.context({ carriers: new Map() }))
  expect(unreadable.map(({ reason }) => reason)).toEqual([
    'no carrier connector "local_courier"',
    'no carrier connector "local_courier"',
  ])
})
