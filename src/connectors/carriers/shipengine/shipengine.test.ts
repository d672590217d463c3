import { generateKeyPairSync, sign } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carrierAsks } from '../../kit/captured.ts'
import { carrierContract } from '../../kit/contract.ts'
import { shipengine } from './index.ts'

carrierContract(shipengine, { answers: join(import.meta.dirname, 'answers') })
carrierAsks(shipengine, ({ params = {} }) => ({ numbers: [params['tracking_number'] ?? ''] }))

describe('ShipEngine', () => {
  it('is asked with the code of a carrier where one is set', () => {
    const asked = shipengine.calls?.track(['1Z1'], { settings: { carrierCode: 'ups' }, token: '' })
    expect(asked?.query).toEqual({ carrier_code: 'ups', tracking_number: '1Z1' })
  })
})

describe('an event of ShipEngine', () => {
  const status = (event: Readonly<Record<string, string>>, parcel: Readonly<Record<string, string>> = {}) => {
    const later = { occurred_at: '2026-03-05T10:00:00Z', status_code: 'DE' }
    const events = [...('status_code' in parcel ? [] : [later]), { occurred_at: '2026-03-04T10:00:00Z', ...event }]
    const answer = shipengine.read(JSON.stringify({ tracking_number: '1Z1', ...parcel, events }))
    return answer.ok ? answer.value.parcels[0]?.scans.at(-1)?.status : answer.failure.code
  }

  it.each([
    [{ status_code: 'IT', description: 'Out for delivery' }, 'out_for_delivery'],
    [{ status_code: 'EX', description: 'Damaged' }, 'exception/damaged'],
    // its own status is more than the carrier's words
    [{ status_code: 'DE', description: 'Out for delivery' }, 'delivered'],
    [
      { status_code: 'IT', status_detail_code: 'CUSTOMS_CLEARED', description: 'Departed' },
      'in_transit/customs_cleared',
    ],
    // the carrier's own code may look like one of ShipEngine's
    [{ event_code: 'DE', description: 'Could not deliver: not delivered' }, 'attempt_failed/other_attempt'],
    [{ event_code: 'DE', description: 'Nobody knows' }, null],
    [{ description: 'Notice left' }, 'attempt_failed/other_attempt'],
    [{ description: 'Ready for pickup' }, 'available_for_pickup'],
    [{ description: 'Delivered to agent for final delivery' }, null],
    [{ description: 'Delivered, to original sender' }, 'returned/back_with_sender'],
    [{ description: 'Held: clearance delay' }, 'exception/customs_held'],
  ])('%o is %s', (event, expected) => {
    expect(status(event)).toBe(expected)
  })

  it('has the status of its parcel where it is the newest and has none', () => {
    expect(status({ description: 'Nobody knows' }, { status_code: 'AT' })).toBe('attempt_failed/other_attempt')
    expect(status({ description: 'Out for delivery' }, { status_code: 'IT' })).toBe('out_for_delivery')
    expect(status({ description: 'Nobody knows' }, { status_code: 'UN' })).toBeNull()
  })
})

describe('a push of ShipEngine', () => {
  const { push } = shipengine
  if (!push) throw new Error('ShipEngine pushes')
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1' }
  const jwks = JSON.stringify({ keys: [{ ...other.publicKey.export({ format: 'jwk' }), kid: 'k0' }, jwk] })
  const pem = publicKey.export({ type: 'spki', format: 'pem' })

  const body = Buffer.from('{"resource_type":"API_TRACK"}')
  const at = '2026-03-04T10:00:00Z'
  const now = Temporal.Instant.from(at)
  const headers = ({ stamp = at, key = privateKey, of = body, id = 'k1' } = {}) => ({
    'x-shipengine-timestamp': stamp,
    'x-shipengine-rsa-sha256-key-id': id,
    'x-shipengine-rsa-sha256-signature': sign('sha256', Buffer.concat([Buffer.from(`${stamp}.`), of]), key).toString(
      'base64',
    ),
  })

  it.each([
    ['all the keys', jwks],
    ['one key', JSON.stringify(jwk)],
    ['a key in PEM', pem],
  ])('is believed by %s', (_what, secret) => {
    expect(push.verify(body, headers(), secret, now)).toBe(true)
  })

  it.each([
    ['no headers', {}],
    ['no signature', { ...headers(), 'x-shipengine-rsa-sha256-signature': undefined }],
    ['another key', headers({ key: other.privateKey })],
    ['the id of another key', headers({ id: 'k0' })],
    ['an id nobody knows', headers({ id: 'k2' })],
    ['other bytes', headers({ of: Buffer.from('{"resource_type":"API_TRACK" }') })],
    ['a time that was not signed', { ...headers(), 'x-shipengine-timestamp': '2026-03-04T10:00:01Z' }],
    ['no time', { ...headers(), 'x-shipengine-timestamp': undefined }],
    ['a time six minutes ago', headers({ stamp: '2026-03-04T09:54:00Z' })],
    ['a time six minutes ahead', headers({ stamp: '2026-03-04T10:06:00Z' })],
  ])('is refused with %s', (_what, sent) => {
    expect(push.verify(body, sent, jwks, now)).toBe(false)
  })

  it.each([
    ['nothing', ''],
    ['no key', 'a secret'],
    ['no key in JSON', '{"keys":[]}'],
    ['half a key', pem.slice(0, 100)],
    ['a key of another kind', generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })],
  ])('is refused where %s is kept', (_what, secret) => {
    expect(push.verify(body, headers(), secret, now)).toBe(false)
  })

  it('is asked for by number', () => {
    const to = { settings: { carrierCode: 'ups' }, token: '', callback: 'https://example.com/in', secret: '', now }
    expect(push.subscribe?.request(['1Z1'], to)).toEqual({
      method: 'POST',
      path: '/v1/tracking/start',
      query: { carrier_code: 'ups', tracking_number: '1Z1' },
    })
    expect(push.subscribe?.read('')).toEqual({ ok: true, value: { id: null, failures: [] } })
    expect(push.subscribe?.read('{"errors":[{"error_code":"unauthorized","message":"No."}]}')).toMatchObject({
      value: { failures: [{ kind: 'unauthorized' }] },
    })
    expect(push.subscribe?.read('<html>')).toMatchObject({ ok: false })
  })
})
