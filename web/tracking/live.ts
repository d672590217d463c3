import type { TrackingPage } from '../types.ts'

/** `still` until a script runs; `gone` when the link or session has ended and trying again would not help. */
export type Live = 'still' | 'connecting' | 'live' | 'offline' | 'gone'

/** Follows a page: events only say that it changed, what it has become is asked for. Reconnects until the link ends. */
export function follow(
  { events, view }: TrackingPage['links'],
  show: (page: TrackingPage) => void,
  tell: (live: Live) => void,
): void {
  let source: EventSource | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let tries = 0
  let asked = 0

  const refresh = async () => {
    const mine = ++asked
    const answer = await fetch(view, { headers: { Accept: 'application/json' } })
    if (hasEnded(answer)) {
      stop()
      tell('gone')
      return
    }
    if (!answer.ok) throw new Error(`${view} answered ${answer.status}`)
    const page = (await answer.json()) as TrackingPage
    // Two changes at once may be answered in the other order.
    if (mine === asked) show(page)
  }
  const look = () => {
    refresh().catch(again)
  }
  const connect = () => {
    stop()
    tell('connecting')
    source = new EventSource(events)
    source.addEventListener('changed', look)
    source.addEventListener('open', () => {
      tries = 0
      tell('live')
      // What happened while no stream was open has to be asked for.
      look()
    })
    source.addEventListener('error', () => {
      // Refused rather than lost: asking for the page tells whether the link has ended.
      const refused = source?.readyState === EventSource.CLOSED
      again()
      if (refused) look()
    })
  }
  const again = () => {
    stop()
    tell('offline')
    retry = setTimeout(connect, Math.min(1000 * 2 ** tries++, 30_000))
  }
  const stop = () => {
    source?.close()
    clearTimeout(retry)
  }

  connect()
  addEventListener('online', connect)
  addEventListener('offline', again)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return
    if (source?.readyState === EventSource.OPEN) look()
    else connect()
  })
}

/** The link or session is over, as opposed to a server that is busy or away. */
export function hasEnded({ status }: Response): boolean {
  return [401, 403, 404, 410].includes(status)
}
