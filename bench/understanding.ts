import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { classify, encodeModel, train, understand } from '../src/chat/index.ts'
import { readCorpus } from '../src/server/corpus.ts'
import { type Claim, type Row, quantile } from './claim.ts'

/** Beside the checkout, where there is one: real questions to shops, labelled, for tuning and never for teaching. */
const development = join(import.meta.dirname, '../../shared/data/nlu/wismo/dev.jsonl')

export const understanding: Claim = {
  title: 'Understanding a message',
  text: 'The assistant is taught from our own corpus of English alone and then reads that corpus message by message (language, intents, entities), and twenty messages of 10,000 characters. Accuracy is on the development part of an order-tracking set that is no part of this repository and that nothing was taught from; the row is missing where the set is.',
  run: async ({ rounds, tell }) => {
    const corpus = await readCorpus({ folder: join(import.meta.dirname, '../corpus'), language: 'en' })
    const story = corpus.map(({ text }) => text).join('. ')
    const stories = Array.from({ length: 20 }, (_, n) => story.slice(n * 1_000, n * 1_000 + 10_000))
    const figures = { train: [] as number[], p50: [] as number[], p99: [] as number[], longest: [] as number[] }
    let model = train(corpus)
    for (let round = 0; round < rounds; round++) {
      const from = performance.now()
      model = train(corpus)
      figures.train.push((performance.now() - from) / 1_000)
      const timed = (text: string) => {
        const started = performance.now()
        understand(model, { text, language: 'en' })
        return performance.now() - started
      }
      for (const { text } of corpus.slice(0, 500)) timed(text)
      const times = corpus.map(({ text }) => timed(text))
      figures.p50.push(quantile(times, 0.5))
      figures.p99.push(quantile(times, 0.99))
      figures.longest.push(Math.max(...stories.map(timed)))
      tell(`round ${round + 1} of ${rounds}: taught in ${figures.train.at(-1)?.toFixed(2)} s`)
    }
    const labelled = await readDevelopment()
    const accuracy: Row[] = labelled
      ? [
          {
            figure: `right on ${labelled.length} unseen questions`,
            unit: '%',
            rounds: [
              (100 * labelled.filter(({ text, label }) => labelOf(classify(model, text)) === label).length) /
                labelled.length,
            ],
            target: { atLeast: 60 },
          },
        ]
      : []
    return [
      { figure: `taught from ${corpus.length} utterances`, unit: 's', rounds: figures.train, target: { atMost: 3 } },
      {
        figure: 'model, compressed',
        unit: 'kB',
        rounds: [gzipSync(encodeModel(model)).length / 1_000],
        target: { atMost: 2_000 },
      },
      { figure: 'one message, p50', unit: 'ms', rounds: figures.p50, target: { atMost: 1 } },
      { figure: 'one message, p99', unit: 'ms', rounds: figures.p99, target: { atMost: 5 } },
      { figure: '10,000 characters, slowest', unit: 'ms', rounds: figures.longest, target: { atMost: 50 } },
      ...accuracy,
    ]
  },
}

const labelOf = ({ label, oos }: { label: string; oos: boolean }) => (oos ? 'oos' : label)

async function readDevelopment(): Promise<{ text: string; label: string }[] | undefined> {
  const file = await readFile(development, 'utf8').catch(() => undefined)
  return file
    ?.split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as { text: string; label: string })
}
