import { join } from 'node:path'
import { carrierContract } from '../../kit/contract.ts'
import { gls } from './index.ts'

carrierContract(gls, { answers: join(import.meta.dirname, 'answers') })
