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

  it.each([
    ['J05', 'Hm', 'out_for_delivery/with_courier'],
    ['J05', 'Het pakket is bezorgd', 'out_for_delivery/with_courier'],
    ['I01', 'Bij de buren', 'delivered/to_neighbour'],
    ['H16', 'Hm', 'returning/return_initiated'],
    ['Y01', 'Er was niemand thuis', 'attempt_failed/not_home'],
    ['B01', 'Hm', 'in_transit/accepted'],
    ['X60', 'Hm', 'in_transit/customs_processing'],
    ['???', 'Het pakket is bezorgd', 'delivered'],
    ['???', 'Hm', null],
  ])('reads %s with the words "%s" as %s', (Code, Description, status) => {
    const Shipment = { Barcode: '3SZZZZ1', Event: { Code, Description, TimeStamp: '12-03-2026 09:00:00' } }
    const answer = postnl.read(JSON.stringify({ CompleteStatus: { Shipment } }))
    expect(answer).toMatchObject({ ok: true, value: { parcels: [{ scans: [{ status }] }] } })
  })

  const recorded = join(import.meta.dirname, '../../../../../shared/data/carriers/specs/postnl')
  it.skipIf(!existsSync(recorded))('reads what others recorded to the state each answer names itself', () => {
    const read = readdirSync(recorded).flatMap((file) => {
      const [, body = ''] = readFileSync(join(recorded, file), 'utf8').split(/\r?\n\r?\n(?=[{[])/)
      const answer = postnl.read(body)
      if (!answer.ok) throw new Error(`${file}: ${answer.failure.message}`)
      return answer.value.parcels
    })
    expect(read.length).toBeGreaterThan(8)
    for (const parcel of read) {
      expect(parcel.scans.length).toBeGreaterThan(0)
      expect(parcel.warnings.filter(({ code }) => code === 'summary_contradicts_events')).toEqual([])
    }
  })
})
