import type { WidgetView } from '../types.ts'

/**
 * Why there is no answer. `away`: no line. `busy`: too much was asked, or the server can't just now; later will do. `shut`: the
 * server is there and does not let this page in. `over`: the session has ended. `refused`: these words will never be taken.
 */
export type Refusal = 'away' | 'busy' | 'shut' | 'over' | 'refused'

/** What the server of `host` is asked, as a page that names itself with `key`. */
type Host = { readonly host: string; readonly key: string; readonly language: string }

export function openApi({ host, key, language }: Host) {
  type Asked = { readonly method?: string; readonly token?: string; readonly body?: unknown; readonly once?: string }

  async function ask(
    path: string,
    { method = 'GET', token, body, once }: Asked,
    signal: AbortSignal = AbortSignal.timeout(30_000),
  ): Promise<Response | Refusal> {
    let response: Response
    try {
      response = await fetch(`${host}widget/${path}?key=${key}&lang=${language}`, {
        method,
        credentials: 'omit',
        cache: 'no-store',
        signal,
        headers: {
          Accept: 'application/json',
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(once && { 'Idempotency-Key': once }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    } catch {
      // A page that is not let in and a line that is down look alike, but for what any page may read.
      return signal.aborted || !(await isThere()) ? 'away' : 'shut'
    }
    const { ok, status } = response
    if (ok) return response
    if (status === 401) return 'over'
    if (status === 403) return 'shut'
    return status === 409 || status === 429 || status >= 500 ? 'busy' : 'refused'
  }

  async function isThere(): Promise<boolean> {
    if (!navigator.onLine) return false
    const signal = AbortSignal.timeout(5_000)
    return fetch(`${host}widget.js`, { method: 'HEAD', cache: 'no-store', signal }).then(
      ({ ok }) => ok,
      () => false,
    )
  }

  async function read<T>(answer: Promise<Response | Refusal>): Promise<T | Refusal> {
    const response = await answer
    if (typeof response === 'string') return response
    return response.json().then(
      (value) => value as T,
      () => 'away',
    )
  }

  return {
    start: () => read<{ readonly token: string }>(ask('sessions', { method: 'POST' })),
    end: (token: string) => ask('sessions', { method: 'DELETE', token }),
    view: (token: string) => read<WidgetView>(ask('conversation', { token })),
    say: (token: string, text: string, once: string) =>
      read<WidgetView>(ask('say', { method: 'POST', token, body: { text }, once })),
    open: (token: string, order: string) =>
      read<{ readonly path: string }>(ask('open', { method: 'POST', token, body: { order } })),
    events: (token: string, signal: AbortSignal) => ask('events', { token }, signal),
  }
}

export type Api = ReturnType<typeof openApi>
