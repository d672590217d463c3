import { expect, it } from 'vitest'
import { readConfig } from './config.ts'

it.each([
  [{}, true, 'warn'],
  [{}, false, 'info'],
  [{ LOG_LEVEL: 'info' }, true, 'info'],
  [{ LOG_LEVEL: 'error' }, false, 'error'],
])('with %o, at a terminal: %s, it logs from %s', (environment, terminal, level) => {
  expect(readConfig(environment, terminal).logLevel).toBe(level)
})
