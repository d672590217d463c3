import { describe, expect, it } from 'vitest'
import { addressOf } from './address.ts'
import { retryAfterMs } from './pause.ts'

const carrier = { baseUrl: 'https://api.acme.example' }
const address = (path: string, baseUrl: string | null = null, query: Record<string, string> = {}) => {
  const url = addressOf({ path, query }, { baseUrl }, carrier)
  return url.ok ? url.value.href : url.failure.code
}

describe('an address', () => {
  it.each([
    ['is the carrier’s', '/v1/track', null, 'https://api.acme.example/v1/track'],
    ['keeps its query', '/v1/track?a=1', null, 'https://api.acme.example/v1/track?a=1'],
    [
      'is the account’s, with its path',
      '/v1/track',
      'https://test.acme.example/sandbox/',
      'https://test.acme.example/sandbox/v1/track',
    ],
    ['may be another host', 'https://login.example/o2/token', null, 'https://login.example/o2/token'],
    [
      'is the account’s instead of another host',
      'https://login.example/o2/token',
      'http://127.0.0.1:81/acme',
      'http://127.0.0.1:81/acme/o2/token',
    ],
    ['is of this machine without TLS', '/x', 'http://[::1]:8080', 'http://[::1]:8080/x'],
    ['is of no other machine without TLS', '/x', 'http://10.0.0.1', 'BAD_ADDRESS'],
    ['is of no machine called like this one', '/x', 'http://127.0.0.1.example', 'BAD_ADDRESS'],
    ['holds no password', '/x', 'https://me:mine@test.acme.example', 'BAD_ADDRESS'],
    ['is no file', '/x', 'file:///etc', 'BAD_ADDRESS'],
    ['is no text', '/x', 'acme', 'BAD_ADDRESS'],
    ['of another host has TLS', 'http://login.example/token', null, 'BAD_ADDRESS'],
    ['stays at the host whatever the path', '//evil.example/x', null, 'https://api.acme.example//evil.example/x'],
    ['does not climb', '/track/../admin', null, 'BAD_ADDRESS'],
    ['does not climb in disguise', '/track/%2e%2E', null, 'BAD_ADDRESS'],
    ['may have dots in its query', '/track?path=/../', null, 'https://api.acme.example/track?path=/../'],
  ])('%s', (_what, path, baseUrl, expected) => {
    expect(address(path, baseUrl)).toBe(expected)
  })

  it('has its query written safely', () => {
    expect(address('/x?fixed=1', null, { ids: 'a&b=c', ü: 'é' })).toBe(
      'https://api.acme.example/x?fixed=1&ids=a%26b%3Dc&%C3%BC=%C3%A9',
    )
  })
})

it.each([
  ['120', 120_000],
  [' 5 ', 5_000],
  ['0', 1_000],
  ['Fri, 20 Nov 2026 12:10:00 GMT', 600_000],
  ['Fri, 20 Nov 2026 11:00:00 GMT', 1_000],
  ['99999999999', 86_400_000],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
])('Retry-After %s is a rest of %s ms', (header, expected) => {
  expect(retryAfterMs(header, Temporal.Instant.from('2026-11-20T12:00:00Z'))).toBe(expected)
})
