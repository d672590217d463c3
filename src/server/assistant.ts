import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Model, decodeModel, encodeModel, hear, train } from '../chat/index.ts'
import type { Assistant } from '../service/index.ts'
import { readCorpus } from './corpus.ts'

const root = join(import.meta.dirname, '../..')
const corpusFolder = join(root, 'corpus')
const modelFolder = join(root, 'dist/assistant')

/** The assistant of a language: its model (trained when the corpus or the learner changed, else read) and its replies. */
export async function loadAssistant({
  language = 'en',
  onTrain = () => {},
}: { language?: 'en'; onTrain?: () => void } = {}): Promise<Assistant & { model: Model }> {
  const { replies } = (await import(`../../corpus/${language}/replies.ts`)) as { replies: Assistant['replies'] }
  const model = await loadModel(language, onTrain)
  return { model, replies, language, hear: (text, orders) => hear(model, text, { orders }) }
}

async function loadModel(language: string, onTrain: () => void): Promise<Model> {
  const examples = await readCorpus({ folder: corpusFolder, language })
  const taught = createHash('sha256')
    .update(JSON.stringify(examples))
    .update(await learnerSource())
    .digest('hex')
    .slice(0, 16)
  const file = join(modelFolder, `${language}-${taught}.model`)
  const held = await readFile(file).catch(() => undefined)
  if (held) return decodeModel(held)
  onTrain()
  const model = train(examples)
  await mkdir(modelFolder, { recursive: true })
  const fresh = `${file}.${process.pid}`
  await writeFile(fresh, encodeModel(model))
  await rename(fresh, file)
  // What an older corpus or learner made is of no more use.
  for (const name of await readdir(modelFolder)) {
    if (name.endsWith('.model') && name.startsWith(`${language}-`) && join(modelFolder, name) !== file)
      await rm(join(modelFolder, name), { force: true })
  }
  return model
}

/** A learner that changed makes another model of the same corpus. */
async function learnerSource(): Promise<string> {
  const folder = join(root, 'src/chat/learn')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).toSorted()
  return (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('\n')
}
