export { type CallerOptions, createCaller } from './caller.ts'
export type { AccountState } from './line.ts'
export type { Patience } from './patience.ts'
