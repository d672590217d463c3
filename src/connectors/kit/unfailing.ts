import { failed, type Result } from '../../model/index.ts'

/** A bug in one reader must not take down the answers beside it: it becomes a failure that names itself. */
export function unfailing<Input extends unknown[], Value>(
  read: (...input: Input) => Result<Value>,
): (...input: Input) => Result<Value> {
  return (...input) => {
    try {
      return read(...input)
    } catch (error) {
      const name = error instanceof Error ? error.name : 'an error'
      const message = `the reader stopped with ${name}; this is a bug of ours, please report it`
      return failed({ kind: 'malformed', code: 'READER_FAILED', message })
    }
  }
}
