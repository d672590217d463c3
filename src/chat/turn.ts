import type { TrackedOrder } from '../model/index.ts'
import type { Dialogue, Expectation, HandOverReason, Heard, Outcome, Step, WantedCode, World } from './dialogue.ts'
import { newDialogue } from './dialogue.ts'
import {
  type Answer,
  asksForPerson,
  collect,
  type Flow,
  flows,
  focus,
  glanced,
  needsCode,
  type Reference,
  refer,
  supportHours,
} from './flows/index.ts'
import {
  button,
  find,
  isMistypedCode,
  mostWrongCodes,
  readAgain,
  readCode,
  readIdentity,
  type Repaired,
  repairs,
  waiting,
} from './repair/index.ts'
import { say, type Say, told } from './speak/index.ts'
import type { Intent } from './understand/index.ts'

/**
 * One step of a conversation: what was heard, or what became of an effect, against what is known. Decides what to say and
 * what to have done; looks nothing up, renders nothing, and says nothing while a person has the conversation.
 */
export function turn(state: Dialogue, input: Heard | Outcome, world: World): Step {
  if ('outcome' in input) return learn(state, input, world)
  const spoken = state.languageAsked ? state : { ...state, language: input.language }
  if (state.silent) return waitForPerson(spoken, world)
  return soothed(spoken, input, takeAnswer(spoken, input, world) ?? takeQuestion(spoken, input, world))
}

function learn(state: Dialogue, what: Outcome, world: World): Step {
  switch (what.outcome) {
    case 'handed_back':
      return { state: { ...afresh(state), order: state.order }, say: [say('handedBack', {})], effects: [] }
    case 'closed':
      return { state: { ...afresh(state), order: state.order }, say: [], effects: [] }
    case 'person_answered':
      return { state: { ...state, unanswered: false }, say: [], effects: [] }
    case 'verified': {
      const known: Dialogue = { ...state, expects: null, refused: 0, pair: null, order: null }
      if (state.silent) return { state: known, say: [], effects: [] }
      return pursue(known, state.goal ?? 'order_status', null, world)
    }
    case 'not_verified': {
      if (state.silent) return { state, say: [], effects: [] }
      const refused = Math.min(state.refused + 1, 9)
      return repaired({ ...state, refused }, repairs.notVerified(refused, what.wait === true))
    }
    case 'glanced': {
      if (state.silent) return { state, say: [], effects: [] }
      // What may be an order's number as well is asked on about, where it is no parcel's.
      const number = state.expects?.kind === 'identify' && what.glance === null ? state.expects.number : null
      const told = number === null ? glanced(what.glance) : [say('askProof', {})]
      const expects: Expectation = { kind: 'identify', number, proof: null }
      return repaired(state, { say: [...told, ...waiting(what.wait === true)], expects })
    }
    case 'code_sent':
    case 'code_fits':
    case 'code_wrong':
    case 'code_unavailable':
      return state.silent ? { state, say: [], effects: [] } : learnOfCode(state, what, world)
  }
  return what satisfies never
}

function learnOfCode(state: Dialogue, what: Outcome, world: World): Step {
  const wanted = state.expects?.kind === 'code' ? state.expects.wanted : state.code?.wanted
  const goal = wanted?.goal ?? state.goal ?? 'order_status'
  if (what.outcome === 'code_fits') {
    const order = state.order ?? wanted?.order ?? null
    return pursue({ ...state, order, code: null, expects: null }, goal, null, world)
  }
  if (what.outcome === 'code_unavailable' || !wanted)
    return chat({ ...state, code: null }, goal, cannot(goal), null, world)
  if (what.outcome === 'code_sent') {
    if (what.wait === true) {
      const expects: Expectation = { kind: 'code', wanted, sent: isAwaitingCode(state, world) }
      return repaired(state, { say: [say('codePaused', {}), ...waiting(true)], expects })
    }
    const until = world.now.add(codeAwaited).toString()
    const code = { wanted, wrong: 0, until }
    return repaired({ ...state, code }, { say: [say('codeSent', {})], expects: { kind: 'code', wanted, sent: true } })
  }
  const wrong = (state.code?.wrong ?? 0) + 1
  const code = wrong < mostWrongCodes && state.code ? { ...state.code, wrong } : null
  return repaired({ ...state, code }, repairs.codeWrong(wanted, wrong))
}

/** Longer than a code lives, so that one typed too late is told so and not taken for an order number. */
const codeAwaited = Temporal.Duration.from({ minutes: 30 })

const cannot = (goal: Intent): Answer => ({
  say: [say('cannot', { topic: told('topic', goal, null) })],
  offer: 'cannot',
})

/** A code is on its way, as far as the shopper knows, and can still be typed. */
function isAwaitingCode({ code }: Dialogue, { now }: World): boolean {
  return code !== null && Temporal.Instant.compare(now, Temporal.Instant.from(code.until)) < 0
}

/** A code to the address of the order that is talked about, unless one is on its way already. */
function askForCode(state: Dialogue, goal: Intent, world: World): Step {
  const order = find(world.orders, state.order) ?? newest(world.orders)
  if (!order) return repaired(state, repairs.noOrders(world))
  const wanted: WantedCode = { goal, order: order.id }
  if (state.code && isAwaitingCode(state, world)) {
    return repaired({ ...state, code: { ...state.code, wanted } }, repairs.code(wanted, true))
  }
  return sendCode({ ...state, goal: null }, wanted)
}

const sendCode = (state: Dialogue, wanted: WantedCode): Step => ({
  state: { ...state, expects: { kind: 'code', wanted, sent: true } },
  say: [],
  effects: [{ do: 'sendCode', order: wanted.order }],
})

const newest = (orders: readonly TrackedOrder[]) =>
  orders.toSorted((a, b) => Temporal.Instant.compare(b.placedAt, a.placedAt))[0]

const isSure = ({ level }: World) => level === 'L3' || level === 'L4'

function waitForPerson(state: Dialogue, { shop }: World): Step {
  if (!state.unanswered) return { state, say: [], effects: [] }
  const said = say('personWillRead', { shop: told('shop', shop.name, null) })
  return { state: { ...state, unanswered: false }, say: [said], effects: [] }
}

/** What was asked for, if this is it; anything else is a new question. */
function takeAnswer(state: Dialogue, heard: Heard, world: World): Step | undefined {
  const { expects } = state
  const intent = topIntent(heard)
  // Before anything else: six digits are the code then, and never an order's number.
  if (isAwaitingCode(state, world) || (expects?.kind === 'code' && expects.sent)) {
    const code = readCode(heard.text)
    if (code !== null) return { state, say: [], effects: [{ do: 'tryCode', code }] }
  }
  // Whatever is being asked just now, who wants a person gets one.
  if (intent === 'human_agent' && expects?.kind !== 'hand_over') return undefined
  switch (expects?.kind) {
    case 'hand_over':
      if (intent === 'human_agent' && !asksForPerson(heard)) return undefined
      return intent === 'affirm' || intent === 'human_agent' ? handOver(state, expects.reason, world) : undefined
    case 'which_intent': {
      const [first, second] = ranked(heard)
      const meant = expects.options.find((option) => option === first || option === second)
      const goal = intent === 'affirm' ? expects.options[0] : meant
      return goal && pursue({ ...state, expects: null }, goal, heard, world)
    }
    case 'which_order': {
      const offered = expects.options.map((id) => find(world.orders, id)).filter((order) => order !== undefined)
      const meant = refer(heard, world.orders, offered, state.order)
      const elsewhere = !isPointing(intent) && flows[intent].about === 'talk' && !isBrief(heard)
      if (meant.kind !== 'orders' || elsewhere) return undefined
      const asks = intent !== null && flows[intent].about === 'order' && !isBrief(heard)
      return pursue(state, asks ? intent : (state.goal ?? 'order_status'), heard, world, meant)
    }
    case 'code': {
      if (intent === 'affirm') return sendCode(state, expects.wanted)
      const named = refer(heard, world.orders, [], state.order).kind === 'orders'
      const mistyped = expects.sent && !named && isMistypedCode(heard.text)
      return mistyped ? repaired(state, repairs.codeWrong(expects.wanted, 1)) : undefined
    }
    case 'identify': {
      const number = numberToGlanceAt(heard, world, expects.number)
      if (number) return glance(state, number)
      const asked = world.orders.length === 0
      if (!asked && refer(heard, world.orders, [], state.order).kind === 'orders') return undefined
      const pair = expects.number === null && expects.proof === null ? state.pair : null
      const identity = pair ? readAgain(heard, pair, asked) : readIdentity(heard, expects, asked)
      const news = pair
        ? identity.proof !== null
        : identity.number !== expects.number || identity.proof !== expects.proof
      return news ? identify(state, state.goal ?? 'order_status', identity) : undefined
    }
    case undefined:
      return undefined
  }
  return expects satisfies never
}

function takeQuestion(state: Dialogue, heard: Heard, world: World): Step {
  const intent = topIntent(heard)
  const { expects, last } = state
  if (intent === 'repeat') {
    if (expects) return repaired(state, repairs.interrupted(expects, world.orders))
    return pursue(state, last ?? 'repeat', null, world)
  }

  // "hello??" in the middle of a talk is no greeting: whoever says it is still waiting for what they asked
  if (intent === 'greet' && last !== null && flows[last].about === 'order') return pursue(state, last, null, world)

  if (last !== null && isPointing(intent) && isBrief(heard)) {
    const before: Flow = flows[last]
    if (before.about === 'talk' && before.continues?.(heard)) return pursue(state, last, heard, world)
  }

  // "the other one", "and the lamp?", "#10244": pointing is enough once it is clear what was wanted
  if (isPointing(intent)) {
    const meant = refer(heard, world.orders, [], state.order)
    const wanted = [state.goal, last].find((goal) => goal !== null && flows[goal].about === 'order')
    const goal = wanted ?? 'order_status'
    const clear =
      meant.kind === 'orders' &&
      (meant.by === 'number' || (isBrief(heard) && (meant.by === 'place' || !heard.outOfScope)))
    const gives = intent === 'provide_info' && (meant.kind !== 'nothing' || world.orders.length === 0)
    if (clear || gives) return pursue(state, goal, heard, world, meant)
  }

  if (intent === null) return misunderstood(state, heard, world)
  if (intent === 'deny' && expects === null && state.order !== null && world.orders.length > 1) {
    const others = world.orders.filter(({ id }) => id !== state.order)
    return repaired({ ...state, goal: last }, repairs.whichOrder(others))
  }
  return pursue(state, intent, heard, world)
}

function misunderstood(state: Dialogue, heard: Heard, world: World): Step {
  const misses = Math.min(state.misses + 1, 9)
  const missed = { ...state, misses }
  // What is only anger asks for nothing that could be guessed at.
  if (heard.sentiment.label === 'negative' && heard.outOfScope) return pursue(state, 'complaint', null, world)
  if (misses > 1) return repaired(missed, repairs.notUnderstoodAgain())
  const guesses = ranked(heard).filter((intent) => !smallTalk.has(intent))
  if (!heard.outOfScope && guesses.length > 1) return repaired(missed, repairs.notUnderstood(guesses.slice(0, 2)))
  const asked = state.expects && repairs.interrupted(state.expects, world.orders)
  const { say } = repairs.outOfScope()
  return repaired(missed, { say: [...say, ...(asked?.say ?? [])], expects: asked?.expects ?? null })
}

/** Never offered as a guess: nobody wants to choose between "Hello" and "Yes". */
const smallTalk: ReadonlySet<Intent> = new Set<Intent>([
  ...(['affirm', 'deny', 'provide_info', 'thanks', 'greet', 'goodbye', 'help'] as const),
  ...(['bot_challenge', 'repeat', 'nevermind', 'language_switch', 'feedback'] as const),
])

/** Follows a goal as far as it goes: to its answer, or to what must be asked first. */
function pursue(
  before: Dialogue,
  goal: Intent,
  heard: Heard | null,
  world: World,
  meant: Reference = heard ? refer(heard, world.orders, [], before.order) : { kind: 'nothing' },
): Step {
  const flow: Flow = flows[goal]
  const state: Dialogue = { ...before, misses: 0 }
  if (goal === 'reschedule_delivery') {
    const [pointed] = meant.kind === 'orders' ? meant.orders : []
    const waiting = collect(pointed ?? find(world.orders, state.order) ?? world.orders[0], world)
    if (waiting) return chat(state, goal, waiting, heard, world)
  }
  if (needsCode.has(goal) && world.orders.length > 0 && !isSure(world)) return askForCode(state, goal, world)
  if (needsCode.has(goal) && world.orders.length === 0 && world.level === 'L0') {
    return identify(state, goal, heard ? readIdentity(heard, nothingKnown, false) : nothingKnown)
  }
  if (flow.about === 'talk') {
    const pointed = meant.kind === 'orders' && meant.orders.length === 1 ? meant.orders[0] : undefined
    const only = world.orders.length === 1 ? world.orders[0] : undefined
    const answer = flow.answer(world, pointed ?? find(world.orders, state.order) ?? only, heard)
    const step = chat(flow.continues ? { ...state, last: goal } : state, goal, answer, heard, world)
    return answer.effects ? { ...step, effects: [...answer.effects, ...step.effects] } : step
  }

  if (world.orders.length === 0) {
    if (world.level !== 'L0') return repaired(state, repairs.noOrders(world))
    const number = heard && numberToGlanceAt(heard, world)
    if (number) return glance(state, number)
    return identify(state, goal, heard ? readIdentity(heard, nothingKnown, false) : nothingKnown)
  }
  if (meant.kind === 'unknown_number') {
    const number = heard?.entities.find(({ kind }) => kind === 'order_number')?.value ?? null
    return repaired({ ...state, goal }, repairs.nothingThere(number?.slice(0, 120) ?? null))
  }

  if (flow.about === 'orders') {
    const orders = meant.kind === 'orders' ? meant.orders : world.orders
    const told = conclude(state, goal, orders, flow.answer(orders), heard, false)
    const order = find(world.orders, state.order) ?? newest(world.orders)
    if (isSure(world) || meant.kind === 'orders' || !order || told.state.expects) return told
    // What is proven so far is told; a code shows the rest.
    const { say: offer, expects } = repairs.code({ goal, order: order.id }, isAwaitingCode(state, world))
    return { ...told, state: { ...told.state, expects }, say: [...told.say, ...offer] }
  }
  const orders = chooseOrders(state, flow.likely, world.orders, meant)
  const all = meant.kind === 'orders' && (meant.by === 'number' || meant.by === 'all')
  if (orders.length > 1 && !all) return repaired({ ...state, goal }, repairs.whichOrder(orders))

  const views = orders.slice(0, mostOrders).map((order) => focus(order, heard))
  const answers = views.map((view) => flow.answer(view, world))
  const offer = answers.find((answer) => answer.offer)?.offer
  const answer: Answer = { say: answers.flatMap((answer) => answer.say), ...(offer ? { offer } : {}) }
  const narrowed = views.some((view) => view.parcels.length < view.order.parcels.length)
  return conclude(state, goal, orders, answer, heard, heard !== null && !narrowed)
}

/** Told one after the other when "both" or "all" were asked for. */
const mostOrders = 4

function chooseOrders(
  state: Dialogue,
  likely: (order: TrackedOrder) => boolean,
  orders: readonly TrackedOrder[],
  meant: Reference,
): readonly TrackedOrder[] {
  if (meant.kind === 'orders') {
    const current = meant.by === 'description' ? find(meant.orders, state.order) : undefined
    return current ? [current] : meant.orders
  }
  const current = find(orders, state.order)
  if (current) return [current]
  const fitting = orders.filter(likely)
  return fitting.length > 0 ? fitting : orders
}

/** An answer about orders; a person is offered to whom asks again, with a word of empathy to whom is upset or asks thrice. */
function conclude(
  state: Dialogue,
  goal: Intent,
  orders: readonly TrackedOrder[],
  answer: Answer,
  heard: Heard | null,
  counts: boolean,
): Step {
  const order = orders.length === 1 ? (orders[0]?.id ?? null) : null
  const again = counts && state.last === goal && state.order === order && state.expects?.kind !== 'which_order'
  const asked = again ? Math.min(state.asked + 1, 9) : 1
  const upset = asked > 2 || (heard !== null && isUpset(state, heard, asked))
  const soothing = upset && !state.soothed
  const offer = answer.offer ?? (upset || asked > 1 ? 'upset' : undefined)
  const step = repaired(
    { ...state, goal: null, order, last: goal, asked, soothed: upset },
    {
      say: [...(soothing ? [say('empathy', {})] : []), ...answer.say, ...(offer ? offerPerson : [])],
      expects: offer ? { kind: 'hand_over', reason: offer } : null,
    },
  )
  return { ...step, about: orders.slice(0, mostOrders).map(({ id }) => id) }
}

/** By the words themselves; or nearly so by them, from whoever asks again or was upset a moment ago. */
function isUpset({ soothed }: Dialogue, { sentiment }: Heard, asked = 1): boolean {
  return sentiment.label === 'negative' || (sentiment.score < nearlyUpset && (soothed || asked > 1))
}

const nearlyUpset = -0.3

/** A word of empathy before whatever else is said to somebody upset; once a bout, and never twice running. */
function soothed(before: Dialogue, heard: Heard, step: Step): Step {
  const rest = step.say.filter(({ act }) => act !== 'empathy')
  if (rest.length === 0) return step
  if (before.soothed) return { ...step, say: rest }
  if (rest.length < step.say.length || !isUpset(before, heard)) return step
  const state = step.state.silent ? step.state : { ...step.state, soothed: true }
  return { ...step, state, say: [say('empathy', {}), ...rest] }
}

/** Small talk leaves a question that is still open standing, unless it takes leave of it. */
function chat(before: Dialogue, goal: Intent, answer: Answer, heard: Heard | null, world: World): Step {
  const { language } = answer
  const state = language === undefined ? before : { ...before, language, languageAsked: true }
  if (answer.handOver) return handOver(state, answer.handOver, world)
  const leaves = goal === 'nevermind' || goal === 'deny' || goal === 'goodbye'
  if (answer.offer) {
    const upset = heard?.sentiment.label === 'negative' && !state.soothed && goal !== 'complaint'
    return repaired(
      { ...state, goal: null, last: goal, soothed: upset || goal === 'complaint' },
      {
        say: [...(upset ? [say('empathy', {})] : []), ...answer.say, ...offerPerson],
        expects: { kind: 'hand_over', reason: answer.offer },
      },
    )
  }
  if (leaves) return repaired({ ...state, goal: null, asked: 0 }, { say: answer.say, expects: null })
  const open = state.expects && asksOfShopper.has(state.expects.kind) ? state.expects : null
  const question = open && repairs.interrupted(open, world.orders)
  return repaired(state, { say: [...answer.say, ...(question?.say ?? [])], expects: question?.expects ?? null })
}

const asksOfShopper: ReadonlySet<Expectation['kind']> = new Set(['which_order', 'identify', 'code'])

const nothingKnown = { number: null, proof: null }

type ToGlanceAt = { readonly number: string; readonly sure: boolean }

/**
 * A tracking number from somebody who has proven nothing. `sure`: it is one by its shape; many digits may be an order's number
 * as well, and are not looked at where a proof is given, or awaited (`known`) and may be a phone's.
 */
function numberToGlanceAt(
  { entities }: Heard,
  { level, orders }: World,
  known: string | null = null,
): ToGlanceAt | undefined {
  if (level !== 'L0' || orders.length > 0) return undefined
  const sure = entities.find(({ kind }) => kind === 'tracking_number')
  if (sure) return { number: sure.value, sure: true }
  const proves = known !== null || entities.some(({ kind }) => kind !== 'order_number')
  const likely = entities.find(
    ({ text, value }) => !text.startsWith('#') && value.replaceAll(/\P{N}/gu, '').length >= fewestDigits,
  )
  return proves || !likely ? undefined : { number: likely.value, sure: false }
}

/** Carriers' numbers have that many; few shops' do. */
const fewestDigits = 9

const glance = (state: Dialogue, { number, sure }: ToGlanceAt): Step => ({
  state: { ...state, expects: { kind: 'identify', number: sure ? null : number.slice(0, 120), proof: null } },
  say: [],
  effects: [{ do: 'glance', number: number.slice(0, 64) }],
})

const offerPerson: readonly Say[] = [say('offerPerson', {}, [button('human_agent')])]

function identify(state: Dialogue, goal: Intent, identity: { number: string | null; proof: Identity['proof'] }): Step {
  const { number, proof } = identity
  if (number !== null && proof !== null) {
    const tried: Dialogue = { ...state, goal, expects: null, pair: { number, proof } }
    return { state: tried, say: [], effects: [{ do: 'verify', number, proof }] }
  }
  const expects: Expectation = { kind: 'identify', number, proof }
  return repaired(
    { ...state, goal, pair: null },
    { say: [say(number === null ? 'askNumber' : 'askProof', {})], expects },
  )
}

type Identity = Extract<Expectation, { kind: 'identify' }>

function handOver(state: Dialogue, reason: HandOverReason, world: World): Step {
  const { shop } = world
  return {
    state: { ...afresh(state), order: state.order, silent: true, unanswered: true },
    say: [
      say('handedOver', {
        shop: told('shop', shop.name, null),
        hours: supportHours(world, find(world.orders, state.order)),
      }),
    ],
    effects: [{ do: 'handOver', reason }],
  }
}

/** Everything forgotten but the language. */
const afresh = ({ language, languageAsked }: Dialogue): Dialogue => ({ ...newDialogue, language, languageAsked })

const repaired = (state: Dialogue, { say, expects }: Repaired): Step => ({
  state: { ...state, expects },
  say,
  effects: [],
})

/** The intent that was understood; null where nothing was, or where two guesses are too close to act on. */
export function topIntent({ outOfScope, intents }: Heard): Intent | null {
  const best = intents.toSorted((a, b) => b.score - a.score)[0]
  return outOfScope || !best || best.score < sureEnough ? null : best.intent
}

/** Below this share of the learner's certainty the two best guesses are put to the shopper. */
const sureEnough = 0.4

const ranked = ({ intents }: Heard): Intent[] =>
  intents.toSorted((a, b) => b.score - a.score).map(({ intent }) => intent)

/** Nothing asked, perhaps something pointed at. */
const isPointing = (intent: Intent | null): intent is 'provide_info' | 'affirm' | 'deny' | null =>
  intent === null || intent === 'provide_info' || intent === 'affirm' || intent === 'deny'

/** "the second one", "and the lamp?": too short to be anything but pointing. */
const isBrief = ({ text }: Heard) => text.trim().split(/\s+/u).length <= 5
