import type { DescribedCarrier } from '../kit/define-carrier.ts'
import { amazonShipping } from './amazon_shipping/index.ts'
import { aramex } from './aramex/index.ts'
import { australiaPost } from './australiapost/index.ts'
import { canadaPost } from './canadapost/index.ts'
import { chronopost } from './chronopost/index.ts'
import { dhlParcelDe } from './dhl_parcel_de/index.ts'
import { dhlUniversal } from './dhl_universal/index.ts'
import { dpd } from './dpd/index.ts'
import { easypost } from './easypost/index.ts'
import { fedex } from './fedex/index.ts'
import { gls } from './gls/index.ts'
import { laPoste } from './laposte/index.ts'
import { mydhl } from './mydhl/index.ts'
import { postnl } from './postnl/index.ts'
import { purolator } from './purolator/index.ts'
import { royalMail } from './royalmail/index.ts'
import { shipengine } from './shipengine/index.ts'
import { ups } from './ups/index.ts'
import { usps } from './usps/index.ts'

/** Every carrier there is: one line each. */
export const carriers = {
  amazon_shipping: amazonShipping,
  aramex,
  australiapost: australiaPost,
  canadapost: canadaPost,
  chronopost,
  dhl_parcel_de: dhlParcelDe,
  dhl_universal: dhlUniversal,
  dpd,
  easypost,
  fedex,
  gls,
  laposte: laPoste,
  mydhl,
  postnl,
  purolator,
  royalmail: royalMail,
  shipengine,
  ups,
  usps,
} satisfies Readonly<Record<string, DescribedCarrier>>
