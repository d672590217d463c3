import { amazon } from './amazon.ts'
import { asia } from './asia.ts'
import { britain } from './britain.ts'
import { canada } from './canada.ts'
import { china } from './china.ts'
import { dhl } from './dhl.ts'
import { dpd } from './dpd.ts'
import { easternEurope } from './eastern-europe.ts'
import { fedex } from './fedex.ts'
import { germany } from './germany.ts'
import { northernEurope } from './northern-europe.ts'
import { oceania } from './oceania.ts'
import { post } from './post.ts'
import { southernEurope } from './southern-europe.ts'
import { unitedStates } from './united-states.ts'
import { usps } from './usps.ts'
import { westernEurope } from './western-europe.ts'

/** Where two score the same, the one first here is first. */
export const formats = [
  ...usps,
  ...fedex,
  ...unitedStates,
  ...canada,
  ...dhl,
  ...amazon,
  ...dpd,
  ...germany,
  ...southernEurope,
  ...westernEurope,
  ...britain,
  ...northernEurope,
  ...easternEurope,
  ...china,
  ...asia,
  ...oceania,
  ...post,
]
