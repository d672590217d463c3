import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { replies as german } from '../../corpus/de/replies.ts'
import { replies as english } from '../../corpus/en/replies.ts'
import type { Dialogue, Effect, Heard, Intent, Outcome, Replies, Spoken, Step, World } from '../../src/chat/index.ts'
import { findEntities, intents, newDialogue, speak, turn } from '../../src/chat/index.ts'
import { milestoneOf, milestones, type Status } from '../../src/model/index.ts'
import { germanWorlds } from '../worlds/german.ts'
import { worlds as englishWorlds } from '../worlds/index.ts'

const worlds = { ...englishWorlds, ...germanWorlds }
type Customer = keyof typeof worlds

/** The languages stories are told in. */
export const repliesOf = { de: german, en: english } satisfies Record<string, Replies>
export type StoryLanguage = keyof typeof repliesOf

const customer = z.enum(Object.keys(worlds) as [Customer, ...Customer[]])
const Expected = {
  /** `kind:value` of facts told; `milestone:` for a status's milestone; an empty value for any of the kind. */
  says: z.array(z.string()).default([]),
  never: z.array(z.string()).default([]),
  /** What is waited for afterwards; null for nothing. */
  asks: z.enum(['which_order', 'which_intent', 'identify', 'code', 'hand_over']).nullable().optional(),
  /** Order numbers or intents among the choices. */
  offers: z.array(z.string()).default([]),
  /** `handOver:reason`, `verify:number:proof`, `glance:number`, `tryCode:code` or `sendCode`, exactly these. */
  effects: z.array(z.string()).optional(),
  /** The replies used, exactly these and in this order. */
  replies: z.array(z.string()).optional(),
  silent: z.boolean().optional(),
  /** What is spoken afterwards. */
  speaks: z.enum(['de', 'en']).optional(),
}
const Turn = z.union([
  z.strictObject({
    user: z.string(),
    /** Where it isn't the story's. */
    language: z.enum(['de', 'en']).optional(),
    intent: z.enum([...intents, 'oos']).optional(),
    intents: z.array(z.tuple([z.enum(intents), z.number()])).optional(),
    sentiment: z.enum(['negative', 'neutral', 'positive']).default('neutral'),
    ...Expected,
  }),
  z.strictObject({
    outcome: z.enum([
      'verified',
      'not_verified',
      'person_answered',
      'handed_back',
      'closed',
      'glanced',
      'code_sent',
      'code_fits',
      'code_wrong',
      'code_unavailable',
    ]),
    wait: z.boolean().default(false),
    /** Of `glanced`: the milestone seen, and the day. */
    seen: z.tuple([z.enum(milestones), z.iso.date()]).optional(),
    customer: customer.optional(),
    ...Expected,
  }),
])
type Turn = z.infer<typeof Turn>
const Title = z.strictObject({ story: z.string(), customer })

export type Story = {
  readonly title: string
  readonly language: StoryLanguage
  readonly customer: Customer
  readonly turns: readonly Turn[]
}

/** One story a blank line apart; each line is parsed, and a wrong one is named by file and line. */
export function readStories(language: StoryLanguage): Story[] {
  const folder = new URL(`../../corpus/${language}/stories/`, import.meta.url)
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) => {
      const stories: { title: string; language: StoryLanguage; customer: Customer; turns: Turn[] }[] = []
      for (const [index, line] of readFileSync(new URL(file, folder), 'utf8').split('\n').entries()) {
        if (line.trim() === '') continue
        const json: unknown = JSON.parse(line)
        const title = Title.safeParse(json)
        const turn = Turn.safeParse(json)
        if (title.success) stories.push({ title: title.data.story, language, customer: title.data.customer, turns: [] })
        else if (turn.success) stories.at(-1)?.turns.push(turn.data)
        else throw new Error(`${file}:${index + 1}: ${z.prettifyError(turn.error)}`)
      }
      return stories
    })
}

/** The intent as the story gives it; entities are always found in the words. */
export function asWritten(said: Extract<Turn, { user: string }>, language: StoryLanguage = 'en'): Heard {
  const given: readonly (readonly [Intent, number])[] =
    said.intents ?? (said.intent && said.intent !== 'oos' ? [[said.intent, 0.95]] : [])
  return {
    text: said.user,
    language: said.language ?? language,
    intents: given.map(([intent, score]) => ({ intent, score })),
    entities: findEntities(said.user),
    sentiment: { label: said.sentiment, score: { negative: -1, neutral: 0, positive: 1 }[said.sentiment] },
    outOfScope: said.intent === 'oos',
    because: 'the story says so',
  }
}

/** Plays a story; what did not go as told is listed, one line each. */
export function play(
  { customer, language, turns }: Story,
  listen: (said: Extract<Turn, { user: string }>, world: World) => Heard = (said) => asWritten(said, language),
): { readonly faults: readonly string[]; readonly transcript: readonly string[] } {
  let state: Dialogue = newDialogue
  let world: World = worlds[customer]
  const [faults, transcript]: [string[], string[]] = [[], []]
  for (const told of turns) {
    if ('outcome' in told && told.customer) world = worlds[told.customer]
    const input: Heard | Outcome = 'outcome' in told ? asOutcome(told, world) : listen(told, world)
    const step = turn(JSON.parse(JSON.stringify(state)) as Dialogue, input, world)
    state = step.state
    const tongue = state.language === 'de' || state.language === 'en' ? state.language : language
    const voice = { replies: repliesOf[tongue], language: tongue, now: world.now, zone: world.shop.zone }
    const spoken = speak(step.say, voice)
    const line = 'outcome' in told ? `(${told.outcome})` : told.user
    transcript.push(`> ${line}`, spoken.text)
    faults.push(...compare(told, step, spoken).map((fault) => `"${line}": ${fault}, but heard: ${spoken.text}`))
  }
  return { faults, transcript }
}

function asOutcome({ outcome, wait, seen }: Extract<Turn, { outcome: unknown }>, { now }: World): Outcome {
  if (outcome !== 'glanced') return { outcome, wait }
  const source = { kind: 'carrier', name: 'UPS', asOf: now } as const
  const glance = seen && {
    milestone: seen[0],
    day: { date: Temporal.PlainDate.from(seen[1]), zone: null },
    source,
  }
  return { outcome, glance: glance ?? null, wait }
}

const effectTold = (effect: Effect): string => {
  switch (effect.do) {
    case 'verify':
      return `verify:${effect.number}:${effect.proof.kind}`
    case 'glance':
      return `glance:${effect.number}`
    case 'sendCode':
      return 'sendCode'
    case 'tryCode':
      return `tryCode:${effect.code}`
    case 'handOver':
      return `handOver:${effect.reason}`
    case 'noteGap':
      return `noteGap:${effect.topic}${effect.detail === null ? '' : `:${effect.detail}`}`
  }
  return effect satisfies never
}

function compare(told: Turn, step: Step, { evidence }: Spoken): string[] {
  const facts = evidence.flatMap(({ kind, value }) => [
    [kind, value] as const,
    ...(kind === 'status' ? [['milestone', milestoneOf(value as Status)] as const] : []),
  ])
  const isTold = (wanted: string) => {
    const [, kind, value = ''] = /^(\w+):(.*)$/u.exec(wanted) ?? []
    return facts.some(([of, told]) => of === kind && (value === '' || told.split('; ').includes(value)))
  }
  const offered = new Set(
    step.say.flatMap(({ choices }) =>
      choices.map((choice) => (choice.kind === 'order' ? choice.facts.order.value : choice.intent)),
    ),
  )
  const effects = step.effects.map(effectTold)
  const used = step.say.map(({ act }) => act)
  const asks = step.state.expects?.kind ?? null
  return [
    ...told.says.filter((wanted) => !isTold(wanted)).map((wanted) => `should say ${wanted}`),
    ...told.never.filter(isTold).map((unwanted) => `should not say ${unwanted}`),
    ...told.offers.filter((wanted) => !offered.has(wanted)).map((wanted) => `should offer ${wanted}`),
    ...(told.asks !== undefined && told.asks !== asks ? [`should ask ${told.asks}, asks ${asks}`] : []),
    ...differ('effects', told.effects, effects),
    ...differ('replies', told.replies, used),
    ...(told.speaks !== undefined && told.speaks !== step.state.language
      ? [`should speak ${told.speaks}, speaks ${step.state.language}`]
      : []),
    ...(told.silent !== undefined && told.silent !== step.state.silent ? [`silent should be ${told.silent}`] : []),
  ]
}

const differ = (name: string, wanted: readonly string[] | undefined, got: readonly string[]) =>
  wanted && wanted.join(' ') !== got.join(' ')
    ? [`${name} should be [${wanted.join(', ')}], are [${got.join(', ')}]`]
    : []
