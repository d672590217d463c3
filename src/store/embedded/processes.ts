import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

export type Running = { readonly pid: number; readonly command: string }

/** What runs on this machine, by command line; on Windows by the program's name alone. */
export async function runningProcesses(): Promise<readonly Running[]> {
  if (process.platform === 'win32') {
    const { stdout } = await promisify(execFile)('tasklist', ['/FO', 'CSV', '/NH'], { maxBuffer: 64_000_000 })
    return [...stdout.matchAll(/^"([^"]*)","(\d+)"/gm)].map(([, command = '', pid]) => ({ pid: Number(pid), command }))
  }
  if (hasProc) {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    return pids.map((pid) => ({ pid: Number(pid), command: commandLine(pid) }))
  }
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,command='], { maxBuffer: 64_000_000 })
  return stdout.split('\n').map((line) => {
    const [, pid, command = ''] = /^\s*(\d+) (.*)$/.exec(line) ?? []
    return { pid: Number(pid), command: `${command} ` }
  })
}

/** Whether it lives, whoever it belongs to; not when it is dead and only waits for its parent to notice. */
export function isRunning(pid: number): boolean {
  return isKnown(pid) && !(hasProc && commandLine(String(pid)) === '')
}

/** Whether the number is taken, be it by a dead process that its parent has not noticed yet. */
export function isKnown(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Signals a process that may have ended by itself in between. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Waits for its end; false when it lives on. */
export async function gone(pid: number, withinMs: number): Promise<boolean> {
  for (const until = performance.now() + withinMs; isRunning(pid); await sleep(5)) {
    if (performance.now() > until) return false
  }
  return true
}

const hasProc = existsSync('/proc/self/cmdline')

/** Empty for a process that is gone, or dead and not yet collected. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
