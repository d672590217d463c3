import type { Source } from '../../model/index.ts'
import type { Fact, Kind, Told } from './fact.ts'
import { told } from './fact.ts'
import { canonical, format, type Voice } from './format.ts'
import { mark, type Put, unlock } from './lock.ts'
import type { Act, Choice, Say } from './say.ts'

/** A fact as it was told, for the agent or auditor who checks the text against it. */
export type Evidence = {
  readonly kind: Kind
  readonly text: string
  /** Independent of language: a number, an ISO date, a code. */
  readonly value: string
  readonly source: Source | null
}

export type Spoken = {
  readonly text: string
  readonly choices: readonly { readonly label: string; readonly say: string }[]
  readonly evidence: readonly Evidence[]
}

/**
 * Facts into words. Throws `UnsupportedReply` when a reply would state what no fact of it backs.
 * Several are told as one message; what goes on about the same thing stays on its line.
 */
export function speak(say: Say | readonly Say[], voice: Voice): Spoken {
  const lines = (isList(say) ? say : [say]).map((one) => ({ ...render(one.act, one.facts, voice), say: one }))
  const evidence = new Map<string, Evidence>()
  for (const { fact, text } of lines.flatMap((line) => line.told)) {
    const [{ kind, source }, value] = [fact, canonical(fact)]
    evidence.set(`${kind} ${value} ${source?.name}`, { kind, text, value, source })
  }
  return {
    text: lines.map(({ text, say }, index) => (index === 0 ? '' : goesOn(say) ? ' ' : '\n') + text).join(''),
    choices: lines.flatMap((line) => line.say.choices.map((choice) => button(choice, voice))),
    evidence: [...evidence.values()],
  }
}

const continuing: ReadonlySet<Act> = new Set<Act>([
  ...(['lastScan', 'estimate', 'promise', 'noEstimate', 'noNewDay', 'late', 'lateReason', 'lateNoReason'] as const),
  ...([
    'notLate',
    'action',
    'nothingAsked',
    'notThere',
    'sent',
    'notSeen',
    'noNumber',
    'proofByPerson',
    'signed',
    'proofOnPage',
    'pickUp',
    'pickUpUntil',
    'askNumber',
    'askProof',
    'wait',
    'glanceMore',
    'handling',
    'returnUntil',
    'returnOver',
    'returnPays',
    'openNow',
    'closedOn',
  ] as const),
])

/** A sentence about what the one before it named; one that names its own subject starts a line. */
const goesOn = ({ act, facts }: Say) => continuing.has(act) && !('about' in facts && facts.about)

function render(act: Act, facts: Readonly<Record<string, Told | undefined>>, voice: Voice) {
  const { replies } = voice
  const put: Put[] = []
  const formatted: Record<string, Fact> = {}
  for (const [name, fact] of Object.entries(facts)) {
    if (!fact) continue
    const [index, text] = [put.length, format(fact, voice)]
    put.push({ fact, text })
    formatted[name] = Object.assign(Object(mark(index)), fact, { text }) as Fact
  }
  const reply = replies.acts[act] as (facts: Readonly<Record<string, Fact>>) => string
  return unlock(act, reply(formatted), put, replies, voice.language)
}

function button(choice: Choice, voice: Voice): { label: string; say: string } {
  if (choice.kind === 'order') {
    return { label: render('choiceOrder', choice.facts, voice).text, say: format(choice.facts.order, voice) }
  }
  const label = format(told('topic', choice.intent, null), voice)
  return { label, say: label }
}

const isList = (say: Say | readonly Say[]): say is readonly Say[] => Array.isArray(say)
