import { Fragment, h } from 'preact'
import type { Proof } from '../rendering.ts'
import { countryOf, dateIn, dayOf, momentOf, type Clock } from '../parts/format.ts'
import { proofWords } from '../words/proof.ts'
import type { Language, Words } from '../words/index.ts'

type ProofProps = {
  readonly proof: Proof
  readonly language: Language
  readonly words: Words
  readonly clock: Clock
}

/** Below the order: what a one-time code shows beside it. Only ever rendered on the server; its forms need no script. */
export function ProofSection({ proof, language, words, clock }: ProofProps) {
  const own = proofWords[language]
  return (
    <section class="proof" id="proof" aria-labelledby="proof-title">
      <div class="card">
        <h2 id="proof-title">{own.title}</h2>
        {proof.kind === 'locked' ? (
          <Locked proof={proof} own={own} />
        ) : (
          <Open proof={proof} own={own} clock={clock} words={words} />
        )}
      </div>
    </section>
  )
}

type Own = (typeof proofWords)[Language]

function Locked({
  proof: { told, send, open },
  own,
}: {
  readonly proof: Proof & { kind: 'locked' }
  readonly own: Own
}) {
  return (
    <Fragment>
      {told === null && <p class="quiet">{own.intro}</p>}
      {told !== null && (
        <p class="state" role="status">
          {told === 'sent' && own.sent}
          {told === 'wrong' && own.wrong}
          {told === 'paused' && `${own.paused} ${own.wait}`}
        </p>
      )}
      {told !== null && (
        <form class="code" method="post" action={open}>
          <label for="code">{own.code}</label>
          <input
            id="code"
            name="code"
            dir="ltr"
            required
            maxLength={20}
            inputMode="numeric"
            autocomplete="one-time-code"
          />
          <button class="button ask">{own.open}</button>
        </form>
      )}
      <form method="post" action={send}>
        <button class="button">{told === null ? own.send : own.sendAgain}</button>
      </form>
    </Fragment>
  )
}

type OpenProps = {
  readonly proof: Proof & { kind: 'open' }
  readonly own: Own
  readonly words: Words
  readonly clock: Clock
}

function Open({ proof: { until, address, orders }, own, words, clock }: OpenProps) {
  return (
    <Fragment>
      <p class="quiet small">{own.shownUntil(momentOf(until, clock))}</p>
      <h3>{own.address}</h3>
      {address ? <Address address={address} language={clock.language} /> : <p class="quiet">{own.noAddress}</p>}
      <h3>{own.orders}</h3>
      {orders.length === 0 && <p class="quiet">{own.noOrders}</p>}
      {orders.length > 0 && (
        <ul class="others">
          {orders.map(({ href, number, placedAt }) => (
            <li key={href}>
              <a href={href}>{words.order(number)}</a>{' '}
              <span class="quiet small">
                {words.placedOn} {dayOf(dateIn(clock.zone, { now: placedAt }), clock).text}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Fragment>
  )
}

type AddressProps = { readonly address: NonNullable<(Proof & { kind: 'open' })['address']>; readonly language: string }

function Address({ address: { name, lines, city, region, postal, country }, language }: AddressProps) {
  const town = [postal, city].filter(Boolean).join(' ')
  const told = [name, ...lines, town, region, country && countryOf(country, language)].filter(Boolean)
  return (
    <address>
      {told.map((line) => (
        <span key={line} dir="auto">
          {line}
        </span>
      ))}
    </address>
  )
}
