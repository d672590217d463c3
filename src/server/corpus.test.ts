import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCorpus } from './corpus.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'corpus-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function corpusOf(language: string, files: Record<string, string>) {
  await mkdir(join(folder, language, 'utterances'), { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, language, 'utterances', name), content)
  }
  return readCorpus({ folder, language })
}

it('reads the examples of every intent, labelled by the file they stand in', async () => {
  const files = { 'thanks.jsonl': '{"text": "cheers"}\n\n', 'oos.jsonl': '{"text": "will it rain"}\n{"text": "🍕"}\n' }
  expect(await corpusOf('en', files)).toEqual([
    { text: 'will it rain', label: 'oos' },
    { text: '🍕', label: 'oos' },
    { text: 'cheers', label: 'thanks' },
  ])
})

it.each([
  ['aa', { 'thanks.jsonl': '{"text": "cheers"}\n{"text": "ta"' }, /thanks\.jsonl:2: not JSON/],
  ['ab', { 'thanks.jsonl': '{"txt": "cheers"}' }, /thanks\.jsonl:1: .*text/s],
  ['ac', { 'thanks.jsonl': '{"text": "  "}' }, /thanks\.jsonl:1:/],
  ['ad', { 'gratitude.jsonl': '{"text": "cheers"}' }, /no intent is called "gratitude"/],
  ['ae', {}, /is empty/],
  [
    'af',
    { 'greet.jsonl': '{"text": "hello"}\n{"text": "Cheers!"}', 'thanks.jsonl': '{"text": "cheers"}' },
    /thanks\.jsonl:1: "cheers" is taught twice, first in .*greet\.jsonl:2/,
  ],
  ['ag', { 'greet.jsonl': '{"text": "hello"}\n{"text": "hello "}' }, /greet\.jsonl:2: .*twice/],
])('refuses a wrong corpus with file and line (%s)', async (language, files, message) => {
  await expect(corpusOf(language, files)).rejects.toThrow(message)
})

it('says where a corpus was looked for', async () => {
  await expect(readCorpus({ folder, language: 'xx' })).rejects.toThrow(join(folder, 'xx', 'utterances'))
})
