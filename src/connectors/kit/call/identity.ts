import { z } from 'zod'
import {
  type CarrierAuth,
  type CarrierCalls,
  type CarrierRequest,
  type Failure,
  failed,
  ok,
  type Result,
  type Settings,
} from '../../../model/index.ts'
import { byStatus } from '../failure.ts'
import { parseJson, parseShape, text } from '../parse.ts'
import { basicOf } from './redact.ts'
import type { Reply } from './send.ts'

/** What a token is good for where the carrier does not say. */
const unsaidSeconds = 600

/** The settings that are needed and missing, by the names the carrier's pages have. */
export function missingOf({ settings: asked }: CarrierCalls, settings: Settings): readonly string[] {
  return asked.filter(({ id, optional }) => !optional && !settings[id]?.trim()).map(({ label }) => label)
}

/** Headers that say whose call it is. */
export function identify(auth: CarrierAuth, settings: Settings, token: string): Readonly<Record<string, string>> {
  switch (auth.kind) {
    case 'request':
    case 'login':
      return {}
    case 'basic':
      return { authorization: `Basic ${basicOf(settings[auth.user], settings[auth.password])}` }
    case 'headers':
      return Object.fromEntries(Object.entries(auth.headers).map(([name, id]) => [name, settings[id] ?? '']))
    case 'oauth2':
      return auth.header === undefined ? { authorization: `Bearer ${token}` } : { [auth.header]: token }
    default:
      return auth satisfies never
  }
}

export type Token = { readonly token: string; readonly seconds: number }
export type TokenFetch = {
  readonly request: CarrierRequest
  readonly judge: (reply: Reply) => Result<Token>
}

/** How a token is asked for; undefined where none is needed. */
export function tokenFetch(auth: CarrierAuth, settings: Settings): TokenFetch | undefined {
  if (auth.kind === 'login') {
    return {
      request: auth.request(settings),
      judge: (reply) => (reply.status < 400 ? usable(auth.read(reply.body)) : failed(refusal(reply))),
    }
  }
  if (auth.kind !== 'oauth2') return undefined
  const { client, form, refreshToken } = auth
  const [id, secret] = [settings[auth.clientId] ?? '', settings[auth.clientSecret] ?? '']
  const fields = {
    ...form,
    ...(client !== 'basic' && { client_id: id, client_secret: secret }),
    ...(refreshToken !== undefined && { refresh_token: settings[refreshToken] ?? '' }),
  }
  return {
    request: {
      method: 'POST',
      path: auth.path,
      headers: {
        accept: 'application/json',
        'content-type': client === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
        ...(client === 'basic' && { authorization: `Basic ${basicOf(id, secret)}` }),
      },
      body: client === 'json' ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
    },
    judge: (reply) => (reply.status < 400 ? usable(granted(reply.body)) : failed(refusal(reply))),
  }
}

const Grant = z.object({ access_token: text, expires_in: text, error: text })

function granted(body: string): Result<Token> {
  const parsed = parseJson(body)
  if (!parsed.ok) return parsed
  const grant = parseShape(Grant, parsed.value, 'an answer to a token request')
  if (!grant.ok) return grant
  const { access_token: token, expires_in: expires, error } = grant.value
  if (error) return failed({ kind: 'unauthorized', code: error, message: 'the carrier gave no access token' })
  const seconds = Number(expires)
  return ok({ token: token ?? '', seconds: seconds > 0 ? seconds : unsaidSeconds })
}

/** A token goes into headers as it is. */
function usable(result: Result<Token>): Result<Token> {
  if (!result.ok || /^[\x21-\x7e]+$/.test(result.value.token)) return result
  return failed({ kind: 'malformed', code: 'NO_TOKEN', message: 'the answer to the token request holds no token' })
}

/** RFC 6749 5.2 has 400 for almost everything that is wrong with a client. */
function refusal({ status, body }: Reply): Failure {
  const parsed = parseJson(body)
  const said = parsed.ok ? Grant.safeParse(parsed.value).data?.error : undefined
  return {
    kind: status === 400 ? 'unauthorized' : (byStatus(status) ?? 'rejected'),
    code: said ?? `HTTP_${status}`,
    message: `the carrier refused an access token (HTTP ${status})`,
  }
}
