import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { type Example, intents, outOfScope } from '../chat/index.ts'

const Utterance = z.strictObject({ text: z.string().trim().min(1).max(2000) })

/**
 * What the assistant is taught in a language: `<folder>/<language>/utterances/<intent>.jsonl`, one `{"text": "…"}` a line.
 * A file that names no intent, a broken line and a sentence taught twice are errors that name file and line.
 */
export async function readCorpus({ folder, language }: { folder: string; language: string }): Promise<Example[]> {
  const home = join(folder, language, 'utterances')
  const entries = await readdir(home).catch(() => {
    throw new Error(`There is no corpus in "${home}": a folder with one <intent>.jsonl an intent was expected.`)
  })
  const files = entries.filter((name) => name.endsWith('.jsonl')).sort()
  if (files.length === 0) throw new Error(`The corpus in "${home}" is empty: no <intent>.jsonl in it.`)

  const labels: readonly string[] = [...intents, outOfScope]
  const taught = new Map<string, string>()
  const examples: Example[] = []
  for (const file of files) {
    const path = join(home, file)
    const label = basename(file, '.jsonl')
    if (!labels.includes(label))
      throw new Error(`${path}: no intent is called "${label}". There are: ${labels.join(', ')}.`)
    const lines = (await readFile(path, 'utf8')).split('\n')
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue
      const place = `${path}:${index + 1}`
      const { text } = readLine(line, place)
      const same = bare(text)
      const before = taught.get(same)
      if (before) throw new Error(`${place}: "${text}" is taught twice, first in ${before}. Keep one of them.`)
      taught.set(same, place)
      examples.push({ text, label })
    }
  }
  return examples
}

export function readLine(line: string, place: string): z.infer<typeof Utterance> {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    throw new Error(`${place}: not JSON. A line looks like {"text": "where is my parcel"}.`)
  }
  const utterance = Utterance.safeParse(parsed)
  if (utterance.success) return utterance.data
  throw new Error(`${place}: ${z.prettifyError(utterance.error)}. A line looks like {"text": "where is my parcel"}.`)
}

/** Case, outer punctuation and blanks make no other sentence; marks alone ("?", "👍") stay what they are. */
function bare(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
  return lower.replace(/^[\s.,;:!?"']+|[\s.,;:!?"']+$/gu, '') || lower
}
