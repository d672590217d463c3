import { expect, it } from 'vitest'
import { within } from './within.ts'

it('gives what comes in time, and what failed as it failed', async () => {
  expect(await within(Promise.resolve('here'))).toBe('here')
  await expect(within(Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})

it('does not wait for a database that says nothing', async () => {
  await expect(within(new Promise(() => {}), 1)).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' })
})
