import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import type { Context } from '../../service/index.ts'
import { loadAssistant } from '../assistant.ts'
import { type Installation, openInstallation, operatorContext } from '../compose.ts'
import { readConfig } from '../config.ts'

export type Command = {
  /** As it stands behind `whereabouts`. */
  readonly usage: string
  readonly summary: string
  readonly run: (args: readonly string[]) => Promise<void>
}

/** The words on the command line are wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What was given can't be used: exit code 1. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

export function readArguments<Options extends ParseArgsOptionsConfig>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Runs with the folder's database, whether a `start` has it running or not. */
export async function withInstallation<T>(use: (ctx: Context, installation: Installation) => Promise<T>): Promise<T> {
  const config = readConfig()
  const installation = await openInstallation({ config, mode: 'command' })
  const { made, from } = installation.masterKey
  if (made) process.stderr.write(`${masterKeyWasMade(from).join('\n')}\n`)
  try {
    return await use(operatorContext(installation, await loadAssistant()), installation)
  } finally {
    await installation.close()
  }
}

/** Said loudly once, by whatever runs first on a folder. */
export function masterKeyWasMade(file: string): readonly string[] {
  return [
    '  !! A MASTER KEY WAS MADE:',
    `  !! ${file}`,
    '  !! Copy it to a safe place now. Without it nobody can read the stored names, addresses and messages, not even you.',
  ]
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value))
}

/** Standard input as lines; for commands that take JSON lines. */
export async function* inputLines(): AsyncGenerator<{ line: string; number: number }> {
  const { createInterface } = await import('node:readline')
  let number = 0
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    number++
    if (line.trim() !== '') yield { line, number }
  }
}

export function parseLine(line: string, number: number, where: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line)
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // told below
  }
  throw new InputError(`${where}, line ${number}: not a JSON object; a line looks like {"text": "where is my parcel"}`)
}
