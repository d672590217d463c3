import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fingerprint, readMasterKey } from './index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wh-key-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('is made at the first start, readable by its owner only, and read ever after', async () => {
  const file = join(folder, 'home', 'master.key')
  const made = await readMasterKey({ file })
  expect(made.made).toBe(true)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const read = await readMasterKey({ file })
  expect(read.made).toBe(false)
  expect(read.bytes).toEqual(made.bytes)
})

it('comes from the setting where one is given, and nothing is written', async () => {
  const file = join(folder, 'master.key')
  const setting = Buffer.alloc(32, 7).toString('base64')
  expect((await readMasterKey({ file, setting })).bytes).toEqual(Buffer.alloc(32, 7))
  await expect(readFile(file)).rejects.toThrow(/ENOENT/)
})

it.each([
  ['', 'nothing'],
  ['hello', 'too short'],
  [Buffer.alloc(16).toString('base64'), '16 bytes'],
  ['!'.repeat(44), 'not base64'],
])('refuses %j (%s) instead of making another over it', async (text) => {
  const file = join(folder, 'master.key')
  await writeFile(file, text)
  await expect(readMasterKey({ file })).rejects.toThrow(/MASTER_KEY_MALFORMED.*expected 32 bytes in base64/)
  expect(await readFile(file, 'utf8')).toBe(text)
})

it('has a fingerprint that tells keys apart and is not the key', () => {
  const key = Buffer.alloc(32, 1)
  expect(fingerprint(key)).toMatch(/^[0-9a-f]{16}$/)
  expect(fingerprint(key)).not.toBe(fingerprint(Buffer.alloc(32, 2)))
})
