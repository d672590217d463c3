export { type Observation, type ScanHabits, learn, newHabits } from './learn.ts'
export { type Awaited, type Look, nextLook } from './next-look.ts'
export type { Quota } from './price.ts'
