import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { desks, readFaults, readScript } from '../../src/simulator/index.ts'

/** What the guide shows works, and it shows every fault there is. */

const guide = await readFile(join(import.meta.dirname, '../../docs/guides/simulate.md'), 'utf8')
const shown = (what: string): unknown =>
  JSON.parse(new RegExp(`\`\`\`json ${what}\\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1] ?? '')

it('shows a script that is taken', () => {
  expect(readScript(shown('script'), desks)).toMatchObject({ ok: true, value: [{ carrier: 'ups' }] })
})

it('shows every kind of fault, each taken', () => {
  const plan = readFaults(shown('faults'))
  if (!plan.ok) throw new Error(plan.failure.message)
  const refused = readFaults([{ kind: 'none of them' }])
  const kinds = refused.ok ? [] : [...refused.failure.message.matchAll(/'(\w+)'/g)].map(([, kind]) => kind)
  expect(kinds.length).toBeGreaterThan(10)
  expect(new Set(plan.value.map(({ kind }) => kind))).toEqual(new Set(kinds))
})
