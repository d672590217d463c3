import type { CarrierId } from '../carriers.ts'
import type { Checksum } from '../checksums.ts'

export type Format = {
  /** Null: the operator of the country the number ends with. */
  readonly carrier: CarrierId | null
  readonly name: string
  readonly shape: string
  /**
   * On the number without spaces, dots and dashes, in capitals. `body` is what the checksum is made of, `check` its result.
   * Only what reach.ts reads.
   */
  readonly pattern: RegExp
  readonly checksum: Checksum | null
  /**
   * From 0 to 1: from 0.9 nothing else looks like it; about 0.75 where one in ten strings of the shape passes the checksum;
   * 0.6 and less without a checksum, 0.1 and less where it is digits only.
   */
  readonly score: number
  /** A page that shows the shape, or, where `hearsay` says so, one where such numbers are entered. */
  readonly source: string
  /** No page we found states the shape. */
  readonly hearsay?: true
  /** Made up by us, check digits computed; a wrong one beside each kind of right one. */
  readonly valid: readonly string[]
  readonly invalid: readonly string[]
}

export const gs1 = { kind: 'mod10', weights: [3, 1] } as const satisfies Checksum
export const upsMod10 = { kind: 'mod10', weights: [1, 2] } as const satisfies Checksum
export const fedexMod11 = { kind: 'weighted', weights: [1, 3, 7], modulo: 11 } as const satisfies Checksum

export const wikipedia = 'https://en.wikipedia.org/wiki/Tracking_number'
export const guide = 'https://trackpackage.live/guides/tracking-number-formats'
export const collected = (courier: string) =>
  `https://github.com/jkeen/tracking_number_data/blob/main/couriers/${courier}.json`
export const chinese = (courier: string) =>
  `https://github.com/BF-zh/Courier-Validation/blob/main/src/pattern/${courier}.ts`
export const woocommerce = (provider: string) =>
  `https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/src/Admin/Features/Fulfillments/Providers/${provider}ShippingProvider.php`
