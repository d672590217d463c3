import { Fragment, h } from 'preact'
import type { OrderView, ParcelView, TrackingPage } from '../types.ts'
import type { Words } from '../words/words.ts'
import type { Clock } from './format.ts'
import { parcelHeadline } from './headline.ts'
import { Icon } from './icon.tsx'
import { Lines } from './lines.tsx'
import { Source } from './source.tsx'
import { StepsBar } from './steps-bar.tsx'
import { Timeline } from './timeline.tsx'

type Props = { readonly order: OrderView; readonly parcel: ParcelView; readonly words: Words; readonly clock: Clock }

const rel = 'noopener noreferrer'

/** One parcel of an order: where it is, what it asks of anybody, what is in it, and all that happened to it. */
export function ParcelCard({
  order,
  parcel,
  words,
  clock,
  told,
}: Props & { readonly told?: NonNullable<TrackingPage['told']>[string] | undefined }) {
  const index = order.parcels.indexOf(parcel)
  const split = order.parcels.length > 1
  const { title, details, tone } = parcelHeadline(parcel, order, words, clock)
  const carrier = parcel.carrier?.name ?? null
  return (
    <article class={`card parcel ${tone}`} aria-labelledby={`parcel-${index}`}>
      {split ? (
        <header>
          <p class="eyebrow">
            {words.parcelOf(index + 1, order.parcels.length)}
            {carrier && ` · ${carrier}`}
          </p>
          <h2 id={`parcel-${index}`}>
            {title} <LateBadge {...{ parcel, title, words }} />
          </h2>
          {details.map((detail) => (
            <p key={detail} class="detail">
              {detail}
            </p>
          ))}
          <Source source={parcel.source} words={words} clock={clock} />
        </header>
      ) : (
        <h2 id={`parcel-${index}`} class="unseen">
          {words.stepsOf}
        </h2>
      )}
      <StepsBar parcel={parcel} words={words} />
      <Notices order={order} parcel={parcel} words={words} />
      <div class="facts">
        {parcel.number && (
          <p>
            <span class="term">{words.trackingNumber}</span>
            <bdi class="number">{parcel.number}</bdi>
          </p>
        )}
        {[
          [parcel.carrierUrl, words.atCarrier(carrier ?? words.theCarrier)] as const,
          [parcel.changeUrl, words.changeDelivery] as const,
        ].map(
          ([href, text]) =>
            href && (
              <a class="button" {...{ href, rel }}>
                {text}
                <Icon name="out" />
              </a>
            ),
        )}
      </div>
      {told && (
        <dl>
          {told.map(({ term, text, href }) => (
            <div key={text}>
              <dt>{term}</dt>
              <dd>{href ? <a {...{ href, rel }}>{text}</a> : <bdi>{text}</bdi>}</dd>
            </div>
          ))}
        </dl>
      )}
      <section>
        <h3>{words.itemsHere}</h3>
        {parcel.lines.length > 0 ? (
          <Lines lines={parcel.lines} words={words} />
        ) : (
          <p class="quiet">{words.itemsUnknown}</p>
        )}
      </section>
      <section>
        <h3>{words.timeline}</h3>
        <Timeline parcel={parcel} words={words} clock={clock} />
      </section>
    </article>
  )
}

/** For a parcel whose day has passed, unless its title says so already. */
export function LateBadge({ parcel, title, words }: { parcel: ParcelView | undefined; title: string; words: Words }) {
  return parcel?.late && !title.startsWith(words.late) ? <span class="badge">{words.late}</span> : null
}

function Notices({ order, parcel, words }: Omit<Props, 'clock'>) {
  const { action, conflict } = parcel
  return (
    <Fragment>
      {action && (
        <div class={`notice ${action.by}`}>
          <Icon name="alert" />
          <div>
            <h3>{words.action[action.by]}</h3>
            <p dir="auto">{actionWords(action, words)}</p>
          </div>
        </div>
      )}
      {conflict && (
        <div class="notice">
          <Icon name="alert" />
          <div>
            <h3>{words.conflictTitle}</h3>
            <p>
              {words.conflict(
                order.shop.name,
                words.shopSays[conflict.shop],
                parcel.carrier?.name ?? words.theCarrier,
                words.status[conflict.carrier],
              )}
            </p>
          </div>
        </div>
      )}
    </Fragment>
  )
}

/** A sentence for a shopper's own task; what others have to do stays theirs unless it came as a sentence. */
export function actionWords({ by, what }: NonNullable<ParcelView['action']>, words: Words): string | undefined {
  if (!/^\w+$/.test(what)) return what
  return by === 'shopper' ? (words.actions[what] ?? what.replaceAll('_', ' ')) : undefined
}
