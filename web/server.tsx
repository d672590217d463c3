import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { ComponentChildren } from 'preact'
import type { GlancePage, MessagePage, Proof, RenderOptions, Web } from './rendering.ts'
import type { TrackingPage } from './types.ts'
import { renderMail } from './mail/render.ts'
import { dayOf, localeOf, momentOf, type Clock } from './parts/format.ts'
import { orderHeadline } from './parts/headline.ts'
import { IconSheet } from './parts/icon-sheet.tsx'
import { DemoShop } from './demo/shop.tsx'
import type { DemoPage } from './rendering.ts'
import { renderDesk } from './desk/render.tsx'
import { App } from './tracking/app.tsx'
import { ProofSection } from './tracking/proof.tsx'
import { tellFacts } from './tracking/tell-facts.ts'
import { languageOf, languages, messages } from './words/index.ts'
import type { Words } from './words/index.ts'
import { proofWords } from './words/proof.ts'

/** A whole HTML document that answers without a script, and holds the data with which the script takes over. */
export function renderTrackingPage(bare: TrackingPage, options: RenderOptions, proof?: Proof): string {
  const page = tellFacts(bare)
  const language = languageOf(page.language)
  const words: Words = languages[language]
  const { order } = page
  const clock: Clock = {
    language: localeOf(page.language, words.language),
    now: page.now,
    zone: order.shop.zone,
    nameZone: true,
  }
  const title = words.tab(orderHeadline(order, words, clock).title, words.order(order.number))
  return document(
    <Document title={title} words={words} options={options} live>
      <IconSheet />
      <div id="app">
        <App page={page} words={words} />
      </div>
      {proof && <ProofSection proof={proof} language={language} words={words} clock={clock} />}
      <script
        id="page"
        type="application/json"
        nonce={options.nonce}
        dangerouslySetInnerHTML={{ __html: inScript(page) }}
      />
    </Document>,
  )
}

/** For links that have ended, look-ups that failed and addresses that are none: says what to do next. */
export function renderMessagePage(message: MessagePage, options: RenderOptions): string {
  const language = languageOf(message.language)
  const words: Words = languages[language]
  const { title, text, next } = 'kind' in message ? messages[language][message.kind] : message
  return document(
    <Document title={title} words={words} options={options}>
      {message.shop && (
        <header class="top">
          <p class="shop">{message.shop}</p>
        </header>
      )}
      <main class="message-page">
        <h1 dir="auto">{title}</h1>
        <p dir="auto">{text}</p>
        {next && (
          <p class="next" dir="auto">
            {next}
          </p>
        )}
        {message.wait && <p dir="auto">{proofWords[language].wait}</p>}
        {message.links?.map(({ label, href }) => (
          <a key={href} class="button" href={href}>
            {label}
          </a>
        ))}
      </main>
    </Document>,
  )
}

/** How far a parcel is, and the day it got there: nothing else is known to whoever has its number alone. */
export function renderGlancePage(
  { language: tag, milestone, day, source, now, zone, links }: GlancePage,
  options: RenderOptions,
): string {
  const language = languageOf(tag)
  const words: Words = languages[language]
  const clock: Clock = { language: localeOf(tag, words.language), now, zone, nameZone: true }
  const title = words.status[milestone]
  const told = milestone === 'delivered' ? String : proofWords[language].since
  return document(
    <Document title={title} words={words} options={options}>
      <main class="message-page">
        <h1>{title}</h1>
        {day && <p>{told(dayOf(day, clock).text)}</p>}
        <p class="source">{words.says(source.name, words.asOf(momentOf(source.asOf, clock)))}</p>
        <p class="next">{proofWords[language].more}</p>
        {links.map(({ label, href }) => (
          <a key={href} class="button" href={href}>
            {label}
          </a>
        ))}
      </main>
    </Document>,
  )
}

/** The invented shop's front, for whoever tries this out. */
export function renderDemoPage(page: DemoPage, options: { readonly style: string }): string {
  return document(<DemoShop page={page} words={languages[languageOf(page.language)]} style={options.style} />)
}

export { renderDesk, renderMail, tellFacts }

;({
  tellFacts,
  renderTrackingPage,
  renderMessagePage,
  renderGlancePage,
  renderDemoPage,
  renderDesk,
  renderMail,
}) satisfies Web

type DocumentProps = {
  readonly title: string
  readonly words: Words
  readonly options: RenderOptions
  readonly live?: boolean
  readonly children: ComponentChildren
}

function Document({ title, words, options: { assets, nonce }, live = false, children }: DocumentProps) {
  return (
    <html lang={words.language} dir={words.dir}>
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href={icon} />
        <link rel="stylesheet" href={assets.style} nonce={nonce} />
        {live && <link id="words" rel="modulepreload" href={assets.words[words.language]} nonce={nonce} />}
        {live && <script type="module" src={assets.script} nonce={nonce} />}
      </head>
      <body>{children}</body>
    </html>
  )
}

function document(html: Parameters<typeof renderToString>[0]): string {
  return `<!doctype html>${renderToString(html)}`
}

/** JSON that cannot end its script element, nor be cut by the two line ends that JSON allows and old scripts don't. */
function inScript(data: unknown): string {
  return JSON.stringify(data).replace(
    /[<\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Ccircle cx='12' cy='12' r='11' fill='%230f5c4d'/%3E%3Cpath d='M7 12.5l3.5 3.5L17 8.5' fill='none' stroke='%23fff' stroke-width='2.5' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E"
