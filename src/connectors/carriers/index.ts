import type { DescribedCarrier } from '../kit/define-carrier.ts'
import { amazonShipping } from './amazon_shipping/index.ts'
import { canadaPost } from './canadapost/index.ts'
import { easypost } from './easypost/index.ts'
import { fedex } from './fedex/index.ts'
import { gls } from './gls/index.ts'
import { purolator } from './purolator/index.ts'
import { shipengine } from './shipengine/index.ts'
import { ups } from './ups/index.ts'
import { usps } from './usps/index.ts'

/** Every carrier there is: one line each. */
export const carriers = {
  amazon_shipping: amazonShipping,
  canadapost: canadaPost,
  easypost,
  fedex,
  gls,
  purolator,
  shipengine,
  ups,
  usps,
} satisfies Readonly<Record<string, DescribedCarrier>>
