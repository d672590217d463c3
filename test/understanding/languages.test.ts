import { existsSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { countLanguages, languageOf, type LanguageCounts } from '../../src/chat/index.ts'
import { readCorpus } from '../../src/server/corpus.ts'
import { loadAssistant, writtenIn } from '../../src/server/assistant.ts'

const root = join(import.meta.dirname, '../..')
const published = join(root, '../shared/data/nlu/xsid')

type Written = Readonly<Record<string, readonly string[]>>

/** Of each language every fifth text is kept apart; a text of up to three words also when it stands in two corpora. */
function measure(written: Written) {
  const part = (keep: (n: number) => boolean) =>
    Object.fromEntries(Object.entries(written).map(([tag, texts]) => [tag, texts.filter((_, n) => keep(n % 5))]))
  const counts = countLanguages(part((fifth) => fifth !== 0))
  const asked = Object.entries(part((fifth) => fifth === 0)).flatMap(([tag, texts]) =>
    texts.map((text) => ({ tag, text })),
  )
  const words = (text: string) => text.split(/\s+/u).filter((word) => /\p{L}/u.test(word)).length
  return {
    counts,
    share: (from: number, to: number) =>
      right(
        counts,
        asked.filter(({ text }) => words(text) >= from && words(text) <= to),
      ),
  }
}

function right(counts: LanguageCounts, asked: readonly { tag: string; text: string }[]) {
  const found = asked.filter(({ tag, text }) => {
    const others = counts.languages.filter((other) => other !== tag)
    const prior = others[text.length % others.length] ?? tag
    return languageOf(counts, text, { language: prior, by: 'assumed' }) === tag
  })
  return { of: asked.length, share: found.length / asked.length }
}

const told = (name: string, of: number, share: number) => `${name}: ${share.toFixed(3)} of ${of}`

describe('our own languages, from texts that were not counted, with another one assumed', () => {
  let written: Written
  beforeAll(async () => {
    const { languages } = await loadAssistant()
    const entries = languages.map(async (language) => {
      const examples = await readCorpus({ folder: join(root, 'corpus'), language })
      return [language, writtenIn(examples)] as const
    })
    written = Object.fromEntries(await Promise.all(entries))
  }, 60_000)

  it('are told apart', async ({ skip }) => {
    skip(Object.keys(written).length < 2, 'one language is taught, so there is nothing to tell apart')
    const { share } = measure(written)
    const [all, one, three] = [share(1, Infinity), share(1, 1), share(2, 3)]
    console.log(
      [
        told('all', all.of, all.share),
        told('one word', one.of, one.share),
        told('two or three', three.of, three.share),
      ].join('; '),
    )
    // Some of what was written mixes languages on purpose.
    expect(all.share).toBeGreaterThanOrEqual(0.96)
    expect(three.share).toBeGreaterThanOrEqual(0.93)
  })

  it('are kept while they are spoken', async ({ skip }) => {
    skip(Object.keys(written).length < 2, 'one language is taught, so there is nothing to tell apart')
    const { counts } = measure(written)
    const asked = Object.entries(written).flatMap(([tag, texts]) =>
      texts
        .filter((_, n) => n % 5 === 0)
        .map((text) => languageOf(counts, text, { language: tag, by: 'spoken' }) === tag),
    )
    const kept = asked.filter(Boolean).length / asked.length
    console.log(told('kept', asked.length, kept))
    expect(kept).toBeGreaterThanOrEqual(0.985)
  })

  it.each(['ok', 'OK!', '#10244', '60311', '👍', '?', 'jana@beispiel.de', 'Müller', 'Kowalczyk', 'Schmidt, 60311'])(
    'are kept for %j',
    async (text) => {
      const { ears, languages } = await loadAssistant()
      for (const language of languages)
        expect(languageOf(ears.languages, text, { language, by: 'spoken' })).toBe(language)
    },
  )

  it('keep the language of their own buttons', async () => {
    const { ears, languages, repliesOf } = await loadAssistant()
    for (const language of languages) {
      const topics = Object.values(repliesOf(language).words.topics)
      const heard = topics.map((text) => languageOf(ears.languages, text, { language, by: 'spoken' }))
      expect(heard).toEqual(topics.map(() => language))
    }
  })
})

/** Requests to assistants in many languages (`../shared/data/nlu`, not in this repository), for how it scales. */
describe.skipIf(!existsSync(published))('eight languages nobody here wrote', () => {
  it('are told apart by 240 short texts each', async () => {
    const files = (await readdir(published)).filter((file) => /^(?:ar|da|de|en|it|nl|tr|zh)\.jsonl$/.test(file))
    const texts = (file: string) =>
      readFileSync(join(published, file), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { text: string }).text)
    const { counts, share } = measure(
      Object.fromEntries(files.map((file) => [file.replace('.jsonl', ''), texts(file)])),
    )
    expect(counts.languages.length).toBe(8)
    const [all, short] = [share(1, Infinity), share(1, 3)]
    console.log([told('all', all.of, all.share), told('up to three words', short.of, short.share)].join('; '))
    expect(all.share).toBeGreaterThanOrEqual(0.95)
  })
})
