import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { ComponentChildren } from 'preact'
import type { RenderOptions } from '../rendering.ts'
import type { DeskPage } from '../types.ts'
import { ConversationPage } from './conversation.tsx'
import { ListPage } from './list.tsx'
import { type DeskWords, deskLanguageOf, deskLanguages } from './words.ts'

/** A page for whoever answers for the shop. */
export function renderDesk(page: DeskPage, options: RenderOptions): string {
  const words = deskLanguages[deskLanguageOf(page.language)]
  return `<!doctype html>${renderToString(<Page page={page} words={words} options={options} />)}`
}

type Props = { readonly page: DeskPage; readonly words: DeskWords; readonly options: RenderOptions }

function Page({ page, words, options }: Props) {
  const document = { words, options }
  switch (page.kind) {
    case 'list':
      return (
        <Document {...document} title={words.tab(page.counts.waiting, words.title)} events="/desk/events">
          <ListPage page={page} words={words} />
        </Document>
      )
    case 'conversation':
      return (
        <Document
          {...document}
          title={words.tab(page.counts.waiting, words.transcript)}
          address={`/desk/${page.packet.conversation}`}
          events={`/desk/${page.packet.conversation}/events`}
        >
          <ConversationPage page={page} words={words} />
        </Document>
      )
    case 'sign_in':
      return (
        <Notice {...document} {...words.signIn}>
          {/* A form and not a link: what previews links must not use this one up. */}
          <form method="post">
            <button class="main">{words.signIn.button}</button>
          </form>
        </Notice>
      )
    case 'sign_in_wrong':
      return <Notice {...document} {...words.signInWrong} />
    case 'signed_out':
      return <Notice {...document} {...words.signedOut} />
    case 'not_found':
      return (
        <Notice {...document} {...words.notFound}>
          <p>
            <a href="/desk">{words.back}</a>
          </p>
        </Notice>
      )
    default:
      return page satisfies never
  }
}

type DocumentProps = Omit<Props, 'page'> & {
  readonly title: string
  /** The page's own, where it may be shown in answer to a form. */
  readonly address?: string
  readonly events?: string
  readonly children?: ComponentChildren
}

function Document({ title, words, options: { assets, nonce }, address, events, children }: DocumentProps) {
  return (
    <html lang={words.language} dir="ltr">
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/favicon.ico" />
        <link rel="stylesheet" href={assets.desk.style} nonce={nonce} />
        {events !== undefined && <script type="module" src={assets.desk.script} nonce={nonce} />}
      </head>
      <body data-events={events} data-address={address}>
        {children}
      </body>
    </html>
  )
}

function Notice({
  title,
  text,
  children,
  ...document
}: Omit<DocumentProps, 'events' | 'address'> & { readonly text: string; readonly button?: string }) {
  return (
    <Document words={document.words} options={document.options} title={title}>
      <main class="notice-page">
        <h1>{title}</h1>
        <p>{text}</p>
        {children}
      </main>
    </Document>
  )
}
