import type { Recognised, Recognition } from '../../model/index.ts'
import { readConfig } from '../config.ts'
import { loadCarriers, refusedLines } from '../declared.ts'
import { type Command, UsageError, print, printJson, readArguments } from './command.ts'
import { readText } from './read.ts'

export const recognise: Command = {
  usage: 'recognise NUMBER… | --file F [--json]',
  summary: 'names the carriers a tracking number may belong to, best first; a file holds one number a line',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      file: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    if ((values.file === undefined) === (positionals.length === 0))
      throw new UsageError('recognise takes NUMBER…, or --file F with one number a line')
    const numbers = values.file === undefined ? positionals : linesOf(await readText(values.file))
    const { recognition, refused } = await loadCarriers(readConfig().folder)
    for (const line of refusedLines(refused)) process.stderr.write(`${line}\n`)
    for (const number of numbers) {
      const candidates = recognition.recognise(number)
      if (values.json) printJson({ number, candidates })
      else if (candidates.length === 0) print(`${number}\n  no carrier's`)
      else print([number, ...candidates.map((one) => row(one, recognition))].join('\n'))
    }
  },
}

/** As they stand in the file, but for line ends; blank ones are left out. */
const linesOf = (text: string) =>
  text
    .replace(/^\u{FEFF}/u, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')

function row({ carrier, score, reasons }: Recognised, recognition: Recognition): string {
  const name = recognition.nameOf(carrier) ?? carrier
  return `  ${name.padEnd(22)} ${carrier.padEnd(16)} ${score.toFixed(2)}  ${reasons.join('; ')}`
}
