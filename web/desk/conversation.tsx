import { Fragment, h } from 'preact'
import { momentOf, type Clock } from '../parts/format.ts'
import type { DeskPage, HandOverView, MessageView } from '../types.ts'
import { languages } from '../words/index.ts'
import { Facts } from './facts.tsx'
import { clockOf, Header, minutesSince, Sources, speaker } from './parts.tsx'
import type { DeskWords } from './words.ts'

type Page = Extract<DeskPage, { kind: 'conversation' }>
type Props = { readonly page: Page; readonly words: DeskWords; readonly clock: Clock }

/** The hand-over packet: who it is, what was said and tried, what is known, and the answer to write. */
export function ConversationPage({ page, words }: Omit<Props, 'clock'>) {
  const clock = clockOf(page, words)
  const { packet } = page
  const all = { page, words, clock }
  const name = packet.orders.find(({ firstName }) => firstName !== null)?.firstName ?? words.unknownName
  const numbers = packet.orders.map(({ number }) => number).join(', ')
  return (
    <Fragment>
      {mayAnswer(page) && (
        <a class="skip" href="#answer">
          {words.toAnswer}
        </a>
      )}
      <Header page={page} words={words} />
      <main class="conversation">
        <div class="head">
          <p class="back">
            <a href="/desk">{words.back}</a>
          </p>
          <h1>
            <bdi>{name}</bdi>
            {numbers !== '' && (
              <span>
                {' · '}
                <bdi class="number">{numbers}</bdi>
              </span>
            )}
          </h1>
          <div id="summary" data-live>
            <Summary {...all} />
          </div>
        </div>
        <div class="talk">
          <div>
            <h2 class="over">{words.transcript}</h2>
            {/* A scrolling box has to be reachable by keyboard. */}
            <div id="transcript" class="transcript" role="region" aria-label={words.transcript} tabIndex={0} data-live>
              <Transcript {...all} />
            </div>
            <p id="heard" class="unseen" role="status" data-live>
              {lastOfShopper(packet.messages, words)}
            </p>
          </div>
          <Answer {...all} />
        </div>
        <div class="aside">
          <section id="facts" aria-labelledby="facts-title" data-live>
            <h2 id="facts-title">{words.facts}</h2>
            {packet.orders.length === 0 ? (
              <p class="warning">{words.noFacts}</p>
            ) : (
              packet.orders.map((order) => (
                <Facts
                  key={order.id}
                  order={order}
                  words={words}
                  shopper={languages[deskLanguage(words)]}
                  clock={clock}
                />
              ))
            )}
          </section>
          <section id="tried" aria-labelledby="tried-title" data-live>
            <h2 id="tried-title">{words.tried}</h2>
            <Tried tried={packet.tried} words={words} clock={clock} />
          </section>
          <p class="quiet small">{words.timesIn(page.zone)}</p>
        </div>
      </main>
    </Fragment>
  )
}

/** What was typed stays, also where it can't be sent any more. */
const mayAnswer = ({ packet, text }: Page) => packet.state === 'with_person' || text !== ''

const deskLanguage = ({ language }: DeskWords): 'en' | 'de' => (language === 'de' ? 'de' : 'en')

function Summary({ page, words, clock }: Props) {
  const { level, handOver, feeling, state } = page.packet
  return (
    <Fragment>
      <dl class="summary">
        <div class={level === 'L0' ? 'stranger' : ''}>
          <dt>{words.proof}</dt>
          <dd>{words.level[level]}</dd>
        </div>
        {handOver && (
          <div>
            <dt>{words.why}</dt>
            <dd>
              {words.reason[handOver.reason]}, <time dateTime={handOver.at}>{momentOf(handOver.at, clock)}</time>
            </dd>
          </div>
        )}
        {handOver?.waitingSince && (
          <div class="waiting">
            <dt>{words.groups.waiting}</dt>
            <dd>
              <time dateTime={handOver.waitingSince}>{words.duration(minutesSince(handOver.waitingSince, page))}</time>
            </dd>
          </div>
        )}
        {feeling && (
          <div>
            <dt>{words.mood}</dt>
            <dd>{words.feeling[feeling]}</dd>
          </div>
        )}
      </dl>
      <p class={`state ${state}`}>
        {words.state[state]}
        {handOver?.takenBy && state === 'with_person' && ` (${words.takenBy(handOver.takenBy)})`}
      </p>
    </Fragment>
  )
}

function Transcript({ page, words, clock }: Props) {
  const { messages } = page.packet
  return (
    <Fragment>
      {/* Belongs to the form: which message was read last when the answer was written. */}
      <input type="hidden" name="after" value={messages.at(-1)?.id ?? ''} form="answer" />
      <ol class="messages">
        {messages.map((message) => (
          <li key={message.id} class={`message ${message.by}`}>
            <p class="meta">
              <b>{speaker(message, words)}</b> <time dateTime={message.at}>{momentOf(message.at, clock)}</time>
              {sourcesOf(message.evidence, clock).length > 0 && ' · '}
              <Sources evidence={sourcesOf(message.evidence, clock)} words={words} />
            </p>
            <p class="text" dir="auto">
              {message.text}
            </p>
          </li>
        ))}
      </ol>
    </Fragment>
  )
}

function Answer({ page, words, clock }: Props) {
  const { packet, text, refused, agent } = page
  const here = `/desk/${packet.conversation}`
  return (
    <Fragment>
      {refused && (
        <p class="refused" role="alert">
          {words.refused[refused]}
        </p>
      )}
      {mayAnswer(page) && (
        <form id="answer" class="answer" method="post" action={`${here}/reply`}>
          <label for="text">{words.answer}</label>
          <p id="hint" class="quiet small">
            {words.answerHint(agent)}
          </p>
          <textarea id="text" name="text" rows={5} maxLength={10_000} dir="auto" aria-describedby="hint">
            {text}
          </textarea>
          <p class="send">
            <button class="main">{words.send}</button>
            <span class="quiet small keys">{words.keys}</span>
          </p>
        </form>
      )}
      <div id="draft" data-live>
        {packet.draft && packet.state === 'with_person' && (
          <details id="draft-box" class="draft" open>
            <summary>{words.draft}</summary>
            <p class="quiet small">{words.draftHint}</p>
            <blockquote id="draft-text" dir="auto">
              {packet.draft.text}
            </blockquote>
            <p class="use small">
              <a id="use-draft" class="button" href={`${here}?draft=1#answer`}>
                {words.useDraft}
              </a>
              <Sources evidence={sourcesOf(packet.draft.evidence, clock)} words={words} />
            </p>
          </details>
        )}
      </div>
      <div id="actions" class="actions" data-live>
        {packet.state === 'with_person' && (
          <Fragment>
            <form method="post" action={`${here}/hand-back`}>
              <button>{words.handBack}</button>
            </form>
            <form method="post" action={`${here}/close`}>
              <button>{words.close}</button>
            </form>
          </Fragment>
        )}
      </div>
    </Fragment>
  )
}

type TriedProps = {
  readonly tried: HandOverView['tried']
  readonly words: DeskWords
  readonly clock: Clock
}

function Tried({ tried, words, clock }: TriedProps) {
  if (tried.length === 0) return <p class="quiet">{words.nothingTried}</p>
  return (
    <ol class="tried">
      {tried.map(({ at, text, topic, outcome, times }) => (
        <li key={at} class={outcome}>
          <time dateTime={at}>{momentOf(at, clock)}</time>
          <p>
            <b>{topic ?? (outcome === 'not_understood' ? words.notUnderstood : words.gaveDetails)}</b>
            {times > 1 && <span class="times"> {words.times(times)}</span>}
            <q dir="auto">{text}</q>
          </p>
          <span class="outcome">{words.outcome[outcome]}</span>
        </li>
      ))}
    </ol>
  )
}

/** "UPS, 14:05": whose word the facts of a message are, and as of when. */
function sourcesOf(evidence: MessageView['evidence'], clock: Clock): string[] {
  const told = evidence.flatMap(({ source }) => (source ? `${source.name}, ${momentOf(source.asOf, clock)}` : []))
  return [...new Set(told)]
}

function lastOfShopper(messages: readonly MessageView[], words: DeskWords): string {
  const last = messages.at(-1)
  return last?.by === 'shopper' ? `${words.by.shopper}: ${last.text}` : ''
}
