import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export const main = join(import.meta.dirname, '../../src/server/main.ts')

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** One command as its own process, with nothing of this process's settings. */
export async function run(
  args: readonly string[],
  { env = {}, input = '', uid }: { env?: Readonly<Record<string, string>>; input?: string; uid?: number } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid }),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  // A command that reads no input may be gone before it is written.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** What `--json` printed: exactly one value on one line, and nothing beside it. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the shape
export function oneJson<T>({ stdout, stderr, code }: Ended): T {
  const lines = stdout.split('\n')
  if (lines.length !== 2 || lines[1] !== '')
    throw new Error(`expected one line of JSON and got (exit ${code}):\n${stdout}\n${stderr}`)
  return JSON.parse(lines[0] ?? '') as T
}

export const jsonLines = <T>({ stdout }: Ended): T[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
