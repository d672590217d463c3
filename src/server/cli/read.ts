import { readFile } from 'node:fs/promises'
import { answerToJson, carriers, type DescribedCarrier } from '../../connectors/index.ts'
import type { ReadAnswer, Result } from '../../model/index.ts'
import { type Command, InputError, UsageError, print, printJson, readArguments } from './command.ts'

export const read: Command = {
  usage: 'read --carrier ID FILE [--number NUMBER] [--json]',
  summary: "reads a carrier's answer into scans, and shows what was understood",
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      carrier: { type: 'string' },
      number: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    const [file, ...rest] = positionals
    if (file === undefined || rest.length > 0) throw new UsageError('read takes one FILE')
    if (values.carrier === undefined) throw new UsageError('read needs --carrier ID')
    const known: Readonly<Record<string, DescribedCarrier>> = carriers
    const carrier = Object.hasOwn(known, values.carrier) ? known[values.carrier] : undefined
    if (!carrier)
      throw new UsageError(`there is no carrier "${values.carrier}"; known are ${Object.keys(carriers).join(', ')}`)
    const answer = readNamed(carrier, await readText(file), values.number)
    if (!answer.ok && values.json) printJson({ parcels: [], failures: [answer.failure] })
    if (!answer.ok) throw new InputError(`${file}: ${answer.failure.code}: ${answer.failure.message}`)
    const shown = withoutMade(answerToJson(answer.value, carrier))
    if (values.json) printJson(shown)
    else print(JSON.stringify(shown, null, 2))
  },
}

/** Stands in for the number of a parcel that neither its answer nor the command line names. */
const unnamed = '(not in the answer)'

/** Some carriers answer without repeating the number; what they say is shown all the same. */
function readNamed(carrier: DescribedCarrier, source: string, number: string | undefined): Result<ReadAnswer> {
  const answer = carrier.read(source, number === undefined ? [] : [number])
  const isNameless = answer.ok && answer.value.failures.some(({ code }) => code === 'NO_NUMBER')
  return isNameless && number === undefined ? carrier.read(source, [unnamed]) : answer
}

function withoutMade({ parcels, failures }: ReturnType<typeof answerToJson>) {
  const warning = {
    code: 'number_not_in_answer',
    message: 'the answer does not repeat the number it is about; give it with --number',
  }
  return {
    parcels: parcels.map((parcel) =>
      parcel.number === unnamed ? { ...parcel, number: null, warnings: [...parcel.warnings, warning] } : parcel,
    ),
    failures,
  }
}

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new InputError(`${file} can't be read (${code})${code === 'ENOENT' ? ': there is no such file' : ''}`)
  }
}
