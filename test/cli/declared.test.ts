import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Served, serve } from '../faults/served.ts'
import { oneJson, run } from './run.ts'

/** Carriers declared by files of the data folder, in a running installation. */

const example = join(import.meta.dirname, '../../examples/carriers/local-courier.yaml')
let served: Served
let folder: string
beforeAll(async () => {
  served = await serve()
  folder = join(served.env['WHEREABOUTS_HOME'] ?? '', 'carriers')
  mkdirSync(folder, { recursive: true })
  copyFileSync(example, join(folder, 'local_courier.yaml'))
  writeFileSync(join(folder, 'wrong.yaml'), 'id: wrong\nnmae: Wrong\n')
  await served.start()
}, 60_000)
afterAll(async () => {
  await served?.stop()
  await served?.remove()
}, 60_000)

const whereabouts = (...args: string[]) => run(args, { env: served.env })

it('starts without the one whose file is wrong, and says which file and why', () => {
  expect(served.output()).toMatch(/ready in/)
  expect(served.output()).toContain('a carrier is left out, for its file is wrong')
  expect(served.output()).toMatch(/wrong\.yaml:2:1: has no key "nmae"; did you mean "name"\?/)
})

it('connects one that is right, with its own settings', async () => {
  const lacking = await whereabouts('connect', 'local_courier', '--set', 'apiKey=k-1')
  expect([lacking.code, lacking.stderr]).toEqual([1, expect.stringContaining('account (Account number) is missing')])
  const made = oneJson<{ carrier: string }>(
    await whereabouts('connect', 'local_courier', '--set', 'apiKey=k-1', '--set', 'account=77', '--json'),
  )
  expect(made.carrier).toBe('local_courier')
})

it('tells whoever connects or examines a wrong one what is wrong with it', async () => {
  const refused = await whereabouts('connect', 'wrong', '--set', 'a=b')
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('has no key "nmae"')])
  const checks = oneJson<{ check: string; ok: boolean; detail: string }[]>(await whereabouts('doctor', '--json'))
  expect(checks.find(({ check }) => check === 'carrier file')).toMatchObject({
    ok: false,
    detail: expect.stringContaining('wrong.yaml:2:1'),
  })
})

it('reads by its file, until that is taken away', async () => {
  const answer = join(example, '../answers/local-courier/delivered.json')
  expect((await whereabouts('read', '--carrier', 'local_courier', answer)).code).toBe(0)
  renameSync(join(folder, 'local_courier.yaml'), join(folder, 'local_courier.off'))
  const gone = await whereabouts('read', '--carrier', 'local_courier', answer)
  expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining('there is no carrier "local_courier"')])
  renameSync(join(folder, 'local_courier.off'), join(folder, 'local_courier.yaml'))
})
