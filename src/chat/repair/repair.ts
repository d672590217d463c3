import type { OrderId, TrackedOrder } from '../../model/index.ts'
import type { Expectation, WantedCode, World } from '../dialogue.ts'
import { type Choice, say, type Say, told } from '../speak/index.ts'
import type { Intent } from '../understand/index.ts'

/** What to say, and what to expect after it, when a conversation leaves its path. */
export type Repaired = { readonly say: readonly Say[]; readonly expects: Expectation | null }

/** Every way off the path has one of these names; nothing else improvises. */
export const repairs = {
  /** Nothing the assistant is for. */
  outOfScope: (): Repaired => ({ say: [say('outOfScope', {})], expects: null }),

  /** Unsure which of two things was meant: both are put as choices. */
  notUnderstood: (guesses: readonly Intent[]): Repaired => ({
    say: [say('notUnderstood', {}, guesses.map(button))],
    expects: { kind: 'which_intent', options: guesses },
  }),

  /** The second time running: a person instead of a third guess. */
  notUnderstoodAgain: (): Repaired => ({
    say: [say('stillLost', {}), say('offerPerson', {}, [button('human_agent')])],
    expects: { kind: 'hand_over', reason: 'not_understood' },
  }),

  /** Several orders fit, or the wrong one was taken. */
  whichOrder: (orders: readonly TrackedOrder[]): Repaired => {
    const options = orders.toSorted((a, b) => Temporal.Instant.compare(b.placedAt, a.placedAt)).slice(0, mostOptions)
    return {
      say: [say('askWhichOrder', {}, options.map(orderChoice))],
      expects: { kind: 'which_order', options: options.map(({ id }) => id) },
    }
  },

  /** A number that is none of the orders in sight. */
  nothingThere: (number: string | null): Repaired => ({
    say: [say('notHere', {}), say(number === null ? 'askNumber' : 'askProof', {})],
    expects: { kind: 'identify', number, proof: null },
  }),

  /** Somebody known to us, and nothing to show. */
  noOrders: ({ shop }: World): Repaired => ({
    say: [say('noOrders', { shop: told('shop', shop.name, null) }), say('offerPerson', {}, [button('human_agent')])],
    expects: { kind: 'hand_over', reason: 'problem' },
  }),

  /** Wrong pair and missing order in the same words. */
  notVerified: (refused: number, wait: boolean): Repaired =>
    refused < mostRefusals
      ? { say: [say('notVerified', {}), ...waiting(wait)], expects: { kind: 'identify', number: null, proof: null } }
      : {
          say: [say('notVerified', {}), ...waiting(wait), say('offerPerson', {}, [button('human_agent')])],
          expects: { kind: 'hand_over', reason: 'not_verified' },
        },

  /** Only a code opens it; `sent`: one is on its way already. */
  code: (wanted: WantedCode, sent: boolean): Repaired => ({
    say: [say(sent ? 'askCode' : 'offerCode', {}, [button('affirm')])],
    expects: { kind: 'code', wanted, sent },
  }),

  /** One that does not fit; after so many, no code would any more. */
  codeWrong: (wanted: WantedCode, wrong: number): Repaired => ({
    say: [say(wrong < mostWrongCodes ? 'codeWrong' : 'codeSpent', {}, [button('affirm')])],
    expects: { kind: 'code', wanted, sent: wrong < mostWrongCodes },
  }),

  /** Small talk in the middle of a question: the question is put again. */
  interrupted: (expects: Expectation, orders: readonly TrackedOrder[]): Repaired => {
    switch (expects.kind) {
      case 'which_order': {
        const options = expects.options.map((id) => find(orders, id)).filter((order) => order !== undefined)
        return options.length > 0 ? repairs.whichOrder(options) : { say: [], expects: null }
      }
      case 'which_intent':
        return repairs.notUnderstood(expects.options)
      case 'identify':
        return { say: [say(expects.number === null ? 'askNumber' : 'askProof', {})], expects }
      case 'code':
        return repairs.code(expects.wanted, expects.sent)
      case 'hand_over':
        return { say: [say('offerPerson', {}, [button('human_agent')])], expects }
    }
    return expects satisfies never
  },
}

/** Said of a throttled try beside what is said of any that fails. */
export const waiting = (wait: boolean): Say[] => (wait ? [say('wait', {})] : [])

const mostOptions = 5
const mostRefusals = 3
/** As many as the service takes of one code. */
export const mostWrongCodes = 5

export const button = (intent: Intent): Choice => ({ kind: 'intent', intent })

const orderChoice = (order: TrackedOrder): Choice => ({
  kind: 'order',
  facts: {
    order: told('order', order.number, order.source),
    placed: told('placed', order.placedAt, order.source),
    items: order.lines[0] ? told('items', [order.lines[0]], order.source) : undefined,
  },
})

export const find = (orders: readonly TrackedOrder[], id: OrderId | null) => orders.find((order) => order.id === id)
