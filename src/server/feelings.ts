import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Example, feelings, type Intent } from '../chat/index.ts'
import { readLine } from './corpus.ts'

/**
 * What a language's feelings are taught by: `<folder>/<language>/feeling/<feeling>.jsonl`, and of the questions it asks plainly
 * up to a hundred an intent, so that no topic is taken for a feeling. Undefined where a language has no such folder.
 */
export async function readFeelings(
  at: { readonly folder: string; readonly language: string },
  utterances: readonly Example[],
): Promise<Example[] | undefined> {
  const home = join(at.folder, at.language, 'feeling')
  const entries = await readdir(home).catch(() => undefined)
  if (entries === undefined) return undefined
  const taught = await readFelt(home)
  const known = new Set(taught.map(({ text }) => text.toLowerCase()))
  const plain = plainIntents.flatMap((intent) => spread(utterances.filter(({ label }) => label === intent)))
  return [
    ...taught,
    ...plain.flatMap(({ text }) => (known.has(text.toLowerCase()) ? [] : [{ text, label: 'neutral' }])),
  ]
}

/** The three files of a folder, labelled by their names. The same words may stand in two: capitals and marks make the feeling. */
export async function readFelt(home: string): Promise<Example[]> {
  const taught = new Map<string, string>()
  const examples: Example[] = []
  for (const label of feelings) {
    const path = join(home, `${label}.jsonl`)
    const lines = (await readFile(path, 'utf8').catch(() => missing(path))).split('\n')
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue
      const place = `${path}:${index + 1}`
      const { text } = readLine(line, place)
      const before = taught.get(text)
      if (before) throw new Error(`${place}: "${text}" is taught twice, first in ${before}. Keep one of them.`)
      taught.set(text, place)
      examples.push({ text, label })
    }
  }
  return examples
}

function missing(path: string): never {
  throw new Error(`There is no "${path}": one file each was expected for ${feelings.join(', ')}.`)
}

/** Asked without heat as a rule; complaints, delays and the like are told both ways and stand in the feelings' own files. */
const plainIntents: readonly (Intent | 'oos')[] = [
  ...(['order_status', 'delivery_eta', 'tracking_number', 'delivery_address', 'proof_of_delivery'] as const),
  ...(['cancel_order', 'change_address', 'change_order', 'reschedule_delivery', 'upgrade_shipping'] as const),
  ...(['return_policy', 'return_request', 'shipping_info', 'payment_invoice', 'privacy_request'] as const),
  ...(['notifications', 'order_history', 'reorder', 'provide_info', 'language_switch'] as const),
  ...(['affirm', 'nevermind', 'help', 'oos'] as const),
]

const mostOfOne = 100

/** At most a hundred, from all over the file. */
function spread(examples: readonly Example[]): Example[] {
  const step = Math.max(1, examples.length / mostOfOne)
  return examples.filter((_, n) => Math.floor(n / step) !== Math.floor((n - 1) / step))
}
