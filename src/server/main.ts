import { StoreError } from '../store/index.ts'
import { EmbeddedError, FolderInUseError } from '../store/index.ts'
import { ServiceError } from '../service/index.ts'
import { ask, chat } from './cli/ask.ts'
import { bench } from './cli/bench.ts'
import { carrier } from './cli/carrier.ts'
import { changes } from './cli/changes.ts'
import { codes } from './cli/codes.ts'
import { type Command, InputError, UsageError } from './cli/command.ts'
import { importCommand } from './cli/import.ts'
import { connect, shop } from './cli/connect.ts'
import { doctor, keys, link, rederive, signInCommand } from './cli/keep.ts'
import { classify, learn, understandCommand } from './cli/learn.ts'
import { policies } from './cli/policies.ts'
import { read } from './cli/read.ts'
import { recognise } from './cli/recognise.ts'
import { simulate } from './cli/simulate.ts'
import { start } from './cli/start.ts'
import { track } from './cli/track.ts'
import { widget } from './cli/widget.ts'
import { ConfigError } from './config.ts'
import { DemoShopTaken } from './demo/taken.ts'

const commands: Readonly<Record<string, Command>> = {
  start,
  import: importCommand,
  read,
  carrier,
  recognise,
  simulate,
  track,
  ask,
  chat,
  link,
  keys,
  connect,
  shop,
  'sign-in': signInCommand,
  policies,
  widget,
  understand: understandCommand,
  learn,
  classify,
  changes,
  codes,
  rederive,
  doctor,
  bench,
}

const [name, ...args] = process.argv.slice(2)

try {
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command) await command.run(args)
  else if (name === 'help' || name === '--help') process.stdout.write(help())
  else if (name === undefined) throw new UsageError('which command?')
  else throw new UsageError(`there is no command "${name}"`)
} catch (error) {
  process.exitCode = tell(error)
}

/** What to print and how to leave: 2 for wrong words on the command line, 1 for what was given or found. */
function tell(error: unknown): number {
  if (error instanceof UsageError) {
    const usage = name === undefined ? undefined : commands[name]?.usage
    process.stderr.write(`${error.message}\n${usage ? `usage: whereabouts ${usage}\n` : help()}`)
    return 2
  }
  if (error instanceof ServiceError) {
    const details = error.errors.map(({ pointer, detail }) => `\n  ${pointer}: ${detail}`).join('')
    process.stderr.write(`${error.code}: ${error.message}${details}\n`)
    return 1
  }
  if (
    error instanceof ConfigError ||
    error instanceof InputError ||
    error instanceof DemoShopTaken ||
    error instanceof StoreError ||
    error instanceof EmbeddedError ||
    error instanceof FolderInUseError
  ) {
    process.stderr.write(`${error.message}\n`)
    return 1
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return 1
}

function help(): string {
  const rows = Object.values(commands).map(({ usage, summary }) => `  ${usage}\n      ${summary}`)
  return `usage: whereabouts COMMAND\n\n${rows.join('\n')}\n`
}
