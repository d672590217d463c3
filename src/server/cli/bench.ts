import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, InputError, UsageError, readArguments } from './command.ts'

/** A program of its own, which comes with the source and not with an installation. */
const program = join(import.meta.dirname, '../../../bench/run.ts')

export const bench: Command = {
  usage: 'bench [NAME…] [--rounds N] [--json]',
  summary: 'measures what docs/benchmarks.md says of this software; without a name all of it, and writes that page',
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      rounds: { type: 'string' },
      json: { type: 'boolean', default: false },
    })
    if (!existsSync(program))
      throw new InputError(`${program} is not there; benchmarks run from a checkout of the source`)
    const words = [
      ...positionals,
      ...(values.rounds === undefined ? [] : ['--rounds', values.rounds]),
      ...(values.json ? ['--json'] : []),
    ]
    const child = spawn(process.execPath, [program, ...words], { stdio: 'inherit' })
    const code = await new Promise<number | null>((ended) => child.once('close', ended))
    if (code === 2) throw new UsageError('bench was not given what it takes')
    if (code !== 0) throw new InputError(`a benchmark ended with ${code}; what it said stands above`)
  },
}
