import { expect, it } from 'vitest'
import { type Example, feelingOf, readTone, trainFeelings } from './index.ts'

it.each([
  ['where is it', []],
  ['WHERE IS IT', ['<shouted>', '<long-shout>']],
  ['it is NOT there AGAIN', ['<loud>']],
  ['DHL or UPS', []],
  ['AB-20331', []],
  ['hello?', []],
  ['hello???', ['<??>', '<???>']],
  ['no!! really', ['<!!>']],
  ['what?!', ['<?!>']],
  ['hellooo', ['<stretched>']],
  ['well...', ['<...>']],
  ['sh*t', ['<masked>']],
  ['no parcel :(', ['<cross>']],
  ['great :)', ['<glad>']],
])('reads how "%s" is written as well as what it says', (text, marks) => {
  const codes = new Set(['<n>', '<nnn>', '<nnnnn>', '<code>'])
  const found = readTone(text).filter((word) => word.startsWith('<') && !codes.has(word))
  expect([...new Set(found)]).toEqual(marks)
})

const teach = (label: string, ...texts: string[]): Example[] => texts.map((text) => ({ text, label }))
const examples = [
  ...teach('negative', 'awful', 'awful shop', 'so awful', 'this is awful', 'awful!!!', 'how awful'),
  ...teach('neutral', 'where is it', 'order 10', 'cancel it', 'when does it come', 'yes', 'my parcel'),
  ...teach('positive', 'thanks', 'many thanks', 'thanks a lot', 'thanks!', 'ok thanks', 'great, thanks'),
]

it('says how likely annoyance and praise are, and takes no side on what it cannot read', () => {
  const model = trainFeelings(examples)
  expect(feelingOf(model, 'an awful shop')).toMatchObject({ label: 'negative' })
  expect(feelingOf(model, 'an awful shop').score).toBeLessThan(0)
  expect(feelingOf(model, 'thanks for it').score).toBeGreaterThan(0)
  expect(feelingOf(model, ' ')).toEqual({ label: 'neutral', score: 0 })
})

it('calls nothing negative on less than even odds, and needs more where calm words look alike', () => {
  expect(trainFeelings(examples).threshold).toBeGreaterThanOrEqual(0.5)
  const alike = trainFeelings([...examples, ...teach('neutral', 'awful weather', 'is it awful', 'an awful lot')])
  expect(alike.threshold).toBeGreaterThan(trainFeelings(examples).threshold)
})

it('names the feeling it was given no example of', () => {
  expect(() => trainFeelings(teach('neutral', 'where is it'))).toThrow('none are labelled negative, positive')
})
