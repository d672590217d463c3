import { canadaPost } from './carriers/canadapost.ts'
import { dhl } from './carriers/dhl.ts'
import { fedex } from './carriers/fedex.ts'
import { purolator } from './carriers/purolator.ts'
import { ups } from './carriers/ups.ts'
import { canadaPostDesk } from './carriers/desks/canadapost.ts'
import type { Desk } from './served/desk.ts'
import { dhlDesk } from './carriers/desks/dhl.ts'
import { fedexDesk } from './carriers/desks/fedex.ts'
import { purolatorDesk } from './carriers/desks/purolator.ts'
import { upsDesk } from './carriers/desks/ups.ts'

export type { Asked, Said } from './exchange.ts'
export { type FaultPlan, readFaults, roughDay } from './faults.ts'
export * from './journey.ts'
export * from './numbers.ts'
export * from './orders.ts'
export { readScript } from './script.ts'
export { type Call, type Counter, openCounter, type Reply } from './served/counter.ts'
export { type Desk, type Limit, type Push, secretOf } from './served/desk.ts'
export * from './shops/vendure.ts'
export type { Speaker } from './speaker.ts'
export { testNumbers } from './test-numbers.ts'

/** Every carrier that can be played: one line each. */
export const speakers = { canadaPost, dhl, fedex, purolator, ups }

/** Every carrier that can be served, in the order it is listed. */
export const desks: readonly Desk[] = [upsDesk, fedexDesk, dhlDesk, canadaPostDesk, purolatorDesk]
