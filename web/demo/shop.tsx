import { h } from 'preact'
import type { Clock } from '../parts/format.ts'
import { orderHeadline } from '../parts/headline.ts'
import type { Words } from '../words/index.ts'
import type { DemoPage } from './page.ts'
import { ProductPicture } from './pictures.tsx'
import { demoWords, type DemoWords } from './words.ts'

type Props = { readonly page: DemoPage; readonly words: Words; readonly style: string }

/** The whole document: a shop front, customers to be, and the ways to the rest. */
export function DemoShop({ page, words, style }: Props) {
  const language = words.language === 'de' ? 'de' : 'en'
  const own: DemoWords = demoWords[language]
  const { name, zone } = page.shop
  const { locale } = own
  const clock: Clock = { language: locale, now: page.now, zone, nameZone: false }
  return (
    <html lang={own.locale} dir="ltr">
      <head>
        <meta charset="utf-8" />
        <title>{name}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/favicon.ico" />
        <link rel="stylesheet" href={style} />
        {page.widget && <script async src={page.widget.script} data-key={page.widget.key} />}
      </head>
      <body>
        <header>
          <p class="invented">{own.invented}</p>
          <div class="top">
            <p class="sign">
              <Mark /> {name}
            </p>
            <a class="language" href={`/demo?lang=${own.otherLanguage.code}`} lang={own.otherLanguage.code}>
              {own.otherLanguage.label}
            </a>
          </div>
        </header>
        <main>
          <section class="hero">
            <h1>{own.claim}</h1>
            <p>{own.about}</p>
          </section>
          <Range page={page} own={own} locale={locale} />
          <section class="orders" aria-labelledby="orders">
            <h2 id="orders">{own.yourOrders}</h2>
            <p class="lead">
              {own.pick} {page.widget ? own.withAssistant : own.withoutAssistant}
            </p>
            <ul class="cards">
              {page.cards.map((card) => (
                <Card key={card.order.id} card={card} own={own} words={words} clock={clock} />
              ))}
            </ul>
          </section>
        </main>
        <Around links={page.links} own={own} />
      </body>
    </html>
  )
}

function Range({ page, own, locale }: { page: DemoPage; own: DemoWords; locale: string }) {
  return (
    <section aria-labelledby="range">
      <h2 id="range">{own.range}</h2>
      <ul class="range">
        {page.products.map(({ title, priceMinor, currency, picture }) => (
          <li key={title}>
            <ProductPicture of={picture} />
            <h3>{title}</h3>
            <p>
              {own.kinds[picture]}
              <span class="price">{priceOf(priceMinor, currency, locale)}</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

type CardProps = { card: DemoPage['cards'][number]; own: DemoWords; words: Words; clock: Clock }

function Card({ card, own, words, clock }: CardProps) {
  const { order, name, speaks, postcode, track, ask, note } = card
  const { title, details, tone } = orderHeadline(order, words, clock)
  const [firstName = name] = name.split(' ')
  return (
    <li class={`card ${tone}`}>
      <p class="who">
        <strong>{name}</strong>
        <span>{own.speaks[speaks] ?? speaks}</span>
      </p>
      <p class="keys">
        {own.number} {order.number} · {own.postcode} {postcode}
      </p>
      <h3>{title}</h3>
      <p class="what">
        {order.lines.map(({ title: item, quantity }) => (quantity > 1 ? `${quantity} × ${item}` : item)).join(', ')}
      </p>
      {details[0] && <p class="detail">{details[0]}</p>}
      {note && <p class={`note ${note}`}>{own.notes[note]}</p>}
      <details>
        <summary>{own.be(firstName)}</summary>
        <dl>
          <dt>{own.say}</dt>
          <dd>{ask[words.language] ?? Object.values(ask)[0] ?? own.anything}</dd>
          <dt>{own.thenType}</dt>
          <dd>
            <kbd title={own.number}>{order.number}</kbd> <kbd title={own.postcode}>{postcode}</kbd>
          </dd>
        </dl>
        <a href={track}>{own.track}</a>
      </details>
    </li>
  )
}

function Around({ links, own }: { links: DemoPage['links']; own: DemoWords }) {
  const shown = [
    { label: own.mailbox, href: links.mailbox },
    { label: own.desk, href: links.desk },
    { label: own.lookUp, href: '/track' },
    { label: own.docs, href: links.docs },
  ]
  return (
    <footer>
      <nav aria-label={own.around}>
        <h2>{own.around}</h2>
        <ul>{shown.map(({ label, href }) => href && <li key={href}>{<a href={href}>{label}</a>}</li>)}</ul>
      </nav>
    </footer>
  )
}

const Mark = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <circle class="glow" cx="16" cy="18" r="13" />
    <path class="wood-line" d="M16 2 V8" />
    <path class="wood" d="M16 7 C24 7 27 13 27 18 H5 C5 13 8 7 16 7 Z" />
    <circle class="bulb" cx="16" cy="20" r="3.5" />
  </svg>
)

function priceOf(minor: number, currency: string, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' }).format(
    minor / 100,
  )
}
