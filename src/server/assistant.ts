import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  countLanguages,
  decodeLanguages,
  decodeModel,
  type Ears,
  encodeLanguages,
  encodeModel,
  type Example,
  hear,
  type LanguageCounts,
  type Replies,
  train,
  trainFeelings,
} from '../chat/index.ts'
import type { Assistant } from '../service/index.ts'
import { readCorpus } from './corpus.ts'
import { readFeelings } from './feelings.ts'

const root = join(import.meta.dirname, '../..')
const corpusFolder = join(root, 'corpus')
const learnedFolder = join(root, 'dist/assistant')

/**
 * The assistant in every language it was taught, with `language` as the one assumed of whom nothing is known. What was learned
 * is read from its files, and learned anew where the corpus or the learner changed.
 */
export async function loadAssistant({
  language = 'en',
  onTrain = () => {},
}: { language?: string; onTrain?: () => void } = {}): Promise<Assistant & { ears: Ears }> {
  const tags = await taughtLanguages()
  const learner = await learnerSource()
  const taught = await Promise.all(
    tags.map(async (tag) => {
      const { replies } = (await import(`../../corpus/${tag}/replies.ts`)) as { replies: Replies }
      const examples = await readCorpus({ folder: corpusFolder, language: tag })
      const model = await learned(
        { name: tag, from: [learner, examples] },
        { learn: () => (onTrain(), train(examples)), encode: encodeModel, decode: decodeModel },
      )
      const felt = await readFeelings({ folder: corpusFolder, language: tag }, examples)
      const feelings =
        felt &&
        (await learned(
          { name: `feelings-${tag}`, from: [learner, felt] },
          { learn: () => trainFeelings(felt), encode: encodeModel, decode: decodeModel },
        ))
      return { tag, replies, examples, model, feelings }
    }),
  )
  const languages = await learned<LanguageCounts>(
    { name: 'languages', from: [learner, ...taught.flatMap(({ tag, examples }) => [tag, examples])] },
    {
      learn: () => countLanguages(Object.fromEntries(taught.map(({ tag, examples }) => [tag, writtenIn(examples)]))),
      encode: encodeLanguages,
      decode: decodeLanguages,
    },
  )
  const ears: Ears = {
    models: new Map(taught.map(({ tag, model }) => [tag, model])),
    feelings: new Map(taught.flatMap(({ tag, feelings }) => (feelings ? [[tag, feelings]] : []))),
    languages,
  }
  const replies = new Map(taught.map((one) => [one.tag, one.replies]))
  return {
    ears,
    languages: tags,
    language,
    hear: (text, orders, prior) => hear(ears, text, { orders, prior }),
    repliesOf: (wanted) => {
      const found = replies.get(wanted)
      if (!found) throw new Error(`there are no replies in "${wanted}"; there are ${tags.join(', ')}`)
      return found
    },
  }
}

/** Whoever asks for a language does so in any, and a name or a number given is of none. */
export const writtenIn = (examples: readonly Example[]): string[] =>
  examples.filter(({ label }) => label !== 'language_switch' && label !== 'provide_info').map(({ text }) => text)

/** A language is a folder with utterances and replies. */
async function taughtLanguages(): Promise<string[]> {
  const tags: string[] = []
  for (const entry of await readdir(corpusFolder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const held = await readdir(join(corpusFolder, entry.name))
    if (held.includes('utterances') && held.includes('replies.ts')) tags.push(entry.name)
  }
  return tags.toSorted()
}

/** What was learned from exactly this, from its file; or learned now and filed, and what an older corpus made removed. */
async function learned<T>(
  { name, from }: { name: string; from: readonly unknown[] },
  { learn, encode, decode }: { learn: () => T; encode: (made: T) => Uint8Array; decode: (bytes: Uint8Array) => T },
): Promise<T> {
  const hash = createHash('sha256').update(JSON.stringify(from)).digest('hex').slice(0, 16)
  const file = join(learnedFolder, `${name}-${hash}.model`)
  const held = await readFile(file).catch(() => undefined)
  if (held) return decode(held)
  const made = learn()
  await mkdir(learnedFolder, { recursive: true })
  const fresh = `${file}.${process.pid}`
  await writeFile(fresh, encode(made))
  await rename(fresh, file)
  for (const other of await readdir(learnedFolder)) {
    if (other.endsWith('.model') && other.startsWith(`${name}-`) && join(learnedFolder, other) !== file)
      await rm(join(learnedFolder, other), { force: true })
  }
  return made
}

/** A learner that changed makes another model of the same corpus. */
async function learnerSource(): Promise<string> {
  const folder = join(root, 'src/chat/learn')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).toSorted()
  return (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('\n')
}
