import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { oneJson, run } from './run.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wh-widget-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const widget = (...args: string[]) =>
  run(['widget', ...args], { env: { WHEREABOUTS_HOME: join(home, 'data'), PUBLIC_URL: 'https://track.example' } })

it('prints two lines to paste, lists the key with where it works, and revokes it', async () => {
  const origin = 'https://lampenladen.example'
  const made = await widget('add', '--shop', 'main', '--origin', origin, '--origin', 'http://localhost:3000')
  expect(made.code, made.stderr).toBe(0)
  const [, key = ''] =
    /^<!-- .* -->\n<script async src="https:\/\/track\.example\/widget\.js" data-key="(whp_[\w-]{24})"><\/script>\n$/.exec(
      made.stdout,
    ) ?? []
  const listed = oneJson<{ id: string }[]>(await widget('list', '--json'))
  expect(listed).toEqual([
    expect.objectContaining({ key, shop: 'main', origins: [origin, 'http://localhost:3000'], revokedAt: null }),
  ])
  const id = listed[0]?.id ?? ''
  expect(await widget('revoke', id)).toMatchObject({ code: 0, stdout: `${id} is revoked\n` })
  expect(await widget('revoke', id)).toMatchObject({ code: 1, stdout: '' })
  expect((await widget()).stdout).toBe(`${id}  ${key}  main  ${origin} http://localhost:3000  revoked\n`)
}, 120_000)

it.each([
  [['add', '--origin', 'https://shop.example/cart'], 1, 'https://shop.example would do'],
  [['add'], 1, 'name at least one origin'],
  [['add', '--shop', 'none', '--origin', 'https://shop.example'], 1, 'there is no shop "none"; there are main'],
  [['add', '--shop', 'No Shop', '--origin', 'https://shop.example'], 2, '--shop'],
  [['revoke'], 2, 'usage: whereabouts widget'],
  [['revoke', 'x'], 1, 'there is no key x in use'],
  [['list', '--origin', 'https://shop.example'], 2, '--origin belongs to add'],
  [['sell'], 2, 'widget takes add, list, or revoke ID'],
])('says what is wrong with %j', async (args, code, told) => {
  const ended = await widget(...args)
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' })
  expect(ended.stderr).toContain(told)
})
