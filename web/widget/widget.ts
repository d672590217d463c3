import { h as element, render } from 'preact'
import { localeOf, momentOf, type Clock } from '../parts/format.ts'
import { openApi } from './api.ts'
import { openAssistant, type Talk } from './assistant.ts'
import { openMemory } from './memory.ts'
import { Panel } from './panel.tsx'
import css from './widget.css?inline'
import type { WidgetWords } from './words/words.ts'

export type Mounting = {
  readonly shadow: ShadowRoot
  readonly button: HTMLButtonElement
  readonly key: string
  /** Ends with a slash. */
  readonly host: string
  readonly locale: string
  readonly words: WidgetWords
  readonly order: string | null
}

export type Mounted = {
  /** `mindful`: somebody asked for it just now, so the focus goes along. */
  readonly open: (mindful: boolean) => void
}

/** The conversation behind the button. Sends what waits from an earlier page even where it stays closed. */
export function mount({ shadow, button, key, host, locale, words, order }: Mounting): Mounted {
  const dialog = document.createElement('dialog')
  dialog.className = 'assistant panel'
  dialog.lang = words.language
  dialog.dir = words.dir
  dialog.setAttribute('aria-labelledby', 'title')
  shadow.append(dialog)
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheetFor(dialog)]

  const memory = openMemory(key)
  const sheet = matchMedia('(width < 30rem)')
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  const language = localeOf(locale, words.language)
  let talk: Talk = { live: 'ready', view: null, unsent: [] }
  let stuck = false
  const assistant = openAssistant({
    api: openApi({ host, key, language }),
    memory,
    show: (now) => {
      talk = now
      draw()
    },
  })

  function draw(): void {
    const now = talk.view?.now ?? new Date().toISOString()
    const clock = clockOf({ language, now, zone: talk.view?.shop.zone ?? here, nameZone: false }, here)
    const does = { onSay: assistant.say, onRetry: assistant.retry, onStartOver, onClose, onOpen }
    render(element(Panel, { ...talk, ...does, words, clock, order, stuck, lookUp: `${host}track` }), dialog)
  }

  function open(mindful: boolean): void {
    if (dialog.open) return
    memory.set('open', '1')
    button.hidden = true
    draw()
    spread()
    assistant.watch(true)
    // A finger that opens it may only want to read: the field would bring up the keyboard over half of it.
    if (mindful) focus(matchMedia('(pointer: coarse)').matches ? 'h2' : 'input')
  }

  /** Over all of a phone's screen, which makes the page behind it out of reach; beside the page elsewhere. */
  function spread(): void {
    if (sheet.matches) dialog.showModal()
    else dialog.setAttribute('open', '')
  }

  function onClose(): void {
    memory.set('open', null)
    assistant.watch(false)
    dialog.close()
    button.hidden = false
    button.focus()
  }

  function onStartOver(): void {
    assistant.startOver()
    focus('input')
  }

  /** The window is opened by the press itself: one that came after the answer would be taken for an advertisement. */
  function onOpen(id: string): void {
    const page = window.open('', '_blank')
    if (page) page.opener = null
    assistant
      .open(id)
      .catch(() => undefined)
      .then((path) => {
        stuck = path === undefined
        if (path === undefined) page?.close()
        else (page ?? window).location.href = new URL(path, host).href
        return draw()
      })
      .catch(() => {})
  }

  function focus(what: string): void {
    dialog.querySelector<HTMLElement>(what)?.focus()
  }

  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    onClose()
  })
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') onClose()
    // A shop's own shortcuts are not for who types here.
    event.stopPropagation()
  })
  sheet.addEventListener('change', () => {
    if (!dialog.open) return
    dialog.close()
    spread()
  })
  keepAboveKeyboard(dialog)
  draw()
  assistant.resume()
  return { open }
}

/** The shop's clock, as the assistant's sentences are told by; its zone is named to whoever's own clock shows another time. */
function clockOf(shop: Clock, here: string): Clock {
  return { ...shop, nameZone: momentOf(shop.now, shop) !== momentOf(shop.now, { ...shop, zone: here }) }
}

/** Sizes are told in `rem`, which on a shop's page may be anything; here it is what the reader set, as on our own page. */
function sheetFor(dialog: HTMLElement): CSSStyleSheet {
  dialog.style.fontSize = 'medium'
  const px = parseFloat(getComputedStyle(dialog).fontSize) || 16
  dialog.style.fontSize = ''
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css.replace(/(\d*\.?\d+)rem\b/g, (_, rem: string) => `${Number(rem) * px}px`))
  return sheet
}

/** Some browsers lay their keyboard over the page instead of making room for it. */
function keepAboveKeyboard(dialog: HTMLElement): void {
  const { visualViewport: seen } = window
  const fit = () => {
    // Who zoomed in by hand wants the rest to stay where it is.
    const plain = seen?.scale === 1
    dialog.style.setProperty('--seen', plain ? `${seen.height}px` : null)
    dialog.style.setProperty('--from', plain ? `${seen.offsetTop}px` : null)
  }
  seen?.addEventListener('resize', fit)
  seen?.addEventListener('scroll', fit)
}
