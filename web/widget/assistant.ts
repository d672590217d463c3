import type { WidgetView } from '../types.ts'
import type { Unsent } from '../parts/chat.tsx'
import { newer } from '../parts/say.ts'
import type { Api, Refusal } from './api.ts'
import { listen } from './listen.ts'
import type { Memory } from './memory.ts'
import { openQueue } from './queue.ts'

/** `ready`: nothing was said yet, so there is nothing to be connected to. */
export type Live = 'ready' | 'connecting' | 'live' | 'offline' | 'busy' | 'shut' | 'over'

export type Talk = { readonly live: Live; readonly view: WidgetView | null; readonly unsent: readonly Unsent[] }

/** The conversation of one shop key in this browser: what was said, what waits to be sent, and how the line is. */
export function openAssistant({
  api,
  memory,
  show,
}: {
  readonly api: Api
  readonly memory: Memory
  readonly show: (talk: Talk) => void
}) {
  const queue = openQueue(memory)
  let live: Live = 'ready'
  let view: WidgetView | null = null
  /** What the line was opened for. */
  let told: string | undefined
  let watched = false
  let stream: AbortController | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let tries = 0
  let asked = 0
  let draining = false

  const token = () => memory.get('token')
  const draw = () => show({ live, view, unsent: queue.list() })
  const tell = (how: Live) => {
    live = how
    draw()
  }

  memory.onChange((name) => {
    if (name === 'queue') draw()
    // Another tab began or ended the conversation.
    if (name !== 'token') return
    view = null
    live = 'ready'
    resume()
  })
  addEventListener('online', resume)
  addEventListener('offline', () => {
    hangUp()
    if (token() || queue.next()) tell('offline')
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') resume()
    else hangUp()
  })

  /** Takes up the line and what waits, from anew. */
  function resume(): void {
    tries = 0
    draw()
    connect()
    void drain()
  }

  function connect(): void {
    hangUp()
    const holder = token()
    if (!holder || !watched || document.visibilityState === 'hidden') return
    const line = new AbortController()
    stream = line
    // Where the first words are still on their way, the line is opened for nothing yet.
    told = view ? topicsOf(view) : queue.next() ? '' : undefined
    tell('connecting')
    follow(holder, line)
      .catch((): Refusal => 'away')
      .then((outcome) => (stream === line ? fail(outcome) : undefined))
      .catch(() => {})
  }

  async function follow(holder: string, line: AbortController): Promise<Refusal | 'ended'> {
    const response = await api.events(holder, line.signal)
    if (typeof response === 'string') return response
    // What waits may be refused again at once: only an answer tells that the server has time.
    if (!queue.next()) tries = 0
    tell('live')
    refresh()
    void drain()
    await listen(response, { changed: refresh, stop: () => line.abort() })
    return 'ended'
  }

  function hangUp(): void {
    stream?.abort()
    stream = undefined
    clearTimeout(retry)
  }

  /** Events only say that something changed. */
  function refresh(): void {
    const holder = token()
    const mine = ++asked
    if (holder) {
      api
        .view(holder)
        .then((answer) => {
          if (typeof answer === 'string') return fail(answer)
          return mine === asked && holder === token() ? take(answer) : undefined
        })
        .catch(() => {})
    }
  }

  function take(came: WidgetView): void {
    view = { ...came, conversation: newer(view?.conversation ?? null, came.conversation) }
    draw()
    // A line tells only of the conversation and the orders it was opened for.
    const topics = topicsOf(view)
    if (stream && topics !== (told ??= topics)) connect()
  }

  function fail(outcome: Refusal | 'ended'): void {
    hangUp()
    if (outcome === 'over') {
      memory.set('token', null)
      queue.refuse()
      tell('over')
      return
    }
    if (outcome !== 'ended') tell(outcome === 'shut' || outcome === 'busy' ? outcome : 'offline')
    retry = setTimeout(
      () => {
        connect()
        void drain()
      },
      Math.min(1000 * 2 ** tries++, 30_000),
    )
  }

  /** One after the other, so that words arrive in the order they were said. */
  async function drain(): Promise<void> {
    if (draining) return
    draining = true
    try {
      while (queue.next()) {
        const failed = await memory.alone(sendNext)
        if (failed) return fail(failed)
      }
    } finally {
      draining = false
      draw()
    }
  }

  /** Another tab may have sent it meanwhile. */
  async function sendNext(): Promise<Refusal | undefined> {
    const next = queue.next()
    if (!next) return undefined
    queue.setSending(next.key)
    draw()
    const holder = token() ?? (await begin())
    const answer = holder.startsWith('whs_') ? await api.say(holder, next.text, next.key) : (holder as Refusal)
    queue.setSending(undefined)
    if (answer === 'refused') queue.mark(next.key, answer)
    else if (typeof answer === 'string') return answer
    else {
      tries = 0
      queue.remove(next.key)
      take(answer)
      if (!stream) connect()
    }
    return undefined
  }

  async function begin(): Promise<string> {
    const made = await api.start()
    if (typeof made === 'string') return made
    view = null
    memory.set('token', made.token)
    return made.token
  }

  return {
    /** Whether anybody looks: a line is held only then. */
    watch: (on: boolean) => {
      if (on === watched) return
      watched = on
      if (on) resume()
      else hangUp()
    },
    resume,
    say: (text: string) => {
      queue.add(text)
      draw()
      void drain()
    },
    retry: (key: string) => {
      queue.mark(key, 'waiting')
      draw()
      void drain()
    },
    startOver: () => {
      const holder = token()
      if (holder) api.end(holder).catch(() => {})
      hangUp()
      memory.set('token', null)
      queue.clear()
      view = null
      tell('ready')
    },
    open: async (order: string): Promise<string | undefined> => {
      const holder = token()
      const answer = holder ? await api.open(holder, order) : 'over'
      if (typeof answer !== 'string') return answer.path
      if (answer === 'over') fail('over')
      return undefined
    },
  }
}

const topicsOf = ({ conversation }: WidgetView) => `${conversation?.id} ${conversation?.orders.length}`
