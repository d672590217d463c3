import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountAt, callingKit, endings } from '../../../../test/calling.ts'
import {
  acme,
  acmeLogin,
  askedOf,
  type Call,
  type CarrierServer,
  errors,
  openCarrierServer,
  parcels,
} from '../../../../test/carrier-server.ts'
import { main, openTestInstallation, type TestInstallation } from '../../../../test/installation.ts'
import type { CarrierCalls, Settings } from '../../../model/index.ts'
import { budgetsOf } from '../../../store/index.ts'
import { basic, clientCredentials, secret, setting } from '../index.ts'

let installation: TestInstallation
let server: CarrierServer
let kit: ReturnType<typeof callingKit>
beforeAll(async () => {
  installation = await openTestInstallation()
  server = await openCarrierServer(() => ({ status: 500 }))
  kit = callingKit(installation)
})
afterAll(async () => {
  await kit.close()
  await server.close()
  await installation.close()
})

const base64 = (text: string) => Buffer.from(text).toString('base64')
const form = (call: Call) => Object.fromEntries(new URLSearchParams(call.body))

type Kind = {
  readonly calls: Partial<CarrierCalls>
  readonly settings: Settings
  /** Where a token comes from, and whether this is who asks for it. */
  readonly token?: { readonly path: string; readonly isRight: (call: Call) => boolean; readonly grant: string }
  readonly isRight: (call: Call) => boolean
}

const oauth = { clientId: 'lamp-client', clientSecret: 'wick & "oil" 7/9' }
const grant = (token: string) => JSON.stringify({ access_token: token, expires_in: 3600 })

const kinds: Record<string, Kind> = {
  Basic: {
    calls: basic(),
    settings: { user: 'lamp', password: 'wíck:0il' },
    isRight: ({ headers }) => headers.authorization === `Basic ${base64('lamp:wíck:0il')}`,
  },
  'a key in a header': {
    calls: {},
    settings: { apiKey: 'key-1234' },
    isRight: ({ headers }) => headers['x-api-key'] === 'key-1234',
  },
  'the body of the request': {
    calls: {
      settings: [secret('license', 'License')],
      auth: { kind: 'request' },
      track: (numbers, { settings: { license } }) => ({
        method: 'POST',
        path: `/track?ids=${numbers.join()}`,
        body: `<auth>${license}</auth>`,
      }),
    },
    settings: { license: 'lic-5678' },
    isRight: ({ body, headers }) => body === '<auth>lic-5678</auth>' && headers.authorization === undefined,
  },
  'OAuth, the client by Basic': {
    calls: clientCredentials('/token', { scope: 'track' }),
    settings: oauth,
    token: {
      path: '/token',
      isRight: (call) =>
        call.headers.authorization === `Basic ${base64(`${oauth.clientId}:${oauth.clientSecret}`)}` &&
        form(call)['grant_type'] === 'client_credentials' &&
        form(call)['scope'] === 'track',
      grant: grant('oauth-token-1'),
    },
    isRight: ({ headers }) => headers.authorization === 'Bearer oauth-token-1',
  },
  'OAuth, the client in the form': {
    calls: clientCredentials('/token', { client: 'form' }),
    settings: oauth,
    token: {
      path: '/token',
      isRight: (call) => form(call)['client_secret'] === oauth.clientSecret && call.headers.authorization === undefined,
      // As UPS has it: a status beside, and seconds as text.
      grant: JSON.stringify({ access_token: 'oauth-token-2', expires_in: '14399', status: 'approved' }),
    },
    isRight: ({ headers }) => headers.authorization === 'Bearer oauth-token-2',
  },
  'OAuth, the client in JSON': {
    calls: clientCredentials('/token', { client: 'json' }),
    settings: oauth,
    token: {
      path: '/token',
      isRight: ({ body, headers }) =>
        headers['content-type'] === 'application/json' && JSON.parse(body).client_secret === oauth.clientSecret,
      grant: JSON.stringify({ access_token: 'oauth-token-3' }),
    },
    isRight: ({ headers }) => headers.authorization === 'Bearer oauth-token-3',
  },
  'a refresh token, on another host, the access token bare in a header of its own': {
    calls: {
      settings: [setting('id', 'ID'), secret('pass', 'Secret'), secret('refresh', 'Refresh token')],
      auth: {
        kind: 'oauth2',
        path: 'https://login.example/auth/o2/token',
        clientId: 'id',
        clientSecret: 'pass',
        client: 'form',
        form: { grant_type: 'refresh_token' },
        refreshToken: 'refresh',
        header: 'x-access-token',
      },
    },
    settings: { id: 'app', pass: 'app-secret', refresh: 'Atzr|refresh' },
    token: {
      path: '/auth/o2/token',
      isRight: (call) => form(call)['refresh_token'] === 'Atzr|refresh' && form(call)['client_id'] === 'app',
      grant: grant('lwa-token-4'),
    },
    isRight: ({ headers }) => headers['x-access-token'] === 'lwa-token-4' && headers.authorization === undefined,
  },
  'a login': {
    calls: acmeLogin,
    settings: { user: 'lamp', password: 'oil-and-wick' },
    token: {
      path: '/login',
      isRight: ({ body }) => JSON.parse(body).password === 'oil-and-wick',
      grant: '{"session":"session-5"}',
    },
    isRight: ({ path }) => path.includes('session=session-5'),
  },
}

const cases = Object.entries(kinds)
const playing = ({ token, isRight }: Kind) =>
  server.behave((call) => {
    if (token && call.path === token.path) return token.isRight(call) ? { body: token.grant } : { status: 401 }
    return isRight(call) ? { body: parcels(...askedOf(call)) } : { status: 401 }
  })
const toldTokens = (path: string | undefined) => server.calls.filter((call) => call.path === path).length

describe('who calls is known by', () => {
  it.each(cases)('%s', async (_what, kind) => {
    playing(kind)
    const account = accountAt(server, { settings: kind.settings })
    const asked = await kit.caller([acme(kind.calls)]).track(account, ['A1'])
    expect(endings(asked)).toEqual({ A1: 'answered' })
    expect(asked.calls).toBe(kind.token ? 2 : 1)
  })

  it.each(cases)('%s, and without what is needed nothing is called', async (_what, kind) => {
    playing(kind)
    const asked = await kit.caller([acme(kind.calls)]).track(accountAt(server, { settings: {} }), ['A1'])
    expect(endings(asked)).toEqual({ A1: 'unauthorized SETTINGS_MISSING' })
    expect(asked.failures[0]?.failure.message).toContain(acme(kind.calls).calls?.settings[0]?.label)
    expect(server.calls).toEqual([])
  })

  it.each(cases)('%s, and where that is refused the account is left alone until it is mended', async (_what, kind) => {
    server.behave(() => ({ status: 401, body: errors('WHO', 'who are you') }))
    kit.states.length = 0
    const account = accountAt(server, { settings: kind.settings })
    const caller = kit.caller([acme(kind.calls)])
    const asked = await caller.track(account, ['A1'])
    expect(endings(asked)['A1']).toMatch(/^unauthorized /)
    const { length } = server.calls
    expect(endings(await caller.track(account, ['A1']))).toEqual({ A1: 'deferred paused' })
    expect(server.calls).toHaveLength(length)
    const until = kit.clock.now().add({ minutes: 15 })
    expect(kit.states).toEqual([
      { account: account.id, carrier: 'acme', state: 'paused', until, why: 'credentials_refused' },
    ])
    await budgetsOf(installation.store, main).lift(account.id)
    playing(kind)
    expect(endings(await caller.track(account, ['A1']))).toEqual({ A1: 'answered' })
  })
})

const withTokens = cases.filter(([, { token }]) => token)

describe('a token of', () => {
  it.each(withTokens)('%s is fetched once for all callers', async (_what, kind) => {
    playing(kind)
    const account = accountAt(server, { settings: kind.settings, limits: { batch: 1 } })
    const asked = await Promise.all(
      [kit.caller([acme(kind.calls)]), kit.caller([acme(kind.calls)])].map((one) =>
        one.track(account, ['A1', 'A2', 'A3']),
      ),
    )
    expect(asked.map(endings)).toEqual(
      Array.from({ length: 2 }, () => ({ A1: 'answered', A2: 'answered', A3: 'answered' })),
    )
    expect(toldTokens(kind.token?.path)).toBe(1)
    expect(server.calls).toHaveLength(7)
  })

  it.each(withTokens)('%s that the carrier forgot is fetched anew, once', async (_what, kind) => {
    const account = accountAt(server, { settings: kind.settings })
    const caller = kit.caller([acme(kind.calls)])
    playing(kind)
    await caller.track(account, ['A1'])
    // The same caller, the same account; the carrier knows only another token from here on.
    const renewed = (text: string) => text.replaceAll(/(token|session)-(\d)/g, '$1-$2-new')
    server.behave((call) => {
      if (call.path === kind.token?.path) return { body: renewed(kind.token.grant) }
      const old: Call = {
        ...call,
        path: call.path.replace('-new', ''),
        headers: Object.fromEntries(
          Object.entries(call.headers).map(([name, value]) => [name, String(value).replace('-new', '')]),
        ),
      }
      const isNew = JSON.stringify([call.path, call.headers]).includes('-new')
      return isNew && kind.isRight({ ...old, headers: dropUndefined(old.headers) })
        ? { body: parcels(...askedOf(call)) }
        : { status: 401 }
    })
    expect(endings(await caller.track(account, ['A1']))).toEqual({ A1: 'answered' })
    expect([toldTokens(kind.token?.path), server.calls.length]).toEqual([1, 3])
  })

  it.each<[string, number, string, string, number]>([
    ['down', 503, '', 'unreachable HTTP_503', 2],
    ['asking for patience', 429, '', 'deferred paused', 1],
    ['refusing', 400, '{"error":"invalid_client"}', 'unauthorized invalid_client', 1],
    ['not there', 404, '', 'rejected HTTP_404', 1],
    ['refusing with 200', 200, '{"error":"invalid_scope"}', 'unauthorized invalid_scope', 1],
    ['talking nonsense', 200, '<p>', 'malformed NOT_JSON', 1],
    ['silent about it', 200, '{}', 'malformed NO_TOKEN', 1],
    ['giving one that fits no header', 200, '{"access_token":"a b"}', 'malformed NO_TOKEN', 1],
  ])('an authority that is %s', async (_what, status, body, ending, calls) => {
    server.behave(() => ({ status, body }))
    const account = accountAt(server, { settings: oauth })
    const asked = await kit.caller([acme(clientCredentials('/token'))]).track(account, ['A1', 'A2'])
    expect(endings(asked)).toEqual({ A1: ending, A2: ending })
    expect([server.calls.length, asked.calls]).toEqual([calls, calls])
  })

  it('an account whose budget is used up is not fetched', async () => {
    playing(kinds['OAuth, the client by Basic'] as Kind)
    const account = accountAt(server, { settings: oauth, limits: { perDay: 1 } })
    const caller = kit.caller([acme(clientCredentials('/token', { scope: 'track' }))])
    expect(endings(await caller.track(account, ['A1']))).toEqual({ A1: 'deferred budget' })
    const other = accountAt(server, { settings: oauth, limits: { perDay: 1 } })
    await budgetsOf(installation.store, main, { clock: 'caller' }).take(other.id, { batch: 1 }, kit.clock.now())
    expect(endings(await caller.track(other, ['A1']))).toEqual({ A1: 'deferred budget' })
    expect(server.calls.map(({ path }) => path)).toEqual(['/token'])
  })
})

describe('secrets', () => {
  const secretsIn = ({ calls, settings, token }: Kind) => {
    const asked = acme(calls).calls?.settings ?? []
    const plain = asked.filter(({ secret: hidden }) => hidden).map(({ id }) => settings[id] ?? '')
    const granted = /(?:oauth|lwa)-token-\d|session-5/.exec(token?.grant ?? '')?.[0]
    return [...plain, ...(granted ? [granted] : [])]
  }
  /** Everything of a call, as a careless carrier says it back. */
  const echo = ({ path, headers, body }: Call) =>
    `refused: ${decodeURIComponent(path)} ${path} ${JSON.stringify(headers)} ${body} ${Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString()}`

  it.each(cases)(
    'of %s are in nothing that is logged, told or returned, though the carrier repeats them',
    async (_what, kind) => {
      const before = kit.logged.length
      const results: unknown[] = []
      const account = () => accountAt(server, { settings: kind.settings })
      const caller = kit.caller([acme(kind.calls)], { patience: { tries: 1 } })
      for (const status of [200, 400, 401, 403, 404, 429, 500]) {
        for (const atToken of [true, false]) {
          server.behave((call) => {
            const text = echo(call)
            const body =
              status === 404
                ? JSON.stringify({ ...JSON.parse(parcels('A1')), note: text, errors: [{ code: text, message: text }] })
                : errors(text, text)
            if (kind.token && call.path === kind.token.path)
              return atToken ? { status, body } : { body: kind.token.grant }
            return { status, body }
          })
          results.push(await caller.track(account(), ['A1', 'A2']))
          results.push(
            await caller.subscribe(account(), ['A1'], { callback: 'https://x.example', secret: 'hook-secret-99' }),
          )
        }
      }
      server.behave(() => (response) => response.destroy())
      results.push(await caller.track(account(), ['A1']))
      const said = JSON.stringify([results, kit.logged.slice(before), kit.states])
      expect(said.length).toBeGreaterThan(5_000)
      const secrets = [...secretsIn(kind), 'hook-secret-99']
      expect(secrets.length).toBeGreaterThan(1)
      const found = secrets
        .flatMap((one) => [one, JSON.stringify(one).slice(1, -1), encodeURIComponent(one), base64(one)])
        .filter((form) => said.includes(form) || said.includes(JSON.stringify(form).slice(1, -1)))
      expect(found).toEqual([])
      const { user, clientId } = kind.settings
      for (const pair of [`${user}:${kind.settings['password']}`, `${clientId}:${kind.settings['clientSecret']}`])
        expect(said).not.toContain(base64(pair))
    },
  )

  it('that could be parts of numbers stay in answers, and still out of what is said of a failure', async () => {
    const account = () => accountAt(server, { settings: { apiKey: '123456' } })
    server.behave(() => ({
      body: JSON.stringify({
        ...JSON.parse(parcels('Z123456')),
        errors: [
          { code: '123456', message: 'key 123456', id: 'A1' },
          { code: 'X', message: 'key 123456' },
        ],
      }),
    }))
    const asked = await kit.caller([acme()]).track(account(), ['Z123456', 'A1', 'A2', 'A3'])
    expect(endings(asked)).toMatchObject({ Z123456: 'answered', A1: 'rejected •••', A2: 'not_found NOT_ANSWERED' })
    expect(JSON.stringify([asked.failures, asked.answers[0]?.answer.failures])).not.toContain('123456')
    const calls = clientCredentials('/token')
    server.behave(() => ({ status: 400, body: '{"error":"not 123456"}' }))
    const settings = { clientId: 'lamp', clientSecret: '123456' }
    const refused = await kit.caller([acme(calls)]).track(accountAt(server, { settings }), ['A1'])
    expect(endings(refused)).toEqual({ A1: 'unauthorized not •••' })
  })

  it('that fit no header are refused by their name, not shown', async () => {
    const asked = await kit.caller([acme()]).track(accountAt(server, { settings: { apiKey: 'line\nbreak' } }), ['A1'])
    expect(endings(asked)).toEqual({ A1: 'rejected BAD_HEADER' })
    expect(JSON.stringify(asked)).not.toContain('break')
  })
})

const dropUndefined = (headers: Call['headers']): Call['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== 'undefined'))
