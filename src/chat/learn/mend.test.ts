import { expect, it } from 'vitest'
import { mend } from './mend.ts'
import { type Example, train } from './index.ts'

const examples: Example[] = [
  ...['where is my parcel', 'track my parcel', 'parcel sent today', 'it was sent', 'the parcels'].map((text) => ({
    text,
    label: 'where',
  })),
  ...['thanks', 'many thanks', 'thanks for that'].map((text) => ({ text, label: 'thanks' })),
]
const model = train(examples)

it.each([
  ['parsel', 'parcel'],
  ['parcl', 'parcel'],
  ['parrcel', 'parcel'],
  ['pacrel', 'parcel'],
  ['thnaks', 'thanks'],
])('mends one slip: %s is %s', (wrong, right) => {
  expect(mend([wrong], model)).toEqual([right])
})

it.each(['parcel', 'parcels', 'tent', 'prsl', 'psl', '<code>', '?', '12', ''])('leaves %j as it is', (word) => {
  expect(mend([word], model)).toEqual([word])
})
