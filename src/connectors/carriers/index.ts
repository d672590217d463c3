import type { DescribedCarrier } from '../kit/define-carrier.ts'
import { australiaPost } from './australiapost/index.ts'
import { canadaPost } from './canadapost/index.ts'
import { dhlParcelDe } from './dhl_parcel_de/index.ts'
import { dhlUniversal } from './dhl_universal/index.ts'
import { gls } from './gls/index.ts'
import { royalMail } from './royalmail/index.ts'
import { mydhl } from './mydhl/index.ts'
import { postnl } from './postnl/index.ts'
import { purolator } from './purolator/index.ts'
import { ups } from './ups/index.ts'

/** Every carrier there is: one line each. */
export const carriers = {
  australiapost: australiaPost,
  canadapost: canadaPost,
  dhl_parcel_de: dhlParcelDe,
  dhl_universal: dhlUniversal,
  gls,
  mydhl,
  postnl,
  purolator,
  royalmail: royalMail,
  ups,
} satisfies Readonly<Record<string, DescribedCarrier>>
