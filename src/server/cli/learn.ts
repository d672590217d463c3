import { readFile, writeFile } from 'node:fs/promises'
import {
  type Example,
  classify as classifyText,
  decodeModel,
  encodeModel,
  languageOf,
  train,
  understand,
} from '../../chat/index.ts'
import { loadAssistant } from '../assistant.ts'
import {
  type Command,
  InputError,
  UsageError,
  inputLines,
  parseLine,
  print,
  printJson,
  readArguments,
} from './command.ts'
import { readText } from './read.ts'

export const learn: Command = {
  usage: 'learn --train FILE [--dev FILE] --out MODEL [--json]',
  summary: 'trains a model from labelled JSON lines ({"text", "label"}; the label oos is out of scope)',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      train: { type: 'string' },
      dev: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    if (positionals.length > 0 || !values.train || !values.out)
      throw new UsageError('learn needs --train FILE and --out MODEL')
    const examples = await readExamples(values.train)
    const dev = values.dev === undefined ? undefined : await readExamples(values.dev)
    const before = performance.now()
    const model = train(examples)
    const seconds = Number(((performance.now() - before) / 1000).toFixed(2))
    const bytes = encodeModel(model)
    await writeFile(values.out, bytes)
    const accuracy =
      dev && dev.filter(({ text, label }) => labelOf(classifyText(model, text)) === label).length / dev.length
    const labels = new Set(examples.map(({ label }) => label)).size
    const report = {
      examples: examples.length,
      labels,
      seconds,
      bytes: bytes.length,
      ...(accuracy !== undefined && { devAccuracy: Number(accuracy.toFixed(4)) }),
    }
    if (values.json) printJson(report)
    else
      print(
        `${report.examples} examples, ${labels} labels, ${seconds} s, ${bytes.length} bytes → ${values.out}${accuracy === undefined ? '' : `; right on ${(accuracy * 100).toFixed(1)} % of ${values.dev}`}`,
      )
  },
}

export const classify: Command = {
  usage: 'classify --model MODEL --json',
  summary: 'labels JSON lines ({"text"}) from standard input',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      model: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    if (positionals.length > 0 || !values.model)
      throw new UsageError('classify needs --model MODEL and takes its lines from standard input')
    const bytes = await readFile(values.model).catch(() => {
      throw new InputError(
        `${values.model} can't be read; make it with: whereabouts learn --train FILE --out ${values.model}`,
      )
    })
    const model = modelFrom(values.model, bytes)
    for await (const { line, number } of inputLines()) {
      const { text } = parseLine(line, number, 'standard input')
      if (typeof text !== 'string') throw new InputError(`standard input, line ${number}: no "text" in it`)
      const { label, score, oos, alternatives } = classifyText(model, text)
      printJson({ label, score, oos, alternatives })
    }
  },
}

export const understandCommand: Command = {
  usage: 'understand [--language L] --json',
  summary: 'shows what the assistant understands of JSON lines ({"text"}) from standard input',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      language: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    if (positionals.length > 0) throw new UsageError('understand takes its lines from standard input')
    const { ears, languages, language: assumed } = await loadAssistant()
    if (values.language !== undefined && !languages.includes(values.language))
      throw new UsageError(`--language ${values.language}: taught are ${languages.join(', ')}`)
    for await (const { line, number } of inputLines()) {
      const { text } = parseLine(line, number, 'standard input')
      if (typeof text !== 'string') throw new InputError(`standard input, line ${number}: no "text" in it`)
      const language = values.language ?? languageOf(ears.languages, text, { language: assumed, by: 'assumed' })
      const model = ears.models.get(language)
      if (model) printJson(understand(model, { text, language, feelings: ears.feelings?.get(language) }))
    }
  },
}

const labelOf = ({ label, oos }: { label: string; oos: boolean }) => (oos ? 'oos' : label)

function modelFrom(file: string, bytes: Buffer) {
  try {
    return decodeModel(bytes)
  } catch (error) {
    throw new InputError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function readExamples(file: string): Promise<Example[]> {
  const lines = (await readText(file)).split('\n')
  const examples = lines.flatMap((line, i): Example[] => {
    if (line.trim() === '') return []
    const { text, label } = parseLine(line, i + 1, file)
    if (typeof text !== 'string' || typeof label !== 'string')
      throw new InputError(`${file}, line ${i + 1}: "text" and "label" are needed, both as text`)
    return [{ text, label }]
  })
  if (examples.length === 0) throw new InputError(`${file}: no line in it`)
  return examples
}
