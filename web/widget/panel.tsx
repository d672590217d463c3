import { Fragment, h } from 'preact'
import type { ConversationView, MessageView } from '../types.ts'
import { Bubble, Choices, Message, SayForm, type Unsent } from '../parts/chat.tsx'
import type { Clock } from '../parts/format.ts'
import { IconSheet } from '../parts/icon-sheet.tsx'
import type { Live, Talk } from './assistant.ts'
import { OrderCard } from './order-card.tsx'
import type { WidgetWords } from './words/words.ts'

export type PanelProps = Talk & {
  readonly words: WidgetWords
  readonly clock: Clock
  /** An order number the page named. */
  readonly order: string | null
  readonly lookUp: string
  /** The page of an order that was asked for did not open. */
  readonly stuck: boolean
  readonly onSay: (text: string) => void
  readonly onRetry: (key: string) => void
  readonly onStartOver: () => void
  readonly onClose: () => void
  readonly onOpen: (order: string) => void
}

/** All that is in the dialog. */
export function Panel(props: PanelProps) {
  const { live, view, unsent, words, order, stuck, onSay, onStartOver, onClose } = props
  const conversation = view?.conversation ?? null
  const last = conversation?.messages.at(-1)
  const choices = last && last.by !== 'shopper' && unsent.length === 0 ? last.choices : []
  const fresh = !conversation && unsent.length === 0
  const sending = !isDown(live) && unsent.some(({ state }) => state === 'sending')
  const thinking = sending && conversation?.state !== 'with_person'
  const { starters } = words.chat
  const ways = order ? [words.widget.whereIs(order), ...starters.slice(1)] : starters
  const form = { say: '#', words, onSay }
  return (
    <Fragment>
      <IconSheet />
      <header class="head">
        <div>
          <h2 id="title" tabIndex={-1}>
            {words.chat.title}
          </h2>
          <Standing live={live} words={words} />
        </div>
        {conversation && live !== 'over' && (
          <button type="button" class="plain" onClick={onStartOver}>
            {words.widget.startOver}
          </button>
        )}
        <button type="button" class="close" aria-label={words.widget.close} onClick={onClose}>
          <span aria-hidden="true">×</span>
        </button>
      </header>
      {fresh && <p class="intro">{words.widget.intro}</p>}
      {/* A scrolling box has to be reachable by keyboard. */}
      <div class="log" role="log" aria-label={words.chat.log} tabIndex={0}>
        <div class="messages">
          {conversation && <Said {...props} conversation={conversation} shop={view?.shop.name ?? ''} />}
          {unsent.map((message) => (
            <Waiting key={message.key} {...props} message={message} />
          ))}
          {thinking && (
            <div class="message assistant thinking">
              <p class="text">{words.chat.thinking}</p>
            </div>
          )}
        </div>
      </div>
      <div role="status" class="notes">
        {live !== 'over' && conversation?.state === 'with_person' && <p class="state">{words.chat.withPerson}</p>}
        {live !== 'over' && conversation?.state === 'closed' && <p class="state">{words.chat.closed}</p>}
        {isDown(live) && <p class="state down">{words.widget[live]}</p>}
        {stuck && <p class="state down">{words.widget.notOpened}</p>}
        {live === 'over' && <p class="state">{words.widget.over}</p>}
      </div>
      {live === 'over' && (
        <button type="button" class="button again" onClick={onStartOver}>
          {words.widget.startAgain}
        </button>
      )}
      {choices.length > 0 && <Choices {...form} choices={choices} />}
      {fresh && <Choices {...form} choices={ways.map((say) => ({ label: say, say }))} />}
      <SayForm {...form} />
    </Fragment>
  )
}

type SaidProps = PanelProps & { readonly conversation: ConversationView; readonly shop: string }

/** Each order's card stands once, under the newest answer about it: what is known now belongs to no older one. */
function Said({ conversation: { messages, orders }, shop, words, clock, lookUp, onOpen }: SaidProps) {
  const newest = new Map(messages.flatMap(({ about }, index) => about.map((order) => [order, index] as const)))
  return (
    <Fragment>
      {messages.map((message, index) => (
        <Fragment key={message.id}>
          <Message {...{ message, words, clock }} {...named(message, shop, words)} />
          {orders
            .filter(({ id }) => newest.get(id) === index)
            .map((order) => (
              <OrderCard key={order.id} {...{ order, words, clock, onOpen }} page={lookUp} />
            ))}
        </Fragment>
      ))}
    </Fragment>
  )
}

const named = ({ by, from }: MessageView, shop: string, words: WidgetWords) =>
  by === 'person' && !from?.name ? { name: words.widget.personOf(shop) } : {}

function Waiting({ message: { key, text, state }, words, live, onRetry }: PanelProps & { readonly message: Unsent }) {
  return (
    <Bubble by="shopper" name={words.chat.you} text={text} state={state}>
      {state === 'refused' ? (
        <p class="meta failed">
          {words.widget.refused}
          <button type="button" onClick={() => onRetry(key)}>
            {words.chat.again}
          </button>
        </p>
      ) : (
        <p class="meta">{isDown(live) ? words.widget.waiting : words.chat.sending}</p>
      )}
    </Bubble>
  )
}

const isDown = (live: Live) => live === 'offline' || live === 'busy' || live === 'shut'

/** How the line is, in a word; what it means for the shopper is said below, where they write. */
function Standing({ live, words }: { readonly live: Live; readonly words: WidgetWords }) {
  if (live !== 'connecting' && live !== 'live') return null
  return <p class={`live ${live}`}>{words.live[live]}</p>
}
