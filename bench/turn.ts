import { join } from 'node:path'
import { type Dialogue, type World, newDialogue, resumeDialogue, speak, turn } from '../src/chat/index.ts'
import { loadAssistant } from '../src/server/assistant.ts'
import { readCorpus } from '../src/server/corpus.ts'
import { type Context, inSession, say, verify } from '../src/service/index.ts'
import { worlds } from '../test/worlds/index.ts'
import { type Claim, quantile } from './claim.ts'
import { openBenchInstallation } from './installation.ts'
import { addOrders } from './orders.ts'

const messages = 4_000
const stored = 400
/** After so many messages somebody else begins. */
const conversation = 5

export const answering: Claim = {
  title: 'One turn of a conversation',
  text: `${messages} messages a round, drawn from our own corpus (every intent and out of scope) and put by the customers of the stories, each of a conversation of ${conversation}. "In memory" is hear + turn + speak, with no input or output. "With database" is the verb say: session, orders, dialogue and messages read and decrypted, answered, encrypted and stored with outbox and queue, one durable transaction; ${stored} messages a round. No LLM is involved in either.`,
  run: async ({ rounds, tell }) => {
    const assistant = await loadAssistant()
    const corpus = await readCorpus({ folder: join(import.meta.dirname, '../corpus'), language: 'en' })
    const next = random(20_261_117)
    const any = <T>(list: readonly T[]): T => {
      const one = list[Math.floor(next() * list.length)]
      if (one === undefined) throw new Error('nothing to draw from')
      return one
    }
    const people: readonly World[] = Object.values(worlds)

    const inMemory = () => {
      const times: number[] = []
      let world = any(people)
      let dialogue: Dialogue = newDialogue
      for (let n = 0; n < messages; n++) {
        if (n % conversation === 0) [world, dialogue] = [any(people), newDialogue]
        const { text } = any(corpus)
        const voice = { replies: assistant.repliesOf('en'), language: 'en', now: world.now, zone: world.shop.zone }
        const from = performance.now()
        const step = turn(dialogue, assistant.hear(text, world.orders, { language: 'en', by: 'assumed' }), world)
        if (step.say.length > 0) speak(step.say, voice)
        times.push(performance.now() - from)
        dialogue = resumeDialogue(structuredClone(step.state))
      }
      return times
    }

    const installation = await openBenchInstallation()
    try {
      const ctx = installation.context()
      const orders = await addOrders(ctx, 50)
      const withDatabase = async () => {
        const times: number[] = []
        let shopper: Context = ctx
        let order = orders[0] ?? null
        for (let n = 0; n < stored; n++) {
          if (n % conversation === 0) {
            const who = Math.floor(next() * orders.length)
            const proof = { kind: 'email', value: `customer${who}@example.com` } as const
            const { session, orders: found } = await verify(ctx, { number: `#${1_000 + who}`, proof })
            const opened = await inSession(ctx, session, async (_, held) => held)
            if (!opened) throw new Error('a session just made does not open')
            const { level, digest } = opened.session
            shopper = { ...ctx, actor: { kind: 'shopper', level, orders: found, session: digest, person: null } }
            order = found[0] ?? null
          }
          const { text } = any(corpus)
          const from = performance.now()
          await say(shopper, { order, text })
          times.push(performance.now() - from)
        }
        return times
      }
      const memory: number[][] = []
      const database: number[][] = []
      inMemory()
      await withDatabase()
      for (let round = 0; round < rounds; round++) {
        memory.push(inMemory())
        database.push(await withDatabase())
        tell(`round ${round + 1} of ${rounds}: with database p50 ${quantile(database.at(-1) ?? [], 0.5).toFixed(1)} ms`)
      }
      const at = (times: readonly number[][], share: number) => times.map((one) => quantile(one, share))
      return [
        { figure: 'in memory, p50', unit: 'ms', rounds: at(memory, 0.5), target: { atMost: 1 } },
        { figure: 'in memory, p99', unit: 'ms', rounds: at(memory, 0.99), target: { atMost: 5 } },
        { figure: 'with database, p50', unit: 'ms', rounds: at(database, 0.5) },
        { figure: 'with database, p99', unit: 'ms', rounds: at(database, 0.99), target: { atMost: 20 } },
      ]
    } finally {
      await installation.close()
    }
  },
}

/** The same messages each time it is run. Park and Miller's "minimal standard" generator (CACM 31, 1988). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
