import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carrierContract } from '../../kit/contract.ts'
import { postnl } from './index.ts'

carrierContract(postnl, { answers: join(import.meta.dirname, 'answers') })

describe('PostNL', () => {
  it('is asked for one barcode with its history', () => {
    expect(postnl.calls?.track(['3SZZZZ1'], { settings: {}, token: '' })).toMatchObject({
      path: '/shipment/v2/status/barcode/3SZZZZ1',
      query: { detail: 'true', language: 'NL' },
    })
  })

  const recorded = join(import.meta.dirname, '../../../../../shared/data/carriers/specs/postnl')
  it.skipIf(!existsSync(recorded))('reads what others recorded to the state each answer names itself', () => {
    const read = readdirSync(recorded).flatMap((file) => {
      const [, body = ''] = readFileSync(join(recorded, file), 'utf8').split(/\r?\n\r?\n(?=[{[])/)
      const answer = postnl.read(body)
      return answer.ok ? answer.value.parcels : [`${file}: ${answer.failure.message}`]
    })
    expect(read.length).toBeGreaterThan(8)
    for (const parcel of read) {
      if (typeof parcel === 'string') throw new Error(parcel)
      expect(parcel.scans.length).toBeGreaterThan(0)
      expect(parcel.warnings.filter(({ code }) => code === 'summary_contradicts_events')).toEqual([])
    }
  })
})
