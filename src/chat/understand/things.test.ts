import { describe, expect, it } from 'vitest'
import { type Example, train } from '../learn/index.ts'
import { thingsAsParcels } from './things.ts'
import { understand } from './understand.ts'

const teach = (label: string, ...texts: string[]): Example[] => texts.map((text) => ({ text, label }))
const every = (words: readonly string[], say: (word: string) => string) => words.map(say)
const sent = ['parcel', 'order', 'paket']
const model = train([
  ...teach('order_status', ...every(sent, (it) => `where is my ${it}`), ...every(sent, (it) => `where is the ${it}`)),
  ...teach('order_status', 'wo ist mein paket', 'wo ist das paket', 'wo bleibt mein paket', 'where is my new parcel'),
  ...teach('thanks', 'thanks', 'thank you', 'many thanks', 'thank you so much', 'cheers'),
  ...teach(
    'oos',
    'where is the nearest pub',
    'where is the nearest bank',
    'where is the nearest zoo',
    'the closest zoo',
  ),
  ...teach(
    'oos',
    'is the desk made of oak',
    'is the rug made of wool',
    'made of steel',
    'tell me a joke',
    'will it rain',
  ),
])
const intentOf = (text: string) => {
  const { outOfScope, intents } = understand(model, { text, language: 'en' })
  return outOfScope ? 'oos' : intents[0]?.intent
}

describe('a thing nobody taught', () => {
  it.each([
    ['Where is my footstool?', 'where is my parcel?'],
    ['where is the side table', 'where is the parcel'],
    ['wo bleibt mein wasserkocher', 'wo bleibt mein paket'],
    ['where is my new hammock, is my lamp made of wool', 'where is my new parcel, is my parcel made of wool'],
    ['where is the nearest pharmacy', 'where is the nearest parcel'],
    ['where is the closest pharmacy', 'where is the closest parcel'],
  ])('stands where a parcel could: %j', (text, plain) => {
    expect(thingsAsParcels(model, text)).toBe(plain)
  })

  it.each(['thanks a lot', 'where is my parcel', '', 'the', 'the 4116', 'my … my'])('is not seen in %j', (text) => {
    expect(thingsAsParcels(model, text)).toBeUndefined()
  })

  it.each(['where is my zebra print xylophone', 'where is the xylophone', 'wo ist mein xylophon'])(
    'is asked after: %j',
    (text) => {
      expect(intentOf(text)).toBe('order_status')
    },
  )

  it.each(['where is the nearest pharmacy', 'is the xylophone made of oak'])('%j is still no wish', (text) => {
    expect(intentOf(text)).toBe('oos')
  })
})
