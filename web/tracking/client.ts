import './tracking.css'
import { h as element, hydrate, render } from 'preact'
import type { TrackingPage } from '../types.ts'
import type { Words } from '../words/words.ts'
import type { Unsent } from '../parts/chat.tsx'
import { newer, newKey } from '../parts/say.ts'
import { App, type AppProps } from './app.tsx'
import { follow } from './live.ts'
import { say } from './say.ts'

const root = document.getElementById('app')
const data = document.getElementById('page')?.textContent
const words = document.getElementById('words')
if (root && data && words instanceof HTMLLinkElement) {
  // Each language is a file of its own, named by the page, so that a shopper loads one.
  const file = (await import(/* @vite-ignore */ words.href)) as Record<string, Words>
  takeOver(root, JSON.parse(data) as TrackingPage, file[document.documentElement.lang] as Words)
}

/** Hydrates what the server rendered, then draws it anew from the one state whenever a part of that changes. */
function takeOver(root: HTMLElement, first: TrackingPage, words: Words): void {
  let state = { page: first, words, unsent: [], onSay, onRetry } as AppProps & Required<Pick<AppProps, 'unsent'>>
  hydrate(element(App, state), root)
  set({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone })
  follow(
    first.links,
    (page) =>
      set({
        page: { ...page, conversation: newer(state.page.conversation, page.conversation) },
        changed: state.changed || standing(page) !== standing(first),
      }),
    (live) => set({ live }),
  )

  function set(change: Partial<AppProps>) {
    state = { ...state, ...change }
    render(element(App, state), root)
  }

  function onSay(text: string) {
    set({ unsent: [...state.unsent, { key: newKey(), text, state: 'waiting' }] })
    sendNext()
  }

  function onRetry(key: string) {
    mark(key, 'waiting')
    sendNext()
  }

  /** One at a time, so that words arrive in the order they were said. */
  function sendNext() {
    const next = state.unsent.find((message) => message.state === 'waiting')
    if (!next || state.unsent.some((message) => message.state === 'sending')) return
    mark(next.key, 'sending')
    say(state.page.links.say, next.text, next.key)
      .then((answer) => {
        if (answer === 'ended') return mark(next.key, 'refused')
        const conversation = newer(state.page.conversation, answer)
        const unsent = state.unsent.filter((message) => message.key !== next.key)
        return set({ page: { ...state.page, conversation }, unsent })
      })
      .catch(() => mark(next.key, 'failed'))
      .finally(sendNext)
  }

  function mark(key: string, as: Unsent['state']) {
    set({ unsent: state.unsent.map((message) => (message.key === key ? { ...message, state: as } : message)) })
  }
}

/** What a listener wants to be told about when it changes. */
function standing({ order }: TrackingPage): string {
  return JSON.stringify([
    order.state,
    order.parcels.map(({ id, status, late, scans }) => [id, status, late, scans.length]),
  ])
}
