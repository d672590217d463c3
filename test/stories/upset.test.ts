import { expect, it } from 'vitest'
import { type Dialogue, type Heard, newDialogue, turn } from '../../src/chat/index.ts'
import { worlds } from '../worlds/index.ts'
import { asWritten } from './story.ts'

const ask = (user: string, label: Heard['sentiment']['label'], score: number, intent: 'order_status' | 'oos') => ({
  ...asWritten({ user, intent, sentiment: label, says: [], never: [], offers: [] }),
  sentiment: { label, score },
})

function replies(...said: readonly Heard[]) {
  let state: Dialogue = newDialogue
  return said.map((heard) => {
    const step = turn(state, heard, worlds.late)
    state = step.state
    return step.say.map(({ act }) => act)
  })
}

const plain = ask('where is my order', 'neutral', 0, 'order_status')
const testy = ask('so where is my order then', 'neutral', -0.45, 'order_status')
const angry = ask('you bunch of clowns', 'negative', -0.98, 'oos')

it('takes a testy question for what it says, until it is asked again', () => {
  const [first, again] = replies(testy, testy)
  expect(first).not.toContain('empathy')
  expect(again?.[0]).toBe('empathy')
})

it('a plain question asked again is offered a person without empathy', () => {
  const [, again] = replies(plain, plain)
  expect(again).not.toContain('empathy')
  expect(again).toContain('offerPerson')
})

it('a testy question after an upset one still has a person offered, and no second word of empathy', () => {
  const [, testyAfter] = replies(angry, testy)
  expect(testyAfter).not.toContain('empathy')
  expect(testyAfter).toContain('offerPerson')
})

it('anger that asks for nothing is a complaint: heard once, told how things stand, offered a person', () => {
  const [first, second] = replies(angry, angry)
  expect(first).toEqual(['empathy', 'where', 'late', 'lastScan', 'offerPerson'])
  expect(second).toEqual(['where', 'late', 'lastScan', 'offerPerson'])
})
