import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { classify, type Example, intents, type Model, train } from '../../src/chat/index.ts'
import { readCorpus } from '../../src/server/corpus.ts'

const root = join(import.meta.dirname, '../..')
const published = join(root, '../shared/data/nlu')
const measuredSet = join(published, 'wismo/dev.jsonl')

let corpus: Example[]
let model: Model
let trainSeconds: number
beforeAll(async () => {
  corpus = await readCorpus({ folder: join(root, 'corpus'), language: 'en' })
  const started = performance.now()
  model = train(corpus)
  trainSeconds = (performance.now() - started) / 1000
}, 60_000)

describe('corpus/en', () => {
  it.each(intents)('teaches %s with at least 40 utterances', (intent) => {
    expect(corpus.filter(({ label }) => label === intent).length).toBeGreaterThanOrEqual(40)
  })

  it('teaches at least 150 things that are out of scope', () => {
    expect(corpus.filter(({ label }) => label === 'oos').length).toBeGreaterThanOrEqual(150)
  })

  it.skipIf(!existsSync(published))('has no sentence of five words or more in common with a published set', () => {
    const theirs = new Set(publishedTexts().map((text) => wordsOf(text).join(' ')))
    expect(theirs.size).toBeGreaterThan(30_000)
    const shared = corpus.filter(({ text }) => wordsOf(text).length >= 5 && theirs.has(wordsOf(text).join(' ')))
    expect(shared).toEqual([])
  })
})

/** Their sentences: order questions put to shops, mapped to our intents (`../shared/data/nlu`, not in this repository). */
describe.skipIf(!existsSync(measuredSet))('on order-tracking questions nobody here wrote', () => {
  it('answers at least 60 % rightly, taught by our own corpus alone', () => {
    const rows = readRows(measuredSet).map(({ text, label, alts }) => {
      const { label: answer, oos } = classify(model, text)
      const given = oos ? 'oos' : answer
      return { label, right: given === label || alts.includes(given) }
    })
    const share = (some: typeof rows) => some.filter(({ right }) => right).length / some.length
    const overall = share(rows)
    const inScope = share(rows.filter(({ label }) => label !== 'oos'))
    const refused = share(rows.filter(({ label }) => label === 'oos'))
    console.log(
      `understanding: ${overall.toFixed(3)} of ${rows.length} right, in scope ${inScope.toFixed(3)}, ` +
        `out-of-scope recall ${refused.toFixed(3)}; taught ${corpus.length} utterances in ${trainSeconds.toFixed(1)} s`,
    )
    expect(rows.length).toBeGreaterThan(600)
    expect(overall).toBeGreaterThanOrEqual(0.6)
  })
})

type Row = { readonly text: string; readonly label: string; readonly alts: readonly string[] }

function readRows(path: string): Row[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => ({ alts: [], ...JSON.parse(line) }))
}

function publishedTexts(): string[] {
  const files = readdirSync(published, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.jsonl'))
  return files.flatMap((file) =>
    readRows(join(published, file)).flatMap(({ text }) => (typeof text === 'string' ? [text] : [])),
  )
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}']+/gu) ?? []
}
