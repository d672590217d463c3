import { h } from 'preact'
import type { OrderView, ParcelView } from '../types.ts'
import type { WidgetWords } from './words/words.ts'
import { dayOf, placeOf, timeOf, type Clock } from '../parts/format.ts'
import { orderHeadline, parcelHeadline, scanWords } from '../parts/headline.ts'
import { Icon } from '../parts/icon.tsx'
import { LateBadge } from '../parts/parcel-card.tsx'
import { Source } from '../parts/source.tsx'
import { StepsBar } from '../parts/steps-bar.tsx'

type Props = {
  readonly order: OrderView
  readonly words: WidgetWords
  readonly clock: Clock
  /** Where it can be looked up by hand; pressing it opens the page at once. */
  readonly page: string
  readonly onOpen: (order: string) => void
}

/** An order as an answer shows it: how it stands, how far it is, whose word that is, and the way to its page. */
export function OrderCard({ order, words, clock, page, onOpen }: Props) {
  const { title, details, tone } = orderHeadline(order, words, clock)
  const [only, ...others] = order.parcels
  const alone = others.length === 0 ? only : undefined
  return (
    <section class={`order-card ${tone}`} aria-label={words.order(order.number)}>
      <header>
        <p class="eyebrow">
          <bdi>{words.order(order.number)}</bdi>
        </p>
        <h3>
          {title} <LateBadge parcel={alone} title={title} words={words} />
        </h3>
        {details.map((detail) => (
          <p key={detail}>{detail}</p>
        ))}
      </header>
      {order.parcels.length === 0 && order.state !== 'cancelled' && <StepsBar parcel={null} words={words} />}
      {order.parcels.map((parcel) => (
        <Parcel key={parcel.id} {...{ order, parcel, words, clock }} />
      ))}
      {!alone && <Source source={order.source} words={words} clock={clock} />}
      <a
        class="button"
        href={page}
        target="_blank"
        rel="noopener"
        onClick={(event) => {
          event.preventDefault()
          onOpen(order.id)
        }}
      >
        {words.widget.openPage}
        <Icon name="out" />
      </a>
    </section>
  )
}

type ParcelProps = Pick<Props, 'order' | 'words' | 'clock'> & { readonly parcel: ParcelView }

function Parcel({ order, parcel, words, clock }: ParcelProps) {
  const split = order.parcels.length > 1
  const { title, details, tone } = parcelHeadline(parcel, order, words, clock)
  return (
    <div class={`piece ${tone}`}>
      {split && (
        <header>
          <p class="eyebrow">
            {words.parcelOf(order.parcels.indexOf(parcel) + 1, order.parcels.length)}
            {parcel.carrier && ` · ${parcel.carrier.name}`}
          </p>
          <h4>
            {title} <LateBadge {...{ parcel, title, words }} />
          </h4>
          {details.map((detail) => (
            <p key={detail}>{detail}</p>
          ))}
        </header>
      )}
      <StepsBar parcel={parcel} words={words} />
      <LastScan parcel={parcel} words={words} clock={clock} />
      <Source source={parcel.source} words={words} clock={clock} />
    </div>
  )
}

function LastScan({ parcel: { scans }, words, clock }: Omit<ParcelProps, 'order'>) {
  const [scan] = scans
  if (!scan) return null
  const place = placeOf(scan.place, clock.language)
  const time = timeOf(scan.localTime, clock)
  const day = dayOf(scan.localTime, clock, scan.zone).text
  return (
    <p class="last">
      <span class="term">{words.widget.lastScan}</span>
      <bdi>{scanWords(scan, words)}</bdi>
      {place && (
        <span>
          {' · '}
          <bdi>{place}</bdi>
        </span>
      )}
      {' · '}
      <time dateTime={scan.localTime}>{time ? `${day}, ${time}` : day}</time>
    </p>
  )
}
