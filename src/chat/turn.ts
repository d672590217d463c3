import type { TrackedOrder } from '../model/index.ts'
import type { Dialogue, Expectation, HandOverReason, Heard, Outcome, Step, World } from './dialogue.ts'
import { newDialogue } from './dialogue.ts'
import { type Answer, type Flow, flows, focus, type Reference, refer } from './flows/index.ts'
import { button, find, readIdentity, type Repaired, repairs } from './repair/index.ts'
import { say, type Say, told } from './speak/index.ts'
import type { Intent } from './understand/index.ts'

/**
 * One step of a conversation: what was heard, or what became of an effect, against what is known. Decides what to say and
 * what to have done; looks nothing up, renders nothing, and says nothing while a person has the conversation.
 */
export function turn(state: Dialogue, input: Heard | Outcome, world: World): Step {
  if ('outcome' in input) return learn(state, input.outcome, world)
  if (state.silent) return { state, say: [], effects: [] }
  return takeAnswer(state, input, world) ?? takeQuestion(state, input, world)
}

function learn(state: Dialogue, outcome: Outcome['outcome'], world: World): Step {
  switch (outcome) {
    case 'handed_back':
      return { state: { ...newDialogue, order: state.order }, say: [say('handedBack', {})], effects: [] }
    case 'verified': {
      const known: Dialogue = { ...state, expects: null, refused: 0, order: null }
      if (state.silent) return { state: known, say: [], effects: [] }
      return pursue(known, state.goal ?? 'order_status', null, world)
    }
    case 'not_verified': {
      if (state.silent) return { state, say: [], effects: [] }
      const refused = Math.min(state.refused + 1, 9)
      return repaired({ ...state, refused }, repairs.notVerified(refused))
    }
  }
  return outcome satisfies never
}

/** What was asked for, if this is it; anything else is a new question. */
function takeAnswer(state: Dialogue, heard: Heard, world: World): Step | undefined {
  const { expects } = state
  const intent = topIntent(heard)
  switch (expects?.kind) {
    case 'hand_over':
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
      const elsewhere =
        intent === 'human_agent' || (!isPointing(intent) && flows[intent].about === 'talk' && !isBrief(heard))
      if (meant.kind !== 'orders' || elsewhere) return undefined
      const asks = intent !== null && flows[intent].about === 'order' && !isBrief(heard)
      return pursue(state, asks ? intent : (state.goal ?? 'order_status'), heard, world, meant)
    }
    case 'identify': {
      const asked = world.orders.length === 0
      if (!asked && refer(heard, world.orders, [], state.order).kind === 'orders') return undefined
      const identity = readIdentity(heard, expects, asked)
      const news = identity.number !== expects.number || identity.proof !== expects.proof
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
  if (flow.about === 'talk') {
    const only = world.orders.length === 1 ? world.orders[0] : undefined
    return chat(state, goal, flow.answer(world, find(world.orders, state.order) ?? only), heard, world)
  }

  if (world.orders.length === 0) {
    if (world.level !== 'L0') return repaired(state, repairs.noOrders(world))
    const none = { number: null, proof: null }
    return identify(state, goal, heard ? readIdentity(heard, none, false) : none)
  }
  if (meant.kind === 'unknown_number') {
    const number = heard?.entities.find(({ kind }) => kind === 'order_number')?.value ?? null
    return repaired({ ...state, goal }, repairs.nothingThere(number?.slice(0, 120) ?? null))
  }

  if (flow.about === 'orders') {
    const orders = meant.kind === 'orders' ? meant.orders : world.orders
    return conclude(state, goal, orders, flow.answer(orders), heard, false)
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
  const upset = heard?.sentiment.label === 'negative' || asked > 2
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

/** Small talk leaves a question that is still open standing, unless it takes leave of it. */
function chat(state: Dialogue, goal: Intent, answer: Answer, heard: Heard | null, world: World): Step {
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
  const open = state.expects?.kind === 'which_order' || state.expects?.kind === 'identify' ? state.expects : null
  const question = open && repairs.interrupted(open, world.orders)
  return repaired(state, { say: [...answer.say, ...(question?.say ?? [])], expects: question?.expects ?? null })
}

const offerPerson: readonly Say[] = [say('offerPerson', {}, [button('human_agent')])]

function identify(state: Dialogue, goal: Intent, identity: { number: string | null; proof: Identity['proof'] }): Step {
  const { number, proof } = identity
  if (number !== null && proof !== null) {
    return { state: { ...state, goal, expects: null }, say: [], effects: [{ do: 'verify', number, proof }] }
  }
  const expects: Expectation = { kind: 'identify', number, proof }
  return repaired({ ...state, goal }, { say: [say(number === null ? 'askNumber' : 'askProof', {})], expects })
}

type Identity = Extract<Expectation, { kind: 'identify' }>

function handOver(state: Dialogue, reason: HandOverReason, { shop }: World): Step {
  return {
    state: { ...newDialogue, order: state.order, silent: true },
    say: [say('handedOver', { shop: told('shop', shop.name, null) })],
    effects: [{ do: 'handOver', reason }],
  }
}

const repaired = (state: Dialogue, { say, expects }: Repaired): Step => ({
  state: { ...state, expects },
  say,
  effects: [],
})

/** The intent that was understood; null where nothing was, or where two guesses are too close to act on. */
function topIntent({ outOfScope, intents }: Heard): Intent | null {
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
