import { canadaPost } from './carriers/canadapost.ts'
import { purolator } from './carriers/purolator.ts'
import { ups } from './carriers/ups.ts'

export * from './journey.ts'
export * from './numbers.ts'
export * from './orders.ts'
export * from './shops/vendure.ts'
export type { Speaker } from './speaker.ts'

/** Every carrier that can be played: one line each. */
export const speakers = { canadaPost, purolator, ups }
