import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { oneJson, run } from './run.ts'

/** `sign-in`: how people are let in to answer shoppers. */

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wh-sign-in-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const signIn = (args: readonly string[], env: Record<string, string> = {}) =>
  run(['sign-in', ...args], { env: { WHEREABOUTS_HOME: join(home, 'data'), PORT: '41999', ...env } })

it('prints one link, under the public name where there is one, and says what it opens', async () => {
  const { code, stdout } = await signIn(['--name', 'Mira'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:41999\/in\/[\w-]{43}\nIt works once, within 15 minutes\./)
  const named = oneJson<{ url: string }>(await signIn(['--json'], { PUBLIC_URL: 'https://track.example.com' }))
  expect(named.url).toMatch(/^https:\/\/track\.example\.com\/in\/[\w-]{43}$/)
})

it('signs everybody out', async () => {
  expect(oneJson(await signIn(['--revoke-all', '--json']))).toEqual({ revoked: 0 })
})

it.each([
  [['--name', ' '], 1, 'a name has 1 to 60 visible characters'],
  [['--name', 'Mira', '--revoke-all'], 2, '--name is for a new link'],
  [['Mira'], 2, 'sign-in takes no arguments but'],
])('%j is refused with what would do', async (args, exit, told) => {
  const { code, stderr } = await signIn(args)
  expect({ code, told: stderr.includes(told) }, stderr).toEqual({ code: exit, told: true })
})
