export * from './dialogue.ts'
export { draft } from './draft.ts'
export { type Ears, hear, hearIn } from './hear.ts'
export * from './learn/index.ts'
export { readCode } from './repair/index.ts'
export {
  type Evidence,
  type Replies,
  say,
  type Say,
  speak,
  type Spoken,
  UnsupportedReply,
  type Voice,
} from './speak/index.ts'
export { type Tried, triedOf } from './tried.ts'
export { turn } from './turn.ts'
export * from './understand/index.ts'
