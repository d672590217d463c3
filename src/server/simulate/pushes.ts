import type { Counter, Push } from '../../simulator/index.ts'
import type { SimulatedClock } from './clock.ts'

/** How a push went; `status` is null where nobody answered, or it was not sent. */
export type Pushed = {
  readonly at: string
  readonly carrier: string
  readonly to: string
  readonly status: number | null
  readonly note?: string
}

export type Pusher = {
  /** Sends what is due by now, in order, and resolves once all was answered or given up. */
  readonly send: () => Promise<number>
  /** The newest thousand. */
  readonly pushed: () => readonly Pushed[]
  readonly close: () => Promise<void>
}

/** Brings carriers' pushes to where they were asked for, which has to be this machine. */
export function openPusher(counters: readonly Counter[], clock: SimulatedClock): Pusher {
  const log: Pushed[] = []
  const closing = new AbortController()
  let line = Promise.resolve(0)

  async function round(): Promise<number> {
    const now = clock.now()
    let sent = 0
    for (const counter of counters) {
      for (const push of counter.due(now)) {
        log.push({ at: now.toString(), carrier: counter.desk.id, to: addressOf(push), ...(await one(push)) })
        if (log.length > 1_000) log.shift()
        sent++
      }
    }
    return sent
  }

  async function one(push: Push): Promise<Pick<Pushed, 'status' | 'note'>> {
    if (!isHere(push.url)) return { status: null, note: 'not sent: the simulator pushes to this machine only' }
    try {
      const response = await fetch(push.url, {
        method: 'POST',
        headers: push.headers,
        body: push.body,
        redirect: 'manual',
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(10_000)]),
      })
      await response.body?.cancel()
      return { status: response.status }
    } catch (error) {
      return { status: null, note: error instanceof Error ? error.message : String(error) }
    }
  }

  const send = () => {
    line = line.then(round)
    return line
  }
  const timer = setInterval(() => void send(), 500)
  timer.unref()
  return {
    send,
    pushed: () => log,
    async close() {
      clearInterval(timer)
      closing.abort()
      await line
    },
  }
}

const isHere = (url: string): boolean => {
  const parsed = URL.parse(url)
  return (
    parsed !== null &&
    /^https?:$/.test(parsed.protocol) &&
    /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(parsed.hostname)
  )
}

/** Without query and user, which may hold secrets. */
const addressOf = ({ url }: Push): string => {
  const parsed = URL.parse(url)
  return parsed ? `${parsed.origin}${parsed.pathname}` : 'no URL'
}
