import type { Mounted, Mounting } from './widget.ts'
import type { WidgetWords } from './words/words.ts'
import { launcher } from './words/launcher.ts'

/** Put in when this is built: where the module lies, and the words of each language. */
declare const WIDGET_FILES: { readonly module: string; readonly words: Readonly<Record<string, string>> }

const name = 'whereabouts-assistant'

/** The button on a shop's page. All else comes when it is pressed, or where a conversation was open before. */
function include({ src, dataset }: HTMLScriptElement, key: string): void {
  const asked = [dataset['language'], document.documentElement.lang, navigator.language]
  const known = (tag = '') => Object.hasOwn(launcher, baseOf(tag))
  const locale = asked.find(known) ?? 'en'
  const language = baseOf(locale) as keyof typeof launcher
  const files = WIDGET_FILES
  const at = (path = '') => new URL(path, src).href

  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback() {
        if (this.shadowRoot) return
        const shadow = this.attachShadow({ mode: 'open' })
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(style)
        shadow.adoptedStyleSheets = [sheet]
        const button = document.createElement('button')
        const label = document.createElement('span')
        button.className = 'launch'
        button.lang = language
        button.dir = language === 'ar' ? 'rtl' : 'ltr'
        button.setAttribute('aria-haspopup', 'dialog')
        button.append(drawing(), label)
        label.textContent = launcher[language].title
        shadow.append(button)

        let mounting: Promise<Mounted> | undefined
        let tries = 0
        const load = async () => {
          // A browser remembers that a module did not come, under its whole address.
          const again = tries++ ? `#${tries}` : ''
          const [{ mount }, { words }] = (await Promise.all([
            import(/* @vite-ignore */ at(files.module) + again),
            import(/* @vite-ignore */ at(files.words[language]) + again),
          ])) as [{ mount: (mounting: Mounting) => Mounted }, { words: WidgetWords }]
          label.textContent = launcher[language].title
          return mount({ shadow, button, key, host: at('/'), locale, words, order: dataset['order'] || null })
        }
        const open = (mindful: boolean) => {
          button.ariaBusy = 'true'
          mounting ??= load()
          mounting
            .then((mounted) => mounted.open(mindful))
            .catch(() => {
              mounting = undefined
              label.textContent = launcher[language].failed
            })
            .finally(() => (button.ariaBusy = null))
        }
        button.onclick = () => open(true)
        if (held(key, 'open')) open(false)
        else if (held(key, 'queue')) (mounting = load()).catch(() => (mounting = undefined))
      }
    },
  )

  const place = () => document.body.append(document.createElement(name))
  if (document.body) place()
  else document.addEventListener('DOMContentLoaded', place)
}

function baseOf(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? ''
}

/** Some browsers refuse to be asked. */
function held(key: string, what: string): string | null {
  try {
    return localStorage.getItem(`whereabouts ${key} ${what}`)
  } catch {
    return null
  }
}

/** No image: a shop's policy may allow none. */
function drawing(): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.ariaHidden = 'true'
  path.setAttribute('d', 'M3 8l9-5 9 5v8l-9 5-9-5zM3 8l9 5 9-5M12 13v8')
  svg.append(path)
  return svg
}

const style =
  ':host{all:initial}' +
  '.launch{position:fixed;z-index:2147483000;inset-block-end:calc(16px + env(safe-area-inset-bottom));inset-inline-end:calc(16px + env(safe-area-inset-right));' +
  'display:flex;align-items:center;gap:8px;box-sizing:border-box;min-block-size:52px;max-inline-size:calc(100vw - 32px);padding:8px 20px 8px 16px;border:0;border-radius:26px;' +
  'background:#0f5c4d;color:#fff;font:600 medium/1.2 ui-sans-serif,system-ui,sans-serif;text-align:start;cursor:pointer;box-shadow:0 2px 6px #0003,0 8px 24px #0003}' +
  '.launch:dir(rtl){padding:8px 16px 8px 20px}' +
  '.launch[hidden]{display:none}.launch[aria-busy]{opacity:.8}' +
  '.launch:focus-visible{outline:3px solid #0f5c4d;outline-offset:3px}' +
  'svg{flex:none;inline-size:24px;fill:none;stroke:currentcolor;stroke-width:1.8;stroke-linejoin:round}' +
  '@media (prefers-color-scheme:dark){.launch{background:#7fd1b9;color:#06241c}.launch:focus-visible{outline-color:#7fd1b9}}' +
  '@media print{:host{display:none}}'

// A module script is nobody's current script.
const script = document.currentScript ?? document.querySelector('script[data-key^=whp_]')
if (script instanceof HTMLScriptElement && script.dataset['key'] && !customElements.get(name)) {
  include(script, script.dataset['key'])
}
