import type { DescribedCarrier } from '../kit/define-carrier.ts'
import { aramex } from './aramex/index.ts'
import { canadaPost } from './canadapost/index.ts'
import { chronopost } from './chronopost/index.ts'
import { dpd } from './dpd/index.ts'
import { gls } from './gls/index.ts'
import { laPoste } from './laposte/index.ts'
import { purolator } from './purolator/index.ts'
import { ups } from './ups/index.ts'

/** Every carrier there is: one line each. */
export const carriers = {
  aramex,
  canadapost: canadaPost,
  chronopost,
  dpd,
  gls,
  laposte: laPoste,
  purolator,
  ups,
} satisfies Readonly<Record<string, DescribedCarrier>>
