import type { Shop } from '../../model/index.ts'
import { csv } from './csv/index.ts'
import { vendure } from './vendure/index.ts'

/** Every shop and file format there is: one line each. */
export const shops = { csv, vendure } satisfies Readonly<Record<string, Shop>>
