import { h } from 'preact'
import type { ParcelView, ScanView } from '../types.ts'
import type { Words } from '../words/words.ts'
import { dayOf, placeOf, timeOf, type Clock } from './format.ts'
import { scanWords, sentWords, unseenWords } from './headline.ts'

type Props = { readonly parcel: ParcelView; readonly words: Words; readonly clock: Clock }

/** How many of the newest scans are open from the start. */
const open = 6

export function Timeline({ parcel, words, clock }: Props) {
  const carrier = parcel.carrier?.name ?? words.theCarrier
  if (parcel.scans.length === 0) {
    // What the shop says stands alone until a carrier reports the parcel.
    const sent = parcel.sent && `${sentWords(parcel.sent, words, clock)}.`
    return (
      <p class="quiet">
        {sent} {unseenWords(parcel, words)}
      </p>
    )
  }
  // One more is not worth a fold.
  const cut = parcel.scans.length > open + 1 ? open : parcel.scans.length
  const older = parcel.scans.slice(cut)
  return (
    <div class="timeline">
      <Days scans={parcel.scans.slice(0, cut)} carrier={carrier} words={words} clock={clock} />
      {older.length > 0 && (
        <details>
          <summary>{words.earlier(older.length)}</summary>
          <Days scans={older} carrier={carrier} words={words} clock={clock} />
        </details>
      )}
      <p class="quiet small">{words.timesAsSent}</p>
    </div>
  )
}

type DaysProps = Omit<Props, 'parcel'> & { readonly scans: readonly ScanView[]; readonly carrier: string }

function Days({ scans, carrier, words, clock }: DaysProps) {
  return (
    <ol class="days">
      {byDay(scans).map(([date, scans]) => (
        <li key={date}>
          <h4 class="day">
            <time dateTime={date}>{dayOf(date, clock).text}</time>
          </h4>
          <ol class="scans">
            {scans.map((scan, index) => (
              <Scan key={`${scan.localTime} ${scan.code} ${index}`} {...{ scan, carrier, words, clock }} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  )
}

function Scan({ scan, carrier: own, words, clock }: Omit<DaysProps, 'scans'> & { readonly scan: ScanView }) {
  const by = scan.carrier?.name
  const carrier = by ?? own
  const title = scanWords(scan, words)
  const time = timeOf(scan.localTime, clock)
  const place = [by, placeOf(scan.place, clock.language)].filter(Boolean).join(' · ')
  const verbatim = title === scan.text
  return (
    <li class={scan.milestone ? `scan ${scan.milestone}` : 'scan unmapped'}>
      <span class="time">{time && <time dateTime={scan.localTime}>{time}</time>}</span>
      <div class="what">
        <p class="title">
          <bdi>{title}</bdi>
        </p>
        {place && (
          <p class="place">
            <bdi>{place}</bdi>
          </p>
        )}
        {verbatim ? (
          <p class="verbatim">{words.ownWords(carrier)}</p>
        ) : (
          scan.text && (
            <p class="verbatim">
              <bdi>{carrier}</bdi>: <q dir="auto">{scan.text}</q>
            </p>
          )
        )}
      </div>
    </li>
  )
}

function byDay(scans: readonly ScanView[]): [string, ScanView[]][] {
  const days: [string, ScanView[]][] = []
  for (const scan of scans) {
    const date = scan.localTime.slice(0, 10)
    const last = days.at(-1)
    if (last?.[0] === date) last[1].push(scan)
    else days.push([date, [scan]])
  }
  return days
}
