import { expect, it } from 'vitest'
import { type Example, train } from '../learn/index.ts'
import { intents, understand } from './index.ts'

const teach = (label: string, ...texts: string[]): Example[] => texts.map((text) => ({ text, label }))

const model = train([
  ...teach(
    'order_status',
    'where is my parcel',
    'where is order 4411',
    'has it shipped',
    'track my parcel',
    'track order',
  ),
  ...teach(
    'cancel_order',
    'cancel my order',
    'i want to cancel',
    'cancel it please',
    'please cancel order 5',
    'do cancel',
  ),
  ...teach('thanks', 'thanks', 'thank you', 'many thanks', 'thank you so much', 'cheers'),
  ...teach('oos', 'will it rain', 'tell me a joke', 'play some music', 'who won the match', 'recipe for soup', 'sing'),
])

it('tells the intent, the numbers in it, and why', () => {
  const understood = understand(model, { text: 'Where is order #10231?', language: 'en' })
  expect(understood).toMatchObject({
    language: 'en',
    outOfScope: false,
    entities: [{ kind: 'order_number', text: '#10231', value: '10231', start: 15, end: 21 }],
  })
  expect(understood.intents[0]?.intent).toBe('order_status')
  expect(understood.because).toMatch(/^order_status \d\.\d\d for "where", .+; then \w+ \d\.\d\d$/)
})

it('ranks what could be meant when it refuses, and never lists "oos" as an intent', () => {
  const understood = understand(model, { text: 'play a joke about soup', language: 'en' })
  expect(understood.outOfScope).toBe(true)
  expect(understood.intents.map(({ intent }) => intent).toSorted()).toEqual(['cancel_order', 'order_status', 'thanks'])
  expect(understood.because).toMatch(/^out of scope for .+; nearest /)
})

it('leaves labels out that are no intents', () => {
  const foreign = train([...teach('weather', 'rain', 'snow', 'sun'), ...teach('thanks', 'thanks', 'ta', 'cheers')])
  expect(understand(foreign, { text: 'rain', language: 'en' }).intents.map(({ intent }) => intent)).toEqual(['thanks'])
})

it('does not pretend to read a mood', () => {
  expect(understand(model, { text: 'i am FURIOUS', language: 'en' }).sentiment).toEqual({ label: 'neutral', score: 0 })
})

it('no pattern picks an intent: taught the other way round, it answers the other way round', () => {
  const turned = train([
    ...teach('thanks', 'cancel my order', 'i want to cancel', 'cancel it please'),
    ...teach('cancel_order', 'thanks', 'thank you', 'many thanks'),
  ])
  expect(understand(turned, { text: 'please cancel my order', language: 'en' }).intents[0]?.intent).toBe('thanks')
  expect(understand(turned, { text: 'thank you', language: 'en' }).intents[0]?.intent).toBe('cancel_order')
})

it.each(['', '🎉', '\ud800', 'where '.repeat(2_000)])('survives bad input (%#)', (text) => {
  expect(understand(model, { text, language: 'en' }).intents.length).toBeGreaterThan(0)
})

it('knows each intent once', () => {
  expect(new Set(intents).size).toBe(intents.length)
})
