import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadPlaces } from '../../src/server/places.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'whereabouts-places-'))
})
afterEach(() => rm(root, { recursive: true }))

const town = (name: string) =>
  `1\t${name}\t${name}\t\t50\t8\tP\tPPL\tDE\t\t05\t\t\t\t700\t\t0\tEurope/Berlin\t2026-01-01\n`

it('makes the index once, reads it after, and makes it anew of another table', async () => {
  const [folder, table] = [join(root, 'index'), join(root, 'table.txt')]
  let built = 0
  const load = () => loadPlaces({ folder, table, onBuild: () => built++ })
  await writeFile(table, town('Hinterdorf'))
  expect((await load())?.locate('Hinterdorf')?.country).toBe('DE')
  const [first = ''] = await readdir(folder)
  await utimes(join(folder, first), 0, 0)
  expect((await load())?.locate('Hinterdorf')?.country).toBe('DE')
  expect([built, (await stat(join(folder, first))).mtimeMs]).toEqual([1, 0])

  await writeFile(table, town('Hinterdorf') + town('Vorderdorf'))
  expect((await load())?.locate('Vorderdorf')?.country).toBe('DE')
  expect(built).toBe(2)
  // Of the old one nothing is left behind.
  expect(await readdir(folder)).toHaveLength(1)
  expect(await readdir(folder)).not.toContain(first)
})

it('runs on the index alone, and with neither knows no place', async () => {
  const [folder, table] = [join(root, 'index'), join(root, 'table.txt')]
  const missing = join(root, 'none.txt')
  expect(await loadPlaces({ folder, table: missing })).toBeUndefined()
  await writeFile(table, town('Hinterdorf'))
  await loadPlaces({ folder, table })
  expect((await loadPlaces({ folder, table: missing }))?.locate('Hinterdorf')?.zone).toBe('Europe/Berlin')
})
