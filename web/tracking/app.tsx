import { Fragment, h } from 'preact'
import type { TrackingPage } from '../types.ts'
import type { Words } from '../words/words.ts'
import { Chat, type Unsent } from '../parts/chat.tsx'
import { dayOf, dateIn, localeOf, momentOf, moneyOf, type Clock } from '../parts/format.ts'
import { orderHeadline } from '../parts/headline.ts'
import { Lines } from '../parts/lines.tsx'
import { LateBadge, ParcelCard } from '../parts/parcel-card.tsx'
import { Source } from '../parts/source.tsx'
import { StepsBar } from '../parts/steps-bar.tsx'
import type { Live } from './live.ts'

export type AppProps = {
  readonly page: TrackingPage
  readonly words: Words
  /** What a script adds; without one the page stands still and its forms post by themselves. */
  readonly live?: Live
  readonly zone?: string | undefined
  readonly changed?: boolean
  readonly unsent?: readonly Unsent[]
  readonly onSay?: (text: string) => void
  readonly onRetry?: (key: string) => void
}

/** The whole tracking page: rendered on the server, and taken over as it is by the script. */
export function App({ page, words, live = 'still', zone, changed = false, ...chat }: AppProps) {
  const { order, conversation } = page
  const clock: Clock = {
    language: localeOf(page.language, words.language),
    now: page.now,
    zone: zone ?? order.shop.zone,
    nameZone: !zone,
  }
  const headline = orderHeadline(order, words, clock)
  const only = order.parcels.length === 1 ? order.parcels[0] : undefined
  return (
    <Fragment>
      <header class="top">
        <p class="shop">{order.shop.name}</p>
        <LiveMark live={live} words={words} clock={clock} />
      </header>
      <main>
        <div class={`hero ${headline.tone}`}>
          <p class="eyebrow">{words.yourOrder(order.firstName, order.number)}</p>
          <h1>
            {headline.title} <LateBadge parcel={only} title={headline.title} words={words} />
          </h1>
          {headline.details.map((detail) => (
            <p key={detail} class="detail">
              {detail}
            </p>
          ))}
          {order.parcels.length < 2 && <Source source={(only ?? order).source} words={words} clock={clock} />}
          <a class="button ask" href="#assistant">
            {words.askUs}
          </a>
        </div>
        <div class="columns">
          <div class="parcels">
            {order.parcels.length === 0 && order.state !== 'cancelled' && (
              <div class="card">
                <h2 class="unseen">{words.stepsOf}</h2>
                <StepsBar parcel={null} words={words} />
              </div>
            )}
            {order.parcels.map((parcel) => (
              <ParcelCard key={parcel.id} told={page.told?.[parcel.id]} {...{ order, parcel, words, clock }} />
            ))}
            <OrderCard page={page} words={words} clock={clock} />
          </div>
          <Chat
            number={order.number}
            say={page.links.say}
            foreign={page.foreign}
            {...chat}
            {...{ conversation, words, clock }}
          />
        </div>
      </main>
      <p class="unseen" role="status">
        {changed && words.live.updated(headline.title)}
      </p>
    </Fragment>
  )
}

function OrderCard({
  page: { order },
  words,
  clock,
}: {
  readonly page: TrackingPage
  readonly words: Words
  readonly clock: Clock
}) {
  const placed = dateIn(clock.zone, { now: order.placedAt })
  const waiting = order.state === 'cancelled' ? order.lines : order.unshipped
  return (
    <section class="card order" aria-labelledby="order">
      <h2 id="order">{words.order(order.number)}</h2>
      {waiting.length > 0 && (
        <Fragment>
          <h3>{order.state === 'cancelled' ? words.items : words.itemsWaiting}</h3>
          <Lines lines={waiting} words={words} />
        </Fragment>
      )}
      <dl>
        <div>
          <dt>{words.placedOn}</dt>
          <dd>
            <time dateTime={order.placedAt}>{dayOf(placed, clock).text}</time>
          </dd>
        </div>
        <div>
          <dt>{words.total}</dt>
          <dd>{moneyOf(order.total, clock.language)}</dd>
        </div>
      </dl>
      {order.parcels.length !== 0 && <Source source={order.source} words={words} clock={clock} />}
    </section>
  )
}

function LiveMark({ live, words, clock }: { readonly live: Live; readonly words: Words; readonly clock: Clock }) {
  const text = {
    still: words.asOf(momentOf(clock.now, clock)),
    connecting: words.live.connecting,
    live: words.live.live,
    offline: words.live.offline(words.asOf(momentOf(clock.now, clock))),
    gone: words.live.gone,
  }[live]
  return <p class={`live ${live}`}>{text}</p>
}
