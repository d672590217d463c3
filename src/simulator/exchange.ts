import type { Headers } from '../model/index.ts'

/** A request as a carrier gets it; header names in lower case, the path without its query. */
export type Asked = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers
  readonly body: string
}

export type Said = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const json = (status: number, body: unknown, headers: Said['headers'] = {}): Said => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

export const xml = (status: number, body: string, headers: Said['headers'] = {}): Said => ({
  status,
  headers: { 'content-type': 'text/xml; charset=utf-8', ...headers },
  body,
})

/** The object a body holds; undefined where it is no JSON object. */
export function objectIn(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return { ...value }
  } catch {
    // told by the carrier
  }
  return undefined
}

export type Credential = { readonly id: string; readonly secret: string }

/** RFC 7617; undefined where the header is none. */
export function basicOf({ headers }: Pick<Asked, 'headers'>): Credential | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(headers['authorization'] ?? '') ?? []
  if (encoded === undefined) return undefined
  const plain = decoded(encoded)
  const colon = plain.indexOf(':')
  return colon < 0 ? undefined : { id: plain.slice(0, colon), secret: plain.slice(colon + 1) }
}

function decoded(encoded: string): string {
  try {
    return atob(encoded)
  } catch {
    return ''
  }
}
