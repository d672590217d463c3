import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { encodeModel, train, understand } from '../src/chat/index.ts'
import { readCorpus } from '../src/server/corpus.ts'

export type UnderstandingFigures = {
  readonly utterances: number
  readonly trainMs: number
  readonly modelGzipBytes: number
  readonly messages: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** The slowest of some messages of 10,000 characters. */
  readonly longestMs: number
}

/** Teaches the assistant from `corpus/en`, then lets it read that corpus message by message. */
export async function run(): Promise<UnderstandingFigures> {
  const corpus = await readCorpus({ folder: join(import.meta.dirname, '../corpus'), language: 'en' })
  const trainStarted = performance.now()
  const model = train(corpus)
  const trainMs = performance.now() - trainStarted

  const timed = (text: string) => {
    const started = performance.now()
    understand(model, { text })
    return performance.now() - started
  }
  for (const { text } of corpus.slice(0, 500)) timed(text)
  const times = corpus.map(({ text }) => timed(text)).sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? 0
  const story = corpus.map(({ text }) => text).join('. ')
  const stories = Array.from({ length: 20 }, (_, n) => timed(story.slice(n * 1_000, n * 1_000 + 10_000)))
  return {
    utterances: corpus.length,
    trainMs,
    modelGzipBytes: gzipSync(encodeModel(model)).length,
    messages: times.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    longestMs: Math.max(...stories),
  }
}
