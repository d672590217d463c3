import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carrierAsks } from '../../kit/captured.ts'
import { carrierContract } from '../../kit/contract.ts'
import { mydhl } from './index.ts'

carrierContract(mydhl, { answers: join(import.meta.dirname, 'answers') })
carrierAsks(mydhl, ({ url }) => ({
  numbers: new URL(url).searchParams.getAll('shipmentTrackingNumber'),
  settings: { environment: new URL(url).pathname.includes('/test/') ? 'test' : 'production' },
}))

describe('MyDHL', () => {
  it('is asked for several waybills at once, each by a name of its own', () => {
    const request = mydhl.calls?.track(['1111111111', '2222222222'], { settings: {}, token: '' })
    expect(request?.path).toBe('/mydhlapi/tracking?shipmentTrackingNumber=1111111111&shipmentTrackingNumber=2222222222')
  })
})
