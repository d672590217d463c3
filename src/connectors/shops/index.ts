import type { Shop } from '../../model/index.ts'
import { csv } from './csv/index.ts'
import { magento1 } from './magento1/index.ts'
import { vendure } from './vendure/index.ts'
import { woocommerce } from './woocommerce/index.ts'

/** Every shop and file format there is: one line each. */
export const shops = { csv, magento1, woocommerce, vendure } satisfies Readonly<Record<string, Shop>>
