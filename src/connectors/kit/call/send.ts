import { type Dispatcher, fetch, Headers } from 'undici'
import { type Failure, failed, ok, type Result } from '../../../model/index.ts'

export type Outgoing = {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

export type Reply = {
  readonly status: number
  readonly contentType: string
  /** As sent: seconds or an HTTP date. */
  readonly retryAfter: string | null
  readonly body: string
}

/** Larger answers are given up where they pass it, unpacked. */
const maxBytes = 10 * 1024 * 1024

/**
 * One exchange. No redirect is followed: identity must not travel to where an answer points. What undici says of an error may
 * name the address and what it holds, so only its code is looked at.
 */
export async function send(
  { url, method, headers, body }: Outgoing,
  { dispatcher, signal }: { readonly dispatcher: Dispatcher; readonly signal: AbortSignal },
): Promise<Result<Reply>> {
  let sent: Headers
  try {
    sent = new Headers({ 'user-agent': 'Whereabouts', ...headers })
  } catch {
    return failure('rejected', 'BAD_HEADER', 'a setting holds a character that no header may; enter it again')
  }
  try {
    const response = await fetch(url, {
      method,
      headers: sent,
      ...(body !== undefined && { body }),
      redirect: 'manual',
      dispatcher,
      signal,
    })
    const { status } = response
    if (status >= 300 && status < 400) {
      await response.body?.cancel()
      const host = URL.parse(response.headers.get('location') ?? '', url)?.host ?? 'nowhere'
      return failure('malformed', 'REDIRECTED', `the answer (${status}) points to ${host}; redirects are not followed`)
    }
    const contentType = response.headers.get('content-type') ?? ''
    const bytes = await read(response.body)
    if (!bytes) return failure('malformed', 'TOO_LARGE', `answers of up to ${maxBytes} bytes are read, this is larger`)
    return ok({
      status,
      contentType,
      retryAfter: response.headers.get('retry-after'),
      body: decode(bytes, contentType),
    })
  } catch (error) {
    return failed(unreachable(codesOf(error)))
  }
}

/** Undefined where there is more than is read; the connection is closed then. */
async function read(body: AsyncIterable<Uint8Array> | null): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.byteLength
    if (length > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** By the header's charset, else the XML declaration's, else UTF-8. */
function decode(bytes: Buffer, contentType: string): string {
  const named =
    /charset="?([\w-]+)/i.exec(contentType)?.[1] ??
    /^\s*<\?xml[^>]*encoding=["']([\w-]+)/i.exec(bytes.toString('latin1', 0, 200))?.[1]
  try {
    return new TextDecoder(named).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

function codesOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = 'code' in error ? String(error.code) : ''
  const inner = error instanceof AggregateError ? error.errors : [error.cause]
  return [error.name, code, ...inner.map(codesOf)].join(' ')
}

function unreachable(codes: string): Failure {
  const [, code, message] = causes.find(([pattern]) => pattern.test(codes)) ?? unknown
  return { kind: 'unreachable', code, message }
}

const causes: readonly (readonly [RegExp, string, string])[] = [
  [/TIMEOUT|ETIMEDOUT|AbortError/i, 'TIMEOUT', 'the carrier did not answer in time'],
  [/ENOTFOUND|EAI_AGAIN/, 'NAME_NOT_FOUND', "the carrier's address is not known to the name servers"],
  [/ECONNREFUSED/, 'CONNECTION_REFUSED', "nobody listens at the carrier's address"],
  [/CERT|SSL|TLS|SELF_SIGNED|ALTNAME/, 'TLS_REFUSED', "the carrier's certificate is not one to trust"],
  [/Z_[A-Z]+_ERROR/, 'NOT_UNPACKED', 'the answer is packed in a way that cannot be undone'],
]
const unknown = [/./, 'CONNECTION_LOST', 'the connection broke before the answer was whole'] as const

const failure = (kind: Failure['kind'], code: string, message: string) => failed({ kind, code, message })
