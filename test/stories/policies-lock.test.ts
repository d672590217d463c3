import { describe, expect, it } from 'vitest'
import { replies as german } from '../../corpus/de/replies.ts'
import { replies } from '../../corpus/en/replies.ts'
import { type Replies, type Say, findEntities, type Intent, newDialogue, speak, turn } from '../../src/chat/index.ts'
import { now, shop } from '../worlds/build.ts'
import { actsOfPolicies as acts } from '../worlds/policies.ts'
import { type Customer, worlds } from '../worlds/index.ts'

/** Everything said of a shop, taken from real turns: the reply's name and one such thing. */
const said = new Map<string, Say>()
for (const [customer, intent, text] of [
  ['nobody-and-policies', 'shipping_info', 'do you ship to norway'],
  ['nobody-and-policies', 'shipping_info', 'shipping'],
  ['nobody-and-policies', 'shipping_info', 'when must i order'],
  ['nobody-and-policies', 'return_policy', 'return policy'],
  ['nobody-and-policies', 'return_policy', 'how do returns work'],
  ['nobody-and-policies', 'return_policy', 'how long does a refund take'],
  ['nobody-and-policies', 'return_policy', 'warranty'],
  ['nobody-and-policies', 'payment_invoice', 'how can i pay'],
  ['nobody-and-policies', 'human_agent', 'when are you open, and your phone number'],
  ['nobody-and-own-words', 'return_policy', 'return policy'],
  ['nobody-and-everywhere-but', 'return_policy', 'return policy'],
  ['nobody-and-nothing-told', 'shipping_info', 'do you ship to norway'],
  ['delivered-and-policies', 'return_policy', 'can i still return it'],
  ['delivered-long-ago-and-policies', 'return_policy', 'can i still return it'],
] as const satisfies readonly (readonly [Customer, Intent, string])[]) {
  const heard = { text, language: 'en', intents: [{ intent, score: 0.95 }], outOfScope: false, because: '' } as const
  const sentiment = { label: 'neutral', score: 1 } as const
  const step = turn(newDialogue, { ...heard, sentiment, entities: findEntities(text) }, worlds[customer])
  for (const one of step.say) said.set(one.act, one)
}
const inVoice = (pack: Replies, language = 'en') => ({ replies: pack, language, now, zone: shop.zone })
const sayOf = (act: string): Say => said.get(act) ?? expect.fail(`no turn said ${act}`)

describe.each(acts)('what a shop says of itself: %s', (act) => {
  it('is told in German as well, whole and with the same facts', () => {
    const { text, evidence } = speak(sayOf(act), inVoice(german, 'de'))
    expect(text).toMatch(/^[\p{Lu}\d„].*[.:“]$/su)
    expect(text).not.toMatch(/undefined|null| {2}|[ ][.,]|\.\.|\(\)/u)
    expect(evidence.length).toBe(speak(sayOf(act), inVoice(replies)).evidence.length)
  })

  it('is told with its source, and every fact in it has one', () => {
    const { text, evidence } = speak(sayOf(act), inVoice(replies))
    expect(text).not.toBe('')
    for (const { kind, source } of evidence) {
      if (kind !== 'gap') expect(source, kind).toMatchObject({ kind: kind === 'carrier' ? 'carrier' : 'shop' })
    }
    expect(evidence.some(({ source }) => source !== null)).toBe(true)
  })

  it.each(['within 30 days', 'for two weeks', 'on Monday', 'tomorrow', 'to Norway', 'by DHL', 'see https://a.example'])(
    'has no reply that adds "%s" of its own',
    (lie) => {
      const honest = replies.acts[act as 'shipsTo']
      const lying = { ...replies, acts: { ...replies.acts, [act]: (facts: never) => `${honest(facts)} ${lie}.` } }
      expect(() => speak(sayOf(act), inVoice(lying))).toThrow(`"${act}" says`)
    },
  )

  it.each(['de', 'fr', 'ar', 'ja', 'pl'])('has facts that %s can write from its own data', (language) => {
    // the words stay English here: only what comes from the language's data is looked at
    const pack = { ...replies, lock: { words: [], capitals: null } }
    expect(speak(sayOf(act), inVoice(pack, language)).text).not.toMatch(/undefined|NaN|Invalid/)
  })
})

it('cites the shop and the day of the version', () => {
  expect(speak(sayOf('shipsTo'), inVoice(replies)).text).toBe(
    'Norway: Lumen & Oak says it ships there (as of Tuesday, Nov 3).',
  )
})
