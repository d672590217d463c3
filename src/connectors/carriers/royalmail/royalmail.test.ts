import { join } from 'node:path'
import { carrierAsks } from '../../kit/captured.ts'
import { carrierContract } from '../../kit/contract.ts'
import { royalMail } from './index.ts'

carrierContract(royalMail, { answers: join(import.meta.dirname, 'answers') })
carrierAsks(royalMail, ({ url }) => ({ numbers: [new URL(url).pathname.split('/')[3] ?? ''] }))
