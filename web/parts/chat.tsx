import { h } from 'preact'
import type { ComponentChildren } from 'preact'
import type { ConversationView, MessageView } from '../types.ts'
import type { Words } from '../words/words.ts'
import { momentOf, type Clock } from './format.ts'
import { Icon } from './icon.tsx'

/** Words on their way to the server; they stay here until it has answered. */
export type Unsent = {
  readonly key: string
  readonly text: string
  readonly state: 'waiting' | 'sending' | 'failed' | 'refused'
}

export type ChatProps = {
  readonly conversation: ConversationView | null
  /** The order's, as the shopper knows it. */
  readonly number: string
  readonly say: string
  /** The assistant doesn't speak the page's language: nothing is put as a choice to ask first. */
  readonly foreign: boolean | undefined
  readonly words: Words
  readonly clock: Clock
  readonly unsent?: readonly Unsent[]
  /** Left out where there is no script: the forms then post by themselves. */
  readonly onSay?: (text: string) => void
  readonly onRetry?: (key: string) => void
}

/** The box in which a shopper asks. Every button is a form's, so that it works without a script. */
export function Chat(props: ChatProps) {
  const { conversation, number, words, clock, foreign, unsent = [] } = props
  const messages = conversation?.messages ?? []
  const last = messages.at(-1)
  const opening = foreign ? [] : words.chat.starters.map((say) => ({ label: say, say }))
  const choices = unsent[0] || last?.by === 'shopper' ? [] : (last?.choices ?? opening)
  const thinking = conversation?.state !== 'with_person' && unsent.some(isGoing)
  return (
    <section class="card chat" id="assistant" aria-labelledby="assistant-title">
      <h2 id="assistant-title">{words.chat.title}</h2>
      <p class="quiet">{words.chat.intro(number)}</p>
      {/* A scrolling box has to be reachable by keyboard. */}
      <div class="log" role="log" aria-label={words.chat.log} tabIndex={0}>
        <div class="messages">
          {messages.map((message) => (
            <Message key={message.id} message={message} words={words} clock={clock} />
          ))}
          {unsent.map((message) => (
            <UnsentMessage key={message.key} message={message} onRetry={props.onRetry} words={words} />
          ))}
          {thinking && (
            <div class="message assistant thinking">
              <p class="text">{words.chat.thinking}</p>
            </div>
          )}
        </div>
      </div>
      {conversation?.state === 'with_person' && <p class="state">{words.chat.withPerson}</p>}
      {conversation?.state === 'closed' && <p class="state">{words.chat.closed}</p>}
      {choices.length > 0 && <Choices {...props} choices={choices} />}
      <SayForm {...props} />
    </section>
  )
}

export function Message({
  message,
  words,
  clock,
  name = nameOf(message, words),
}: {
  readonly message: MessageView
  readonly words: Words
  readonly clock: Clock
  readonly name?: string
}) {
  const sources = new Set(
    message.evidence.flatMap(({ source }) =>
      source ? [words.says(source.name, words.asOf(momentOf(source.asOf, clock)))] : [],
    ),
  )
  return (
    <Bubble by={message.by} name={name} text={message.text} language={message.language}>
      <p class="meta">
        <time dateTime={message.at}>{momentOf(message.at, clock)}</time>
        {[...sources].map((source) => (
          <span key={source} class="evidence">
            {' · '}
            <bdi>{source}</bdi>
          </span>
        ))}
      </p>
    </Bubble>
  )
}

type UnsentProps = { readonly message: Unsent; readonly onRetry: ChatProps['onRetry']; readonly words: Words }

function UnsentMessage({ message, onRetry, words }: UnsentProps) {
  return (
    <Bubble by="shopper" name={words.chat.you} text={message.text} state={message.state}>
      {isGoing(message) ? (
        <p class="meta">{words.chat.sending}</p>
      ) : (
        <p class="meta failed">
          {message.state === 'refused' ? words.chat.linkGone : words.chat.notSent}
          <button type="button" onClick={() => onRetry?.(message.key)}>
            {words.chat.again}
          </button>
        </p>
      )}
    </Bubble>
  )
}

type BubbleProps = {
  readonly by: MessageView['by']
  readonly name: string
  readonly text: string
  readonly language?: string | null
  readonly state?: Unsent['state']
  readonly children: ComponentChildren
}

export function Bubble({ by, name, text, language, state, children }: BubbleProps) {
  return (
    <div class={state ? `message ${by} ${state}` : `message ${by}`}>
      <p class={by === 'person' ? 'who' : 'unseen'}>{name}</p>
      <p class="text" dir="auto" lang={language ?? undefined}>
        {text}
      </p>
      {children}
    </div>
  )
}

type FormProps = Pick<ChatProps, 'say' | 'words' | 'onSay'>
type ChoicesProps = FormProps & { readonly choices: MessageView['choices'] }

export function Choices({ say, choices, words, onSay }: ChoicesProps) {
  const choose = onSay
    ? (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
        event.preventDefault()
        const log = event.currentTarget.parentElement?.querySelector<HTMLElement>('[role=log]')
        if (event.submitter instanceof HTMLButtonElement) onSay(event.submitter.value)
        // The button that was pressed is gone now; a keyboard goes on from where the answer will be.
        log?.focus()
      }
    : undefined
  return (
    <form class="choices" method="post" action={say} aria-label={words.chat.choices} onSubmit={choose}>
      {choices.map((choice) => (
        <button key={choice.say} name="text" value={choice.say}>
          <bdi>{choice.label}</bdi>
        </button>
      ))}
    </form>
  )
}

export function SayForm({ say, words, onSay }: FormProps) {
  const submit = onSay
    ? (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
        event.preventDefault()
        const input = event.currentTarget.elements.namedItem('text')
        if (!(input instanceof HTMLInputElement) || !input.value.trim()) return
        onSay(input.value.trim())
        input.value = ''
      }
    : undefined
  return (
    <form class="say" method="post" action={say} onSubmit={submit}>
      <label class="unseen" for="say">
        {words.chat.label}
      </label>
      <input
        id="say"
        name="text"
        dir="auto"
        required
        maxLength={2000}
        autocomplete="off"
        enterkeyhint="send"
        placeholder={words.chat.placeholder}
      />
      <button class="send">
        <Icon name="send" />
        <span class="unseen">{words.chat.send}</span>
      </button>
    </form>
  )
}

const isGoing = ({ state }: Unsent) => state === 'waiting' || state === 'sending'

function nameOf({ by, from }: MessageView, words: Words): string {
  if (from) return from.name ? `${from.name}, ${from.shop}` : from.shop
  return by === 'shopper' ? words.chat.you : by === 'person' ? words.chat.person : words.chat.assistant
}
