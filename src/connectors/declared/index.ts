export { type Declaration, declareCarrier } from './declare.ts'
export type { Problem } from './source.ts'
