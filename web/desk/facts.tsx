import { Fragment, h } from 'preact'
import { dayOf, momentOf, placeOf, type Clock } from '../parts/format.ts'
import { orderHeadline, parcelHeadline, scanWords } from '../parts/headline.ts'
import type { OrderView, ParcelView, ScanView } from '../types.ts'
import type { Words } from '../words/index.ts'
import type { DeskWords } from './words.ts'

type Props = {
  readonly order: OrderView
  readonly words: DeskWords
  /** What the shopper reads of the same order. */
  readonly shopper: Words
  readonly clock: Clock
}

const mostScans = 5

/** One order as it stands: what the shopper is told, whose word it is, and the scans behind it. */
export function Facts({ order, words, shopper, clock }: Props) {
  const headline = orderHeadline(order, shopper, clock)
  const source = order.parcels.length === 1 ? (order.parcels[0]?.source ?? order.source) : order.source
  return (
    <article class="order">
      <h3>
        <bdi class="number">{order.number}</bdi> {headline.title}
      </h3>
      {headline.details.map((detail) => (
        <p key={detail}>{detail}</p>
      ))}
      <p class="quiet small">{shopper.says(source.name, shopper.asOf(momentOf(source.asOf, clock)))}</p>
      {order.parcels.map((parcel) => (
        <Parcel key={parcel.id} parcel={parcel} {...{ order, words, shopper, clock }} />
      ))}
      {order.unshipped.length > 0 && (
        <p class="items">
          {shopper.itemsWaiting}: {itemsOf(order.unshipped)}
        </p>
      )}
    </article>
  )
}

function Parcel({ parcel, order, words, shopper, clock }: Props & { readonly parcel: ParcelView }) {
  const split = order.parcels.length > 1
  const headline = split ? parcelHeadline(parcel, order, shopper, clock) : null
  const carrier = parcel.carrier?.name ?? shopper.theCarrier
  return (
    <div class="parcel">
      {headline && (
        <Fragment>
          <h4>{headline.title}</h4>
          {headline.details.map((detail) => (
            <p key={detail}>{detail}</p>
          ))}
          <p class="quiet small">
            {shopper.says(parcel.source.name, shopper.asOf(momentOf(parcel.source.asOf, clock)))}
          </p>
        </Fragment>
      )}
      {parcel.late && <p class="warning">{shopper.late}</p>}
      {parcel.conflict && (
        <p class="warning">
          {shopper.conflict(
            order.shop.name,
            shopper.shopSays[parcel.conflict.shop],
            carrier,
            shopper.status[parcel.conflict.carrier],
          )}
        </p>
      )}
      {parcel.action && (
        <p class="warning">
          {shopper.action[parcel.action.by]}: {shopper.actions[parcel.action.what] ?? parcel.action.what}
        </p>
      )}
      <p class="items">{itemsOf(parcel.lines)}</p>
      {parcel.number !== null && (
        <p>
          <bdi class="number">{parcel.number}</bdi>{' '}
          {parcel.carrierUrl !== null && (
            <a href={parcel.carrierUrl} rel="noopener noreferrer" target="_blank">
              {shopper.atCarrier(carrier)}
            </a>
          )}
        </p>
      )}
      {parcel.scans.length === 0 ? (
        <p class="quiet">{words.noScans}</p>
      ) : (
        <Fragment>
          <h4>{words.lastScans}</h4>
          <ol class="scans">
            {parcel.scans.slice(0, mostScans).map((scan, index) => (
              <Scan key={`${scan.localTime} ${index}`} {...{ scan, words, shopper, clock }} />
            ))}
          </ol>
        </Fragment>
      )}
    </div>
  )
}

function Scan({ scan, words, shopper, clock }: Omit<Props, 'order'> & { readonly scan: ScanView }) {
  const title = scanWords(scan, shopper)
  const place = placeOf(scan.place, clock.language)
  const verbatim = [scan.text === title ? null : scan.text, scan.code === null ? null : words.code(scan.code)]
  const said = verbatim.filter((part) => part !== null).join(' · ')
  return (
    <li>
      <time dateTime={scan.localTime}>{wallClock(scan.localTime, clock)}</time>
      <p>
        <bdi>{title}</bdi>
        {place && (
          <span class="place">
            {' '}
            · <bdi>{place}</bdi>
          </span>
        )}
        {said !== '' && (
          <span class="verbatim" dir="auto">
            {said}
          </span>
        )}
      </p>
    </li>
  )
}

/** As the carrier sent it, never shifted; short, and always with its day. */
const wallClock = (localTime: string, clock: Clock) =>
  localTime.includes('T')
    ? momentOf(`${localTime.slice(0, 16)}:00Z`, { ...clock, zone: 'UTC', now: '1970-01-01T00:00:00Z' })
    : dayOf(localTime, clock).text

const itemsOf = (lines: OrderView['lines']) =>
  lines.map(({ title, variant, quantity }) => `${quantity} × ${title}${variant ? ` (${variant})` : ''}`).join(', ')
