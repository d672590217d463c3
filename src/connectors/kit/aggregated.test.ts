import { expect, it } from 'vitest'
import { carrierNamed } from './aggregated.ts'

it.each([
  ['USPS', 'usps'],
  ['stamps_com', 'usps'],
  ['UPSDAP', 'ups'],
  ['FedExSmartPost', 'fedex'],
  ['DHLExpress', 'mydhl'],
  ['dhl_express_worldwide', 'mydhl'],
  ['DHLPaket', 'dhl_parcel_de'],
  ['DhlEcs', 'dhl_universal'],
  ['CanadaPost', 'canadapost'],
  ['RoyalMail', 'royalmail'],
  ['DPDUK', 'dpd'],
  ['amazon_shipping_us', 'amazon_shipping'],
  ['Yodel', 'yodel'],
  // Not the one it begins like.
  ['HermesUK', 'evri'],
  ['Hermes', 'hermes_de'],
  [' Some Local Post ', 'Some Local Post'],
  ['', undefined],
  [undefined, undefined],
])('an aggregator means by %s: %s', (name, id) => {
  expect(carrierNamed(name)).toBe(id)
})
