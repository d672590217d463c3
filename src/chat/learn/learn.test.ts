import { describe, expect, it } from 'vitest'
import { classify, decodeModel, encodeModel, evidence, type Example, normalise, train } from './index.ts'

const teach = (label: string, ...texts: string[]): Example[] => texts.map((text) => ({ text, label }))

const examples: Example[] = [
  ...teach('where', 'where is my parcel', 'where is my order 4411', "where's my package", 'has my parcel shipped'),
  ...teach('where', 'track my parcel', 'tell me where the package is', 'where did my parcel go', 'locate my order'),
  ...teach('cancel', 'cancel my order', 'please cancel order 1234', 'i want to cancel', 'do cancel the order'),
  ...teach(
    'cancel',
    'can i still cancel it',
    'stop the order please',
    'cancel everything',
    'i wish to cancel order 88',
  ),
  ...teach(
    'thanks',
    'thanks',
    'thank you',
    'many thanks',
    'thank you very much',
    'cheers, thanks',
    '🙏',
    'ta, thank you',
  ),
  ...teach('oos', 'will it rain tomorrow', 'tell me a joke', 'what is the capital of peru', 'play some music'),
  ...teach('oos', 'how tall is the eiffel tower', 'book a table for two', 'who won the match', 'sing a song'),
  ...teach('oos', 'recipe for soup', 'turn off the lights', 'what time is it in rome', 'do you like cats'),
]
const model = train(examples)

describe('a taught model', () => {
  it.each([
    ['where is the parcel', 'where'],
    ['WHERE IS MY PARCEL?!', 'where'],
    ['wheres my parcle', 'where'],
    ['ｗｈｅｒｅ is my pa\u200brcel', 'where'],
    ['cancel order 99120', 'cancel'],
    ['thank you so much', 'thanks'],
    ['🙏', 'thanks'],
  ])('knows "%s" for %s', (text, label) => {
    expect(classify(model, text)).toMatchObject({ label, oos: false })
  })

  it.each(['what is the capital of italy', 'sing me a joke', 'quantum flux zebra', ''])('refuses "%s"', (text) => {
    expect(classify(model, text)).toMatchObject({ label: 'oos', oos: true })
  })

  it('gives probabilities, likeliest first, the label not among its alternatives', () => {
    const { label, score, alternatives } = classify(model, 'cancel my parcel')
    expect(alternatives.map((other) => other.label)).not.toContain(label)
    expect(alternatives.map((other) => other.score)).toEqual(
      alternatives.map((other) => other.score).sort((a, b) => b - a),
    )
    expect(alternatives.reduce((sum, other) => sum + other.score, score)).toBeLessThanOrEqual(1 + 1e-9)
    expect(score).toBeGreaterThan(0)
  })

  it('takes any number for a number', () => {
    const one = classify(model, 'please cancel order 1234')
    expect(classify(model, 'please cancel order 9876')).toEqual(one)
  })

  it('names the words that spoke for a label', () => {
    expect(evidence(model, 'please cancel the parcel', 'cancel')[0]).toBe('cancel')
    expect(evidence(model, 'please cancel the parcel', 'no such label')).toEqual([])
  })
})

describe('training', () => {
  it('gives the same model, bit for bit, for the same examples and seed', () => {
    expect(encodeModel(train(examples, { seed: 7 }))).toEqual(encodeModel(train(examples, { seed: 7 })))
    expect(encodeModel(train(examples, { seed: 8 }))).not.toEqual(encodeModel(train(examples, { seed: 7 })))
  })

  it('says how far it is', () => {
    const seen: number[] = []
    train(examples, { onProgress: (done) => seen.push(done) })
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen.at(-1)).toBe(1)
    expect(seen.length).toBeGreaterThan(2)
  })

  it('works without anything out of scope, and with a single label', () => {
    const known = train(examples.filter(({ label }) => label !== 'oos'))
    expect(classify(known, 'cancel my order').label).toBe('cancel')
    const single = train(teach('thanks', 'thanks', 'thank you'))
    expect(classify(single, 'thanks')).toMatchObject({ label: 'thanks', score: 1, alternatives: [] })
    expect(classify(decodeModel(encodeModel(single)), 'thanks')).toEqual(classify(single, 'thanks'))
  })

  it('sets the threshold by leaving labels out where nothing is out of scope', () => {
    const labels = ['rain', 'joke', 'song', 'lamp', 'bread', 'horse', 'river', 'stone']
    const words = ['big', 'small', 'red', 'old', 'new', 'loud']
    const many = labels.flatMap((label) => teach(label, ...words.map((word) => `the ${word} ${label}`)))
    const open = train(many)
    expect(classify(open, 'a big river').label).toBe('river')
    expect(classify(open, 'quarterly spreadsheet').oos).toBe(true)
  })

  it('refuses to learn from nothing', () => {
    expect(() => train([])).toThrow('Nothing to learn')
    expect(() => train(teach('oos', 'will it rain'))).toThrow('is not "oos"')
  })
})

describe('texts nobody planned for', () => {
  it.each([
    ['empty', ''],
    ['blanks', ' \n\t '],
    ['emoji only', '😡😡😡🤬'],
    ['a lone surrogate', 'where is \ud83d my parcel'],
    ['control and zero-width characters', '\u0000\u0007\u200b\u202e'],
    ['10,000 characters', 'where is my parcel and why '.repeat(400)],
    ['a million characters of one word', 'a'.repeat(1_000_000)],
    ['other scripts', '我的包裹在哪里 أين طردي मेरा पार्सल कहाँ है'],
    ['prototype names', '__proto__ constructor toString'],
  ])('classifies %s', (_, text) => {
    const { score, alternatives } = classify(model, text)
    expect([score, ...alternatives.map((other) => other.score)].every((value) => value >= 0 && value <= 1)).toBe(true)
  })

  it('reads the beginning and the end of a long story', () => {
    const middle = 'blah '.repeat(5_000)
    expect(normalise(`START ${middle} where is it`)).toMatch(/^start .*where is it$/)
    expect(normalise(`START ${middle} where is it`).length).toBeLessThanOrEqual(4_001)
  })
})

describe('a stored model', () => {
  const bytes = encodeModel(model)

  it('answers as before', () => {
    const stored = decodeModel(bytes)
    for (const { text } of examples) expect(classify(stored, text)).toEqual(classify(model, text))
    expect(encodeModel(stored)).toEqual(bytes)
  })

  it("is read from a file's Buffer, whose slice() is not an array's", () => {
    const stored = decodeModel(Buffer.concat([Buffer.from(bytes)]))
    for (const { text } of examples) expect(classify(stored, text)).toEqual(classify(model, text))
  })

  it('is read from the middle of a larger buffer', () => {
    const larger = new Uint8Array(bytes.length + 13)
    larger.set(bytes, 13)
    expect(classify(decodeModel(larger.subarray(13)), 'cancel it')).toEqual(classify(model, 'cancel it'))
  })

  it.each([
    ['nothing', new Uint8Array(0), /0 bytes are too few/],
    ['another file', new TextEncoder().encode('{"hello": "world"}'), /does not start with "WLRN"/],
    ['a later version', Uint8Array.from(bytes, (byte, at) => (at === 4 ? 9 : byte)), /version 9, this program reads/],
    ['one cut short', bytes.slice(0, -1), /bytes where \d+ were announced/],
    ['one cut in its contents', bytes.slice(0, 20), /ends within its table of contents/],
    [
      'broken contents',
      Uint8Array.from(bytes, (byte, at) => (at === 12 ? 0 : byte)),
      /table of contents is unreadable/,
    ],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => decodeModel(wrong)).toThrow(message)
  })
})
