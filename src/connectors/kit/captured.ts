import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Settings } from '../../model/index.ts'
import type { DescribedCarrier } from './define-carrier.ts'

/** A call somebody else's client made, as it was recorded. */
export type CapturedCall = {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** The body and the query, as some recorders call them. */
  readonly data?: string
  readonly params?: Readonly<Record<string, string>>
}

const shared = join(import.meta.dirname, '../../../../shared/data/carriers')

/**
 * Holds the call a connector makes for the numbers of a captured one against it: address, identity, headers, body. The
 * captured ones are not ours to ship: without them this is skipped. `of` gives nothing for a call that is not ours to make.
 */
export function carrierAsks(
  { id, calls, name }: DescribedCarrier,
  of: (captured: CapturedCall) => { readonly numbers: readonly string[]; readonly settings?: Settings } | undefined,
): void {
  const file = join(shared, id, 'request.json')

  describe.skipIf(!existsSync(file))(`${name} is asked as others ask it`, () => {
    it('by address, identity and body', () => {
      const { captured } = JSON.parse(readFileSync(file, 'utf8')) as { captured: readonly CapturedCall[] }
      expect(captured.length).toBeGreaterThan(0)
      if (!calls) throw new Error(`${name} can't be asked`)
      for (const call of captured) {
        const asks = of(call)
        if (!asks) continue
        const { numbers, settings = {} } = asks
        const url = new URL(call.url)
        for (const [key, value] of Object.entries(call.params ?? {})) url.searchParams.append(key, value)
        const request = calls.track(numbers, { settings: { ...identityOf(calls.auth, call), ...settings }, token: '' })
        const asked = new URL(request.path, calls.baseUrl)
        for (const [key, value] of Object.entries(request.query ?? {})) asked.searchParams.append(key, value)

        expect([calls.baseUrl, calls.testUrl]).toContain(url.origin)
        expect(request.method ?? 'GET').toBe(call.method)
        expect([asked.pathname, pairsOf(asked)]).toEqual([url.pathname, pairsOf(url)])
        const headers = { ...request.headers, ...identityHeaders(calls.auth, call) }
        const sent = call.body ?? call.data
        const { 'content-type': type, ...rest } = lower(call.headers)
        // A type of nothing says nothing.
        expect(lower(headers)).toMatchObject(
          sent === undefined || type === undefined ? rest : { ...rest, 'content-type': type },
        )
        expect(plain(request.body)).toEqual(plain(sent))
      }
    })
  })
}

type Auth = NonNullable<DescribedCarrier['calls']>['auth']

/** What the captured call gave for each setting the identity is made of. */
function identityOf(auth: Auth, { headers }: CapturedCall): Settings {
  const sent = lower(headers)
  if (auth.kind === 'basic') {
    const [, user = '', password = ''] = /^([^:]*):(.*)$/s.exec(atob((sent['authorization'] ?? '').slice(6))) ?? []
    return { [auth.user]: user, [auth.password]: password }
  }
  if (auth.kind !== 'headers') return {}
  return Object.fromEntries(
    Object.entries(auth.headers).map(([header, setting]) => [setting, sent[header.toLowerCase()] ?? '']),
  )
}

/** The headers the kit adds, in which the captured identity has to come out again. */
function identityHeaders(auth: Auth, call: CapturedCall): Readonly<Record<string, string>> {
  const settings = identityOf(auth, call)
  if (auth.kind === 'basic') {
    return { authorization: `Basic ${btoa(`${settings[auth.user]}:${settings[auth.password]}`)}` }
  }
  if (auth.kind === 'oauth2') {
    const name = auth.header?.toLowerCase() ?? 'authorization'
    const token = lower(call.headers)[name] ?? ''
    return { [name]: auth.header === undefined ? `Bearer ${token.replace(/^Bearer /, '')}` : token }
  }
  if (auth.kind !== 'headers') return {}
  return Object.fromEntries(Object.entries(auth.headers).map(([header, setting]) => [header, settings[setting] ?? '']))
}

/** A JSON body without what only makes it pretty. */
const plain = (body: string | undefined): unknown => (body?.trim().startsWith('{') ? JSON.parse(body) : body)

const pairsOf = (url: URL) => [...url.searchParams].map(([key, value]) => `${key}=${value.trim()}`).toSorted()

const lower = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
