import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carrierAsks } from '../../kit/captured.ts'
import { carrierContract } from '../../kit/contract.ts'
import { codes } from './codes.ts'
import { dhlUniversal } from './index.ts'
import { push } from './push.ts'

carrierContract(dhlUniversal, { answers: join(import.meta.dirname, 'answers') })
carrierAsks(dhlUniversal, ({ url }) => ({ numbers: [new URL(url).searchParams.get('trackingNumber') ?? ''] }))

function scan(service: string, event: Readonly<Record<string, string>>) {
  const shipment = { id: 'A1', service, events: [{ timestamp: '2026-03-02T09:00:00', ...event }] }
  const answer = dhlUniversal.read(JSON.stringify({ shipments: [shipment] }))
  const parcel = answer.ok ? answer.value.parcels[0] : undefined
  return [parcel?.scans[0]?.status, parcel?.warnings.map(({ code }) => code)]
}

describe('an event of DHL', () => {
  it.each([
    ['parcel-de', 'transit', 'ZF', 'available_for_pickup'],
    ['parcel-de', 'failure', 'ZN', 'attempt_failed/other_attempt'],
    ['parcel-nl', 'delivered', 'DELIVERED_AT_NEIGHBOURS', 'delivered/to_neighbour'],
    ['express', 'transit', 'WC', 'out_for_delivery/with_courier'],
    ['ecommerce', 'transit', '551', 'attempt_failed/not_home'],
    ['ecommerce-europe', 'delivered', '44', 'available_for_pickup/at_parcel_shop'],
    ['ecommerce-europe', 'failure', '79', 'attempt_failed/address_problem'],
    ['post-de', 'transit', 'HELD_BY_CUSTOMS', 'exception/customs_held'],
    ['svb', 'delivered', 'RETURNED_TO_SENDER', 'returned/back_with_sender'],
    ['freight', 'transit', '56-211', 'attempt_failed/not_home'],
  ])('%s, %s, %s is %s', (service, statusCode, status, expected) => {
    expect(scan(service, { statusCode, status })).toEqual([expected, []])
  })

  it.each([
    ['transit', 'Der Bote fand niemanden zu Hause', 'attempt_failed/not_home'],
    ['transit', 'Out for delivery', 'out_for_delivery/with_courier'],
    ['transit', 'Processed in Kassel', 'in_transit/arrived_facility'],
    ['failure', 'Arrived in Kassel', 'exception'],
    ['pre-transit', 'Delivered', 'info_received'],
    ['delivered', 'Left with your neighbour', 'delivered/to_neighbour'],
    ['unknown', 'Delivered', null],
  ])('%s with the words "%s" is %s', (statusCode, description, expected) => {
    expect(scan('parcel-de', { statusCode, description })).toEqual([expected, []])
  })

  it('keeps the shared word where the code of the division says the opposite or nothing', () => {
    expect(scan('parcel-de', { statusCode: 'transit', status: 'ZU' })).toEqual(['in_transit', []])
    expect(scan('parcel-de', { statusCode: 'transit', status: 'QQ' })).toEqual(['in_transit', ['unmapped_code']])
    expect(scan('parcel-de', { statusCode: 'beamed' })).toEqual([null, ['unmapped_code']])
  })

  const table = join(
    import.meta.dirname,
    '../../../../../shared/data/carriers/code_tables/dhl_unified_status_codes.json',
  )
  it.skipIf(!existsSync(table))('is in the table for every row of the official one', () => {
    const rows = JSON.parse(readFileSync(table, 'utf8')) as readonly { Service: string; Status: string }[]
    expect(rows.length).toBeGreaterThan(1_000)
    const keys = rows.map(({ Service, Status }) => `${Service === 'svb' ? 'post-de' : Service}/${Status}`.toUpperCase())
    expect(keys.filter((key) => !(key in codes))).toEqual([])
  })
})

describe('a push of DHL', () => {
  const now = Temporal.Instant.from('2026-03-02T09:00:00Z')
  const body = Buffer.from('{"scope":"subscription.push","shipments":[]}')

  it('is taken with the secret in its header, and with no other', () => {
    const taken = (header: Readonly<Record<string, string>>, secret = 'our secret') =>
      push.verify(body, header, secret, now)
    expect(taken({ 'x-whereabouts-token': 'our secret' })).toBe(true)
    expect(taken({ 'x-whereabouts-token': 'our secreT' })).toBe(false)
    expect(taken({ 'x-whereabouts-token': 'our secret and more' })).toBe(false)
    expect(taken({ authorization: 'our secret' })).toBe(false)
    expect(taken({})).toBe(false)
    expect(taken({}, '')).toBe(false)
  })

  it('is read like an answer, also with its state alone', () => {
    const shipment = {
      id: 'A1',
      service: 'parcel-de',
      status: { timestamp: '2026-03-02T09:00:00', statusCode: 'delivered' },
    }
    const answer = dhlUniversal.read(JSON.stringify({ scope: 'subscription.push', shipments: [shipment] }))
    expect(answer).toMatchObject({ ok: true, value: { parcels: [{ number: 'A1', scans: [{ status: 'delivered' }] }] } })
  })

  it('is asked for by number, with a header of ours, and confirmed with the secret DHL sends', () => {
    const to = {
      settings: { service: 'express' },
      token: '',
      callback: 'https://us.example/push',
      secret: 'our secret',
      now,
    }
    const request = push.subscribe?.request(['A1', 'A2'], to)
    expect(request).toMatchObject({ method: 'POST', path: '/tracking/push/v1/subscription' })
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      hook: { uri: 'https://us.example/push', authentication: { header: 'x-whereabouts-token', token: 'our secret' } },
      service: 'express',
      shipmentIDs: ['A1', 'A2'],
    })
    const validate = JSON.stringify({
      scope: 'subscription.validate',
      self: 'https://api-eu.dhl.com/tracking/push/v1/subscription/0a1b-2c',
      secret: 'theirs',
    })
    expect(push.handshake?.(validate, {})).toEqual({ body: '' })
    expect(push.confirm?.(validate, { settings: {}, token: '' })).toMatchObject({
      method: 'POST',
      path: '/tracking/push/v1/subscription/0a1b-2c',
      headers: { 'DHL-API-Hook-Secret': 'theirs' },
    })
    expect(push.handshake?.(body.toString(), {})).toBeNull()
    expect(push.confirm?.(body.toString(), { settings: {}, token: '' })).toBeNull()
    expect(push.confirm?.('<html>', { settings: {}, token: '' })).toBeNull()
  })

  it('has a subscription with an id, or says why not', () => {
    expect(push.subscribe?.read('{"subscriptionId":"0a1b"}')).toEqual({ ok: true, value: { id: '0a1b', failures: [] } })
    expect(push.subscribe?.read('{"status":403,"title":"Forbidden","detail":"not approved"}')).toMatchObject({
      ok: true,
      value: { id: null, failures: [{ kind: 'unauthorized', message: 'not approved' }] },
    })
    expect(push.subscribe?.read('{}')).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
  })
})
