import type { DescribedCarrier } from '../kit/define-carrier.ts'
import { ups } from './ups/index.ts'

/** Every carrier there is: one line each. */
export const carriers = { ups } satisfies Readonly<Record<string, DescribedCarrier>>
