import { readFile } from 'node:fs/promises'
import { answerToJson } from '../../connectors/index.ts'
import { readConfig } from '../config.ts'
import { loadCarriers, refusedLines } from '../declared.ts'
import { type Command, InputError, UsageError, print, printJson, readArguments } from './command.ts'

export const read: Command = {
  usage: 'read --carrier ID FILE [--json]',
  summary: "reads a carrier's answer into scans, and shows what was understood",
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      carrier: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    const [file, ...rest] = positionals
    if (file === undefined || rest.length > 0) throw new UsageError('read takes one FILE')
    if (values.carrier === undefined) throw new UsageError('read needs --carrier ID')
    const { carriers, refused } = await loadCarriers(readConfig().folder)
    const carrier = carriers.get(values.carrier)
    const wrong = refusedLines(refused, values.carrier)
    if (!carrier && wrong.length > 0) throw new InputError(wrong.join('\n'))
    if (!carrier)
      throw new UsageError(`there is no carrier "${values.carrier}"; known are ${[...carriers.keys()].join(', ')}`)
    const answer = carrier.read(await readText(file))
    if (!answer.ok && values.json) printJson({ parcels: [], failures: [answer.failure] })
    if (!answer.ok) throw new InputError(`${file}: ${answer.failure.code}: ${answer.failure.message}`)
    const shown = answerToJson(answer.value, carrier)
    if (values.json) printJson(shown)
    else print(JSON.stringify(shown, null, 2))
  },
}

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new InputError(`${file} can't be read (${code})${code === 'ENOENT' ? ': there is no such file' : ''}`)
  }
}
