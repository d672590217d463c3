import { parseId } from '../../model/index.ts'
import type { ShopRow } from '../../store/index.ts'

/** An invented shop for lamps and small furniture; a shop like any other beside the merchant's own. */
export const demoShop: ShopRow = {
  id: parseId('shop', 'demo'),
  name: 'Lumen & Oak',
  zone: 'Europe/Berlin',
  language: 'en',
}
