import { join } from 'node:path'
import { carrierAsks } from '../../kit/captured.ts'
import { carrierContract } from '../../kit/contract.ts'
import { usps } from './index.ts'

carrierContract(usps, { answers: join(import.meta.dirname, 'answers') })
carrierAsks(usps, ({ url }) => ({ numbers: [new URL(url).pathname.split('/').at(-1) ?? ''] }))
