import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carrierAsks } from '../../kit/captured.ts'
import { carrierContract } from '../../kit/contract.ts'
import { parseXml } from '../../kit/index.ts'
import { codes } from './codes.ts'
import { dhlParcelDe } from './index.ts'

carrierContract(dhlParcelDe, { answers: join(import.meta.dirname, 'answers') })
carrierAsks(dhlParcelDe, ({ url }) => {
  const asked = parseXml(new URL(url).searchParams.get('xml') ?? '')
  const { appname = '', password = '', 'piece-code': numbers = '' } = asked.ok ? asked.value.attributes : {}
  return { numbers: numbers.split(';'), settings: { appname, trackingPassword: password } }
})

const event = (attributes: string) => {
  const answer = dhlParcelDe.read(
    `<data name="piece-shipment-list" code="0"><data name="piece-shipment" piece-code="1"><data name="piece-event-list"><data name="piece-event" event-timestamp="02.03.2026 09:00" ${attributes}/></data></data></data>`,
  )
  return answer.ok ? answer.value.parcels[0]?.scans[0]?.status : answer.failure.message
}

describe('an event of DHL Paket', () => {
  it.each([
    ['DLVRD', 'NGHBR', 'ZU', 'delivered/to_neighbour'],
    ['DLVRD', 'ACCPK', 'ZU', 'delivered/collected'],
    ['DLVRD', 'new', 'ZU', 'delivered'],
    ['CNRFC', 'PCKST', 'ZF', 'available_for_pickup/at_locker'],
    ['HLDCC', 'SERPT', 'ZF', 'available_for_pickup/at_post_office'],
    ['HLDCC', 'SERPT', 'PO', 'in_transit/rescheduled'],
    ['SRTED', 'NRQRD', 'PO', 'out_for_delivery/with_courier'],
    ['SRTED', 'NRQRD', 'NB', 'in_transit'],
    ['NTDEL', 'NHOME', 'ZN', 'attempt_failed/not_home'],
    ['NTDEL', 'NTCCN', 'ZN', 'returning/return_initiated'],
    ['RETRN', 'RFUSD', 'ZN', 'returning/return_initiated'],
    ['RSDCP', 'OARRV', 'ZO', 'in_transit/customs_cleared'],
    ['', '', 'ZN', 'attempt_failed/other_attempt'],
  ])('%s/%s (%s) is %s', (ice, ric, standard, status) => {
    expect(event(`ice="${ice}" ric="${ric}" standard-event-code="${standard}" ruecksendung="false"`)).toBe(status)
  })

  it('is about the sender on the way back', () => {
    expect(event('ice="DLVRD" ric="ACCPT" standard-event-code="ZU" ruecksendung="true"')).toBe(
      'returned/back_with_sender',
    )
    expect(event('ice="SRTED" ric="NRQRD" standard-event-code="PO" ruecksendung="true"')).toBe(
      'returning/return_in_transit',
    )
  })

  it('is read by its words, German or English, where it has no code', () => {
    expect(event('event-status="Das Paket ist leider beschädigt und muss warten."')).toBe('exception/damaged')
    expect(event('event-status="The parcel waits, ready for collection"')).toBe('available_for_pickup')
  })

  const table = join(import.meta.dirname, '../../../../../shared/data/carriers/code_tables/dhl_parcel_de_ice_ric.json')
  it.skipIf(!existsSync(table))('is in the table for every row of the official one', () => {
    const rows = JSON.parse(readFileSync(table, 'utf8')) as readonly Record<string, string>[]
    expect(rows.length).toBeGreaterThan(300)
    expect(rows.filter((row) => !codes[row['ice_event_code'] ?? ''] || !codes[row['ttpro_event_code'] ?? ''])).toEqual(
      [],
    )
  })
})
